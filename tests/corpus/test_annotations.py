"""Annotations: those of the two annotated reports, made and untouched cases, and readings."""

import json
import time
from pathlib import Path

import pytest
from pypinyin import Style, pinyin

from analysis import paths
from analysis.corpus.annotations import find_annotations
from analysis.corpus.cleaning import AlignedText, Change
from analysis.corpus.pinyin import readings, reads, spelling

CASES = json.loads(
    (Path(__file__).parents[1] / "cases" / "annotations.json").read_text(encoding="utf-8")
)


def cases(*kinds):
    chosen = [case for case in CASES if case["kind"] in kinds]
    return pytest.mark.parametrize("case", chosen, ids=[case["label"] for case in chosen])


def plain(text):
    return AlignedText.of(text).apply(find_annotations(text)).text


@cases("found", "made", "unchanged")
def test_find_annotations_case(case):
    assert plain(case["text"]) == case["expected"]


@cases("found")
def test_found_cases_stand_in_a_report(case):
    raw = [path.read_text(encoding="utf-8") for path in sorted(paths.REPORTS.glob("*.txt"))]
    assert any(case["text"] in text for text in raw)


@cases("known_failure")
@pytest.mark.xfail(strict=True)
def test_find_annotations_known_failure(case):
    assert plain(case["text"]) == case["expected"]


@pytest.mark.parametrize(
    ("name", "count"),
    [("dezhou", 291), ("nanjing", 135), ("luoyang", 0), ("kunming", 0), ("zhengzhou", 0)],
)
def test_find_annotations_counts_the_reports(name, count):
    text = (paths.REPORTS / f"{name}.txt").read_text(encoding="utf-8")
    assert len(find_annotations(text)) == count
    assert text.count("(擴大)") == plain(text).count("(擴大)")


def test_find_annotations_gives_span_and_evidence():
    assert find_annotations("領(lǐng)導(擴大)") == [
        Change(1, 7, "", "annotation", "領 reads lǐng"),
    ]


def test_readings_hold_every_reading_pypinyin_gives():
    characters = [chr(code) for code in range(0x4E00, 0xA000)]
    given = {c: set(pinyin(c, style=Style.TONE, heteronym=True)[0]) - {c} for c in characters}
    assert all(reads(c, reading) for c, of_c in given.items() for reading in of_c)
    assert sum(map(len, given.values())) > 20_000


def test_readings_leave_a_character_without_a_reading_alone():
    assert readings("A") == readings("，") == frozenset()


def test_spelling_is_stable():
    written = {spelling(reading) for reading in readings("綠") | readings("長") | readings("會")}
    assert {spelling(reading) for reading in written} == written


@pytest.mark.parametrize("storm", ["(", "會(", "會()", "會( ", "會(aaaaaaaaaaaa", "會(huì", "會"])
def test_find_annotations_is_linear(storm):
    seconds = []
    for size in (500_000, 2_000_000):
        text = storm * (size // len(storm))
        start = time.process_time()
        assert len(find_annotations(text)) == text.endswith("會(huì")
        seconds.append(time.process_time() - start)
    assert seconds[1] < 8 * seconds[0] + 1
