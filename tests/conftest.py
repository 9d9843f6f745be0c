"""What many tests share: the corpus of the five reports, built once a process."""

import pytest

from analysis import paths
from analysis.corpus import Corpus, build_corpus, find_files
from analysis.rhetoric import find_rhetoric


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    return find_rhetoric(build_corpus(find_files([paths.REPORTS])))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the slowest file, so that no worker waits for it at the end."""
    items.sort(key=lambda item: item.path.name != "test_report.py")
