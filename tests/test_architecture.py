"""The house rules, read off the source: who may import whom, and how large a thing may grow."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from analysis import paths

PACKAGE = paths.ROOT / "analysis"

# Data goes one way. A room may import the rooms listed for it, the base and nothing else of ours.
BASE = ("schema", "paths", "edtf", "errors", "output")
FLOW = {
    **dict.fromkeys(BASE, ()),
    "corpus": BASE,
    "rhetoric": (*BASE, "corpus"),
    "measures": BASE,
    "report": (*BASE, "corpus", "rhetoric", "measures"),
}
TOP = ("__init__", "__main__", "cli")
# `paths` and its like are foundations: they know nothing of ours, not even each other.

# Of `analysis.corpus` the finders may know the types, and only through its front door.
TYPES_ONLY = {("rhetoric", "corpus")}

# A stage imports no stage of its own room. These may: the files that know an order of steps …
ORCHESTRATORS = {"corpus.build", "corpus", "rhetoric", "measures", "report"}
# … and every stage may import what its room shares. A shared module may import those before it.
SHARED = {
    "corpus": (
        "cleaning",
        "markup",
        "characters",
        "pinyin",
        "people",
        "speakers",
        "zones",
        "places",
        "newspapers",
        "authority",
        "spans",
        "lexicon",
        "lattice",
        "misread",
    ),
    "rhetoric": ("slogans", "stretches", "near", "parallelism", "figures", "reckoning"),
    "measures": ("checks", "intervals", "matrix", "counts", "bootstrap"),
    "report": ("style", "labels", "lettering", "tables", "concordance_table"),
}

MAX_MODULE = 300
MAX_BODY = 30
# "module:function": why its body is longer than MAX_BODY lines
LONG_FOR_A_REASON: dict[str, str] = {}


class Arrow(NamedTuple):
    """One import of ours; `module` as in "corpus.build", with `name` where one is taken from it."""

    importer: str
    module: str
    name: str
    line: int

    def __str__(self) -> str:
        return f"{self.importer or '__init__'}:{self.line} imports {self.module or 'analysis'}"


def read_modules(package: Path) -> dict[str, str]:
    """Map "corpus.build" (a room's `__init__` is "corpus", the package's own is "") to source."""
    names = {path: path.relative_to(package).with_suffix("") for path in package.rglob("*.py")}
    return {
        ".".join(part for part in name.parts if part != "__init__"): path.read_text("utf-8")
        for path, name in sorted(names.items())
    }


def find_arrows(package: Path) -> Iterator[Arrow]:
    modules = read_modules(package)
    rooms = {name for name in modules if (package / name.replace(".", "/")).is_dir()}
    for importer, source in modules.items():
        home = ["analysis", *filter(None, importer.split("."))]
        home = home if importer in rooms else home[:-1]
        for node in ast.walk(ast.parse(source)):
            for target, name in _targets(node, home):
                if target.split(".")[0] != "analysis":
                    continue
                module = target.removeprefix("analysis").removeprefix(".")
                inner = f"{module}.{name}".strip(".")
                yield (
                    Arrow(importer, inner, "", node.lineno)
                    if name and inner in modules
                    else Arrow(importer, module, name, node.lineno)
                )


def _targets(node: ast.AST, home: list[str]) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.Import):
        yield from ((alias.name, "") for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        base = home[: len(home) - node.level + 1] if node.level else []
        target = ".".join([*base, *filter(None, [node.module])])
        yield from ((target, alias.name) for alias in node.names)


def find_wrong_arrows(package: Path) -> list[str]:
    found = (f"{arrow}: {why}" for arrow in find_arrows(package) if (why := _objection(arrow)))
    return list(dict.fromkeys(found))


def find_strangers(package: Path) -> list[str]:
    rooms = {name.split(".")[0] or "__init__" for name in read_modules(package)}
    return sorted(rooms - {*FLOW, *TOP})


def _objection(arrow: Arrow) -> str:
    room, inner = (arrow.importer or "__init__").partition(".")[::2]
    target, target_inner = (arrow.module or "__init__").partition(".")[::2]
    if room in TOP:
        return ""
    if room == target:
        return _objection_at_home(arrow.importer, room, inner, target_inner)
    if target not in FLOW.get(room, ()):
        return "against the flow"
    if (room, target) in TYPES_ONLY and (target_inner or not arrow.name[:1].isupper()):
        return f"{room} takes types only, from analysis.{target} itself"
    return ""


def _objection_at_home(importer: str, room: str, inner: str, target: str) -> str:
    shared = SHARED.get(room, ())
    if importer in ORCHESTRATORS:
        return ""
    if inner in shared:
        shared = shared[: shared.index(inner)]
    return "" if target in shared else "a stage imports no stage of its own room"


def count_body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef, source: list[str]) -> int:
    """Count the lines of code in a body: no docstring, no blank lines, no comments."""
    body = function.body[ast.get_docstring(function, clean=False) is not None :]
    if not body:
        return 0
    lines = source[body[0].lineno - 1 : function.end_lineno]
    return sum(1 for line in lines if line.strip() and not line.lstrip().startswith("#"))


def find_long_functions(package: Path) -> list[str]:
    return [
        f"{module}:{node.name}"
        for module, source in read_modules(package).items()
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and count_body_lines(node, source.splitlines()) > MAX_BODY
    ]


def find_long_modules(package: Path) -> list[str]:
    modules = read_modules(package)
    return [name for name, source in modules.items() if len(source.splitlines()) > MAX_MODULE]


def test_imports_follow_the_flow():
    assert find_wrong_arrows(PACKAGE) == []


def test_every_module_has_its_room():
    assert find_strangers(PACKAGE) == []


def test_modules_are_short():
    assert find_long_modules(PACKAGE) == []


def test_functions_are_short_or_say_why_not():
    assert sorted(find_long_functions(PACKAGE)) == sorted(LONG_FOR_A_REASON)
    assert all(LONG_FOR_A_REASON.values())


def test_tables_name_only_what_exists():
    modules = read_modules(PACKAGE)
    named = {f"{room}.{name}" for room, shared in SHARED.items() for name in shared}
    assert sorted((named | {name for name in ORCHESTRATORS if "." in name}) - set(modules)) == []


@pytest.fixture
def package(tmp_path):
    """Write a small package that keeps every rule; a test adds the file that breaks one."""

    def write(files: dict[str, str]) -> Path:
        kept = {
            "__init__.py": "from analysis.report import write_report\n",
            "__main__.py": "from analysis.cli import main\n",
            "cli.py": "import analysis\nfrom analysis import corpus\n",
            **{f"{name}.py": "import json\n" for name in BASE},
            "corpus/__init__.py": "from analysis.corpus.build import Corpus\n",
            "corpus/build.py": "from . import cleaning\nfrom .speech import find_speech\n",
            "corpus/cleaning.py": "from analysis import schema\n",
            "corpus/people.py": "from analysis.corpus.cleaning import Change\n",
            "corpus/speech.py": "from analysis.corpus.people import find_people\n",
            "corpus/terms.py": "from ..paths import LEXICON\n",
            "rhetoric/__init__.py": "from .themes import code_themes\n",
            "rhetoric/themes.py": "from analysis.corpus import Corpus\n",
            "rhetoric/dates.py": "from analysis import edtf\n",
            "measures/__init__.py": "from analysis.measures.counts import count_terms\n",
            "measures/counts.py": "from analysis.measures import intervals\n",
            "measures/intervals.py": "import math\n",
            "report/__init__.py": "from analysis.measures import count_terms\n",
            "report/page.py": "from analysis.report.style import FONT\n",
            "report/style.py": "from matplotlib import analysis\n",
        }
        for name, source in (kept | files).items():
            path = tmp_path / "analysis" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(source, "utf-8")
        return tmp_path / "analysis"

    return write


def test_a_house_in_order_passes(package):
    house = package({})
    assert (find_wrong_arrows(house), find_long_functions(house)) == ([], [])
    assert len(list(find_arrows(house))) == 18


FLOW_WRONG = "against the flow"
HOME_WRONG = "a stage imports no stage of its own room"
TYPES_WRONG = "rhetoric takes types only, from analysis.corpus itself"


@pytest.mark.parametrize(
    ("file", "source", "expected"),
    [
        ("schema.py", "from analysis import paths", f"schema:1 imports paths: {FLOW_WRONG}"),
        ("edtf.py", "from .schema import EDTF", f"edtf:1 imports schema: {FLOW_WRONG}"),
        ("paths.py", "import analysis", f"paths:1 imports analysis: {FLOW_WRONG}"),
        (
            "corpus/terms.py",
            "import analysis.rhetoric.themes",
            f"corpus.terms:1 imports rhetoric.themes: {FLOW_WRONG}",
        ),
        (
            "corpus/terms.py",
            "def split():\n    from ..measures import counts",
            f"corpus.terms:2 imports measures.counts: {FLOW_WRONG}",
        ),
        (
            "corpus/cleaning.py",
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from .. import report",
            f"corpus.cleaning:3 imports report: {FLOW_WRONG}",
        ),
        (
            "corpus/terms.py",
            "from . import speech",
            f"corpus.terms:1 imports corpus.speech: {HOME_WRONG}",
        ),
        ("corpus/terms.py", "from . import Corpus", f"corpus.terms:1 imports corpus: {HOME_WRONG}"),
        (
            "corpus/cleaning.py",
            "from analysis.corpus.people import find_people",
            f"corpus.cleaning:1 imports corpus.people: {HOME_WRONG}",
        ),
        (
            "rhetoric/dates.py",
            "from analysis.corpus.speech import Speech",
            f"rhetoric.dates:1 imports corpus.speech: {TYPES_WRONG}",
        ),
        (
            "rhetoric/dates.py",
            "from analysis.corpus import load",
            f"rhetoric.dates:1 imports corpus: {TYPES_WRONG}",
        ),
        (
            "rhetoric/dates.py",
            "import analysis.corpus",
            f"rhetoric.dates:1 imports corpus: {TYPES_WRONG}",
        ),
        (
            "measures/counts.py",
            "from analysis.corpus import Corpus",
            f"measures.counts:1 imports corpus: {FLOW_WRONG}",
        ),
        (
            "measures/counts.py",
            "from analysis.rhetoric import find_rhetoric",
            f"measures.counts:1 imports rhetoric: {FLOW_WRONG}",
        ),
        (
            "measures/counts.py",
            "from analysis.report.style import FONT",
            f"measures.counts:1 imports report.style: {FLOW_WRONG}",
        ),
        (
            "report/page.py",
            "from analysis.cli import main",
            f"report.page:1 imports cli: {FLOW_WRONG}",
        ),
    ],
)
def test_a_wrong_arrow_is_found(package, file, source, expected):
    assert find_wrong_arrows(package({file: source})) == [expected]


def test_a_stranger_is_found(package):
    assert find_strangers(package({"attic.py": "", "cellar/wine.py": ""})) == ["attic", "cellar"]


def test_a_long_module_is_found(package):
    house = package({"edtf.py": "\n" * MAX_MODULE, "paths.py": "\n" * (MAX_MODULE + 1)})
    assert find_long_modules(house) == ["paths"]


def test_a_long_function_is_found(package):
    head = 'def {name}():\n    """Say\n    more.\n    """\n\n    # why\n'
    source = head.format(name="fits") + "    pass\n" * MAX_BODY
    source += head.format(name="grows") + "    pass\n" * (MAX_BODY + 1)
    assert find_long_functions(package({"edtf.py": source})) == ["edtf:grows"]
