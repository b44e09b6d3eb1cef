"""Which figure of a sentence a question is about: "17 were killed and 63 wounded" has two answers. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Sequence
from functools import cached_property

from bot.desk.wording import Alike, keys
from bot.domain.analysis import Figure
from bot.domain.answer import FigureHit
from bot.domain.article import Span
from bot.domain.deadline import checked
from bot.storage.store import Stored

_APART = 5
"""What starts another statement counts as much as so many words between."""
_STARTS = frozenset({"and", "but", "while", "whereas", "although"})


def aptest_first(hits: Sequence[tuple[Stored, Figure]], asked: Sequence[str], alike: Alike) -> list[FigureHit]:
    """The figures with those first that answer the most of the words ``asked``; of equals, in the order given.

    A figure answers the words that name it, and those of its sentence that stand nearer to it than to another figure.
    What befell those it counts comes before all other words ("how many died on the ferry?"), this year's before
    another's.
    ``alike`` gives for a word its other forms.
    """
    wanted = {key for text in asked for key, _ in keys(text, alike)}
    told: dict[str, Told] = {}
    answered = [wanted & told.setdefault(stored.article.id, Told(stored, alike)).by(figure) for stored, figure in hits]
    times = Counter(key for some in answered for key in some)
    # A word that many answer, and a name, tell what all of it is about: the accused, not how much was stolen.
    names = {key for text in asked if text[:1].isupper() for key, _ in keys(text, alike)}
    worth = [sum((0.5 if key in names else 1) / times[key] for key in some) for some in answered]
    befell = [_befell(figure, wanted, alike) for _, figure in hits]
    past = [any(befell) and _is_of_another_year(stored, figure) for stored, figure in hits]
    order = sorted(range(len(hits)), key=lambda place: (not befell[place], past[place], -worth[place]))
    return [FigureHit(hits[place][0].article, hits[place][1]) for place in order]


def _befell(figure: Figure, wanted: Collection[str], alike: Alike) -> bool:
    """Whether the question is about what befell those whom the figure counts: no nearer word says more."""
    return figure.fate is not None and any(key in wanted for key, _ in keys(figure.fate, alike))


def _is_of_another_year(stored: Stored, figure: Figure) -> bool:
    """Whether the figure stood in a year before the article's own: another disaster than the one asked about."""
    as_of, published = figure.as_of, stored.article.published
    year = as_of.date[:4] if as_of is not None and as_of.date else ""
    return published is not None and year.isdecimal() and int(year) < published.year


class Told:
    """Which words each figure of an article answers; a sentence is read when the first figure of it is asked about."""

    def __init__(self, stored: Stored, alike: Alike) -> None:
        self._stored, self._alike = stored, alike
        self._told: dict[int, set[str]] = {}

    def by(self, figure: Figure) -> set[str]:
        """The keys of the words that a figure of the article answers."""
        if figure.words.start not in self._told:
            self._told |= self._read(figure.sentence)
        return self._told[figure.words.start]

    @cached_property
    def _sentences(self) -> dict[Span, list[Figure]]:
        sentences: dict[Span, list[Figure]] = {}
        for figure in sorted(self._stored.analysis.figures, key=lambda each: each.words.end):
            sentences.setdefault(figure.sentence, []).append(figure)
        return sentences

    def answers(self, figure: Figure, asked: Sequence[str]) -> tuple[bool, bool]:
        """Whether a figure answers any and all of the words ``asked``."""
        wanted = {key for text in asked for key, _ in keys(text, self._alike)}
        told = self.by(figure)
        return bool(wanted & told), wanted <= told

    def _read(self, sentence: Span) -> dict[int, set[str]]:
        """The words that each figure of a sentence answers, by where it starts."""
        same, text = self._sentences[sentence], self._stored.article.text
        near = {each.words.start: _named_by(each, self._alike) for each in same}
        ends = [each.words.end for each in same]
        for key, at in checked(keys(sentence.of(text), self._alike), every=16):
            word = Span(sentence.start + at.start, sentence.start + at.end)
            # The nearest is next to the word: any other has that one between, and more.
            behind = bisect_right(ends, word.start)
            beside = same[max(0, behind - 2) : behind + 2]
            nearest = min(beside, key=lambda each: _distance(text, each.words.span, word))
            near[nearest.words.start].add(key)
        return near


def _named_by(figure: Figure, alike: Alike) -> set[str]:
    told = (figure.words.text, figure.noun, figure.unit, figure.subject, figure.attributed_to)
    return {key for text in told if text for key, _ in keys(text, alike)}


def _distance(text: str, figure: Span, word: Span) -> tuple[int, bool]:
    """How far the word stands from the figure; of two as far, the figure before the word is nearer."""
    is_behind = word.start >= figure.end
    parts = (text[figure.end : word.start] if is_behind else text[word.end : figure.start]).split()
    starts = sum(part.lower() in _STARTS or part[-1] in ",;:—–" for part in parts)
    return len(parts) + _APART * starts, not is_behind
