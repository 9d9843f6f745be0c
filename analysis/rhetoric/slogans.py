"""Find slogans built on a number by their form, so that one coined yesterday is found too.

The forms are data: `lexicon/slogans.toml` says how to read them.
"""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from analysis import paths

_QUOTATION = re.compile("“([^“”]{1,40})”")
_MEMBER = re.compile("[^、，；：]+")


class Span(NamedTuple):
    """Where a slogan stands in a text, half-open."""

    start: int
    end: int


class _Rules(NamedTuple):
    quoted: re.Pattern[str]
    free: re.Pattern[str]
    never: re.Pattern[str]


def find_slogans(text: str) -> list[Span]:
    """Find the slogans built on a number, in reading order; they do not overlap.

    Takes    text: simplified Chinese with full-width punctuation.
    Returns  their spans without the quotation marks, if these enclose just the slogan.
    Source   lexicon/slogans.toml; every repetition is bounded, so the time is linear in the text.
    Limits   form is all it sees: a count in quotation marks (“三个检测点”) passes for a slogan.
    """
    quoted = list(_quoted(text))
    free = [span for span in _free(text) if not any(_meet(span, other) for other in quoted)]
    return sorted(quoted + free)


def _quoted(text: str) -> Iterator[Span]:
    for quotation in _QUOTATION.finditer(text):
        for member in _MEMBER.finditer(text, *quotation.span(1)):
            if _rules().quoted.fullmatch(text, *member.span()):
                yield Span(*member.span())


def _free(text: str) -> Iterator[Span]:
    for match in _rules().free.finditer(text):
        if not _rules().never.match(text, match.start()):
            yield Span(*match.span())


def _meet(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


@cache
def _rules() -> _Rules:
    table = tomllib.loads((paths.LEXICON / "slogans.toml").read_text(encoding="utf-8"))
    never = _filled(table["not"]["find"], table["fragments"])
    quoted, free = (
        "|".join(f"(?:{_filled(rule['find'], table['fragments'])})" for rule in table[kind])
        for kind in ("quoted", "free")
    )
    # 十四个一批, 第四方责任: a number is not taken out of a longer one.
    whole = f"(?<![第初0-9二三四五六七八九十百])(?:{free})"
    return _Rules(*map(re.compile, (f"(?!{never})(?:{quoted})", whole, never)))


def _filled(pattern: str, fragments: dict[str, str]) -> str:
    return re.sub(r"\{([a-z])\}", lambda name: fragments[name[1]], pattern)
