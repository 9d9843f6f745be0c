"""Find and read raw files: bytes to text by evidence, never by silent replacement."""

import codecs
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path

from analysis.errors import InputError

PAGES = (".html", ".htm")
_ENDINGS = (".txt", *PAGES)
_OTHERS = (".doc", ".docx", ".mht", ".mhtml", ".odt", ".pdf", ".rtf", ".wps")
_FORMATS = {  # by their first bytes
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a Word file or another archive",
    b"\xd0\xcf\x11\xe0": "an old Word file",
    b"{\\rtf": "an RTF file",
}
_PARTS_OF_PAGE = ("_files", ".files")  # what browsers add to a page's name for its frames

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UNMARKED = ("gb18030", "big5hkscs", "utf-16-le", "utf-16-be")
_SAMPLE = 200_000
_MOST_MB = 64  # a report has a fraction of one; its tables take a hundred times that in memory
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_DECLARED = re.compile(rb"<meta[^<>]{1,200}?charset ?= ?[\"']?(utf-?8|gb|big5)", re.I)
_MOST_BROKEN = 0.01  # of the characters of a text: some pages cut a description at so many bytes
_LEAST_SHARE = 0.5  # of frequent characters; Chinese text has 0.9 and more
_LONGEST = 4  # bytes of a character
_CONTROLS = dict.fromkeys(range(32)) | {0x7F: None}
_BLANK_CONTROLS = frozenset("\t\n\r\f\v")


@dataclass(frozen=True)
class Source:
    """One raw file: its name without and with its ending, its digest, its text as decoded."""

    source_id: str
    path: str
    sha256: str
    encoding: str
    raw: str


def find_files(paths: Iterable[Path | str]) -> list[Path]:
    """List the report files that paths name: files as given, folders with all below them.

    Raises:
        InputError: a path does not exist, a folder holds no report, or two files have one name.
    """
    files = list({file.resolve(): file for path in paths for file in _files(Path(path))}.values())
    twice = [name for name, n in Counter(file.stem for file in files).items() if n > 1]
    if twice:
        both = ", ".join(str(file) for file in files if file.stem == twice[0])
        raise InputError(f"{both}: one name twice. Rename one: the name is the source_id.")
    return sorted(files, key=lambda file: file.stem)


def _files(path: Path) -> list[Path]:
    if not path.exists():
        raise InputError(f"{path}: no such file or folder. Check the path.")
    if path.is_file():
        return [path]
    found = [file for file in sorted(path.rglob("*")) if _is_report(file.relative_to(path), file)]
    pages = {file.with_suffix("") for file in found if file.suffix.lower() in PAGES}
    reports = [file for file in found if pages.isdisjoint(_saved_with(file))]
    if not reports:
        either = " or ".join(PAGES)
        raise InputError(f"{path}: holds no .txt file and no {either}. Put the reports there.")
    return reports


def find_left_out(paths: Iterable[Path | str]) -> list[Path]:
    """List the documents in folders that are not read: .docx, .pdf and others."""
    found = (file for path in paths if Path(path).is_dir() for file in Path(path).rglob("*.*"))
    return sorted(file for file in found if file.suffix.lower() in _OTHERS)


def _is_report(inside: Path, file: Path) -> bool:
    """Tell a report from what programs leave behind: .ipynb_checkpoints/a-checkpoint.txt, ._a.txt."""
    is_hidden = any(part.startswith(".") for part in inside.parts)
    return file.suffix.lower() in _ENDINGS and not is_hidden and file.is_file()


def _saved_with(file: Path) -> Iterator[Path]:
    """Give the pages a file may be part of: report, for a frame in the folder report_files."""
    for folder in file.parents:
        for part in _PARTS_OF_PAGE:
            if folder.name.endswith(part):
                yield folder.with_name(folder.name.removesuffix(part))


def read_source(path: Path) -> Source:
    """Read one report file.

    Raises:
        InputError: the file cannot be read, is empty, too large, or is not text.
    """
    try:
        size = path.stat().st_size / 1e6
        if size > _MOST_MB:
            raise InputError(f"{path}: has {size:.0f} MB, {_MOST_MB} at most. Split the file.")
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}). Check the path.") from error
    for mark, name in _FORMATS.items():
        if data.startswith(mark):
            raise InputError(f"{path}: is {name}, whatever its name. Save its text as a .txt file.")
    if not data.strip():
        raise InputError(f"{path}: the file is empty. Save the report's text into it.")
    try:
        encoding, raw = decode(data)
    except ValueError as error:
        raise InputError(f"{path}: {error}") from error
    return Source(
        source_id=path.stem,
        path=path.name,
        sha256=hashlib.sha256(data).hexdigest(),
        encoding=encoding,
        raw=raw,
    )


def decode(data: bytes) -> tuple[str, str]:
    """Decode UTF-8 or UTF-16 with a mark, else UTF-8, else GB18030, Big5 or UTF-16 by evidence.

    A last character that was cut through becomes U+FFFD, which counts as damage; so do a few broken
    bytes, of a page in the encoding that it declares, of any file in UTF-8.

    Returns:
        The encoding's name and the text, without a byte-order mark.

    Raises:
        ValueError: the bytes are not text in any of these.
    """
    marked = [name for mark, name in _BOMS if data.startswith(mark)]
    for name in [*marked, "utf-8"]:
        if (text := _try(data, name)) is not None:
            return _checked(name, text)
    strict = {name: text for name in _UNMARKED if (text := _try(data, name)) is not None}
    readable = _mended(data, "utf-8") | _declared(data) | strict
    shares = {name: _share_frequent(text) for name, text in readable.items()}
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


def _declared(data: bytes) -> dict[str, str]:
    """Decode a page as it says, with U+FFFD for its broken bytes, if they are few."""
    found = _DECLARED.search(data, 0, _SAMPLE)
    if not found:
        return {}
    return _mended(data, {b"u": "utf-8", b"g": "gb18030", b"b": "big5hkscs"}[found[1][:1].lower()])


def _mended(data: bytes, name: str) -> dict[str, str]:
    text = data.decode(name, "replace")
    is_sound = text.count("\N{REPLACEMENT CHARACTER}") <= _MOST_BROKEN * len(text)
    return {name: text} if is_sound else {}


def _share_frequent(text: str) -> float:
    """Share of the non-ASCII characters that are frequent; in a wrong encoding most are rare."""
    others = [match[0] for match in islice(_NOT_ASCII.finditer(text), _SAMPLE)]
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
