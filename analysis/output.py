"""Write a folder whole or not at all."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def staged(folder: Path) -> Iterator[Path]:
    """Give an empty folder to write to; when all went well, what it holds replaces what was there.

    Each entry written replaces the entry of that name in `folder`; entries not written stay. After
    an error nothing in `folder` has changed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=".staging-", dir=folder))
    new, old = staging / "new", staging / "old"
    new.mkdir()
    old.mkdir()
    try:
        yield new
        _swap(sorted(entry.name for entry in new.iterdir()), folder, new, old)
    except BaseException as error:
        if any(old.iterdir()):  # the undo was interrupted, too
            error.add_note(f"Part of what stood in {folder} is now in {old}. Move it back.")
        else:
            shutil.rmtree(staging)
        raise
    shutil.rmtree(staging)


def _swap(names: list[str], folder: Path, new: Path, old: Path) -> None:
    """Put new entries in the place of old ones; if one fails, put all old ones back."""
    try:
        for name in names:
            if os.path.lexists(folder / name):
                (folder / name).rename(old / name)
            (new / name).rename(folder / name)
    except BaseException:
        for name in names:
            if os.path.lexists(old / name):
                if os.path.lexists(folder / name):
                    (folder / name).rename(new / f"{name}.undone")
                (old / name).rename(folder / name)
        raise
