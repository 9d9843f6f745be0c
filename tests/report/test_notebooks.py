import re
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from analysis.report.notebooks import check_clean, run_notebooks

WAIT_FOR_THE_OTHER = """
import time; from pathlib import Path
Path("here-{0}").touch()
while not Path("here-{1}").exists(): time.sleep(0.05)
"""


@pytest.fixture
def notebook(tmp_path):
    """Write a notebook of the given code cells, or cells, into notebooks/."""

    def write(name, *cells):
        made = [cell if isinstance(cell, dict) else new_code_cell(cell) for cell in cells]
        for number, cell in enumerate(made):
            cell.id = f"cell-{number}"
        folder = tmp_path / "notebooks"
        folder.mkdir(exist_ok=True)
        path = folder / f"{name}.ipynb"
        nbformat.write(new_notebook(cells=made), path)
        return path

    return write


def _run(tmp_path: Path, *notebooks: Path, seconds: float = 60) -> list[Path]:
    return run_notebooks(notebooks, out=tmp_path / "out", data=tmp_path / "data", seconds=seconds)


def _outputs(copy: Path) -> list[dict]:
    return [o for c in nbformat.read(copy, as_version=4).cells for o in c.get("outputs", [])]


def test_run_notebooks_runs_two_at_a_time_and_leaves_the_files_alone(tmp_path, notebook):
    pair = [
        notebook("01", new_markdown_cell("# One"), WAIT_FOR_THE_OTHER.format(1, 2)),
        notebook("02", WAIT_FOR_THE_OTHER.format(2, 1), "from analysis import paths; paths.data()"),
    ]
    before = [path.read_bytes() for path in pair]
    copies = _run(tmp_path, *pair)
    assert copies == [tmp_path / "out/01.ipynb", tmp_path / "out/02.ipynb"]
    assert [path.read_bytes() for path in pair] == before
    assert str(tmp_path / "data") in _outputs(copies[1])[0].data["text/plain"]


def test_run_notebooks_names_what_failed_and_still_runs_the_others(tmp_path, notebook):
    bad = notebook("03-timeline", "n = 1", new_markdown_cell("words"), "\nn / 0\nmore")
    good = notebook("04-themes", "1")
    with pytest.raises(ValueError, match="ZeroDivision") as error:
        _run(tmp_path, bad, good)
    assert str(error.value) == (
        "run_notebooks: expected 03-timeline.ipynb to run, got ZeroDivisionError: division by zero"
        " in code cell 2, 'n / 0'. Open it in JupyterLab and run all cells."
    )
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["04-themes.ipynb"]


def test_run_notebooks_stops_at_the_time_limit_and_at_a_dead_kernel(tmp_path, notebook):
    slow = notebook("01", "import time; time.sleep(600)")
    dead = notebook("02", "import os; os._exit(1)")
    with pytest.raises(ValueError, match="run_notebooks") as error:
        _run(tmp_path, slow, dead, seconds=15)
    first, second = str(error.value).splitlines()
    assert "01.ipynb to run, got no end after 15 s in code cell 1, 'import time; time" in first
    assert "02.ipynb to run, got the end of its Python process" in second


def test_run_notebooks_keeps_only_what_is_the_same_every_time(tmp_path, notebook):
    path = notebook(
        "01",
        "import warnings; warnings.warn('from a temporary file'); print('kept')",
        new_code_cell("import ipywidgets; ipywidgets.Text()", metadata={"tags": ["interactive"]}),
    )
    first = _run(tmp_path, path)[0].read_bytes()
    assert [output.name for output in _outputs(tmp_path / "out/01.ipynb")] == ["stdout"]
    assert _run(tmp_path, path)[0].read_bytes() == first
    assert not re.search(rb"execution\"|widget-state|language_info", first)


def test_run_notebooks_refuses_to_overwrite_its_input(tmp_path, notebook):
    path = notebook("01", "1")
    with pytest.raises(ValueError, match="expected a folder for the copies, got the notebooks'"):
        run_notebooks([path], out=path.parent, data=tmp_path)


def test_check_clean_tells_what_a_run_left(notebook):
    ran = new_code_cell("1", execution_count=1, outputs=[new_output("stream", text="1")])
    with pytest.raises(ValueError, match="check_clean") as error:
        check_clean(notebook("01", "x", ran))
    assert str(error.value) == (
        "check_clean: expected a notebook without results, got outputs in cell 2, execution_count"
        " in cell 2 in 01.ipynb. Clear all outputs and save."
    )


def test_check_clean_passes_a_clean_notebook(notebook):
    assert check_clean(notebook("01", "x", new_markdown_cell("words"))) is None
