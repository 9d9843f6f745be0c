"""Frames as accessible HTML tables, the same in JupyterLab, the explorer and the report."""

from collections.abc import Mapping
from html import escape

import pandas as pd
from IPython.display import HTML
from pandas.api.types import is_numeric_dtype

_NUMBER = "text-align:right;font-variant-numeric:tabular-nums"
_TEXT = "text-align:left"
# Concordance lines: the report has its own styles and knows these columns by their class.
_CLASSES = {"left": "before", "node": "node"}
_STYLES = {
    "left": "text-align:right;white-space:nowrap",
    "node": "text-align:center;white-space:nowrap;font-weight:bold",
    "right": "text-align:left;white-space:nowrap",
}


def show(frame: pd.DataFrame, *, caption: str = "", digits: int = 1) -> HTML:
    """Show a frame in a notebook: every column under its own name, the index left out.

    Args:
        frame: one row a line.
        caption: plain text above the table.
        digits: decimals of numbers that are no counts.
    """
    labels = {column: str(column) for column in frame.columns}
    return HTML(table_html(frame, labels, caption=caption, digits=digits))  # type: ignore[no-untyped-call]


def table_html(
    frame: pd.DataFrame,
    labels: Mapping[str, str],
    *,
    caption: str,
    digits: int = 1,
    row_name: str | None = None,
) -> str:
    """Write some columns of a frame as a table; every text is escaped.

    Args:
        frame: one row a line.
        labels: column to header, in order.
        caption: plain text, "" for none.
        digits: decimals of numbers that are no counts.
        row_name: the column that names its row, by default the first.

    Returns:
        HTML: numbers to the right, NA as –. A table that is too wide scrolls in a region that the
        keyboard can reach.
    """
    name = row_name or next(iter(labels), None)
    cells = [
        _column(frame, column, digits, tag="th" if column == name else "td") for column in labels
    ]
    head = "".join(
        f'<th scope="col"{_look(frame, column)}>{escape(label)}</th>'
        for column, label in labels.items()
    )
    rows = "".join(f"<tr>{''.join(row)}</tr>" for row in zip(*cells, strict=True))
    title = f'<caption style="text-align:left">{escape(caption)}</caption>' if caption else ""
    return (
        f'<div role="region" aria-label="{escape(caption or "Table")}" tabindex="0" '
        f'style="overflow-x:auto"><table>{title}<thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _column(frame: pd.DataFrame, column: str, digits: int, *, tag: str) -> list[str]:
    look = _look(frame, column) + (' scope="row"' if tag == "th" else "")
    return [f"<{tag}{look}>{_words(value, digits)}</{tag}>" for value in frame[column]]


def _look(frame: pd.DataFrame, column: str) -> str:
    style = _NUMBER if is_numeric_dtype(frame[column]) else _STYLES.get(column, _TEXT)
    named = f' class="{_CLASSES[column]}"' if column in _CLASSES else ""
    return f'{named} style="padding:2px 8px;vertical-align:top;{style}"'


def _words(value: object, digits: int) -> str:
    if value is None or value is pd.NA or value != value:
        return "–"
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, float):
        return f"{value:,.{digits}f}"
    return f"{value:,}" if isinstance(value, int) else escape(str(value))
