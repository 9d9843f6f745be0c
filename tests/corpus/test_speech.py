import json
from pathlib import Path

import pandas as pd
import pytest

from analysis.corpus.speech import attribute_speech

CASES = json.loads((Path(__file__).parent.parent / "cases" / "speech.json").read_text("utf-8"))


def attributed(*paragraphs: list[str], zone: str = "body") -> list[tuple[str, str | None, str]]:
    rows = [
        {"article_id": "a-1", "paragraph": number, "zone": zone, "text": text}
        for number, sentences in enumerate(paragraphs, start=1)
        for text in sentences
    ]
    found = attribute_speech(pd.DataFrame(rows))
    columns = found[["speaker", "verb", "speaker_rule"]].astype(object)
    return list(columns.where(columns.notna(), None).itertuples(index=False, name=None))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            case["text"],
            case["expected"],
            id=case["label"],
            marks=pytest.mark.xfail(reason=case["why"], strict=True)
            if case["kind"] == "known_failure"
            else (),
        )
        for case in CASES
    ],
)
def test_attribute_speech(text: list[list[str]], expected: list[list[str | None]]):
    assert [[speaker, verb] for speaker, verb, _ in attributed(*text)] == expected


@pytest.mark.parametrize(
    ("text", "speaker", "verb", "rule"),
    [
        ("李猛指出，疫情防控形势严峻。", "李猛", "指出", "named"),
        ("云南省委书记陈豪强调，要落实。", "陈豪", "强调", "named"),
        ("就做好下一步工作，安伟强调，一要科学统筹。", "安伟", "强调", "named"),
        ("李猛在会上强调，要落实。", "李猛", "强调", "named"),
        ("李猛强调指出，要落实。", "李猛", "强调指出", "named"),
        ("市委书记李猛主持会议并强调，要落实。", "李猛", "强调", "named"),
        ("会议强调，要落实。", "会议", "强调", "meeting"),
        ("会议还要求，要落实。", "会议", "要求", "meeting"),
        ("会议强调要压实责任。", "会议", "强调", "meeting"),
        ("市委书记格桑次仁强调，要落实。", "格桑次仁", "强调", "named"),
        ("李猛提出四点要求，一要统筹。", "李猛", "提出", "named"),
        ("会议要求各级各部门落实责任。", "会议", "要求", "meeting"),
        ("自治区党委要求，要落实。", "自治区党委", "要求", "meeting"),
        ("3月27日，何雄主持召开视频会议，强调要落实。", "何雄", "强调", "chairing"),
    ],
)
def test_attribute_speech_names_the_speaker(text: str, speaker: str, verb: str, rule: str):
    assert attributed([text]) == [(speaker, verb, rule)]


@pytest.mark.parametrize(
    "text",
    [
        "李亚传达了上级有关部署要求，听取各地汇报。",
        "对做好下一步工作提出要求。",
        "按照省委会议要求，全市迅速行动。",
        "专家分析了疫情防控形势并提出意见建议。",
        "习近平总书记强调，要坚定信心。",
        "2月12日，市委召开会议。",
        "县长吉克阿依对乡镇提出三点要求。",
        "县长吉克阿依作具体部署。",
    ],
)
def test_attribute_speech_hears_nobody_where_nobody_speaks(text: str):
    assert attributed([text]) == [("", None, "reporter")]


def test_attribute_speech_carries_to_the_end_of_the_paragraph():
    found = attributed(["李猛指出，形势严峻。", "要落实。"], ["全市正在落实。"])
    assert found == [
        ("李猛", "指出", "named"),
        ("李猛", "指出", "carried"),
        ("", None, "reporter"),
    ]


def test_attribute_speech_goes_on_with_an_enumeration():
    found = attributed(
        ["安伟强调，一要统筹。"], ["二要快速扑灭。", "要流调。"], ["当日上午，安伟调研。"]
    )
    assert [speaker for speaker, _, _ in found] == ["安伟", "安伟", "安伟", ""]
    assert [rule for _, _, rule in found] == ["named", "continued", "carried", "reporter"]


def test_attribute_speech_gives_the_floor_back_to_the_reporter():
    found = attributed(["会议强调，要落实。", "会议听取了汇报。", "各地正在落实。"])
    assert [speaker for speaker, _, _ in found] == ["会议", "", ""]


def test_attribute_speech_resolves_a_pronoun_to_the_subject_before():
    found = attributed(["市长何雄作具体部署。", "他强调，要更加敏锐。"])
    assert found[1] == ("何雄", "强调", "pronoun")


def test_attribute_speech_leaves_other_zones_without_a_rule():
    assert attributed(["李猛强调，要落实。"], zone="headline") == [("", None, None)]


def test_attribute_speech_gives_the_floor_to_whom_a_sentence_announces():
    found = attributed(["李猛提出两点要求。"], ["一要快。", "要早。"], ["二要准。"])
    assert [speaker for speaker, _, _ in found] == ["", "李猛", "李猛", "李猛"]
    assert [rule for _, _, rule in found] == ["reporter", "announced", "carried", "continued"]


def test_attribute_speech_gives_a_quote_to_the_speaker_named_behind_it():
    found = attributed(["“产业也不能停。”", "县长林毓秀说。", "她要求农业局开通绿色通道。"])
    assert found == [
        ("林毓秀", "说", "quote"),
        ("林毓秀", "说", "named"),
        ("林毓秀", "要求", "pronoun"),
    ]


def test_attribute_speech_goes_on_below_a_line_that_only_names_the_speaker():
    found = attributed(["会议指出"], ["形势严峻。"], ["全市正在落实。"])
    assert [(speaker, rule) for speaker, _, rule in found] == [
        ("会议", "meeting"),
        ("会议", "continued"),
        ("", "reporter"),
    ]


def test_attribute_speech_knows_a_name_once_it_was_introduced():
    found = attributed(["县委书记曲比尔哈主持会议。"], ["曲比尔哈指出，时间不等人。", "必须抓紧。"])
    assert [speaker for speaker, _, _ in found] == ["", "曲比尔哈", "曲比尔哈"]


@pytest.mark.parametrize(
    "text",
    [
        "作" * 2000,
        "再" * 2000,
        "一、" * 2000,
        "张三、" * 500,
        "要求" * 2000,
        "强调，" * 2000,
        "李猛主持，" * 500,
        "提出" * 2000,
        "市委书记" * 2000,
    ],
)
def test_attribute_speech_ends_on_hostile_sentences(text: str):
    assert len(attributed([text])) == 1
