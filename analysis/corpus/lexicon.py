"""The words that the tokenizer and the repair of damage are taught."""

import pandas as pd

from analysis import paths


def read_terms() -> pd.DataFrame:
    """Read the words the tokenizer is taught.

    Returns:
        One row per word: term, reason.

    Raises:
        ValueError: a line is not a word, a tab and a reason.
    """
    path = paths.LEXICON / "terms.txt"
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line or line.startswith("#"):
            continue
        term, _, reason = line.partition("\t")
        if not (term.strip() and reason.strip()):
            raise ValueError(
                f"read_terms: expected a word, a tab and a reason, got {line!r} "
                f"in {path.name}, line {number}. Write the reason or drop the word."
            )
        rows.append({"term": term, "reason": reason})
    return pd.DataFrame(rows, columns=["term", "reason"])
