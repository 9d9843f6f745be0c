"""How evenly a value is spread over the parts of the corpus, beside what chance would give."""

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from analysis.measures.matrix import count_matrix

Floats = npt.NDArray[np.float64]


def dispersion(counts: pd.DataFrame, *, of: str, by: str = "city") -> pd.DataFrame:
    """Measure how far the spread of each value departs from the sizes of the parts (Gries's DP).

    With s the share of the text and v the share of the occurrences that a part holds,
    DP = 1/2 sum |v - s|: 0 is as even as the sizes allow, towards 1 all in one small part.

    Takes    counts: one row per (by, of), zeros included, as `count` gives it; a group is a part.
    Returns  one row per `of`, in the order of counts: of, n, n_groups [parts that have it],
             of_groups [parts that have text], dp, dp_min, dp_max [the lowest and highest DP that
             n whole occurrences can have in these parts], dp_chance [the mean DP if n occurrences
             fell on the text at random], dp_norm = dp / (1 - the least s of a part that has it),
             which is 1 where only one part has it. All from 0 to 1; NA where n = 0.
    Raises   ValueError if a column is missing, or a combination is missing or repeated.
    Source   DP: Gries 2008, Int. J. of Corpus Linguistics 13:415. dp_norm: Egbert, Burch & Biber
             2020, Int. J. of Corpus Linguistics 25:99. dp_min: largest remainders. dp_chance:
             the mean deviation of a binomial count, 2 k (1 - s) P(k) with k = floor(ns) + 1 (de
             Moivre 1730; Johnson 1957, Biometrika 44:532-533), summed over the parts, over 2n.
    Limits   five parts are few. dp falls as n grows, by chance alone: compare it with dp_chance,
             never with the dp of a value that is more or less frequent. s counts characters.
    """
    groups, values, n_in, n_chars = count_matrix("dispersion", counts, of=of, by=by)
    is_part = np.asarray(groups.notna()) & (n_chars > 0)
    n_in, n_chars = n_in[is_part], n_chars[is_part]
    share = (n_chars / n_chars.sum())[:, np.newaxis]
    total = n_in.sum(axis=0)
    n = np.where(total > 0, total, np.nan)
    dp = np.abs(n_in / n - share).sum(axis=0) / 2
    least = np.where(n_in > 0, share, np.inf).min(axis=0, initial=np.inf)
    return pd.DataFrame(
        {
            of: values,
            "n": total,
            "n_groups": (n_in > 0).sum(axis=0),
            "of_groups": len(n_chars),
            "dp": np.where(total > 0, dp, np.nan),
            "dp_min": _minimum(n, share),
            "dp_max": np.where(total > 0, 1 - share.min(initial=1), np.nan),
            "dp_chance": _chance(n, share),
            # one part that is all the text: 0 / 0, for there is nothing to be spread over
            "dp_norm": dp / np.where(least < 1, 1 - least, np.nan),
        }
    )


def _minimum(n: Floats, share: Floats) -> Floats:
    """Give each part the whole occurrences nearest to its due: round down, then top up the rest."""
    due = n * share
    over = np.sort(due - np.floor(due), axis=0)[::-1]
    left = np.rint(over.sum(axis=0))
    is_topped = np.arange(len(share))[:, np.newaxis] < left
    departure: Floats = np.where(is_topped, 1 - over, over).sum(axis=0) / (2 * n)
    return departure


def _chance(n: Floats, share: Floats) -> Floats:
    above = np.floor(n * share) + 1
    deviation = 2 * above * (1 - share) * stats.binom.pmf(above, n, share)
    mean: Floats = deviation.sum(axis=0) / (2 * n)
    return mean
