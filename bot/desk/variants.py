"""Where the articles of one story quote the same words differently. Pure.

What is only written differently (numbers, marks, spelling) is the same: ``bot.desk.spoken``.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from itertools import count

from bot.desk.spoken import Spoken, spoken
from bot.desk.wording import SMALL, content, stem
from bot.domain.analysis import QuoteKind
from bot.domain.answer import QuoteHit, QuoteVariant
from bot.domain.article import Passage
from bot.domain.deadline import checked

_ALIKE = 0.55  # share of common words (F1) from which two quotes are one statement
_COMMON = 5  # words that both must hold
_LONGEST = 150  # words of a quote that are aligned
_ROUNDING = 1e-6  # what sums of such shares may be off
_REACH = 4  # words before a window in which a negation still belongs to it
_OPENING = 3  # words that may stand before a window if with them it begins its sentence
_SENTENCE_END = re.compile(r"[.!?;]")
_NEGATIONS = frozenset({"not", "never", "no", "nobody", "none", "neither"})


@dataclass(frozen=True, slots=True, eq=False)
class _Said:
    """A quote as it is compared: the words that are aligned, their stems, and the keys of its speaker's name."""

    hit: QuoteHit
    article: str
    words: list[Spoken]
    stems: list[str]
    bag: Counter[str]
    speaker: frozenset[str]

    @classmethod
    def of(cls, hit: QuoteHit) -> _Said:
        words = spoken(hit.quote.words.text)[:_LONGEST]
        stems = [stem(word.key) for word in words]
        return cls(hit, hit.article.id, words, stems, Counter(stems), content(hit.quote.speaker or ""))

    @property
    def passage(self) -> Passage:
        return self.hit.quote.words

    def may_be_by(self, other: _Said) -> bool:
        """Whether the speakers are one, as far as both are known."""
        if not self.hit.quote.speaker or not other.hit.quote.speaker:
            return True
        return not self.speaker.isdisjoint(other.speaker)


def quote_variants(hits: Sequence[QuoteHit]) -> tuple[QuoteVariant, ...]:
    """Statements that several articles quote in different words, in the first article's order.

    ``parts`` of a variant holds, for each version, the part of the quote that says the same as the others. Words that
    one would speak alike ("£9.3million", "£9.3m") are no variant; nor are two quotes of one article.
    """
    said = [_Said.of(hit) for hit in checked(hits) if hit.quote.kind is not QuoteKind.INDIRECT]
    near, align = _near(said), cache(_aligned)
    used: set[int] = set()
    found: list[QuoteVariant] = []
    for place, one in enumerate(checked(said)):
        if place in used:
            continue
        whole = Passage.at(one.hit.article.text, one.passage.start, one.passage.end)
        group = {one.article: (place, one.hit, whole)}
        for other_place in checked(near[place], every=8):
            other = said[other_place]
            if other_place in used or other.article in group:
                continue
            is_short = len(one.words) <= len(other.words)
            if aligned := align(one, other) if is_short else align(other, one):
                own, others = aligned if is_short else aligned[::-1]
                group[other.article] = (other_place, other.hit, others)
                if own.end - own.start < group[one.article][2].end - group[one.article][2].start:
                    group[one.article] = (place, one.hit, own)
        if len({_heard(part.text) for _, _, part in group.values()}) > 1:
            used |= {place for place, _, _ in group.values()}
            versions, parts = zip(*((each, part) for _, each, part in group.values()), strict=True)
            found.append(QuoteVariant(one.hit.quote.speaker, versions, parts))
    return tuple(found)


def _near(said: Sequence[_Said]) -> list[list[int]]:
    """For each quote the places, in order, of those of other articles that share enough words to be worth aligning.

    Each quote is a set of bits, one for the first use of a word, one for the second and so on: what two have in common
    is counted in one step, which makes comparing all with all the smallest part of the work. Where so many words
    of the shorter quote stand in the longer one, no run of it can be more like it than one of just these would be.
    """
    uses = [[(key, nth) for key, many in each.bag.items() for nth in range(many)] for each in said]
    times = Counter(use for some in uses for use in some)
    bits = {use: 1 << place for place, use in enumerate(use for use, many in times.items() if many > 1)}
    masks = [sum(bits.get(use, 0) for use in some) for some in uses]
    near: list[list[int]] = [[] for _ in said]
    shortest_first = sorted(range(len(said)), key=lambda place: len(said[place].words))
    for at, place in enumerate(checked(shortest_first)):
        one, mask, least = said[place], masks[place], _least(len(said[place].words))
        for other in [other for other in shortest_first[at + 1 :] if (mask & masks[other]).bit_count() >= least]:
            if said[other].article != one.article and one.may_be_by(said[other]):
                near[place].append(other)
                near[other].append(place)
    return [sorted(places) for places in near]


@cache
def _least(length: int) -> int:
    """How many words of a quote of so many must stand in another for some run of that to be enough like it."""
    return next(many for many in count(_COMMON) if 2 * many >= _ALIKE * (length + many) - _ROUNDING)


def _heard(text: str) -> tuple[str, ...]:
    return tuple(word.key for word in spoken(text))


def _aligned(one: _Said, other: _Said) -> tuple[Passage, Passage] | None:
    """The parts of two quotes that say the same, or None where they don't; ``one`` is no longer than the ``other``."""
    short, long = one.words, other.words
    run = _best_run(one.bag, other.stems, len(short))
    if run is None:
        return None
    matching = long[run.start : run.stop]
    short = _beside(short, matching, long)
    if [word.key for word in matching] != [word.key for word in short]:
        matching = _whole(run, long, other.passage.text)
        shared = (_bag(short) & _bag(matching)).total()
        if 2 * shared < _ALIKE * (len(short) + len(matching)):
            return None
    return _part(one.passage, short), _part(other.passage, matching)


def _beside(short: list[Spoken], matching: list[Spoken], long: list[Spoken]) -> list[Spoken]:
    """The words of the shorter quote that the longer one can match: where that begins later or ends sooner, fewer.

    What an outlet leaves out before or after is no other wording, unless it is a "not".
    """
    keys, others = [word.key for word in short], [word.key for word in matching]
    blocks = SequenceMatcher(None, keys, others, autojunk=False).get_matching_blocks()

    def left_out(words: Sequence[str]) -> bool:
        """Whether the other quote has these words nowhere, not in another order either."""
        return set(words).isdisjoint(set(others) - SMALL)

    start, end = blocks[0].a, blocks[-2:][0].a + blocks[-2:][0].size
    opens = blocks[0].b == 0 and matching[0] is long[0]
    if not opens or not left_out(keys[:start]) or not _NEGATIONS.isdisjoint(keys[max(0, start - _REACH) : start]):
        start = 0
    closes = blocks[-2:][0].b + blocks[-2:][0].size == len(others) and matching[-1] is long[-1]
    if not closes or not left_out(keys[end:]):
        end = len(short)
    return short[start:end] if start < end else short


def _best_run(wanted: Counter[str], keys: Sequence[str], length: int) -> range | None:
    """The run of ``keys`` that shares most with the ``length`` words that are ``wanted``, the first of the best.

    None if none shares enough for the two to be one statement.
    """
    starts = _starts(wanted, keys, length)
    if not starts:
        return None
    earlier: dict[str, list[int]] = {}
    # Each place of a wanted word, with the place behind which a run must begin for it to be one more of them.
    places: list[tuple[int, int]] = []
    for place in range(starts[0], len(keys)):
        key = keys[place]
        if key in wanted:
            same = earlier.setdefault(key, [])
            places.append((place, same[-wanted[key]] if len(same) >= wanted[key] else -1))
            same.append(place)
    best, most, run = 0.0, 0, range(0)
    for start in starts:
        shared, last = 0, start + 2 * length
        for end, behind in places[bisect_left(places, (start, -1)) :]:
            if end >= last:
                break
            if behind < start:
                shared += 1
                score = 2 * shared / (length + end - start + 1)
                if score > best:
                    best, most, run = score, shared, range(start, end + 1)
    return run if best >= _ALIKE and most >= _COMMON else None


def _starts(wanted: Container[str], keys: Sequence[str], length: int) -> list[int]:
    """Where a run of ``keys`` may begin that is enough like the ``length`` words that are ``wanted``, in order.

    It can't be elsewhere, but some of these may be none: here a word counts as often as it stands there. Towards the
    share that is asked for, a wanted word brings a run so much nearer and any other takes it so much away; one pass
    from the end tells for each place how far the best run from there comes (Kadane's maximum subarray).
    """
    starts: list[int] = []
    nearer, enough, reach = 2 - _ALIKE, _ALIKE * length - _ROUNDING, 0.0
    for place in range(len(keys) - 1, -1, -1):
        if keys[place] in wanted:
            reach += nearer
            if reach >= enough:
                starts.append(place)
        elif reach > _ALIKE:
            reach -= _ALIKE
        else:
            reach = 0.0
    return starts[::-1]


def _whole(window: range, quote: list[Spoken], text: str) -> list[Spoken]:
    """The words of the window to the end of its sentence, and back to a "not" or the sentence's beginning just before.

    The words that differ are often the last ones, or the first: "found to be safe", "found to be in need of repair".
    """
    first, last = window.start, window.stop - 1

    def ends(place: int) -> bool:
        """Whether a sentence ends after the word at ``place``."""
        return bool(_SENTENCE_END.search(text[quote[place].end : quote[place + 1].start]))

    while last + 1 < len(quote) and not ends(last):
        last += 1
    before = range(max(0, first - _REACH), first)
    first = next((place for place in before if quote[place].key in _NEGATIONS), first)
    begins = next((place for place in range(first, -1, -1) if place == 0 or ends(place - 1)), first)
    return quote[begins if first - begins <= _OPENING else first : last + 1]


def _bag(some: Sequence[Spoken]) -> Counter[str]:
    return Counter(stem(word.key) for word in some)


def _part(of: Passage, some: Sequence[Spoken]) -> Passage:
    start, end = some[0].start, some[-1].end
    return Passage(of.start + start, of.start + end, of.text[start:end])
