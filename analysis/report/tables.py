"""Tables as a reader wants them: no index, no decimals that say nothing, NA shown as a dash."""

from html import escape

import pandas as pd
from IPython.display import HTML


def show(frame: pd.DataFrame, *, caption: str = "", digits: int = 1) -> HTML:
    """Show a frame as a plain table; its index is left out, its texts are escaped.

    Args:
        frame: one row a line.
        caption: what the table holds, shown above it.
        digits: decimals of numbers that are no whole numbers.
    """
    html = frame.to_html(index=False, na_rep="–", float_format=f"{{:.{digits}f}}".format, border=0)
    if caption:
        html = html.replace("<thead>", f"<caption>{escape(caption)}</caption><thead>", 1)
    return HTML(html)
