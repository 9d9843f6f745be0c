import re
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from analysis.report.page import write_page

PIXEL = "data:image/png;base64,iVBORw0KGgo="
FRAME = pd.DataFrame(
    {"city": ["洛阳", "南京"], "n": [1, 12], "rate": [0.5, None], "text": ["会议指出，" * 9, "短"]}
)


@pytest.fixture
def page(tmp_path):
    """Write a page of notebooks, each a list of markdown texts and HTML outputs; parse it."""

    (tmp_path / "charts").mkdir()
    (tmp_path / "charts" / "01-reach.csv").touch()
    (tmp_path / "report").mkdir()

    def write(**notebooks):
        executed = []
        for name, parts in notebooks.items():
            cells = [
                _html(part) if part.startswith("<") else new_markdown_cell(part) for part in parts
            ]
            executed.append(tmp_path / f"{name}.ipynb")
            nbformat.write(new_notebook(cells=cells), executed[-1])
        target = write_page(
            executed,
            tmp_path / "report/index.html",
            title="Five 五场",
            summary="a < b",
            footer="v1\nv2",
        )
        return BeautifulSoup(target.read_text("utf-8"), "html.parser")

    return write


def _html(part: str):
    output = new_output("execute_result", {"text/html": part}, execution_count=1)
    return new_code_cell("hidden_code()", outputs=[output])


def test_write_page_lists_contents_in_two_levels(page):
    soup = page(one=["# One 一\n## How?\n### Deep", "## How?"], two=["# Two\n## How?"])
    links = {a["href"]: a.get_text() for a in soup.nav.find_all("a")}
    assert links == {
        "#one/one-一": "One 一",
        "#one/how": "How?",
        "#one/how-again": "How?",
        "#two/two": "Two",
        "#two/how": "How?",
    }
    ids = [tag["id"] for tag in soup.find_all(id=True)]
    assert len(ids) == len(set(ids))
    assert {href[1:] for href in links} <= set(ids)
    assert [li.a.get_text() for li in soup.nav.ol.find_all("li", recursive=False)] == [
        "One 一",
        "Two",
    ]


def test_write_page_begins_with_the_answers(page):
    soup = page(
        one=["# One?", "How.\n\n**Answer.** *Thus* 防控, [see](two.ipynb).\n\nMore."],
        two=["# Two?\n\nNo **Answer.** here"],
        three=["# Three?\n\n**Answer.** So."],
    )
    found = soup.find(id="found")
    assert [(a["href"], a.get_text()) for a in found.find_all("a")] == [
        ("#one/one", "One?"),
        ("#two", "see"),
        ("#three/three", "Three?"),
    ]
    assert [dd.get_text() for dd in found.find_all("dd")] == ["Thus 防控, see.", "So."]
    assert found.find_next("nav")
    assert "Answer. Thus" in soup.main.get_text()


def test_write_page_begins_with_the_contents_if_there_is_no_answer(page):
    assert page(one=["# One"]).find(id="found") is None


def test_write_page_shows_words_not_code(page):
    soup = page(one=["# One\n\nRead *this*.", "<p>and this</p>"])
    assert soup.h1.get_text() == "Five 五场"
    assert soup.header.p.get_text() == "a < b"
    assert [p.get_text() for p in soup.footer.find_all("p")] == ["v1", "v2"]
    assert "Read this." in soup.main.get_text()
    assert "and this" in soup.main.get_text()
    assert "hidden_code" not in str(soup)


def test_write_page_lays_out_tables(page):
    soup = page(one=["# One", FRAME.to_html(index=False)])
    rows = soup.table.find_all("tr")
    classes = [[cell.get("class") for cell in row.find_all(["th", "td"])] for row in rows]
    assert classes == [
        [None, ["number"], ["number"], None],
        [None, ["number"], ["number"], ["long"]],
        [None, ["number"], ["number"], None],
    ]
    assert soup.table.parent["class"] == ["scroll"]
    assert soup.table.parent["aria-label"] == "Table"
    assert {th["scope"] for th in soup.find_all("th")} == {"col"}
    assert not soup.find_all(style=True)


def test_write_page_names_the_region_of_a_table_by_its_caption(page):
    soup = page(one=["# One", "<table><caption>Uses 次数</caption><tr><td>1</td></tr></table>"])
    assert soup.table.parent["aria-label"] == "Uses 次数"


def test_write_page_links_a_chart_to_the_files_that_lie_beside_it(page):
    figure = f'<figure data-chart="{{}}"><img alt="a chart" src="{PIXEL}"></figure>'
    soup = page(one=["# One", figure.format("01-reach"), figure.format("not-kept")])
    files, none = [[a["href"] for a in tag.find_all("a")] for tag in soup.find_all("figure")]
    assert files == ["../charts/01-reach.csv"]
    assert none == []


@pytest.mark.parametrize(
    ("text", "chinese"),
    [
        ("It says “防控” first.", ["防控"]),
        ("On 2020年2月17日 Luoyang", ["2020年2月17日"]),
        ("“六稳”工作，要抓好……", ["“六稳”工作，要抓好……"]),
        ("The “六稳”和“六保” pair", ["“六稳”和“六保”"]),
        ("Nothing here", []),
    ],
)
def test_write_page_marks_chinese(page, text, chinese):
    soup = page(one=[f"# One\n\n{text}"])
    paragraph = soup.main.find_all("p")[0]
    assert paragraph.get_text() == text
    marked = [paragraph] if paragraph.get("lang") else paragraph.find_all(lang="zh-Hans")
    assert [tag.get_text() for tag in marked] == chinese


def test_write_page_links_notebooks_to_sections(page):
    soup = page(one=["# One\n\n[two](two.ipynb) [paper](https://doi.org/10.1515/x)"], two=["# Two"])
    assert [a["href"] for a in soup.main.find("p").find_all("a")] == [
        "#two",
        "https://doi.org/10.1515/x",
    ]


def test_write_page_lets_nothing_in_from_outside(page):
    soup = page(one=["# One", f'<img alt="a chart" src="{PIXEL}" onload="steal()">'])
    addresses = [tag.get(key, "") for tag in soup.find_all(True) for key in ("src", "srcset")]
    assert {address[:5] for address in addresses} == {"", "data:"}
    assert [link["href"] for link in soup.find_all("link")] == ["data:,"]
    assert {address[:5] for address in re.findall(r"url\((.*?)\)", soup.style.string)} == {"data:"}
    policy = soup.find("meta", {"http-equiv": "Content-Security-Policy"})["content"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "onload" not in str(soup)
    assert not soup.find_all("script")


@pytest.mark.parametrize(
    ("part", "message"),
    [
        ("<p>x</p><script>alert(1)</script>", r"got <script> in one\.ipynb"),
        ("<iframe src='https://example.org'></iframe>", "got <iframe> in"),
        (f"<img src='{PIXEL}'>", "alt text for each image, got 'No description has"),
        (f"<img alt='No description' src='{PIXEL}'>", "alt text for each image"),
        ("<img alt='a' src='https://example.org/a.png'>", "images inside the page, got 'https"),
        ("<a href='javascript:alert(1)'>x</a>", r"got a link to 'javascript:alert\(1\)'"),
        ("<a href='#nowhere'>x</a>", "got a link to '#nowhere'"),
        ("<a href='../charts/none.csv'>x</a>", r"got a link to '\.\./charts/none\.csv'"),
    ],
)
def test_write_page_refuses(page, part, message):
    with pytest.raises(ValueError, match=f"write_page: expected .*{message}"):
        page(one=["# One", part])


def test_write_page_gives_the_same_bytes_again(page, tmp_path):
    target: Path = tmp_path / "report/index.html"
    page(one=["# One 疫情防控"])
    first = target.read_bytes()
    target.unlink()
    page(one=["# One 疫情防控"])
    assert target.read_bytes() == first
