"""The checkout as a whole: what is kept in it, what it asks for, what it promises."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from analysis import paths
from analysis.report.notebooks import check_clean

ROOT = paths.ROOT
LOCK = (ROOT / "requirements.lock").read_text("utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
COMMANDS = set(re.findall(r"^([a-z]+):.* ## ", MAKEFILE, flags=re.MULTILINE))
OTHER_LOCKS = r"(uv\.lock|pylock.*\.toml|poetry\.lock|Pipfile\.lock|pdm\.lock|requirements.*\.txt)"

# A package is found where the reader's own pip looks for it, and a path holds on one machine only.
REGISTRY = re.compile(r"\b(pypi|pythonhosted|npmjs|anaconda)\.(org|com|net)\b")
MACHINE_PATH = re.compile(r"(?<![\w.:/<~)}-])/(work|root|home|Users)\b")


def read_kept_files() -> dict[str, bytes]:
    """Read what git keeps, or would keep: new files count before they are added."""
    if not (ROOT / ".git").exists() or not shutil.which("git"):
        pytest.skip("not a git checkout")
    command = ["git", "-c", "safe.directory=*", "-C", str(ROOT), "ls-files", "-z", "--cached"]
    command += ["--others", "--exclude-standard"]
    names = subprocess.run(command, capture_output=True, check=True, text=True).stdout.split("\0")
    return {name: (ROOT / name).read_bytes() for name in names if name and (ROOT / name).is_file()}


@pytest.fixture(scope="module")
def kept():
    return read_kept_files()


@pytest.fixture(scope="module")
def texts(kept):
    return {
        name: body.decode("utf-8", "replace") for name, body in kept.items() if b"\0" not in body
    }


def find(pattern: re.Pattern[str], texts: dict[str, str]) -> list[str]:
    return [f"{name}: {hit[0]}" for name, text in texts.items() for hit in pattern.finditer(text)]


def test_no_kept_file_is_large(kept):
    assert [name for name, body in kept.items() if len(body) > 2**20] == []


def test_no_kept_file_names_a_registry(texts):
    assert find(REGISTRY, texts) == []


def test_no_kept_file_names_a_path_of_a_machine(texts):
    assert find(MACHINE_PATH, texts) == []


@pytest.mark.parametrize("text", ["open('{}/ann/x.txt')", "cd {}", "({}/a)", "`{}`"])
@pytest.mark.parametrize("folder", ["home", "root", "work", "Users"])
def test_path_of_a_machine_is_found(text, folder):
    assert find(MACHINE_PATH, {"a.md": text.format(f"/{folder}")}) != []


@pytest.mark.parametrize(
    "text", ["notebooks/home/x", "the host/work of others", "</root>", "~/work"]
)
def test_other_slashes_are_no_path_of_a_machine(text):
    assert find(MACHINE_PATH, {"a.md": text}) == []


def test_registry_is_found():
    assert find(REGISTRY, {"a.md": "see {}.org/simple".format("pypi")}) == [
        "a.md: {}.org".format("pypi")
    ]


def test_there_is_one_lock(kept):
    assert [name for name in kept if re.fullmatch(OTHER_LOCKS, Path(name).name)] == []


def test_lock_has_no_address():
    assert "://" not in LOCK
    assert re.findall(r"^ *--(?!hash=)\S+", LOCK, flags=re.MULTILINE) == []


def test_lock_pins_each_package_with_a_hash():
    entries = re.split(r"\n(?=\S)", LOCK.strip())
    pinned = re.compile(r"[a-z0-9-]+==\S+( ; .+)? \\(\n    --hash=sha256:[0-9a-f]{64}( \\)?)+")
    assert [entry for entry in entries if not pinned.fullmatch(entry)] == []


def test_lock_holds_what_the_project_asks_for():
    asked = PROJECT["project"]["dependencies"] + PROJECT["build-system"]["requires"]
    asked += [line for group in PROJECT["dependency-groups"].values() for line in group]
    pins: dict[str, list[str]] = {}
    for name, version in re.findall(r"^(\S+)==(\S+)", LOCK, flags=re.MULTILINE):
        pins.setdefault(name, []).append(version)
    missing = [
        line
        for line in asked
        if not any(
            Requirement(line).specifier.contains(version)
            for version in pins.get(canonicalize_name(Requirement(line).name), [])
        )
    ]
    assert missing == [], "Run `make lock`"


def test_reports_are_byte_for_byte_as_handed_over():
    lines = (paths.REPORTS / "SHA256SUMS").read_text("utf-8").splitlines()
    found = {path.name: path.read_bytes() for path in paths.REPORTS.glob("*.txt")}
    assert {name: hashlib.sha256(body).hexdigest() for name, body in found.items()} == {
        name: digest for digest, name in (line.split() for line in lines)
    }


def test_notebooks_are_kept_without_results():
    for notebook in sorted(paths.NOTEBOOKS.glob("*.ipynb")):
        check_clean(notebook)
        assert all(not cell.get("outputs") for cell in json.loads(notebook.read_bytes())["cells"])


def test_readme_names_the_commands_of_the_makefile():
    readme = (ROOT / "README.md").read_text("utf-8")
    named = set(re.findall(r"(?:^|`|\$ ) *make ([a-z]+)", readme, flags=re.MULTILINE))
    assert named == COMMANDS


def test_version_and_licence_are_told_alike_everywhere():
    project, citation = PROJECT["project"], yaml.safe_load((ROOT / "CITATION.cff").read_bytes())
    newest = re.search(r"^## (\S+) \((\S+)\)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.M)
    assert newest is not None
    assert (project["version"], citation["date-released"].isoformat()) == newest.groups()
    assert (citation["version"], citation["license"]) == (project["version"], project["license"])
    assert (ROOT / "LICENSE").read_text("utf-8").startswith(f"{project['license']} License\n")


def test_citation_has_the_fields_of_its_format():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_bytes())
    assert {"cff-version", "message", "title", "authors"} <= citation.keys()
    assert (citation["cff-version"], citation["type"]) == ("1.2.0", "software")
    assert all(author.keys() == {"name"} for author in citation["authors"])


@pytest.fixture
def make(tmp_path):
    """Run make in a folder that has nothing but the Makefile and its two lists."""
    for name in ("Makefile", "requirements.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)

    def run(*arguments: str, python: str = "exit 0") -> subprocess.CompletedProcess[str]:
        (tmp_path / "python").write_text(f"#!/bin/sh\n{python}\n", "utf-8")
        (tmp_path / "python").chmod(0o755)
        command = ["make", "--no-print-directory", "-C", str(tmp_path), "PYTHON=./python"]
        own = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
        return subprocess.run(
            [*command, *arguments], capture_output=True, text=True, check=False, env=own
        )

    return run


def test_make_alone_lists_the_commands(make):
    listed = re.findall(r"^make (\w+) +\S", make().stdout, flags=re.MULTILINE)
    assert set(listed) == COMMANDS
    assert len(listed) == len(COMMANDS)


def test_make_says_in_one_line_which_python_it_needs(make, tmp_path):
    result = make("lint", python='[ "$1" = -V ] && echo Python 3.9.2; exit 1')
    assert result.returncode != 0
    assert result.stderr.splitlines()[0] == (
        "make: expected Python 3.11 or newer with pip and venv, got ./python (Python 3.9.2)."
        " Name another: make PYTHON=python3.12"
    )
    assert not (tmp_path / ".venv").exists()


def test_make_leaves_no_stamp_on_a_set_up_that_stopped(make, tmp_path):
    stops_at_pip = 'case "$*" in *"-m venv"*) mkdir .venv;; *"-m pip"*) exit 1;; esac'
    result = make("lint", python=stops_at_pip)
    assert result.returncode != 0
    assert (tmp_path / ".venv").is_dir()
    assert not (tmp_path / ".venv" / ".ready").exists()


def test_make_sets_up_again_after_the_lock_has_changed(make, tmp_path):
    stamp = tmp_path / ".venv" / ".ready"
    stamp.parent.mkdir()
    stamp.touch()
    assert make(".venv/.ready", python="exit 1").returncode == 0
    os.utime(stamp, (0, 0))
    assert make(".venv/.ready", python="exit 1").returncode != 0


def test_make_clean_keeps_what_is_committed(make, tmp_path):
    kept = {"data/README.md", "data/manifest.json", "data/tables/terms.csv", ".venv/.ready"}
    kept |= {"data/charts/02-families.png", "data/charts/04-theme-profile.png"}
    rebuilt = {
        "data/report/index.html",
        "data/tables/terms.parquet",
        "data/charts/a.svg",
        "tests/__pycache__/a.pyc",
    }
    for name in {*kept, *rebuilt, "analysis/cli.py"}:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert make("clean").returncode == 0
    assert {name for name in {*kept, *rebuilt} if (tmp_path / name).exists()} == kept
