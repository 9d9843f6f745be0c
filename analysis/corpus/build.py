"""The order of the steps from raw files to the tables of a corpus."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
from tqdm import tqdm

from analysis import schema
from analysis.corpus import characters
from analysis.corpus.annotations import find_annotations
from analysis.corpus.articles import (
    Paragraph,
    find_duplicates,
    find_markup,
    find_page_breaks,
    find_wraps,
    split_paragraphs,
)
from analysis.corpus.cards import Card, apply_card, check_card, read_cards
from analysis.corpus.cleaning import AlignedText, Change, Edit, Offsets
from analysis.corpus.damage import find_damage, find_repairs
from analysis.corpus.metadata import describe_article
from analysis.corpus.pages import Page, Told, read_page
from analysis.corpus.rosters import is_roster
from analysis.corpus.sentences import split_zones
from analysis.corpus.sources import PAGES, Source, read_source
from analysis.corpus.spans import to_raw
from analysis.corpus.speech import attribute_speech
from analysis.corpus.tables import Corpus, Tables, with_own_cities
from analysis.corpus.terms import split_terms
from analysis.errors import InputError

CARDS = "reports.toml"
_NAMES = ("sources", "articles", "sentences", "terms", "edits")
_TO_SIMPLIFIED = (characters.find_script, characters.find_variants)
_TIDY = (characters.find_ornaments, find_markup, characters.find_blanks)


def build_corpus(files: Sequence[Path | str]) -> Corpus:
    """Turn report files into the tables sources, articles, sentences, terms and edits.

    Facts come from the cards in `reports.toml` beside a file, else from its text.

    Raises:
        InputError: a file or card is at fault; one line for each fault of all files.
    """
    named = [Path(file) for file in files]
    if not named:
        raise InputError("build_corpus: expected report files, got none. Name one or more.")
    cards, faults = _read_all_cards({file.parent for file in named})
    parts: list[Tables] = []
    read: dict[str, Path] = {}
    for file in tqdm(named, desc="reports", unit="file", disable=None):
        try:
            source = read_source(file)
            first = read.setdefault(source.sha256, file)
            if first != file:
                raise InputError(f"holds the same bytes as {first}. Remove one: both would count.")
            parts.append(build_source(source, cards.get(file.parent, {}).get(file.stem)))
        except InputError as error:
            message = str(error)
            faults.append(message if str(file) in message else f"{file}: {message}")
        except Exception as error:
            error.add_note(f"This is a fault of the program; it showed at {file}.")
            raise
    if faults:
        raise InputError("\n".join(faults))
    return Corpus(**with_own_cities({name: _joined(name, parts) for name in _NAMES}))


def _read_all_cards(folders: Iterable[Path]) -> tuple[dict[Path, dict[str, Card]], list[str]]:
    cards, faults = {}, []
    for path in sorted(folder / CARDS for folder in folders):
        try:
            if path.exists():
                cards[path.parent] = read_cards(path)
                faults += _strays(path, cards[path.parent])
        except InputError as error:
            faults.append(str(error))
    return cards, faults


def _strays(path: Path, cards: Iterable[str]) -> list[str]:
    """Name the cards that belong to no file beside them."""
    files = {file.stem for file in path.parent.iterdir()}
    return [
        f"{path}: expected a file for each card, got [{name}]. Correct the name or remove the card."
        for name in cards
        if name not in files
    ]


def _joined(name: str, parts: Sequence[Tables]) -> pd.DataFrame:
    return schema.table(name, pd.concat([part[name] for part in parts], ignore_index=True))


def build_source(source: Source, card: Card | None) -> Tables:
    """Turn one raw file into its rows of the tables.

    Raises:
        InputError: the file holds no sentence of a report, or its card does not fit it.
    """
    is_page = source.path.lower().endswith(PAGES)
    page = read_page(source.raw) if is_page else Page(_unwrapped(source.raw), [])
    lost = _damage(page.text)
    text, script = clean(page.text, lost)
    text, sentences = divide(text, page.told)
    if not (sentences["zone"] == "body").any():
        raise InputError("holds no sentence of a report. Check that it is the report's text.")
    sentences = attribute_speech(_identify(sentences, source.source_id))
    starts, ends = sentences[["start", "end"]].to_numpy().T
    sentences["is_damaged"] = _overlap(starts, ends, lost)
    articles = _describe(sentences, source, card)
    sentences = sentences.merge(articles[["article_id", "city"]], on="article_id", how="left")
    terms = split_terms(sentences[sentences["zone"] == "body"])
    sentences = _sizes(sentences, terms)
    edits = pd.DataFrame(text.edits, columns=list(Edit._fields)).assign(source_id=source.source_id)
    return {
        "sources": pd.DataFrame([_source_row(source, script, text)]),
        "articles": _totals(articles, sentences),
        "sentences": sentences,
        "terms": to_raw(terms, sentences, edits),
        "edits": edits,
    }


def _unwrapped(raw: str) -> AlignedText:
    return AlignedText.of(raw).apply(find_wraps(raw))


def _damage(text: AlignedText) -> Offsets:
    """List the damage that stays: rows of raw start and end."""
    spots = np.array(find_damage(text.text), dtype=np.int64).reshape(-1, 2)
    return np.column_stack([text.starts()[spots[:, 0]], text.ends()[spots[:, 1] - 1]])


def clean(text: AlignedText, lost: Offsets) -> tuple[AlignedText, str]:
    """Repair a text character by character; give it with its script.

    What is `lost`, rows of raw start and end, stays as it is.
    """
    text = text.apply(find_repairs(text.text))
    text = text.apply(find_annotations(text.text))
    script = characters.detect_script(text.text)
    for find in (*(_TO_SIMPLIFIED if script == "hant" else ()), *_TIDY):
        text = text.apply(find(text.text))
    return text.apply(_marks(text, lost)), script


def _marks(text: AlignedText, lost: Offsets) -> list[Change]:
    """Ask for full-width marks; where characters are lost, for no mark that ends a sentence."""
    wanted = {False: characters.find_punctuation(text.text), True: characters.find_stops(text.text)}
    starts = text.starts()
    kept = []
    for is_lost, changes in wanted.items():
        at = starts[[change.start for change in changes]]
        meets = _overlap(at, at + 1, lost)
        kept += [c for c, meet in zip(changes, meets, strict=True) if meet == is_lost]
    return sorted(kept)


def _overlap(starts: Offsets, ends: Offsets, spots: Offsets) -> npt.NDArray[np.bool_]:
    """Tell which raw spans meet one of the spots, rows of start and end in order."""
    begun = np.searchsorted(spots[:, 0], ends, side="left")
    over = np.searchsorted(spots[:, 1], starts, side="right")
    return np.asarray(begun > over)


def divide(text: AlignedText, told: Sequence[Told]) -> tuple[AlignedText, pd.DataFrame]:
    """Divide a clean page, of which some zones are told, into sentences; leave out the gaps.

    Returns:
        The text, now its sentences one after the other, and the sentences: article (from 1),
        paragraph (from 1 in the article), zone, text, start, end (raw).
    """
    for find in (find_page_breaks, find_duplicates):
        text = text.apply(find(text.text, _paragraphs(text, told)))
    rows = list(_sentences(text.text, _paragraphs(text, told)))
    text = text.apply(_gaps(text.text, rows))
    sentences = pd.DataFrame(rows, columns=["article", "paragraph", "zone", "text", "start", "end"])
    stops = sentences["text"].str.len().cumsum()
    starts, ends = text.starts(), text.ends()
    sentences["start"] = starts[stops - sentences["text"].str.len()]
    sentences["end"] = ends[stops - 1]
    return text, sentences


def _paragraphs(text: AlignedText, told: Sequence[Told]) -> list[Paragraph]:
    """Split into paragraphs; the rules for zones do not see the lines whose zone is told."""
    starts, words = text.starts(), list(text.text)
    known = []
    for line in split_paragraphs(text.text) if told else ():
        at = bisect_right(told, starts[line.end - 1], key=lambda each: each.start) - 1
        if at >= 0 and starts[line.end - 1] < told[at].end:
            known.append(line._replace(article=1, zone=told[at].zone))
            words[line.start : line.end] = " " * (line.end - line.start)
    both = sorted([*known, *split_paragraphs("".join(words))])
    articles = accumulate((each.article for each in both), max)
    return [each._replace(article=n) for each, n in zip(both, articles, strict=True)]


Row = tuple[int, int, str, str, int, int]


def _sentences(text: str, paragraphs: Sequence[Paragraph]) -> Iterator[Row]:
    number: Counter[int] = Counter()
    for paragraph in paragraphs:
        number[paragraph.article] += 1
        for span in split_zones(text, paragraph.start, paragraph.end, paragraph.zone):
            words = text[span.start : span.end]
            zone = "roster" if span.zone == "body" and is_roster(words) else span.zone
            at = number[paragraph.article]
            yield paragraph.article, at, zone, words, span.start, span.end


def _gaps(text: str, rows: Sequence[Row]) -> list[Change]:
    """Ask for the removal of what stands between sentences: blanks and line ends."""
    starts = [row[4] for row in rows] + [len(text)]
    ends = [0] + [row[5] for row in rows]
    return [
        Change(end, start, "", "whitespace")
        for end, start in zip(ends, starts, strict=True)
        if start > end
    ]


def _identify(sentences: pd.DataFrame, source_id: str) -> pd.DataFrame:
    position = sentences.groupby("article").cumcount() + 1
    article_id = source_id + "-" + sentences["article"].astype(str)
    width = max(3, len(str(position.max())))
    return sentences.assign(
        source_id=source_id,
        article_id=article_id,
        position=position,
        sentence_id=article_id + "-" + position.astype(str).str.zfill(width),
    )


def _describe(sentences: pd.DataFrame, source: Source, card: Card | None) -> pd.DataFrame:
    """Say of each article what its card or else its text tells."""
    if card:
        check_card(card, raw=source.raw, n_articles=int(sentences["article"].max()))
    rows = []
    for number in sentences["article"].unique():
        own = sentences[sentences["article"] == number]
        told = describe_article(pd.concat([_page_lines(sentences, number), own]))
        told = apply_card(card, int(number), told) if card else told
        row = {"article_id": own["article_id"].iloc[0], "source_id": source.source_id}
        rows.append(row | {"headline": _headline(own)} | told)
    return pd.DataFrame(rows)


def _page_lines(sentences: pd.DataFrame, number: int) -> pd.DataFrame:
    """Give the bylines at the head of the page: a date or newspaper there is that of all reports."""
    first = sentences[sentences["article"] == 1]
    head = first[~first["zone"].eq("body").cummax()]
    return head[head["zone"].eq("byline") & (head["article"] != number)]


def _headline(own: pd.DataFrame) -> str | None:
    return " ".join(own.loc[own["zone"] == "headline", "text"]) or None


def _sizes(sentences: pd.DataFrame, terms: pd.DataFrame) -> pd.DataFrame:
    """Count the characters and tokens of each sentence."""
    words = terms[terms["kind"] != "punctuation"].groupby("sentence_id").size()
    n_tokens = sentences["sentence_id"].map(words).fillna(0).astype(int)
    return sentences.assign(n_chars=sentences["text"].str.len(), n_tokens=n_tokens)


def _totals(articles: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """Sum up the body sentences of each article."""
    body = sentences[sentences["zone"] == "body"].groupby("article_id")
    sums = body[["n_chars", "n_tokens"]].sum().assign(n_sentences=body.size())
    return articles.join(
        sums.reindex(articles["article_id"]).fillna(0).astype(int), on="article_id"
    )


def _source_row(source: Source, script: str, text: AlignedText) -> dict[str, object]:
    kinds = Counter(edit.kind for edit in text.edits)
    return {
        "source_id": source.source_id,
        "path": source.path,
        "sha256": source.sha256,
        "encoding": source.encoding,
        "script": script,
        "n_raw_chars": len(source.raw),
        "n_clean_chars": len(text.text),
        "n_annotations": kinds["annotation"],
        "n_repairs": kinds["damage"],
    }
