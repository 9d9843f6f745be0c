"""What many tests share: the corpus of the five reports, built once a process."""

import pytest
from hypothesis import settings

from analysis import paths
from analysis.corpus import Corpus, build_corpus, find_files
from analysis.rhetoric import find_rhetoric

# A run tries the same examples each time. For others: pytest --hypothesis-profile=random
settings.register_profile("repeatable", deadline=None, derandomize=True)
settings.register_profile("random", deadline=None)
settings.load_profile("repeatable")


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    return find_rhetoric(build_corpus(find_files([paths.REPORTS])))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the slowest file, so that no worker waits for it at the end."""
    items.sort(key=lambda item: item.path.name != "test_report.py")
