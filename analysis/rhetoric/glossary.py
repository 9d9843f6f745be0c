"""English glosses of Chinese terms, for chart labels."""

from functools import cache

import pandas as pd

from analysis import paths


def read_glossary() -> pd.DataFrame:
    """Read the glossary.

    Returns:
        One row per Chinese term: zh, en. Every family of phrases.toml is there, and the words
        that epidemic-control meetings use most.
    """
    return pd.read_csv(paths.LEXICON / "glossary.csv", encoding="utf-8", dtype="str")


@cache
def _glosses() -> dict[str, str]:
    glossary = read_glossary()
    return dict(zip(glossary["zh"], glossary["en"], strict=True))


def gloss(zh: str) -> str | None:
    """Look up the English gloss of a Chinese term; None if the glossary does not have it."""
    return _glosses().get(zh)
