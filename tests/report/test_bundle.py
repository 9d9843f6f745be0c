import json
import os
import subprocess
import sys
from hashlib import sha256

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from bs4 import BeautifulSoup

from analysis import paths
from analysis.report.bundle import bundle
from analysis.report.style import use_house_style

NUMBERS = pd.DataFrame({"city": ["Luoyang", "Nanjing"], "phrase": ["六稳", None], "n": [1, 2]})
WORDS = {"caption": "Sentences <n = 2>", "alt": 'Bar chart: "六稳" once & twice'}
SCRIPT = """
import matplotlib.pyplot as plt, pandas as pd
from analysis.report.bundle import bundle
from analysis.report.style import label_figure, use_house_style
use_house_style()
fig, ax = plt.subplots()
ax.scatter([1, 2], [3, 4], label="疫情防控"); ax.legend()
label_figure(fig, title="防控为先", note="n = 2")
bundle(fig, "chart", data=pd.DataFrame({"词": ["六稳"]}), caption="说明", alt="散点图")
"""


@pytest.fixture(autouse=True)
def charts(tmp_path, monkeypatch):
    monkeypatch.setenv("ANALYSIS_DATA", str(tmp_path))
    use_house_style()
    yield tmp_path / "charts"
    plt.close("all")


def _chart(label="六稳"):
    fig, ax = plt.subplots()
    ax.bar(["Luoyang", "Nanjing"], [1, 2], label=label)
    ax.legend()
    return fig


def test_bundle_writes_five_files(charts):
    bundle(_chart(), "six-stabilities", data=NUMBERS, **WORDS)
    assert sorted(file.name for file in charts.iterdir()) == [
        f"six-stabilities.{kind}" for kind in ("csv", "json", "pdf", "png", "svg")
    ]
    assert json.loads((charts / "six-stabilities.json").read_text("utf-8")) == WORDS
    expected = "\ufeffcity,phrase,n\nLuoyang,六稳,1\nNanjing,,2\n"
    assert (charts / "six-stabilities.csv").read_bytes() == expected.encode()


def test_bundle_shows_caption_and_alt_text_as_written():
    picture = bundle(_chart(), "chart", data=NUMBERS, **WORDS)
    figure = BeautifulSoup(picture._repr_html_(), "html.parser").figure
    assert figure.img["alt"] == WORDS["alt"]
    assert figure.figcaption.get_text() == WORDS["caption"]
    assert figure.img["src"].startswith("data:image/png;base64,")


def test_bundle_closes_the_figure_and_keeps_the_numbers():
    fig, before = _chart(), NUMBERS.copy()
    bundle(fig, "chart", data=NUMBERS, **WORDS)
    assert not plt.fignum_exists(fig.number)
    pd.testing.assert_frame_equal(NUMBERS, before)


def test_bundle_names_a_character_the_font_lacks_and_writes_nothing(charts):
    with pytest.raises(ValueError, match="expected characters") as error:
        bundle(_chart("\N{CJK UNIFIED IDEOGRAPH-20BB7}"), "chart", data=NUMBERS, **WORDS)
    assert str(error.value) == (
        "bundle: expected characters the font has, got '\N{CJK UNIFIED IDEOGRAPH-20BB7}'"
        " (CJK UNIFIED IDEOGRAPH-20BB7) in chart 'chart'. Write the label in other characters."
    )
    assert list(charts.iterdir()) == []


def test_bundle_draws_dollar_signs_as_they_are():
    assert bundle(_chart("$x_1$ and $"), "chart", data=NUMBERS, **WORDS).png


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"name": "../chart"}, "expected a name of a-z, 0-9 and single hyphens, got '../chart'"),
        ({"alt": " "}, "expected a text for alt, got ' ' in chart 'chart'"),
        ({"caption": ""}, "expected a text for caption, got '' in chart 'chart'"),
        ({"data": NUMBERS.set_index("city")}, r"expected data with a plain index, got \['city'\]"),
    ],
)
def test_bundle_refuses_what_would_be_lost(change, message):
    given = {"name": "chart", "data": NUMBERS, **WORDS} | change
    with pytest.raises(ValueError, match=message):
        bundle(_chart(), **given)


def test_bundle_gives_the_same_bytes_in_any_process(tmp_path):
    hashes = []
    for seed, zone in {"1": "Asia/Shanghai", "2": "America/Lima"}.items():
        folder = tmp_path / seed
        env = {"ANALYSIS_DATA": str(folder), "PYTHONHASHSEED": seed, "TZ": zone}
        subprocess.run(
            [sys.executable, "-c", SCRIPT], env=os.environ | env, cwd=paths.ROOT, check=True
        )
        files = sorted((folder / "charts").iterdir())
        hashes.append({file.name: sha256(file.read_bytes()).hexdigest() for file in files})
    assert len(hashes[0]) == 5
    assert hashes[0] == hashes[1]
