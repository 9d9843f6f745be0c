"""Reports that were written, with their expected rows, without sight of the rules.

Each has its style: pinyin between the characters, damage, page furniture, one paragraph, several
speakers … The shares below are what the rules reach on them today; a change must not lower them.
Since then rules have been mended with these reports at hand, so the shares are no forecast.
"""

import json
from collections import Counter
from difflib import SequenceMatcher
from pathlib import Path

import pandas as pd
import pytest

from analysis.corpus.build import build_source
from analysis.corpus.sources import read_source

FOLDER = Path(__file__).parent.parent / "cases" / "reports"
REPORTS = sorted(FOLDER.glob("*.json"))
FACTS = ("province_zh", "level", "newspaper", "meeting_on", "meeting_on_basis", "chairs")
FACTS += ("city_zh", "published_on", "published_on_basis")


def told(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def pairs_of(expected: list[str], found: list[str]) -> list[tuple[int, int]]:
    blocks = SequenceMatcher(None, expected, found, autojunk=False).get_matching_blocks()
    return [(a + i, b + i) for a, b, size in blocks for i in range(size)]


def score(path: Path) -> Counter[tuple[str, bool]]:
    """Count what came out as expected (True) and what did not, by kind."""
    expected = json.loads(path.read_text("utf-8"))
    tables = build_source(read_source(path.with_suffix(".txt"), below=FOLDER), None)
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
    source = tables["sources"].iloc[0]
    counts["annotations", source["n_annotations"] == expected["n_annotations"]] += 1
    return counts


@pytest.fixture(scope="module")
def shares() -> dict[str, float]:
    counts = sum((score(path) for path in REPORTS), Counter())
    kinds = dict.fromkeys(kind for kind, _ in counts)
    return {k: counts[k, True] / (counts[k, True] + counts[k, False]) for k in kinds}


def test_there_are_reports_of_many_places_and_styles():
    assert len(REPORTS) >= 25
    assert len({json.loads(path.read_text("utf-8"))["style"] for path in REPORTS}) >= 20


@pytest.mark.parametrize(
    ("kind", "least"),
    [
        ("sentences", 0.96),
        ("speaker", 0.98),
        ("verb", 0.98),
        ("zone", 0.98),
        ("annotations", 0.96),
        ("meeting_on", 0.97),
        ("meeting_on_basis", 0.97),
        ("published_on", 0.97),
        ("published_on_basis", 0.97),
        ("chairs", 0.97),
        ("level", 0.96),
        ("newspaper", 0.96),
        ("province_zh", 0.96),
        ("city_zh", 0.88),
    ],
)
def test_rules_reach_their_share(shares: dict[str, float], kind: str, least: float):
    assert shares[kind] >= least
