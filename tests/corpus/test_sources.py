import re
from pathlib import Path

import pytest

from analysis import paths
from analysis.corpus.sources import decode, read_source
from analysis.errors import InputError

REPORTS = sorted(paths.REPORTS.glob("*.txt"))
TRADITIONAL = ("dezhou.txt", "nanjing.txt")


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"]
)
def test_decode_reads_every_encoding_alike(path: Path, encoding: str):
    text = path.read_text("utf-8")
    assert decode(text.encode(encoding)) == (encoding, text)


@pytest.mark.parametrize("name", TRADITIONAL)
def test_decode_tells_big5_from_gb18030(name: str):
    # Big5 has no pinyin letters: the text without them is what such a file could hold.
    text = re.sub(r"\([a-z\u00c0-\u01ff]+\)", "", (paths.REPORTS / name).read_text("utf-8"))
    text = text.encode("big5hkscs", errors="ignore").decode("big5hkscs")
    assert decode(text.encode("big5hkscs")) == ("big5hkscs", text)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("cut", range(1, 6))
def test_decode_marks_a_last_character_that_was_cut(encoding: str, cut: int):
    whole = "会议强调，要坚决打赢疫情防控阻击战。"
    name, text = decode(whole.encode(encoding)[:-cut])
    assert name == encoding
    assert whole.startswith(text.removesuffix("\ufffd"))
    assert len(text) >= len(whole) - 3


def test_decode_marks_a_broken_byte_in_utf_8():
    whole = "会议强调，要坚决打赢疫情防控阻击战。" * 20
    data = bytearray(whole.encode())
    data[300] = 0xFF
    name, text = decode(bytes(data))
    assert name == "utf-8"
    before, after = text.split("\ufffd", 1)
    assert whole.startswith(before)
    assert whole.endswith(after.lstrip("\ufffd"))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "the file is empty"),
        (b" \n\t", "the file is empty"),
        (bytes(range(256)) * 9, "not text in UTF-8, UTF-16, GB18030 or Big5"),
        (b"\x7fELF" + b"\0\1" * 200, "this is a binary file, not text"),
        (b"PK\x03\x04" + b"\0\1" * 200, "is a Word file or another archive, whatever its name"),
        (b"%PDF-1.7\n%\xe2\xe3", "is a PDF, whatever its name"),
    ],
)
def test_read_source_says_what_is_wrong(tmp_path: Path, data: bytes, message: str):
    path = tmp_path / "report.txt"
    path.write_bytes(data)
    with pytest.raises(InputError, match=message) as error:
        read_source(path)
    assert str(error.value).startswith(str(path))
    assert "\n" not in str(error.value)


def test_read_source_refuses_what_would_not_fit_into_memory(tmp_path: Path):
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(65_000_000)
    with pytest.raises(InputError, match=r"large\.txt: has 65 MB, 64 at most"):
        read_source(path)


def test_read_source_names_the_missing_file(tmp_path: Path):
    with pytest.raises(InputError, match="cannot be read"):
        read_source(tmp_path / "none.txt")


def test_read_source_names_the_file_without_its_folder(tmp_path: Path):
    path = tmp_path / "2020" / "report.txt"
    path.parent.mkdir()
    path.write_text("会议强调。", encoding="gb18030")
    source = read_source(path)
    assert (source.source_id, source.path, source.encoding) == (
        "report",
        "report.txt",
        "gb18030",
    )
