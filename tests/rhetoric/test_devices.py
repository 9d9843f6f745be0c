"""Rhetorical devices: the marks of a reader, counter-examples, invariants, hostile text.

The rules were written with every second marked sentence at hand. The other half was scored twice
before it was read; at the second time antithesis did not hold (of 10 that the rules found 6 were
marked, of 9 marked they found 6), and parallelism found 5 of 8. After that three conventions that
the marks state were added to the rules (坚决不 is no intensifier, 稳字当头、稳中求进 is no antithesis,
统筹…和… twice is one), and 越…越… was dropped, which ties two things and sets none against
the other: it had brought antithesis from 0.89 to 0.84. What is still missed are known failures in `cases/devices.json`.
The note of the marks quotes words of both halves, so for the devices of words no half is unseen.
"""

import json
import re
import time
import tomllib
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from analysis import paths, schema
from analysis.rhetoric.devices import check_lexicon, find_devices, read_devices

FOLDER = Path(__file__).parents[1] / "cases"
CASES = json.loads((FOLDER / "devices.json").read_text("utf-8"))
MARKED = json.loads((paths.REFERENCE / "devices.json").read_text("utf-8"))["sentences"]
LEXICON = tomllib.loads((paths.LEXICON / "devices.toml").read_text("utf-8"))
# Precision and recall over all marked sentences.
FLOORS = dict.fromkeys(schema.DEVICES[1:], (0.85, 0.75))
HALVES = {"seen": slice(0, None, 2), "unseen": slice(1, None, 2), "all": slice(None)}


class Span(NamedTuple):
    start: int
    end: int


class Score(NamedTuple):
    both: int
    wrong: int
    missed: int

    @property
    def precision(self):
        return self.both / (self.both + self.wrong)

    @property
    def recall(self):
        return self.both / (self.both + self.missed)

    def told(self):
        return f"{self}, precision {self.precision:.2f}, recall {self.recall:.2f}"


def frame(*texts, city="甲城"):
    ids = [f"a-1-{number}" for number in range(1, len(texts) + 1)]
    return pd.DataFrame(
        {"sentence_id": ids, "article_id": "a-1", "city": city, "text": texts}
    ).astype({"text": "str", "city": "str"})


def found_in(text, device):
    found = find_devices(frame(text))
    return found.loc[found["device"] == device, "text"].tolist()


# --- against the marks ---------------------------------------------------------------------------


class Rows(NamedTuple):
    marked: pd.DataFrame
    found: pd.DataFrame


@pytest.fixture(scope="module")
def rows():
    marked = [
        {
            "sentence_id": f"a-1-{number}",
            "device": mark["device"],
            "detail": mark["detail"],
            "span": span_of(sentence["text"], mark),
        }
        for number, sentence in enumerate(MARKED, start=1)
        for mark in sentence["devices"]
    ]
    found = find_devices(frame(*(sentence["text"] for sentence in MARKED)))
    spans = [Span(row.start, row.end) for row in found.itertuples()]
    return Rows(pd.DataFrame(marked), found.assign(span=spans))


def span_of(text, mark):
    places = [place.start() for place in re.finditer(f"(?={re.escape(mark['span'])})", text)]
    start = places[mark["nth"] - 1]
    return Span(start, start + len(mark["span"]))


def overlaps(device, one, other):
    """Half of the longer in common for figures of form, one in the other for a metaphor, to the
    character for words of one form."""
    if device in ("obligation", "intensifier"):
        return one == other
    common = min(one.end, other.end) - max(one.start, other.start)
    sizes = sorted([one.end - one.start, other.end - other.start])
    return common == sizes[0] if device == "metaphor" else 2 * common >= sizes[1]


def equals(device, one, other):
    return one == other


def spans_of(table, device):
    table = table[table["device"] == device]
    return table.groupby("sentence_id")["span"].agg(list).to_dict()


def score(marked, found, device, same):
    both = wrong = missed = 0
    for name in marked | found:
        left = list(found.get(name, []))
        for mark in marked.get(name, []):
            matching = [span for span in left if same(device, mark, span)]
            if matching:
                left.remove(mark if mark in matching else matching[0])
                both += 1
            else:
                missed += 1
        wrong += len(left)
    return Score(both, wrong, missed)


@pytest.mark.parametrize("device", FLOORS)
def test_devices_are_those_a_reader_marked(rows, device):
    marked, found = (spans_of(table, device) for table in rows)
    for name, half in HALVES.items():
        names = {f"a-1-{number}" for number in range(1, len(MARKED) + 1)[half]}
        parts = [{k: spans for k, spans in each.items() if k in names} for each in (marked, found)]
        for same in (overlaps, equals):
            print(f"{device} {name} {same.__name__}: {score(*parts, device, same).told()}")
    reached = score(marked, found, device, overlaps)
    assert reached.precision >= FLOORS[device][0]
    assert reached.recall >= FLOORS[device][1]


@pytest.mark.parametrize("device", ["metaphor", "obligation"])
def test_families_and_degrees_are_those_a_reader_noted(rows, device):
    keys = ["sentence_id", "device", "span"]
    both = rows.marked.merge(rows.found[[*keys, "detail"]], on=keys, suffixes=("_marked", "_found"))
    both = both[both["device"] == device]
    assert len(both) >= 30
    assert (both["detail_marked"].str.split(" ").str[0] == both["detail_found"]).all()


# --- counter-examples ----------------------------------------------------------------------------


def cases(*, known_failure):
    chosen = [case for case in CASES if (case["kind"] == "known_failure") == known_failure]
    return pytest.mark.parametrize("case", chosen, ids=lambda case: case["label"])


@cases(known_failure=False)
def test_case(case):
    assert found_in(case["text"], case["device"]) == case["expected"]


@pytest.mark.xfail(reason="the rules do not see it yet", strict=True)
@cases(known_failure=True)
def test_known_failure(case):
    assert found_in(case["text"], case["device"]) == case["expected"]


def test_every_device_has_cases():
    counts = pd.Series([case["device"] for case in CASES]).value_counts()
    assert set(counts.index) == set(schema.DEVICES)
    assert counts.min() >= 5


# --- what a row is -------------------------------------------------------------------------------


def test_find_devices_gives_one_row_per_device_in_reading_order():
    found = find_devices(frame("会议召开。", "要打赢阻击战。"))
    assert found.drop(columns=["article_id", "city"]).to_dict("list") == {
        "sentence_id": ["a-1-2", "a-1-2"],
        "device": ["obligation", "metaphor"],
        "text": ["要", "打赢阻击战"],
        "detail": ["ought", "war"],
        "start": [0, 1],
        "end": [1, 6],
    }


def test_detail_is_missing_where_a_device_has_none():
    found = find_devices(frame("切实扛起责任、经受考验，落实“四早”要求。"))
    bare = found["device"].isin(["numeral_slogan", "four_character", "intensifier"])
    assert bare.sum() == 3
    assert (found["detail"].isna() == bare).all()


def test_find_devices_of_nothing_has_all_columns():
    assert list(find_devices(frame()).columns) == schema.columns("devices")


def test_find_devices_keeps_a_missing_city():
    assert find_devices(frame("要排查。", city=None))["city"].isna().all()


def test_find_devices_leaves_its_input_unchanged():
    sentences = frame("要排查。")
    before = sentences.copy()
    find_devices(sentences)
    assert_frame_equal(sentences, before)


def test_find_devices_needs_its_columns():
    with pytest.raises(KeyError, match="article_id"):
        find_devices(frame("要排查。").drop(columns="article_id"))


PIECES = [
    *"，、；。：“”要防不一二把在中和的得",
    "外防输入",
    "重点",
    "打赢",
    "战",
    "落实",
    "既",
    "又",
    "四早",
]


@settings(max_examples=30)
@given(st.lists(st.sampled_from(PIECES), max_size=30))
def test_spans_slice_back_and_are_told_once(pieces):
    text = "".join(pieces) or "。"
    found = find_devices(frame(text))
    for row in found.itertuples():
        assert text[row.start : row.end] == row.text
    assert not found.duplicated(["device", "start", "end"]).any()
    assert found["start"].is_monotonic_increasing
    for device in ("antithesis", "four_character", "obligation", "intensifier"):
        rows = found[found["device"] == device]
        assert (rows["start"].iloc[1:].to_numpy() >= rows["end"].iloc[:-1].to_numpy()).all()


@pytest.mark.parametrize("storm", ["，要", "、防输入", "打", "“一”、", "一手，", "；一要"])
def test_find_devices_is_linear_in_hostile_text(storm):
    def seconds(n):
        started = time.process_time()
        find_devices(frame(storm * n))
        return time.process_time() - started

    seconds(1)
    assert seconds(1600) < 12 * max(seconds(400), 0.02)


# --- the lexicon ---------------------------------------------------------------------------------


def test_read_devices_has_a_row_for_every_device():
    devices = read_devices()
    assert list(devices["device"]) == list(schema.DEVICES)
    assert list(devices.columns) == ["device", "zh", "en", "definition", "not_when"]
    assert (devices != "").to_numpy().all()


def test_patterns_repeat_nothing_without_bound():
    patterns = [
        pattern
        for each in LEXICON.values()
        for rule in each.get("rules", []) + each.get("exclusions", [])
        for pattern in rule.get("patterns", [rule.get("pattern")])
    ]
    assert len(patterns) > 50
    assert [pattern for pattern in patterns if re.search(r"[*+]|\{\d*,\}", pattern)] == []


def entry(**changes):
    rule = {"detail": "", "words": ["甲"], "patterns": ["乙…丙"]}
    labels = {"zh": "甲", "en": "A", "definition": "a", "not_when": "b"}
    return labels | {"rules": [rule | changes], "exclusions": [], "lists": {"x": ["甲"]}}


def lexicon(**changes):
    return {device: entry() for device in schema.DEVICES} | changes


def test_check_lexicon_accepts_a_sound_one():
    check_lexicon(lexicon())


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"metaphor": {"zh": "甲"}}, "metaphor: keys ['zh']"),
        ({"metaphor": entry() | {"weight": 1}}, "metaphor: keys"),
        ({"irony": entry()}, "device 'irony'"),
        ({"metaphor": entry(words=["甲", "甲"])}, "metaphor: word '甲' empty or twice"),
        ({"metaphor": entry(words=[""])}, "metaphor: word '' empty or twice"),
        ({"metaphor": entry() | {"lists": {"x": "甲甲"}}}, "metaphor: word '甲' empty or twice"),
        ({"metaphor": entry(weight=1)}, "metaphor: rules with keys"),
        ({"metaphor": entry(patterns=["("])}, "does not compile"),
        ({"metaphor": entry(patterns=["乙?"])}, "matches nothing at all"),
        ({"metaphor": entry() | {"exclusions": [{"pattern": "乙"}]}}, "exclusions with keys"),
    ],
)
def test_check_lexicon_names_what_is_wrong(wrong, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        check_lexicon(lexicon(**wrong))


def test_check_lexicon_says_the_whole():
    message = (
        "check_lexicon: expected sound devices, got metaphor: word '甲' empty or twice in "
        "devices.toml. Correct these entries."
    )
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        check_lexicon(lexicon(metaphor=entry(words=["甲", "甲"])))
