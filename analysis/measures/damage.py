"""How far a count hangs on damaged text: what surely stands there, and what may at most."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.measures.checks import check_columns, rows_of
from analysis.measures.counts import count, sizes

_SPAN = ["start", "end"]


def damage_interval(
    occurrences: pd.DataFrame,
    sentences: pd.DataFrame,
    edits: pd.DataFrame,
    *,
    of: str,
    by: str = "city",
) -> pd.DataFrame:
    """Bound each count from below and above by what the damage leaves open.

    An occurrence is *certain* if it shares no raw character with a repair: a repair is proved by
    the bytes, but often one of several texts that fit them, if by far the likeliest. At most
    *possible* are all occurrences, those on repairs too, and one more for every damaged sentence:
    what cannot be read there may be the value. So certain <= n <= possible, and where nothing is
    damaged the three are one.

    Takes    occurrences: with article_id, sentence_id, start, end (raw) and the column `of`.
             sentences: with sentence_id, article_id, source_id, city, zone, n_chars, n_tokens and
             is_damaged; only the zone body counts. edits: with source_id, kind, start, end.
             by: city, article_id or source_id.
    Returns  one row per (by, of), in the order of `count`: by, of, certain, n, possible,
             n_repaired [n - certain], n_damaged [damaged body sentences of the group].
    Raises   ValueError if a column is missing, a sentence is listed twice, or an occurrence stands
             in none of the body sentences.
    Limits   the tables tell the damaged sentence, not how many spots it has or how much was lost:
             one more a sentence is the assumption. A repair is taken to hide nothing else.
    """
    expected = ["article_id", "sentence_id", *_SPAN, of]
    check_columns("damage_interval", "occurrences", occurrences, expected)
    expected = ["sentence_id", "zone", "is_damaged", by]
    check_columns("damage_interval", "sentences", sentences, expected)
    check_columns("damage_interval", "edits", edits, ["source_id", "kind", *_SPAN])
    body = sentences[sentences["zone"] == "body"]
    articles = sizes(body)
    keys = [by, of]
    table = count(occurrences, articles, of=of, by=by)[[*keys, "n"]]
    repaired = occurrences[_meets_repair(occurrences, body, edits)]
    on_repairs = count(repaired, articles, of=of, by=by)[[*keys, "n"]]
    table = table.merge(on_repairs.rename(columns={"n": "n_repaired"}), on=keys, how="left")
    damaged = body.groupby(by, dropna=False)["is_damaged"].sum().astype(int)
    table = table.merge(damaged.rename("n_damaged").reset_index(), on=by, how="left")
    table["n_repaired"] = table["n_repaired"].fillna(0).astype(int)
    table["certain"] = table["n"] - table["n_repaired"]
    table["possible"] = table["n"] + table["n_damaged"]
    return table[[*keys, "certain", "n", "possible", "n_repaired", "n_damaged"]]


def _meets_repair(
    occurrences: pd.DataFrame, body: pd.DataFrame, edits: pd.DataFrame
) -> npt.NDArray[np.bool_]:
    """Tell which occurrences share a raw character with a repair of their file."""
    row = rows_of("damage_interval", occurrences["sentence_id"], body["sentence_id"])
    placed = occurrences[_SPAN].assign(source_id=body["source_id"].to_numpy()[row])
    placed["row"] = np.arange(len(placed))
    repairs = edits.loc[edits["kind"] == "damage", ["source_id", *_SPAN]]
    pairs = placed.merge(repairs, on="source_id", suffixes=("", "_repair"))
    meets = (pairs["start"] < pairs["end_repair"]) & (pairs["start_repair"] < pairs["end"])
    return np.isin(placed["row"], pairs.loc[meets, "row"])
