"""Raw files to a corpus: `read_corpus` is the way in, `Corpus` is what comes out."""

from analysis.corpus.build import build_corpus, find_files
from analysis.corpus.sources import InputError
from analysis.corpus.tables import Corpus

__all__ = ["Corpus", "InputError", "build_corpus", "find_files"]
