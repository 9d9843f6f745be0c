"""What marks one group against all the others together: effect sizes, limits, rankings."""

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special, stats

from analysis.measures.matrix import count_matrix

CONFIDENCE = 0.95

Floats = npt.NDArray[np.float64]
Counts = Floats | npt.NDArray[np.int64] | np.int64


def keyness(counts: pd.DataFrame, *, of: str, target: str, by: str = "city") -> pd.DataFrame:
    """Compare how often each value occurs in one group and in all the others, the reference.

    With n, N the occurrences and the characters of the target, and m, M those of the reference:

    log_ratio     log2 of (n + 0.5) / (N + 0.5) over (m + 0.5) / (M + 0.5); 1 is twice the rate
    low, high     exact limits of the log ratio, 95 % for all values of the table together
                  (Bonferroni): of n + m occurrences, n is binomial; -inf if n = 0, inf if m = 0
    lrc           the point between these limits that is nearest to 0: the least difference that
                  is sure, if occurrences are independent
    percent_diff  100 (n/N - m/M) / (m/M); NA where m = 0
    g2            2 (n ln(n/E) + m ln(m/F)), E and F being what one common rate would give: two
                  cells, since a character that is not in the phrase is no count of anything
    log_odds      ln of the odds of the value among all occurrences of the target, less that of
                  the reference, each with a prior of m + 0.5 added to its count
    z             log_odds over its standard error

    A score > 0 says that the target has more: lrc, percent_diff and g2 by length of text, log_odds
    and z by number of occurrences. log_ratio can miss the sign, where the 0.5 outweighs what was
    counted: n = 0, m = 1 gives > 0 if the target has less than a third of the reference's text.
    There 0 lies between low and high.

    Takes    counts: one row per (by, of), zeros included, as `count` gives it; target: the group.
    Returns  one row per `of`, the highest lrc first, then the highest g2: by [the target], of,
             n_target, n_reference, n_chars_target, n_chars_reference, per_10k_target,
             per_10k_reference [per 10,000 characters], percent_diff, log_ratio, low, high, lrc,
             left_out_min, left_out_max [lowest and highest log_ratio when one group of the
             reference at a time is left out; NA where no occurrence or no text would be left],
             g2, log_odds, z, n_groups [groups of the reference that have it], of_groups [that
             have text], p_min [the least p that a test of whole groups can reach, one against
             of_groups: 1 / (1 + of_groups)]. All scores of a value that never occurs are NA, and
             so are all scores if there is no reference.
    Raises   ValueError if a column is missing, a combination is missing or repeated, or the
             target is none of the groups.
    Source   log_ratio: Walter 1975, Biometrika 62:371-374. lrc: Evert 2022, Measuring keyness
             (osf.io/x8z9n). percent_diff: Gabrielatos & Marchi 2011, Keyness: matching metrics
             to definitions. g2: Rayson & Garside 2000, Comparing corpora using frequency
             profiling. log_odds, z: Monroe, Colaresi & Quinn 2008, Political Analysis
             16:372-403, eq. 16, 20, 22, with a prior from the corpus without the target.
    Limits   occurrences come in clusters, so that lrc still claims too much. The more values are
             compared, the wider are all limits: drop rare ones first, by their n in all groups
             together, never by a score. The reference enters log_odds twice, as prior and as
             side. Use g2 and z to rank, never alone: no test of whole groups can give a p below
             p_min, whatever they say.
    """
    groups, values, n_in, n_chars = count_matrix("keyness", counts, of=of, by=by)
    is_target = np.asarray(groups == target)
    if len(counts) and not is_target.any():
        raise ValueError(
            f"keyness: expected one of {list(groups)} as target, got {target!r} in counts. "
            f"Name a {by} that was counted."
        )
    n, text = n_in[is_target].sum(axis=0), n_chars[is_target].sum()
    others, texts = n_in[~is_target], n_chars[~is_target, np.newaxis]
    m, rest = others.sum(axis=0), texts.sum()
    table = pd.DataFrame({by: target, of: values, "n_target": n, "n_reference": m})
    table = table.assign(n_chars_target=text, n_chars_reference=rest)
    left_out = pd.DataFrame(_log_ratio(n, m - others, text, rest - texts))
    with np.errstate(divide="ignore", invalid="ignore"):
        table = table.assign(
            per_10k_target=10_000 * n / np.where(text > 0, text, np.nan),
            per_10k_reference=10_000 * m / np.where(rest > 0, rest, np.nan),
            **_scores(n, m, text, rest),
            left_out_min=left_out.min(skipna=False),
            left_out_max=left_out.max(skipna=False),
        )
    named = np.asarray(groups.notna())[~is_target]
    table["n_groups"] = (others[named] > 0).sum(axis=0)
    table["of_groups"] = (texts[named] > 0).sum()
    table["p_min"] = 1 / (1 + table["of_groups"])
    return table.sort_values(["lrc", "g2"], ascending=False, ignore_index=True)


def _scores(n: Counts, m: Counts, text: Counts, rest: Counts) -> dict[str, Floats]:
    log_ratio = _log_ratio(n, m, text, rest)
    x, y = (np.where(np.isnan(log_ratio), np.nan, side) for side in (n, m))
    low, high = _limits(x, y, text, rest)
    expected = (x + y) * text / (text + rest), (x + y) * rest / (text + rest)
    g2 = 2 * (special.rel_entr(x, expected[0]) + special.rel_entr(y, expected[1]))
    log_odds, z = _log_odds(x, y)
    return {
        "percent_diff": np.where(y > 0, 100 * (x * rest / (y * text) - 1), np.nan),
        "log_ratio": log_ratio,
        "low": low,
        "high": high,
        "lrc": np.clip(0, low, high),
        "g2": np.copysign(g2, x - expected[0]),
        "log_odds": log_odds,
        "z": z,
    }


def _log_ratio(n: Counts, m: Counts, text: Counts, rest: Counts) -> Floats:
    ratio = np.log2((n + 0.5) / (text + 0.5)) - np.log2((m + 0.5) / (rest + 0.5))
    return np.where((n + m > 0) & (text > 0) & (rest > 0), ratio, np.nan)


def _limits(n: Floats, m: Floats, text: Counts, rest: Counts) -> tuple[Floats, Floats]:
    """Bound the log ratio by the exact limits of the odds n : m (Clopper & Pearson's)."""
    tail = (1 - CONFIDENCE) / 2 / max(1, np.isfinite(n).sum())
    low = np.where(n == 0, 0, stats.betaprime.ppf(tail, n, m + 1))
    high = np.where(m == 0, np.inf, stats.betaprime.isf(tail, n + 1, m))
    return np.log2(low * rest / text), np.log2(high * rest / text)


def _log_odds(n: Floats, m: Floats) -> tuple[Floats, Floats]:
    prior = m + 0.5
    own, other = n + prior, m + prior
    difference = np.log(own / (np.nansum(own) - own)) - np.log(other / (np.nansum(other) - other))
    return difference, difference / np.sqrt(1 / own + 1 / other)
