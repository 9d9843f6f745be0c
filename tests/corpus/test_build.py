"""What the five reports must come out as, and what must hold for any text."""

import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import paths
from analysis.corpus import Corpus, build_corpus, find_files
from analysis.corpus.build import build_source
from analysis.corpus.sources import Source
from analysis.errors import InputError
from analysis.measures.agreement import match_reference

SPEAKERS = pd.read_csv(paths.REFERENCE / "speakers.csv", dtype=str)
SOURCES = ["dezhou", "kunming", "luoyang", "nanjing", "zhengzhou"]


def read(source_id: str) -> str:
    return (paths.REPORTS / f"{source_id}.txt").read_text("utf-8")


def partition(source_id: str, corpus: Corpus) -> list[tuple[int, int]]:
    """The spans of a source that sentences and edits cover: each once, in order."""
    sentences = corpus.sentences[corpus.sentences["source_id"] == source_id]
    edits = corpus.edits[corpus.edits["source_id"] == source_id]
    between = edits[
        ~edits.apply(
            lambda e: ((sentences["start"] <= e["start"]) & (e["end"] <= sentences["end"])).any(),
            axis=1,
        )
    ]
    spans = pd.concat([sentences[["start", "end"]], between[["start", "end"]]])
    return sorted(spans.itertuples(index=False, name=None))


def test_articles_are_six_and_zhengzhou_has_two(corpus: Corpus):
    assert corpus.articles["source_id"].value_counts().to_dict() == {
        **dict.fromkeys(SOURCES, 1),
        "zhengzhou": 2,
    }


def test_body_and_roster_are_the_sentences_that_were_read(corpus: Corpus):
    told = corpus.sentences[corpus.sentences["zone"].isin(["body", "roster"])]
    matched = match_reference(told, SPEAKERS)
    assert len(told) == len(SPEAKERS) == 135
    assert matched["sentence_id"].tolist() == sorted(
        told["sentence_id"], key=lambda key: SOURCES_READ.index(key.split("-")[0])
    )


SOURCES_READ = list(dict.fromkeys(SPEAKERS["report"]))


def test_speaker_and_verb_are_those_of_the_close_reading(corpus: Corpus):
    told = corpus.sentences[corpus.sentences["zone"].isin(["body", "roster"])]
    both = match_reference(told, SPEAKERS).merge(told, on="sentence_id", suffixes=("_read", ""))
    columns = ["sentence_key", "speaker", "verb"]
    read_ = both[["sentence_key", "speaker_read", "verb_read"]].set_axis(columns, axis=1)
    pd.testing.assert_frame_equal(both[columns].fillna(""), read_.fillna(""))


def test_annotations_are_removed_and_no_other_bracket_is_lost(corpus: Corpus):
    n = corpus.sources.set_index("source_id")["n_annotations"]
    assert n.to_dict() == {
        "dezhou": 291,
        "nanjing": 135,
        "kunming": 0,
        "luoyang": 0,
        "zhengzhou": 0,
    }
    for source_id in SOURCES:
        # Independent of the code: a bracket with a letter that bears a tone mark is an annotation.
        raw = re.sub(r"\([^()]*[\u00e0-\u01dc][^()]*\)", "", read(source_id))
        raw = re.sub(r"\?[a-z\u00e0-\u01dc]+\)", "", raw)
        clean = "".join(corpus.sentences.loc[corpus.sentences["source_id"] == source_id, "text"])
        for half, full in ("(（", ")）"):
            assert clean.count(half) + clean.count(full) == raw.count(half) + raw.count(full)


@pytest.mark.parametrize("source_id", SOURCES)
def test_law_1_sentences_and_edits_partition_the_raw_file(corpus: Corpus, source_id: str):
    done = 0
    for start, end in partition(source_id, corpus):
        assert start == done
        done = end
    assert done == len(read(source_id))


@pytest.mark.parametrize("source_id", SOURCES)
def test_law_2_the_tables_replay_the_raw_file(corpus: Corpus, source_id: str):
    assert corpus.raw(source_id) == read(source_id)


def test_spans_of_terms_phrases_themes_and_dates_slice_back(corpus: Corpus):
    texts = corpus.sentences.set_index("sentence_id")["text"]
    for table, column in [
        ("terms", "term"), ("phrases", "phrase"), ("themes", "matched"), ("dates", "text")
    ]:  # fmt: skip
        rows = corpus.to_text(getattr(corpus, table))
        assert len(rows) > 0
        own = texts[rows["sentence_id"]]
        cut = [t[a:b] for t, a, b in zip(own, rows["start"], rows["end"], strict=True)]
        assert cut == rows[column].tolist()


def test_to_raw_is_the_inverse_of_to_text(corpus: Corpus):
    back = corpus.to_raw(corpus.to_text(corpus.terms))
    pd.testing.assert_frame_equal(back, corpus.terms)


def test_tidy_has_one_row_a_term(corpus: Corpus):
    tidy = corpus.tidy()
    assert len(tidy) == len(corpus.terms)
    assert {"term", "speaker", "zone", "level", "meeting_on", "start_sentence"} <= set(tidy)
    assert set(tidy["zone"]) == {"body"}


def test_counts_of_articles_are_those_of_their_body(corpus: Corpus):
    body = corpus.body.groupby("article_id")
    articles = corpus.articles.set_index("article_id")
    assert articles["n_chars"].to_dict() == body["text"].apply(lambda t: len("".join(t))).to_dict()
    words = corpus.terms[corpus.terms["kind"] != "punctuation"]
    assert articles["n_tokens"].to_dict() == words["article_id"].value_counts().to_dict()


def test_damage_is_repaired_with_its_proof(corpus: Corpus):
    damage = corpus.edits[corpus.edits["kind"] == "damage"]
    repaired = list(zip(damage["source_id"], damage["after"], strict=True))
    assert repaired == [("dezhou", "保“三农"), ("dezhou", "复"), ("dezhou", "报")]
    assert damage["evidence"].notna().all()
    assert not corpus.sentences["is_damaged"].any()


def test_a_gb18030_file_is_read_like_a_utf_8_one(tmp_path: Path, corpus: Corpus):
    for source_id in SOURCES:
        (tmp_path / f"{source_id}.txt").write_bytes(read(source_id).encode("gb18030"))
    (tmp_path / "reports.toml").write_bytes(paths.CARDS.read_bytes())
    other = build_corpus(find_files([tmp_path]))
    for name in ("articles", "sentences", "terms", "edits"):
        pd.testing.assert_frame_equal(getattr(other, name), getattr(corpus, name))
    assert set(other.sources["encoding"]) == {"gb18030"}


@settings(max_examples=60)
@given(
    st.lists(
        st.sampled_from(
            ["会议强调，", "要落实。", "(扩大)", "領(lǐng)導", "確?!叭r(nóng)”", "\n", "\r\n", " ", "　",
             "## ", "**", "本报讯（记者 甲乙）", "推荐阅读\n", "“", "”", "？", "...", "膠著", "A1,", "\0", "。"]
        ),
        max_size=25,
    ).map("".join)
)  # fmt: skip
def test_both_laws_hold_for_any_text(raw: str):
    raw = f"会议强调，要落实。{raw}"
    tables = build_source(Source("x", "x.txt", "0" * 64, "utf-8", raw), None)
    corpus = Corpus(**tables)
    assert corpus.raw("x") == raw
    assert (corpus.sentences["text"].str.len() > 0).all()
    spans = corpus.sentences[["start", "end"]].to_numpy()
    assert (spans[1:, 0] >= spans[:-1, 1]).all()


@pytest.mark.parametrize(
    ("files", "messages"),
    [
        ({"a.txt": b""}, ["a.txt: the file is empty"]),
        ({"a.txt": b"\0\1" * 90}, ["a.txt: this is a binary file"]),
        ({"a.txt": "疫情防控".encode()}, ["a.txt: holds no sentence of a report"]),
        ({"a.txt": b"", "b.txt": b"\xff\xff\xff\xff\xff"}, ["a.txt: the file is empty", "b.txt: not text"]),
        (
            {"a.txt": "会议强调，要落实。".encode(), "reports.toml": b"[a"},
            ["reports.toml: is not TOML"],
        ),
        (
            {"a.txt": "会议强调，要落实。".encode(), "reports.toml": b'[aa]\ncity="X"'},
            ["reports.toml: expected a file for each card, got [aa]"],
        ),
        (
            {
                "a.txt": "会议强调，要落实。".encode(),
                "reports.toml": '[a.city]\nvalue="X"\nbasis="stated"\nevidence=["某市"]'.encode(),
            },
            ["a.txt: check_card: expected evidence that stands in the file, got '某市' in [a.city]"],
        ),
    ],
    ids=[
        "empty", "binary", "no sentence", "two at fault", "card unreadable", "card of no file",
        "card without evidence",
    ],
)  # fmt: skip
def test_each_fault_is_one_line(tmp_path: Path, files: dict[str, bytes], messages: list[str]):
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError) as error:
        build_corpus(find_files([tmp_path]))
    lines = str(error.value).split("\n")
    assert len(lines) == len(messages)
    for line, message in zip(lines, messages, strict=True):
        assert message in line
        assert line.startswith(str(tmp_path))


def test_find_files_names_what_is_missing(tmp_path: Path):
    with pytest.raises(InputError, match="no such file or folder"):
        find_files([tmp_path / "none"])
    with pytest.raises(InputError, match=r"holds no \.txt file"):
        find_files([tmp_path])


def test_find_files_refuses_one_name_twice(tmp_path: Path):
    for folder in ("2020", "2022"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.txt").write_text("会议强调。", encoding="utf-8")
    with pytest.raises(InputError, match="one name twice"):
        find_files([tmp_path])


def test_places_that_are_spelled_alike_stay_apart(tmp_path: Path):
    for city in ("泰州", "台州"):
        text = f"2月3日，{city}市委书记王明主持召开会议。{city}市委要求，要落实。"
        (tmp_path / f"{city}.txt").write_text(text, encoding="utf-8")
    corpus = build_corpus(find_files([tmp_path]))
    assert set(corpus.articles["city_zh"]) == {"泰州", "台州"}
    assert corpus.articles["city"].nunique() == corpus.sentences["city"].nunique() == 2


def test_find_files_takes_a_file_once_and_any_case(tmp_path: Path):
    (tmp_path / "A.TXT").write_text("会议强调。", encoding="utf-8")
    assert find_files([tmp_path, tmp_path / "A.TXT"]) == [tmp_path / "A.TXT"]


def test_find_files_leaves_out_what_programs_leave_behind(tmp_path: Path):
    for name in ("a.txt", ".ipynb_checkpoints/a-checkpoint.txt", "._a.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("会议强调。", encoding="utf-8")
    (tmp_path / "b.html").mkdir()
    assert find_files([tmp_path]) == [tmp_path / "a.txt"]


def test_one_report_under_two_names_is_a_fault(tmp_path: Path):
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("会议强调，要落实。", encoding="utf-8")
    with pytest.raises(InputError, match=r"b\.txt: holds the same bytes as .*a\.txt"):
        build_corpus(find_files([tmp_path]))


@pytest.mark.parametrize("card", ['city = "Luoyang"', 'city_zh = "洛阳市"\ncity = "Luoyang"'])
def test_a_short_card_does_not_part_a_city_from_itself(tmp_path: Path, card: str):
    text = "2月3日，洛阳市委书记王明主持召开会议。洛阳市委要求，要落实。"
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    (tmp_path / "b.txt").write_text("会议强调，要落实。", encoding="utf-8")
    (tmp_path / "reports.toml").write_text(f"[b]\n{card}\n", encoding="utf-8")
    assert build_corpus(find_files([tmp_path])).articles["city"].tolist() == ["Luoyang"] * 2


def build_with_card(folder: Path, card: str) -> Corpus:
    text = "2月3日，洛阳市委书记王明主持召开会议。洛阳市委要求，要落实。"
    (folder / "a.txt").write_text(text, encoding="utf-8")
    (folder / "reports.toml").write_text(f"[a]\n{card}\n", encoding="utf-8")
    return build_corpus(find_files([folder]))


def test_a_card_of_another_city_takes_the_province_of_the_text_away(tmp_path: Path):
    row = build_with_card(tmp_path, 'city = "Lijiang"\ncity_zh = "丽江"').articles.iloc[0]
    assert (row["city"], row["city_zh"], row["level"]) == ("Lijiang", "丽江", "prefecture")
    assert pd.isna(row["province_zh"])


def test_a_card_of_half_another_city_is_a_fault(tmp_path: Path):
    with pytest.raises(InputError, match=r"city and city_zh together in \[a\], got only city_zh"):
        build_with_card(tmp_path, 'city_zh = "丽江"')


def test_spans_are_not_turned_twice(corpus: Corpus):
    rows = corpus.themes[corpus.themes["article_id"] == "dezhou-1"].tail(1)
    with pytest.raises(ValueError, match="to_raw: expected a span within 0 to"):
        corpus.to_raw(rows)
    with pytest.raises(ValueError, match="to_text: expected a span within"):
        corpus.to_text(corpus.to_text(rows))
    with pytest.raises(KeyError, match="expected a sentence_id of sentences, got 'x'"):
        corpus.to_text(rows.assign(sentence_id="x"))


def test_a_fault_of_the_program_names_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "a.txt").write_text("会议强调，要落实。", encoding="utf-8")
    monkeypatch.setattr("analysis.corpus.build.divide", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError) as error:
        build_corpus([tmp_path / "a.txt"])
    assert str(tmp_path / "a.txt") in error.value.__notes__[0]


def test_tables_of_a_file_from_windows_read_back_from_csv(tmp_path: Path):
    (tmp_path / "a.txt").write_bytes("标题\r\n2月3日，会议强调，要落实。\r\n要抓好。\r\n".encode())
    corpus = build_corpus([tmp_path / "a.txt"])
    corpus.write(tmp_path / "tables")
    back = pd.read_csv(tmp_path / "tables" / "edits.csv")
    assert len(back) == len(corpus.edits) > 0
    assert back["start"].tolist() == corpus.edits["start"].tolist()
