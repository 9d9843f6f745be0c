"""Partial dates as EDTF strings: `2020-02-12`, `XXXX-02-12` (year unknown), `2020-02`.

Only whole components may be unknown: `202X` is no date here. Nothing known at all is NA, no string.
Own code because the library `edtf` 5.0.2 takes `XXXX-02-30` and `2021-02-29` for dates.

Source: ISO 8601-2:2019, as summarised at https://www.loc.gov/standards/datetime/ (levels 0 and 1).
"""

import re
from calendar import monthrange
from collections.abc import Collection
from datetime import date

Parts = tuple[int | None, int | None, int | None]

_WRITTEN = re.compile(r"([0-9]{4}|XXXX)(?:-([0-9]{2}|XX)(?:-([0-9]{2}|XX))?)?")
_LEAP_YEAR = 2020


def join(year: int | None, month: int | None, day: int | None) -> str:
    """Write year, month and day as the date of a day, each unknown part as X.

    Raises:
        ValueError: all three are unknown, or no such day exists.

    >>> join(2020, 2, 12), join(None, 2, 29), join(2020, 2, None)
    ('2020-02-12', 'XXXX-02-29', '2020-02-XX')
    """
    parts = ((year, 4), (month, 2), (day, 2))
    text = "-".join("X" * width if part is None else f"{part:0{width}}" for part, width in parts)
    split(text)
    return text


def split(text: str) -> Parts:
    """Read a date into year, month and day, None where it does not tell.

    Raises:
        ValueError: it is no such date, tells nothing, or no such day exists in any year.

    >>> split("XXXX-02-12"), split("2020-02")
    ((None, 2, 12), (2020, 2, None))
    """
    match = _WRITTEN.fullmatch(text)
    if match:
        year, month, day = (int(p) if p and "X" not in p else None for p in match.groups())
        years = (_LEAP_YEAR if year is None else year,)
        if (year, month, day) != (None, None, None) and _days((year, month, day), years):
            return year, month, day
    raise ValueError(
        f"split: expected a date such as 2020-02-12, XXXX-02-12 or 2020-02, got {text!r}. "
        "Write each unknown part as X and check that the day exists."
    )


def is_valid(text: str) -> bool:
    """Tell whether `text` is a date of which some part is known and which can exist.

    >>> is_valid("XXXX-02-29"), is_valid("XXXX-02-30")
    (True, False)
    """
    try:
        split(text)
    except ValueError:
        return False
    return True


def days(text: str, *, years: Collection[int] = ()) -> list[date]:
    """List every day the date may stand for, in order; an unknown year may be each of `years`.

    >>> days("XXXX-02-29", years=range(2019, 2022))
    [datetime.date(2020, 2, 29)]
    """
    parts = split(text)
    return _days(parts, years if parts[0] is None else (parts[0],))


def agreed(candidates: Collection[date]) -> str | None:
    """Write what all candidate days share; None where they share nothing or there are none.

    >>> agreed([date(2020, 2, 12), date(2021, 2, 12)])
    'XXXX-02-12'
    """
    columns = zip(*((each.year, each.month, each.day) for each in candidates), strict=True)
    shared = [parts[0] if len(set(parts)) == 1 else None for parts in columns]
    return join(*shared) if any(shared) else None


def _days(parts: Parts, years: Collection[int]) -> list[date]:
    _, month, day = parts
    return [
        date(y, m, d)
        for y in sorted(years)
        if y >= 1
        for m in range(1, 13)
        if month in (None, m)
        for d in range(1, monthrange(y, m)[1] + 1)
        if day in (None, d)
    ]
