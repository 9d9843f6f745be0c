"""The corpus: all tables of a set of reports, as one value."""

from collections.abc import Callable, Iterator
from csv import QUOTE_MINIMAL, QUOTE_NONNUMERIC
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Literal

import pandas as pd
from pyarrow import ArrowInvalid

from analysis import schema
from analysis.corpus import spans
from analysis.errors import InputError


def _no_rows(name: str) -> Callable[[], pd.DataFrame]:
    return lambda: schema.table(name, [])


Tables = dict[str, pd.DataFrame]


@dataclass(frozen=True, eq=False, repr=False)
class Corpus:
    """The tables of `analysis.schema`, one field a table; `analysis.rhetoric` fills those that have defaults."""

    sources: pd.DataFrame
    articles: pd.DataFrame
    sentences: pd.DataFrame
    terms: pd.DataFrame
    edits: pd.DataFrame
    phrases: pd.DataFrame = field(default_factory=_no_rows("phrases"))
    themes: pd.DataFrame = field(default_factory=_no_rows("themes"))
    devices: pd.DataFrame = field(default_factory=_no_rows("devices"))
    dates: pd.DataFrame = field(default_factory=_no_rows("dates"))
    formulas: pd.DataFrame = field(default_factory=_no_rows("formulas"))

    def __repr__(self) -> str:
        rows = ", ".join(f"{len(frame)} {name}" for name, frame in self.tables())
        return f"<Corpus: {rows}>"

    @property
    def body(self) -> pd.DataFrame:
        """The body sentences, the only ones that are counted."""
        return self.sentences[self.sentences["zone"] == "body"]

    def tidy(self) -> pd.DataFrame:
        """Make the one flat frame: a row a term, with the columns of its sentence and article.

        A column that both a sentence or article and a term have (position, start, end …) gets the
        ending `_sentence` or `_article` for the former.
        """
        terms = self.terms.merge(
            self.sentences.drop(columns=["article_id", "city"]),
            on="sentence_id",
            suffixes=("", "_sentence"),
            validate="many_to_one",
        )
        return terms.merge(
            self.articles.drop(columns=["source_id", "city"]),
            on="article_id",
            suffixes=("", "_article"),
            validate="many_to_one",
        )

    def raw(self, source_id: str) -> str:
        """Put the decoded raw text of a file together again from the tables."""
        return spans.raw_text(source_id, self.sentences, self.edits)

    def to_text(self, occurrences: pd.DataFrame) -> pd.DataFrame:
        """Turn the raw spans of occurrences of any kind to places in the sentence."""
        return spans.to_text(occurrences, self.sentences, self.edits)

    def to_raw(self, occurrences: pd.DataFrame) -> pd.DataFrame:
        """Turn places in sentences to raw spans."""
        return spans.to_raw(occurrences, self.sentences, self.edits)

    def tables(self) -> Iterator[tuple[str, pd.DataFrame]]:
        """Give each table with its name."""
        for each in fields(self):
            yield each.name, getattr(self, each.name)

    def write(self, folder: Path | str) -> None:
        """Write each table to NAME.parquet and NAME.csv (with a mark, so that Excel reads it)."""
        target = Path(folder)
        target.mkdir(parents=True, exist_ok=True)
        for name, frame in self.tables():
            frame.to_parquet(target / f"{name}.parquet", index=False)
            csv = target / f"{name}.csv"
            # minimal quoting leaves a lone \r bare, which readers take for the end of the row
            texts = [frame[column] for column in frame if frame[column].dtype == "str"]
            has_return = any(text.str.contains("\r", regex=False).any() for text in texts)
            quoting: Literal[0, 2] = QUOTE_NONNUMERIC if has_return else QUOTE_MINIMAL
            frame.to_csv(
                csv, index=False, encoding="utf-8-sig", lineterminator="\n", quoting=quoting
            )

    @classmethod
    def read(cls, folder: Path) -> "Corpus":
        """Read the tables that `write` wrote.

        Raises:
            FileNotFoundError: a table is not there.
            InputError: a table cannot be read.
        """
        frames = {}
        for name in schema.TABLES:
            path = folder / f"{name}.parquet"
            if not path.is_file():
                raise FileNotFoundError(
                    f"load: expected a table at {path}. Build the tables with `analysis build`, "
                    "and name the folder that was given to --out."
                )
            try:
                frames[name] = pd.read_parquet(path)
            except ArrowInvalid as error:
                raise InputError(
                    f"load: expected a table at {path}, got another file or a damaged one. "
                    "Build the tables again with `analysis build`."
                ) from error
        return cls(**frames)


def with_own_cities(tables: Tables) -> Tables:
    """Tell apart what is spelled alike: 泰州 and 台州 are both Taizhou, a province has its seat's name."""
    articles = tables["articles"]
    alike = articles.groupby("city")[["city_zh", "level"]].nunique().gt(1).any(axis=1)
    doubtful = articles[articles["city"].isin(alike.index[alike])]
    named = doubtful["city"] + " (" + doubtful["city_zh"] + ", " + doubtful["level"] + ")"
    names = dict(zip(doubtful["article_id"], named, strict=True))  # NA where a part is unknown
    return {
        name: frame.assign(city=frame["article_id"].map(names).fillna(frame["city"]))
        if names and "city" in frame
        else frame
        for name, frame in tables.items()
    }
