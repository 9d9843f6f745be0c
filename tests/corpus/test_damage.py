"""Damage: the three spots of the Dezhou report, made and untouched cases, and made damage.

A first byte that was lost anywhere else (the known failures lost-lead-…) is marked, not repaired.
No page is known to show such a loss, and too little decides what stood there. On 500 made spots,
word frequencies brought 41 % back exactly and 4 % wrongly; with jieba's transitions between word
classes and the words of the same page it was 60 % and 5 %; and at most 2 % wrong leaves 30 %.
"""

import json
import random
import re
import time
from collections import Counter
from itertools import islice
from pathlib import Path

import jieba
import pytest
from opencc import OpenCC
from pypinyin import Style, pinyin

from analysis import paths
from analysis.corpus.cleaning import AlignedText
from analysis.corpus.damage import find_damage, find_repairs

CASES = json.loads(
    (Path(__file__).parents[1] / "cases" / "damage.json").read_text(encoding="utf-8")
)
SPOTS = {case["text"]: case["expected"] for case in CASES if case["kind"] == "found"}


def cases(kind):
    chosen = [case for case in CASES if case["kind"] == kind]
    return pytest.mark.parametrize("case", chosen, ids=[case["label"] for case in chosen])


def repaired(text):
    return AlignedText.of(text).apply(find_repairs(text)).text


@cases("found")
def test_find_repairs_restores_what_stands_in_the_report(case):
    raw = (paths.REPORTS / "dezhou.txt").read_text(encoding="utf-8")
    assert case["text"] in raw
    assert case["expected"] in repaired(raw)


@cases("made")
def test_find_repairs_restores_made_damage(case):
    assert repaired(case["text"]) == case["expected"]
    assert find_damage(case["text"]) == []


@cases("unchanged")
def test_find_repairs_leaves_ordinary_text(case):
    assert find_repairs(case["text"]) == []
    assert find_damage(case["text"]) == []


@cases("marked")
def test_find_damage_reports_what_cannot_be_proved(case):
    assert find_repairs(case["text"]) == []
    assert [case["text"][start:end] for start, end in find_damage(case["text"])] == case["expected"]


@cases("known_failure")
@pytest.mark.xfail(strict=True)
def test_find_repairs_known_failure(case):
    assert repaired(case["text"]) == case["expected"]


def test_find_repairs_changes_only_the_dezhou_report():
    found = {}
    for path in sorted(paths.REPORTS.glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        found[path.stem] = [(text[c.start : c.end], c.after) for c in find_repairs(text)]
        assert find_damage(text) == []
    assert found == {
        "dezhou": [("?!叭r(nóng)", "保“三農"), ("?gòu)?fù)", "復"), ("?qǐng)?bào)", "報")],
        "kunming": [],
        "luoyang": [],
        "nanjing": [],
        "zhengzhou": [],
    }


def test_find_repairs_writes_the_proof():
    (change,) = find_repairs("德州日?qǐng)?bào)新媒體出品")
    assert change.kind == "damage"
    assert change.evidence is not None
    assert change.evidence.startswith(
        "報 = 88F3; D588 = 請 reads qǐng; without 88 it shows ?; 報 reads bào; runners-up (log): 垻報 -"
    )


@pytest.mark.parametrize(
    "storm",
    [
        "?",
        "字?",
        "字?!",
        "字？！",
        "字??h",
        "字?；",
        "日?qǐng)",
        "字?字h(xiàn)",
        "\ufffd",
        "字?字hhhhhhhh",
        "字?！　h",
        "\n?字",
    ],
)
def test_find_damage_is_linear(storm):
    find_damage(storm)
    seconds = []
    for size in (100_000, 400_000):
        text = storm * (size // len(storm))
        start = time.process_time()
        find_damage(text)
        seconds.append(time.process_time() - start)
    assert seconds[1] < 8 * seconds[0] + 1


# --- made damage: an independent forward model of the two habits ---------------------------------

TO_SIMPLIFIED = OpenCC("t2s")
TO_TRADITIONAL = OpenCC("s2t")
WORDS = jieba.Tokenizer()
WORDS.initialize()
MARKS = ("！", "？", "；")
WIDE = re.compile("[Ａ-Ｚａ-ｚ０-９]")


def clean_pages():
    """Give the two traditional reports as they were before annotation and damage."""
    pages = []
    for name in ("dezhou", "nanjing"):
        text = (paths.REPORTS / f"{name}.txt").read_text(encoding="utf-8")
        for damaged, whole in SPOTS.items():
            text = text.replace(damaged, whole)
        pages.append(plain(text))
    return pages


def plain(text):
    text = re.sub(r"\([a-zà-üāēěīōūǎǐǒǔǚ]+\)", "", text)
    return text.translate(str.maketrans(",;:!?()", "，；：！？（）"))


def is_traditional(character):
    return "一" <= character <= "龥" and TO_SIMPLIFIED.convert(character) != character


def annotation(character):
    return f"({pinyin(character, style=Style.TONE)[0][0]})".encode("gbk")


def decode_lossily(data):
    """Read two bytes a character; a cut one shows as ? and takes the next byte with it."""
    shown, rest = "", bytearray(data)
    while rest:
        first = rest.pop(0)
        if first < 0x80:
            shown += chr(first)
        elif first == 0x80:
            shown += "€"
        elif not rest or rest[0] < 0x40:
            shown += "?"
            del rest[:1]
        else:
            shown += bytes((first, rest.pop(0))).decode("gbk", errors="ignore")
    return shown


def damaged_page(text, spot, *, habit, annotated):
    """Write text as the tools left it; the bytes of character spot + 1 are torn apart."""
    data = b""
    for i, character in enumerate(text):
        code = character.encode("gbk")
        if i == spot + 1 and habit == "annotation":
            pair = text[spot].encode("gbk")[1:] + code[:1]
            data += code[:1] + annotation(pair.decode("gbk")) + code[1:]
        elif i == spot and habit == "mark":
            data += code[:1] + b"?" + code[1:]
        else:
            data += code
        if character in annotated:
            data += annotation(character)
    return decode_lossily(data)


def astride(text, i):
    """Give the character that the bytes of two neighbours make, or an empty string."""
    first, second = (character.encode("gbk") for character in text[i : i + 2])
    if len(first) != 2 or len(second) != 2:
        return ""
    return (first[1:] + second[:1]).decode("gbk", errors="ignore")


def annotation_spots(pages):
    for page in pages:
        for i in range(len(page) - 1):
            if is_traditional(astride(page, i)):
                start = max(0, i - 100)
                yield page[start : i + 150], i - start


def mark_spots(pages, rng):
    """Put sentences together so that ！ ？ or ； stands astride: 。 or 確保 before “六, 科學, 基層 …"""
    clauses = [c for page in pages for c in re.findall(r"[^，。；：\n]+[，。；：]", page)]
    ends = [c for c in clauses if c.endswith("。")]
    ends += re.findall(r"[^，。；：\n]+確保", "".join(pages))
    starts = [c[i:] for c in clauses for i in word_starts(c) if c[i] not in "。，、；："]
    while True:
        left, right = rng.choice(clauses) + rng.choice(ends), rng.choice(starts)
        if astride(left[-1] + right[0], 0) in MARKS:
            yield left + right + rng.choice(clauses), len(left) - 1


def word_starts(clause):
    """Give where the words of two characters or more begin, and quotations."""
    words = WORDS.tokenize(TO_SIMPLIFIED.convert(clause), HMM=False)
    return [start for word, start, end in words if end > start + 1 or word in "“《"]


def test_find_damage_leaves_ordinary_marks_of_an_annotated_page():
    rng = random.Random(7)  # noqa: S311
    page = clean_pages()[1]
    asked = re.sub("[。，]", lambda _: rng.choice(("？", "?", "!", "?!", "？！", "，")), page)
    for annotated in (set(filter(is_traditional, page)), set()):
        seen = damaged_page(asked, -2, habit="none", annotated=annotated)
        assert len(re.findall(r"[?？]", seen)) > 50
        assert find_repairs(seen) == []
        assert find_damage(seen) == []


def test_find_damage_bears_any_text():
    rng = random.Random(3)  # noqa: S311
    pieces = [
        "?",
        "？",
        "!",
        "\ufffd",
        "qǐng)",
        "(bào)",
        "h",
        "€",
        "\ue000",
        "ǹ",
        "\U00020000",
        "\n",
        "7",
    ]
    for _ in range(150):
        text = "".join(rng.choice((*pieces, *"日報會縣。”，鼐用裆顜硪")) for _ in range(30))
        spots = [(c.start, c.end) for c in find_repairs(text)] + find_damage(text)
        assert all(0 <= start < end <= len(text) for start, end in spots)


def start_spots(pages, rng):
    """Let a line start with a word such as 海口, whose characters have ！ ？ or ； astride."""
    lines = "\n".join(pages).split("\n")
    clauses = [c for line in lines for c in re.findall(r"[^，。；：、]{6,}[，。；：]", line)]
    words = [TO_TRADITIONAL.convert(w) for w, n in WORDS.FREQ.items() if n > 300 and len(w) > 1]
    words = sorted(w for w in words if astride(w, 0) in MARKS and not is_traditional(w[0]))
    while True:
        before = rng.choice((rng.choice(lines) + "\n", ""))
        clause = rng.choice(clauses)
        clause = clause[rng.choice(word_starts(clause) or [0]) :] + rng.choice(clauses)
        yield before + rng.choice(words) + clause, len(before)


def blank_spots(pages, rng):
    """Run two paragraphs together that a full stop and two full-width blanks part."""
    lines = [line for page in pages for line in page.split("\n") if re.search("[，。].*。$", line)]
    while True:
        left, right = rng.choice(lines)[-60:], rng.choice(lines)[:60]
        yield f"{left}　　{right}", len(left) - 1


def letter_spots(pages, rng):
    """Choose spots of which the page shows full-width letters or digits."""
    for text, spot in mark_spots(pages, rng):
        if WIDE.search(damaged_page(text, spot, habit="mark", annotated=())):
            yield text, spot


def made_spots(rng):
    pages = clean_pages()
    by_annotation = list(annotation_spots(pages))
    marks = mark_spots(pages, rng)
    spots = [("annotation", "", *spot) for spot in rng.choices(by_annotation, k=80)]
    spots += [("mark", "mark", *next(marks)) for _ in range(40)]
    rng_2 = random.Random(3)  # noqa: S311
    spots += [("mark", "line start", *spot) for spot in islice(start_spots(pages, rng_2), 20)]
    spots += [("mark", "blanks", *spot) for spot in islice(blank_spots(pages, rng_2), 20)]
    spots += [("mark", "letter", *spot) for spot in islice(letter_spots(pages, rng_2), 20)]
    for habit, kind, text, spot in spots:
        share = rng.choice((1, 0.5, 0.2))
        annotated = {c for c in sorted(set(text)) if is_traditional(c) and rng.random() < share}
        seen = damaged_page(text, spot, habit=habit, annotated=annotated)
        if kind == "letter":
            seen = WIDE.sub(lambda m: chr(ord(m[0]) - 0xFEE0), seen)
        if rng.random() < 0.5:
            seen = seen.translate(str.maketrans("，；：！？（）", ",;:!?()"))
        yield kind or ("straddled" if text[spot + 1] in annotated else "shifted"), text, seen


def outcome(text, seen):
    changes = find_repairs(seen)
    if plain(AlignedText.of(seen).apply(changes).text) == text:
        return "exact"
    return "wrong" if changes else "left"


KINDS = ("straddled", "shifted", "mark", "line start", "blanks", "letter")


def test_find_repairs_brings_made_damage_back(capsys):
    rng = random.Random(20200212)  # noqa: S311
    counts = Counter((kind, outcome(text, seen)) for kind, text, seen in made_spots(rng))
    with capsys.disabled():
        print("\nmade damage  spots  exact   left  wrong")
        for kind in KINDS:
            row = [counts[kind, name] for name in ("exact", "left", "wrong")]
            print(f"{kind:<11}", *(f"{n:>6}" for n in (sum(row), *row)))
    spots = Counter(kind for kind, _ in counts.elements())
    assert min(spots.values()) >= 20
    assert counts["straddled", "exact"] >= 0.9 * spots["straddled"]
    assert counts["shifted", "exact"] >= 0.6 * spots["shifted"]
    assert counts["mark", "exact"] >= 0.6 * spots["mark"]
    assert counts["line start", "exact"] >= 0.6 * spots["line start"]
    assert counts["letter", "exact"] >= 0.6 * spots["letter"]
    assert counts["blanks", "exact"] >= 0.4 * spots["blanks"]
    assert sum(n for (_, name), n in counts.items() if name == "wrong") < 0.02 * spots.total()
