"""Reports are given as {city: its sentences}."""

import json
import re
from collections import Counter, defaultdict
from itertools import product
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import schema
from analysis.rhetoric.formulas import find_formulas

CASES = json.loads((Path(__file__).parents[1] / "cases" / "formulas.json").read_text("utf-8"))


def table(reports):
    rows = [
        (f"{city}-{number}", city, city, text)
        for city, texts in reports.items()
        for number, text in enumerate(texts)
    ]
    return pd.DataFrame(rows, columns=["sentence_id", "article_id", "city", "text"])


def found(case):
    formulas = find_formulas(table(case["texts"]))
    groups = formulas.groupby(["formula", "class"], sort=False)["city"]
    return sorted([*key, list(cities)] for key, cities in groups)


def by_label(*kinds):
    cases = [case for case in CASES if case["kind"] in kinds]
    return pytest.mark.parametrize("case", cases, ids=lambda case: case["label"])


@by_label("found", "made")
def test_find_formulas_finds(case):
    assert found(case) == sorted(case["expected"] + case.get("also", []))


@by_label("unchanged")
def test_find_formulas_leaves_out(case):
    assert found(case) == []


@pytest.mark.xfail(strict=True)
@by_label("known_failure")
def test_find_formulas_does_not_yet(case):
    assert found(case) == case["expected"]


def test_find_formulas_gives_offsets_names_and_counts():
    sentences = table({"甲": ["要坚定“四个自信”。"], "乙": ["坚定四个自信，", "坚定“四个自信”！"]})
    expected = [
        ("坚定四个自信", 6, 2, "shared", "甲-0", "甲", "甲", 1, 9),
        ("坚定四个自信", 6, 2, "shared", "乙-0", "乙", "乙", 0, 6),
        ("坚定四个自信", 6, 2, "shared", "乙-1", "乙", "乙", 0, 8),
    ]
    formulas = find_formulas(sentences)
    assert list(formulas.itertuples(index=False, name=None)) == expected
    assert list(formulas.columns) == schema.columns("formulas")


def test_find_formulas_leaves_no_quotation_half_open():
    formulas = find_formulas(table({"甲": ["学“四个自信”教育"], "乙": ["四个自信教育"]}))
    assert formulas[["start", "end"]].to_numpy().tolist() == [[1, 9], [0, 6]]
    assert set(formulas["formula"]) == {"四个自信教育"}


def test_find_formulas_takes_each_article_without_a_city_for_a_place_of_its_own():
    sentences = pd.DataFrame(
        {"sentence_id": ["a", "b", "c", "d"], "article_id": ["a", "b", "c", "c"]}
    ).assign(city=None, text=["疫情防控", "疫情防控", "复工复产", "复工复产"])
    formulas = find_formulas(sentences)
    assert formulas["formula"].tolist() == ["疫情防控"] * 2
    assert formulas["n_cities"].tolist() == [2, 2]
    assert formulas["city"].isna().all()


def test_find_formulas_takes_two_articles_of_one_city_for_one_place():
    sentences = pd.DataFrame({"sentence_id": ["a", "b"], "article_id": ["a", "b"]})
    assert find_formulas(sentences.assign(city="甲", text="疫情防控")).empty


def test_find_formulas_of_nothing_is_an_empty_table():
    empty = find_formulas(table({}))
    assert list(empty.columns) == schema.columns("formulas")
    assert empty.empty


def test_find_formulas_leaves_its_input_as_it_was():
    sentences = table({"甲": ["疫情防控工作"], "乙": ["疫情防控工作"]})
    before = sentences.copy()
    find_formulas(sentences)
    pd.testing.assert_frame_equal(sentences, before)


# Oracles: the definitions, tried out on every stretch and every frame of short texts. There are no
# links, digits or pauses in these texts.

texts = st.dictionaries(
    st.sampled_from("ABC"),
    st.lists(st.text("甲乙丙，“", max_size=14), max_size=2),
    min_size=2,
)


def clauses(reports):
    """Give city, sentence_id, bare text and the place of each of its characters."""
    for city, sentences in reports.items():
        for number, sentence in enumerate(sentences):
            for match in re.finditer("[^，]+", sentence):
                places = [i for i in range(*match.span()) if sentence[i] != "“"]
                yield city, f"{city}-{number}", "".join(sentence[i] for i in places), places


def shared_by_definition(reports):
    stretches = defaultdict(list)
    for city, sentence_id, text, places in clauses(reports):
        for start, end in product(range(len(text)), range(1, len(text) + 1)):
            if start < end:
                longer = [text[start : end + 1]] if end < len(text) else []
                longer += [text[start - 1 : end]] if start else []
                span = (sentence_id, places[start], places[end - 1] + 1)
                stretches[text[start:end]].append((city, span, longer))
    cities = {stretch: {city for city, *_ in stretches[stretch]} for stretch in stretches}
    for stretch, occurrences in stretches.items():
        n = len(cities[stretch])
        if (
            len(stretch) >= 4
            and n > 1
            and any(all(len(cities[each]) < n for each in longer) for *_, longer in occurrences)
        ):
            spans = []
            for _, span, _ in occurrences:
                if not spans or span[0] != spans[-1][0] or span[1] >= spans[-1][2]:
                    spans.append(span)
            yield stretch, n, spans


def near_by_definition(reports):
    frames = defaultdict(list)
    for city, sentence_id, text, places in clauses(reports):
        for start, left, width, right in product(
            range(len(text)), range(2, 15), range(3), range(2, 15)
        ):
            slot, end = start + left, start + left + width + right
            if end > len(text):
                continue
            before, filling, after = (
                text[start:slot],
                text[slot : slot + width],
                text[end - right : end],
            )
            longer = [(before, after + text[end])] if end < len(text) else []
            longer += [(text[start - 1] + before, after)] if start else []
            span = (sentence_id, places[start], places[end - 1] + 1)
            frames[before, after].append((city, filling, span, longer))
    n = {
        frame: len({city for city, *_ in stands}) if len({row[1] for row in stands}) > 1 else 0
        for frame, stands in frames.items()
    }
    return [
        {span for _, _, span, _ in stands}
        for frame, stands in frames.items()
        if len("".join(frame)) >= 6
        and n[frame] > 1
        and any(all(n[each] < n[frame] for each in longer) for *_, longer in stands)
    ]


def rows(formulas, kind):
    chosen = formulas[formulas["class"] == kind]
    spans = chosen[["sentence_id", "start", "end"]].itertuples(index=False, name=None)
    return Counter(zip(chosen["formula"], chosen["n_cities"], spans, strict=True))


@settings(max_examples=60)
@given(texts)
def test_shared_formulas_are_those_of_the_definition(reports):
    expected = {
        (formula, n, span) for formula, n, spans in shared_by_definition(reports) for span in spans
    }
    assert rows(find_formulas(table(reports)), "shared") == Counter(expected)


@settings(max_examples=40)
@given(texts)
def test_near_formulas_are_those_of_the_definition(reports):
    order = {key: i for i, key in enumerate(table(reports)["sentence_id"])}
    text = table(reports).set_index("sentence_id")["text"]
    expected = defaultdict(set)
    for spans in near_by_definition(reports):
        read = sorted(spans, key=lambda span: (order[span[0]], span[1], -span[2]))
        wordings = Counter(text[key][a:b].replace("“", "") for key, a, b in read)
        expected[wordings.most_common(1)[0][0]] |= spans
    expected = {
        (name, len({span[0][0] for span in spans}), span)
        for name, spans in expected.items()
        for span in spans
    }
    assert rows(find_formulas(table(reports)), "near") == Counter(expected)


def distance(one, other):
    """Levenshtein distance, by the textbook."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        above, row = row, [i]
        for j, b in enumerate(other, 1):
            row.append(min(above[j] + 1, row[-1] + 1, above[j - 1] + (a != b)))
    return row[-1]


def bare(text):
    return re.sub("[“”‘’《》、]", "", text)


@pytest.fixture(scope="module")
def five(corpus):
    formulas = find_formulas(corpus.body)
    text = corpus.body.set_index("sentence_id")["text"]
    places = zip(formulas["sentence_id"], formulas["start"], formulas["end"], strict=True)
    return formulas.assign(wording=[bare(text[key][start:end]) for key, start, end in places])


def test_shared_formulas_of_the_five_stand_where_a_search_finds_them(five, corpus):
    shared = five[five["class"] == "shared"]
    assert (shared["wording"] == shared["formula"].map(bare)).all()
    body = corpus.body.assign(bare=corpus.body["text"].map(bare))
    for formula, group in shared.groupby("formula"):
        n = body["bare"].str.count(re.escape(bare(formula)))
        assert n.sum() == len(group)
        assert set(body["city"][n > 0]) == set(group["city"])
        assert (group["n_cities"] == group["city"].nunique()).all()


def test_near_formulas_of_the_five_differ_by_one_or_two_characters(five):
    near = five[five["class"] == "near"]
    for formula, group in near.groupby("formula"):
        name = bare(formula)
        apart = {distance(name, wording) for wording in group["wording"]}
        assert apart <= {0, 1, 2}
        assert len(group["wording"].unique()) > 1
        assert {wording[:2] + wording[-2:] for wording in group["wording"]} == {
            name[:2] + name[-2:]
        }
        assert (group["n_cities"] == group["city"].nunique()).all()
        assert len(set(group["city"])) > 1


def test_no_row_of_the_five_stands_twice(five):
    assert not five.duplicated(["class", "formula", "sentence_id", "start", "end"]).any()


@pytest.mark.parametrize(
    ("formula", "cities"),
    [
        ("疫情防控和经济社会发展", {"Kunming", "Luoyang", "Nanjing", "Zhengzhou"}),
        ("人民战争、总体战、阻击战", {"Dezhou", "Kunming", "Luoyang", "Nanjing"}),
        ("外防输入、内防扩散", {"Dezhou", "Nanjing"}),
        ("经济社会发展", {"Dezhou", "Kunming", "Luoyang", "Nanjing", "Zhengzhou"}),
    ],
)
def test_the_five_share_what_a_reader_finds(five, formula, cities):
    shared = five[(five["class"] == "shared") & (five["formula"] == formula)]
    assert set(shared["city"]) == cities


@pytest.mark.parametrize(
    ("texts", "most"),
    [
        ({"甲": ["的" * 20_000], "乙": ["的" * 20_000]}, 0),
        ({"甲": ["地" * 20_000], "乙": ["，".join("地" * n for n in range(60))]}, 70_000),
        ({"甲": ["疫情防控，" * 5_000], "乙": ["疫情防控工作"]}, 5_001),
        ({"甲": ["“、" * 20_000], "乙": ["“、" * 20_000]}, 0),
        ({"甲": ["7" * 20_000], "乙": ["7" * 20_000]}, 0),
    ],
    ids=["links", "one character", "one sentence", "marks", "digits"],
)
def test_text_that_repeats_itself_does_not_blow_up(texts, most):
    assert len(find_formulas(table(texts))) <= most
