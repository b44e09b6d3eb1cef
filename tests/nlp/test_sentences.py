"""Where sentences end."""

from __future__ import annotations

import pytest

from bot.domain.article import Excluded, Reason, Span
from bot.nlp.body import EXCLUDED
from bot.nlp.lexicon import directory_of
from bot.nlp.reading import sentence_spans
from bot.nlp.sentences import divide
from bot.nlp.tokens import english, tokenised
from bot.nlp.words import words_in

WORDS = words_in(directory_of(None))
NLP = english(WORDS.abbreviations & WORDS.titles.written)


def sentences(text: str, excluded: tuple[Excluded, ...] = ()) -> list[str]:
    doc = tokenised(NLP, text, [edge for item in excluded for edge in (item.span.start, item.span.end)])
    doc.user_data[EXCLUDED] = excluded
    divide(doc, WORDS)
    spans = [span.of(text) for span in sentence_spans(doc)]
    assert spans == [sentence.text.strip() for sentence in doc.sents if sentence.text.strip()]
    return spans


@pytest.mark.parametrize(
    "expected",
    [
        ["Talks ended.", "They will resume on Monday."],
        ["He met Lt. Gov. Dan Patrick.", "They talked."],
        ["The U.S. Army left.", "It was late."],
        ["They went to the U.S.", "The talks went on."],
        ["Mr. Smith and J. R. Lee spoke.", "Nobody listened."],
        ["It ended at 5 p.m.", "He left."],
        ["Rates rose by 3.5 percent.", "Banks gained 2.25 points."],
        ["The end...", "And then it began again."],
        ["“It is over.”", "Nobody moved."],
        ["“It is over,” she said.", "“We lost.”"],
        ["“What now?” Smith asked.", "He left."],
        ["“What now?” Mr. Smith, a lawyer from Boston, asked.", "He left."],
        ["“We went in. We came out. That is all.” Blinken said."],
        ["“We will see,” he said.", "“We have time. Nobody has to hurry.”"],
        ["Is it true?", "Yes!", "It is."],
        ["(The bridge was closed.)", "It opened on Friday."],
    ],
    ids=lambda expected: expected[0],
)
def test_sentences_end_where_a_reader_would_say(expected: list[str]) -> None:
    assert sentences(" ".join(expected)) == expected


@pytest.mark.parametrize("gap", ["\n", "\n\n", " \n ", "\r\n", "\u2028", "\u2029", "\x85", "\v", "\f"])
def test_a_line_break_always_ends_a_sentence(gap: str) -> None:
    assert sentences(f"Kabul, March 29{gap}the talks began") == ["Kabul, March 29", "the talks began"]


def test_the_edges_of_what_is_excluded_end_sentences() -> None:
    text = "The talks began - Advertisement - and they went on"
    start = text.index("-")
    furniture = Excluded(Span(start, start + len("- Advertisement -")), Reason.ADVERTISEMENT)
    assert sentences(text, (furniture,)) == ["The talks began", "- Advertisement -", "and they went on"]


def test_an_edge_inside_a_word_cuts_it() -> None:
    furniture = Excluded(Span(0, 5), Reason.DATELINE)
    assert sentences("KABULTalks began.", (furniture,)) == ["KABUL", "Talks began."]


def test_a_very_long_quotation_is_divided() -> None:
    quotation = " ".join(["We have said this many times before."] * 20)
    assert len(sentences(f"“{quotation}” he said.")) == 20
