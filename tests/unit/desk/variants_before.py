"""How quotes were compared before it was fast: every pair aligned anew, every window counted word by word.

The oracle of ``test_variants`` and the measure of ``bench_compare``: ``bot.desk.variants`` finds what this does.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher

from bot.desk.spoken import Spoken, spoken
from bot.desk.wording import SMALL, content, stem
from bot.domain.analysis import QuoteKind
from bot.domain.answer import QuoteHit, QuoteVariant
from bot.domain.article import Passage

_ALIKE = 0.55  # share of common words (F1) from which two quotes are one statement
_COMMON = 5  # words that both must hold
_LONGEST = 150  # words of a quote that are aligned
_REACH = 4  # words before a window in which a negation still belongs to it
_OPENING = 3  # words that may stand before a window if with them it begins its sentence
_SENTENCE_END = re.compile(r"[.!?;]")
_NEGATIONS = frozenset({"not", "never", "no", "nobody", "none", "neither"})


def quote_variants(hits: Sequence[QuoteHit]) -> tuple[QuoteVariant, ...]:
    """Statements that several articles quote in different words, in the first article's order.

    ``parts`` of a variant holds, for each version, the part of the quote that says the same as the others. Words that
    one would speak alike ("£9.3million", "£9.3m") are no variant; nor are two quotes of one article.
    """
    said = [hit for hit in hits if hit.quote.kind is not QuoteKind.INDIRECT]
    used: set[int] = set()
    found: list[QuoteVariant] = []
    for place, hit in enumerate(said):
        if place in used:
            continue
        group = {hit.article.id: (place, hit, Passage.at(hit.article.text, hit.quote.words.start, hit.quote.words.end))}
        for other_place, other in enumerate(said):
            if other_place in used or other.article.id in group or not _same_speaker(hit, other):
                continue
            if aligned := _aligned(hit.quote.words, other.quote.words):
                group[other.article.id] = (other_place, other, aligned[1])
                if aligned[0].end - aligned[0].start < group[hit.article.id][2].end - group[hit.article.id][2].start:
                    group[hit.article.id] = (place, hit, aligned[0])
        if len({_heard(part.text) for _, _, part in group.values()}) > 1:
            used |= {place for place, _, _ in group.values()}
            versions, parts = zip(*((each, part) for _, each, part in group.values()), strict=True)
            found.append(QuoteVariant(hit.quote.speaker, versions, parts))
    return tuple(found)


def _same_speaker(one: QuoteHit, other: QuoteHit) -> bool:
    first, second = one.quote.speaker, other.quote.speaker
    return not first or not second or bool(content(first) & content(second))


def _heard(text: str) -> tuple[str, ...]:
    return tuple(word.key for word in spoken(text))


def _aligned(one: Passage, other: Passage) -> tuple[Passage, Passage] | None:
    """The parts of two quotes that say the same, or None where they don't."""
    first, second = spoken(one.text)[:_LONGEST], spoken(other.text)[:_LONGEST]
    short, long = (first, second) if len(first) <= len(second) else (second, first)
    wanted, keys = _bag(short), [stem(word.key) for word in long]
    window, score = _best_window(wanted, keys)
    if score < _ALIKE or (wanted & Counter(keys[window.start : window.stop])).total() < _COMMON:
        return None
    matching = long[window.start : window.stop]
    short = _beside(short, matching, long)
    if [word.key for word in matching] != [word.key for word in short]:
        matching = _whole(window, long, (one if long is first else other).text)
        shared = (_bag(short) & _bag(matching)).total()
        if 2 * shared < _ALIKE * (len(short) + len(matching)):
            return None
    parts = (matching, short) if long is first else (short, matching)
    return _part(one, parts[0]), _part(other, parts[1])


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


def _best_window(wanted: Counter[str], keys: Sequence[str]) -> tuple[range, float]:
    """The run of ``keys`` that shares most with the words that are ``wanted``, and how much (F1 of the bags)."""
    length = wanted.total()
    best, window = 0.0, range(len(keys))
    for start, key in enumerate(keys):
        if key not in wanted:
            continue
        left, shared = wanted.copy(), 0
        for end in range(start, min(len(keys), start + 2 * length)):
            if left[keys[end]] > 0:
                left[keys[end]] -= 1
                shared += 1
                score = 2 * shared / (length + end - start + 1)
                if score > best:
                    best, window = score, range(start, end + 1)
    return window, best


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
