"""The whole way, from the five files to the page, twice: the same bytes wherever and whenever."""

import json
import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from analysis import paths, schema

NOTEBOOKS = sorted(paths.NOTEBOOKS.glob("*.ipynb"))
MACHINES = {
    "one": {"TZ": "UTC", "PYTHONHASHSEED": "1", "LC_ALL": "C"},
    "two": {"TZ": "Asia/Shanghai", "PYTHONHASHSEED": "2", "LC_ALL": "C.UTF-8"},
}


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folders = {}
    for name, settings in MACHINES.items():
        folders[name] = tmp_path_factory.mktemp(name) / "data"
        home = tmp_path_factory.mktemp(f"{name}-home")
        subprocess.run(
            [sys.executable, "-m", "analysis", "report", "--out", folders[name]],
            cwd=home,
            env=os.environ | settings | {"HOME": str(home), "PYTHONPATH": str(paths.ROOT)},
            check=True,
            capture_output=True,
        )
    return folders


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_report_gives_the_same_bytes_on_every_machine(reports: dict[str, Path]):
    one, two = digests(reports["one"]), digests(reports["two"])
    assert {name for name in one | two if one.get(name) != two.get(name)} == set()
    assert len(one) > 60


def test_report_holds_what_it_promises(reports: dict[str, Path]):
    names = set(digests(reports["one"]))
    assert {
        f"tables/{table}.{kind}" for table in schema.TABLES for kind in ("csv", "parquet")
    } <= names
    assert {"README.md", "manifest.json", "report/index.html"} <= names
    charts = {name for name in names if name.startswith("charts/")}
    drawn = {Path(name).stem for name in charts}
    assert len(drawn) >= 12
    assert {
        f"charts/{chart}.{kind}" for chart in drawn for kind in ("svg", "pdf", "png", "csv", "json")
    } == charts


def test_manifest_holds_a_hash_of_every_output(reports: dict[str, Path]):
    manifest = json.loads((reports["one"] / "manifest.json").read_text("utf-8"))
    outputs = digests(reports["one"])
    del outputs["manifest.json"]
    assert manifest["outputs"] == outputs
    assert {
        "seeds/reports/luoyang.txt",
        "seeds/reports/reports.toml",
        "seeds/reference/themes.csv",
        "notebooks/04-themes.ipynb",
    } <= set(manifest["inputs"])


def test_every_chart_is_in_the_page_with_its_alt_text(reports: dict[str, Path]):
    page = (reports["one"] / "report" / "index.html").read_text("utf-8")
    words = [json.loads(p.read_text("utf-8")) for p in (reports["one"] / "charts").glob("*.json")]
    assert page.count("<figure") == page.count("<img alt=") == len(words)


def test_committed_tables_are_those_of_this_code(reports: dict[str, Path]):
    # A change that moves a number must show in the commit that makes it.
    for table in schema.TABLES:
        name = f"tables/{table}.csv"
        built = (reports["one"] / name).read_text("utf-8")
        assert (paths.ROOT / "data" / name).read_text("utf-8") == built, (
            f"run `make report`: {name}"
        )
