"""Raw files to a corpus: `build_corpus` is the way in, `Corpus` is what comes out."""

from analysis.corpus.build import build_corpus
from analysis.corpus.sources import find_files, find_left_out
from analysis.corpus.tables import Corpus

__all__ = ["Corpus", "build_corpus", "find_files", "find_left_out"]
