"""Exact 95 % intervals for counts: of a rate (Poisson) and of a share (binomial).

Both are computed by the closed form of the tail-area definition: each limit is the parameter at
which the observed count, or a more extreme one, has a chance of 2.5 %. They cover at least 95 %,
often more. Both take the occurrences to be independent. Words come in clusters, so that the true
uncertainty is larger; no interval here speaks of texts that were not read.
"""

import numpy as np
import numpy.typing as npt
from scipy import stats

TAIL = 0.025

Floats = npt.NDArray[np.float64]


def rate_interval(n: npt.ArrayLike, exposure: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Bound the rate behind each count: the 95 % limits of n / exposure.

    Takes    n: counts; exposure: what was counted in [any unit, such as characters]; broadcast.
    Returns  (low, high) in occurrences per unit of exposure. n = 0 gives low = 0 and a positive
             high; exposure = 0, or NA in either, gives NA.
    Raises   ValueError if a count or an exposure is negative.
    Source   Garwood 1936, Biometrika 28:437-442: low = chi2(0.025; 2n) / 2, high =
             chi2(0.975; 2n + 2) / 2, with chi2(p; df) the p quantile; each over the exposure.
    """
    counts, size = np.broadcast_arrays(_floats(n), _floats(exposure))
    wrong = np.flatnonzero((counts < 0) | (size < 0))
    if wrong.size:
        row = wrong[0]
        raise ValueError(
            "rate_interval: expected a count and an exposure of 0 or more, "
            f"got {counts[row]:g} in {size[row]:g} in row {row}. Count again from the tables."
        )
    size = np.where(size > 0, size, np.nan)
    low = np.where(counts == 0, 0, stats.chi2.ppf(TAIL, 2 * counts) / 2)
    high = stats.chi2.ppf(1 - TAIL, 2 * counts + 2) / 2
    return low / size, high / size


def share_interval(k: npt.ArrayLike, n: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Bound the share behind each k of n: its 95 % limits, between 0 and 1.

    Takes    k: how many have the property; n: of how many; broadcast.
    Returns  (low, high). k = 0 gives low = 0, k = n gives high = 1; n = 0, or NA, gives NA.
    Raises   ValueError if k is negative or larger than n.
    Source   Clopper & Pearson 1934, Biometrika 26:404-413: low = beta(0.025; k, n - k + 1),
             high = beta(0.975; k + 1, n - k), with beta(p; a, b) the p quantile.
    """
    part, whole = np.broadcast_arrays(_floats(k), _floats(n))
    wrong = np.flatnonzero((part < 0) | (part > whole))
    if wrong.size:
        row = wrong[0]
        raise ValueError(
            f"share_interval: expected k from 0 to n, got {part[row]:g} of {whole[row]:g} "
            f"in row {row}. Count each sentence once."
        )
    low = np.where(part == 0, 0, stats.beta.ppf(TAIL, part, whole - part + 1))
    high = np.where(part == whole, 1, stats.beta.ppf(1 - TAIL, part + 1, whole - part))
    return np.where(whole > 0, low, np.nan), np.where(whole > 0, high, np.nan)


def _floats(values: npt.ArrayLike) -> Floats:
    return np.atleast_1d(np.asarray(values, dtype=float))
