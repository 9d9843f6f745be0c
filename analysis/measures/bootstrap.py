"""Limits found by drawing the sentences of each report anew, for what comes in clusters.

They show how far a number hangs on which sentences a report happened to print. They say nothing
about reports that are not there: the reports are kept, only their sentences are drawn.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.measures.checks import Codes, check_columns, check_names, rows_of

DRAWS = 5_000
LIMITS = (0.025, 0.975)

Floats = npt.NDArray[np.float64]


def bootstrap_share(
    occurrences: pd.DataFrame, sentences: pd.DataFrame, *, of: str, by: str = "city", seed: int = 0
) -> pd.DataFrame:
    """Bound the share of body sentences that carry each value, by drawing sentences anew.

    Takes    occurrences: with sentence_id and the column `of`; if that is categorical, a category
             never used is counted too; NA is left out. sentences: with sentence_id, article_id,
             zone and the column `by`; only the zone body counts. seed: another one moves the
             limits a little; one seed gives the same limits whatever the order of the rows.
    Returns  one row per (by, of), groups in the order of sentences, values by code point or as
             their categories: by, of, n_sentences [that carry it], of_sentences, share [0 to 1],
             share_low, share_high [95 %]. Limits are NA where all draws agree, as they do if no
             sentence carries the value or all do: `share_interval` bounds these.
    Raises   ValueError if a column is missing, a sentence is listed twice, or an occurrence
             stands in none of the body sentences.
    Source   Efron & Tibshirani 1993, An Introduction to the Bootstrap, sections 8.3 and 13.3:
             percentiles of 5,000 draws, in each of which every report keeps its number of
             sentences.
    Limits   those of the module. With few sentences, or few that carry the value, the limits are
             too narrow. Neighbouring sentences are drawn apart, as if they were independent. All
             draws of a group are held at once: for themes and families, not for a vocabulary.
    """
    check_columns("bootstrap_share", "occurrences", occurrences, ["sentence_id", of])
    carried = occurrences.drop_duplicates(["sentence_id", of])
    sample = _sample("bootstrap_share", carried, sentences.assign(size=1), of=of, by=by)
    columns = [by, of, "n_sentences", "of_sentences", "share", "share_low", "share_high"]
    return _bounded(sample, seed, per=1).set_axis(columns, axis=1)


def bootstrap_rate(
    occurrences: pd.DataFrame, sentences: pd.DataFrame, *, of: str, by: str = "city", seed: int = 0
) -> pd.DataFrame:
    """Bound the rate of each value per 10,000 characters, by drawing sentences anew.

    A drawn sentence brings all its occurrences and all its characters: unlike `rate_interval`,
    this does not take occurrences in one sentence to be independent.

    Takes    as `bootstrap_share`; sentences with n_chars, too.
    Returns  one row per (by, of), ordered as there: by, of, n, n_chars [of the body sentences],
             per_10k, per_10k_low, per_10k_high [per 10,000 characters, 95 %]. Limits are NA where
             all draws agree, as for n = 0: `rate_interval` bounds that.
    Raises, Source, Limits    as `bootstrap_share`; the rate is a ratio of two drawn sums.
    """
    check_columns("bootstrap_rate", "occurrences", occurrences, ["sentence_id", of])
    check_columns("bootstrap_rate", "sentences", sentences, ["n_chars"])
    sized = sentences.assign(size=sentences["n_chars"])
    sample = _sample("bootstrap_rate", occurrences, sized, of=of, by=by)
    columns = [by, of, "n", "n_chars", "per_10k", "per_10k_low", "per_10k_high"]
    return _bounded(sample, seed, per=10_000).set_axis(columns, axis=1)


class _Sample(NamedTuple):
    """hits[sentence, value] of the body sentences, with the size, report and group of each."""

    hits: Floats
    sizes: Floats
    article_ids: npt.NDArray[np.object_]
    group: Codes
    groups: pd.Index
    labels: pd.Index


def _sample(
    function: str, occurrences: pd.DataFrame, sentences: pd.DataFrame, *, of: str, by: str
) -> _Sample:
    check_names(function, of=of, by=by)
    check_columns(function, "sentences", sentences, ["sentence_id", "article_id", "zone", by])
    group, groups = pd.factorize(sentences[by], use_na_sentinel=False)
    # sorted, so that one seed draws the same sentences in whatever order they come
    body = sentences.assign(group=group)[sentences["zone"] == "body"].sort_values("sentence_id")
    named = occurrences.dropna(subset=of)
    row = rows_of(function, named["sentence_id"], body["sentence_id"])
    value = named[of].astype("category").cat
    hits = np.zeros((len(body), len(value.categories)))
    np.add.at(hits, (row, value.codes), 1)
    return _Sample(
        hits,
        body["size"].to_numpy(dtype=float),
        body["article_id"].to_numpy(dtype=object),
        body["group"].to_numpy(),
        pd.Index(groups),
        value.categories,
    )


def _bounded(sample: _Sample, seed: int, *, per: int) -> pd.DataFrame:
    """Make one row per group and value: both, the hits, the size, their ratio and its limits."""
    shape = len(sample.groups), len(sample.labels)
    n, low, high = np.zeros(shape), np.full(shape, np.nan), np.full(shape, np.nan)
    size = np.zeros((shape[0], 1))
    for group in np.unique(sample.group):
        mine = sample.group == group
        hits, sizes = sample.hits[mine], sample.sizes[mine]
        n[group], size[group] = hits.sum(axis=0), sizes.sum()
        low[group], high[group] = _limits(hits, sizes, sample.article_ids[mine], seed)
    ratio = n / np.where(size > 0, size, np.nan)
    return pd.DataFrame(
        {
            "group": sample.groups.repeat(shape[1]),
            "value": sample.labels.take(np.tile(np.arange(shape[1]), shape[0])),
            "n": n.ravel().astype(np.int64),
            "size": size.repeat(shape[1]).astype(np.int64),
            "ratio": per * ratio.ravel(),
            "low": per * low.ravel(),
            "high": per * high.ravel(),
        }
    )


def _limits(
    hits: Floats, sizes: Floats, article_ids: npt.NDArray[np.object_], seed: int
) -> tuple[Floats, Floats]:
    """Draw from each report as many sentences as it has, and sum up over the reports."""
    n, size = np.zeros((DRAWS, hits.shape[1])), np.zeros((DRAWS, 1))
    for article_id in np.unique(article_ids):
        mine = article_ids == article_id
        k = mine.sum()
        # a stream of its own: what is drawn from one report depends on no other
        generator = np.random.default_rng([seed, *str(article_id).encode()])
        times = generator.multinomial(k, np.full(k, 1 / k), size=DRAWS)
        n += times @ hits[mine]
        size += times @ sizes[mine, np.newaxis]
    draws = n / size
    low, high = np.quantile(draws, LIMITS, axis=0)
    varies = draws.min(axis=0) < draws.max(axis=0)
    return np.where(varies, low, np.nan), np.where(varies, high, np.nan)
