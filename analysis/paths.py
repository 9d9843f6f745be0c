"""Where things lie in a checkout: what is kept by hand, what is rebuilt."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT / "seeds"
REPORTS = SEEDS / "reports"
CARDS = REPORTS / "reports.toml"
REFERENCE = SEEDS / "reference"
NOTEBOOKS = ROOT / "notebooks"
LEXICON = Path(__file__).resolve().parent / "rhetoric" / "lexicon"


def data() -> Path:
    """Name the folder that is rebuilt: `ANALYSIS_DATA` where it is set, else data/ of the checkout.

    The variable is how a build into another folder reaches the notebooks, which run in processes
    of their own: they read their tables from, and write their charts to, the folder named here.
    """
    return Path(os.environ.get("ANALYSIS_DATA") or ROOT / "data").resolve()
