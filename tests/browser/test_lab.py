"""Every notebook runs in JupyterLab, as whoever opens it there will find it."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import expect

from analysis import paths

CHART = """import matplotlib.pyplot as plt, pandas as pd
from analysis.report.bundle import bundle
from analysis.report.style import use_house_style
use_house_style()
fig, ax = plt.subplots(figsize=(4, 2))
ax.bar(["洛阳", "南京"], [1, 2])
bundle(fig, "chart", data=pd.DataFrame({"n": [1, 2]}), caption="说明", alt="Bar chart: 南京 leads")"""
WIDGET = """import ipywidgets
word, hits = ipywidgets.Text(description="Word", continuous_update=False), ipywidgets.HTML()
word.observe(lambda change: setattr(hits, "value", f"found {change.new}"), "value")
ipywidgets.VBox([word, hits])"""


def _write(path, *cells):
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    nb = new_notebook(cells=[new_code_cell(cell) for cell in cells], metadata=kernel)
    nbformat.write(nb, path)
    return path


def test_lab_shows_charts_with_alt_text_and_living_widgets(open_notebook, tmp_path):
    errors, page = open_notebook(_write(tmp_path / "proof.ipynb", CHART, WIDGET))
    assert errors == []
    panel = page.locator(".jp-NotebookPanel:visible")
    expect(panel.get_by_role("img", name="Bar chart: 南京 leads")).to_be_visible()
    box = panel.get_by_label("Word", exact=True)
    box.fill("防控")
    box.press("Enter")
    expect(panel.get_by_text("found 防控")).to_be_visible()


def test_lab_tells_which_cell_failed(open_notebook, tmp_path):
    errors, _ = open_notebook(_write(tmp_path / "bad.ipynb", "1", "1 / 0"))
    assert errors == ["cell 2: ZeroDivisionError: division by zero"]


# All five take minutes; test_report.py runs each of them, without a browser.
@pytest.mark.parametrize("name", ["01-corpus.ipynb", "03-timeline.ipynb"])
def test_lab_runs_the_notebook(open_notebook, name):
    errors, page = open_notebook(paths.NOTEBOOKS / name)
    assert errors == []
    pictures = page.locator(".jp-NotebookPanel:visible .jp-OutputArea-output img").all()
    assert all((picture.get_attribute("alt") or "").strip() for picture in pictures)


def test_lab_explorer_finds_a_wording_and_shows_its_source(open_notebook):
    errors, page = open_notebook(paths.NOTEBOOKS / "05-explore.ipynb")
    assert errors == []
    panel = page.locator(".jp-NotebookPanel:visible")
    word = panel.get_by_label("检索 Search", exact=True)
    word.fill("“三农”")
    word.press("Enter")
    expect(panel.get_by_role("status").first).to_contain_text("1 hit in 1 sentence")
    expect(panel.get_by_text("確?!叭r(nóng)”工作").first).to_be_visible()
