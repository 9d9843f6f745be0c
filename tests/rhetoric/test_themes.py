import json
import re
import tomllib
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from analysis import paths, schema
from analysis.measures.agreement import precision_recall, split_codes
from analysis.rhetoric.themes import (
    check_lexicon,
    code_left_out,
    code_themes,
    name_rules,
    read_codebook,
)

LEXICON = tomllib.loads((paths.LEXICON / "themes.toml").read_text(encoding="utf-8"))
WORDS = [(theme, word) for theme, entry in LEXICON.items() for word in entry["words"]]
FOLDER = Path(__file__).parents[1] / "cases"
CASES = json.loads((FOLDER / "themes.json").read_text("utf-8"))
# Reports that two independent writers made up and coded. A first lexicon, tuned on the five reports
# alone, reached F1 0.82 here. It was then extended on one half of these reports (0.83 before, 0.96
# after), which took the other, unseen half from 0.81 to 0.83 only: that is the forecast for a new
# report. Since then the other half has been read, too. A third set, themes_unseen.json, was coded
# after that and is only scored: 0.83. A fourth, themes_later.json, of 15 reports by two more coders,
# gave 0.79 (precision 0.76, recall 0.83); what misses there concerned any report was mended.
HELDOUT = json.loads((FOLDER / "themes_heldout.json").read_text("utf-8"))
FULL_WIDTH = str.maketrans(",;:()!?", "，；：（）！？")


def frame(*texts, city="甲城"):
    ids = [f"a-1-{number}" for number in range(1, len(texts) + 1)]
    return pd.DataFrame(
        {"sentence_id": ids, "article_id": "a-1", "city": city, "text": texts}
    ).astype({"text": "str", "city": "str"})


def themes_of(text):
    return set(code_themes(frame(text))["theme"])


def scopes_of(text, theme):
    found = code_themes(frame(text))
    return dict(found.loc[found["theme"] == theme, ["matched", "scope"]].to_numpy())


@pytest.fixture(scope="module")
def reference():
    table = pd.read_csv(paths.REFERENCE / "themes.csv")
    return table.assign(
        sentence_id=table["sentence_key"],
        article_id=table["report"],
        city=table["report"],
        text=table["text"].str.translate(FULL_WIDTH),
    )


# --- against the close reading -------------------------------------------------------------------


def test_code_themes_agrees_with_the_close_reading(reference):
    table = precision_recall(code_themes(reference), split_codes(reference)).set_index("theme")
    print(f"\n{table.to_string()}")
    assert table.loc["micro", "f1"] >= 0.97
    assert (table["f1"] >= 0.9).all()


def test_code_themes_agrees_in_every_report(reference):
    f1 = {}
    for report, part in reference.groupby("report"):
        table = precision_recall(code_themes(part), split_codes(part)).set_index("theme")
        f1[report] = table.loc["micro", "f1"]
    assert min(f1.values()) >= 0.95, f1


def test_code_left_out_agrees_in_every_report(reference):
    coded = code_left_out(reference)
    f1 = {}
    for report, part in reference.groupby("report"):
        table = precision_recall(coded[coded["city"] == report], split_codes(part))
        f1[report] = table.set_index("theme").loc["micro", "f1"]
    assert min(f1.values()) >= 0.8, f1
    assert sum(f1.values()) / len(f1) >= 0.88, f1


def test_code_themes_agrees_with_the_reports_of_other_writers():
    sentences = frame(*(case["text"] for case in HELDOUT))
    read = sentences.assign(themes=[";".join(case["themes"]) for case in HELDOUT])
    table = precision_recall(code_themes(sentences), split_codes(read)).set_index("theme")
    print(f"\n{table.to_string()}")
    assert table.loc["micro", ["precision", "recall", "f1"]].min() >= 0.93
    assert (table["f1"] >= 0.85).all()


@pytest.mark.parametrize("name", ["themes_unseen.json", "themes_later.json"])
def test_code_themes_agrees_with_later_reports(name: str):
    cases = json.loads((FOLDER / name).read_text("utf-8"))
    sentences = frame(*(case["text"] for case in cases))
    read = sentences.assign(themes=[";".join(case["themes"]) for case in cases])
    table = precision_recall(code_themes(sentences), split_codes(read)).set_index("theme")
    print(f"\n{table.to_string()}")
    assert table.loc["micro", "f1"] >= 0.8


def test_code_themes_agrees_with_sentences_of_other_places():
    made = frame(*(case["text"] for case in CASES))
    expected = made.assign(themes=[";".join(case["expected"]) for case in CASES])
    table = precision_recall(code_themes(made), split_codes(expected)).set_index("theme")
    print(f"\n{table.to_string()}")
    assert table.loc["micro", "f1"] >= 0.9


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_code_themes_codes_a_made_sentence_as_read(case, request: pytest.FixtureRequest):
    if case["kind"] == "known_failure":
        request.applymarker(pytest.mark.xfail(reason=case["why"], strict=True))
    assert themes_of(case["text"]) == set(case["expected"])


def test_codebook_has_the_themes_of_the_close_reading(reference):
    used = set(split_codes(reference)["theme"].dropna())
    assert list(read_codebook()["theme"]) == list(LEXICON)
    assert used == set(LEXICON)


# --- rules that the codebook states --------------------------------------------------------------


@pytest.mark.parametrize(
    ("theme", "shows", "shows_not"),
    [
        ("war", "筑牢第一道防线。", "服务国家战略。"),
        ("war", "慰问一线人员。", "孩子们两点一线上下学。"),
        ("war", "打赢脱贫攻坚战。", "推进脱贫攻坚。"),
        ("exam", "经受住检验。", "加快样本检验。"),
        ("responsibility", "压实责任。", "有关部门负责同志参加会议。"),
        ("containment", "抓好社区防控。", "召开疫情防控工作会议。"),
        ("containment", "坚持外防输入。", "外防输入的压力加大。"),
        ("containment", "全面排查返乡人员。", "开展矛盾纠纷排查。"),
        ("economy", "保障供应链稳定。", "增加蔬菜供应。"),
        ("livelihood", "增加蔬菜供应。", "保障供应链稳定。"),
        ("economy", "推进复工复产。", "统筹疫情防控和复工复产。"),
        ("balance", "统筹疫情防控和经济社会发展。", "统筹疫情防控力量。"),
        ("precision", "精准施策。", "推进精准脱贫。"),
        ("precision", "确定风险等级。", "风险依然存在。"),
        ("vigilance", "风险依然存在。", "确定风险等级。"),
        ("treatment", "加强医务人员防护。", "向医务人员表示感谢。"),
        ("publicity", "向医务人员表示感谢。", "工作有力有序。"),
        ("publicity", "提振市场信心。", "坚定信心、加压奋进。"),
        ("mobilisation", "坚持联防联控。", "国务院联防联控机制召开会议。"),
        ("loyalty", "加强党的领导。", "发挥基层党组织作用。"),
        ("rural", "帮助农民增收。", "帮助农民工返岗。"),
    ],
)
def test_code_themes_follows_the_codebook(theme, shows, shows_not):
    assert theme in themes_of(shows)
    assert theme not in themes_of(shows_not)


@pytest.mark.parametrize(
    ("text", "theme", "expected"),
    [
        ("坚决杜绝麻痹思想。", "vigilance", {"麻痹": "negated"}),
        ("克服麻痹思想、侥幸心理。", "vigilance", {"麻痹": "negated", "侥幸": "negated"}),
        ("克服困难，风险仍在。", "vigilance", {"风险": "asserted"}),
        ("不搞一刀切。", "precision", {"一刀切": "negated"}),
        ("要毫不放松。", "vigilance", {"毫不放松": "asserted"}),
        ("不断提高接种率。", "containment", {"接种": "asserted"}),
        ("守住不发生规模性反弹的底线。", "vigilance", {"底线": "asserted"}),
    ],
)
def test_scope_is_negated_where_a_negator_governs_in_the_clause(text, theme, expected):
    assert scopes_of(text, theme) == expected


# --- what a row is -------------------------------------------------------------------------------


def test_code_themes_gives_one_row_per_match_in_reading_order():
    found = code_themes(frame("会议召开。", "筑牢防线，筑牢防线。"))
    assert found.to_dict("list") == {
        "sentence_id": ["a-1-2", "a-1-2"],
        "article_id": ["a-1", "a-1"],
        "city": ["甲城", "甲城"],
        "theme": ["war", "war"],
        "matched": ["防线", "防线"],
        "scope": ["asserted", "asserted"],
        "start": [2, 7],
        "end": [4, 9],
    }


def test_code_themes_keeps_overlaps_between_themes_but_not_within_one():
    found = code_themes(frame("建强基层党组织战斗堡垒。"))
    matched = found.groupby("theme")["matched"].agg(list).to_dict()
    assert matched == {"mobilisation": ["基层党组织", "战斗堡垒"], "war": ["战斗堡垒"]}


def test_code_themes_of_nothing_has_all_columns():
    assert list(code_themes(frame()).columns) == schema.columns("themes")


def test_code_themes_keeps_a_missing_city():
    assert code_themes(frame("筑牢防线。", city=None))["city"].isna().all()


def test_code_themes_leaves_its_input_unchanged():
    sentences = frame("筑牢防线。")
    before = sentences.copy()
    code_themes(sentences)
    assert_frame_equal(sentences, before)


def test_code_themes_needs_its_columns():
    with pytest.raises(KeyError, match="article_id"):
        code_themes(frame("筑牢防线。").drop(columns="article_id"))


@settings(max_examples=25)
@given(
    st.lists(
        st.sampled_from([word for _, word in WORDS] + list("，；。、“”的和不未无")), max_size=20
    )
)
def test_matches_slice_back_and_do_not_overlap_within_a_theme(pieces):
    text = "".join(pieces) or "。"
    found = code_themes(frame(text))
    for row in found.itertuples():
        assert text[row.start : row.end] == row.matched
    for _, rows in found.groupby("theme"):
        assert (rows["start"].iloc[1:].to_numpy() >= rows["end"].iloc[:-1].to_numpy()).all()


# --- without the report that is coded ------------------------------------------------------------


def two(own, other):
    return pd.concat([frame(own, city="甲城"), frame(other, city="乙城")], ignore_index=True)


@pytest.mark.parametrize(
    ("own", "other", "matched"),
    [
        ("筑牢防线。", "筑牢防线。", ["防线"]),
        ("筑牢防线。", "会议召开。", []),
        # a pattern stays if it matches elsewhere, whatever stands in its gap
        ("打好这一仗。", "打赢最后一仗。", ["打好这一仗"]),
        # so does a word of which the longer one is lost
        ("坚决打赢人民战争。", "战争。", ["战争"]),
        # what only this report led us to exclude is coded
        ("服务前沿科技前沿。", "前沿。", ["前沿", "前沿"]),
        ("服务前沿科技前沿。", "前沿与科技前沿。", ["前沿"]),
    ],
)
def test_code_left_out_knows_only_what_other_groups_show(own, other, matched):
    found = code_left_out(two(own, other))
    mine = found[(found["city"] == "甲城") & (found["theme"] == "war")]
    assert mine["matched"].tolist() == matched


def test_code_left_out_matches_no_pattern_across_sentences():
    sentences = pd.concat([two("打好这一仗。", "打赢"), frame("一仗。", city="丙城")])
    found = code_left_out(sentences.reset_index(drop=True))
    assert "打好这一仗" not in found["matched"].tolist()


def test_code_left_out_of_groups_that_say_the_same_is_the_whole_coding():
    sentences = two("压实责任，筑牢防线。", "压实责任，筑牢防线。")
    assert_frame_equal(code_left_out(sentences), code_themes(sentences))


def test_code_left_out_needs_two_groups():
    message = (
        "code_left_out: expected two groups or more, got 1 in column 'city'. "
        "Pass the sentences of several reports, or name another column."
    )
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        code_left_out(frame("筑牢防线。", "压实责任。"))


# --- which rule coded a row ----------------------------------------------------------------------


def test_name_rules_gives_the_word_or_the_pattern():
    sentences = frame("打好这一仗，筑牢防线。")
    found = name_rules(code_themes(sentences), sentences)
    assert found[["matched", "rule"]].to_numpy().tolist() == [
        ["打好这一仗", "[打场]…仗(?!义)"],
        ["防线", "防线"],
    ]


def test_name_rules_finds_the_rule_of_every_row():
    sentences = frame(*(case["text"] for case in HELDOUT))
    coded = code_themes(sentences)
    rules = name_rules(coded, sentences)
    known = {(theme, rule) for theme, entry in LEXICON.items() for rule in entry["words"]}
    known |= {(theme, rule) for theme, entry in LEXICON.items() for rule in entry["patterns"]}
    assert set(zip(rules["theme"], rules["rule"], strict=True)) <= known
    assert_frame_equal(rules.drop(columns="rule"), coded)


def test_name_rules_refuses_a_row_of_another_lexicon():
    sentences = frame("筑牢防线。")
    changed = code_themes(sentences).assign(matched="筑牢")
    message = (
        "expected a match of a rule of 'war', got '筑牢' in '筑牢防线。'. Build the tables again"
    )
    with pytest.raises(ValueError, match=message):
        name_rules(changed, sentences)


# --- the lexicon ---------------------------------------------------------------------------------


def test_every_word_shows_its_theme():
    found = code_themes(frame(*(word for _, word in WORDS)))
    shown = found.groupby("sentence_id")["theme"].agg(set)
    hidden = [
        (theme, word)
        for number, (theme, word) in enumerate(WORDS, start=1)
        if theme not in shown.get(f"a-1-{number}", set())
    ]
    assert hidden == []


def test_every_exclusion_and_theme_says_what_it_is_for():
    reasons = [rule["why"] for entry in LEXICON.values() for rule in entry["exclusions"]]
    labels = read_codebook()[["zh", "en", "definition", "not_when"]]
    assert all(reasons)
    assert labels.notna().to_numpy().all()
    assert (labels != "").to_numpy().all()


def test_patterns_repeat_nothing_without_bound():
    patterns = [
        pattern
        for entry in LEXICON.values()
        for pattern in [*entry["patterns"], *(rule["pattern"] for rule in entry["exclusions"])]
    ]
    assert [pattern for pattern in patterns if re.search(r"[*+]|\{\d*,\}", pattern)] == []


def entry(**changes):
    labels = {"zh": "甲", "en": "A", "definition": "a", "not_when": "b"}
    lists = {"words": ["甲"], "patterns": ["乙…丙"], "exclusions": [], "yields_to": []}
    return labels | lists | changes


def test_check_lexicon_leaves_a_sound_one_as_it_is():
    sound = {"a": entry(), "b": entry(yields_to=["a"])}
    check_lexicon(sound)
    assert sound == {"a": entry(), "b": entry(yields_to=["a"])}


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (entry(weight=1), "a: keys"),
        ({"zh": "甲"}, "a: keys"),
        (entry(words=["甲", "甲"]), "a: words '甲' twice"),
        (entry(patterns=["乙", "乙"]), "a: patterns '乙' twice"),
        (entry(words=[""]), "a: words '' empty"),
        (entry(patterns=["("]), "does not compile"),
        (entry(patterns=["乙?"]), "matches nothing at all"),
        (entry(exclusions=[{"pattern": "(", "why": "c"}]), "does not compile"),
        (entry(exclusions=[{"pattern": "乙"}]), "without just pattern and why"),
        (entry(yields_to=["c"]), "a: yields_to 'c', no other theme"),
        (entry(yields_to=["a"]), "a: yields_to 'a', no other theme"),
    ],
)
def test_check_lexicon_names_what_is_wrong(wrong, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        check_lexicon({"a": wrong})


def test_check_lexicon_lists_all_that_is_wrong():
    message = (
        "check_lexicon: expected sound themes, got a: words '甲' twice; "
        "b: yields_to 'c', no other theme in themes.toml. Correct these entries."
    )
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        check_lexicon({"a": entry(words=["甲", "甲"]), "b": entry(yields_to=["c"])})
