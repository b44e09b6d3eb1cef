"""Summaries by ROUGE, beside the lead and TextRank: by packages that are not the project's own, where installed."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypedDict

from bot.cli.evaluation_data import Analyse, Shown, lines_of, needed, told, written
from bot.cli.evaluation_report import Part, Table, share
from bot.cli.evaluation_scores import mean
from bot.cli.records import Json, extract_record
from bot.domain.errors import NotFound, SourceError
from bot.sources import read_text

SENTENCE_END = re.compile(r"(?<=[.!?][\"”’)])\s+|(?<=[.!?])\s+(?=[A-Z“\"])")
"""Where ``score_summaries.py`` ends a sentence for the lead; sumy gets the same ones, as its own splitter downloads."""


class Summarised(TypedDict):
    """A text with the summaries that people wrote of it."""

    doc: str
    genre: str
    title: str
    text: str
    summaries: list[str]


def summaries(data: Path, analyse: Analyse, shown: Shown) -> Part:
    """75 texts with five reference summaries each, three sentences of ours beside the lead. Raises: NotFound."""
    folder = data / "summaries"
    gold_file, scorer = folder / "gum-dev.jsonl", folder / "score_summaries.py"
    needed("summaries", gold_file, scorer)
    if find_spec("rouge_score") is None:
        raise NotFound("not measured", "summaries", "the package rouge-score is not installed")
    gold: list[Summarised] = [json.loads(line) for line in lines_of("summaries", gold_file)]
    records: list[Json] = []
    others: list[Json] = []
    unread: list[str] = []
    cases: dict[str, dict[str, float]] = {}
    for text in shown("Summaries: analysing", gold):
        name = text["doc"]
        try:
            document = read_text(text["text"], locator=name, title=text["title"])
            analysis = analyse(document)
            record = extract_record(name, document, analysis)
        except SourceError as e:
            unread.append(f"Not read, and scored as an empty summary: {e}.")
            records.append({"id": name, "summary": []})
        else:
            records.append(record)
            shortened = " ".join(sentence.words.text for sentence in analysis.key_sentences(3))
            cases[f"summary {name}"] = {"ROUGE-2": round(rouge_2(shortened, text["summaries"]), 4)}
        if find_spec("sumy") is not None:
            others.append({"id": name, "summary": textrank(text["text"], 3)})
    with TemporaryDirectory() as directory:
        ours = written(Path(directory, "newsdesk.jsonl"), records)
        table = {
            "Newsdesk": _rouge(scorer, gold_file, ours, "pred"),
            "the lead": _rouge(scorer, gold_file, ours, "lead"),
        }
        if others:
            theirs = written(Path(directory, "textrank.jsonl"), others)
            table["TextRank (sumy)"] = _rouge(scorer, gold_file, theirs, "pred")
        else:
            unread.append("TextRank is not in the table: the package sumy is not installed.")
    news = sum(text["genre"] == "news" for text in gold)
    return Part(
        (
            Table(
                "Summaries of three sentences, ROUGE F against five references each",
                ("system", f"ROUGE-2, news ({news})", f"ROUGE-2, all ({len(gold)})", "ROUGE-1, all", "ROUGE-L, all"),
                tuple((label, *figures) for label, figures in table.items()),
                tuple(unread),
            ),
        ),
        cases,
    )


def _rouge(scorer: Path, gold: Path, predicted: Path, who: str) -> tuple[str, ...]:
    # pred 75 documents {'rouge1': 0.31, 'rouge2': 0.12, 'rougeL': 0.22}
    def figures(*genre: str) -> dict[str, float]:
        lines = told(scorer, "--gold", gold, "--pred", predicted, *genre).splitlines()
        found: dict[str, float] = ast.literal_eval(
            next(line for line in lines if line.startswith(who)).split(None, 3)[3]
        )
        return found

    everything = figures()
    return tuple(
        share(score)
        for score in (figures("--genre", "news")["rouge2"], *(everything[m] for m in ("rouge2", "rouge1", "rougeL")))
    )


def rouge_2(summary: str, references: Sequence[str]) -> float:
    """The mean over the references of ROUGE-2 F, with stemming. Raises: ImportError without rouge-score."""
    scorer = import_module("rouge_score.rouge_scorer").RougeScorer(["rouge2"], use_stemmer=True)
    return mean(float(scorer.score(reference, summary)["rouge2"].fmeasure) for reference in references)


def textrank(text: str, count: int) -> list[Json]:
    """The ``count`` best sentences by sumy's TextRank, as ``extract`` writes a summary. Raises: ImportError."""
    models = import_module("sumy.models.dom")
    words = _Words()
    sentences = [
        models.Sentence(sentence, words)
        for paragraph in text.split("\n")
        for sentence in SENTENCE_END.split(paragraph)
        if sentence.strip()
    ]
    document = models.ObjectDocumentModel([models.Paragraph(sentences)])
    chosen = import_module("sumy.summarizers.text_rank").TextRankSummarizer()(document, count)
    return [{"text": str(sentence), "start": place, "score": 1.0} for place, sentence in enumerate(chosen)]


class _Words:
    """The words of a sentence, as sumy asks for them."""

    def to_words(self, sentence: str) -> tuple[str, ...]:
        return tuple(re.findall(r"\w+", sentence))
