"""A sheet on which a person codes sentences by theme, and the coding it holds when filled in.

Two people fill in a sheet each, drawn with different seeds, and do not speak about it. Then

    first = read_sheet(folder / "wang.csv", sentences, codebook)
    second = read_sheet(folder / "li.csv", sentences, codebook)
    krippendorff_alpha(first, second)

shows how far they agree, and `precision_recall` how far the rules agree with either.
"""

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from itertools import zip_longest
from pathlib import Path

import pandas as pd

from analysis.measures.checks import check_columns

_YES, _NO = ("1", "x", "X"), ("0", "")
# A cell that begins with one of these is a formula to a spreadsheet, with the full-width forms in
# its Chinese and Japanese editions (OWASP, CSV Injection).
_FORMULA = tuple("=+-@＝＋－＠\t\r\n")


def write_sheet(
    sentences: pd.DataFrame, codebook: pd.DataFrame, path: Path | str, *, seed: int = 0
) -> None:
    """Write a sheet for one coder: CSV in UTF-8 with a mark, so that spreadsheets read it.

    A row is a sentence: its key, its text, and a cell per theme for 1 or x [yes], 0 or nothing
    [no]; the column none takes the mark of a sentence without a theme. Sentences come in an order
    drawn by the seed and under keys that tell neither place nor neighbours. A text that a
    spreadsheet would take for a formula has an apostrophe in front.

    Takes    sentences: sentence_id, text; codebook: theme, zh, en, such as
             `analysis.rhetoric.themes.read_codebook` gives it.
    Raises   ValueError if a column is missing or a sentence is listed twice; FileExistsError if the
             file is there: a sheet that somebody filled in is not written over.
    """
    keys = _keys("write_sheet", sentences)
    check_columns("write_sheet", "sentences", sentences, ["text"])
    check_columns("write_sheet", "codebook", codebook, ["theme", "zh", "en"])
    labels = codebook[["theme", "zh", "en"]].itertuples(index=False, name=None)
    header = ["key 编号", "text 句子", *(" ".join(label) for label in labels), "none 无 No theme"]
    drawn = pd.DataFrame({"key": keys, "text": sentences["text"]}).sample(frac=1, random_state=seed)
    with Path(path).open("x", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(header)
        for key, text in drawn.itertuples(index=False, name=None):
            shown = f"'{text}" if text.startswith(_FORMULA) else text
            rows.writerow([key, shown, *[""] * (len(header) - 2)])


def read_sheet(path: Path | str, sentences: pd.DataFrame, codebook: pd.DataFrame) -> pd.DataFrame:
    """Read a sheet that a coder has filled in; rows and columns may have been sorted.

    Takes    sentences, codebook: those the sheet was written from.
    Returns  a coding, in the order of sentences: sentence_id, theme, a row per code; a sentence
             marked as without one has theme NA.
    Raises   ValueError, one line, with what is wrong and where: not UTF-8, a theme unknown or
             missing, a cell that is none of 1, x, 0 and blank, a sentence twice, missing, unknown,
             without any mark, or with themes and none at once.
    """
    ids = dict(zip(_keys("read_sheet", sentences), sentences["sentence_id"], strict=True))
    check_columns("read_sheet", "codebook", codebook, ["theme"])
    themes = [*codebook["theme"], "none"]
    header, *rows = _cells(Path(path))
    names = [title.split(" ")[0] for title in header]
    problems = list(_heading_problems(names, ["key", "text", *themes]))
    if not problems:
        # spreadsheets leave out the blank cells at the end of a row
        marks = [dict(zip_longest(names, row[: len(names)], fillvalue="")) for row in rows]
        problems = list(_row_problems(marks, themes, ids))
    if problems:
        raise ValueError(
            f"read_sheet: expected a coded sheet of these sentences, got {'; '.join(problems[:5])} "
            f"and {max(0, len(problems) - 5)} more in {Path(path).name}. Correct them and save as CSV "
            "UTF-8."
        )
    coded = {row["key"]: [t for t in themes[:-1] if row[t].strip() in _YES] for row in marks}
    coding = pd.DataFrame({"sentence_id": ids.values(), "theme": [coded[key] for key in ids]})
    return coding.explode("theme", ignore_index=True).astype({"theme": "str"})


def _keys(function: str, sentences: pd.DataFrame) -> list[str]:
    """Give each sentence a key that tells nothing of it; the letter keeps it a text in a cell."""
    check_columns(function, "sentences", sentences, ["sentence_id"])
    ids = sentences["sentence_id"]
    if ids.duplicated().any():
        raise ValueError(
            f"{function}: expected each sentence_id once, got {ids[ids.duplicated()].iloc[0]!r} "
            "twice. Pass the table without repeated rows."
        )
    return [f"k{blake2b(id_.encode(), digest_size=6).hexdigest()}" for id_ in ids]


def _cells(path: Path) -> list[list[str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            separator = ";" if ";" in file.readline().partition(",")[0] else ","
            file.seek(0)
            rows = [row for row in csv.reader(file, delimiter=separator) if any(row)]
    except UnicodeDecodeError as error:
        raise ValueError(
            f"read_sheet: expected UTF-8, got byte {error.object[error.start]:#04x} in {path.name}. "
            "Save the sheet as CSV UTF-8."
        ) from error
    return rows or [[]]


def _heading_problems(names: Sequence[str], expected: Sequence[str]) -> Iterator[str]:
    known = set(expected)
    yield from (f"unknown theme {name!r}" for name in names if name not in known)
    yield from (f"column {name!r} missing" for name in expected if name not in names)
    yield from (f"column {name!r} twice" for name, n in Counter(names).items() if n > 1)


def _row_problems(
    rows: Sequence[dict[str, str]], themes: Sequence[str], ids: dict[str, str]
) -> Iterator[str]:
    times = Counter(row["key"] for row in rows)
    yield from (f"sentence {key} twice" for key, n in times.items() if n > 1)
    yield from (f"sentence {key!r} unknown" for key in times if key not in ids)
    yield from (f"sentence {key} missing" for key in ids if key not in times)
    for row in rows:
        marks = {theme: row.get(theme, "").strip() for theme in themes}
        wrong = {theme: mark for theme, mark in marks.items() if mark not in _YES + _NO}
        yield from (
            f"{mark!r} for {theme} in {row['key']} instead of 1, x, 0 or blank"
            for theme, mark in wrong.items()
        )
        yes = [theme for theme, mark in marks.items() if mark in _YES]
        if not any(marks.values()):
            yield f"no mark for {row['key']}"
        elif "none" in yes and len(yes) > 1:
            yield f"none and {yes[0]} at once for {row['key']}"
