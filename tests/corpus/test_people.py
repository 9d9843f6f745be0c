import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.corpus.people import find_people, find_person

CASES = json.loads((Path(__file__).parent.parent / "cases" / "people.json").read_text("utf-8"))


def params(finder: str) -> list[object]:
    return [
        pytest.param(
            case["text"],
            case["expected"],
            id=case["label"],
            marks=pytest.mark.xfail(reason=case["why"]) if case["kind"] == "known_failure" else (),
        )
        for case in CASES[finder]
    ]


@pytest.mark.parametrize(("text", "expected"), params("find_person"))
def test_find_person(text: str, expected: str | None):
    assert find_person(text) == expected


@pytest.mark.parametrize(("text", "expected"), params("find_people"))
def test_find_people(text: str, expected: list[str]):
    assert [name for *_, name in find_people(text)] == expected


def spoiled(frames: list[str], names: list[str], *, known: bool) -> list[str]:
    texts = [(frame.format(name), name) for frame in frames for name in names]
    return [
        text
        for text, name in texts
        if name not in [found for *_, found in find_people(text, [name] if known else ())]
    ]


def test_find_people_finds_every_name_behind_every_title():
    frames = CASES["frames"]
    assert spoiled(frames["titled"], frames["names"], known=False) == []


def test_find_people_finds_every_name_bare_once_it_is_known():
    frames = CASES["frames"]
    assert spoiled(frames["bare"], frames["names"], known=True) == []


def test_find_people_knows_a_name_with_a_dot_without_a_title():
    frames = CASES["frames"]
    dotted = [name for name in frames["names"] if "·" in name]
    assert spoiled(frames["bare"], dotted, known=False) == []


def test_find_person_knows_whom_a_family_name_and_a_title_mean():
    known = {"梅远清", "李明"}
    assert find_person("最后，梅市长", known) == "梅远清"
    assert find_person("王市长", known) is None
    assert find_person("李市长", known | {"李强"}) is None


@given(st.text("市委书记长李亚、，。和欧阳·主持习近平同志强调在 a\n"))
def test_find_people_offsets_slice_back_and_do_not_overlap(text: str):
    people = find_people(text)
    assert all(text[start:end] == name for start, end, name in people)
    ends = [0, *(end for _, end, _ in people)]
    assert all(start >= end for (start, _, _), end in zip(people, ends, strict=False))


@given(st.text(max_size=60))
def test_find_person_takes_any_text(text: str):
    name = find_person(text)
    assert name is None or name in text


def test_find_people_stays_fast_on_long_text():
    text = "市委书记李亚、" * 3_000
    assert len(find_people(text)) == 3_000
