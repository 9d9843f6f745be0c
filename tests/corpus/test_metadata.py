import json
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest

from analysis import paths
from analysis.corpus import build_corpus
from analysis.corpus.metadata import describe_article

CASES = json.loads((Path(__file__).parent.parent / "cases" / "metadata.json").read_text("utf-8"))
FIELDS = [
    "city",
    "city_zh",
    "province_zh",
    "level",
    "newspaper",
    "meeting_on",
    "meeting_on_basis",
    "published_on",
    "published_on_basis",
    "chairs",
]


def sentences(parts: list[list[str]]) -> pd.DataFrame:
    rows = [
        (zone, paragraph, text)
        for paragraph, (zone, whole) in enumerate(parts, 1)
        for text in re.findall("[^。]+。?", whole)
    ]
    frame = pd.DataFrame(rows, columns=["zone", "paragraph", "text"])
    return frame.assign(article_id="made-1", position=range(1, len(frame) + 1))


def params() -> list[object]:
    return [
        pytest.param(
            case,
            id=case["label"],
            marks=pytest.mark.xfail(reason=case["why"]) if case["kind"] == "known_failure" else (),
        )
        for case in CASES
    ]


@pytest.mark.parametrize("case", params())
def test_describe_article(case: dict[str, object]):
    facts = describe_article(sentences(case["text"]))
    assert {field: facts[field] for field in case["expected"]} == case["expected"]


def test_describe_article_tells_every_field():
    assert sorted(describe_article(sentences([["body", "会议召开。"]]))) == sorted(FIELDS)


def test_describe_article_leaves_its_input_alone():
    frame = sentences(CASES[0]["text"])
    before = frame.copy(deep=True)
    describe_article(frame)
    pd.testing.assert_frame_equal(frame, before)


def test_describe_article_reads_no_boilerplate():
    parts = [
        ["body", "我市召开会议。"],
        ["boilerplate", "《洛阳日报》2021年5月1日 洛阳市委召开会议。"],
    ]
    assert describe_article(sentences(parts))["published_on"] is None


# What each file tells without its card, read by hand. Zhengzhou's second report says 我市 throughout;
# 郑报 in its byline is the city's.
TOLD = {
    "luoyang-1": ("Luoyang", "河南", "prefecture", "洛阳日报", "李亚", "2020-02-17", "stated"),
    "zhengzhou-1": (
        "Zhengzhou",
        "河南",
        "prefecture",
        "郑报全媒体",
        "安伟",
        "XXXX-03-27",
        "stated",
    ),
    "zhengzhou-2": (
        "Zhengzhou",
        "河南",
        "prefecture",
        "郑报全媒体",
        "何雄",
        "XXXX-03-27",
        "stated",
    ),
    "dezhou-1": ("Dezhou", "山东", "prefecture", "德州日报", "李猛", "XXXX-02-12", "stated"),
    "kunming-1": ("Kunming", "云南", "province", "云南日报", "宗国英", "2020-02-20", "inferred"),
    "nanjing-1": ("Nanjing", "江苏", "prefecture", None, "张敬华", "XXXX-02-18", "stated"),
}
COLUMNS = [
    "city",
    "province_zh",
    "level",
    "newspaper",
    "chairs",
    "meeting_on",
    "meeting_on_basis",
]


@pytest.fixture(scope="module")
def articles_without_cards(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    folder = tmp_path_factory.mktemp("reports")
    files = [Path(shutil.copy(file, folder)) for file in sorted(paths.REPORTS.glob("*.txt"))]
    return build_corpus(files).articles.set_index("article_id")


@pytest.mark.parametrize("article_id", TOLD)
def test_describe_article_reads_the_five_reports(
    articles_without_cards: pd.DataFrame, article_id: str
):
    facts = articles_without_cards.loc[article_id, COLUMNS]
    assert tuple(None if pd.isna(fact) else fact for fact in facts) == TOLD[article_id]
