"""The tables: one model a table, one field a column, each with the words of the dictionary.

Spans `start`, `end` are half-open character offsets into the decoded raw file. Missing is NA, with
one exception: `speaker` is "" where the reporter speaks. Dates are EDTF (ISO 8601-2): 2020-02-12, or
XXXX-02-12 where the year is unknown.
"""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import pandera.pandas as pa
from pandera.typing.pandas import Series

LEVELS = ("province", "prefecture", "county", "district")
BASES = ("stated", "inferred", "card")
ZONES = ("headline", "body", "roster", "caption", "byline", "boilerplate")
TERM_KINDS = ("word", "number", "latin", "punctuation")
EDIT_KINDS = (
    "annotation",
    "damage",
    "script",
    "variant",
    "punctuation",
    "whitespace",
    "page_break",
    "markup",
    "duplicate",
)
PHRASE_KINDS = ("slogan", "policy", "discovered")
SCOPES = ("asserted", "negated")
DEVICES = (
    "numeral_slogan",
    "parallelism",
    "antithesis",
    "four_character",
    "metaphor",
    "obligation",
    "intensifier",
)
FORMULA_CLASSES = ("shared", "near")
HORIZONS = ("past", "now", "hours", "days", "quarter", "year", "beyond")

EDTF = r"^[0-9X]{4}(-[0-9X]{2}(-[0-9X]{2})?)?$"


def _id(description: str) -> Any:
    return pa.Field(description=description, str_length={"min_value": 1})


def _unique(description: str) -> Any:
    return pa.Field(description=description, unique=True, str_length={"min_value": 1})


def _text(description: str) -> Any:
    return pa.Field(description=description)


def _maybe(description: str) -> Any:
    return pa.Field(description=description, nullable=True)


def _one_of(values: tuple[str, ...], description: str, *, nullable: bool = False) -> Any:
    return pa.Field(
        description=f"{description}: {' · '.join(values)}", isin=values, nullable=nullable
    )


def _count(description: str) -> Any:
    return pa.Field(description=description, ge=0)


def _edtf(description: str) -> Any:
    return pa.Field(description=f"{description}, EDTF", nullable=True, str_matches=EDTF)


_SENTENCE_ID = "The sentence it stands in"
_ARTICLE_ID = "The article it stands in"
_CITY = "Place of the meeting's authority, or its seat, in English; NA if the report does not tell"
_START = "First character in the decoded raw file"
_END = "Character after the last in the decoded raw file"


class _Table(pa.DataFrameModel):
    class Config:
        strict = True
        ordered = True
        coerce = True


class Sources(_Table):
    """One row is a raw file."""

    source_id: Series[str] = _unique("The file's name without its ending")
    path: Series[str] = _text("The file's name, with its ending")
    sha256: Series[str] = pa.Field(
        description="SHA-256 of its bytes", str_matches=r"^[0-9a-f]{64}$"
    )
    encoding: Series[str] = _text("The encoding its bytes were read in")
    script: Series[str] = _one_of(("hans", "hant"), "Script of the raw text")
    n_raw_chars: Series[int] = _count("Characters in the decoded raw file")
    n_clean_chars: Series[int] = _count("Characters left in its sentences, all zones")
    n_annotations: Series[int] = _count("Pinyin annotations removed")
    n_repairs: Series[int] = _count("Damaged spots repaired, each with its proof")


class Articles(_Table):
    """One row is a report; a file may hold several."""

    article_id: Series[str] = _unique("source_id, a hyphen, and its number in the file")
    source_id: Series[str] = _id("The file it stands in")
    city: Series[str] = _maybe(_CITY)
    city_zh: Series[str] = _maybe("The same place in Chinese")
    province_zh: Series[str] = _maybe("Its province in Chinese")
    level: Series[str] = _one_of(
        LEVELS, "Level of the authority; sub-provincial cities are prefecture", nullable=True
    )
    newspaper: Series[str] = _maybe("Who published it")
    headline: Series[str] = _maybe("Its headline lines, joined by a blank")
    meeting_on: Series[str] = _edtf("Day of the meeting, or of the visit that is told of instead")
    meeting_on_basis: Series[str] = _one_of(BASES, "How that is known", nullable=True)
    published_on: Series[str] = _edtf("Day of publication")
    published_on_basis: Series[str] = _one_of(BASES, "How that is known", nullable=True)
    chairs: Series[str] = _maybe("Who chaired the meeting; several joined by 、")
    n_sentences: Series[int] = _count("Body sentences")
    n_chars: Series[int] = _count("Characters of its body sentences, punctuation included")
    n_tokens: Series[int] = _count("Tokens of its body sentences, punctuation left out")


class Sentences(_Table):
    """One row is a sentence of any zone."""

    sentence_id: Series[str] = _unique("article_id, a hyphen, and its number in the article")
    article_id: Series[str] = _id(_ARTICLE_ID)
    source_id: Series[str] = _id("The file it stands in")
    city: Series[str] = _maybe(_CITY)
    paragraph: Series[int] = pa.Field(description="Paragraph of the article, from 1", ge=1)
    position: Series[int] = pa.Field(description="Sentence of the article, from 1", ge=1)
    zone: Series[str] = _one_of(ZONES, "Part of the page; only body is counted")
    speaker: Series[str] = _text(
        'Who says it: a name or 会议, several joined by 、; "" where the reporter speaks'
    )
    verb: Series[str] = _maybe("The verb that says so, such as 强调; NA where the reporter speaks")
    speaker_rule: Series[str] = _maybe("The rule that named the speaker")
    text: Series[str] = _id("Simplified, repaired, with full-width punctuation")
    start: Series[int] = _count(_START)
    end: Series[int] = _count(_END)
    n_chars: Series[int] = _count("Characters of text, punctuation included")
    n_tokens: Series[int] = _count("Tokens of text, punctuation left out; 0 outside the body")
    is_damaged: Series[bool] = _text("It holds damage that could not be proved and stays as it is")


class Terms(_Table):
    """One row is a token occurrence in a body sentence."""

    sentence_id: Series[str] = _id(_SENTENCE_ID)
    article_id: Series[str] = _id(_ARTICLE_ID)
    city: Series[str] = _maybe(_CITY)
    clause: Series[int] = pa.Field(description="Clause of the sentence, from 1", ge=1)
    position: Series[int] = pa.Field(description="Token of the sentence, from 1", ge=1)
    term: Series[str] = _id("The token as it stands in the sentence")
    kind: Series[str] = _one_of(TERM_KINDS, "What the token is made of")
    start: Series[int] = _count(_START)
    end: Series[int] = _count(_END)


class Edits(_Table):
    """One row is a change between a raw file and its clean text."""

    source_id: Series[str] = _id("The file that was changed")
    start: Series[int] = _count(_START)
    end: Series[int] = _count(_END)
    kind: Series[str] = _one_of(EDIT_KINDS, "Why it was changed")
    before: Series[str] = _id("The raw characters")
    after: Series[str] = _text('What stands in their place; "" where nothing does')
    evidence: Series[str] = _maybe("What proves the change")


class Phrases(_Table):
    """One row is an occurrence of a phrase in a body sentence."""

    sentence_id: Series[str] = _id(_SENTENCE_ID)
    article_id: Series[str] = _id(_ARTICLE_ID)
    city: Series[str] = _maybe(_CITY)
    phrase: Series[str] = _id("The phrase as it stands, simplified")
    family: Series[str] = _id("Its canonical form")
    kind: Series[str] = _one_of(PHRASE_KINDS, "What kind of phrase")
    is_nested: Series[bool] = _text("It lies inside a longer phrase that is also listed")
    start: Series[int] = _count(_START)
    end: Series[int] = _count(_END)


class Themes(_Table):
    """One row is a matched theme word in a body sentence."""

    sentence_id: Series[str] = _id(_SENTENCE_ID)
    article_id: Series[str] = _id(_ARTICLE_ID)
    city: Series[str] = _maybe(_CITY)
    theme: Series[str] = _id("The theme's id in the codebook")
    matched: Series[str] = _id("The characters that were matched")
    scope: Series[str] = _one_of(SCOPES, "Whether the match is asserted or denied")
    start: Series[int] = _count(_START)
    end: Series[int] = _count(_END)


class Devices(_Table):
    """One row is a rhetorical device in a body sentence."""

    sentence_id: Series[str] = _id(_SENTENCE_ID)
    article_id: Series[str] = _id(_ARTICLE_ID)
    city: Series[str] = _maybe(_CITY)
    device: Series[str] = _one_of(DEVICES, "Kind of device")
    text: Series[str] = _id("The characters it spans")
    detail: Series[str] = _maybe("What the kind needs: frame, metaphor's family, degree; else NA")
    start: Series[int] = _count(_START)
    end: Series[int] = _count(_END)


class Dates(_Table):
    """One row is a temporal expression in a body sentence."""

    sentence_id: Series[str] = _id(_SENTENCE_ID)
    article_id: Series[str] = _id(_ARTICLE_ID)
    city: Series[str] = _maybe(_CITY)
    text: Series[str] = _id("The expression as it stands")
    from_on: Series[str] = _edtf("First day it covers")
    to_on: Series[str] = _edtf("Last day it covers")
    basis: Series[str] = _one_of(BASES, "How the interval is known", nullable=True)
    horizon: Series[str] = _one_of(HORIZONS, "How far from the meeting it looks", nullable=True)
    start: Series[int] = _count(_START)
    end: Series[int] = _count(_END)


class Formulas(_Table):
    """One row is an occurrence of wording that two or more cities share."""

    formula: Series[str] = _id("The shared wording, without quotation marks")
    n_chars: Series[int] = pa.Field(description="Characters of the formula", ge=1)
    n_cities: Series[int] = pa.Field(description="Cities that have it", ge=2)
    class_: Series[str] = pa.Field(
        alias="class",
        description="Whether it stands to the letter or with a character or two changed: "
        + " · ".join(FORMULA_CLASSES),
        isin=FORMULA_CLASSES,
    )
    sentence_id: Series[str] = _id(_SENTENCE_ID)
    article_id: Series[str] = _id(_ARTICLE_ID)
    city: Series[str] = _maybe(_CITY)
    start: Series[int] = _count(_START)
    end: Series[int] = _count(_END)


TABLES: Mapping[str, type[pa.DataFrameModel]] = {
    "sources": Sources,
    "articles": Articles,
    "sentences": Sentences,
    "terms": Terms,
    "edits": Edits,
    "phrases": Phrases,
    "themes": Themes,
    "devices": Devices,
    "dates": Dates,
    "formulas": Formulas,
}


def columns(table: str) -> list[str]:
    """List the columns of a table in their order."""
    return list(TABLES[table].to_schema().columns)


def table(name: str, rows: list[dict[str, object]] | pd.DataFrame) -> pd.DataFrame:
    """Make a checked table of rows; one with no rows still has all its columns and types.

    Raises:
        pandera.errors.SchemaError: a row breaks the contract; the message names column and value.
    """
    frame = pd.DataFrame(rows, columns=columns(name))
    return TABLES[name].validate(frame.reset_index(drop=True))


def dictionary() -> str:
    """Write the data dictionary: every table, its row, its columns and what they mean."""
    parts = ["# Data dictionary", "", (__doc__ or "").split("\n\n", 1)[1].strip(), ""]
    for name, model in TABLES.items():
        parts += [f"## `{name}`", "", model.__doc__ or "", "", "| column | type | meaning |"]
        parts.append("|---|---|---|")
        for column, field in model.to_schema().columns.items():
            dtype = str(field.dtype).replace("string[pyarrow]", "str")  # how pandas keeps its str
            kind = f"{dtype}{' or NA' if field.nullable else ''}"
            parts.append(f"| `{column}` | {kind} | {field.description} |")
        parts.append("")
    return "\n".join(parts)
