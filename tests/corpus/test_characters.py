import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC

from analysis import paths
from analysis.corpus.characters import (
    detect_script,
    find_blanks,
    find_ornaments,
    find_punctuation,
    find_script,
    find_variants,
)
from analysis.corpus.cleaning import AlignedText

REPORTS = sorted((Path(__file__).parent.parent / "cases" / "reports").glob("*.txt"))
REPORTS += sorted(paths.REPORTS.glob("*.txt"))
OPENCC = OpenCC("t2s")
CASES = json.loads((Path(__file__).parent.parent / "cases" / "characters.json").read_text("utf-8"))


def tidied(text: str) -> str:
    aligned = AlignedText.of(text)
    aligned = aligned.apply(find_blanks(aligned.text))
    return aligned.apply(find_punctuation(aligned.text)).text


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_blanks_and_punctuation(case: dict[str, str]):
    assert tidied(case["text"]) == case["expected"]


@given(st.text('会议克ab1"\n.,!?()%“”、', max_size=40))
def test_find_punctuation_keeps_lengths_but_for_doubled_marks(text: str):
    changes = find_punctuation(text)
    assert AlignedText.of(text).apply(changes).raw == text
    assert all(len(c.after) in (c.end - c.start, 0) for c in changes)


@given(st.text("会议ab1 \u3000,;:!?()，。“”\n\r\t.", max_size=40))
def test_find_blanks_asks_for_nothing_twice(text: str):
    once = AlignedText.of(text).apply(find_blanks(text)).text
    assert AlignedText.of(once).apply(find_blanks(once)).text == once


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("膠著對壘", "胶着对垒"),
        ("著力抓好", "着力抓好"),
        ("沿著", "沿着"),
        ("成效顯著", "成效显著"),
        ("著名專家", "著名专家"),
        ("經典著作", "经典著作"),
        ("重癥患者", "重症患者"),
        ("陜西省", "陕西省"),
        ("衞生部門", "卫生部门"),
        ("擡升", "抬升"),
    ],
)
def test_script_and_variants(text: str, expected: str):
    aligned = AlignedText.of(text)
    aligned = aligned.apply(find_script(aligned.text))
    assert aligned.apply(find_variants(aligned.text)).text == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("麻痹思♂想，地区△工作▲↘。", "麻痹思想，地区工作。"),  # strewn
        ("思♂想，主要々负责，防〇控，地△区", "思想，主要负责，防控，地区"),
        ("思♂想，地△区，二〇二二年", "思想，地区，二〇二二年"),  # a number
        ("佐々木、二〇二二年", "佐々木、二〇二二年"),  # nothing else is strewn
        ("王平●李明●赵芳", "王平●李明●赵芳"),  # one sign parts names
        ("▲图为现场\n★会议要求\n思♂想", "▲图为现场\n★会议要求\n思♂想"),  # bullets
        ("★要求\n甲★乙、甲▲乙\n▲图为", "★要求\n甲★乙、甲▲乙\n▲图为"),  # bullets, also inside
    ],
)
def test_find_ornaments(text: str, expected: str):
    assert AlignedText.of(text).apply(find_ornaments(text)).text == expected


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_find_ornaments_leaves_reports_alone(path: Path):
    assert find_ornaments(path.read_bytes().decode("utf-8", "replace")) == []


PHRASES, CHARACTERS = (list(entries) for *_, entries in OpenCC("t2s").dict_cache.values())


@given(
    st.lists(
        st.sampled_from(PHRASES) | st.sampled_from(CHARACTERS) | st.sampled_from("，(\n a着乾幺")
        | st.sampled_from(PHRASES).map(lambda phrase: phrase[:-1])
        | st.sampled_from(PHRASES).map(lambda phrase: phrase[1:])
    ).map("".join)
)  # fmt: skip
def test_find_script_converts_as_opencc_does(text: str):
    assert AlignedText.of(text).apply(find_script(text)).text == OPENCC.convert(text)


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_find_script_converts_reports_as_opencc_does(path: Path):
    text = path.read_bytes().decode("utf-8", "replace")
    assert AlignedText.of(text).apply(find_script(text)).text == OPENCC.convert(text)


def test_find_script_takes_a_line_without_marks():
    text = "會議" * 100_000  # OpenCC's own time is the square of this length
    assert len(find_script(text)) == len(text)


@given(st.text(st.characters(min_codepoint=0x3400, max_codepoint=0x9FFF), max_size=30))
def test_find_script_keeps_the_length(text: str):
    assert len(AlignedText.of(text).apply(find_script(text)).text) == len(text)


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("會議強調，要堅決打贏疫情防控阻擊戰", "hant"),
        ("会议强调，要坚决打赢疫情防控阻击战", "hans"),
        ("会议强调，王於菟同志要坚决打赢疫情防控阻击战，要进一步压实责任，守牢底线", "hans"),
        ("COVID-19", "hans"),
    ],
)
def test_detect_script(text: str, script: str):
    assert detect_script(text) == script
