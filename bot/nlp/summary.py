"""The sentences that carry an article, verbatim: by their place, how central their words are, and the title."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from spacy.tokens import Doc

from bot.domain.analysis import Figure, KeySentence, Quote
from bot.domain.article import Passage
from bot.nlp.body import in_body
from bot.nlp.reading import sentence_spans
from bot.nlp.standing import Layout

MOST = 7
"""Sentences in the longest summary."""
SHORT = 3
"""A body of no more sentences is its own summary."""
PLACE, CENTRAL, TITLE = 0.6, 0.35, 0.05
"""What each part of the score weighs; chosen on a coarse grid, see docs/quality.md."""
FADE = 5.0
"""The sentence after which a place counts half as much as the first."""
ALIKE = 0.6
"""Two sentences that share so much of the shorter one's words say the same."""

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d[\d,.]*")
_STOP = frozenset(
    "a an the of in on at by for from to with and or but as is are was were be been being has have had do does did "
    "will would shall should can could may might must not no it its he his him she her they their them we our us you "
    "your i my me this that these those there which who whom whose what when where why how than then so if into about "
    "after before over under up down out off said say says also more most some such only just s t".split()
)


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence of the body, by stems; whether it can stand in a summary; whether it leans on the one before."""

    words: Passage
    stems: Counter[str]
    stands: bool
    leans: bool


def key_sentences(doc: Doc, quotes: Sequence[Quote], figures: Sequence[Figure], title: str) -> tuple[KeySentence, ...]:
    """Up to seven sentences of the body of ``doc``, in its order; a shorter summary keeps those of the highest score.

    Each can be read alone: none begins with "he" or "but" unless the sentence before it has a higher score, none has
    an open quotation mark, none is cut by a quotation that runs over paragraphs, none is only a quotation.
    """
    sentences = _sentences(doc, quotes, title)
    if len(sentences) > SHORT and any(sentence.stands for sentence in sentences):
        return _chosen(sentences, _scores(sentences, title))
    ranks = range(len(sentences), 0, -1)
    return tuple(
        KeySentence(sentence.words, round(rank / max(1, len(sentences)), 4), sentence.leans)
        for sentence, rank in zip(sentences[:MOST], ranks, strict=False)
    )


def stems_of(text: str) -> Counter[str]:
    """The words of ``text`` that carry meaning, cut to a rough stem, with their number."""
    return Counter(_stem(word) for word in _WORD.findall(text.lower()) if word not in _STOP)


@lru_cache(maxsize=1 << 14)  # the words of a language come again, and the rest are forgotten
def _stem(word: str) -> str:
    for ending in ("'s", "’s", "ing", "edly", "ed", "ies", "es", "ly", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    shorter = min(len(one), len(other))
    return shorter > 0 and len(one & other) / shorter >= ALIKE


def _sentences(doc: Doc, quotes: Sequence[Quote], title: str) -> list[_Sentence]:
    layout = Layout(doc, quotes, title)
    found = []
    for span in sentence_spans(doc):
        if in_body(doc, span.start, span.end):
            words = Passage.at(layout.text, span.start, span.end)
            found.append(_Sentence(words, stems_of(words.text), layout.stands(words), layout.leans(words)))
    return found


def _scores(sentences: Sequence[_Sentence], title: str) -> list[float]:
    weights = _inverse_frequencies(sentences)
    vectors = [_vector(sentence.stems, weights) for sentence in sentences]
    centre: dict[str, float] = {}
    for vector in vectors:
        for stem, value in vector.items():
            centre[stem] = centre.get(stem, 0.0) + value
    heading = _vector(stems_of(title), weights)
    central = _scaled([_cosine(vector, centre) for vector in vectors])
    titled = _scaled([_cosine(vector, heading) for vector in vectors])
    places = accumulate((sentence.stands for sentence in sentences), initial=0)
    return [
        PLACE * FADE / (FADE + place) + CENTRAL * centre_share + TITLE * title_share
        for place, centre_share, title_share in zip(places, central, titled, strict=False)
    ]


def _inverse_frequencies(sentences: Sequence[_Sentence]) -> dict[str, float]:
    counts: Counter[str] = Counter()
    for sentence in sentences:
        counts.update(sentence.stems.keys())
    return {stem: math.log(1 + len(sentences) / count) for stem, count in counts.items()}


def _vector(stems: Mapping[str, int], weights: Mapping[str, float]) -> dict[str, float]:
    vector = {stem: (1 + math.log(count)) * weights[stem] for stem, count in stems.items() if stem in weights}
    length = math.sqrt(sum(value * value for value in vector.values()))
    return {stem: value / length for stem, value in vector.items()} if length else {}


def _cosine(unit: Mapping[str, float], other: Mapping[str, float]) -> float:
    return sum(value * other.get(stem, 0.0) for stem, value in unit.items())


def _scaled(values: Sequence[float]) -> list[float]:
    highest = max(values, default=0.0)
    return [value / highest if highest else 0.0 for value in values]


def _chosen(sentences: Sequence[_Sentence], scores: Sequence[float]) -> tuple[KeySentence, ...]:
    """The best sentences one by one; one that leans on the sentence before comes only after it."""
    chosen: dict[int, float] = {}
    free = {number for number, sentence in enumerate(sentences) if sentence.stands}
    order = sorted(free, key=lambda number: (-scores[number], number))
    lowest = math.inf
    while len(chosen) < MOST:
        best = next(
            (
                number
                for number in order
                if number not in chosen
                and (not sentences[number].leans or number - 1 in chosen)
                and not any(
                    _alike(frozenset(sentences[number].stems), frozenset(sentences[other].stems)) for other in chosen
                )
            ),
            None,
        )
        if best is None:
            break
        lowest = min(lowest, scores[best])
        chosen[best] = lowest
    return tuple(
        KeySentence(sentences[number].words, round(chosen[number], 4), sentences[number].leans)
        for number in sorted(chosen)
    )
