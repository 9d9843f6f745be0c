"""Write a folder whole or not at all."""

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
    try:
        (staging / "new").mkdir()
        (staging / "old").mkdir()
        yield staging / "new"
        for new in sorted((staging / "new").iterdir()):
            target = folder / new.name
            if target.exists():
                target.rename(staging / "old" / new.name)
            new.rename(target)
    finally:
        shutil.rmtree(staging)
