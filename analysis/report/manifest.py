"""Record what went into a build and what came out, as hashes."""

import json
import os
import re
import tomllib
from collections.abc import Iterable
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from analysis import paths

NAME = "manifest.json"


def write_manifest(folder: Path, *, inputs: Iterable[Path]) -> Path:
    """Write manifest.json: inputs, lexicons, package versions, outputs; no date, path or machine.

    Takes    folder: what a build wrote; every file in it counts as an output.
             inputs: the files it was built from, cards included; each is named below their
             common folder.
    Returns  the file written.
    """
    inputs = list(inputs)
    base = Path(os.path.commonpath([file.parent for file in inputs]))
    outputs = [file for file in _files(folder) if file != folder / NAME]
    manifest = {
        "inputs": _hashes(inputs, base),
        "lexicons": _hashes(_files(paths.LEXICON), paths.LEXICON),
        "packages": _packages(),
        "outputs": _hashes(outputs, folder),
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
    target = folder / NAME
    target.write_text(text, encoding="utf-8", newline="\n")
    return target


def _hashes(files: Iterable[Path], base: Path) -> dict[str, str]:
    """Map each file, named below `base`, to the SHA-256 of its bytes, in order of the names."""
    hashes = {
        file.relative_to(base).as_posix(): sha256(file.read_bytes()).hexdigest() for file in files
    }
    return dict(sorted(hashes.items()))


def _files(folder: Path) -> list[Path]:
    """List the files below a folder; hidden ones are drafts and caches."""
    return [
        file
        for file in folder.rglob("*")
        if file.is_file() and not any(p.startswith(".") for p in file.relative_to(folder).parts)
    ]


def _packages() -> dict[str, str]:
    """Look up the installed version of each direct dependency of the project."""
    project = tomllib.loads((paths.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    names = [re.split(r"[^\w.-]", needed)[0] for needed in project["project"]["dependencies"]]
    return {name: version(name) for name in sorted(names)}
