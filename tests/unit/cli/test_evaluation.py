"""``newsdesk eval`` end to end: on a small seed of our own, and on the shared data where that is present."""

from __future__ import annotations

import gzip
import json
import sys
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import pytest

from bot.cli.evaluation import evaluate, shown
from bot.cli.evaluation_quotes import Marked, quotes
from bot.cli.evaluation_seeds import seeds
from bot.cli.evaluation_stories import stories, stories_in
from bot.cli.evaluation_summaries import summaries
from bot.domain.analysis import Analysis
from bot.domain.article import Document
from bot.domain.errors import NotFound, StorageError
from bot.nlp import Analyser

NOW = datetime(2025, 3, 30, 8, 30, tzinfo=UTC)
SHARED = Path(__file__).parents[3].parent / "shared"
SEED = "Ferry to close\n\n“We can’t keep it afloat any longer,” said Ann Rees, the harbour master, on Monday in Oban.\n"
QUOTE = {"start": 17, "end": 51, "speaker": "Ann Rees", "cue": "said", "kind": "direct"}


@pytest.fixture(scope="module")
def analyser() -> Analyser:
    return Analyser()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Measuring data that holds nothing but one seed."""
    gold = {"title": "Ferry to close", "quotes": [QUOTE], "indirect": [], "figures": [], "people": ["Ann Rees"]}
    for folder in ("gold", "seeds"):
        (tmp_path / "data" / folder).mkdir(parents=True)
    (tmp_path / "data/gold/seeds.json").write_text(json.dumps({"ferry.txt": gold, "across": {}}))
    (tmp_path / "data/seeds/ferry.txt").write_text(SEED)
    return tmp_path / "data"


def nothing(document: Document) -> Analysis:
    return Analysis("nothing")


def test_what_is_there_is_measured_and_what_is_not_is_one_line(data: Path, tmp_path: Path, analyser: Analyser) -> None:
    page = tmp_path / "quality.md"
    report = evaluate(data, analyser.analyse, analyser.version, page=page, write=False, now=NOW)
    assert report.parts[0].tables[0].rows == (("ferry.txt", "1 of 1", "1 of 1", "0 of 0", "0 of 0", "1 of 1"),)
    assert [line.rpartition("/")[2] for line in report.absent] == [
        "polnear-dev.jsonl.gz is not there",
        "pages-dev.jsonl.gz is not there",
        "gum-dev.jsonl is not there",
        "polnear-train.jsonl.gz is not there",
    ]
    assert report.since is None
    assert not page.exists()


def test_the_next_run_names_what_got_worse_and_then_better(data: Path, tmp_path: Path, analyser: Analyser) -> None:
    page = tmp_path / "quality.md"
    page.write_text("# Quality\n\nIn words.\n")
    evaluate(data, analyser.analyse, "one", page=page, write=True, now=NOW)
    worse = evaluate(data, nothing, "two", page=page, write=True, now=NOW)
    better = evaluate(data, analyser.analyse, "three", page=page, write=False, now=NOW)
    assert worse.since == "2025-03-30 08:30 UTC (`one`)"
    assert [str(change) for change in worse.changed] == [
        "seed ferry.txt: people 1.000 → 0.000",
        "seed ferry.txt: quotes 1.000 → 0.000",
    ]
    assert "1 case got worse:" in page.read_text()
    assert page.read_text().startswith("# Quality\n\nIn words.\n")
    assert not any(change.worse for change in better.changed)


def test_the_kept_run_holds_scores_and_no_words_of_an_article(data: Path, tmp_path: Path, analyser: Analyser) -> None:
    kept = tmp_path / "quality.json"
    kept.write_text(
        json.dumps({"measured": "then", "extractor": "zero", "cases": {"PolNeAR elsewhere": {"direct": 0.9}}})
    )
    evaluate(data, analyser.analyse, "one", page=tmp_path / "quality.md", write=True, now=NOW)
    assert json.loads(kept.read_text()) == {
        "measured": "2025-03-30 08:30 UTC",
        "extractor": "one",
        "cases": {
            "PolNeAR elsewhere": {"direct": 0.9},  # not measured this time: kept for the next comparison
            "seed ferry.txt": {"title": 1.0, "quotes": 1.0, "indirect": 1.0, "figures": 1.0, "people": 1.0},
        },
    }


def test_nothing_to_measure_is_a_problem_with_a_hint(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="nothing to measure") as problem:
        evaluate(tmp_path, nothing, "x", page=tmp_path / "quality.md", write=True, now=NOW)
    assert "--data" in problem.value.hint
    assert not list(tmp_path.iterdir())


def test_a_kept_run_that_cannot_be_read_is_a_problem(data: Path, tmp_path: Path) -> None:
    (tmp_path / "quality.json").write_text("{")
    with pytest.raises(StorageError, match="can't read the last run"):
        evaluate(data, nothing, "x", page=tmp_path / "quality.md", write=False, now=NOW)


def test_a_scorer_that_fails_is_told_in_its_own_words(tmp_path: Path) -> None:
    folder = tmp_path / "polnear"
    folder.mkdir()
    with gzip.open(folder / "polnear-dev.jsonl.gz", "wt") as lines:
        lines.write(json.dumps({"doc": "a", "text": SEED, "attributions": [], "ignore": []}) + "\n")
    (folder / "score_quotes.py").write_text("import sys; sys.exit('out of ink')")
    with pytest.raises(NotFound, match=r"score_quotes\.py: out of ink"):
        quotes(tmp_path, nothing, shown)


def test_broken_data_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "polnear").mkdir()
    (tmp_path / "polnear/score_quotes.py").touch()
    (tmp_path / "polnear/polnear-dev.jsonl.gz").write_bytes(b"not gzip")
    with pytest.raises(NotFound, match="can't be read: Not a gzipped file"):
        quotes(tmp_path, nothing, shown)


def test_without_rouge_the_summaries_are_not_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [])
    (tmp_path / "summaries").mkdir()
    for name in ("gum-dev.jsonl", "score_summaries.py"):
        (tmp_path / "summaries" / name).touch()
    with pytest.raises(NotFound, match="rouge-score is not installed"):
        summaries(tmp_path, nothing, shown)


def test_the_articles_of_one_story_are_found_as_the_library_finds_them(analyser: Analyser) -> None:
    harbour = (
        "Ferry to close\n\nThe ferry from Oban to Mull will close in May, harbour master Ann Rees said on Monday. "
        "The Oban ferry lost 40,000 passengers last year and its hull is rusting. "
    )
    texts = {
        "one": harbour + "Islanders on Mull will have to fly.",
        "other": "Tax cut passed\n\nThe senate passed a tax cut on Friday after ten hours of debate, Bob Day said.",
        "two": harbour + "The council has offered a bus to Craignure instead.",
    }
    marked: list[Marked] = [{"doc": name, "text": text} for name, text in texts.items()]
    (story,) = stories_in(marked, analyser.analyse, shown)
    assert {each.article.locator for each in story} == {"one", "two"}


def test_without_rouge_the_stories_are_not_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [])
    (tmp_path / "polnear").mkdir()
    (tmp_path / "polnear/polnear-train.jsonl.gz").touch()
    with pytest.raises(NotFound, match="rouge-score is not installed"):
        stories(tmp_path, nothing, shown)


@pytest.mark.skipif(not (SHARED / "polnear").is_dir(), reason="the measuring data (../shared) is not here")
def test_three_shared_articles_are_scored_beside_a_peer(tmp_path: Path, analyser: Analyser) -> None:
    folder, theirs = tmp_path / "polnear", SHARED / "polnear"
    (folder / "peers-dev").mkdir(parents=True)
    for name in ("score_quotes.py", "paired.py", "peers-dev/rules-dev.jsonl"):
        (folder / name).symlink_to(theirs / name)
    name = "polnear-dev.jsonl.gz"
    with gzip.open(theirs / name, "rt") as articles, gzip.open(folder / name, "wt") as few:
        few.writelines(islice(articles, 3))
    part = quotes(tmp_path, analyser.analyse, shown)
    assert [row[0] for row in part.tables[0].rows] == ["**Newsdesk**", "a rough rule set (`baseline.py`)"]
    assert len(part.cases) == 3
    assert all(0 <= score <= 1 for scores in part.cases.values() for score in scores.values())


@pytest.mark.skipif(not (SHARED / "gold").is_dir(), reason="the measuring data (../shared) is not here")
def test_the_shared_seeds_are_found_exactly(analyser: Analyser) -> None:
    cases = seeds(SHARED, analyser.analyse, shown).cases
    assert {score for scores in cases.values() for score in scores.values()} == {1.0}
