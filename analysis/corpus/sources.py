"""Read a raw file: bytes to text by evidence, never by silent replacement."""

import codecs
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from analysis.errors import InputError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UNMARKED = ("gb18030", "big5hkscs", "utf-16-le", "utf-16-be")
_SAMPLE = 200_000
_LEAST_SHARE = 0.5  # of frequent characters; Chinese text has 0.9 and more
_LONGEST = 4  # bytes of a character
_CONTROLS = dict.fromkeys(range(32)) | {0x7F: None}
_BLANK_CONTROLS = frozenset("\t\n\r\f\v")


@dataclass(frozen=True)
class Source:
    """One raw file: its name, its digest, and its text as decoded."""

    source_id: str
    path: str
    sha256: str
    encoding: str
    raw: str


def read_source(path: Path, *, below: Path) -> Source:
    """Read one report file.

    Args:
        path: the file.
        below: the folder whose part of the path is left out of `Source.path`.

    Raises:
        InputError: the file cannot be read, is empty, or is not text.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}). Check the path.") from error
    if not data.strip():
        raise InputError(f"{path}: the file is empty. Save the report's text into it.")
    try:
        encoding, raw = decode(data)
    except ValueError as error:
        raise InputError(f"{path}: {error}") from error
    return Source(
        source_id=path.stem,
        path=path.relative_to(below).as_posix(),
        sha256=hashlib.sha256(data).hexdigest(),
        encoding=encoding,
        raw=raw,
    )


def decode(data: bytes) -> tuple[str, str]:
    """Decode UTF-8 or UTF-16 with a mark, else UTF-8, else GB18030, Big5 or UTF-16 by evidence.

    A last character that was cut through becomes U+FFFD, which counts as damage.

    Returns:
        The encoding's name and the text, without a byte-order mark.

    Raises:
        ValueError: the bytes are not text in any of these.
    """
    marked = [name for mark, name in _BOMS if data.startswith(mark)]
    for name in [*marked, "utf-8"]:
        if (text := _try(data, name)) is not None:
            return _checked(name, text)
    readable = {name: text for name in _UNMARKED if (text := _try(data, name)) is not None}
    shares = {name: _share_frequent(text[:_SAMPLE]) for name, text in readable.items()}
    best = max(shares, key=lambda name: shares[name], default="")
    if shares.get(best, 0) < _LEAST_SHARE:
        raise ValueError(
            "not text in UTF-8, UTF-16, GB18030 or Big5. Save it as UTF-8 text and try again."
        )
    return _checked(best, readable[best])


def _try(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except UnicodeDecodeError as error:
        whole = error.object[: error.start]
        if whole and len(error.object) - error.start < _LONGEST:
            return whole.decode(name) + "\N{REPLACEMENT CHARACTER}"
        return None


def _share_frequent(text: str) -> float:
    """Share of the non-ASCII characters that are frequent; in a wrong encoding most are rare."""
    others = [character for character in text if not character.isascii()]
    return sum(character in _frequent() for character in others) / max(len(others), 1)


@cache
def _frequent() -> frozenset[str]:
    """List the characters of GB 2312 level 1 and Big5 level 1, and the marks of both."""
    gb = [
        bytes((lead, trail))
        for lead in (0xA1, 0xA3, *range(0xB0, 0xD8))
        for trail in range(0xA1, 0xFF)
    ]
    trails = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    big5 = [bytes((lead, trail)) for lead in (0xA1, *range(0xA4, 0xC7)) for trail in trails]
    known = [pair.decode("gb2312", "ignore") for pair in gb]
    return frozenset(known + [pair.decode("big5", "ignore") for pair in big5])


def _checked(name: str, text: str) -> tuple[str, str]:
    controls = sum(text.count(chr(c)) for c in _CONTROLS if chr(c) not in _BLANK_CONTROLS)
    if controls > len(text) / 10:
        raise ValueError("this is a binary file, not text. Save the report as a text file.")
    return name, text
