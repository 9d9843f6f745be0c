"""The report page in a browser: it asks for nothing, fits a phone, and has two faces."""

import nbformat
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from analysis.report.concordance_table import concordance_html
from analysis.report.page import write_page

WIDE = pd.DataFrame([["会议指出，要统筹抓好疫情防控和经济社会发展。" * 3, *range(20)]])
IMAGE = (
    '<figure><img alt="a chart" width="624" height="300" src="data:image/svg+xml,'
    "%3Csvg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/%3E\"></figure>"
)
SENTENCE = "会议指出，要统筹抓好疫情防控和经济社会发展"
LINES = pd.DataFrame(
    [["Kunming", "a-1", SENTENCE[:16], "统筹", SENTENCE[:16], "会议", "kunming-1-005"]],
    columns=["city", "article_id", "left", "node", "right", "speaker", "sentence_id"],
)


@pytest.fixture
def address(tmp_path):
    parts = (
        WIDE.to_html(),
        IMAGE,
        concordance_html(LINES, places={"Kunming": "云南（省级） Yunnan"}),
    )
    outputs = [new_output("display_data", {"text/html": part}) for part in parts]
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


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_page_shows_concordance_lines_whole(visit, width):
    lines = visit(viewport={"width": width, "height": 800}).locator(".scroll").last
    assert lines.evaluate("e => e.scrollWidth <= e.clientWidth")
    assert [lines.get_by_text(SENTENCE[:16]).count(), lines.get_by_text("统筹").count()] == [2, 3]


def test_page_shows_a_chart_whole_on_a_phone_until_it_is_enlarged(visit):
    page = visit(viewport={"width": 390, "height": 800})
    width = "document.querySelector('figure img').clientWidth"
    assert page.evaluate(width) < 390
    page.get_by_label("Enlarge").check()
    assert page.evaluate(width) > 700
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_page_shows_no_switch_where_a_chart_has_room(visit):
    page = visit(viewport={"width": 1280, "height": 800})
    assert not page.get_by_text("Enlarge").is_visible()


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
