"""Concordance lines as a table: the nodes stand below each other, between place and speaker."""

from collections.abc import Mapping

import pandas as pd
from IPython.display import HTML

from analysis.report.labels import UNKNOWN
from analysis.report.tables import HEADS, table_html

REPORTER = "记者 reporter"

_COLUMNS = ["city", "left", "node", "right", "speaker", "sentence_id"]


def concordance_table(
    lines: pd.DataFrame,
    *,
    caption: str = "Concordance 索引行",
    places: Mapping[str, str] | None = None,
) -> HTML:
    """Show concordance lines in a notebook; takes what `concordance_html` takes."""
    return HTML(concordance_html(lines, caption=caption, places=places))  # type: ignore[no-untyped-call]


def concordance_html(
    lines: pd.DataFrame,
    *,
    caption: str = "Concordance 索引行",
    places: Mapping[str, str] | None = None,
) -> str:
    """Write concordance lines as a table.

    Takes    lines: as `analysis.measures.concordance` gives them.
             caption: plain text; the number of lines is added.
             places: labels by article or by city, as `article_labels` and `city_labels` give them;
             without them a place goes by what the tables call it.
    Returns  HTML; the sentence_id of a line begins with its file and report.
    """
    labels = places or {}
    ids = zip(lines["article_id"], lines["city"], strict=True)
    names = [labels.get(article_id, labels.get(city, city)) for article_id, city in ids]
    named = lines.assign(
        city=pd.Series(names, lines.index, dtype="str").fillna(UNKNOWN),
        speaker=lines["speaker"].replace("", REPORTER),
    )
    heads = {column: HEADS[column] for column in _COLUMNS}
    caption = f"{caption}: {len(lines):,} {'line' if len(lines) == 1 else 'lines'}"
    return table_html(named, heads, caption=caption, row_name="sentence_id")
