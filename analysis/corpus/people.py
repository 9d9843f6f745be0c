"""Find the persons a report names.

The genre introduces a person in four ways: after a title (市委书记李猛), before one (习近平总书记),
bare at the head of a clause (李猛指出), and in a list joined by 、 (刘宛康、赵会生等). There is no
blank after a name: it ends where a word begins that may follow a person, and where none begins
there is no person.
"""

import re
import tomllib
from collections.abc import Collection, Iterator
from functools import cache, lru_cache
from pathlib import Path

import jieba

_WORDS = {
    key: tuple(words.split())
    for key, words in tomllib.loads(
        Path(__file__).with_name("people.toml").read_text("utf-8")
    ).items()
}
_SURNAMES = frozenset("".join(_WORDS["surnames"])) | frozenset(_WORDS["surnames_double"])
_SYLLABLES = frozenset("".join(_WORDS["syllables"]))
_FOLLOW_TAGS = ("v", "vn", "vd", "d", "ad", "p", "c")


def _any_of(*keys: str) -> str:
    words = [word for key in keys for word in _WORDS[key]]
    return f"(?:{'|'.join(sorted(words, key=len, reverse=True))})"


_HAN = re.compile("[\u3400-\u9fff]+")
_DOTTED = re.compile("[\u3400-\u9fff]{1,6}·[\u3400-\u9fff]{1,8}")
_TITLE = re.compile(rf"{_any_of('titles')}\s?")
_BEFORE_TITLE = re.compile(_any_of("titles_after"))
_HEAD_TITLE = re.compile(_any_of("titles_after", "titles_after_head"))
_HEAD = re.compile(
    r"(?:^|(?<=[，。；：！？（）\s由]))(?:会上|会后|会前|随后|最后|当[日天]|日前|期间|同时|由)?"
)
_ACTS = re.compile(_any_of("acts"))
_JOIN = re.compile("、|以及|及|和|与")
# These make a phrase of place, time or office: 和市长, 于昨日, 安伟在.
_NEVER_IN_NAME = re.compile(
    "[省市县区委部局厅昨们不]|[今当]日|[上下]午|"
    "(?:书记|州长|[还也都又再就将已在对于从由与及到赴率等以要])$"
)
# A person after these in the same clause is spoken of: 传达省委书记…精神, 以习近平同志为核心.
_OBJECT = re.compile("传达|学习|贯彻|落实|遵照|按照|根据|听取|围绕|牢记|以|受")
_OTHER_SUBJECT = re.compile(
    "会议|全会|各|全[省市州县区]|大家|与会|专家|省|市委|市政府|县委|区委|党中央|"
    rf"[省市州盟县旗区副代][^，]{{0,12}}?{_any_of('titles')}"
)
_STOPS = "，。；：！？"


@cache
def _dictionary() -> dict[str, tuple[int, str]]:
    """Read jieba's list, word -> (count, part of speech); its global tokenizer is not touched."""
    with jieba.get_dict_file() as lines:
        fields = (line.decode("utf-8").split() for line in lines)
        return {word: (int(count), tag) for word, count, tag in fields}


def _is_word(name: str, *, titled: bool) -> bool:
    """Tell whether a would-be name is an ordinary word, less likely so where a title precedes."""
    if name in _WORDS["not_names"] or name[:2] in _WORDS["not_names"]:
        return True
    count, tag = _dictionary().get(name, (0, ""))
    if titled:
        return count >= 1000 and not tag.startswith("nr")
    head_count, head_tag = _dictionary().get(name[:2], (0, ""))
    if len(name) == 3 and head_count >= 1000 and not head_tag.startswith("n"):
        return True
    return count >= (1000 if tag.startswith("nr") else 20)


def _is_name(name: str, *, titled: bool) -> bool:
    if not _HAN.fullmatch(name) or _NEVER_IN_NAME.search(name) or _is_word(name, titled=titled):
        return False
    family = 2 if len(name) > 2 and name[:2] in _SURNAMES else int(name[0] in _SURNAMES)
    if family and 1 <= len(name) - family <= 2:
        return True
    return titled and _SYLLABLES.issuperset(name)


def _may_follow(rest: str, *, titled: bool) -> bool:
    """Tell whether the text after a would-be name may follow one."""
    if not rest or rest.startswith(_WORDS["follow"]):
        return True
    if not titled:
        return False
    if not _HAN.match(rest) or rest.startswith(_WORDS["follow_titled"]):
        return True
    return any(_dictionary().get(rest[:n], (0, ""))[1] in _FOLLOW_TAGS for n in (4, 3, 2))


def _name_end(text: str, start: int, *, titled: bool) -> int | None:
    """Find where the name that starts here ends; None where no name starts here."""
    dotted = _DOTTED.match(text, start)
    if dotted and (titled or _SYLLABLES.issuperset(dotted.group().split("·")[0])):
        return _dotted_end(text, dotted)
    for end in range(min(start + 5, len(text)), start + 1, -1):
        splits_word = text[end - 1 : end + 1] == "来到"
        if splits_word or not _is_name(text[start:end], titled=titled):
            continue
        if _may_follow(text[end : end + 5], titled=titled):
            return end
    return _unlisted_end(text, start) if titled else None


def _unlisted_end(text: str, start: int) -> int | None:
    """End a name of unlisted characters where its bearer acts: 县委书记曲比尔哈主持."""
    ends = (end for end in range(start + 2, start + 6) if _ACTS.match(text, end))
    end = next(ends, None)
    if (
        end is None
        or not _HAN.fullmatch(text, start, end)
        or _NEVER_IN_NAME.search(text[start:end])
    ):
        return None
    return None if any(map(_is_common, _pieces(text[start:end]))) else end


def _pieces(name: str) -> Iterator[str]:
    return (name[i : i + n] for n in (2, 3, 4) for i in range(len(name) - n + 1))


def _is_common(piece: str) -> bool:
    count, tag = _dictionary().get(piece, (0, ""))
    return count >= 300 and not tag.startswith("nr")


def _dotted_end(text: str, dotted: re.Match[str]) -> int | None:
    """End a name with a dot (艾尔肯·吐尼亚孜) at its last syllable that something may follow."""
    shortest = text.rindex("·", *dotted.span()) + 2
    ends = range(dotted.end(), shortest - 1, -1)
    return next((end for end in ends if _may_follow(text[end : end + 5], titled=True)), None)


def _chain(text: str, start: int, *, titled: bool) -> list[tuple[int, int, str]]:
    """List the names that stand here joined by 、; the first proves those that follow."""
    found: list[tuple[int, int, str]] = []
    end = _name_end(text, start, titled=titled)
    while end is not None:
        found.append((start, end, text[start:end]))
        join = _JOIN.match(text, end)
        if join is None:
            break
        start = join.end()
        end = _name_end(text, start, titled=True)
    return found


def _head(text: str, start: int) -> list[tuple[int, int, str]]:
    """Find bare names at the head of a clause: 李猛指出, 安伟书记强调, 高义、史占勇分别点评."""
    for end in (start + 3, start + 2):
        if _HEAD_TITLE.match(text, end) and _is_name(text[start:end], titled=False):
            return [(start, end, text[start:end])]
    people = _chain(text, start, titled=False)
    is_one_of_a_list = len(people) == 1 and text.startswith("、", people[0][1])
    return [] if is_one_of_a_list else people


def _named(text: str, known: Collection[str]) -> Iterator[tuple[int, int, str]]:
    for title in _TITLE.finditer(text):
        yield from _chain(text, title.end(), titled=True)
        yield from _known(text, title.end(), known)
    for head in _HEAD.finditer(text):
        yield from _head(text, head.end())
        yield from _known(text, head.end(), known)
    for title in _BEFORE_TITLE.finditer(text):
        end = title.start()
        starts = (start for start in (end - 3, end - 2) if start >= 0)
        names = (start for start in starts if _is_name(text[start:end], titled=True))
        yield from ((start, end, text[start:end]) for start in names)


def _known(text: str, start: int, known: Collection[str]) -> Iterator[tuple[int, int, str]]:
    return ((start, start + len(name), name) for name in known if text.startswith(name, start))


def find_people(text: str, known: Collection[str] = ()) -> list[tuple[int, int, str]]:
    """Find the persons named in simplified text with full-width punctuation.

    Takes    text: a clause, a sentence or several. known: names the report has introduced.
    Returns  (start, end, name) in their order, half-open offsets into text; none overlaps another.
    Limits   a bare name that is also a word (高峰指出) is found only where a title precedes it.
    """
    return list(_found(text, frozenset(known)))


# A sentence is asked about by several steps of a build, one report at a time.
@lru_cache(maxsize=2048)
def _found(text: str, known: frozenset[str]) -> tuple[tuple[int, int, str], ...]:
    found: list[tuple[int, int, str]] = []
    for start, end, name in sorted(_named(text, known), key=lambda person: (person[0], -person[1])):
        if not found or start >= found[-1][1]:
            found.append((start, end, name))
    return tuple(found)


def find_person(subject: str, known: Collection[str] = ()) -> str | None:
    """Name the person a subject ends in; None where it names none.

    Takes    subject: the text before the verb: 省委常委、市委书记安伟, or 就做好下一步工作，安伟.
             known: names the report has introduced.
    Returns  the last person it names who is not merely spoken of (传达省委书记…讲话精神); None
             where another subject follows (…主持会议，各级各部门).
    """
    last_clause = max(subject.rfind(stop) for stop in _STOPS) + 1
    for start, _, name in reversed(find_people(subject, known)):
        clause = max(subject.rfind(stop, 0, start) for stop in _STOPS) + 1
        if _OBJECT.search(subject, clause, start):
            continue
        has_another = start < last_clause and _OTHER_SUBJECT.match(subject, last_clause)
        return None if has_another else name
    return None
