"""Counts as a matrix: what every comparison of groups starts from."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.measures.checks import check_columns


class CountMatrix(NamedTuple):
    """n[group, value] and the n_chars of each group; `groups` and `values` name rows and columns."""

    groups: pd.Index
    values: pd.Index
    n: npt.NDArray[np.int64]
    n_chars: npt.NDArray[np.int64]


def count_matrix(function: str, counts: pd.DataFrame, *, of: str, by: str) -> CountMatrix:
    """Turn the frame that `count` gives into a matrix, groups and values in their order.

    Raises   ValueError if a column is missing, or a combination is missing or repeated.
    """
    check_columns(function, "counts", counts, [by, of, "n", "n_chars"])
    group, groups = pd.factorize(counts[by], use_na_sentinel=False)
    value, values = pd.factorize(counts[of], use_na_sentinel=False)
    if len(counts) != len(groups) * len(values) or counts.duplicated([by, of]).any():
        raise ValueError(
            f"{function}: expected one row for each of {len(groups)} {by} x {len(values)} {of}, "
            f"got {len(counts)} rows in counts. Pass the frame that count() returns."
        )
    n = np.zeros((len(groups), len(values)), dtype=np.int64)
    n_chars = np.zeros(len(groups), dtype=np.int64)
    n[group, value], n_chars[group] = counts["n"], counts["n_chars"]
    return CountMatrix(pd.Index(groups), pd.Index(values), n, n_chars)
