"""Whether one summary over several articles of a story says a thing twice: beside leads taken in turn, and TextRank."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from importlib.util import find_spec
from itertools import combinations, islice, zip_longest
from pathlib import Path
from typing import TypeVar

from bot.cli.evaluation_data import Analyse, Shown, lines_of, needed
from bot.cli.evaluation_quotes import Marked
from bot.cli.evaluation_report import Part, Table, share
from bot.cli.evaluation_scores import mean
from bot.cli.evaluation_summaries import SENTENCE_END, textrank
from bot.desk.across import across
from bot.desk.intake import Intake
from bot.domain.article import SHARED
from bot.domain.errors import NewsdeskError, NotFound
from bot.sources import read_text
from bot.storage.articles import SqlArticleStore
from bot.storage.engine import connect
from bot.storage.index import Index
from bot.storage.library import Library
from bot.storage.migrate import upgrade
from bot.storage.store import Stored

SENTENCES = 3
TWICE = 0.5
"""Two sentences of so much ROUGE-1 F tell a reader the same."""
_NOW = datetime(2026, 1, 1, tzinfo=UTC)
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class _Reading:
    """The analysis of the run, as the intake asks for it."""

    analyse: Analyse
    version: str = "eval"
    width: int = 1

    def run(self, reading: Callable[[], _Result], subject: str) -> _Result:
        return reading()


def stories(data: Path, analyse: Analyse, shown: Shown) -> Part:
    """The stories that the library makes of PolNeAR's training part, each in three sentences. Raises: NotFound."""
    file = data / "polnear" / "polnear-train.jsonl.gz"
    needed("summaries of stories", file)
    if find_spec("rouge_score") is None:
        raise NotFound("not measured", "summaries of stories", "the package rouge-score is not installed")
    marked: list[Marked] = [json.loads(line) for line in lines_of("summaries of stories", file)]
    groups = stories_in(marked, analyse, shown)
    if not groups:
        raise NotFound("not measured", "summaries of stories", f"no two articles of {file} tell one story")
    said: dict[str, list[list[str]]] = {
        "Newsdesk": [[hit.sentence.words.text for hit in across(group, SENTENCES)] for group in groups],
        "the leads, in turn": [list(islice(_leads(group), SENTENCES)) for group in groups],
    }
    notes = []
    if find_spec("sumy") is not None:
        said["TextRank (sumy), end to end"] = [
            [str(sentence["text"]) for sentence in textrank("\n".join(_body(each) for each in group), SENTENCES)]
            for group in groups
        ]
    else:
        notes.append("TextRank is not in the table: the package sumy is not installed.")
    rows = []
    for system, summaries in said.items():
        alike = [_most_alike(sentences) for sentences in summaries]
        rows.append((system, share(mean(alike)), f"{sum(each > TWICE for each in alike)}"))
    return Part(
        (
            Table(
                f"Three sentences over several articles: {len(groups)} stories of PolNeAR's training part",
                ("system", "ROUGE-1 F of the two sentences most alike, mean", f"stories where it is over {TWICE}"),
                tuple(rows),
                tuple(notes),
            ),
        ),
        {
            f"story {' '.join(sorted(each.article.locator for each in group))}": {
                "told apart": round(1 - _most_alike(sentences), 4)
            }
            for group, sentences in zip(groups, said["Newsdesk"], strict=True)
        },
    )


def stories_in(marked: Sequence[Marked], analyse: Analyse, shown: Shown) -> list[list[Stored]]:
    """The articles that share a story, by the way into the library that every article takes."""
    engine = connect("sqlite://")
    try:
        upgrade(engine)
        library = Library(SqlArticleStore(engine), Index())
        intake = Intake(library, _Reading(analyse), None, lambda: _NOW)
        numbers: defaultdict[int, int] = defaultdict(int)
        for article in shown("Stories: reading", marked):
            try:
                filed = intake.file(read_text(article["text"], locator=article["doc"]))
            except NewsdeskError:
                continue  # what can't be read is in no story
            numbers[filed.article.story] += 1
        several = {number for number, count in numbers.items() if count > 1}
        return list(library.stories(several, {SHARED}).values())
    finally:
        engine.dispose()


def _leads(group: Sequence[Stored]) -> list[str]:
    """The first sentences of all articles, then the second ones, and so on."""
    turns = zip_longest(*([s for s in SENTENCE_END.split(_body(each)) if s.strip()] for each in group))
    return [sentence for turn in turns for sentence in turn if sentence]


def _body(stored: Stored) -> str:
    text, spans = stored.article.text, stored.article.excluded
    for item in sorted(spans, key=lambda item: item.span.start, reverse=True):
        text = text[: item.span.start] + text[item.span.end :]
    return text.strip()


def _most_alike(sentences: Sequence[str]) -> float:
    """The highest ROUGE-1 F between two of the sentences; 0 for one alone."""
    scorer = import_module("rouge_score.rouge_scorer").RougeScorer(["rouge1"], use_stemmer=True)
    return max(
        (float(scorer.score(one, other)["rouge1"].fmeasure) for one, other in combinations(sentences, 2)), default=0.0
    )
