"""Where the articles of one story differ: who quotes the same words differently, whose figures disagree. Pure."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

from bot.desk.wording import Word, content, words
from bot.domain.analysis import Figure, QuoteKind
from bot.domain.answer import FigureDispute, FigureHit, QuoteHit, QuoteVariant
from bot.domain.article import Passage

_ALIKE = 0.55  # share of common words (F1) from which two quotes are one statement
_COMMON = 5  # words that both must hold
_LONGEST = 150  # words of a quote that are aligned
_NEAR = 0.05  # figures closer than this are roundings of one another
_NEAR_BY = 60  # code points around a figure that say what it is about
_SHARED_BY_AMOUNTS = 2
_REACH = 4  # words before a window in which a negation still belongs to it
_SENTENCE_END = re.compile(r"[.!?;]")
_NEGATION = re.compile(r"not|never|no|nobody|none|neither|cannot|\w+n['’]t", re.IGNORECASE)
_NUMBER = re.compile(r"[\d.,]+|[$€£¥]")
_AT_LEAST = frozenset({"at least", "more than", "over", "no fewer than", "no less than", "upwards of", "above"})
_AT_MOST = frozenset({"at most", "less than", "fewer than", "under", "up to", "no more than", "as many as", "below"})


def quote_variants(hits: Sequence[QuoteHit]) -> tuple[QuoteVariant, ...]:
    """Statements that several articles quote in different words, in the first article's order.

    ``parts`` of a variant holds, for each version, the part of the quote that says the same as the others. Words
    that are the same but for capitals and punctuation are no variant; nor are two quotes of one article.
    """
    spoken = [hit for hit in hits if hit.quote.kind is not QuoteKind.INDIRECT]
    used: set[int] = set()
    found: list[QuoteVariant] = []
    for place, hit in enumerate(spoken):
        if place in used:
            continue
        group = {hit.article.id: (place, hit, Passage.at(hit.article.text, hit.quote.words.start, hit.quote.words.end))}
        for other_place, other in enumerate(spoken):
            if other_place in used or other.article.id in group or not _same_speaker(hit, other):
                continue
            if aligned := _aligned(hit.quote.words, other.quote.words):
                group[other.article.id] = (other_place, other, aligned[1])
                if aligned[0].end - aligned[0].start < group[hit.article.id][2].end - group[hit.article.id][2].start:
                    group[hit.article.id] = (place, hit, aligned[0])
        if len({_plain(part.text) for _, _, part in group.values()}) > 1:
            used |= {place for place, _, _ in group.values()}
            versions, parts = zip(*((each, part) for _, each, part in group.values()), strict=True)
            found.append(QuoteVariant(hit.quote.speaker, versions, parts))
    return tuple(found)


def _same_speaker(one: QuoteHit, other: QuoteHit) -> bool:
    first, second = one.quote.speaker, other.quote.speaker
    return not first or not second or bool(content(first) & content(second))


def _plain(text: str) -> str:
    return " ".join(word.key for word in words(text))


def _aligned(one: Passage, other: Passage) -> tuple[Passage, Passage] | None:
    """The parts of two quotes that say the same, or None where they don't."""
    first, second = list(words(one.text))[:_LONGEST], list(words(other.text))[:_LONGEST]
    short, long = (first, second) if len(first) <= len(second) else (second, first)
    window, score = _best_window(short, long)
    if score < _ALIKE or sum((_bag(short) & _bag(window)).values()) < _COMMON:
        return None
    window = _whole(window, long, (one if long is first else other).text)
    parts = {id(short): short, id(long): window}
    return _part(one, parts[id(first)]), _part(other, parts[id(second)])


def _best_window(short: list[Word], long: list[Word]) -> tuple[list[Word], float]:
    """The run of words in ``long`` that shares most with ``short``, and how much (F1 of the bags of words)."""
    wanted = _bag(short)
    best, window = 0.0, long
    for start, word in enumerate(long):
        if word.key not in wanted:
            continue
        left, shared = wanted.copy(), 0
        for end in range(start, min(len(long), start + 2 * len(short))):
            if left[long[end].key] > 0:
                left[long[end].key] -= 1
                shared += 1
                score = 2 * shared / (len(short) + end - start + 1)
                if score > best:
                    best, window = score, long[start : end + 1]
    return window, best


def _whole(window: list[Word], quote: list[Word], text: str) -> list[Word]:
    """The window up to the end of its sentence, and back to a "not" just before it.

    The words that differ are often the last ones, or the first: "found to be safe", "found to be in need of repair".
    """
    first = next(place for place, word in enumerate(quote) if word.start == window[0].start)
    last = next(place for place, word in enumerate(quote) if word.start == window[-1].start)
    while last + 1 < len(quote) and not _SENTENCE_END.search(text[quote[last].end : quote[last + 1].start]):
        last += 1
    before = range(max(0, first - _REACH), first)
    first = next((place for place in before if _NEGATION.fullmatch(text[quote[place].start : quote[place].end])), first)
    return quote[first : last + 1]


def _bag(some: list[Word]) -> Counter[str]:
    return Counter(word.key for word in some)


def _part(of: Passage, some: list[Word]) -> Passage:
    start, end = some[0].start, some[-1].end
    return Passage(of.start + start, of.start + end, of.text[start:end])


def figure_disputes(hits: Sequence[FigureHit]) -> tuple[FigureDispute, ...]:
    """Things for which different sources give numbers that can't both hold, in the order of the first claim.

    A source is an article or whoever the article names. "at least 30" and 34 agree, and so do "about 7,000" and
    7,012; what one source says of two things is no dispute.
    """
    used: set[int] = set()
    found: list[FigureDispute] = []
    for place, hit in enumerate(hits):
        if place in used:
            continue
        claims = [(place, hit)]
        for other_place, other in list(enumerate(hits))[place + 1 :]:
            if other_place not in used and all(_disagree(each, other) for _, each in claims):
                claims.append((other_place, other))
        if len(claims) > 1:
            used |= {each for each, _ in claims}
            found.append(FigureDispute(_about([each for _, each in claims]), tuple(each for _, each in claims)))
    return tuple(found)


def _disagree(one: FigureHit, other: FigureHit) -> bool:
    a, b = one.figure, other.figure
    sources = {(hit.article.id, hit.figure.attributed_to) for hit in (one, other)}
    named = (a.unit or a.noun) and (a.unit, a.noun) == (b.unit, b.noun)
    return bool(len(sources) == 2 and named and _one_thing(one, other) and not _both_hold(a, b))


def _one_thing(one: FigureHit, other: FigureHit) -> bool:
    """Whether two figures are said of one thing.

    Things that are counted, by their subjects; amounts, and where a subject is missing, by the words around them: of
    an amount the subject is who names it. Within one article only its subjects tell: it has many figures.
    """
    first, second = (content(hit.figure.subject or "") for hit in (one, other))
    if first and second and (one.figure.unit is None or one.article.id == other.article.id):
        return first <= second or second <= first
    if one.article.id == other.article.id:
        return False
    shared = _around(one) & _around(other)
    return len(shared) >= (_SHARED_BY_AMOUNTS if one.figure.unit else 1)


def _around(hit: FigureHit) -> frozenset[str]:
    """The telling words near a figure in its sentence, without numbers and what is counted."""
    sentence, words_ = hit.figure.sentence, hit.figure.words
    start = max(sentence.start, words_.start - _NEAR_BY)
    end = min(sentence.end, words_.end + _NEAR_BY)
    near = content(hit.article.text[start : words_.start]) | content(hit.article.text[words_.end : end])
    counted = content(f"{hit.figure.noun or ''} {hit.figure.unit or ''} {words_.text}")
    return frozenset(key for key in near - counted if not any(char.isdigit() for char in key))


def _both_hold(a: Figure, b: Figure) -> bool:
    (low, high), (other_low, other_high) = _range(a), _range(b)
    return low <= other_high and other_low <= high


def _range(figure: Figure) -> tuple[float, float]:
    hedge = (figure.hedge or "").lower()
    low = figure.low if figure.low is not None else figure.value
    high = figure.high if figure.high is not None else figure.value
    low, high = -math.inf if low is None else low, math.inf if high is None else high
    slack = _NEAR * max(abs(low), abs(high)) / 2 if math.isfinite(low) and math.isfinite(high) else 0
    if hedge in _AT_LEAST:
        high = math.inf
    elif hedge in _AT_MOST:
        low = -math.inf
    return low - slack, high + slack


def _about(claims: Sequence[FigureHit]) -> str:
    """What is counted, as the first claim that says so words it: "US: troops"."""
    figure = claims[0].figure
    worded = (_NUMBER.sub("", claim.figure.words.text).strip(" -") for claim in claims)
    counted = next(filter(None, worded), figure.noun or figure.unit or "")
    subject = next((claim.figure.subject for claim in claims if claim.figure.subject), None)
    return f"{subject.removeprefix('The ').removeprefix('the ')}: {counted}" if subject else counted
