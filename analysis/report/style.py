"""The house style: one font, one set of sizes, one colour and one marker a city in every chart."""

import re
from collections.abc import Iterable
from importlib.metadata import distribution
from itertools import cycle
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import seaborn as sns
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager
from matplotlib.text import Text

FONT = "Noto Sans SC"
WIDTH = 6.5  # inches: the text width of an A4 page
DPI = 200
TITLE_PT, LABEL_PT, NOTE_PT = 13, 10, 9  # dense characters such as 薯 smear below 9 pt on a screen
SOURCE = "Source: the reports in seeds/reports"
INK, QUIET, GREY = "#1f2328", "#57606a", "#8c959f"

# Found by search: over normal, protan, deutan and tritan sight any two stay 16 apart (OKLab x 100),
# each has a contrast of 3:1 or more on white, and printed in grey they still differ.
COLOURS = ("#6092f0", "#420fa7", "#4a1700", "#d45706", "#7b5d88")
PALE = LinearSegmentedColormap.from_list("pale", ["#f2f7fc", "#5ba3d9"])  # ink reads on all
MARKERS = ("o", "s", "^", "D", "v", "P", "X")

EDGE = 0.1  # inches, between what is drawn and the sides of the figure
_GAP = 0.07  # inches, below each text
_OPENING, _CLOSING = "“（(《〈「『【", "，。、；：！？”）》〉」』】…—"
_HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_UNIT = re.compile(rf"[{_OPENING}]*(?:[{_HAN}]|[^\s{_HAN}{_OPENING}{_CLOSING}]+)?[{_CLOSING}]*\s*")


class CityStyle(NamedTuple):
    """How a city is drawn."""

    colour: str
    marker: str


def font_file() -> Path:
    """Locate the font that zhplot carries, without importing zhplot: that would change rcParams."""
    return Path(str(distribution("zhplot").locate_file("zhplot/fonts/NotoSansSC-Regular.ttf")))


def use_house_style() -> None:
    """Set seaborn and matplotlib to the house style; call it once before drawing.

    Text is never read as TeX: labels quote the corpus, where a `$` is a dollar sign.
    """
    if fontManager.ttflist[0].fname != str(font_file()):
        fontManager.addfont(font_file())
        # The first of two equal fonts wins: a system's own Noto Sans SC would change the charts.
        fontManager.ttflist.insert(0, fontManager.ttflist.pop())
    sns.set_theme(style="whitegrid", palette=list(COLOURS), rc=_RC)


def city_styles(cities: Iterable[str]) -> dict[str, CityStyle]:
    """Give each city its colour and marker, in sorted order; NA is left out.

    Takes    cities: every city of the corpus, not of the chart, so that all charts agree.
    Limits   five colours are told apart by eye and seven markers in print, so each of 35 cities has
             a pair of its own; of more than five, highlight a few and draw the others in GREY.
    """
    pairs = zip(cycle(COLOURS), cycle(MARKERS), strict=False)
    names = sorted({city for city in cities if not pd.isna(city)})
    return {name: CityStyle(*pair) for name, pair in zip(names, pairs, strict=False)}


def label_figure(fig: Figure, *, title: str, subtitle: str = "", note: str = "") -> None:
    """Write the finding above the axes and the source and n below them, left-aligned and wrapped.

    The figure grows by the height of these texts; the axes keep the room they had.
    """
    head = [_write(fig, title, TITLE_PT, INK), _write(fig, subtitle, LABEL_PT, QUIET)]
    foot = _write(fig, note, NOTE_PT, QUIET)
    above, below = _GAP + sum(map(_room, head)), _room(foot) + _GAP * bool(note)
    height = fig.get_figheight() + above + below
    fig.set_figheight(height)
    top = height - _GAP
    for text in head:
        text.set_y(top / height)
        top -= _room(text)
    foot.set_y(_room(foot) / height)
    fig.set_layout_engine(
        "constrained", rect=(0, below / height, 1, (height - above - below) / height)
    )


def _write(fig: Figure, words: str, size: float, colour: str) -> Text:
    left = EDGE / fig.get_figwidth()
    text = fig.text(left, 0, "", size=size, color=colour, va="top", linespacing=1.3)
    text.set_text(_wrap(words, text, (fig.get_figwidth() - 2 * EDGE) * fig.dpi))
    return text


def _room(text: Text) -> float:
    """Measure a text with the gap below it, in inches; none for no text."""
    figure = text.get_figure()
    if not text.get_text() or figure is None:
        return 0
    return text.get_window_extent().height / figure.dpi + _GAP


def _wrap(words: str, text: Text, width: float) -> str:
    """Break words into lines of at most `width` pixels in the font of `text`.

    Widths are measured, since a Chinese character is about two Latin letters wide. No line starts
    with a closing mark or ends with an opening one. A last line of a word or two is avoided by
    making all lines narrower.
    """
    units = _UNIT.findall(_straighten(" ".join(words.split())))
    widths = [_measure(text, unit) for unit in units]
    lines = _fill(units, widths, width)
    for share in (0.95, 0.9, 0.85, 0.8, 0.75, 0.7):
        narrower = _fill(units, widths, width * share)
        if len(narrower) > len(lines):
            break
        lines = narrower
    return "\n".join(line.rstrip() for line in lines)


def _fill(units: list[str], widths: list[float], width: float) -> list[str]:
    lines, used = [""], 0.0
    for unit, needed in zip(units, widths, strict=True):
        if lines[-1] and used + needed > width:
            lines, used = [*lines, ""], 0.0
        lines[-1] += unit
        used += needed
    return lines


def _measure(text: Text, words: str) -> float:
    """Measure the width of words in pixels, blanks at the end included."""
    widths = []
    for sample in (f"{words}|", "|"):
        text.set_text(sample)
        widths.append(float(text.get_window_extent().width))
    return widths[0] - widths[1]


def _straighten(words: str) -> str:
    """Make the quotes of English straight: the font draws curly ones as wide as a character."""
    words = re.sub(r"(?<=[A-Za-z])’", "'", words)
    return re.sub(rf"“([^“”{_HAN}]*)”", r'"\1"', words)


_RC = {
    "font.family": [FONT, "DejaVu Sans"],  # DejaVu for the few signs Noto lacks, such as ⁵
    "font.size": LABEL_PT,
    "axes.titlesize": LABEL_PT + 1,
    "axes.titlelocation": "left",
    "axes.labelsize": LABEL_PT,
    "xtick.labelsize": LABEL_PT,
    "ytick.labelsize": LABEL_PT,
    "legend.fontsize": LABEL_PT,
    "legend.title_fontsize": LABEL_PT,
    "legend.frameon": False,
    "text.color": INK,
    "text.parse_math": False,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.edgecolor": GREY,
    "grid.color": "#e4e7ea",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "lines.linewidth": 1.8,
    "lines.markersize": 6,
    "figure.figsize": (WIDTH, 4),
    "figure.dpi": DPI,
    "savefig.dpi": DPI,
    "figure.constrained_layout.use": True,
    "figure.constrained_layout.w_pad": EDGE,
    "svg.hashsalt": "five-meetings",
    "svg.fonttype": "path",
    "pdf.fonttype": 42,
}
