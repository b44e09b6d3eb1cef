"""How long a comparison of quotes and of figures takes, for stories that are as hard to compare as can be.

Run: ``python -m tests.benchmarks.bench_compare [--sizes 20x20 …]``. Times are of the processor. The small sizes are
also compared the old way, every pair of quotes aligned anew, in the same run: the ratio holds on any machine.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from time import process_time

from bot.desk.comparison import compare
from bot.desk.disputes import figure_disputes
from bot.desk.variants import quote_variants
from bot.domain.answer import FigureHit, QuoteHit
from bot.domain.article import SHARED, Article, Document
from bot.nlp import Analyser
from bot.storage.store import Stored
from tests.benchmarks.stories import NOW, outlets_counting, outlets_quoting
from tests.unit.desk import variants_before

SIZES = ("5x10", "10x10", "10x20", "20x20", "40x20")
BEFORE = 100
"""Quotes up to which the old way is taken too, for seconds; twice as many take it four times as long."""


def timed(work: Callable[[], object]) -> float:
    """How many milliseconds of processor time ``work`` took."""
    start = process_time()
    work()
    return (process_time() - start) * 1000


def read(documents: Iterable[Document]) -> list[Stored]:
    """The articles as the library holds them."""
    analyser, stored = Analyser(), []
    for number, document in enumerate(documents):
        fields = {name: getattr(document, name) for name in document.__dataclass_fields__}
        article = Article(**fields, id=f"{number:04}", workspace=SHARED, story=1, added=NOW, updated=NOW)
        stored.append(Stored(article, analyser.analyse(document), number))
    return stored


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", nargs="+", default=SIZES, help="outlets x quotes, or figures, of each")
    sizes = [tuple(map(int, size.split("x"))) for size in parser.parse_args().sizes]
    print(f"  {'outlets x quotes':<24}{'ms':>9}{'before':>10}{'ratio':>8}")
    for outlets, each in sizes:
        stored = read(outlets_quoting(outlets, each))
        hits = [QuoteHit(one.article, quote) for one in stored for quote in one.analysis.quotes]
        now = min(timed(lambda hits=hits: quote_variants(hits)) for _ in range(3))  # type: ignore[misc]
        line = f"  {f'{outlets} x {each}':<24}{now:>9.1f}"
        if len(hits) <= BEFORE:
            before = timed(lambda hits=hits: variants_before.quote_variants(hits))  # type: ignore[misc]
            line += f"{before:>10.0f}{before / now:>8.0f}"
        print(line, flush=True)
    print(f"  {'outlets x figures':<24}{'ms':>9}")
    for outlets, each in sizes:
        stored = read(outlets_counting(outlets, each))
        figures = [FigureHit(one.article, figure) for one in stored for figure in one.analysis.figures]
        print(f"  {f'{outlets} x {each}':<24}{timed(lambda some=figures: figure_disputes(some)):>9.1f}")  # type: ignore[misc]
    whole = read([*outlets_quoting(100, 20), *outlets_counting(100, 200)])
    print(f"  {'/compare at its limits':<24}{timed(lambda: compare(whole)):>9.1f}")


if __name__ == "__main__":
    main()
