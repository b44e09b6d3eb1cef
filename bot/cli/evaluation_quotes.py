"""Quotes against PolNeAR, beside what its peers find in the same articles."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypedDict

from bot.cli.evaluation_data import Analyse, Shown, lines_of, needed, told, written
from bot.cli.evaluation_report import Part, Table, share
from bot.cli.evaluation_scores import Prediction, prediction
from bot.domain.analysis import Analysis
from bot.domain.errors import SourceError
from bot.sources import read_text

CLASSES = {"direct.partial": "direct", "verbatim.partial": "verbatim", "indirect.partial": "indirect"}
PEERS = {
    "ckpt-textacy-para": "textacy, by paragraph",
    "ckpt-textacy-doc": "textacy, whole text",
    "ckpt-guardian-merged": "Guardian/AFP pipeline, quotes merged",
    "ckpt-guardian-published": "Guardian/AFP pipeline, as published",
    "citckpt": "BBC Citron, retrained on this corpus",
    "cithybrid": "BBC Citron, hybrid",
    "rules": "a rough rule set (`baseline.py`)",
}
"""The peers' files by the name before ``-dev.jsonl``; one that is not listed goes by that name."""


class Marked(TypedDict):
    """An article with its attributions marked: only what is used here."""

    doc: str
    text: str


class ClassScores(TypedDict):
    """What ``score_quotes.py`` says of one class: only what is used here."""

    gold: int
    fp: int
    F1: float
    e2e_P: float
    e2e_R: float
    e2e_F1: float


@dataclass(slots=True)
class Pace:
    """Processor time spent on so many words."""

    seconds: float = 0.0
    words: int = 0

    def __str__(self) -> str:
        return f"{1_000_000 * self.seconds / max(self.words, 1):.1f}"


def quotes(data: Path, analyse: Analyse, shown: Shown) -> Part:
    """PolNeAR's 84 development articles, beside its peers' predictions. Raises: NotFound."""
    folder = data / "polnear"
    gold_file, scorer = folder / "polnear-dev.jsonl.gz", folder / "score_quotes.py"
    needed("quotes", gold_file, scorer)
    gold: list[Marked] = [json.loads(line) for line in lines_of("quotes", gold_file)]
    reading, analysing, again = Pace(), Pace(), Pace()
    predictions: list[Prediction] = []
    unread: list[str] = []
    for article in shown("PolNeAR: analysing", gold):
        try:
            analysis = _timed(article, analyse, reading, analysing)
            predictions.append(prediction(article["doc"], analysis))
        except SourceError as e:
            unread.append(f"Not read, and scored as if nothing were found: {e}.")
    met = {line["doc"] for line in predictions}
    for article in shown("PolNeAR: analysing again", [article for article in gold if article["doc"] in met]):
        _timed(article, analyse, Pace(), again)
    with TemporaryDirectory() as directory:
        ours = written(Path(directory, "newsdesk.jsonl"), predictions)
        cases = _case_by_case(scorer, gold, predictions, Path(directory))
        scores = _scored(scorer, gold_file, ours)
        rows, margins = [_quote_row("**Newsdesk**", scores)], []
        for peer in shown("PolNeAR: scoring the peers", sorted(folder.glob("peers-dev/*-dev.jsonl"))):
            label = PEERS.get(peer.name.removesuffix("-dev.jsonl"), peer.name)
            rows.append(_quote_row(label, _scored(scorer, gold_file, peer)))
            if (folder / "paired.py").exists():
                margins.append((label, *(_margin(folder / "paired.py", gold_file, ours, peer, c) for c in CLASSES)))
    tables = [
        Table(
            f"Quotes: quote and speaker both right (F1), PolNeAR development part, {len(gold)} articles",
            ("system", "direct", "all words in marks", "indirect and mixed"),
            tuple(rows),
            tuple(unread),
        ),
        Table(
            "The same for Newsdesk, in detail",
            ("class", "in the gold", "precision", "recall", "F1", "quote alone, F1"),
            tuple(
                (CLASSES[c], str(s["gold"]), *map(share, (s["e2e_P"], s["e2e_R"], s["e2e_F1"], s["F1"])))
                for c, s in ((c, scores[c]) for c in CLASSES)
            ),
        ),
        Table(
            "Newsdesk's lead over each, 95% interval (paired bootstrap over articles)",
            ("system", *CLASSES.values()),
            tuple(margins),
        ),
        Table(
            "Speed, one core, on the same articles",
            ("step", "ms per 1000 words"),
            (
                ("reading the text (body, furniture, language)", str(reading)),
                ("analysing, in a process that has just begun", str(analysing)),
                ("analysing the same articles again: every word met before", str(again)),
            ),
        ),
    ]
    return Part(tuple(table for table in tables if table.rows), cases)


def _timed(article: Marked, analyse: Analyse, reading: Pace, analysing: Pace) -> Analysis:
    started = time.process_time()
    document = read_text(article["text"], locator=article["doc"])
    read = time.process_time()
    analysis = analyse(document)
    analysing.seconds += time.process_time() - read
    reading.seconds += read - started
    for pace in (reading, analysing):
        pace.words += len(article["text"].split())
    return analysis


def _case_by_case(
    scorer: Path, gold: Sequence[Marked], predictions: Sequence[Prediction], directory: Path
) -> dict[str, dict[str, float]]:
    # The scorer groups by what stands before the first "_" of a document's name: numbers make every document a group.
    numbers = {article["doc"]: str(number) for number, article in enumerate(gold)}
    numbered = written(directory / "gold.jsonl", ({**line, "doc": numbers[line["doc"]]} for line in gold))
    ours = written(directory / "numbered.jsonl", ({**line, "doc": numbers[line["doc"]]} for line in predictions))
    groups = told(scorer, "--gold", numbered, "--pred", ours, "--json", "--per-publisher")
    by_number: dict[str, dict[str, ClassScores]] = json.loads(groups)
    return {
        _case(name): {CLASSES[c]: _of_one(by_number[number][c]) for c in CLASSES} for name, number in numbers.items()
    }


def _of_one(scores: ClassScores) -> float:
    """F1 of quote and speaker; where there was nothing to find and nothing was found, all is right."""
    return 1.0 if not scores["gold"] and not scores["fp"] else round(scores["e2e_F1"], 4)


def _scored(scorer: Path, gold: Path, predicted: Path) -> dict[str, ClassScores]:
    everything: dict[str, dict[str, ClassScores]] = json.loads(
        told(scorer, "--gold", gold, "--pred", predicted, "--json")
    )
    return everything["all"]


def _quote_row(label: str, scores: dict[str, ClassScores]) -> tuple[str, ...]:
    return (label, *(share(scores[c]["e2e_F1"]) for c in CLASSES))


def _margin(paired: Path, gold: Path, ours: Path, peer: Path, quote_class: str) -> str:
    # direct.partial F1 diff 95% 0.123..0.204  e2e diff 0.051..0.141
    low, high = told(paired, gold, ours, peer, quote_class).split()[-1].split("..")
    return f"{float(low):+.3f} to {float(high):+.3f}"


def _case(document: str) -> str:
    """What names a document in our files: its outlet, its date and a short hash, for its id holds its headline."""
    return f"PolNeAR {'_'.join(document.split('_')[:2])} {sha256(document.encode()).hexdigest()[:6]}"
