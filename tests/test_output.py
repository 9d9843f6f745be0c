from pathlib import Path

import pytest

from analysis.output import staged


def test_staged_replaces_what_was_written_and_keeps_the_rest(tmp_path: Path):
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "old.csv").write_text("old")
    (tmp_path / "notes.txt").write_text("kept")
    with staged(tmp_path) as folder:
        (folder / "tables").mkdir()
        (folder / "tables" / "new.csv").write_text("new")
        assert (tmp_path / "tables" / "old.csv").exists()
    assert sorted(p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*")) == [
        "notes.txt",
        "tables",
        "tables/new.csv",
    ]


def test_staged_changes_nothing_after_an_error(tmp_path: Path):
    (tmp_path / "tables").write_text("old")

    def fail() -> None:
        with staged(tmp_path) as folder:
            (folder / "tables").write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert [p.name for p in tmp_path.iterdir()] == ["tables"]
    assert (tmp_path / "tables").read_text() == "old"


def test_staged_puts_everything_back_if_a_swap_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    for name in ("a", "b"):
        (tmp_path / name).write_text("old")
    rename = Path.rename

    def fail(self: Path, target: Path) -> Path:
        if self.name == "b" and self.read_text() == "new":
            raise OSError("disk")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail)

    def write() -> None:
        with staged(tmp_path) as folder:
            for name in ("a", "b"):
                (folder / name).write_text("new")

    with pytest.raises(OSError, match="disk"):
        write()
    assert {p.name: p.read_text() for p in tmp_path.iterdir()} == {"a": "old", "b": "old"}


def test_staged_keeps_what_an_interrupted_undo_leaves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "a").write_text("old")
    rename = Path.rename

    def fail(self: Path, target: Path) -> Path:
        if self.parent.name in ("new", "old"):
            raise KeyboardInterrupt
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail)

    def write() -> None:
        with staged(tmp_path) as folder:
            (folder / "a").write_text("new")

    with pytest.raises(KeyboardInterrupt) as error:
        write()
    (kept,) = tmp_path.rglob("old/a")
    assert kept.read_text() == "old"
    assert str(kept.parent) in error.value.__notes__[0]
