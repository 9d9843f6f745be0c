"""How well a coding by rules agrees with a close reading, and two readings with each other.

A coding is a frame with one row per code of a sentence: sentence_id, theme. A sentence that was
read and has no theme is a row whose theme is NA, so that a coding says which sentences were read.
"""

import re
import unicodedata

import pandas as pd

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
    found = reference["text"].map(_key).map(ids)
    wrong = reference.loc[found.str.len() != 1, "text"]
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
    codes = reference[column].fillna("").str.split(";")
    coding = pd.DataFrame({"sentence_id": reference["sentence_id"], "theme": codes})
    coding = coding.explode("theme", ignore_index=True)
    return coding.assign(theme=coding["theme"].where(coding["theme"] != ""))


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
    check_columns("krippendorff_alpha", "first", first, ["sentence_id", "theme"])
    check_columns("krippendorff_alpha", "second", second, ["sentence_id", "theme"])
    unpaired = sorted(set(first["sentence_id"]) ^ set(second["sentence_id"]))
    if unpaired:
        raise ValueError(
            f"krippendorff_alpha: expected the same sentences in first and second, got "
            f"{unpaired[:5]} and {max(0, len(unpaired) - 5)} more in one only. Pair them first."
        )
    sides = _sides(first, second)
    table = sides.assign(
        n_first=sides["side"] != "right_only",
        n_second=sides["side"] != "left_only",
        n_differ=sides["side"] != "both",
    )
    counts = table.groupby("theme")[["n_first", "n_second", "n_differ"]].sum()
    counts.insert(0, "n_decisions", first["sentence_id"].nunique())
    counts.loc["all"] = counts.sum()
    yes = (counts["n_first"] + counts["n_second"]).astype("Float64")
    decisions = 2 * counts["n_decisions"].astype("Float64")
    alpha = 1 - _share((decisions - 1) * counts["n_differ"], (decisions - yes) * yes)
    return counts.assign(alpha=alpha).rename_axis("theme").reset_index()


def _key(text: str) -> str:
    folded = _BYLINE.sub("", unicodedata.normalize("NFKC", text))
    return _NOT_WORD.sub("", folded)


def _sides(left: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame:
    """Make one row per (sentence_id, theme) that either has; `side` says which."""
    pair = ["sentence_id", "theme"]
    sets = [coding[pair].dropna(subset="theme").drop_duplicates() for coding in (left, right)]
    return sets[0].merge(sets[1], on=pair, how="outer", indicator="side").astype({"side": "str"})


def _share(part: pd.Series, whole: pd.Series) -> pd.Series:
    return part.div(whole.mask(whole == 0))
