"""Reports that were written, with their expected rows, without sight of the rules.

Each has its style: pinyin between the characters, damage, page furniture, one paragraph, several
speakers … Since then rules have been mended with these reports at hand, so the shares they reach
are no forecast. What a first run reached before that is one:

    25 reports   sentences .938   speakers .877
    18 more      sentences .978   speakers .885   verbs .931   dates of meetings .80   chairs .95
     8 more      sentences .992   speakers .992   verbs .992   dates of meetings 1.0   chairs 1.0
    15 more      sentences .963   speakers .980   verbs .980   dates of meetings 1.0   chairs 1.0

Most of the sentences missed at last were one report's, whose quotation marks were 「」.

Where a report or its rows were changed since, its style says so:

- baoji, hebei and jimo held runs that began with a lost first byte anywhere in the text. No page is
  known to show that; cases of it stand in damage.json. In its place they now hold what is known: a
  byte was put before every ！ ？ ； of their bytes, also where such a pair stands astride two
  characters. For hebei and jimo a clause was reworded so that there is one. One spot of baoji was
  “三保” and stays as it shows: by the bytes and word frequencies alone it may be “全校” too.
- ningxia and jilin gave the province as city; of a provincial meeting it is the seat, if the report
  says where it was held (as with Yunnan's meeting in Kunming).
- dehong, longsheng and mianyang-gaoxin named their place in full or by the zone; city_zh is the short
  name (德宏州, 龙胜县), for a development zone the city it lies in.
- gutian counted the annotations of a paragraph printed twice. `n_annotations` is the number of rows
  of kind annotation in `edits`, and the second printing is one row of kind duplicate.
"""

import json
from collections import Counter
from difflib import SequenceMatcher
from pathlib import Path

import pandas as pd
import pytest
from opencc import OpenCC

from analysis.corpus.build import build_source
from analysis.corpus.sources import read_source

FOLDER = Path(__file__).parent.parent / "cases" / "reports"
REPORTS = sorted(FOLDER.glob("*.json"))
FACTS = ("province_zh", "level", "newspaper", "meeting_on", "meeting_on_basis", "chairs")
FACTS += ("city_zh", "published_on", "published_on_basis")
TO_SIMPLIFIED = OpenCC("t2s")


def told(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def pairs_of(expected: list[str], found: list[str]) -> list[tuple[int, int]]:
    blocks = SequenceMatcher(None, expected, found, autojunk=False).get_matching_blocks()
    return [(a + i, b + i) for a, b, size in blocks for i in range(size)]


def score(path: Path) -> Counter[tuple[str, bool]]:
    """Count what came out as expected (True) and what did not, by kind."""
    expected = json.loads(path.read_text("utf-8"))
    tables = build_source(read_source(path.with_suffix(".txt")), None)
    found = tables["sentences"]
    found = found[found["zone"].isin(["body", "roster"])].reset_index(drop=True)
    read = pd.DataFrame(s for s in expected["sentences"] if s["zone"] in ("body", "roster"))
    texts = [frame["text"].str.replace(" ", "").tolist() for frame in (read, found)]
    pairs = pairs_of(*texts)
    counts = Counter({("sentences", True): len(pairs)})
    counts["sentences", False] = max(map(len, texts)) - len(pairs)
    for i, k in pairs:
        for kind in ("zone", "speaker", "verb"):
            counts[kind, told(read[kind][i]) == told(found[kind][k])] += 1
    for row, own in zip(expected["articles"], tables["articles"].to_dict("records"), strict=True):
        for fact in FACTS:
            counts[fact, row[fact] == told(own[fact])] += 1
    counts += repairs(expected["repairs"], tables["edits"])
    source = tables["sources"].iloc[0]
    counts["annotations", source["n_annotations"] == expected["n_annotations"]] += 1
    return counts


def repairs(expected: list[str], edits: pd.DataFrame) -> Counter[tuple[str, bool]]:
    """Count the repairs made as expected, and those that are missing or not expected."""
    read = Counter(expected)
    made = Counter(map(TO_SIMPLIFIED.convert, edits.loc[edits["kind"] == "damage", "after"]))
    right = (read & made).total()
    return Counter({("repairs", True): right, ("repairs", False): (read | made).total() - right})


@pytest.fixture(scope="module")
def shares() -> dict[str, float]:
    counts = sum((score(path) for path in REPORTS), Counter())
    kinds = dict.fromkeys(kind for kind, _ in counts)
    return {k: counts[k, True] / (counts[k, True] + counts[k, False]) for k in kinds}


def test_there_are_reports_of_many_places_and_styles():
    assert len(REPORTS) >= 25
    assert len({json.loads(path.read_text("utf-8"))["style"] for path in REPORTS}) >= 20


@pytest.mark.parametrize("kind", ["sentences", "zone", "repairs", "annotations", *FACTS])
def test_rules_find_text_and_facts(shares: dict[str, float], kind: str):
    assert shares[kind] >= 0.97


@pytest.mark.parametrize("kind", ["speaker", "verb"])
def test_rules_tell_who_speaks(shares: dict[str, float], kind: str):
    assert shares[kind] >= 0.95
