"""Counts with their denominators: how often, in how many groups, in what share of sentences.

An occurrence is a row of a table such as phrases, themes or terms. Each row counts once: leave out
beforehand what should not count (nested phrases, negated themes). Every combination of a group and
a value is a row, with n = 0 where they never met. NA is a group, and a value, of its own, so that
a report whose city is not known stays in the totals.
"""

from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.measures.checks import Codes, check_columns, check_names, rows_of
from analysis.measures.intervals import rate_interval, share_interval
from analysis.measures.matrix import count_matrix
from analysis.paths import LEXICON

_SIZES = ("n_chars", "n_tokens")
_RATES = {"per_10k": ("n_chars", 10_000), "per_1k": ("n_tokens", 1_000)}


def count(
    occurrences: pd.DataFrame, articles: pd.DataFrame, *, of: str, by: str = "city"
) -> pd.DataFrame:
    """Count each value of `of` in each group of articles, with rates and exact intervals.

    Takes    occurrences: with article_id and the column `of`. If that is categorical, its
             categories are the values, so that one never used is counted too.
             articles: all that were searched, with article_id, n_chars, n_tokens and the column
             `by` (city, article_id, source_id, level, ...); `sizes` makes one of a selection.
    Returns  one row per (by, of): by, of, n, n_chars, n_tokens [the group's], per_10k, per_10k_low,
             per_10k_high [per 10,000 characters, 95 %], per_1k, per_1k_low, per_1k_high [per 1,000
             tokens, 95 %]. Groups in the order of articles; in each, the values most frequent in
             all groups first, equals by code point, categories in their own order. A group
             without text has rates NA.
    Raises   ValueError if a column is missing or named like one of the result, an article is listed
             twice or not listed.
    Limits   groups times values rows: keep the groups few where the values are many. The interval
             (`rate_interval`) takes occurrences to be independent; words are not.
    """
    check_names("count", of=of, by=by)
    check_columns("count", "occurrences", occurrences, ["article_id", of])
    check_columns("count", "articles", articles, ["article_id", by, *_SIZES])
    row = rows_of("count", occurrences["article_id"], articles["article_id"])
    group, groups = pd.factorize(articles[by], use_na_sentinel=False)
    value, values = _values(occurrences[of])
    table = _tally(group[row], groups.rename(by), value, values)
    for size in _SIZES:
        table[size] = articles[size].groupby(group).sum().to_numpy().repeat(len(values))
    return table.assign(**_rate(table, "per_10k")).assign(**_rate(table, "per_1k"))


def spread(counts: pd.DataFrame, *, of: str, by: str = "city") -> pd.DataFrame:
    """Show how widely each value is shared, and how much its rate hangs on one group.

    Takes    counts: one row per (by, of), zeros included, as `count` gives it.
    Returns  one row per `of`, in the order of counts: of, n, n_groups [groups that have it],
             of_groups [groups that have text], n_unknown [occurrences where `by` is NA: in n, in
             none of the groups], n_chars [of all], per_10k, per_10k_low, per_10k_high [of all, per
             10,000 characters, 95 %], largest [the group with the highest n, the first of equals;
             NA where n_groups = 0], largest_share [its part of n, 0 to 1], left_out_min,
             left_out_max [lowest and highest per_10k of the rest when one group at a time is left
             out; NA where no text would be left].
    Raises   ValueError if a column is missing, or a combination is missing or repeated.
    Limits   the range of left_out shows what one group moves; it is not an interval.
    """
    groups, values, n, n_chars = count_matrix("spread", counts, of=of, by=by)
    named = np.asarray(groups.notna())
    table = pd.DataFrame({of: values, "n": n.sum(axis=0)})
    table["n_groups"] = (n[named] > 0).sum(axis=0)
    table["of_groups"] = (n_chars[named] > 0).sum()
    table["n_unknown"] = n[~named].sum(axis=0)
    table["n_chars"] = n_chars.sum()
    table = table.assign(**_rate(table, "per_10k"), **_largest(n[named], groups[named], table["n"]))
    return table.assign(**_left_out(n, n_chars))


def sentence_share(
    occurrences: pd.DataFrame, sentences: pd.DataFrame, *, of: str, by: str = "city"
) -> pd.DataFrame:
    """Measure in what share of body sentences each value of `of` stands, however often in each.

    Takes    occurrences: with sentence_id and the column `of` (categories as in `count`).
             sentences: with sentence_id, zone and the column `by`; only the zone body counts.
    Returns  one row per (by, of), ordered as in `count`: by, of, n_sentences [that carry it],
             of_sentences [body sentences of the group], share [0 to 1], share_low, share_high
             [95 %, `share_interval`]. A group without body sentences has share NA.
    Raises   ValueError if a column is missing, a sentence is listed twice, or an occurrence stands
             in none of the body sentences.
    Limits   a group that writes longer sentences has higher shares; neighbouring sentences are
             not independent, as the interval takes them to be.
    """
    check_names("sentence_share", of=of, by=by)
    check_columns("sentence_share", "occurrences", occurrences, ["sentence_id", of])
    check_columns("sentence_share", "sentences", sentences, ["sentence_id", "zone", by])
    group, groups = pd.factorize(sentences[by], use_na_sentinel=False)
    is_body = np.asarray(sentences["zone"] == "body")
    carried = occurrences.drop_duplicates(["sentence_id", of])
    row = rows_of("sentence_share", carried["sentence_id"], sentences["sentence_id"][is_body])
    value, values = _values(carried[of])
    table = _tally(group[is_body][row], groups.rename(by), value, values)
    table = table.rename(columns={"n": "n_sentences"})
    table["of_sentences"] = np.bincount(group[is_body], minlength=len(groups)).repeat(len(values))
    table["share"] = table["n_sentences"] / table["of_sentences"].where(table["of_sentences"] > 0)
    low, high = share_interval(table["n_sentences"], table["of_sentences"])
    return table.assign(share_low=low, share_high=high)


def sizes(sentences: pd.DataFrame) -> pd.DataFrame:
    """Sum up any selection of sentences, as the denominators that `count` needs.

    Takes    sentences: with article_id, source_id, city, n_chars, n_tokens.
    Returns  one row per article, in order: article_id, source_id, city, n_chars, n_tokens.
    Limits   tokens are counted in the body only: outside it, use rates per character.
    """
    check_columns("sizes", "sentences", sentences, ["article_id", "source_id", "city", *_SIZES])
    totals = sentences.groupby("article_id", sort=False)[[*_SIZES]].sum()
    names = sentences.drop_duplicates("article_id")[["article_id", "source_id", "city"]]
    return names.merge(totals, on="article_id", validate="one_to_one")


def content_terms(terms: pd.DataFrame) -> pd.DataFrame:
    """Keep the words that say something: no numbers, Latin, punctuation, no word of the stop list.

    Takes    terms: with term and kind.
    Returns  the rows left, for `count(..., of="term")`; the denominators stay those of the text.
    Source   the stop list and what is not on it: analysis/rhetoric/lexicon/stopwords.txt.
    """
    check_columns("content_terms", "terms", terms, ["term", "kind"])
    return terms[(terms["kind"] == "word") & ~terms["term"].isin(_stopwords())]


@cache
def _stopwords() -> frozenset[str]:
    lines = (LEXICON / "stopwords.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def _values(column: pd.Series) -> tuple[Codes, pd.Index]:
    """Code each row by its value: the most frequent first, or categories as they come; NA last."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        values = column.cat.categories
    else:
        n = column.value_counts().sort_index()
        values = n.sort_values(ascending=False, kind="stable").index
    if column.isna().any():
        values = values.insert(len(values), np.nan)
    return values.get_indexer(pd.Index(column)), values.rename(column.name)


def _tally(group: Codes, groups: pd.Index, value: Codes, values: pd.Index) -> pd.DataFrame:
    """Count how often each group meets each value: one row for every pair, in their order."""
    pairs = len(groups) * len(values)
    return pd.DataFrame(
        {
            groups.name: groups.repeat(len(values)),
            values.name: values.take(np.tile(np.arange(len(values)), len(groups))),
            "n": np.bincount(group * len(values) + value, minlength=pairs),
        }
    )


def _rate(table: pd.DataFrame, name: str) -> dict[str, pd.Series]:
    size, per = _RATES[name]
    low, high = rate_interval(table["n"], table[size])
    rate = per * table["n"] / table[size].where(table[size] > 0)
    return {
        name: rate,
        f"{name}_low": pd.Series(per * low, table.index),
        f"{name}_high": pd.Series(per * high, table.index),
    }


def _largest(n: npt.NDArray[np.int64], names: pd.Index, total: pd.Series) -> dict[str, pd.Series]:
    """Name the group with most of each value; a row of zeros put first stands for none."""
    padded = np.vstack([np.zeros((1, n.shape[1]), dtype=n.dtype), n])
    most = pd.Series(padded.max(axis=0), total.index)
    largest = names.insert(0, np.nan).take(padded.argmax(axis=0))
    return {
        "largest": pd.Series(largest, total.index),
        "largest_share": most.where(most > 0) / total.where(total > 0),
    }


def _left_out(n: npt.NDArray[np.int64], n_chars: npt.NDArray[np.int64]) -> dict[str, pd.Series]:
    rest = pd.Series(n_chars.sum() - n_chars)
    rates = 10_000 * pd.DataFrame(n.sum(axis=0) - n).div(rest.where(rest > 0), axis="index")
    return {
        "left_out_min": rates.min(axis="index", skipna=False),
        "left_out_max": rates.max(axis="index", skipna=False),
    }
