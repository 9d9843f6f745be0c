"""Join executed notebooks into one HTML page that needs nothing but itself.

The page quotes texts from outside, so it holds known tags and attributes only, its policy forbids
scripts and any request, and it fails on what would break either.
"""

import re
from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from html import escape
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PreformattedString
from fontTools import subset
from fontTools.ttLib import TTFont
from nbconvert import HTMLExporter

from analysis.report.style import font_file

_TAG = re.compile(
    "a|abbr|b|blockquote|br|caption|cite|code|dd|del|div|dl|dt|em|figcaption|figure|h[1-6]|hr|i|img"
    "|ins|kbd|li|mark|ol|p|pre|q|s|small|span|strong|sub|sup|table|tbody|td|tfoot|th|thead|tr|u|ul"
)
_ATTRIBUTE = re.compile("alt|colspan|height|href|lang|rowspan|scope|src|start|title|width")
_CLASSES = {"before", "node"}  # of concordance lines
_LINK = re.compile("(https?://|mailto:|#)", re.IGNORECASE)
_SIGNS = r"\s.,+−±%–\-\[\]()/"
_NUMBER = re.compile(rf"[{_SIGNS}]*\d[\d{_SIGNS}]*")
_EMPTY = {"", "–", "—", "-", "NaN", "<NA>", "None", "NA"}
_LONG, _LONG_NODE = 24, 12  # characters: a longer cell, or node, may be broken into lines

_WIDE = r"\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"
_CHINESE = re.compile(rf"([“‘]?\d{{0,4}}[{_WIDE}](?:[{_WIDE}\d“”‘’…—·]*[{_WIDE}…])?[”’]?)")
_QUOTED = re.compile("“([^“”]*)”")
_ENGLISH = re.compile("[A-Za-z]{2}")


class _Heading(NamedTuple):
    level: int
    anchor: str
    text: str


def write_page(
    executed: Sequence[Path], target: Path, *, title: str, summary: str, footer: str
) -> Path:
    """Write executed notebooks as one page: contents, prose, charts and tables, no code.

    Takes    executed: notebooks as `run_notebooks` leaves them, in the order of the page.
             title, summary, footer: plain text; the footer's lines become paragraphs.
    Returns  target; the same notebooks always give the same bytes.
    Raises   ValueError if an image has no alt text, a link leads nowhere, or anything would have to
             be fetched or executed.
    """
    sections = [_section(notebook) for notebook in executed]
    headings = [heading for _, found in sections for heading in found]
    body = _BODY.format(
        title=escape(title),
        summary=escape(summary),
        contents=_contents(headings),
        main="\n".join(section for section, _ in sections),
        footer="\n".join(f"<p>{escape(line)}</p>" for line in footer.splitlines()),
    )
    soup = BeautifulSoup(body, "html.parser")
    _check_links(soup)
    _mark_chinese(soup)
    css = _font_face(soup) + Path(__file__).with_suffix(".css").read_text(encoding="utf-8")
    page = _PAGE.format(title=escape(title), policy=_policy(css), css=css, body=soup)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(page, encoding="utf-8", newline="\n")
    return target


def _section(notebook: Path) -> tuple[str, list[_Heading]]:
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
        table.wrap(soup.new_tag("div", attrs=_SCROLL))
    for image in soup.find_all("img"):
        _check_image(image, notebook)
    headings = _headings(soup, notebook.stem)
    return f'<section id="{escape(notebook.stem)}">\n{soup}\n{_UP}\n</section>', headings


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


def _check_links(soup: BeautifulSoup) -> None:
    """Point links between notebooks to their sections; refuse links that lead nowhere."""
    anchors = {str(tag["id"]) for tag in soup.find_all(id=True)}
    for link in soup.find_all("a", href=True):
        href = re.sub(r"^(?:\./)?([\w-]+)\.ipynb$", r"#\1", str(link["href"]))
        if not _LINK.match(href) or (href.startswith("#") and href[1:] not in anchors):
            raise ValueError(
                f"write_page: expected a web address or a section of the page, got a link to"
                f" {href!r}. The sections are {', '.join(sorted(anchors))}."
            )
        link["href"] = href


def _mark_chinese(soup: BeautifulSoup) -> None:
    """Say which text is Chinese: for the shapes of its characters and for screen readers."""
    for tag in soup.find_all(True):
        for text in tag.find_all(string=_CHINESE, recursive=False):
            pieces = _chinese_pieces(text)
            if tag.string is text and not any(pieces[::2]):
                tag["lang"] = "zh-Hans"
                continue
            for number, piece in enumerate(pieces):
                node = NavigableString(piece)
                text.insert_before(node)
                if number % 2:
                    node.wrap(soup.new_tag("span", lang="zh-Hans"))
            text.extract()


def _chinese_pieces(text: str) -> list[str]:
    """Split text so that each second piece is Chinese; a term quoted in English leaves its quotes.

    In a Chinese font quotes are as wide as a character, which tears an English sentence apart.
    """
    pieces = _CHINESE.split(text)
    if _ENGLISH.search(text):
        for number in range(1, len(pieces), 2):
            if quoted := _QUOTED.fullmatch(pieces[number]):
                pieces[number - 1] += "“"
                pieces[number] = quoted[1]
                pieces[number + 1] = "”" + pieces[number + 1]
    return pieces


def _font_face(soup: BeautifulSoup) -> str:
    """Embed the glyphs of the characters that occur in Chinese text.

    As TrueType: WOFF is a third smaller, but its bytes depend on the zlib of the machine.
    """
    used = {character for tag in soup.find_all(lang="zh-Hans") for character in tag.get_text()}
    font = TTFont(font_file(), recalcTimestamp=False)
    copyright_and_licence = [0, 13, 14]
    cutter = subset.Subsetter(
        subset.Options(hinting=False, layout_features=[], name_IDs=copyright_and_licence)
    )
    cutter.populate(text="".join(sorted(used)))
    cutter.subset(font)
    packed = BytesIO()
    font.save(packed)
    return (
        '@font-face { font-family: "Report Han"; src: url(data:font/ttf;base64,'
        f'{b64encode(packed.getvalue()).decode()}) format("truetype"); }}\n'
    )


def _policy(css: str) -> str:
    """Allow the page its own style, pictures and font; nothing else, from nowhere."""
    style = b64encode(sha256(css.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{style}'; img-src data:; font-src data:;"
        " base-uri 'none'; form-action 'none'"
    )


_SCROLL = {"class": "scroll", "role": "group", "tabindex": "0", "aria-label": "Table"}

_UP = '<p class="up"><a href="#contents">↑ Contents</a></p>'

_BODY = """<a class="skip" href="#main">Skip to the text</a>
<header>
<h1>{title}</h1>
<p>{summary}</p>
</header>
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
