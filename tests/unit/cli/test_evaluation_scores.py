"""An analysis as the scorer reads it, a seed against its gold, two runs compared."""

from __future__ import annotations

import pytest

from bot.cli.evaluation_scores import Change, GoldSeed, changes, mean, prediction, seed_scores
from bot.domain.analysis import Analysis, Figure, Person, PersonKind, Quote, QuoteKind
from bot.domain.article import Passage, Span

TEXT = "“We will go,” she said. Ann Rees has 30 allies. He said it was late."
SHE = Quote(
    Passage.at(TEXT, 1, 11), QuoteKind.DIRECT, "Ann Rees", Passage.at(TEXT, 14, 17), Passage.at(TEXT, 18, 22), 0.9, "x"
)
UNKNOWN = Quote(Passage.at(TEXT, 56, 67), QuoteKind.INDIRECT)
FIGURE = Figure(Passage.at(TEXT, 37, 46), Span(24, 47), value=30, noun="ally")
ANN = Person("Ann Rees", PersonKind.PERSON)
GOLD: GoldSeed = {
    "title": "A title",
    "quotes": [{"start": 1, "end": 11, "speaker": "Ann Rees", "cue": "said", "kind": "direct"}],
    "indirect": [],
    "figures": [{"start": 37, "end": 46, "value": 30, "noun": "ally", "hedge": None}],
    "people": ["Ann Rees"],
}
RIGHT = {"title": (1, 1), "quotes": (1, 1), "indirect": (0, 0), "figures": (1, 1), "people": (1, 1)}


def test_a_prediction_has_the_mention_for_the_speakers_place_and_the_name_for_the_speaker() -> None:
    assert prediction("a", Analysis("1", quotes=(SHE,))) == {
        "doc": "a",
        "quotes": [
            {
                "start": 1,
                "end": 11,
                "speaker_start": 14,
                "speaker_end": 17,
                "speaker": "Ann Rees",
                "cue_start": 18,
                "cue_end": 22,
            }
        ],
    }


def test_what_the_text_does_not_give_is_null_in_a_prediction() -> None:
    (quote,) = prediction("a", Analysis("1", quotes=(UNKNOWN,)))["quotes"]
    assert [quote[key] for key in ("speaker_start", "speaker_end", "speaker", "cue_start", "cue_end")] == [None] * 5


def _found(quote: Quote = SHE, figure: Figure = FIGURE, person: Person = ANN, *more: Quote) -> Analysis:
    return Analysis("1", quotes=(quote, *more), figures=(figure,), people=(person,))


@pytest.mark.parametrize(
    ("title", "analysis", "differs"),
    [
        ("A title", _found(), {}),
        ("A headline", _found(), {"title": (0, 1)}),
        ("A title", Analysis("1"), {"quotes": (0, 1), "figures": (0, 1), "people": (0, 1)}),
        # A wrong speaker leaves one quote unfound and adds one that is not the gold's.
        ("A title", _found(Quote(SHE.words, SHE.kind, "Bo Rees", SHE.mention, SHE.cue)), {"quotes": (0, 2)}),
        ("A title", _found(SHE, FIGURE, ANN, Quote(Passage.at(TEXT, 24, 32), QuoteKind.MIXED)), {"quotes": (1, 2)}),
        # Indirect speech beyond the gold's is not counted against us: the gold lists what must be found.
        ("A title", _found(SHE, FIGURE, ANN, UNKNOWN), {}),
        ("A title", _found(figure=Figure(FIGURE.words, FIGURE.sentence, value=31, noun="ally")), {"figures": (0, 1)}),
        ("A title", _found(person=Person("Ann Rees", PersonKind.ORGANISATION)), {"people": (0, 1)}),
    ],
)
def test_a_seed_against_its_gold(title: str, analysis: Analysis, differs: dict[str, tuple[int, int]]) -> None:
    assert seed_scores(GOLD, title, analysis) == RIGHT | differs


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({}, {}, []),
        ({"a": {"m": 0.5}}, {"a": {"m": 0.5}}, []),
        ({"a": {"m": 0.5}}, {"a": {"m": 0.5004}}, []),
        ({"a": {"m": 0.5}}, {"a": {"m": 0.4}}, [Change("a", "m", 0.5, 0.4)]),
        # New cases, new measures and cases that are gone can't be compared.
        ({"a": {"m": 0.5}}, {"b": {"m": 0.4}}, []),
        ({"a": {"m": 0.5}}, {"a": {"n": 0.4}}, []),
        (
            {"a": {"m": 0.5, "n": 1.0}, "b": {"m": 0.0}},
            {"a": {"m": 0.4, "n": 0.0}, "b": {"m": 1.0}},
            [Change("a", "n", 1.0, 0.0), Change("a", "m", 0.5, 0.4), Change("b", "m", 0.0, 1.0)],
        ),
    ],
)
def test_two_runs_compared(
    before: dict[str, dict[str, float]], after: dict[str, dict[str, float]], expected: list[Change]
) -> None:
    assert changes(before, after) == expected


def test_a_change_says_which_way() -> None:
    assert Change("a", "m", 0.5, 0.4).worse
    assert not Change("a", "m", 0.4, 0.5).worse
    assert str(Change("a", "direct", 0.5, 0.4)) == "a: direct 0.500 → 0.400"


@pytest.mark.parametrize(("values", "expected"), [([], 0.0), ([1.0], 1.0), ([0.0, 0.5], 0.25)])
def test_mean(values: list[float], expected: float) -> None:
    assert mean(values) == expected
