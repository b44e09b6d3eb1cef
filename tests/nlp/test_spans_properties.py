"""What holds for any text at all: it is read without an error, and every finding stands where it says."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.analysis import Analysis
from bot.domain.article import Document, Excluded, Passage, Reason, Span
from bot.nlp import Analyser

FRAGMENTS = [
    *"“”\"‘’'«»„()[]—–…aIéßİ",
    *(" - ", "...", ". ", ", ", ": ", "; ", "! ", "? ", " ", "  ", "\n", "\n\n", "\r\n", "\t", "\u2028", "\u00a0"),
    *("said", " said ", " told CNN ", " that ", " he ", " she ", " who ", " they ", "saying ", "adding ", "not "),
    *("Antony Blinken", "Blinken", "Mr. Smith", "Ms. Smith", "John F. Kennedy Jr.", "O’Neill", "King "),
    *("US Secretary of State ", "the ", "President ", "NATO", "Lt. Gov. ", "U.S. ", "minister ", ", the mayor, "),
    *("according to ", "According to ", " and ", " but ", "’s ", "n’t ", "of ", "for ", "on Tuesday ", "While "),
    *(
        "in June ",
        "in 2019 ",
        "as of Tuesday",
        "a year earlier",
        "last year",
        "May’s ",
        "from ",
        "killed ",
        "dead",
        "none of ",
    ),
    *(
        "a day",
        "per head",
        "1-in-100 ",
        "2:03:11",
        "£2 10s",
        "12st ",
        "not 40 ",
        "as organisers claimed",
        "put it at ",
        "in ",
    ),
    *(
        "3,500 ",
        "$5 million",
        "up 8%",
        "troops ",
        "\x00",
        "\u200d",
        "👩\u200d👩\u200d👧",
        "\u202e",
        "中文",
        "ﬁ",
        "\ud7ff",
    ),
]
TEXTS = st.one_of(
    st.lists(st.sampled_from(FRAGMENTS), max_size=40).map("".join),
    st.text(max_size=120),
    st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.text(max_size=6)), max_size=30).map("".join),
)
RELAXED = settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])


def passages(analysis: Analysis) -> Iterator[Passage]:
    """Every passage of every finding."""
    yield from (sentence.words for sentence in analysis.summary)
    yield from (figure.words for figure in analysis.figures)
    yield from (figure.as_of.words for figure in analysis.figures if figure.as_of is not None)
    for quote in analysis.quotes:
        yield from (passage for passage in (quote.words, quote.mention, quote.cue) if passage is not None)


def spans(analysis: Analysis) -> Iterator[Span]:
    """The place of every finding."""
    yield from (passage.span for passage in passages(analysis))
    yield from (span for person in analysis.people for span in person.mentions)
    yield from (figure.sentence for figure in analysis.figures)


@RELAXED
@given(text=TEXTS)
def test_every_passage_is_the_text_at_its_place(analyser: Analyser, text: str) -> None:
    analysis = analyser.analyse(Document(locator="any", text=text, title=""))
    for passage in passages(analysis):
        assert passage.text == text[passage.start : passage.end] != ""
    for person in analysis.people:
        assert person.mentions
        assert {span.of(text) for span in person.mentions} <= {person.name, *person.aliases}
        assert all(form in text for form in (person.name, *person.aliases))


@RELAXED
@given(text=TEXTS)
def test_no_paragraph_is_skipped(analyser: Analyser, text: str) -> None:
    assert analyser.analyse(Document(locator="any", text=text, title="")).skipped == 0


@RELAXED
@given(text=TEXTS, data=st.data())
def test_nothing_touches_what_is_excluded(analyser: Analyser, text: str, data: st.DataObject) -> None:
    edges = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6)))
    excluded = tuple(
        Excluded(Span(start, end), Reason.MENU)
        for start, end in zip(edges[::2], edges[1::2], strict=False)
        if start < end
    )
    analysis = analyser.analyse(Document(locator="any", text=text, title="", excluded=excluded))
    for span in spans(analysis):
        assert not any(span.overlaps(item.span) for item in excluded)


@RELAXED
@given(text=TEXTS)
def test_reading_twice_finds_the_same(analyser: Analyser, text: str) -> None:
    document = Document(locator="any", text=text, title="")
    assert analyser.analyse(document) == analyser.analyse(document)


@pytest.mark.parametrize(
    "piece",
    [
        "“",
        '"a ',
        "‘a b c ",
        "it's 'a' ",
        "John Smith, ",
        "he said that ",
        "a",
        "“a ‘b “c ",
        "“a”",
        "X, saying ",
        "said ",
    ],
)
def test_a_long_paragraph_without_structure_is_read_in_one_piece(analyser: Analyser, piece: str) -> None:
    text = piece * (30_000 // len(piece))
    analysis = analyser.analyse(Document(locator="any", text=text, title=""))
    assert analysis.skipped == 0
    assert all(passage.text == text[passage.start : passage.end] for passage in passages(analysis))
