"""How well a coding by rules agrees with a close reading, and two readings with each other.

A coding is a frame with one row per code of a sentence: sentence_id, theme. A sentence that was
read and has no theme is a row whose theme is NA, so that a coding says which sentences were read.
"""

import re
import unicodedata
from typing import Any

import numpy as np
import pandas as pd

from analysis.measures.bootstrap import DRAWS, LIMITS
from analysis.measures.checks import check_columns

_BYLINE = re.compile(r"^\s*本[报网台]讯\s*(?:\([^)]*\))?")
_NOT_WORD = re.compile(r"[\W_]+")


def match_reference(sentences: pd.DataFrame, reference: pd.DataFrame) -> pd.DataFrame:
    """Find the sentence that each row of a reference table speaks of, by its text.

    Blanks, punctuation and its width, and an opening byline 本报讯(…) may differ.

    Takes    sentences: sentence_id, text, such as the body and roster sentences of a corpus;
             reference: text and any other columns, such as seeds/reference/themes.csv.
    Returns  the reference, row for row, with the column sentence_id in front.
    Raises   ValueError that lists the rows whose text is no sentence, or more than one.
    """
    check_columns("match_reference", "sentences", sentences, ["sentence_id", "text"])
    check_columns("match_reference", "reference", reference, ["text"])
    ids = sentences["sentence_id"].groupby(sentences["text"].map(_key)).agg(list)
    keys = reference["text"].astype("str").fillna("").map(_key)
    found = pd.Series([ids.get(key, []) for key in keys], reference.index, dtype=object)
    wrong = reference.loc[found.str.len() != 1, "text"].astype("str").fillna("")
    if len(wrong):
        rows = "; ".join(f"row {row} {text[:16]}…" for row, text in wrong.items())
        raise ValueError(
            f"match_reference: expected one sentence for each row, got none or several in "
            f"reference for {rows}. Pass the body and roster sentences of the same reports, once."
        )
    matched = reference.copy()
    matched.insert(0, "sentence_id", found.str[0])
    return matched


def split_codes(reference: pd.DataFrame, column: str = "themes") -> pd.DataFrame:
    """Make a coding of the codes that a column of a reference table joins by `;`.

    Takes    reference: one row per sentence, with sentence_id and the column.
    Returns  one row per code: sentence_id, theme; a sentence without a code has theme NA.
    Raises   ValueError if a column is missing.
    """
    check_columns("split_codes", "reference", reference, ["sentence_id", column])
    codes = reference[column].astype("str").fillna("").str.findall(r"[^;\s]+")
    coding = pd.DataFrame({"sentence_id": reference["sentence_id"], "theme": codes})
    return coding.explode("theme", ignore_index=True).astype({"theme": "str"})


def precision_recall(coded: pd.DataFrame, reference: pd.DataFrame) -> pd.DataFrame:
    """Compare a coding with the reference, each theme once a sentence.

    Takes    coded: sentence_id, theme, such as the table themes of the sentences that were read;
             reference: a coding of all these sentences (`split_codes`).
    Returns  one row per theme of either, by name, then the row `micro`, the sum of all decisions:
             theme, tp [in both], fp [only coded], fn [only in the reference],
             precision = tp / (tp + fp), recall = tp / (tp + fn), f1 = 2 tp / (2 tp + fp + fn);
             NA where the divisor is 0.
    Raises   ValueError if a column is missing, or a coded sentence is not in the reference.
    Source   van Rijsbergen 1979, Information Retrieval, ch. 7; Manning, Raghavan & Schütze 2008,
             Introduction to Information Retrieval, section 8.3 and 13.6 (micro-average).
    Limits   frequent themes weigh more in `micro`; rows with few decisions say little.
    """
    check_columns("precision_recall", "coded", coded, ["sentence_id", "theme"])
    check_columns("precision_recall", "reference", reference, ["sentence_id", "theme"])
    unread = sorted(set(coded["sentence_id"]) - set(reference["sentence_id"]))
    if unread:
        raise ValueError(
            f"precision_recall: expected only sentences of the reference, got {unread[:5]} and "
            f"{max(0, len(unread) - 5)} more in coded. Select the sentences that were read."
        )
    sides = _sides(coded, reference)
    counts = pd.crosstab(sides["theme"], sides["side"])
    counts = counts.reindex(columns=["both", "left_only", "right_only"], fill_value=0)
    counts.columns = pd.Index(["tp", "fp", "fn"])
    counts.loc["micro"] = counts.sum()
    table = counts.rename_axis("theme").reset_index()
    tp, fp, fn = (table[name].astype("Float64") for name in ("tp", "fp", "fn"))
    return table.assign(
        precision=_share(tp, tp + fp),
        recall=_share(tp, tp + fn),
        f1=_share(2 * tp, 2 * tp + fp + fn),
    )


def krippendorff_alpha(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """Measure how far two codings of the same sentences agree beyond chance.

    Each theme is a yes-or-no decision in each sentence. With N sentences, o of them decided
    differently, n1 the yes and n0 the no decisions of both coders, alpha is
    1 - (2N - 1) o / (n0 n1): 1 is perfect, 0 what chance would give; NA where n0 or n1 is 0.

    Takes    first, second: codings of the same sentences (`split_codes`).
    Returns  one row per theme of either, by name, then `all`, every sentence and theme pooled:
             theme, n_decisions, n_first, n_second [yes], n_differ, alpha.
    Raises   ValueError if a column is missing, or the sentences are not the same.
    Source   Krippendorff 2011, Computing Krippendorff's Alpha-Reliability, section A
             (https://repository.upenn.edu/asc_papers/43): binary data, two coders, none missing.
    """
    table = _decisions("krippendorff_alpha", first, second)
    counts = table.groupby("theme")[["n_first", "n_second", "n_differ"]].sum()
    counts.insert(0, "n_decisions", first["sentence_id"].nunique())
    counts.loc["all"] = counts.sum()
    yes = (counts["n_first"] + counts["n_second"]).astype("Float64")
    alpha = _alpha(yes, counts["n_differ"], counts["n_decisions"].astype("Float64"))
    return counts.assign(alpha=alpha).rename_axis("theme").reset_index()


def bootstrap_alpha(first: pd.DataFrame, second: pd.DataFrame, *, seed: int = 0) -> pd.DataFrame:
    """Bound Krippendorff's alpha of two codings, by drawing their sentences anew.

    Takes    first, second: as `krippendorff_alpha`. seed: another one moves the limits a little;
             one seed gives the same limits whatever the order of the rows.
    Returns  one row per theme of either, by name, then `all`: theme, alpha, alpha_low, alpha_high
             [95 %], n_draws [of 5,000, those in which alpha is defined: one in which nobody or
             everybody says yes tells nothing]. Limits are NA where these draws all agree, as they
             do if the coders never differ: that few cases show no difference is no certainty.
    Raises   ValueError if a column is missing, or the sentences are not the same.
    Source   Efron & Tibshirani 1993, An Introduction to the Bootstrap, section 13.3 (percentiles);
             Zapf, Castell, Morawietz & Karch 2016, BMC Medical Research Methodology 16:93, who
             find that such an interval of alpha covers about as often as it says.
    Limits   with few sentences, or few yes decisions, the limits are too narrow; sentences are drawn
             as if they were independent, whatever report they stand in.
    """
    table = _decisions("bootstrap_alpha", first, second)
    table["n_yes"] = 2 - table["n_differ"]
    ids = sorted(set(first["sentence_id"]))
    k = len(ids)
    if not k:
        raise ValueError("bootstrap_alpha: expected codings of sentences, got none in first.")
    times = np.random.default_rng(seed).multinomial(k, np.full(k, 1 / max(k, 1)), size=DRAWS)
    drawn = {}
    for name in ("n_yes", "n_differ"):
        wide = table.pivot_table(index="sentence_id", columns="theme", values=name)
        wide = wide.reindex(ids).fillna(0)
        drawn[name] = pd.DataFrame(times @ wide.to_numpy(dtype=float), columns=wide.columns)
        drawn[name]["all"] = drawn[name].sum(axis="columns")
    size = pd.Series(float(k), drawn["n_yes"].columns)
    size["all"] *= len(size) - 1
    draws = _alpha(drawn["n_yes"], drawn["n_differ"], size)
    limits = draws.loc[:, draws.min() < draws.max()].quantile(list(LIMITS)).astype("Float64")
    found = krippendorff_alpha(first, second)[["theme", "alpha"]].set_index("theme")
    found["alpha_low"], found["alpha_high"] = limits.iloc[0], limits.iloc[1]
    found["n_draws"] = draws.count()
    return found.reset_index()


def _key(text: str) -> str:
    folded = _BYLINE.sub("", unicodedata.normalize("NFKC", text))
    return _NOT_WORD.sub("", folded)


def _sides(left: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame:
    """Make one row per (sentence_id, theme) that either has; `side` says which."""
    pair = ["sentence_id", "theme"]
    sets = [coding[pair].dropna(subset="theme").drop_duplicates() for coding in (left, right)]
    return sets[0].merge(sets[1], on=pair, how="outer", indicator="side").astype({"side": "str"})


def _decisions(function: str, first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """Make one row per (sentence_id, theme) that either coded: n_first, n_second, n_differ."""
    check_columns(function, "first", first, ["sentence_id", "theme"])
    check_columns(function, "second", second, ["sentence_id", "theme"])
    unpaired = sorted(set(first["sentence_id"]) ^ set(second["sentence_id"]))
    if unpaired:
        raise ValueError(
            f"{function}: expected the same sentences in first and second, got "
            f"{unpaired[:5]} and {max(0, len(unpaired) - 5)} more in one only. Pair them first."
        )
    sides = _sides(first, second)
    return sides.assign(
        n_first=(sides["side"] != "right_only").astype("int64"),
        n_second=(sides["side"] != "left_only").astype("int64"),
        n_differ=(sides["side"] != "both").astype("int64"),
    )


def _alpha(n_yes: Any, n_differ: Any, n_sentences: pd.Series) -> Any:
    """Alpha of counts of yes and of differing decisions, a series or a frame of draws; NA if 0/0."""
    chance = (2 * n_sentences - n_yes) * n_yes
    return 1 - (2 * n_sentences - 1) * n_differ / chance.mask(chance == 0)


def _share(part: pd.Series, whole: pd.Series) -> pd.Series:
    return part.div(whole.mask(whole == 0))
