"""How fast articles are read: words a second of the whole pipeline, beside spaCy's blank tokenizer in the same run.

python -m tests.benchmarks.bench_analysis [--seconds 10]
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from itertools import cycle
from pathlib import Path

import spacy

from bot.domain.article import Document
from bot.nlp import Analyser
from bot.sources import read_text

SEEDS = Path(__file__).parents[2] / "seeds"


def words_a_second(read: Callable[[Document], object], documents: Sequence[Document], seconds: float) -> float:
    """How many words of the documents, over and over, ``read`` gets through in a second."""
    words, start = 0, time.perf_counter()
    for document in cycle(documents):
        read(document)
        words += len(document.text.split())
        if (took := time.perf_counter() - start) >= seconds:
            return words / took
    raise ValueError("no documents")


def main(arguments: Sequence[str] = ()) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5)
    seconds = parser.parse_args(arguments).seconds
    documents = [read_text(path.read_text(encoding="utf-8"), locator=path.name) for path in sorted(SEEDS.glob("*.txt"))]
    analyser, blank = Analyser(), spacy.blank("en")
    analyser.analyse(documents[0])  # the first text loads what is loaded once
    peer = words_a_second(lambda document: blank.make_doc(document.text), documents, seconds / 2)
    ours = words_a_second(analyser.analyse, documents, seconds)
    print(f"analysis, one thread, the two seeds over and over ({analyser.version})")
    print(f"  spaCy's tokenizer alone   {peer:>9,.0f} words/s")
    print(f"  the whole pipeline        {ours:>9,.0f} words/s   {1e6 / ours:.1f} ms per 1,000 words")
    print(f"  ratio                     {peer / ours:>9.1f}")


if __name__ == "__main__":
    import sys

    main(sys.argv[1:])
