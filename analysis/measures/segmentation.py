"""How far the count of a term hangs on where the segmenter cut."""

from collections.abc import Sequence

import pandas as pd

from analysis.measures.checks import check_columns


def segmentation(tokens: pd.DataFrame, terms: Sequence[str]) -> pd.DataFrame:
    """Count and rank the same terms under every segmenter, and as plain characters.

    Takes    tokens: one row per token, each segmenter in reading order: segmenter, sentence_id,
             clause, term; all segmenters cut the same text. terms: those reported.
    Returns  one row per (segmenter, term), terms as given, the segmenter `characters` last:
             segmenter, term, n, rank [1 is the most frequent of the terms given; equals share the
             best rank]. Under `characters`, n is how often the term stands in the clauses, cut
             out or not, overlaps once: no segmenter can find more. Zeros are rows.
    Raises   ValueError if a column is missing or a term is given twice.
    Limits   counts of one text, to be compared with each other: no rates.
    """
    check_columns("segmentation", "tokens", tokens, ["segmenter", "sentence_id", "clause", "term"])
    wanted = pd.Index(terms, name="term")
    if wanted.has_duplicates:
        twice = wanted[wanted.duplicated()][0]
        raise ValueError(
            f"segmentation: expected each term once, got {twice!r} twice in terms. Drop repeats."
        )
    found = {
        segmenter: cut.value_counts().reindex(wanted, fill_value=0)
        for segmenter, cut in tokens.groupby("segmenter", sort=False)["term"]
    }
    once = tokens[tokens["segmenter"].isin(tokens["segmenter"].head(1))]
    clauses = "\n".join(once.groupby(["sentence_id", "clause"], sort=False)["term"].agg("".join))
    found["characters"] = pd.Series([clauses.count(term) for term in wanted], wanted)
    table = pd.concat(found, names=["segmenter"]).rename("n").reset_index()
    rank = table.groupby("segmenter")["n"].rank(method="min", ascending=False)
    return table.assign(rank=rank.astype(int))
