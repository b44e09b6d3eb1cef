"""One summary over the articles of a story: nothing said twice, every sentence with the article it stands in. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.desk.wording import words
from bot.domain.analysis import KeySentence
from bot.domain.answer import SentenceHit
from bot.domain.deadline import checked
from bot.storage.store import Stored

ALIKE = 0.5
"""Two sentences say the same where they share so much of the shorter one's telling words."""
RUN = 7
"""They also do where they share so many words in a row: one quotation, one agency's line, in two reports."""


@dataclass(frozen=True, slots=True)
class _Told:
    """A key sentence by its place: the number of its article, its own number there; and what it says, by stems."""

    article: int
    place: int
    sentence: KeySentence
    content: frozenset[str]
    runs: frozenset[tuple[str, ...]]

    @classmethod
    def of(cls, article: int, place: int, sentence: KeySentence) -> _Told:
        told = list(words(sentence.words.text))
        keys = [word.key for word in told]
        return cls(
            article,
            place,
            sentence,
            frozenset(word.key for word in told if not word.small),
            frozenset(tuple(keys[at : at + RUN]) for at in range(len(keys) - RUN + 1)),
        )

    def repeats(self, other: _Told) -> bool:
        """Whether a reader of the one has read the other; one article's own sentences were told apart already."""
        if self.article == other.article:
            return False
        shorter = min(len(self.content), len(other.content))
        return len(self.content & other.content) >= ALIKE * shorter > 0 or not self.runs.isdisjoint(other.runs)


def _told(stored: Sequence[Stored]) -> Iterator[_Told]:
    """The key sentences of all articles; what an earlier one has word for word is left out."""
    before: set[str] = set()
    for number, each in enumerate(stored):
        own = [sentence.words.text for sentence in each.analysis.summary]
        for place, sentence in enumerate(each.analysis.summary):
            if own[place] not in before:
                yield _Told.of(number, place, sentence)
        before.update(own)


def across(stored: Sequence[Stored], count: int) -> tuple[SentenceHit, ...]:
    """The ``count`` sentences that carry a story, in the order of its articles (the best first) and within each.

    They are taken from the articles' own key sentences by score; what several articles tell has the best of its scores,
    and the first article's wording. A sentence that leans on the one before it comes only after that one: "he" would be
    somebody else after another outlet's; what opens the first article leans on its headline, which stands above it.
    Two copies of one article give what the one gives.
    """
    told = list(_told(stored))
    scores = {
        each: max(other.sentence.score for other in told if other is each or other.repeats(each))
        for each in checked(told)
    }
    left = sorted(told, key=lambda each: (-scores[each], each.article, each.place))
    chosen: list[_Told] = []
    while len(chosen) < count:
        places = {(0, -1), *((each.article, each.place) for each in chosen)}
        best = next(
            (each for each in left if not each.sentence.leans or (each.article, each.place - 1) in places), None
        )
        if best is None:
            break
        chosen.append(best)
        left = [each for each in left if each is not best and not each.repeats(best)]
    chosen.sort(key=lambda each: (each.article, each.place))
    return tuple(SentenceHit(stored[each.article].article, each.sentence) for each in chosen)
