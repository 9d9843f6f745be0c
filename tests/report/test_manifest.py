import json
from hashlib import sha256

import pytest

from analysis import paths
from analysis.report.manifest import write_manifest


@pytest.fixture
def build(tmp_path):
    for name, text in {
        "in/a.txt": "甲",
        "in/sub/b.txt": "乙",
        "out/tables/t.csv": "n\n1\n",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def _manifest(build, inputs):
    return json.loads(write_manifest(build / "out", inputs=inputs).read_text("utf-8"))


def test_write_manifest_hashes_inputs_and_outputs(build):
    manifest = _manifest(build, [build / "in/sub/b.txt", build / "in/a.txt"])
    assert list(manifest["inputs"].items()) == [
        ("a.txt", sha256("甲".encode()).hexdigest()),
        ("sub/b.txt", sha256("乙".encode()).hexdigest()),
    ]
    assert manifest["outputs"] == {"tables/t.csv": sha256(b"n\n1\n").hexdigest()}


def test_write_manifest_leaves_out_itself_and_drafts(build):
    inputs = [build / "in/a.txt"]
    (build / "out/.draft").mkdir()
    (build / "out/.draft/t.csv").touch()
    assert _manifest(build, inputs) == _manifest(build, inputs)
    assert list(_manifest(build, inputs)["outputs"]) == ["tables/t.csv"]


def test_write_manifest_names_no_place_of_this_machine(build):
    file = write_manifest(build / "out", inputs=[build / "in/a.txt"])
    text = file.read_text("utf-8")
    assert str(build) not in text
    assert str(paths.ROOT) not in text


def test_write_manifest_lists_lexicons_and_direct_dependencies(build):
    manifest = _manifest(build, [build / "in/a.txt"])
    assert set(manifest["lexicons"]) == {file.name for file in paths.LEXICON.iterdir()}
    assert {"pandas", "jieba", "zhplot"} <= set(manifest["packages"])
    assert "numpy" not in manifest["packages"]
