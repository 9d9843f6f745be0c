"""Read the cards: facts about a report that win over what its text tells, each with its basis.

The form is described at the head of `seeds/reports/reports.toml`.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from analysis import edtf
from analysis.errors import InputError
from analysis.schema import BASES, LEVELS

FIELDS = (
    "city",
    "city_zh",
    "province_zh",
    "level",
    "newspaper",
    "chairs",
    "meeting_on",
    "published_on",
)
_PARTS = ("value", "basis", "evidence", "why")
_KINDS = {"city_zh": "市", "province_zh": "省"}  # 洛阳市 is 洛阳 in the tables
_NAMES_OF_CITY = ("city", "city_zh")
_YEARS = range(1900, 2101)


@dataclass(frozen=True)
class Fact:
    """A value, how it is known, the quotes it rests on, and how it follows from them."""

    value: str
    basis: str = "stated"
    evidence: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True)
class Card:
    """What is known about the reports of a file, and about single ones of them by their number."""

    source_id: str
    common: Mapping[str, Fact]
    articles: Mapping[int, Mapping[str, Fact]]

    def facts(self, number: int) -> dict[str, Fact]:
        """Give the facts of one report of the file, counted from 1."""
        return {**self.common, **self.articles.get(number, {})}

    def columns(self, number: int) -> dict[str, str]:
        """Give the facts of one report as columns of its row in `articles`."""
        facts = self.facts(number)
        bases = {f"{name}_basis": facts[name].basis for name in facts if name.endswith("_on")}
        return {name: fact.value for name, fact in facts.items()} | bases


def read_cards(path: Path) -> dict[str, Card]:
    """Read a file of cards.

    Returns:
        One card a file, by source_id.

    Raises:
        InputError: it cannot be read, or breaks the form; the message names the card and the field.
    """
    try:
        tables = tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}). Check the path.") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: is not UTF-8. Save the cards as UTF-8 text.") from error
    except tomllib.TOMLDecodeError as error:
        raise InputError(
            f"{path}: is not TOML: {error}. Mend that line; a name in Chinese "
            'stands in quotes: ["洛阳"].'
        ) from error
    try:
        return {source_id: _card(source_id, table) for source_id, table in tables.items()}
    except ValueError as error:
        raise InputError(f"{path}: {error}") from error


def check_card(card: Card, *, raw: str, n_articles: int) -> None:
    """Check a card against its file.

    Raises:
        InputError: a quote is not in the decoded raw text, or the file has no such report.
    """
    missing = [number for number in card.articles if number > n_articles]
    if missing:
        raise InputError(
            f"check_card: expected at most {n_articles} report(s) in the file, got "
            f"[{card.source_id}.articles.{missing[0]}]. Remove that section or correct its number."
        )
    for where, facts in [("", card.common), *_numbered(card)]:
        for field, fact in facts.items():
            for quote in fact.evidence:
                if quote not in raw:
                    raise InputError(
                        f"check_card: expected evidence that stands in the file, got {quote!r} in "
                        f"[{card.source_id}{where}.{field}]. Copy it from the raw file, with its "
                        "annotations and punctuation."
                    )


def apply_card(card: Card, number: int, told: Mapping[str, object]) -> dict[str, object]:
    """Let the facts of a card win over what the text of a report tells.

    Where the card names another city, the province that the text told goes with its own.

    Raises:
        InputError: the card names another city, but only in Chinese or only in pinyin.
    """
    known = card.columns(number)
    names = [name for name in _NAMES_OF_CITY if name in known]
    is_other = any(told[name] and known[name] != told[name] for name in names)
    if is_other and len(names) < len(_NAMES_OF_CITY):
        raise InputError(
            f"apply_card: expected city and city_zh together in [{card.source_id}], got only "
            f"{names[0]}. Add the other: tables and charts show both."
        )
    return {**told, **({"province_zh": None} if is_other else {}), **known}


def _numbered(card: Card) -> list[tuple[str, Mapping[str, Fact]]]:
    return [(f".articles.{number}", facts) for number, facts in card.articles.items()]


def _card(source_id: str, table: object) -> Card:
    table = dict(_table(table, source_id))
    articles = _table(table.pop("articles", {}), f"{source_id}.articles")
    return Card(
        source_id,
        _facts(table, source_id),
        {
            _number(key, source_id): _facts(
                _table(own, f"{source_id}.articles.{key}"), f"{source_id}.articles.{key}"
            )
            for key, own in articles.items()
        },
    )


def _table(value: object, where: str) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise ValueError(
            f"read_cards: expected a section, got {value!r} in [{where}]. "
            "Begin each card with the file's name in brackets, such as [luoyang]."
        )
    return value


def _number(key: str, source_id: str) -> int:
    if not key.isdecimal() or int(key) < 1:
        raise ValueError(
            f"read_cards: expected the number of a report, got {key!r} in [{source_id}.articles]. "
            f"Write [{source_id}.articles.2] for the second report of the file."
        )
    return int(key)


def _facts(table: Mapping[str, object], where: str) -> dict[str, Fact]:
    unknown = [key for key in table if key not in FIELDS]
    if unknown:
        raise ValueError(
            f"read_cards: expected one of {', '.join(FIELDS)}, got {unknown[0]!r} in [{where}]. "
            "Correct the name or remove the line."
        )
    return {field: _fact(field, value, f"{where}.{field}") for field, value in table.items()}


def _fact(field: str, given: object, where: str) -> Fact:
    parts = given if isinstance(given, dict) else {"value": given, "basis": "stated"}
    unknown = [key for key in parts if key not in _PARTS]
    if unknown:
        raise ValueError(
            f"read_cards: expected one of {', '.join(_PARTS)}, got {unknown[0]!r} in [{where}]. "
            "Correct the name or remove the line."
        )
    value = _text(parts.get("value"), f"{where}] value")
    fact = Fact(
        value=value.removesuffix(_KINDS.get(field, "")),
        basis=_one_of(BASES, parts.get("basis"), f"{where}] basis"),
        evidence=_quotes(parts.get("evidence", []), f"{where}] evidence"),
        why=_text(parts["why"], f"{where}] why") if "why" in parts else "",
    )
    _check_value(field, fact.value, where)
    if isinstance(given, dict):
        _check_grounds(fact, where)
    return fact


def _text(value: object, where: str) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if not isinstance(value, str) or not value.strip():
        raise ValueError(
            f"read_cards: expected a text, got {value!r} in [{where}. "
            "Put it in quotation marks, or leave the fact out if it is unknown."
        )
    return value


def _one_of(values: tuple[str, ...], value: object, where: str) -> str:
    if value not in values:
        raise ValueError(
            f"read_cards: expected one of {', '.join(values)}, got {value!r} in [{where}. "
            "Choose one of these."
        )
    return str(value)


def _quotes(value: object, where: str) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ValueError(
            f"read_cards: expected a list of quotes, got {value!r} in [{where}. "
            'Write ["first quote", "second quote"].'
        )
    return tuple(_text(quote, where) for quote in value)


def _check_value(field: str, value: str, where: str) -> None:
    if field == "level":
        _one_of(LEVELS, value, f"{where}]")
    if field.endswith("_on") and not _is_day_of_our_time(value):
        raise ValueError(
            f"read_cards: expected a date, got {value!r} in [{where}]. "
            "Write 2020-02-12, or XXXX-02-12 where the year is unknown."
        )


def _is_day_of_our_time(value: str) -> bool:
    """Tell whether it is a date; a year such as 9999 is a slip, and has no next year to reckon with."""
    return edtf.is_valid(value) and (edtf.split(value)[0] or 2000) in _YEARS


def _check_grounds(fact: Fact, where: str) -> None:
    lacks = (
        "evidence"
        if fact.basis != "card" and not fact.evidence
        else "why"
        if fact.basis != "stated" and not fact.why
        else None
    )
    if lacks:
        raise ValueError(
            f"read_cards: expected {lacks} for the basis {fact.basis!r}, got none in [{where}]. "
            "Add it: quotes as evidence, one sentence as why."
        )
