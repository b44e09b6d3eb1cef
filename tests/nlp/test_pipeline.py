"""The analyser as a whole: threads, odd input, what is skipped."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from bot.domain.article import Document
from bot.nlp import Analyser, pipeline
from bot.nlp.skipping import Skipped
from bot.nlp.tokens import LONGEST_WORD, english, tokenised

TEXT = "“We will stay,” Anna Lee said. She has 2,500 troops. She added that nobody wants to leave."


def document(text: str) -> Document:
    return Document(locator="test", text=text, title="")


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\x00", "“", "a" * 10_000, "“" * 1_000, "said " * 1_000])
def test_odd_texts_are_read(analyser: Analyser, text: str) -> None:
    assert analyser.analyse(document(text)).skipped == 0


def test_one_analyser_serves_many_threads(analyser: Analyser) -> None:
    documents = [document(f"{TEXT} Number {n} said so.") for n in range(40)]
    alone = [analyser.analyse(one) for one in documents]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(analyser.analyse, documents)) == alone


def test_the_vocabulary_does_not_grow_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "VOCABULARY", 2_000)
    analyser = Analyser()
    empty, before = analyser.vocabulary, analyser.analyse(document(TEXT))
    for start in range(0, 6_000, 500):
        analyser.analyse(document(" ".join(f"word{n}" for n in range(start, start + 500))))
    assert analyser.vocabulary <= empty + 2_000 + 600
    assert analyser.analyse(document(TEXT)) == before


def test_an_odd_paragraph_is_counted_and_the_rest_is_read(caplog: pytest.LogCaptureFixture) -> None:
    skipped = Skipped()
    assert [skipped.attempt(n, partial(divmod, 12, n), (0, 0)) for n in (0, 3, 0, 4)] == [
        (0, 0),
        (4, 0),
        (0, 0),
        (3, 0),
    ]
    assert skipped.paragraphs == {0}
    assert "paragraph 0 skipped" in caplog.text


@pytest.mark.parametrize("text", ["a" * 1_000, "x " + "“" * 500 + " y", "ab" * 150 + "\n" + "cd " * 3])
def test_long_runs_are_cut_and_nothing_is_lost(text: str) -> None:
    doc = tokenised(english(), text)
    assert doc.text == text
    assert max(len(token) for token in doc) <= LONGEST_WORD


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("said,“Look", ["said", ",", "“", "Look"]),
        ('said:"Look', ["said", ":", '"', "Look"]),
        ("Lt. Gov.", ["Lt.", "Gov."]),
    ],
)
def test_marks_and_titles_are_tokens(text: str, tokens: list[str]) -> None:
    assert [token.text for token in tokenised(english(["Lt."]), text)] == tokens
