"""The turns of a transcript: "ANN LEE, HOST: …" at the head of a paragraph makes its words hers, without any marks."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise

from bot.domain.analysis import PersonKind
from bot.nlp.names import Entity, Names
from bot.nlp.parse import Parse
from bot.nlp.phrases import Phrase
from bot.nlp.quotes.speakers import Speaker

_LONGEST_LABEL = 16
"""Tokens before the colon: a name, an office, a programme."""
_LONGEST_NAME = 4
_COLONS = frozenset((":", "):"))
"""The tokenizer keeps "):" whole, as an emoticon: "LEE (laughing): …"."""


@dataclass(frozen=True, slots=True)
class Turn:
    """The words ``[start, end)``, in code points, of one paragraph, and who speaks them."""

    start: int
    end: int
    speaker: Speaker


def turns(parse: Parse, names: Names) -> list[Turn]:
    """The paragraphs that two or more people speak by turns; none where a label names nobody ("MONDAY: rain")."""
    labels = _labels(parse)
    if not labels:
        return []
    people = _people(names)
    _add_full_names(people, labels, parse, names)
    found = []
    for label, colon, end in labels:
        named = people.get(_words(parse, label), {})
        if len(named) == 1:
            name, entity = next(iter(named.items()))
            span = parse.reading.starts[colon + 1], parse.reading.ends[end - 1]
            found.append(Turn(*span, Speaker(name, label, entity)))
    return found if len({turn.speaker.name for turn in found}) > 1 else []


def _labels(parse: Parse) -> list[tuple[Phrase, int, int]]:
    """Names in capitals at the head of a paragraph, each with its colon and the end of the paragraph."""
    reading = parse.reading
    starts = [k for k in range(len(reading)) if reading.breaks[k]]
    found = []
    for start, end in pairwise([*starts, len(reading)]):
        head = range(start, min(end - 1, start + _LONGEST_LABEL))
        colon = next((k for k in head if reading.words[k] in _COLONS), None)
        if colon is None or not reading.body[start] or any(reading.region[k] >= 0 for k in range(start, colon + 2)):
            continue
        close = next((k for k in range(start, colon) if reading.words[k] in (",", "(")), colon)
        if 0 < close - start <= _LONGEST_NAME and all(reading.words[k].isupper() for k in range(start, close)):
            found.append((Phrase(start, close), colon, end))
    return found


def _words(parse: Parse, label: Phrase) -> tuple[str, ...]:
    return tuple(parse.reading.words[label.start : label.end])


def _people(names: Names) -> defaultdict[tuple[str, ...], dict[str, Entity | None]]:
    """The people whose full names the article gives, by full name and by surname, in capitals."""
    found: defaultdict[tuple[str, ...], dict[str, Entity | None]] = defaultdict(dict)
    for entity in names.entities:
        if entity.kind is PersonKind.PERSON and len(entity.words) > 1:
            whole = tuple(word.upper() for word in entity.words)
            for key in (whole, whole[-1:]):
                found[key][entity.name] = entity
    return found


def _add_full_names(
    people: dict[tuple[str, ...], dict[str, Entity | None]],
    labels: list[tuple[Phrase, int, int]],
    parse: Parse,
    names: Names,
) -> None:
    """Adds the people whom only a label names in full, as it stands: "ANN LEE", "MARIT HOLM, HOST", later "HOLM"."""
    alone = {words for label, _, _ in labels if len(words := _words(parse, label)) == 1}
    for label, _, _ in labels:
        words = _words(parse, label)
        described = parse.tags[label.end] == "," or words[-1:] in alone
        if len(words) > 1 and words not in people and (described or words[0].capitalize() in names.first_names):
            people[words] = {parse.text_of(label): None}
            people.setdefault(words[-1:], {})[parse.text_of(label)] = None
