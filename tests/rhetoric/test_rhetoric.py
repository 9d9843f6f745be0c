"""All finders together, on reports of many places."""

from pathlib import Path

import pandas as pd
import pytest

from analysis.corpus import Corpus, build_corpus, find_files
from analysis.rhetoric import find_rhetoric

REPORTS = Path(__file__).parents[1] / "cases" / "reports"
FOUND = ["phrases", "themes", "devices", "dates", "formulas"]


@pytest.fixture(scope="module")
def many() -> Corpus:
    return find_rhetoric(build_corpus(find_files([REPORTS])))


@pytest.mark.parametrize("table", FOUND)
def test_every_report_has_its_rows(many: Corpus, table: str):
    rows: pd.DataFrame = getattr(many, table)
    assert rows["article_id"].nunique() >= 0.9 * len(many.articles)
    assert set(rows["sentence_id"]) <= set(many.body["sentence_id"])


@pytest.mark.parametrize("last", ["群众参与", "科学普及", "宣传和", "参与、"])
def test_a_list_may_end_in_a_link(tmp_path: Path, last: str):
    (tmp_path / "a.txt").write_text(f"会议强调，要发动党员、{last}，做好防控。", encoding="utf-8")
    assert len(find_rhetoric(build_corpus([tmp_path / "a.txt"])).body) == 1
