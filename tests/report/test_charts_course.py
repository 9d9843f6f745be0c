import pytest

from analysis import measures
from analysis.report.charts import course as plots
from analysis.report.labels import article_labels
from analysis.report.style import city_styles
from tests.check_figure import check_figure, texts

TITLE = "一个发现 What the chart shows, in a sentence that is long enough to need two lines of it"


pytestmark = pytest.mark.usefixtures("house_style")


@pytest.fixture(scope="session")
def names(articles):
    return article_labels(articles)


@pytest.fixture(scope="session")
def course(corpus):
    late = corpus.body.groupby("article_id")["position"].rank(pct=True) > 0.5
    flags = {
        side: corpus.body["text"].str.contains(word)
        for side, word in {"control": "防控", "development": "经济|复工"}.items()
    }
    return corpus.body.assign(half=late.map({False: "first", True: "second"}), **flags)


def test_plot_course_is_readable_and_draws_each_sentence_twice(course, names):
    fig = plots.plot_course(course, names, title=TITLE)
    assert check_figure(fig) == []
    assert sum(len(ax.patches) for ax in fig.axes) == 2 * len(course)


def test_plot_course_names_each_speaker_and_follows_the_order_of_names(course, names):
    written = texts(plots.plot_course(course, names, title=TITLE))
    assert {"李猛", "杨洪涛", "张传忠", "陈豪", "阮成发", "安伟", "何雄", "会议"} <= set(written)
    titles = [text for text in written if " · " in text and text.endswith(" sentences")]
    assert [title.split(" · ")[0] for title in titles] == [*names.values()]


def test_plot_course_draws_one_sentence_of_an_unknown_place(course):
    own = course.head(1).assign(article_id="村报-1", speaker="欧阳一二三四五六")
    fig = plots.plot_course(own, {"村报-1": "村报-1"}, title=TITLE)
    assert check_figure(fig) == []
    assert "村报-1 · 1 sentences" in texts(fig)


def test_plot_halves_is_readable_and_writes_the_counts(course, names):
    rows = course.melt(["sentence_id", "article_id", "half"], [*plots.SIDES], var_name="about")
    about = rows[rows["value"]]
    parted = course.assign(part=course["article_id"] + " " + course["half"])
    shares = measures.sentence_share(about, parted, of="about", by="part")
    shares[["article_id", "half"]] = shares["part"].str.rsplit(" ", n=1, expand=True)
    fig = plots.plot_halves(shares, names, title=TITLE)
    assert check_figure(fig) == []
    counts = shares["n_sentences"].astype("str") + "/" + shares["of_sentences"].astype("str")
    assert sorted(counts) == sorted(
        text for text in texts(fig) if "/" in text and text[0].isdigit()
    )


@pytest.fixture(scope="session")
def thirds(corpus):
    parts = measures.clauses(corpus.body, corpus.terms)
    parts["part"] = parts["article_id"] + " " + parts["third"].astype("str")
    sides = {"containment": "control", "economy": "development"}
    about = corpus.themes.assign(about=corpus.themes["theme"].map(sides)).dropna(subset="about")
    found = measures.by_clause(about, parts)
    shares = measures.bootstrap_share(found, parts, of="about", by="part")
    shares[["article_id", "third"]] = shares["part"].str.rsplit(" ", n=1, expand=True)
    return shares.assign(third=shares["third"].astype("int"))


def test_plot_thirds_is_readable_and_writes_how_many_clauses(thirds, names):
    fig = plots.plot_thirds(thirds, names, title=TITLE)
    assert check_figure(fig) == []
    titles = [ax.get_title(loc="left") for ax in fig.axes]
    assert titles[0] == "德州 Dezhou\n32 + 31 + 31 clauses"
    assert len(titles) == len(names) == 6


def test_plot_thirds_draws_one_report_and_leaves_the_other_panels_empty(thirds, names):
    own = thirds[thirds["article_id"] == "luoyang-1"]
    fig = plots.plot_thirds(own, names, title=TITLE)
    assert check_figure(fig) == []
    assert [ax.axison for ax in fig.axes] == [True, False, False]


def test_colours_of_the_two_sides_are_no_citys(articles):
    colours = {style.colour for style in city_styles(articles["city"]).values()}
    assert colours.isdisjoint(colour for _, colour in plots.SIDES.values())
