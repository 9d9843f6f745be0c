"""What the tests of charts share."""

from collections.abc import Iterator

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from analysis.corpus import Corpus
from analysis.report.style import use_house_style


@pytest.fixture
def house_style() -> Iterator[None]:
    use_house_style()
    yield
    plt.close("all")


@pytest.fixture(scope="session")
def articles(corpus: Corpus) -> pd.DataFrame:
    """The articles in the order of their meetings."""
    return corpus.articles.sort_values(["meeting_on", "article_id"], ignore_index=True)
