"""The report page in a browser: it asks for nothing, fits a phone, and has two faces."""

import nbformat
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from analysis.report.page import write_page

WIDE = pd.DataFrame([["会议指出，要统筹抓好疫情防控和经济社会发展。" * 3, *range(20)]])
IMAGE = (
    '<img alt="a chart" width="624" height="300" src="data:image/svg+xml,'
    "%3Csvg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/%3E\">"
)


@pytest.fixture
def address(tmp_path):
    outputs = [new_output("display_data", {"text/html": part}) for part in (WIDE.to_html(), IMAGE)]
    words = new_markdown_cell("# One 疫情防控\n\n" + "A sentence with 防控 in it. " * 40)
    long = new_markdown_cell("`" + "unbroken" * 20 + "`")
    nb = new_notebook(cells=[words, long, new_code_cell("", outputs=outputs)])
    nbformat.write(nb, tmp_path / "one.ipynb")
    target = write_page(
        [tmp_path / "one.ipynb"],
        tmp_path / "index.html",
        title="Five 五场疫情防控会议",
        summary="summary",
        footer="footer",
    )
    return target.as_uri()


@pytest.fixture
def visit(chromium, address):
    contexts = []

    def open_page(**settings):
        contexts.append(chromium.new_context(**settings))
        page = contexts[-1].new_page()
        page.asked, page.said = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("console", lambda message: page.said.append(message.text))
        page.goto(address)
        page.wait_for_function("document.fonts.status === 'loaded'")
        return page

    yield open_page
    for context in contexts:
        context.close()


def test_page_asks_for_nothing_and_breaks_no_rule(visit, address):
    page = visit()
    assert [url for url in page.asked if not url.startswith("data:")] == [address]
    assert page.said == []
    assert page.evaluate("document.fonts.check('16px \"Report Han\"', '防控')")


@pytest.mark.parametrize("width", [320, 390, 800, 1400])
def test_page_does_not_scroll_sideways(visit, width):
    page = visit(viewport={"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("document.querySelector('.scroll').scrollWidth") > 700


def test_page_follows_the_reader_into_the_dark(visit):
    paper = "getComputedStyle(document.body).backgroundColor"
    behind = "getComputedStyle(document.querySelector('img')).backgroundColor"
    light, dark = visit(color_scheme="light"), visit(color_scheme="dark")
    assert light.evaluate(paper) == "rgb(255, 255, 255)"
    assert dark.evaluate(paper) == "rgb(21, 23, 26)"
    assert dark.evaluate(behind) == "rgb(255, 255, 255)"


def test_page_prints_all_columns(visit):
    page = visit()
    page.emulate_media(media="print")
    assert (
        page.evaluate("getComputedStyle(document.querySelector('.scroll')).overflowX") == "visible"
    )
