"""Fuzz the way from a file's bytes to its tables: `python tests/fuzz/fuzz_corpus.py --minutes 30`.

`check` holds the laws for any bytes. `pages` makes bytes worth trying: stretches of real reports
and the marks the rules look for, in any order and encoding, cut, doubled and overwritten. Half of
the time hypothesis chooses; the other half atheris, guided by the branches it reaches. atheris is
no dependency: where it is not installed, hypothesis has all the time.
"""

import argparse
import os
import random
import sys
import tempfile
from collections import Counter
from contextlib import nullcontext
from pathlib import Path
from time import monotonic, process_time
from zlib import crc32

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

try:
    import atheris
except ImportError:
    atheris = None

with atheris.instrument_imports(include=["analysis"]) if atheris else nullcontext():
    from analysis import paths, schema
    from analysis.corpus.build import build_source
    from analysis.corpus.cleaning import replay
    from analysis.corpus.sources import Source, decode
    from analysis.corpus.spans import raw_text, to_text
    from analysis.errors import InputError

CASES = Path(__file__).parent.parent / "cases" / "reports"
REPORTS = [
    decode(path.read_bytes())[1]
    for folder in (paths.REPORTS, CASES)
    for path in sorted(folder.glob("*.txt"))
]
ENCODINGS = ("utf-8", "gb18030", "big5hkscs", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be")
USUAL = ("utf-8",) * 6 + ("gb18030",) * 3  # an odd encoding seldom survives what is done to it
SENTENCE = "会议强调，要落实。"  # makes a page a report
MARKS = (
    # marks, brackets, ends of lines and pages, controls
    *"。！？…，、；：“”‘’「」『』《》（）()[]【】<>—·.,;:!?%／/|●▲著着",
    *(" ", "\u3000", "\t", "\n", "\r", "\r\n", "\f", "\v", "\x85", "\u2028", "\u2029", "\0", "\x1b"),
    *("\u200b", "\ufeff", "\ufffd", "\u0301", "\u00ad", "\U00020000", "\U0001f637", "\u202e"),
    *("??", "???", "……", "...", "()", "（）", "((", "))", "“”", "**", "__", "# ", "> ", "<p>", "&nbsp;"),
    # readings, whole and damaged
    *("領(lǐng)", "省(shì)", "日?qǐng)?bào)", "確?!叭r(nóng)”", "?gòu)?fù)工", "锟斤拷", "ㄅ"),
    # what a page or a speaker is told by
    *("本报讯（记者 甲乙）", "推荐阅读\n", "（下转第二版）", "记者 周灿 摄", "责编：张三", "\n一、", "二要"),
    *("市委书记李猛", "李猛、张三等", "艾尔肯·吐尼亚孜", "习近平总书记", "会议指出，", "他要求：", "主持召开会议"),
    *("2020年2月30日", "13月45日", "昨日", "0000年00月00日", "洛阳市委", "我市", "在昆明召开"),
    # what a saved page is made of
    *("<html><body>", "</body>", "<div>", "</div>", "<p>", "</p>", "<br>", "<h1>", "<title>", "<script>"),
    *("</script>", "<!--", "-->", "<![CDATA[", "<style>", '<a href="x">', "<td>", "&#x4f1a;", "&amp;"),
    *("A1", "3.5%", "BA.2", "08:14", "1,000", "膠著", "於", SENTENCE),
)  # fmt: skip

# Processor time allowed: about ten times what it takes, as shared machines stutter.
_SECONDS = 5.0
_PER_CHARACTER = 0.5e-3
_PER_SPOT = 0.5  # a spot of damage is searched, the first 200 of a file
_PER_FIRST_SPOT = 2.0  # the first of them thoroughly


def check(data: bytes, name: str = "x.txt", *, with_schema: bool = True) -> str:
    """Hold every law for the bytes of one file of that name; say how far it came.

    Raises:
        AssertionError: a law is broken. Any other error than the two that say what is wrong with
            the file is a bug, too.
    """
    began = process_time()
    try:
        encoding, raw = decode(data)
    except UnicodeError:
        raise  # a ValueError, too, but none that tells what to do
    except ValueError:
        return "refused: no text"
    try:
        tables = build_source(Source("x", name, "0" * 64, encoding, raw), None)
    except InputError:
        return "refused: no sentence"
    finally:
        spots = min(200, sum(map(raw.count, "?？\ufffd")))
        allowed = _SECONDS + _PER_CHARACTER * len(raw) + _PER_SPOT * spots
        allowed += _PER_FIRST_SPOT * min(5, spots)
        assert process_time() - began < allowed
    if with_schema:
        tables = {name: schema.table(name, frame) for name, frame in tables.items()}
    _check_spans(raw, tables["sentences"], tables["edits"])
    _check_terms(tables["terms"], tables["sentences"], tables["edits"])
    return "built"


def _check_spans(raw: str, sentences: pd.DataFrame, edits: pd.DataFrame) -> None:
    """Conservation: sentences and edits partition the raw file. Replay: both ways, from tables."""
    spans = list(zip(sentences["start"], sentences["end"], strict=True))
    changes = list(zip(edits["start"], edits["end"], edits["after"], strict=True))
    assert spans == sorted(spans)
    covers = bytearray(len(raw))
    for start, end in spans:
        assert start < end <= len(raw)
        assert not any(covers[start:end])
        covers[start:end] = b"s" * (end - start)
    done = 0
    for start, end, _ in changes:
        assert done <= start < end <= len(raw)
        assert len(set(covers[start:end])) == 1  # in one sentence, or in none
        covers[start:end] = covers[start:end].replace(b"\0", b"e")
        done = end
    assert all(covers)
    assert edits["before"].tolist() == [raw[start:end] for start, end, _ in changes]
    assert replay(raw, changes) == "".join(sentences["text"])
    assert raw_text("x", sentences, edits) == raw


def _check_terms(terms: pd.DataFrame, sentences: pd.DataFrame, edits: pd.DataFrame) -> None:
    """A body sentence is its tokens and the blanks between them; each token lies at its span."""
    body = sentences[sentences["zone"] == "body"]
    texts = dict(zip(body["sentence_id"], body["text"], strict=True))
    joined = dict.fromkeys(texts, "")
    placed = to_text(terms, sentences, edits)
    for key, term, start, end in zip(
        *(placed[column] for column in ("sentence_id", "term", "start", "end")), strict=True
    ):
        assert texts[key][start:end] == term
        joined[key] += term
    assert joined == {key: "".join(text.split()) for key, text in texts.items()}


@st.composite
def stretches(draw: st.DrawFn) -> str:
    """A stretch of a real report."""
    report = draw(st.sampled_from(REPORTS))
    start = draw(st.integers(0, len(report) - 1))
    return report[start : start + draw(st.integers(1, 300))]


@st.composite
def pages(draw: st.DrawFn) -> bytes:
    """A page of stretches, marks and any text, encoded and then damaged in its bytes."""
    piece = st.sampled_from(MARKS) | stretches() | st.text(max_size=8)
    pieces = draw(st.lists(piece, max_size=20))
    text = "".join(piece * draw(st.sampled_from((1, 1, 1, 1, 2, 60))) for piece in pieces)
    encoding = draw(st.sampled_from(USUAL + ENCODINGS))
    data = (draw(st.sampled_from((SENTENCE, ""))) + text).encode(encoding, "ignore")
    for _ in range(draw(st.sampled_from((0, 0, 0, 1, 3)))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 8)))
        data = data[:start] + draw(_patches(data[start:end])) + data[end:]
    return data


def _patches(there: bytes) -> st.SearchStrategy[bytes]:
    """What a stretch of bytes may become: nothing, itself twice, other bytes, a mark in any code."""
    marks = st.sampled_from(MARKS).flatmap(
        lambda mark: st.sampled_from([mark.encode(name, "ignore") for name in ENCODINGS])
    )
    return st.just(b"") | st.just(there * 2) | st.binary(max_size=4) | marks


FILES = st.tuples(
    st.integers(0, 9).flatmap(lambda n: pages() if n else st.binary(max_size=400)),
    st.sampled_from(("x.txt", "x.txt", "x.html")),
)
SETTINGS = settings(
    max_examples=200, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)


def _count(counts: Counter[str], data: bytes, name: str) -> None:
    try:
        # The schema takes two thirds of the time: one file in eight is held against it.
        counts[check(data, name, with_schema=crc32(data) % 8 == 0)] += 1
    except BaseException:
        place = Path(tempfile.mkdtemp()) / name
        place.write_bytes(data)
        print(f"broken by {place}", file=sys.stderr)
        raise


def run_hypothesis(seconds: float, counts: Counter[str]) -> None:
    """Try files that hypothesis makes up until the time is over."""
    stop = monotonic() + seconds

    @SETTINGS
    @given(FILES)
    def laws_hold(file: tuple[bytes, str]) -> None:
        if monotonic() < stop:
            _count(counts, *file)

    while monotonic() < stop:
        laws_hold()


def run_atheris(seconds: float, counts: Counter[str]) -> None:
    """Try files that lead atheris into new branches until the time is over; that ends the process.

    Its bytes are the choices by which hypothesis makes up a file.
    """
    stop = monotonic() + seconds

    @SETTINGS
    @given(FILES)
    def laws_hold(file: tuple[bytes, str]) -> None:
        _count(counts, *file)

    def run(data: bytes) -> None:
        if monotonic() >= stop:
            _tell("atheris", counts)
            os._exit(0)  # to libFuzzer any other exit is a crash
        laws_hold.hypothesis.fuzz_one_input(data)

    folder = Path(tempfile.mkdtemp())
    for number in range(32):  # few bytes are too few choices: start with enough
        (folder / str(number)).write_bytes(random.Random(number).randbytes(4096))  # noqa: S311
    limits = ["-max_len=8192", "-len_control=0", "-timeout=300", f"-artifact_prefix={folder}/"]
    atheris.Setup([sys.argv[0], str(folder), *limits], run)
    atheris.Fuzz()


def read_dictionaries() -> None:
    """Read what is read once a process, which is not to be timed."""
    for report in REPORTS[:5]:
        build_source(Source("x", "x.txt", "0" * 64, "utf-8", report), None)


def _tell(driver: str, counts: Counter[str]) -> None:
    print(driver, counts.total(), "inputs:", dict(counts), flush=True)


def main() -> None:
    """Run the drivers for some minutes."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--minutes", type=float, default=1.0, help="how long in all (default 1)")
    seconds = 60 * parser.parse_args().minutes
    read_dictionaries()
    counts: Counter[str] = Counter()
    run_hypothesis(seconds / (2 if atheris else 1), counts)
    _tell("hypothesis", counts)
    if atheris:
        run_atheris(seconds / 2, Counter())


if __name__ == "__main__":
    main()
