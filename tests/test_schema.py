"""One contract: the design's columns, the models, the published files, the dictionary."""

import csv
import re

import pandas as pd
import pandera.errors
import pytest

from analysis import paths, schema

# Copied by hand from the design, so that a slip in the models cannot hide itself.
COLUMNS = {
    "sources": "source_id path sha256 encoding script n_raw_chars n_clean_chars"
    " n_annotations n_repairs",
    "articles": "article_id source_id city city_zh province_zh level newspaper headline meeting_on"
    " meeting_on_basis published_on published_on_basis chairs n_sentences n_chars n_tokens",
    "sentences": "sentence_id article_id source_id city paragraph position zone speaker verb"
    " speaker_rule text start end n_chars n_tokens is_damaged",
    "terms": "sentence_id article_id city clause position term kind start end",
    "edits": "source_id start end kind before after evidence",
    "phrases": "sentence_id article_id city phrase family kind is_nested start end",
    "themes": "sentence_id article_id city theme matched scope start end",
    "devices": "sentence_id article_id city device text detail start end",
    "dates": "sentence_id article_id city text from_on to_on basis horizon start end",
    "formulas": "formula n_chars n_cities class sentence_id article_id city start end",
}
CONTRACT = {name: columns.split() for name, columns in COLUMNS.items()}
NUMBERS = {"start", "end", "paragraph", "position", "clause"}
PUBLISHED = paths.ROOT / "data" / "tables"
DICTIONARY = paths.ROOT / "data" / "README.md"
REBUILD = "Run `make build` and commit data/tables/*.csv and data/README.md"
THEME = {
    "sentence_id": "luoyang-1-1",
    "article_id": "luoyang-1",
    "city": "Luoyang",
    "theme": "economy",
    "matched": "复工复产",
    "scope": "asserted",
    "start": 3,
    "end": 7,
}
DATE = dict.fromkeys(CONTRACT["dates"]) | {
    "sentence_id": "nanjing-1-1",
    "article_id": "nanjing-1",
    "text": "2月18日",
    "start": 0,
    "end": 5,
}


def type_of(column: str) -> str:
    if column.startswith("is_"):
        return "bool"
    return "int64" if column.startswith("n_") or column in NUMBERS else "str"


def test_models_are_the_tables_of_the_contract():
    assert list(schema.TABLES) == list(CONTRACT)


@pytest.mark.parametrize("name", CONTRACT)
def test_models_have_the_columns_of_the_contract(name):
    assert schema.columns(name) == CONTRACT[name]


@pytest.mark.parametrize("name", CONTRACT)
def test_table_without_rows_has_all_columns_and_types(name):
    empty = schema.table(name, [])
    assert {column: str(dtype) for column, dtype in empty.dtypes.items()} == {
        column: type_of(column) for column in CONTRACT[name]
    }


@pytest.mark.parametrize("name", CONTRACT)
def test_published_table_has_the_columns_of_the_contract(name):
    path = PUBLISHED / f"{name}.csv"
    assert path.is_file(), REBUILD
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert next(csv.reader(file)) == CONTRACT[name], REBUILD


def test_dictionary_is_the_schema_in_words():
    assert DICTIONARY.is_file(), REBUILD
    assert DICTIONARY.read_text("utf-8") == schema.dictionary(), REBUILD


def test_dictionary_lists_each_column_once_and_says_what_it_means():
    sections = re.split(r"^## `(\w+)`$", schema.dictionary(), flags=re.MULTILINE)[1:]
    rows = {
        name: re.findall(r"^\| `(\w+)` \| ([^|]+) \| ([^|]{5,}) \|$", text, flags=re.MULTILINE)
        for name, text in zip(sections[::2], sections[1::2], strict=True)
    }
    assert {name: [row[0] for row in found] for name, found in rows.items()} == CONTRACT
    assert all("One row is a" in text for text in sections[1::2])


def test_table_keeps_its_input_and_returns_a_new_frame():
    rows = pd.DataFrame([THEME], index=[7])
    before = rows.copy(deep=True)
    made = schema.table("themes", rows)
    assert made.index.tolist() == [0]
    pd.testing.assert_frame_equal(rows, before)


@pytest.mark.parametrize("value", ["2020-02-12", "XXXX-02-12", "XXXX-XX-13", "2020-02", "2022"])
def test_table_takes_partial_dates(value):
    assert schema.table("dates", [DATE | {"from_on": value}])["from_on"].tolist() == [value]


def test_table_takes_a_missing_date():
    assert schema.table("dates", [DATE])["from_on"].isna().tolist() == [True]


@pytest.mark.parametrize("value", ["", "13日", "2020-2-12", "2020/02/12"])
def test_table_refuses_what_is_no_edtf(value):
    with pytest.raises(pandera.errors.SchemaError, match="from_on"):
        schema.table("dates", [DATE | {"from_on": value}])
