"""What a reader would trip over in a chart: text cut off, on other text, too small, or boxes."""

import re
import warnings
from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple
from unittest.mock import patch

import numpy as np
from matplotlib.figure import Figure
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Affine2D, Bbox

SMALLEST = 9  # points
_TOUCH = 0.5  # pixels: texts this near only touch


class Fault(NamedTuple):
    kind: str  # glyph, small, clipped or overlap
    text: str
    detail: str


class _Drawn(NamedTuple):
    text: Text
    corners: np.ndarray  # (4, 2), pixels


def check_figure(fig: Figure) -> list[Fault]:
    """List the faults of a chart, drawn as it will be exported; none for a good one.

    Only texts that are really drawn count, and each by its own rotated rectangle. Text over bars
    and lines is not seen.
    """
    drawn: list[_Drawn] = []
    draw = Text.draw

    def spy(self, renderer, *args, **kwargs):
        draw(self, renderer, *args, **kwargs)
        if self.get_visible() and self.get_text().strip():
            drawn.append(_Drawn(self, _corners(self, renderer)))

    with patch.object(Text, "draw", spy), warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        fig.canvas.draw()
    shown = [one for one in drawn if _is_inside_its_clip(one)]
    return [
        *(Fault("glyph", *found) for found in _missing_glyphs(caught)),
        *(Fault("small", *found) for found in _small(shown)),
        *(Fault("clipped", *found) for found in _clipped(shown, fig)),
        *(Fault("overlap", *found) for found in _overlaps(shown)),
    ]


def _corners(text: Text, renderer) -> np.ndarray:
    box = text.get_window_extent(renderer)
    angle = text.get_rotation()
    text.set_rotation(0)
    flat = text.get_window_extent(renderer)
    text.set_rotation(angle)
    half = np.array([flat.width, flat.height]) / 2 - _TOUCH
    signs = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]])
    centre = np.array([box.x0 + box.x1, box.y0 + box.y1]) / 2
    return Affine2D().rotate_deg(angle).transform(signs * half) + centre


def _is_inside_its_clip(one: _Drawn) -> bool:
    if not one.text.get_clip_on() or one.text.get_clip_box() is None:
        return True
    return Bbox.intersection(one.text.get_clip_box(), _box(one)) is not None


def _box(one: _Drawn) -> Bbox:
    return Bbox([one.corners.min(axis=0), one.corners.max(axis=0)])


def _missing_glyphs(caught: list[warnings.WarningMessage]) -> Iterator[tuple[str, str]]:
    messages = {str(warning.message) for warning in caught}
    for message in sorted(messages):
        if found := re.match(r"Glyph (\d+) .* missing", message):
            yield chr(int(found[1])), message


def _small(shown: list[_Drawn]) -> Iterator[tuple[str, str]]:
    for text, _ in shown:
        if text.get_fontsize() < SMALLEST:
            yield text.get_text(), f"{text.get_fontsize():g} pt"


def _clipped(shown: list[_Drawn], fig: Figure) -> Iterator[tuple[str, str]]:
    for one in shown:
        limits = one.text.get_clip_box() if one.text.get_clip_on() else None
        for name, box in {"figure": fig.bbox, "axes": limits}.items():
            if box is not None and not all(box.contains(x, y) for x, y in one.corners):
                yield one.text.get_text(), f"cut off at the edge of the {name}"


def _overlaps(shown: list[_Drawn]) -> Iterator[tuple[str, str]]:
    for one, other in combinations(shown, 2):
        if one.text is not other.text and _box(one).overlaps(_box(other)):
            paths = [Path([*drawn.corners, drawn.corners[0]]) for drawn in (one, other)]
            if paths[0].intersects_path(paths[1], filled=True):
                yield one.text.get_text(), f"overlaps {other.text.get_text()!r}"


def texts(fig: Figure) -> list[str]:
    """List the texts of a drawn figure that are shown."""
    fig.canvas.draw()
    return [text.get_text() for text in fig.findobj(Text) if text.get_visible()]
