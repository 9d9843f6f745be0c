from pathlib import Path

import pytest

from analysis import paths
from analysis.corpus.cards import Card, Fact, check_card, read_cards
from analysis.corpus.sources import read_source
from analysis.errors import InputError

INFERRED = '[x.meeting_on]\nvalue = "2020-02-12"\nbasis = "inferred"\n'


def written(folder: Path, text: str) -> Path:
    file = folder / "reports.toml"
    file.write_text(text, "utf-8")
    return file


def test_read_cards_takes_plain_values_and_grounds(tmp_path: Path):
    text = (
        f'[x]\ncity = "Dezhou"\npublished_on = 2020-02-13\n{INFERRED}evidence = ["a"]\nwhy = "b"\n'
    )
    card = read_cards(written(tmp_path, text))["x"]
    assert card.facts(1) == {
        "city": Fact("Dezhou"),
        "published_on": Fact("2020-02-13"),
        "meeting_on": Fact("2020-02-12", "inferred", ("a",), "b"),
    }


def test_read_cards_lets_a_report_differ_from_its_file(tmp_path: Path):
    text = '[x]\nchairs = "安伟"\ncity = "Zhengzhou"\n[x.articles.2]\nchairs = "何雄"\n'
    card = read_cards(written(tmp_path, text))["x"]
    assert [card.facts(n)["chairs"].value for n in (1, 2, 3)] == ["安伟", "何雄", "安伟"]
    assert card.facts(2)["city"].value == "Zhengzhou"


def test_read_cards_takes_an_empty_file(tmp_path: Path):
    assert read_cards(written(tmp_path, "# nothing yet\n")) == {}


FAULTS = {
    "unknown field": (
        '[x]\nmayor = "a"',
        "read_cards: expected one of city, city_zh, province_zh, level, newspaper, chairs, "
        "meeting_on, published_on, got 'mayor' in [x]. Correct the name or remove the line.",
    ),
    "unknown part": (
        '[x.city]\nvalue = "a"\nsource = "b"',
        "read_cards: expected one of value, basis, evidence, why, got 'source' in [x.city]. "
        "Correct the name or remove the line.",
    ),
    "unknown level": (
        '[x]\nlevel = "town"',
        "read_cards: expected one of province, prefecture, county, district, got 'town' in "
        "[x.level]. Choose one of these.",
    ),
    "unknown basis": (
        '[x.city]\nvalue = "a"\nbasis = "guessed"',
        "read_cards: expected one of stated, inferred, card, got 'guessed' in [x.city] basis. "
        "Choose one of these.",
    ),
    "no such day": (
        '[x]\nmeeting_on = "2020-02-30"',
        "read_cards: expected a date, got '2020-02-30' in [x.meeting_on]. "
        "Write 2020-02-12, or XXXX-02-12 where the year is unknown.",
    ),
    "no year of ours": (
        '[x]\nmeeting_on = "9999-12-31"',
        "read_cards: expected a date, got '9999-12-31' in [x.meeting_on]. "
        "Write 2020-02-12, or XXXX-02-12 where the year is unknown.",
    ),
    "no text": (
        '[x]\ncity = ""',
        "read_cards: expected a text, got '' in [x.city] value. "
        "Put it in quotation marks, or leave the fact out if it is unknown.",
    ),
    "a number": (
        "[x]\nmeeting_on = 2020",
        "read_cards: expected a text, got 2020 in [x.meeting_on] value. "
        "Put it in quotation marks, or leave the fact out if it is unknown.",
    ),
    "inferred without evidence": (
        f'{INFERRED}why = "b"',
        "read_cards: expected evidence for the basis 'inferred', got none in [x.meeting_on]. "
        "Add it: quotes as evidence, one sentence as why.",
    ),
    "inferred without a reason": (
        f'{INFERRED}evidence = ["a"]',
        "read_cards: expected why for the basis 'inferred', got none in [x.meeting_on]. "
        "Add it: quotes as evidence, one sentence as why.",
    ),
    "evidence that is no list": (
        f'{INFERRED}evidence = "a"\nwhy = "b"',
        "read_cards: expected a list of quotes, got 'a' in [x.meeting_on] evidence. "
        'Write ["first quote", "second quote"].',
    ),
    "a fact outside a card": (
        'city = "a"',
        "read_cards: expected a section, got 'a' in [city]. "
        "Begin each card with the file's name in brackets, such as [luoyang].",
    ),
    "report without a number": (
        '[x.articles.second]\ncity = "a"',
        "read_cards: expected the number of a report, got 'second' in [x.articles]. "
        "Write [x.articles.2] for the second report of the file.",
    ),
    "not TOML": (
        '[x]\ncity = "a\n',
        "is not TOML: Illegal character '\\n' (at line 2, column 10). Mend that line; "
        'a name in Chinese stands in quotes: ["洛阳"].',
    ),
}


@pytest.mark.parametrize(("text", "message"), FAULTS.values(), ids=FAULTS)
def test_read_cards_names_the_fault(tmp_path: Path, text: str, message: str):
    file = written(tmp_path, text)
    with pytest.raises(InputError) as caught:
        read_cards(file)
    assert str(caught.value) == f"{file}: {message}"


def test_read_cards_refuses_other_encodings(tmp_path: Path):
    file = tmp_path / "reports.toml"
    file.write_bytes('[x]\ncity_zh = "洛阳"'.encode("gb18030"))
    with pytest.raises(InputError, match=r"is not UTF-8\. Save the cards as UTF-8 text\.$"):
        read_cards(file)


def test_read_cards_names_a_missing_file(tmp_path: Path):
    with pytest.raises(InputError, match=r"cannot be read \(.+\)\. Check the path\.$"):
        read_cards(tmp_path / "none.toml")


def test_check_card_wants_evidence_literally():
    card = Card("x", {"meeting_on": Fact("2020-02-12", "inferred", ("2月12日，",), "b")}, {})
    check_card(card, raw="2月12日，市委", n_articles=1)
    with pytest.raises(InputError) as caught:
        check_card(card, raw="2月12日,市委", n_articles=1)
    assert str(caught.value) == (
        "check_card: expected evidence that stands in the file, got '2月12日，' in "
        "[x.meeting_on]. Copy it from the raw file, with its annotations and punctuation."
    )


def test_check_card_wants_the_report_it_names():
    card = Card("x", {}, {2: {"chairs": Fact("何雄")}})
    with pytest.raises(InputError) as caught:
        check_card(card, raw="", n_articles=1)
    assert str(caught.value) == (
        "check_card: expected at most 1 report(s) in the file, got [x.articles.2]. "
        "Remove that section or correct its number."
    )


def test_cards_of_the_five_reports_quote_their_files():
    cards = read_cards(paths.CARDS)
    files = {file.stem: file for file in paths.REPORTS.glob("*.txt")}
    assert cards.keys() == files.keys()
    for source_id, card in cards.items():
        raw = read_source(files[source_id]).raw
        check_card(card, raw=raw, n_articles=2 if source_id == "zhengzhou" else 1)


def test_cards_of_the_five_reports_ground_each_year_that_is_not_stated():
    cards = read_cards(paths.CARDS)
    for source_id in ("zhengzhou", "dezhou", "kunming", "nanjing"):
        fact = cards[source_id].facts(1)["meeting_on"]
        assert fact.basis == "inferred"
        assert len(fact.evidence) >= 2


def test_columns_of_a_report_are_its_own_facts_and_then_the_common_ones():
    common = {
        "city_zh": Fact("郑州"),
        "chairs": Fact("安伟"),
        "meeting_on": Fact("2022-03-27", "card"),
    }
    card = Card("made", common, {2: {"chairs": Fact("何雄")}})
    assert card.columns(1)["chairs"] == "安伟"
    assert card.columns(2) == {
        "city_zh": "郑州",
        "chairs": "何雄",
        "meeting_on": "2022-03-27",
        "meeting_on_basis": "card",
    }
