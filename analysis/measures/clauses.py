"""Clauses as the unit of counting, where a sentence is too coarse.

A report's sentences run from five to two hundred characters, and a long one carries a theme by one
clause of ten. The frames here have the columns that `sentence_share` and `bootstrap_share` take,
so that these count clauses: their n_sentences and of_sentences are then numbers of clauses.
"""

import pandas as pd

from analysis.measures.checks import check_columns, rows_of


def clauses(sentences: pd.DataFrame, terms: pd.DataFrame) -> pd.DataFrame:
    """List the clauses of the body sentences.

    Takes    sentences: with sentence_id, article_id, zone, position, start, end and any others;
             terms: the tokens of the body, punctuation included, with sentence_id, clause, start,
             end. Clauses end after ，；： as well as where the sentence ends.
    Returns  one row per clause, in the order of sentences: the columns of its sentence but for
             n_chars, n_tokens, with start and end of the clause; sentence_id [the sentence's, /, the
             number of the clause];
             third [1, 2 or 3: the part of its report, by clauses].
    Raises   ValueError if a column is missing, a sentence is listed twice, or a term stands in none
             of the body sentences.
    """
    check_columns("clauses", "sentences", sentences, ["sentence_id", "article_id", "zone"])
    check_columns("clauses", "terms", terms, ["sentence_id", "clause", "start", "end"])
    body = sentences[sentences["zone"] == "body"].drop(columns=["start", "end"])
    row = rows_of("clauses", terms["sentence_id"], body["sentence_id"])
    spans = terms.assign(row=row).groupby(["row", "clause"])
    table = spans.agg(start=("start", "min"), end=("end", "max")).reset_index()
    table = table.join(body.reset_index(drop=True), on="row")
    table["sentence_id"] += "/" + table["clause"].astype("str")
    of_article = table.groupby("article_id", sort=False)["row"]
    table["third"] = 3 * of_article.cumcount() // of_article.transform("size") + 1
    # the sentence's sizes, repeated at each clause, would be counted several times
    own = sentences.columns.difference(["n_chars", "n_tokens"], sort=False)
    return table[[*own, "third"]]


def by_clause(occurrences: pd.DataFrame, clauses: pd.DataFrame) -> pd.DataFrame:
    """Place occurrences in clauses instead of sentences.

    Takes    occurrences: with sentence_id, start, end; clauses: as the function of that name gives
             them, of all sentences that were searched.
    Returns  one row per occurrence and clause that it touches: the columns of occurrences, with the
             sentence_id of the clause. One that runs over a comma stands in both clauses.
    Raises   ValueError if a column is missing, or an occurrence touches none of the clauses.
    """
    columns = ["sentence_id", "start", "end"]
    check_columns("by_clause", "occurrences", occurrences, columns)
    check_columns("by_clause", "clauses", clauses, columns)
    places = clauses[columns].rename(columns={"sentence_id": "clause_id"})
    places["sentence_id"] = places["clause_id"].str.rsplit("/", n=1).str[0]
    numbered = occurrences.assign(occurrence=range(len(occurrences)))
    pairs = numbered.merge(places, on="sentence_id", suffixes=("", "_of_clause"))
    touches = (pairs["start"] < pairs["end_of_clause"]) & (pairs["end"] > pairs["start_of_clause"])
    placed = pairs[touches]
    lost = numbered[~numbered["occurrence"].isin(placed["occurrence"])]
    if len(lost):
        raise ValueError(
            f"by_clause: expected occurrences only in the clauses that are searched, got "
            f"{lost['sentence_id'].iloc[0]!r} outside them. Select the same in both frames."
        )
    placed = placed.assign(sentence_id=placed["clause_id"])
    return placed[[*occurrences.columns]].reset_index(drop=True)
