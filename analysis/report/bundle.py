"""Export a chart: pictures, numbers, words; and show it with its alt text."""

import json
import re
import warnings
from base64 import b64encode
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.figure import Figure

from analysis import paths
from analysis.output import staged

# None drops dates and version numbers: the same chart gives the same bytes.
_METADATA = {
    "svg": {"Date": None, "Creator": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
    "png": {"Software": None},
}
_MISSING = re.compile(r"Glyph (\d+) \((?:\\N\{(.+)\}|.*)\) missing")
_CSS_PIXELS = 96  # an inch


@dataclass(frozen=True)
class Picture:
    """A chart as HTML, the only form whose alt text JupyterLab and the report both keep."""

    name: str
    caption: str
    alt: str
    png: bytes = field(repr=False)
    size: tuple[int, int]  # CSS pixels

    def _repr_html_(self) -> str:
        width, height = self.size
        return (
            f'<figure data-chart="{self.name}" style="margin:0"><img alt="{escape(self.alt)}" width="{width}"'
            f' height="{height}" style="max-width:100%;height:auto;background:#fff"'
            f' src="data:image/png;base64,{b64encode(self.png).decode()}">'
            f"<figcaption>{escape(self.caption)}</figcaption></figure>"
        )


def bundle(fig: Figure, name: str, *, data: pd.DataFrame, caption: str, alt: str) -> Picture:
    """Write a chart as svg, pdf and png, its numbers as csv, its words as json; then close it.

    Takes    name: the files' name, such as `themes-by-city`.
             data: the numbers drawn; what its index says must be a column.
             caption: what is shown, n and source. alt: kind of chart, finding, extremes.
    Returns  the chart, which a notebook shows as the value of a cell. The files lie in charts/ of
             `paths.data()`, all of them or, after an error, none.
    Raises   ValueError if name, data or words do not fit, or the font lacks a character.
    """
    _check(name, data=data, caption=caption, alt=alt)
    with staged(paths.data() / "charts") as folder:
        draft = folder / name
        _draw(fig, draft)
        data.to_csv(f"{draft}.csv", index=False, encoding="utf-8-sig", lineterminator="\n")
        words = json.dumps({"caption": caption, "alt": alt}, ensure_ascii=False, indent=2)
        Path(f"{draft}.json").write_text(words + "\n", encoding="utf-8", newline="\n")
        png = Path(f"{draft}.png").read_bytes()
    width, height = (round(inches * _CSS_PIXELS) for inches in fig.get_size_inches())
    plt.close(fig)
    return Picture(name, caption, alt, png, (width, height))


def _check(name: str, *, data: pd.DataFrame, caption: str, alt: str) -> None:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        raise ValueError(
            f"bundle: expected a name of a-z, 0-9 and single hyphens, got {name!r}."
            " Rename the chart."
        )
    for kind, words in {"caption": caption, "alt": alt}.items():
        if not words.strip():
            raise ValueError(
                f"bundle: expected a text for {kind}, got {words!r} in chart {name!r}."
                " Say what the chart shows to someone who cannot see it."
            )
    if any(level is not None for level in data.index.names):
        raise ValueError(
            f"bundle: expected data with a plain index, got {list(data.index.names)} in chart"
            f" {name!r}. Make it columns with reset_index()."
        )


def _draw(fig: Figure, draft: Path) -> None:
    """Save the pictures; a character that would be drawn as a box is an error."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for kind, metadata in _METADATA.items():
            fig.savefig(f"{draft}.{kind}", metadata=metadata)
    missing = {}
    for warning in caught:
        if found := _MISSING.match(str(warning.message)):
            missing[chr(int(found[1]))] = found[2] or f"U+{int(found[1]):04X}"
        else:
            warnings.warn_explicit(
                warning.message, warning.category, warning.filename, warning.lineno
            )
    if missing:
        named = ", ".join(f"{character!r} ({name})" for character, name in sorted(missing.items()))
        raise ValueError(
            f"bundle: expected characters the font has, got {named} in chart {draft.name!r}."
            " Write the label in other characters."
        )
