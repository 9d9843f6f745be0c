"""The command line, called as a user calls it."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from analysis import paths
from analysis.cli import main
from analysis.corpus import Corpus


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, corpus: Corpus) -> Path:
    folder = tmp_path_factory.mktemp("data")
    corpus.write(folder / "tables")
    return folder


def files(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


def test_build_writes_the_tables_and_their_dictionary(
    tmp_path: Path, built: Path, capsys: pytest.CaptureFixture[str]
):
    assert main(["build", "--out", str(tmp_path)]) == 0
    tables = {name: data for name, data in files(tmp_path).items() if name.startswith("tables/")}
    assert tables == files(built)
    assert (tmp_path / "README.md").exists()
    said = capsys.readouterr()
    assert "6 articles" in said.out
    assert str(tmp_path) in said.out
    assert said.err == ""


def test_build_leaves_what_was_there_after_a_fault(
    tmp_path: Path, built: Path, capsys: pytest.CaptureFixture[str]
):
    reports, out = tmp_path / "reports", tmp_path / "out"
    shutil.copytree(paths.REPORTS, reports)
    shutil.copytree(built, out)
    (reports / "empty.txt").write_bytes(b"")
    (reports / "binary.txt").write_bytes(b"\0\1" * 100)
    before = files(out)
    assert main(["build", str(reports), "--out", str(out)]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert [line.split(": ")[0] for line in said.err.splitlines()] == [
        str(reports / "binary.txt"),
        str(reports / "empty.txt"),
    ]
    assert files(out) == before
    assert [p for p in out.iterdir() if p.name.startswith(".")] == []


def test_build_names_a_missing_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["build", str(tmp_path / "none"), "--out", str(tmp_path / "out")]) == 1
    assert capsys.readouterr().err == (
        f"{tmp_path / 'none'}: no such file or folder. Check the path.\n"
    )
    assert not (tmp_path / "out").exists()


def test_build_refuses_a_file_for_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "out").write_text("mine")
    assert main(["build", "--out", str(tmp_path / "out")]) == 1
    assert "is a file, not a folder" in capsys.readouterr().err
    assert (tmp_path / "out").read_text() == "mine"


@pytest.mark.parametrize("arguments", [[], ["unknown"], ["kwic"], ["build", "--unknown"]])
def test_wrong_use_exits_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 2
    assert "usage: analysis" in capsys.readouterr().err


@pytest.mark.parametrize("command", [[], ["build"], ["report"], ["kwic"], ["explain"]])
def test_every_command_has_help(command: list[str], capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as stop:
        main([*command, "--help"])
    assert stop.value.code == 0
    assert "usage: analysis" in capsys.readouterr().out


def test_kwic_shows_each_place(built: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["kwic", "双胜利", "--data", str(built)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.count("【双胜利】") for line in lines] == [1, 1, 0]
    assert lines[-1] == "2 lines in 2 of 6 reports, 2 of 5 places"


def test_kwic_reads_a_regular_expression_only_if_told(
    built: Path, capsys: pytest.CaptureFixture[str]
):
    main(["kwic", "双.利", "--data", str(built)])
    main(["kwic", "双.利", "--by", "regex", "--data", str(built)])
    assert [line for line in capsys.readouterr().out.splitlines() if "lines in" in line] == [
        "0 lines in 0 of 6 reports, 0 of 5 places",
        "2 lines in 2 of 6 reports, 2 of 5 places",
    ]


def test_kwic_says_what_is_wrong_with_a_pattern(built: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["kwic", "(", "--by", "regex", "--data", str(built)]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1


@pytest.mark.parametrize(
    ("by", "name", "table", "column"),
    [
        ("phrase", "复工复产", "phrases", "family"),
        ("theme", "balance", "themes", "theme"),
        ("term", "防控", "terms", "term"),
    ],
)
def test_kwic_by_what_a_table_names_shows_each_of_its_rows(
    built: Path,
    corpus: Corpus,
    capsys: pytest.CaptureFixture[str],
    by: str,
    name: str,
    table: str,
    column: str,
):
    assert main(["kwic", name, "--by", by, "--data", str(built)]) == 0
    lines = capsys.readouterr().out.splitlines()
    rows = getattr(corpus, table)
    assert len(lines) - 1 == (rows[column] == name).sum() > 0


def test_kwic_sorts_by_what_follows(built: Path, capsys: pytest.CaptureFixture[str]):
    main(["kwic", "复工", "--sort", "right", "--data", str(built)])
    after = [
        line.split("】")[1][:1] for line in capsys.readouterr().out.splitlines() if "】" in line
    ]
    assert after == sorted(after)
    assert len(set(after)) > 1


def test_explain_shows_raw_clean_and_every_change(
    built: Path, corpus: Corpus, capsys: pytest.CaptureFixture[str]
):
    key = corpus.sentences.loc[
        corpus.sentences["text"].str.contains("三大攻坚战"), "sentence_id"
    ].iloc[0]
    assert main(["explain", key, "--data", str(built)]) == 0
    said = capsys.readouterr().out
    assert "確?!叭r(nóng)”工作" in said
    assert "确保“三农”工作" in said
    assert "damage: '?!叭r(nóng)' → '保“三农'" in said


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["explain", "nowhere-1-001"], "expected a sentence_id such as dezhou-1-001"),
        (["kwic", ""], "expected a wording"),
        (["kwic", "zzz", "--by", "theme"], "expected a theme of this corpus, got 'zzz'"),
    ],
)
def test_a_fault_is_one_line(
    built: Path, arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
):
    assert main([*arguments, "--data", str(built)]) == 1
    said = capsys.readouterr().err
    assert message in said
    assert len(said.splitlines()) == 1


def test_tables_that_were_never_built_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["kwic", "会议", "--data", str(tmp_path)]) == 1
    assert "Build the tables with `analysis build`" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["README.md", "tables/mine.csv"])
def test_build_writes_over_no_file_of_the_user(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
):
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("mine")
    assert main(["build", "--out", str(tmp_path)]) == 1
    assert capsys.readouterr().err == (
        f"{tmp_path / name}: would be written over. Move it, or name another folder.\n"
    )
    assert files(tmp_path) == {name: b"mine"}


def test_build_names_what_it_does_not_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "a.txt").write_text("2月12日，市委召开会议，研究部署疫情防控工作。")
    (tmp_path / "b.docx").write_text("")
    assert main(["build", str(tmp_path), "--out", str(tmp_path / "out")]) == 0
    said = capsys.readouterr().err.splitlines()[0]
    assert said == f"Not read: another file, {tmp_path / 'b.docx'}. Save it as .txt or .html."


def test_a_table_that_is_none_is_named(
    tmp_path: Path, built: Path, capsys: pytest.CaptureFixture[str]
):
    shutil.copytree(built, tmp_path, dirs_exist_ok=True)
    (tmp_path / "tables" / "terms.parquet").write_text("no table")
    assert main(["kwic", "会议", "--data", str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert "terms.parquet, got another file or a damaged one. Build the tables again" in said
    assert len(said.splitlines()) == 1


def test_kwic_says_what_a_text_without_a_line_may_be(
    built: Path, capsys: pytest.CaptureFixture[str]
):
    assert main(["kwic", "雙勝利", "--data", str(built)]) == 0
    assert "simplified" in capsys.readouterr().out


def test_help_does_not_wait_for_the_notebooks():
    code = "import sys, analysis.cli; print('nbformat' in sys.modules, 'matplotlib' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["False", "False"]
