"""Whose quotes are meant: by a name, by a role ("the defence minister"), or by a word that is somebody's name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.desk.people import gathered
from bot.desk.wording import Alike, content
from bot.domain.analysis import Person, PersonKind
from bot.domain.answer import InContext
from bot.domain.article import Passage, Span, paragraph_around
from bot.domain.deadline import checked
from bot.domain.query import Query, Reader
from bot.storage.index import Hit
from bot.storage.library import Library
from bot.storage.store import Stored

_READ = 10  # articles that are looked through for a name
_NAMES = 5
_LONGEST_NAME = 6  # words, a role among them
_MOST = 200
MENTIONS = 3
"""How many places are shown where somebody is named."""


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody and their quotes, then those of others that name them; or, without quotes, where they are named."""

    name: str
    by: tuple[Hit, ...]
    about: tuple[Hit, ...] = ()
    mentions: tuple[InContext, ...] = ()


def voice_of(library: Library, query: Query, reader: Reader, *, alike: Alike, now: datetime) -> Voice | None:
    """Whose quotes the query means, None if its words name nobody or the search itself finds what the person said.

    Words alone ("quotes Quist") mean somebody if they are all of a name's words or some of a person's.
    """
    typed, rest = (query.person, query.words) if query.person else (" ".join(query.words), ())
    if not typed or query.phrases or query.url or len(typed.split()) > _LONGEST_NAME:
        return None
    if query.person and _hits(library, query, reader, now):
        return None
    stored = _naming(library, replace(query, person=None, words=tuple(typed.split())), reader, now)
    known = [hit.person for hit in gathered(stored, person=typed, alike=alike)]
    if query.person is None:
        known = [person for person in known if _is_called(person, content(typed))]
    if not known:
        return None
    # Some are known as speakers only: "harbour master Odile Marsh".
    names = dict.fromkeys([*(person.name for person in known[:_NAMES]), *([] if query.person else [typed])])
    by = {
        _place(hit): hit
        for name in names
        for hit in _hits(library, replace(query, person=name, words=rest), reader, now)
    }
    if rest and not by:
        return None
    about = [] if query.person else _hits(library, query, reader, now)
    named = [] if by else list(mentions_of(stored, known[0], typed))
    called = dict.fromkeys(person.name for person in known[:_NAMES])
    others = tuple(hit for hit in about if _place(hit) not in by)
    return Voice(" and ".join(called), tuple(by.values()), others, tuple(named[:MENTIONS]))


def mentions_of(stored: Sequence[Stored], person: Person | None, typed: str) -> Iterator[InContext]:
    """Where somebody is named or, if nobody is known, where the words stand as typed: once in each article."""
    for each in checked(stored):
        if place := _mention(each, person, typed):
            yield place


def _mention(stored: Stored, person: Person | None, typed: str) -> InContext | None:
    """The first such place in the body: as the article's reading has it or, failing that, by the words."""
    text = stored.article.text
    known = next((each for each in stored.analysis.people if person and each.name == person.name), None)
    literal = re.compile(r"\W+".join(map(re.escape, typed.split())), re.IGNORECASE)
    spans = known.mentions if known else tuple(Span(*found.span()) for found in literal.finditer(text))
    body = [span for span in spans if not any(each.span.overlaps(span) for each in stored.article.excluded)]
    for span in (body or spans)[:1]:
        return InContext(stored.article, paragraph_around(text, span), Passage.at(text, span.start, span.end))
    return None


def _naming(library: Library, query: Query, reader: Reader, now: datetime) -> list[Stored]:
    """The articles that hold all of the words, the best first."""
    found = library.search(query, "article", reader.readable, now=now, limit=_READ)
    return [] if found.respelt else library.read([hit.article_id for hit in found.hits], reader.readable)


def _hits(library: Library, query: Query, reader: Reader, now: datetime) -> tuple[Hit, ...]:
    found = library.search(query, "quote", reader.readable, now=now, limit=_MOST)
    return () if found.respelt else found.hits


def _place(hit: Hit) -> object:
    return (hit.article_id, hit.place) if hit.same is None else hit.same


def _is_called(person: Person, asked: frozenset[str]) -> bool:
    """Whether these words name somebody: some of a person's name, all of an organisation's ("US" is no US Senate)."""
    # An office is no name: "state" is not the secretary of state.
    names = [content(name) for name in (person.name, *person.aliases) if not name.lower().startswith("the ")]
    if person.kind is PersonKind.PERSON:
        return any(asked <= name for name in names)
    return any(asked == name for name in names)
