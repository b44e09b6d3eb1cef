"""The quotes of one article as domain values: what marks and reported clauses give, with resolved speakers."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import partial

from bot.domain.analysis import PersonKind, Quote, QuoteKind
from bot.domain.article import Passage
from bot.nlp.grammar import NAME
from bot.nlp.names import Entity, Names
from bot.nlp.parse import Parse
from bot.nlp.phrases import Phrase
from bot.nlp.quotes.attribution import Rule, Speaker, Tag
from bot.nlp.quotes.discourse import Discourse
from bot.nlp.quotes.marked import is_quote, kind_of, marked_words
from bot.nlp.quotes.reported import Reported, ReportedSpeech
from bot.nlp.quotes.speakers import Speakers
from bot.nlp.quotes.transcripts import Turn, turns
from bot.nlp.skipping import Skipped

_ASKING = frozenset(("ask", "asks", "asked", "asking"))
_AS = (" as", " as being", " as a", " as an")
_AS_MARKS = re.compile(r"\bas (?:being |an? )?[“\"‘']")

UNSURE = 0.6
"""What is left of the confidence where the text leaves open whom a pronoun means."""

MOSTLY_QUOTED = 0.7
"""A reported clause with a greater part of its tokens in marks is that quote, not a statement of its own."""


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    kind: QuoteKind
    tag: Tag


def quotes(parse: Parse, names: Names, skipped: Skipped) -> tuple[Quote, ...]:
    """Every quote of the article, in the order of the text; paragraphs that can't be read go to ``skipped``."""
    speakers = Speakers(parse, names)
    last: Entity | None = None
    found: list[Quote] = []
    spoken = _spoken(parse, names, speakers, skipped)
    told = _outside(spoken, _marked(parse, skipped) + _reported(parse, skipped))
    for item in sorted(spoken + told, key=lambda item: (item.start, item.end)):
        quote, person = _quote(item, parse, speakers, last)
        if not _in_body(speakers.of(item.tag.speaker, last).mention, parse):
            continue  # a title or a caption names who speaks: it is no finding of the body
        if not _asked(item, parse):
            speaker = speakers.of(item.tag.speaker, last)
            stranger = speakers.pronouns.spoke(speaker) or _is_stranger(speaker, parse)
            if stranger:
                last = None
            elif not _is_aside(item, parse):
                last = person or last
        found.append(quote)
    return tuple(found)


def _spoken(parse: Parse, names: Names, speakers: Speakers, skipped: Skipped) -> list[_Found]:
    """The turns of a transcript, in order."""
    found = []
    nothing: list[Turn] = []
    for turn in skipped.attempt(0, partial(turns, parse, names), nothing):
        speakers.settle(turn.speaker)
        found.append(_Found(turn.start, turn.end, QuoteKind.DIRECT, Tag(turn.speaker.mention, None, Rule.TURN)))
    return found


def _outside(spoken: list[_Found], found: list[_Found]) -> list[_Found]:
    """What was found outside the turns of a transcript: what somebody tells in a turn is part of the turn."""
    starts = [turn.start for turn in spoken]
    return [item for item in found if not (n := bisect_right(starts, item.start)) or spoken[n - 1].end <= item.start]


def _marked(parse: Parse, skipped: Skipped) -> list[_Found]:
    return [
        _Found(marked.start, marked.end, kind_of(marked, tag, parse), tag)
        for marked, tag in Discourse(parse, skipped).attributed(marked_words(parse))
        if is_quote(marked, tag, parse)
    ]


def _reported(parse: Parse, skipped: Skipped) -> list[_Found]:
    speech, reading = ReportedSpeech(parse), parse.reading
    nothing: list[Reported] = []
    found: dict[tuple[int, int], _Found] = {}
    for start, end in parse.sentences():
        for clause in skipped.attempt(parse.paragraph[start], partial(speech.clauses_of, start, end), nothing):
            quoted = sum(1 for k in range(clause.start, clause.end) if reading.region[k] >= 0)
            if quoted < MOSTLY_QUOTED * (clause.end - clause.start):
                key = (reading.starts[clause.start], reading.ends[clause.end - 1])
                found.setdefault(key, _Found(*key, QuoteKind.INDIRECT, clause.tag))
    return list(found.values())


def _quote(item: _Found, parse: Parse, speakers: Speakers, last: Entity | None) -> tuple[Quote, Entity | None]:
    """The quote, and the person who speaks if it is one whom the article names."""
    speaker = speakers.of(item.tag.speaker, last)
    confidence, why = item.tag.rule.confidence, item.tag.rule.why
    if not speaker.sure:
        confidence, why = confidence * UNSURE, f"{why}; the text leaves open whom “{speaker.name}” means"
    quote = Quote(
        words=Passage.at(parse.text, item.start, item.end),
        kind=item.kind,
        speaker=speaker.name,
        mention=_passage(parse, speaker.mention),
        cue=_passage(parse, item.tag.cue) if item.tag.cue else None,
        denied=_is_denied(item, parse),
        confidence=round(confidence, 2),
        why=why,
    )
    person = speaker.entity if speaker.entity and speaker.entity.kind is PersonKind.PERSON else None
    return quote, person


def _is_denied(item: _Found, parse: Parse) -> bool:
    """Whether the speaker turns the words down; a verdict in marks is the speaker's: "rejected it as “an insult”"."""
    if item.tag.cue is None or parse.reading.lower[item.tag.cue.start] not in parse.words.speech.denying:
        return False
    if item.kind is QuoteKind.INDIRECT:
        return _AS_MARKS.search(parse.text, item.start, item.end) is None
    return not parse.text[: item.start].rstrip("“\"‘' ").endswith(_AS)


def _asked(item: _Found, parse: Parse) -> bool:
    """Whether it only tells what somebody asked: the "he" that answers is another ("when Lee asked whether")."""
    cue = item.tag.cue
    return item.kind is QuoteKind.INDIRECT and cue is not None and parse.reading.lower[cue.start] in _ASKING


def _is_aside(item: _Found, parse: Parse) -> bool:
    """Whether a sentence about somebody else quotes it: "Lee was, in the words of Day, “a bore”. | He …" is Lee."""
    cue = item.tag.cue
    return item.tag.rule is Rule.ACCORDING and cue is not None and cue.start > parse.sentence_start[cue.start]


def _is_stranger(speaker: Speaker, parse: Parse) -> bool:
    """Whether somebody spoke whose name is not known as one: the next "she" may be her, and is no one before her."""
    return speaker.entity is None and parse.tags[speaker.mention.end - 1] == NAME


def _in_body(phrase: Phrase, parse: Parse) -> bool:
    return all(parse.reading.body[k] for k in range(phrase.start, phrase.end))


def _passage(parse: Parse, phrase: Phrase) -> Passage:
    return Passage.at(parse.text, *parse.offsets(phrase))
