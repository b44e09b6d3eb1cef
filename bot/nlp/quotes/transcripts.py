"""The turns of a transcript or an interview: "ANN LEE, HOST: …" at the head of a paragraph makes its words hers.

No marks are needed. The label is a name, in capitals or as the article writes it, a person's initials, or "Q" and "A".
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from bot.domain.analysis import PersonKind
from bot.nlp.names import Entity, Names
from bot.nlp.parse import Parse
from bot.nlp.phrases import Phrase
from bot.nlp.quotes.attribution import Speaker

_LONGEST_LABEL = 16
"""Tokens before the colon: a name, an office, a programme."""
_LONGEST_NAME = 4
_COLONS = frozenset((":", "):"))
"""The tokenizer keeps "):" whole, as an emoticon: "LEE (laughing): …"."""
_SHORTEST = 8
_SPOKEN_ENDS = frozenset('.?!…”"')
"""A paragraph that goes on with a turn is of so many tokens and ends with one of these; a heading is not."""
_QUESTION, _ANSWER = ("Q",), ("A",)
_TALKING = frozenset("? i we you me my your our".split())
"""Words of a conversation: without any of them names and colons may be a table, "Ann Lee: 40 votes"."""


@dataclass(frozen=True, slots=True)
class Turn:
    """The words ``[start, end)``, in code points, of one paragraph, and who speaks them."""

    start: int
    end: int
    speaker: Speaker


@dataclass(frozen=True, slots=True)
class _Label:
    """Who speaks by the head of a paragraph; ``colon`` and ``end`` are tokens, ``end`` that after the paragraph."""

    phrase: Phrase
    words: tuple[str, ...]
    colon: int
    end: int

    @property
    def in_capitals(self) -> bool:
        return all(word.isupper() for word in self.words)


def turns(parse: Parse, names: Names) -> list[Turn]:
    """The paragraphs that two or more people speak by turns; none where a label names nobody ("MONDAY: rain")."""
    labels = _labels(parse, names)
    if not labels:
        return []
    people = _people(names)
    _add_full_names(people, labels, parse, names)
    found: list[tuple[_Label, str, Entity | None]] = []
    for label in labels:
        named = people.get(tuple(word.upper() for word in label.words), {})
        if len(named) == 1:
            found.append((label, *next(iter(named.items()))))
    found += _questions_and_answers(labels, found, parse, names)
    if len({name for _, name, _ in found}) < 2 or not _is_talk(found, parse):
        return []
    found.sort(key=lambda item: item[0].colon)
    spoken = [(label.colon + 1, label.end, Speaker(name, label.phrase, entity)) for label, name, entity in found]
    spoken += _going_on(found, parse)
    starts, ends = parse.reading.starts, parse.reading.ends
    return [
        Turn(starts[first], ends[end - 1], speaker) for first, end, speaker in sorted(spoken, key=lambda turn: turn[0])
    ]


def _going_on(found: list[tuple[_Label, str, Entity | None]], parse: Parse) -> Iterator[tuple[int, int, Speaker]]:
    """The paragraphs without a label between the questions and answers of an interview: whoever spoke goes on."""
    paragraphs = _paragraphs(parse)
    for (label, name, entity), (following, _, _) in pairwise(found):
        if label.words not in (_QUESTION, _ANSWER):
            continue
        for start, end in paragraphs[bisect_left(paragraphs, (label.end, 0)) :]:
            if start >= following.phrase.start:
                break
            spoken = end - start >= _SHORTEST and parse.reading.words[end - 1] in _SPOKEN_ENDS
            if spoken and parse.reading.body[start]:
                yield start, end, Speaker(name, label.phrase, entity)


def _paragraphs(parse: Parse) -> list[tuple[int, int]]:
    starts = [k for k in range(len(parse.reading)) if parse.reading.breaks[k]]
    return list(pairwise([*starts, len(parse.reading)]))


def _labels(parse: Parse, names: Names) -> list[_Label]:
    """The heads of paragraphs that may name who speaks there: in capitals, or a person as the article names them."""
    reading = parse.reading
    found = []
    for start, end in _paragraphs(parse):
        head = range(start, min(end - 1, start + _LONGEST_LABEL))
        colon = next((k for k in head if reading.words[k] in _COLONS), None)
        if colon is None or not reading.body[start] or any(reading.region[k] >= 0 for k in range(start, colon + 2)):
            continue
        close = next((k for k in range(start, colon) if reading.words[k] in (",", "(")), colon)
        if 0 < close - start <= _LONGEST_NAME:
            label = _Label(Phrase(start, close), tuple(reading.words[start:close]), colon, end)
            run = names.run_at.get(start)
            if label.in_capitals or (run is not None and (run.start, run.end) == (start, close)):
                found.append(label)
    return found


def _is_talk(found: list[tuple[_Label, str, Entity | None]], parse: Parse) -> bool:
    """Whether the labels are those of a conversation, not of a table or a list of people with a line for each."""
    if any(label.in_capitals for label, _, _ in found):
        return True
    lower = parse.reading.lower
    talking = any(not _TALKING.isdisjoint(lower[label.colon : label.end]) for label, _, _ in found)
    return talking and len({name for _, name, _ in found}) < len(found)


def _questions_and_answers(
    labels: list[_Label], found: list[tuple[_Label, str, Entity | None]], parse: Parse, names: Names
) -> list[tuple[_Label, str, Entity | None]]:
    """The turns of "Q" and "A": of whoever else only asks or only answers, else of the one person named before."""
    asked, answered = ([label for label in labels if label.words == words] for words in (_QUESTION, _ANSWER))
    if not asked or not answered:
        return []
    asks: defaultdict[str, set[bool]] = defaultdict(set)
    people = {name: entity for _, name, entity in found}
    for label, name, _ in found:
        asks[name].add(parse.reading.words[label.end - 1] == "?")
    asking = _only(name for name, kinds in asks.items() if kinds == {True})
    answering = _only(name for name, kinds in asks.items() if kinds == {False})
    if not found and (only := _only_person_before(labels[0].phrase.start, parse, names)) is not None:
        answering, people[only.name] = only.name, only
    return [(label, asking or "Q", people.get(asking or "")) for label in asked] + [
        (label, answering or "A", people.get(answering or "")) for label in answered
    ]


def _only(items: Iterable[str]) -> str | None:
    found = list(items)
    return found[0] if len(found) == 1 else None


def _only_person_before(token: int, parse: Parse, names: Names) -> Entity | None:
    """The one person of the headline, or else of all that stands before the ``token``."""
    headline = next((k for k in range(1, token) if parse.reading.breaks[k]), token)
    titled = {id(person): person for k in range(headline) if (person := names.person_at(k)) is not None}
    if len(titled) == 1:
        return next(iter(titled.values()))
    named = {
        id(entity): entity
        for entity in names.entities
        if entity.kind is PersonKind.PERSON
        and any(run.start < token and parse.reading.body[run.start] for run in entity.runs)
    }
    return next(iter(named.values())) if len(named) == 1 else None


def _people(names: Names) -> defaultdict[tuple[str, ...], dict[str, Entity | None]]:
    """The people whose full names the article gives, by full name, by surname and by initials, in capitals."""
    found: defaultdict[tuple[str, ...], dict[str, Entity | None]] = defaultdict(dict)
    for entity in names.entities:
        if entity.kind is PersonKind.PERSON and len(entity.words) > 1:
            whole = tuple(word.upper() for word in entity.words)
            for key in (whole, whole[-1:], ("".join(word[0] for word in whole),)):
                found[key][entity.name] = entity
    return found


def _add_full_names(
    people: dict[tuple[str, ...], dict[str, Entity | None]],
    labels: list[_Label],
    parse: Parse,
    names: Names,
) -> None:
    """Adds the people whom only a label names in full, as it stands: "ANN LEE", "MARIT HOLM, HOST", later "HOLM"."""
    labels = [label for label in labels if label.in_capitals]
    alone = {label.words for label in labels if len(label.words) == 1}
    for label in labels:
        words, written = label.words, parse.text_of(label.phrase)
        described = parse.tags[label.phrase.end] == "," or words[-1:] in alone
        if len(words) > 1 and words not in people and (described or words[0].capitalize() in names.first_names):
            people[words] = {written: None}
            people.setdefault(words[-1:], {})[written] = None
