"""Join executed notebooks into one HTML page that needs nothing but itself.

The page quotes texts from outside, so it holds known tags and attributes only, its policy forbids
scripts and any request, and it fails on what would break either.
"""

import re
from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import NamedTuple

from bs4 import BeautifulSoup, Tag
from bs4.element import PreformattedString
from nbconvert import HTMLExporter

from analysis.report.lettering import font_face, mark_chinese

_TAG = re.compile(
    "a|abbr|b|blockquote|br|caption|cite|code|dd|del|div|dl|dt|em|figcaption|figure|h[1-6]|hr|i|img"
    "|ins|kbd|li|mark|ol|p|pre|q|s|small|span|strong|sub|sup|table|tbody|td|tfoot|th|thead|tr|u|ul"
)
_ATTRIBUTE = re.compile(
    "alt|colspan|data-chart|height|href|lang|rowspan|scope|src|start|title|width"
)
_CLASSES = {"place", "before", "node", "speaker", "id"}  # of columns, as tables.py gives them
_LINK = re.compile("(https?://|mailto:)", re.IGNORECASE)
_CHARTS = "../charts"  # from the page
_ANSWER = re.compile(r"<strong>Answer\.</strong>\s*(.+)", re.DOTALL)
_SIGNS = r"\s.,+−±%–\-\[\]()/"
_NUMBER = re.compile(rf"[{_SIGNS}]*\d[\d{_SIGNS}]*")
_EMPTY = {"", "–", "—", "-", "NaN", "<NA>", "None", "NA"}
_LONG, _LONG_NODE = 24, 12  # characters: a longer cell, or node, may be broken into lines


class _Heading(NamedTuple):
    level: int
    anchor: str
    text: str


class _Section(NamedTuple):
    html: str
    headings: list[_Heading]
    answer: str  # HTML, "" if the notebook gives none


def write_page(
    executed: Sequence[Path], target: Path, *, title: str, summary: str, footer: str
) -> Path:
    """Write executed notebooks as one page: answers, contents, prose, charts, tables, no code.

    Takes    executed: notebooks as `run_notebooks` leaves them, in the order of the page. What a
             paragraph **Answer.** says stands at the top of the page, too. Charts are linked to
             their files where these lie in ../charts, seen from target.
             title, summary, footer: plain text; the footer's lines become paragraphs.
    Returns  target; the same notebooks always give the same bytes.
    Raises   ValueError if an image has no alt text, a link leads nowhere, or anything would have to
             be fetched or executed.
    """
    sections = [_section(notebook, target.parent / _CHARTS) for notebook in executed]
    headings = [heading for section in sections for heading in section.headings]
    body = _BODY.format(
        title=escape(title),
        summary=escape(summary),
        found=_found(sections),
        contents=_contents(headings),
        main="\n".join(section.html for section in sections),
        footer="\n".join(f"<p>{escape(line)}</p>" for line in footer.splitlines()),
    )
    soup = BeautifulSoup(body, "html.parser")
    _check_links(soup, target.parent)
    mark_chinese(soup)
    css = font_face(soup) + Path(__file__).with_suffix(".css").read_text(encoding="utf-8")
    page = _PAGE.format(title=escape(title), policy=_policy(css), css=css, body=soup)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(page, encoding="utf-8", newline="\n")
    return target


def _section(notebook: Path, charts: Path) -> _Section:
    exporter = HTMLExporter(  # type: ignore[no-untyped-call]
        template_name="basic",
        exclude_input=True,
        exclude_input_prompt=True,
        exclude_output_prompt=True,
        exclude_anchor_links=True,
    )
    body, _ = exporter.from_filename(str(notebook))
    soup = BeautifulSoup(body, "html.parser")
    _clean(soup, notebook)
    for table in soup.find_all("table"):
        _lay_out(table)
        label = table.caption.get_text() if table.caption else "Table"
        table.wrap(soup.new_tag("div", attrs=_SCROLL | {"aria-label": label}))
    for image in soup.find_all("img"):
        _check_image(image, notebook)
    for figure in soup.find_all("figure"):
        _add_tools(figure, charts)
    headings = _headings(soup, notebook.stem)
    html = f'<section id="{escape(notebook.stem)}">\n{soup}\n{_UP}\n</section>'
    return _Section(html, headings, _answer(soup))


def _clean(soup: BeautifulSoup, notebook: Path) -> None:
    """Keep known tags and attributes; styles go, since the page has its own."""
    for element in [*soup.find_all("style"), *soup.find_all(string=_is_no_text)]:
        element.extract()
    for tag in soup.find_all(True):
        if not _TAG.fullmatch(tag.name):
            raise ValueError(
                f"write_page: expected text, tables and pictures, got <{tag.name}> in"
                f" {notebook.name}. Tag the cell `interactive`, or escape the text."
            )
        if tag.name == "div":
            tag.unwrap()
        kept = {key: value for key, value in tag.attrs.items() if _ATTRIBUTE.fullmatch(key)}
        named = [name for name in tag.get_attribute_list("class") if name in _CLASSES]
        tag.attrs = kept | ({"class": " ".join(named)} if named else {})


def _is_no_text(text: str | None) -> bool:
    """Tell comments, CDATA, doctypes and the like from text."""
    return isinstance(text, PreformattedString)


def _check_image(image: Tag, notebook: Path) -> None:
    alt, source = str(image.get("alt", "")).strip(), str(image.get("src", ""))
    if not alt or alt.startswith("No description"):
        raise ValueError(
            f"write_page: expected an alt text for each image, got {alt!r} in {notebook.name}."
            " Show the chart with bundle()."
        )
    if not source.startswith("data:image/"):
        raise ValueError(
            f"write_page: expected images inside the page, got {source[:80]!r} in {notebook.name}."
            " Show the chart with bundle()."
        )


def _add_tools(figure: Tag, charts: Path) -> None:
    """Let a chart be enlarged on a phone, and link it to its files where they lie."""
    if figure.img:
        view = figure.img.wrap(Tag(name="div", attrs={"class": "view"}))
        view.insert_after(BeautifulSoup(_ENLARGE, "html.parser"))
    name = str(figure.get("data-chart", ""))
    kinds = [kind for kind in ("csv", "svg", "pdf") if (charts / f"{name}.{kind}").is_file()]
    if kinds:
        links = (f'<a href="{_CHARTS}/{escape(name)}.{kind}">{kind.upper()}</a>' for kind in kinds)
        files = f'<p class="files">charts/{escape(name)}: {" · ".join(links)}</p>'
        figure.append(BeautifulSoup(files, "html.parser"))


def _answer(soup: BeautifulSoup) -> str:
    """Take the words of the paragraph that begins **Answer.**, without that word."""
    texts = (paragraph.decode_contents() for paragraph in soup.find_all("p"))
    return next((found[1] for text in texts if (found := _ANSWER.match(text))), "")


def _headings(soup: BeautifulSoup, stem: str) -> list[_Heading]:
    """Move headings one level down, below the page's own, and give each an id of its own."""
    headings: dict[str, _Heading] = {}
    for tag in soup.find_all(re.compile("^h[1-6]$")):
        text = tag.get_text().strip()
        anchor = f"{stem}/" + re.sub(r"\W+", "-", text.lower()).strip("-")
        while anchor in headings:
            anchor += "-again"
        level = min(int(tag.name[1]) + 1, 6)
        tag.name, tag["id"] = f"h{level}", anchor
        headings[anchor] = _Heading(level, anchor, text)
    return list(headings.values())


def _lay_out(table: Tag) -> None:
    """Align columns of numbers right, let long cells break, say which cells are headers."""
    for cell in table.find_all(["td", "th"]):
        length = len(cell.get_text().strip())
        if cell.get("class") == "node" and length > _LONG_NODE:
            cell["class"] = "node wrap"
        elif length > _LONG and not cell.get("class"):
            cell["class"] = "long"
        if cell.name == "th":
            cell["scope"] = "col" if cell.find_parent("thead") else "row"
    rows = [row.find_all(["td", "th"]) for row in table.find_all("tr")]
    width = max((len(row) for row in rows), default=0)
    for column in zip(*(row for row in rows if len(row) == width), strict=True):
        texts = {cell.get_text().strip() for cell in column if cell.get("scope") != "col"} - _EMPTY
        if texts and all(_NUMBER.fullmatch(text) for text in texts):
            for cell in column:
                cell["class"] = "number"


def _found(sections: Sequence[_Section]) -> str:
    """List the answers below the titles of their notebooks."""
    items = [
        f'<dt><a href="#{escape(title.anchor)}">{escape(title.text)}</a></dt><dd>{answer}</dd>'
        for _, [title, *_], answer in sections
        if answer
    ]
    return _FOUND.format(items="\n".join(items)) if items else ""


def _contents(headings: Sequence[_Heading]) -> str:
    """List the headings of the two upper levels, nested."""
    items = []
    for heading in headings:
        link = f'<li><a href="#{escape(heading.anchor)}">{escape(heading.text)}</a></li>'
        if heading.level == 2:
            items.append([link])
        elif heading.level == 3 and items:
            items[-1].append(link)
    return "\n".join(_nested(*item) for item in items)


def _nested(chapter: str, *parts: str) -> str:
    return chapter.replace("</li>", f"<ol>{''.join(parts)}</ol></li>") if parts else chapter


def _check_links(soup: BeautifulSoup, folder: Path) -> None:
    """Point links between notebooks to their sections; refuse links that lead nowhere."""
    anchors = {f"#{tag['id']}" for tag in soup.find_all(id=True)}
    for link in soup.find_all("a", href=True):
        href = re.sub(r"^(?:\./)?([\w-]+)\.ipynb$", r"#\1", str(link["href"]))
        is_chart = href.startswith(f"{_CHARTS}/") and (folder / href).is_file()
        if not (_LINK.match(href) or href in anchors or is_chart):
            raise ValueError(
                f"write_page: expected a web address or a section of the page, got a link to"
                f" {href!r}. The sections are {', '.join(sorted(anchors))}."
            )
        link["href"] = href


def _policy(css: str) -> str:
    """Allow the page its own style, pictures and font; nothing else, from nowhere."""
    style = b64encode(sha256(css.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{style}'; img-src data:; font-src data:;"
        " base-uri 'none'; form-action 'none'"
    )


_SCROLL = {"class": "scroll", "role": "group", "tabindex": "0"}

_ENLARGE = '<label class="enlarge"><input type="checkbox"> 放大 Enlarge</label>'

_FOUND = """<section id="found" aria-labelledby="found-title">
<h2 id="found-title">What was found 结论</h2>
<dl>
{items}
</dl>
</section>"""

_UP = '<p class="up"><a href="#contents">↑ Contents</a></p>'

_BODY = """<a class="skip" href="#main">Skip to the text</a>
<header>
<h1>{title}</h1>
<p>{summary}</p>
</header>
{found}
<nav id="contents" aria-labelledby="contents-title">
<h2 id="contents-title">Contents 目录</h2>
<ol>
{contents}
</ol>
</nav>
<main id="main">
{main}
</main>
<footer>
{footer}
</footer>"""

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{title}</title>
<link rel="icon" href="data:,">
<style>{css}</style>
</head>
<body>
{body}
</body>
</html>
"""
