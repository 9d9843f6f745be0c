"""Time the way from text to tables: `python tests/bench/bench_build.py [--megabytes 5]`.

The times of a shared machine say little, so each stands beside that of a named baseline on the same
text in the same run: jieba's own `cut(HMM=False)`, which does no more than divide it into words.
"""

import argparse
import resource
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from time import process_time

import jieba

from analysis import paths
from analysis.corpus.build import build_source
from analysis.corpus.sources import Source, decode

CASES = Path(__file__).parent.parent / "cases" / "reports"
RSS_UNIT = 1 if sys.platform == "darwin" else 1024  # bytes of ru_maxrss


def read_reports() -> list[str]:
    folders = (paths.REPORTS, CASES)
    files = [file for folder in folders for file in sorted(folder.glob("*.txt"))]
    return [decode(file.read_bytes())[1] for file in files]


def body_sentences(reports: list[str], script: str) -> list[str]:
    """List the body sentences of the reports of one script, as they stand in the raw text.

    Damaged ones are left out: a search for their repair takes 0.1 s, and 200 a file are tried.
    """
    found = []
    for raw in reports:
        tables = build_source(Source("x", "x.txt", "0" * 64, "utf-8", raw), None)
        if tables["sources"]["script"].item() == script:
            body = tables["sentences"].query("zone == 'body'")
            found += [raw[start:end] for start, end in zip(body["start"], body["end"], strict=True)]
    return [sentence for sentence in found if not {"\n", "?"}.intersection(sentence)]


def long_line(sentences: list[str], size: int) -> str:
    """Write one line of sentences, no two of them alike."""
    pieces: list[str] = []
    length = 0
    for number in count(1):
        for sentence in sentences:
            pieces.append(f"{sentence[:-1]}，共{number}家{sentence[-1]}")
            length += len(pieces[-1])
            if length >= size:
                return "".join(pieces)
    raise AssertionError


def build(*texts: str) -> None:
    for number, text in enumerate(texts):
        build_source(Source(f"x{number}", "x.txt", "0" * 64, "utf-8", text), None)


def cut(tokenizer: jieba.Tokenizer, *texts: str) -> None:
    for text in texts:
        for line in text.split("\n"):
            for _ in tokenizer.cut(line, HMM=False):
                pass


def seconds(run: Callable[..., None], *texts: str) -> float:
    began = process_time()
    run(*texts)
    return process_time() - began


def peak() -> float:
    """The most memory this process has held so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * RSS_UNIT / 2**20


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--megabytes", type=float, default=1.0, help="of each long text (1)")
    size = int(parser.parse_args().megabytes * 2**20 / 3)  # characters; three bytes each in UTF-8
    reports = read_reports()
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    build(*reports)  # dictionaries are read once a process, and not timed
    texts = {
        f"{len(reports)} reports, a file each": reports,
        "one line, simplified": [long_line(body_sentences(reports, "hans"), size)],
        "one line, traditional": [long_line(body_sentences(reports, "hant"), size)],
        "short lines": ["会议要求\n" * (size // 5) + "要落实。"],
        "brackets": [f"会议强调{'(' * (size // 2)}{'()' * (size // 4)}。"],
        "full stops": [f"会议强调{'。' * size}"],
        "no marks, traditional": [f"會議強調，{'要領導幹部擔當' * (size // 7)}。"],
    }
    print(f"{'text':<26}{'characters':>11}{'per second':>12}{'µs each':>9}{'x jieba':>9}{'MB':>7}")
    for name, own in texts.items():
        n = sum(map(len, own))
        baseline = seconds(lambda *given: cut(tokenizer, *given), *own)
        took, before = seconds(build, *own), peak()
        each, times = took / n * 1e6, took / baseline
        print(f"{name:<26}{n:>11,}{n / took:>12,.0f}{each:>9.1f}{times:>9.1f}{before:>7,.0f}")


if __name__ == "__main__":
    main()
