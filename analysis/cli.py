"""The command line: build the tables, write the report, search, explain.

Exit status: 0 done, 1 the input is at fault (a line a fault: what, where, what next), 2 wrong use,
130 interrupted.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

import analysis
from analysis import paths, schema
from analysis.corpus import Corpus, build_corpus, find_files, find_left_out
from analysis.errors import InputError
from analysis.measures.concordance import concordance, find_text
from analysis.output import staged
from analysis.rhetoric import find_rhetoric

TITLE = "五地防疫会议 Five meetings"
SUMMARY = (
    "What five Chinese authorities said at their epidemic-control meetings in February 2020 and "
    "March 2022: the reports, their wording, their dates and their themes."
)
FOOTER = (
    "Made by `make report` from the files in seeds/; data/manifest.json holds a hash for each input "
    "and output.\nThe reports belong to their newspapers and are quoted here for research."
)

# What `kwic --by` can name, and where it stands: the table and its column.
OCCURRENCES = {
    "term": ("terms", "term"),
    "phrase": ("phrases", "family"),
    "theme": ("themes", "theme"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit status."""
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
    except BrokenPipeError:  # whoever read the output, such as head, has seen enough
        sys.stderr.close()
    except KeyboardInterrupt:
        print("Interrupted: nothing was written.", file=sys.stderr)
        return 130
    except InputError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:  # one of ours, such as that of `load`, says all itself
        print(error if error.errno is None else _cannot(error), file=sys.stderr)
        return 1
    return 0


def _cannot(error: OSError) -> str:
    return f"{error.filename}: {error.strerror}. Check the path, its rights and the room there."


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="analysis", description="Compare reports of epidemic-control meetings."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_build(commands.add_parser("build", help="turn report files into tables"))
    _add_report(commands.add_parser("report", help="build the tables, notebooks, charts and page"))
    _add_kwic(commands.add_parser("kwic", help="show each place where a text occurs"))
    _add_explain(commands.add_parser("explain", help="show a sentence, its raw form, its changes"))
    return parser


def _add_build(build: argparse.ArgumentParser) -> None:
    build.add_argument(
        "paths",
        nargs="*",
        type=Path,
        default=[paths.REPORTS],
        metavar="PATH",
        help="report files, or folders of them with their cards in reports.toml "
        "(default: the five reports of seeds/reports)",
    )
    _add_data(build, "--out", "write tables/ here; what stood there stays if a file is at fault")
    build.set_defaults(run=_build)


def _add_report(report: argparse.ArgumentParser) -> None:
    _add_data(report, "--out", "write tables/, charts/ and report/ here")
    report.set_defaults(run=_report)


def _add_kwic(kwic: argparse.ArgumentParser) -> None:
    kwic.add_argument("pattern", metavar="PATTERN", help="what to find, such as 双胜利")
    kwic.add_argument(
        "--by",
        choices=["text", "regex", *OCCURRENCES],
        default="text",
        help="what PATTERN is: a text, a regular expression, a whole word, the family of a phrase, "
        "or a theme such as balance (default: %(default)s)",
    )
    kwic.add_argument(
        "--sort",
        choices=["position", "left", "right"],
        default="position",
        help="the order of the lines: as they stand, or by what stands left or right of the find "
        "(default: %(default)s)",
    )
    _add_data(kwic, "--data", "read tables/ from here")
    kwic.set_defaults(run=_kwic)


def _add_explain(explain: argparse.ArgumentParser) -> None:
    explain.add_argument("sentence_id", metavar="SENTENCE_ID", help="such as dezhou-1-013")
    _add_data(explain, "--data", "read tables/ from here")
    explain.set_defaults(run=_explain)


def _add_data(command: argparse.ArgumentParser, name: str, words: str) -> None:
    command.add_argument(
        name,
        dest="data",
        type=Path,
        default=paths.data(),
        metavar="DIR",
        help=f"{words} (default: data/ of the project)",
    )


def _build(options: argparse.Namespace) -> None:
    _check_folder(options.data)
    files = find_files(options.paths)
    if left_out := find_left_out(options.paths):
        which = f"{len(left_out)} other files, such as" if len(left_out) > 1 else "another file,"
        print(f"Not read: {which} {left_out[0]}. Save it as .txt or .html.", file=sys.stderr)
    corpus = find_rhetoric(build_corpus(files))
    with staged(options.data) as folder:
        _write_tables(corpus, folder)
    _say(corpus, options.data)


def _report(options: argparse.Namespace) -> None:
    # only this command needs the notebooks' and charts' libraries, which take seconds to import
    from analysis.report.manifest import write_manifest
    from analysis.report.notebooks import run_notebooks
    from analysis.report.page import write_page

    _check_folder(options.data)
    files = find_files([paths.REPORTS])
    corpus = find_rhetoric(build_corpus(files))
    notebooks = sorted(paths.NOTEBOOKS.glob("*.ipynb"))
    with staged(options.data) as folder:
        _write_tables(corpus, folder)
        executed = run_notebooks(notebooks, out=folder / "report" / "notebooks", data=folder)
        page = folder / "report" / "index.html"
        write_page(executed, page, title=TITLE, summary=SUMMARY, footer=FOOTER)
        references = sorted(paths.REFERENCE.glob("*.*"))
        write_manifest(folder, inputs=[*files, paths.CARDS, *references, *notebooks])
    _say(corpus, options.data)
    print(f"report: {options.data / 'report' / 'index.html'}")


def _check_folder(folder: Path) -> None:
    """Refuse early, before the work, what could not be written, or would be lost."""
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder}: is a file, not a folder. Name a folder for the tables.")
    above = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    if not os.access(above, os.W_OK):
        raise InputError(f"{above}: cannot be written to. Name another folder, or see its rights.")
    tables, words = folder / "tables", folder / "README.md"
    ours = {f"{name}.{kind}" for name in schema.TABLES for kind in ("csv", "parquet")}
    held = sorted(tables.iterdir()) if tables.is_dir() else []
    lost = [path for path in held if path.name not in ours and not path.name.startswith(".")]
    if words.exists() and not words.read_text("utf-8", "replace").startswith("# Data dictionary"):
        lost.append(words)
    if lost:
        raise InputError(f"{lost[0]}: would be written over. Move it, or name another folder.")


def _write_tables(corpus: Corpus, folder: Path) -> None:
    corpus.write(folder / "tables")
    (folder / "README.md").write_text(schema.dictionary(), encoding="utf-8", newline="\n")


def _say(corpus: Corpus, folder: Path) -> None:
    rows = ", ".join(f"{len(frame)} {name}" for name, frame in corpus.tables())
    print(f"tables: {rows}\nin {folder / 'tables'}")


def _kwic(options: argparse.Namespace) -> None:
    corpus = analysis.load(options.data)
    found = _occurrences(corpus, options.pattern.strip(), options.by)
    lines = concordance(corpus.body, found, sort=options.sort)
    columns = lines[["left", "node", "right", "sentence_id", "speaker"]]
    for left, node, right, key, speaker in columns.itertuples(index=False, name=None):
        print(f"{_pad(left, 40)}【{node}】{right}  {key} {speaker}".rstrip())
    print(f"{len(lines)} line{'s' * (len(lines) != 1)} in {_reach(lines, corpus.body)}")
    if lines.empty:
        print("The text is simplified, with full-width marks: search 双胜利, not 雙勝利.")


def _occurrences(corpus: Corpus, pattern: str, by: str) -> pd.DataFrame:
    """Find what a pattern means, as places in the text of sentences."""
    if by not in OCCURRENCES:
        try:
            return find_text(corpus.body, pattern, regex=by == "regex")
        except ValueError as error:  # no text, or no regular expression
            raise InputError(str(error)) from error
    table, column = OCCURRENCES[by]
    rows: pd.DataFrame = getattr(corpus, table)
    if not (rows[column] == pattern).any():
        like = rows[column].value_counts().index[:8]
        raise InputError(
            f"kwic: expected a {by} of this corpus, got {pattern!r}. "
            f"The most frequent are {'、'.join(like)}; without --by any text is found."
        )
    return corpus.to_text(rows[rows[column] == pattern])


def _reach(lines: pd.DataFrame, body: pd.DataFrame) -> str:
    """Say in how many reports, and of those that tell their place in how many places, the lines stand."""
    names = {"article_id": "reports", "city": "places"}
    return ", ".join(
        f"{lines[column].nunique()} of {body[column].nunique()} {name}"
        for column, name in names.items()
        if body[column].notna().any()
    )


def _pad(text: str, width: int) -> str:
    """Right-align in columns of a terminal, where a Chinese character takes two."""
    return " " * (width - len(text) - sum(not c.isascii() for c in text)) + text


def _explain(options: argparse.Namespace) -> None:
    corpus = analysis.load(options.data)
    own = corpus.sentences[corpus.sentences["sentence_id"] == options.sentence_id]
    if own.empty:
        raise InputError(
            f"explain: expected a sentence_id such as {corpus.sentences['sentence_id'].iloc[0]}, "
            f"got {options.sentence_id!r}. Find one with `analysis kwic`."
        )
    sentence = own.iloc[0]
    raw = corpus.raw(sentence["source_id"])[sentence["start"] : sentence["end"]]
    print(f"{sentence['sentence_id']}  {sentence['zone']}  speaker: {sentence['speaker'] or '–'}")
    print(f"raw    {raw}\nclean  {sentence['text']}")
    edits = _edits_of(sentence, corpus.edits).fillna({"evidence": ""})
    columns = edits[["start", "end", "kind", "before", "after", "evidence"]]
    for start, end, kind, before, after, proof in columns.itertuples(index=False, name=None):
        print(f"  {start}–{end} {kind}: {before!r} → {after!r}  {proof}".rstrip())


def _edits_of(sentence: pd.Series, edits: pd.DataFrame) -> pd.DataFrame:
    start, end = int(sentence["start"]), int(sentence["end"])
    inside = (edits["end"] > start) & (edits["start"] < end)
    return edits.loc[inside & (edits["source_id"] == str(sentence["source_id"]))]
