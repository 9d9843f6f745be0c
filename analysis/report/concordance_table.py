"""Concordance lines as a table: the nodes stand below each other, then who says it and where."""

import pandas as pd
from IPython.display import HTML

from analysis.report.tables import table_html

REPORTER = "记者 reporter"

_LINES = {
    "left": "左 Left",
    "node": "词 Node",
    "right": "右 Right",
    "speaker": "说话人 Speaker",
    "sentence_id": "句 Sentence",
}


def concordance_table(lines: pd.DataFrame, *, caption: str = "Concordance 索引行") -> HTML:
    """Show concordance lines in a notebook; takes what `concordance_html` takes."""
    return HTML(concordance_html(lines, caption=caption))  # type: ignore[no-untyped-call]


def concordance_html(lines: pd.DataFrame, *, caption: str = "Concordance 索引行") -> str:
    """Write concordance lines as a table.

    Takes    lines: as `analysis.measures.concordance` gives them.
             caption: plain text; the number of lines is added.
    Returns  HTML; the sentence_id of a line begins with its file and report.
    """
    named = lines.assign(speaker=lines["speaker"].replace("", REPORTER))
    caption = f"{caption}: {len(lines):,} lines"
    return table_html(named, _LINES, caption=caption, row_name="sentence_id")
