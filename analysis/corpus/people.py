"""Find the persons a report names.

The genre introduces a person in four ways: after a title (市委书记李猛), before one (习近平总书记),
bare at the head of a clause (李猛指出), and in a list joined by 、 (刘宛康、赵会生等). There is no
blank after a name: it ends where a word begins that may follow a person, and where none begins
there is no person.
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path

import jieba


def read_words(name: str) -> dict[str, tuple[str, ...]]:
    """Read the word lists of a file beside this one."""
    lists = tomllib.loads(Path(__file__).with_name(name).read_text("utf-8"))
    return {key: tuple(words.split()) for key, words in lists.items()}


def any_of(words: Iterable[str]) -> str:
    """Write a pattern that matches one of the words, the longest first."""
    return f"(?:{'|'.join(sorted(words, key=len, reverse=True))})"


_WORDS = read_words("people.toml")
Names = frozenset[str]  # hashed once: they are part of the key of a cache

_ONE_HAN = "[\u3400-\u9fff\U00020000-\U000323af]"  # 赵䶮, 王𬭎: names have rare characters
_HAN = re.compile(f"{_ONE_HAN}+")
_SURNAMES = frozenset("".join(_WORDS["surnames"])) | frozenset(_WORDS["surnames_double"])
_SYLLABLES = frozenset("".join(_WORDS["syllables"]))
SPEECH_VERBS = _WORDS["speech"]
_FOLLOW = _WORDS["follow"] + SPEECH_VERBS
# 应健认为 is 应健 + 认为: a word of one character proves less.
_FOLLOW_WORDS = tuple(word for word in _FOLLOW if len(word) > 1 or not _HAN.match(word))
_NO_PART_OF_A_NAME = frozenset(_FOLLOW_WORDS + _WORDS["everyday"] + _WORDS["not_names"])
_FOLLOW_TAGS = ("v", "vn", "vd", "d", "ad", "p", "c", "a", "t", "i", "l")
_DOTTED = re.compile(f"{_ONE_HAN}{{1,6}}(?:·{_ONE_HAN}{{1,10}}){{1,2}}")
_TITLE = re.compile(rf"{any_of(_WORDS['titles'])}\s?")
_ROLE = re.compile(rf"{any_of(_WORDS['roles'])}\s?(?!和)")
_BEFORE_TITLE = re.compile(any_of(_WORDS["titles_after"]))
_HEAD_TITLE = re.compile(any_of(_WORDS["titles_after"] + _WORDS["titles_after_head"]))
_HEAD = re.compile(
    r"(?:^|(?<=[，。；：！？（）”\s由]))"
    r"(?:[^，。；：！？\s在]{0,8}会[上后前]|随后|最后|当[日天]|日前|近日|期间|同时|对此|接着|由)?"
)
_MANNER = re.compile(rf"[^，。；：！？]{{2,5}}地{any_of(SPEECH_VERBS)}")  # 信心满满地告诉记者
_JOIN = re.compile("、|以及|及|和|与")
# These make a phrase of place, time or office (和市长, 于昨日), or belong to what follows (安伟在).
_NEVER_IN_NAME = re.compile(
    "[省市县区委部局厅昨们各]|^.?[州旗]|[州旗](?!$)|(?<!阿)不|[今当]日|[上下]午|"
    "(?:书记|州长|[还也都又再就将已在对于从由与及到赴率等以要说讲问称答被把作做])$"
)
# A person after these in the same clause is spoken of: 传达省委书记…精神, 以习近平同志为核心.
_OBJECT = re.compile("传达|学习|贯彻|落实|遵照|按照|根据|听取|听完|围绕|牢记|以(?!及)|受")
_OTHER_SUBJECT = re.compile(
    "会议|全会|各|全[省市州县区]|大家|与会|专家|省|市委|市政府|县委|区委|党中央|"
    rf"[省市州盟县旗区副代][^，]{{0,12}}?{any_of(_WORDS['titles'])}"
)
_STOPS = "，。；：！？"
_LOOK_BACK = 200  # characters before a person in which the clause begins
_WELL, _LESS, _POSSIBLE = 3, 2, 1  # how well what follows a name fits


@cache
def _dictionary() -> dict[str, tuple[int, str]]:
    """Read jieba's list, word -> (count, part of speech); its global tokenizer is not touched."""
    with jieba.get_dict_file() as lines:
        fields = (line.decode("utf-8").split() for line in lines)
        return {word: (int(count), tag) for word, count, tag in fields}


def _is_word(name: str, *, titled: bool) -> bool:
    """Tell whether a would-be name is an ordinary word, less likely so where a title precedes."""
    if not _NO_PART_OF_A_NAME.isdisjoint((name, name[:2], name[1:], name[2:])):
        return True
    count, tag = _dictionary().get(name, (0, ""))
    if titled:
        return count >= 1000 and not tag.startswith("nr")
    head_count, head_tag = _dictionary().get(name[:2], (0, ""))
    if len(name) == 3 and head_count >= 1000 and not head_tag.startswith("nr"):
        return True
    return count >= (1000 if tag.startswith("nr") else 20)


def _is_name(name: str, *, titled: bool) -> bool:
    family = 2 if len(name) > 2 and name[:2] in _SURNAMES else int(name[0] in _SURNAMES)
    is_chinese = family > 0 and 1 <= len(name) - family <= 2
    if not (is_chinese or (titled and _SYLLABLES.issuperset(name))):
        return False
    if not titled and name.endswith(("州", "旗")):  # 黄南州召开会议 names a place
        return False
    is_phrase = not _HAN.fullmatch(name) or _NEVER_IN_NAME.search(name)
    return not (is_phrase or _is_word(name, titled=titled))


def _fit(text: str, end: int, *, titled: bool) -> int:
    """Tell how well the text from `end` on fits the end of a name; 0 where it does not."""
    rest = text[end : end + 5]
    if rest.startswith("·"):
        return 0
    if not rest or rest.startswith(_FOLLOW_WORDS) or (titled and not _HAN.match(rest)):
        return _WELL
    if text[end - 1 : end + 1] in _NO_PART_OF_A_NAME:  # 马上召|开会
        return 0
    if rest.startswith(_FOLLOW):
        return _LESS
    if text[end : end + 2] in _dictionary() and _MANNER.match(text, end):
        return _WELL
    if not titled:
        return 0
    is_possible = rest.startswith(_WORDS["follow_titled"]) or any(
        _dictionary().get(rest[:n], (0, ""))[1] in _FOLLOW_TAGS for n in (4, 3, 2)
    )
    return _POSSIBLE if is_possible else 0


def _name_end(text: str, start: int, known: Names, *, titled: bool) -> int | None:
    """Find where the name that starts here ends; None where no name starts here."""
    ends = (start + size for size in _sizes(known))
    if here := next((end for end in ends if text[start:end] in known), None):
        return here
    if dotted := _DOTTED.match(text, start):
        return _dotted_end(text, dotted, titled=titled)
    fits = [
        (fit, end)
        for end in range(start + 2, min(start + 5, len(text)) + 1)
        if _is_name(text[start:end], titled=titled) and (fit := _fit(text, end, titled=titled))
    ]
    fit, end = max(fits, default=(0, None))
    if fit == _WELL or not titled:
        return end
    return _unlisted_end(text, start) or end


@lru_cache(maxsize=8)
def _first_characters(names: Names) -> Names:
    return frozenset(name[0] for name in _SURNAMES | names)


@lru_cache(maxsize=8)
def _sizes(names: Names) -> list[int]:
    return sorted(set(map(len, names)), reverse=True)


def _unlisted_end(text: str, start: int) -> int | None:
    """End a name of no listed family where a listed word follows: 县委书记曲比尔哈主持."""
    for end in range(start + 3, min(start + 7, len(text)) + 1):
        if _fit(text, end, titled=True) >= _LESS and _is_transcribed(text[start:end]):
            return end
    acts = (end for end in (start + 2, start + 3) if text.startswith(_WORDS["acts"], end))
    return next((end for end in acts if _is_no_phrase(text[start:end])), None)


def _is_transcribed(name: str) -> bool:
    """Tell whether characters write a name by its sound: half of them or more often do."""
    n_syllables = sum(character in _SYLLABLES for character in name)
    return 2 * n_syllables >= len(name) and _is_no_phrase(name)


def _is_no_phrase(name: str) -> bool:
    """Tell whether no part of a would-be name is a word of everyday or a title."""
    if not _HAN.fullmatch(name) or _NEVER_IN_NAME.search(name) or _TITLE.search(name):
        return False
    return _SYLLABLES.issuperset(name) or not any(map(_is_common, _pieces(name)))


def _pieces(name: str) -> Iterator[str]:
    return (name[i : i + n] for n in (2, 3, 4) for i in range(len(name) - n + 1))


def _is_common(piece: str) -> bool:
    count, tag = _dictionary().get(piece, (0, ""))
    return piece in _NO_PART_OF_A_NAME or (count >= 300 and not tag.startswith("nr"))


def _dotted_end(text: str, dotted: re.Match[str], *, titled: bool) -> int | None:
    """End a name with a dot (艾尔肯·吐尼亚孜) where what follows its last part fits best."""
    first, last = dotted.group().split("·")[0], text.rindex("·", *dotted.span()) + 1
    if len(first) > 1 and not _is_transcribed(first):
        return None
    fits = [
        (fit, -end)
        for end in range(last + 1, dotted.end() + 1)
        if (fit := _fit(text, end, titled=titled))
        and (end == last + 1 or _is_transcribed(text[last:end]))
    ]
    return -max(fits)[1] if fits else None


def _chain(text: str, start: int, known: Names, *, titled: bool) -> list[tuple[int, int, str]]:
    """List the names that stand here joined by 、; the first proves those that follow."""
    found: list[tuple[int, int, str]] = []
    end = _name_end(text, start, known, titled=titled)
    while end is not None:
        found.append((start, end, text[start:end]))
        join = _JOIN.match(text, end)
        if join is None:
            break
        start = join.end()
        end = _name_end(text, start, known, titled=True)
    return found


def _head(text: str, start: int, known: Names) -> list[tuple[int, int, str]]:
    """Find bare names at the head of a clause: 李猛指出, 安伟书记强调, 高义、史占勇分别点评."""
    for end in (start + 4, start + 3, start + 2):
        if _HEAD_TITLE.match(text, end) and _is_name(text[start:end], titled=False):
            return [(start, end, text[start:end])]
    people = _chain(text, start, known, titled=False)
    is_one_of_a_list = len(people) == 1 and text.startswith("、", people[0][1])
    return [] if is_one_of_a_list and people[0][2] not in known else people


def _named(text: str, known: Names) -> Iterator[tuple[int, int, str]]:
    for title in _TITLE.finditer(text):
        yield from _chain(text, title.end(), known, titled=True)
    for role in _ROLE.finditer(text):
        yield from _chain(text, role.end(), known, titled=False)
    has_dot, firsts = "·" in text, _first_characters(known)
    for start in (head.end() for head in _HEAD.finditer(text)):
        if has_dot or text[start : start + 1] in firsts:  # most clauses begin otherwise
            yield from _head(text, start, known)
    for title in _BEFORE_TITLE.finditer(text):
        end = title.start()
        starts = (start for start in (end - 3, end - 2) if start >= 0)
        names = (start for start in starts if _is_name(text[start:end], titled=True))
        yield from ((start, end, text[start:end]) for start in names)


def find_people(text: str, known: Collection[str] = ()) -> list[tuple[int, int, str]]:
    """Find the persons named in simplified text with full-width punctuation.

    Takes    text: a clause, a sentence or several. known: names the report has introduced.
    Returns  (start, end, name) in their order, half-open offsets into text; none overlaps another.
    Limits   a bare name that is also a word (高峰指出) is found only where a title precedes it.
    """
    return list(_found(text, frozenset(known)))


# A sentence is asked about by several steps of a build, one report at a time.
@lru_cache(maxsize=2**14)
def _found(text: str, known: Names) -> tuple[tuple[int, int, str], ...]:
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
        if is_spoken_of(subject, start):
            continue
        has_another = start < last_clause and _OTHER_SUBJECT.match(subject, last_clause)
        return None if has_another else name
    return _by_surname(subject[last_clause:], known)


def is_spoken_of(text: str, start: int) -> bool:
    """Tell whether the person who is named at `start` is the object of what the clause tells."""
    near = max(0, start - _LOOK_BACK)
    clause = max(near, *(text.rfind(stop, near, start) + 1 for stop in _STOPS))
    return _OBJECT.search(text, clause, start) is not None


def _by_surname(clause: str, known: Collection[str]) -> str | None:
    """Name the one known person who is meant by a family name and a title: 梅市长."""
    head = _HEAD.match(clause)
    start = head.end() if head else 0
    named = [
        name
        for n in (2, 1)
        if _HEAD_TITLE.match(clause, start + n)
        for name in _bearers(frozenset(known)).get(clause[start : start + n], ())
    ]
    return named[0] if len(named) == 1 else None


@lru_cache(maxsize=8)
def _bearers(names: Names) -> Mapping[str, list[str]]:
    """Map one and two characters to the names that begin with them."""
    bearers = defaultdict(list)
    for name in names:
        for n in (1, 2):
            bearers[name[:n]].append(name)
    return bearers
