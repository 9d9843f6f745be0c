"""Shared wording: how much of a text lies in formulas, each character counted once.

Formulas may be a selection: of one class, or without one city, whose part of the result is then
simply missing. How many cities share a formula is counted in the rows that are given. An article
whose city is not known is a place of its own, named by its article_id.

Spans must be offsets into the sentences' texts, as `corpus.to_text(corpus.formulas)` gives them: in
raw files annotations stand between the characters.
"""

import pandas as pd

from analysis.measures.checks import check_columns, rows_of

_FORMULA = ["class", "formula"]
_CHARACTER = ["sentence_id", "at"]


def shared_characters(formulas: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Measure how much of each city's text is wording that it shares with each other city.

    Takes    formulas: with formula, class, sentence_id, article_id, start, end. articles: all that
             were compared, with article_id, city, n_chars.
    Returns  one row per pair of a city and another, in the order of articles: city, other, n_shared
             [characters of city that lie in formulas other has too], n_chars [of city, punctuation
             included], share [n_shared / n_chars; NA for a city without text].
    Raises   ValueError if a column is missing, an article is listed twice or not listed, or more
             characters are shared than there are.
    Limits   two texts share more, the longer they are: a share depends on the length of other. What
             stands between a formula's characters (、 and quotation marks) is counted with it. There
             is no interval: the characters of one formula do not come one by one.
    """
    shared = _characters("shared_characters", formulas, articles)
    others = shared[[*_FORMULA, "place"]].drop_duplicates().rename(columns={"place": "other"})
    pairs = shared.merge(others, on=_FORMULA).drop_duplicates([*_CHARACTER, "other"])
    n = pairs.groupby(["place", "other"]).size()
    sizes = articles.groupby(_places(articles), sort=False)["n_chars"].sum()
    table = pd.MultiIndex.from_product([sizes.index] * 2, names=["city", "other"]).to_frame(False)
    table = table[table["city"] != table["other"]].reset_index(drop=True)
    table["n_shared"] = n.reindex(pd.MultiIndex.from_frame(table), fill_value=0).to_numpy()
    return _share("shared_characters", table, sizes.loc[table["city"]].reset_index(drop=True))


def shared_share(formulas: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Measure how much of each report is shared wording, by the number of cities that share it.

    Takes    formulas and articles: as `shared_characters`.
    Returns  one row per article and k, in the order of articles: article_id, city, k [cities that
             share the wording, 2 to the most that share any; where formulas overlap, the most],
             n_shared [characters; a character counts at one k, so that the sum over k is all that
             is shared], n_chars [of the article], share [n_shared / n_chars; NA without text].
    Raises   ValueError as `shared_characters`.
    Limits   those of `shared_characters`; a report has more to share the more reports there are.
    """
    shared = _characters("shared_share", formulas, articles)
    shared["k"] = shared.groupby(_FORMULA)["place"].transform("nunique")
    most = shared.groupby(["article_id", *_CHARACTER], as_index=False)["k"].max()
    n = most.groupby(["article_id", "k"]).size()
    cities = range(2, int(most["k"].max() if len(most) else 2) + 1)
    table = articles[["article_id", "city", "n_chars"]].merge(pd.Series(cities, name="k"), "cross")
    keys = pd.MultiIndex.from_frame(table[["article_id", "k"]])
    table["n_shared"] = n.reindex(keys, fill_value=0).to_numpy()
    return _share("shared_share", table, table.pop("n_chars"))


def _places(articles: pd.DataFrame) -> pd.Series:
    return articles["city"].fillna(articles["article_id"])


def _characters(function: str, formulas: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """List the characters of every occurrence, with the place it stands in."""
    columns = [*_FORMULA, "article_id", "sentence_id"]
    check_columns(function, "formulas", formulas, [*columns, "start", "end"])
    check_columns(function, "articles", articles, ["article_id", "city", "n_chars"])
    row = rows_of(function, formulas["article_id"], articles["article_id"])
    occurrences = formulas[columns].assign(place=_places(articles).to_numpy()[row])
    # Quotation marks and 、 stand between a formula's characters, and a near one has two more.
    is_raw = formulas["end"] - formulas["start"] > 2 * formulas["formula"].str.len() + 4
    if is_raw.any():
        wrong = formulas[is_raw].iloc[0]
        raise ValueError(
            f"{function}: expected spans in the sentences' texts, got {wrong['start']} to "
            f"{wrong['end']} for {wrong['formula']!r} in {wrong['sentence_id']}. "
            "Pass corpus.to_text(corpus.formulas)."
        )
    spans = map(range, formulas["start"], formulas["end"])
    occurrences["at"] = pd.Series(spans, index=formulas.index, dtype=object)
    return occurrences.explode("at").astype({"at": "int64"})


def _share(function: str, table: pd.DataFrame, n_chars: pd.Series) -> pd.DataFrame:
    too_many = (table["n_shared"] > n_chars).to_numpy()
    if too_many.any():
        wrong = table.assign(n_chars=n_chars)[too_many].iloc[0]
        raise ValueError(
            f"{function}: expected spans in the sentences' texts, got {wrong['n_shared']} characters "
            f"of {wrong['n_chars']} in {wrong.iloc[0]!r}. Pass corpus.to_text(corpus.formulas)."
        )
    return table.assign(n_chars=n_chars, share=table["n_shared"] / n_chars.where(n_chars > 0))
