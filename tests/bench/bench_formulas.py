"""Time `find_formulas` on 1, 4 and 16 times the text, and on text that repeats itself.

    .venv/bin/python tests/bench/bench_formulas.py

More text is more reports, each of a city of its own, put together from clauses that are drawn from
the five: natural wording, with more sharing than new reports would have.
"""

import re
import time

import numpy as np
import pandas as pd

import analysis
from analysis.rhetoric.formulas import find_formulas

SENTENCE = "要统筹做好疫情防控和经济社会发展，坚持外防输入、内防扩散，确保社会大局稳定。"
HOSTILE = {
    "a million 的 in each of two cities": ["的" * 1_000_000] * 2,
    "a million 地 in each of two cities": ["地" * 1_000_000] * 2,
    "a sentence 10,000 times in one city, once in another": [SENTENCE * 10_000, SENTENCE],
    "a million quotation marks and pauses": ["“、" * 500_000] * 2,
}


def main() -> None:
    body = analysis.load().body
    find_formulas(body)  # the first call builds the schema
    clauses = re.findall(r"[^，；：。]+[，；：。]", "".join(body["text"]))
    draw = np.random.default_rng(0)
    for times in (1, 4, 16):
        drawn = draw.choice(clauses, size=(5 * times, len(clauses) // 5))
        show(f"{times} times the text", ["".join(report) for report in drawn])
    for name, texts in HOSTILE.items():
        show(name, texts)


def show(name: str, texts: list[str]) -> None:
    cities = [f"city {number}" for number in range(len(texts))]
    sentences = pd.DataFrame({"sentence_id": cities, "article_id": cities, "city": cities})
    start = time.perf_counter()
    formulas = find_formulas(sentences.assign(text=texts))
    seconds = time.perf_counter() - start
    n_chars = sum(map(len, texts))
    print(f"{seconds:7.2f} s {n_chars:>9,} characters {len(formulas):>8,} rows  {name}")


if __name__ == "__main__":
    main()
