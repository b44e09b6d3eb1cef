"""Who is in it: the people of several articles, put together. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.desk.wording import Alike, content
from bot.domain.analysis import Person, PersonKind
from bot.domain.answer import PersonHit, QuoteHit
from bot.domain.article import Article
from bot.domain.copies import once
from bot.domain.deadline import checked
from bot.storage.store import Stored


@dataclass
class _Gathering:
    person: Person
    articles: list[Article] = field(default_factory=list)
    mentions: int = 0
    quotes: int = 0


def gathered(
    stored: Sequence[Stored], *, named: Sequence[str] = (), person: str | None = None, alike: Alike | None = None
) -> tuple[PersonHit, ...]:
    """Each person once, with the fullest role, persons before organisations, the most quoted and mentioned first.

    ``person`` keeps only those whose name, alias or role holds all of its words. ``named`` keeps those that hold one of
    these words; if none does, all are given: the words then say which articles were meant.
    """
    found: dict[tuple[PersonKind, str], _Gathering] = {}
    said = once(QuoteHit(each.article, quote) for each in stored for quote in each.analysis.quotes)
    spoken = Counter((hit.article.id, hit.quote.speaker) for hit in said)
    for each in stored:
        for someone in checked(each.analysis.people, every=64):
            entry = found.setdefault((someone.kind, someone.name.casefold()), _Gathering(someone))
            if len(someone.role or "") > len(entry.person.role or ""):
                entry.person = someone
            entry.articles.append(each.article)
            entry.mentions += len(someone.mentions)
            entry.quotes += spoken[each.article.id, someone.name]
    everybody = sorted(
        (PersonHit(entry.person, tuple(entry.articles), entry.mentions, entry.quotes) for entry in found.values()),
        key=lambda hit: (hit.person.kind is not PersonKind.PERSON, -hit.quotes, -hit.mentions, hit.person.name),
    )
    if person:
        asked = content(person, alike or {})
        return tuple(hit for hit in everybody if asked and asked <= _known_as(hit.person, alike or {}))
    wanted = frozenset().union(*(content(word) for word in named)) if named else frozenset()
    meant = tuple(hit for hit in everybody if wanted & _known_as(hit.person, {}))
    return meant or tuple(everybody)


def _known_as(person: Person, alike: Alike) -> frozenset[str]:
    return frozenset().union(*(content(name, alike) for name in (person.name, *person.aliases, person.role or "")))
