"""One summary over several articles: nothing said twice, nothing that leans on a sentence left behind."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.across import across
from bot.domain.analysis import Analysis, KeySentence
from bot.domain.article import SHARED, Article, Passage
from bot.storage.store import Stored

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

LEAD = "The harbour of Brindle will close on Friday for repairs to its storm wall."
AGAIN = "The harbour of Brindle will close on Friday so that the storm wall can be repaired."
COSTS = "The repairs cost four million pounds, the board said."
HE = "He called the sum a scandal for a town without a library."
BOATS = "Owners of small boats must move them to the river."
QUOTED = "“We have waited for this since the flood of the century,” said Mayor Lind, who grew up by the quay."
QUOTED_IN_PART = "Fishermen cheered as the mayor spoke: “We have waited for this since the flood,” at noon, in rain."


def told(name: str, *sentences: tuple[str, float] | tuple[str, float, bool]) -> Stored:
    """An article of these key sentences: words, score, whether it leans on the one before."""
    text = " ".join(sentence[0] for sentence in sentences)
    found = []
    for words, score, *leans in sentences:
        start = text.index(words)
        found.append(KeySentence(Passage.at(text, start, start + len(words)), score, *leans))
    article = Article(
        locator=name, text=text, title=name, id=name, workspace=SHARED, story=1, added=NOW, updated=NOW, outlet=name
    )
    return Stored(article, Analysis("1", summary=tuple(found)), 1)


def summed(stored: Sequence[Stored], count: int) -> list[tuple[str, str]]:
    return [(hit.article.id, hit.sentence.words.text) for hit in across(stored, count)]


@pytest.mark.parametrize(
    ("articles", "count", "expected"),
    [
        # by article, the best first, whatever the scores
        ([told("A", (COSTS, 0.5)), told("B", (BOATS, 0.9))], 3, [("A", COSTS), ("B", BOATS)]),
        ([told("A", (COSTS, 0.5)), told("B", (BOATS, 0.9))], 1, [("B", BOATS)]),
        # the same in other words: the first article's wording, as high as the better of the two
        ([told("A", (LEAD, 0.3), (COSTS, 0.5)), told("B", (AGAIN, 0.9))], 1, [("A", LEAD)]),
        ([told("A", (LEAD, 0.9)), told("B", (AGAIN, 0.8), (BOATS, 0.1))], 3, [("A", LEAD), ("B", BOATS)]),
        # the same quotation, cut short
        ([told("A", (QUOTED, 0.9)), told("B", (QUOTED_IN_PART, 0.8))], 3, [("A", QUOTED)]),
        # "he" stands only behind the sentence that says who he is
        ([told("A", (LEAD, 0.9)), told("B", (AGAIN, 0.8), (HE, 0.8, True))], 3, [("A", LEAD)]),
        ([told("A", (COSTS, 0.9)), told("B", (BOATS, 0.8), (HE, 0.8, True))], 2, [("A", COSTS), ("B", BOATS)]),
        (
            [told("A", (COSTS, 0.9)), told("B", (BOATS, 0.8), (HE, 0.8, True))],
            3,
            [("A", COSTS), ("B", BOATS), ("B", HE)],
        ),
        # and right under the headline, in a brief of so few sentences that it has them all
        ([told("A", (HE, 1.0, True))], 3, [("A", HE)]),
        ([told("A", (HE, 1.0, True), (BOATS, 0.5))], 1, [("A", HE)]),
        ([told("A", (COSTS, 0.9)), told("B", (HE, 1.0, True), (BOATS, 0.5))], 3, [("A", COSTS), ("B", BOATS)]),
        ([told("A")], 3, []),
        ([], 3, []),
    ],
)
def test_nothing_is_said_twice_or_left_dangling(
    articles: list[Stored], count: int, expected: list[tuple[str, str]]
) -> None:
    assert summed(articles, count) == expected


SENTENCES = st.lists(
    st.tuples(st.sampled_from([LEAD, AGAIN, COSTS, BOATS, QUOTED, QUOTED_IN_PART]), st.sampled_from([0.2, 0.5, 0.9])),
    unique_by=lambda sentence: sentence[0],
)


@given(SENTENCES, st.integers(1, 7))
def test_two_copies_of_an_article_give_what_the_one_gives(sentences: list[tuple[str, float]], count: int) -> None:
    one, copy = told("A", *sentences), told("B", *sentences)
    best = one.analysis.key_sentences(count)
    assert summed([one, copy], count) == [("A", sentence.words.text) for sentence in best]
