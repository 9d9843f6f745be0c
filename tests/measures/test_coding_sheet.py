import csv
import doctest
import re

import pandas as pd
import pytest

from analysis.measures import coding_sheet
from analysis.measures.agreement import krippendorff_alpha
from analysis.measures.coding_sheet import read_sheet, write_sheet

CODEBOOK = pd.DataFrame(
    {"theme": ["war", "exam"], "zh": ["战争框架", "考验框架"], "en": ["War frame", "Exam frame"]}
)
SENTENCES = pd.DataFrame(
    {
        "sentence_id": [f"luoyang-1-{number:03}" for number in range(1, 9)],
        "city": "Luoyang",
        "text": [f"第{number}句。" for number in range(1, 9)],
    }
)


def cells(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def fill(path, marks, sentences=SENTENCES):
    """Write a sheet and fill in the marks of each sentence; the others have no theme."""
    write_sheet(sentences, CODEBOOK, path)
    header, *rows = cells(path)
    by_text = dict(zip(sentences["text"], sentences["sentence_id"], strict=True))
    for row in rows:
        row[2:] = marks.get(by_text[row[1]], ["", "", "x"])
    save(path, [header, *rows])
    return path


def save(path, rows, encoding="utf-8-sig"):
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(rows)


@pytest.fixture
def sheet(tmp_path):
    return fill(tmp_path / "sheet.csv", {"luoyang-1-002": ["1", "0", ""]})


def test_write_sheet_is_for_people_and_spreadsheets(tmp_path):
    path = tmp_path / "sheet.csv"
    write_sheet(SENTENCES, CODEBOOK, path)
    header, *rows = cells(path)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert header == [
        *("key 编号", "text 句子"),
        *("war 战争框架 War frame", "exam 考验框架 Exam frame", "none 无 No theme"),
    ]
    assert sorted(row[1] for row in rows) == sorted(SENTENCES["text"])
    assert {tuple(row[2:]) for row in rows} == {("", "", "")}


def test_write_sheet_hides_place_and_neighbours(tmp_path):
    orders = []
    for n, seed in enumerate((0, 0, 1)):
        path = tmp_path / f"sheet{n}.csv"
        write_sheet(SENTENCES, CODEBOOK, path, seed=seed)
        orders.append([row[1] for row in cells(path)[1:]])
        assert "luoyang" not in path.read_text("utf-8-sig").lower()
    assert orders[0] == orders[1]
    assert len({tuple(order) for order in [*orders, list(SENTENCES["text"])]}) == 3


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@甲", "＝甲", "\t=1", "\n=1"])
def test_write_sheet_makes_no_formula_of_a_text(tmp_path, text):
    path = tmp_path / "sheet.csv"
    write_sheet(SENTENCES.head(1).assign(text=text), CODEBOOK, path)
    assert cells(path)[1][1] == f"'{text}"


@pytest.mark.parametrize("text", ["5=5。", "“甲，乙。”\n丙"])
def test_write_sheet_keeps_any_other_text(tmp_path, text):
    path = tmp_path / "sheet.csv"
    write_sheet(SENTENCES.head(1).assign(text=text), CODEBOOK, path)
    assert cells(path)[1][1] == text


def test_write_sheet_refuses_a_sentence_twice(tmp_path):
    twice = pd.concat([SENTENCES, SENTENCES.tail(1)])
    with pytest.raises(ValueError, match="write_sheet: expected each sentence_id once"):
        write_sheet(twice, CODEBOOK, tmp_path / "sheet.csv")


def test_read_sheet_gives_the_coding_in_the_order_of_sentences(tmp_path):
    marks = {"luoyang-1-002": ["1", "", ""], "luoyang-1-004": ["x", "X", "0"]}
    coding = read_sheet(fill(tmp_path / "sheet.csv", marks), SENTENCES, CODEBOOK)
    assert coding["sentence_id"].unique().tolist() == SENTENCES["sentence_id"].tolist()
    assert coding.dropna().to_numpy().tolist() == [
        ["luoyang-1-002", "war"],
        ["luoyang-1-004", "war"],
        ["luoyang-1-004", "exam"],
    ]


def test_read_sheet_takes_a_row_of_noughts_for_no_theme(tmp_path):
    marks = {sentence_id: ["0", "0", ""] for sentence_id in SENTENCES["sentence_id"]}
    coding = read_sheet(fill(tmp_path / "sheet.csv", marks), SENTENCES, CODEBOOK)
    assert coding["theme"].isna().tolist() == [True] * len(SENTENCES)


def test_read_sheet_reads_sorted_rows_and_columns(sheet):
    expected = read_sheet(sheet, SENTENCES, CODEBOOK)
    header, *rows = cells(sheet)
    save(sheet, [line[::-1] for line in [header, *sorted(rows)]])
    assert read_sheet(sheet, SENTENCES, CODEBOOK).equals(expected)


def change(rows, what):
    """Spoil a filled sheet in one way; the first row is the header, the second any sentence."""
    if what == "theme":
        rows[0][2] = "wars 战争"
    elif what == "value":
        rows[1][2] = "是"
    elif what == "twice":
        rows.append(rows[1])
    elif what == "missing":
        del rows[1]
    elif what == "unknown":
        rows[1][0] = "1.2E+11"
    elif what == "blank":
        rows[1][2:] = ["", "", ""]
    elif what == "short":
        del rows[1][1:]
    elif what == "none":
        rows[1][2:] = ["1", "", "1"]


@pytest.mark.parametrize(
    ("what", "message"),
    [
        ("theme", "unknown theme 'wars'; column 'war' missing"),
        ("value", "'是' for war in {key} instead of 1, x, 0 or blank"),
        ("twice", "sentence {key} twice"),
        ("missing", "sentence {key} missing"),
        ("unknown", "sentence '1.2E+11' unknown; sentence {key} missing"),
        ("blank", "no mark for {key}"),
        ("short", "no mark for {key}"),
        ("none", "none and war at once for {key}"),
    ],
)
def test_read_sheet_says_in_one_line_what_is_wrong(sheet, what, message):
    rows = cells(sheet)
    key = rows[1][0]
    change(rows, what)
    save(sheet, rows)
    expected = (
        f"read_sheet: expected a coded sheet of these sentences, got {message.format(key=key)} "
        "and 0 more in sheet.csv. Correct them and save as CSV UTF-8."
    )
    with pytest.raises(ValueError, match=f"^{re.escape(expected)}$"):
        read_sheet(sheet, SENTENCES, CODEBOOK)


def test_read_sheet_lists_five_problems_and_counts_the_others(tmp_path):
    path = tmp_path / "sheet.csv"
    write_sheet(SENTENCES, CODEBOOK, path)
    with pytest.raises(ValueError, match=r"(no mark for \w+(; )?){5} and 3 more in sheet\.csv"):
        read_sheet(path, SENTENCES, CODEBOOK)


def test_read_sheet_refuses_another_encoding(sheet):
    save(sheet, cells(sheet), encoding="gb18030")
    with pytest.raises(ValueError, match=r"expected UTF-8, got byte 0x\w\w in sheet\.csv\. Save"):
        read_sheet(sheet, SENTENCES, CODEBOOK)


def test_read_sheet_refuses_an_empty_file(tmp_path):
    path = tmp_path / "sheet.csv"
    path.touch()
    with pytest.raises(ValueError, match="got column 'key' missing"):
        read_sheet(path, SENTENCES, CODEBOOK)


def test_two_sheets_give_alpha_as_the_module_says(tmp_path):
    for name, marks in (("wang.csv", ["1", "", ""]), ("li.csv", ["1", "1", ""])):
        fill(tmp_path / name, {"luoyang-1-002": marks})
    lines = [line for line in coding_sheet.__doc__.splitlines() if line.startswith("    ")]
    names = {
        **{function.__name__: function for function in (read_sheet, krippendorff_alpha)},
        **{"folder": tmp_path, "sentences": SENTENCES, "codebook": CODEBOOK},
    }
    example = [f">>> {line.strip()}" for line in lines]
    example[-1] = example[-1].replace(">>> ", ">>> alpha = ")
    test = doctest.DocTestParser().get_doctest("\n".join(example), names, "example", None, None)
    assert doctest.DocTestRunner().run(test, clear_globs=False) == (0, 3)
    alpha = test.globs["alpha"].set_index("theme")["alpha"]
    assert alpha["war"] == 1
    assert alpha["exam"] == 0


def test_write_sheet_writes_over_no_sheet(tmp_path):
    path = tmp_path / "sheet.csv"
    write_sheet(SENTENCES, CODEBOOK, path)
    before = path.read_bytes()
    with pytest.raises(FileExistsError, match=r"sheet\.csv"):
        write_sheet(SENTENCES, CODEBOOK, path, seed=1)
    assert path.read_bytes() == before


def test_read_sheet_takes_what_a_spreadsheet_saves(tmp_path):
    """Blank cells cut off at the end of a row, semicolons instead of commas."""
    path = tmp_path / "sheet.csv"
    write_sheet(SENTENCES, CODEBOOK, path)
    header, *rows = cells(path)
    lines = [header, *([*row[:2], "1"] for row in rows)]
    text = "\n".join(";".join(f'"{cell}"' for cell in line) for line in lines)
    path.write_text(text, encoding="utf-8-sig")
    coding = read_sheet(path, SENTENCES, CODEBOOK)
    assert coding["theme"].tolist() == [CODEBOOK["theme"].iloc[0]] * len(SENTENCES)
