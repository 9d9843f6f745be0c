"""A few seconds of what `fuzz_corpus.py` does for as long as one likes."""

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.fuzz.fuzz_corpus import FILES, REPORTS, SENTENCE, check, read_dictionaries


@pytest.fixture(scope="module", autouse=True)
def _dictionaries() -> None:
    read_dictionaries()


def test_check_builds_a_report_and_refuses_what_is_none():
    assert check(REPORTS[0].encode()) == "built"
    assert check("疫情防控".encode()) == "refused: no sentence"
    assert check(b"\xff" * 9) == "refused: no text"


@pytest.mark.parametrize(
    "end",
    ["\ufffd", "?\ufffd?", "（(" * 300, "\r\v\f\x85\u2028", "“《" * 99, "\0", "𠀀", "。\n" * 99, "??????"],
)  # fmt: skip
def test_laws_hold_where_a_page_ends_oddly(end: str):
    assert check(f"{SENTENCE}{end}".encode()) == "built"


@settings(
    max_examples=15,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate, Phase.shrink],
)
@given(FILES)
def test_laws_hold_for_any_file(file: tuple[bytes, str]):
    assert check(*file, with_schema=False)
