"""What is stored of an analysis says the same when it is read again."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.analysis import Analysis, Figure, KeySentence, Person, PersonKind, Quote, QuoteKind
from bot.domain.article import Excluded, Passage, Reason, Span
from bot.domain.when import AsOf
from bot.storage.codec import decode_analysis, decode_excluded, encode_analysis, encode_excluded

TEXT = "“We’ll see,” said Zoë 😀 of 2.5 million people\0 — and so on."
ends = st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT))).map(sorted)
spans = ends.map(lambda pair: Span(*pair))
passages = ends.map(lambda pair: Passage.at(TEXT, *pair))
words = st.text(max_size=8)
numbers = st.none() | st.integers(-(10**18), 10**18) | st.floats(allow_nan=False, allow_infinity=False)
quotes = st.builds(
    Quote,
    words=passages,
    kind=st.sampled_from(QuoteKind),
    speaker=st.none() | words,
    mention=st.none() | passages,
    cue=st.none() | passages,
    confidence=st.floats(0, 1),
    why=words,
)
figures = st.builds(
    Figure,
    words=passages,
    sentence=spans,
    value=numbers,
    low=numbers,
    high=numbers,
    unit=st.none() | words,
    noun=st.none() | words,
    hedge=st.none() | words,
    subject=st.none() | words,
    attributed_to=st.none() | words,
    change=st.none() | st.sampled_from(["up", "down"]),
    fate=st.none() | words,
    per=st.none() | words,
    as_of=st.none() | st.builds(AsOf, passages, st.none() | words),
)
people = st.builds(
    Person,
    name=words,
    kind=st.sampled_from(PersonKind),
    role=st.none() | words,
    aliases=st.lists(words, max_size=3).map(tuple),
    mentions=st.lists(spans, max_size=3).map(tuple),
)


def some(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(strategy, max_size=3).map(tuple)


analyses = st.builds(
    Analysis,
    version=words,
    summary=some(st.builds(KeySentence, passages, st.floats(0, 1), st.booleans())),
    quotes=some(quotes),
    figures=some(figures),
    people=some(people),
    skipped=st.integers(0, 9),
)


@given(analyses)
def test_an_analysis_comes_back_as_it_was(analysis: Analysis) -> None:
    again = decode_analysis(encode_analysis(analysis), TEXT)
    assert again == analysis
    assert [type(figure.value) for figure in again.figures] == [type(figure.value) for figure in analysis.figures]


@given(some(st.builds(Excluded, spans, st.sampled_from(Reason))))
def test_excluded_spans_come_back_as_they_were(excluded: tuple[Excluded, ...]) -> None:
    assert decode_excluded(encode_excluded(excluded)) == excluded


def test_the_words_are_always_the_texts_own() -> None:
    stored = encode_analysis(Analysis("1", quotes=(Quote(Passage(1, 6, "made up"), QuoteKind.DIRECT),)))
    assert "made up" not in stored
    assert decode_analysis(stored, TEXT).quotes[0].words == Passage(1, 6, "We’ll")


@pytest.mark.parametrize(("value", "stored"), [(0, 0), (2.0, 2.0), (None, "absent")])
def test_a_figure_of_zero_is_not_a_figure_without_a_value(value: float | None, stored: float | str) -> None:
    analysis = Analysis("1", figures=(Figure(Passage(0, 0, ""), Span(0, 0), value=value),))
    [figure] = json.loads(encode_analysis(analysis))["figures"]
    assert figure.get("value", "absent") == stored


def test_an_analysis_that_was_stored_before_figures_told_when_they_stood_still_reads() -> None:
    stored = json.loads(encode_analysis(Analysis("1", figures=(Figure(Passage(1, 6, ""), Span(0, 9), value=2),))))
    assert stored["figures"] == [{"words": [1, 6], "sentence": [0, 9], "value": 2}]
    (figure,) = decode_analysis(json.dumps(stored), TEXT).figures
    assert (figure.as_of, figure.fate, figure.change) == (None, None, None)
