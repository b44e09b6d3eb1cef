"""The quotes of one article as domain values: what marks and reported clauses give, with resolved speakers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from bot.domain.analysis import PersonKind, Quote, QuoteKind
from bot.domain.article import Passage
from bot.nlp.clauses import Phrase
from bot.nlp.names import Entity, Names
from bot.nlp.parse import Parse
from bot.nlp.quotes.marked import MarkedWords
from bot.nlp.quotes.reported import ReportedSpeech
from bot.nlp.quotes.speakers import Speakers
from bot.nlp.quotes.tags import Rule, Tag
from bot.nlp.skipping import Skipped

_UNSURE = 0.6
"""A pronoun that the text leaves open, as a factor of the confidence."""
_MOSTLY_QUOTED = 0.7
"""A reported clause with a greater part of its tokens in marks is that quote, not a statement of its own."""


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    first: int
    kind: QuoteKind
    tag: Tag


def quotes(parse: Parse, names: Names, skipped: Skipped) -> tuple[Quote, ...]:
    """Every quote of the article, in the order of the text; paragraphs that can't be read go to ``skipped``."""
    speakers = Speakers(parse, names)
    last: Entity | None = None
    found: list[Quote] = []
    for item in sorted(_marked(parse, skipped) + _reported(parse, skipped), key=lambda item: (item.start, item.end)):
        quote, person = _quote(item, parse, speakers, last)
        last = person or last
        found.append(quote)
    return tuple(found)


def _marked(parse: Parse, skipped: Skipped) -> list[_Found]:
    nobody = Tag(None, None, Rule.NONE)
    return [
        _Found(marked.start, marked.end, marked.first, kind, marked.tag or nobody)
        for marked, kind in MarkedWords(parse, skipped).quotes()
    ]


def _reported(parse: Parse, skipped: Skipped) -> list[_Found]:
    speech, reading = ReportedSpeech(parse), parse.reading
    found: dict[tuple[int, int], _Found] = {}
    for start, end in parse.sentences():
        for clause in skipped.attempt(parse.paragraph[start], partial(speech.clauses_of, start, end), []):
            inside = sum(1 for k in range(clause.start, clause.end) if reading.region[k] >= 0)
            if inside < _MOSTLY_QUOTED * (clause.end - clause.start):
                key = (reading.starts[clause.start], reading.ends[clause.end - 1])
                found.setdefault(key, _Found(*key, clause.start, QuoteKind.INDIRECT, clause.tag))
    return list(found.values())


def _quote(item: _Found, parse: Parse, speakers: Speakers, last: Entity | None) -> tuple[Quote, Entity | None]:
    words = Passage.at(parse.text, item.start, item.end)
    cue = _passage(parse, item.tag.cue)
    rule = item.tag.rule
    if item.tag.speaker is None:
        return Quote(words, item.kind, None, None, cue, rule.confidence, rule.why), None
    speaker = speakers.of(item.tag.speaker, last)
    confidence, why = rule.confidence, rule.why
    if not speaker.sure:
        confidence, why = confidence * _UNSURE, f"{why}; the text leaves open whom “{speaker.name}” means"
    quote = Quote(words, item.kind, speaker.name, _passage(parse, speaker.mention), cue, round(confidence, 2), why)
    person = speaker.entity if speaker.entity and speaker.entity.kind is PersonKind.PERSON else None
    return quote, person


def _passage(parse: Parse, phrase: Phrase | None) -> Passage | None:
    return None if phrase is None else Passage.at(parse.text, *parse.offsets(phrase))
