"""Compare what authorities said at their meetings, from newspaper reports to tidy tables.

    import analysis
    corpus = analysis.load()
    corpus.tidy()

The house, in the order in which data flows: `analysis.corpus` (raw files to sentences and terms),
`analysis.rhetoric` (phrases, themes, dates), `analysis.measures` (counts, intervals,
concordances), `analysis.report` (charts, explorer, report). `analysis.schema` says what each table
holds.
"""

from pathlib import Path

from analysis import paths
from analysis.corpus import Corpus

__all__ = ["Corpus", "load"]


def load(folder: Path | str | None = None) -> Corpus:
    """Read the tables that `analysis build` or `make report` wrote.

    Args:
        folder: what was given to `analysis build --out`; by default data/ of this checkout.

    Raises:
        FileNotFoundError: the tables are not there; the message says how to build them.
    """
    return Corpus.read((Path(folder) if folder else paths.data()) / "tables")
