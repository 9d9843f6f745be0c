"""What every measure asks of its frames before it counts."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

Codes = npt.NDArray[np.intp]

# What the measures call their results.
_RESULTS = ("n", "n_chars", "n_tokens", "n_sentences", "of_sentences", "share", "per_10k", "per_1k")


def check_columns(function: str, name: str, frame: pd.DataFrame, expected: Sequence[str]) -> None:
    """Raise a ValueError that names the first column a frame lacks, and those it has."""
    missing = [column for column in expected if column not in frame.columns]
    if missing:
        raise ValueError(
            f"{function}: expected column {missing[0]!r} in {name}, got {list(frame.columns)}. "
            "Choose one of these columns, or build the tables with `analysis build`."
        )


def check_names(function: str, *, of: str, by: str) -> None:
    """Raise a ValueError where the columns asked for would collide with those of the result."""
    taken = [name for name in (of, by) if name in _RESULTS]
    if taken or of == by:
        raise ValueError(
            f"{function}: expected two columns other than {', '.join(_RESULTS)}, got of={of!r} and "
            f"by={by!r}. Rename the column that is counted, or choose another."
        )


def rows_of(function: str, ids: pd.Series, listed: pd.Series) -> Codes:
    """Find the row of each id among those listed, each of which must be there once.

    Raises   ValueError if an id is listed twice or not listed.
    """
    if listed.duplicated().any():
        twice = listed[listed.duplicated()].iloc[0]
        raise ValueError(
            f"{function}: expected each {listed.name} once, got {twice!r} twice. "
            "Pass the table without repeated rows."
        )
    rows: Codes = pd.Index(listed).get_indexer(pd.Index(ids))
    if (rows < 0).any():
        raise ValueError(
            f"{function}: expected occurrences only in the {listed.name}s that are searched, "
            f"got {ids.iloc[int(rows.argmin())]!r} outside them. Select the same in both frames."
        )
    return rows
