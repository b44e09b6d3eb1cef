"""A figure as a claim about something: what it is said of, when and where. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from bot.desk.spoken import spoken
from bot.desk.wording import content, stem, words
from bot.digests.key_figure import is_former
from bot.domain.analysis import Figure
from bot.domain.answer import FigureHit
from bot.domain.article import Article
from bot.domain.claim import Measure, measure_of
from bot.domain.deadline import checked
from bot.domain.tolerance import Number
from bot.domain.when import period
from bot.language.calendar import MONTHS, WEEKDAYS

_NEAR_BY = 60  # code points around a figure that say what it is about
_LEAD = 600  # code points of the body in which an article says what its story is
_ENOUGH = 2  # telling words that two claims about one thing share
_BRIEF = 2  # words of a subject that is named with what is counted
_FRESH = 1  # days for which an amount stands before it is another one

_CLAUSE = re.compile(r"[;:–—]|,(?!\d)")
_RATE = re.compile(r"\s*(?:an?|per|each|every)\s+(\w+)", re.IGNORECASE)
_PLACE = re.compile(r"\b(?:[Ii]n|[Aa]t|near|outside|around|across|off) (?:the )?([A-Z][\w’'-]+)")
_EVERYWHERE = re.compile(r"\b(?:worldwide|globally|nationwide|nationally|elsewhere)\b", re.IGNORECASE)
_DAYS = frozenset(day.lower() for day in WEEKDAYS)
_MONTHS = frozenset(month.lower() for month in MONTHS)
_CONTRAST = re.compile(
    r"\bput (?:the|its|his|her|their)\b|\b(?:lower|higher|disputed|however|but|by contrast)\b", re.IGNORECASE
)
_PAIR_BEFORE = re.compile(r"\d\s*(?:%|per\s?cent|points?)?\s+to\s+$", re.IGNORECASE)
_MARGIN = "plus or minus"
_PAIR_AFTER = re.compile(r"\s+to\s+\d")
_POLLED = frozenset({"percent", "percentage point", "point"})
_POLL = re.compile(r"\b(?:poll|polls|polled|polling|survey|surveys|surveyed|respondents|voters)\b", re.IGNORECASE)
_NEXT = 250  # code points between two tolls of which the second answers the first
_FATES = {"die": "killed", "injure": "wounded", "missing": "missing"}
_SAME = dict.fromkeys(["left", "leav", "fle", "fled", "evacuat"], "flee")


def _folded(key: str) -> str:
    """The key of a word that is the same in some more of its forms: "save" and "saving", "left" and "fled"."""
    key = key.removesuffix("ing") if len(key) > 5 else key
    key = key.removesuffix("e")
    key = f"{key[:-1]}i" if key.endswith("y") else key
    return _SAME.get(key, key)


def _keys(some: str) -> frozenset[str]:
    return frozenset(_folded(stem(word)) for word in some.split())


_ALWAYS_MOVING = _keys("share stock index barrel crude")
"""Whose price is another one an hour later."""
_TELLS_NOTHING = _keys(
    "rise rose risen fall fell fallen grow grew grown jump climb drop increase decrease gain put total reach hit up"
    " down year month week day hour today yesterday since people person die dead kill injured missing toll number"
    " official police according former senator sen governor gov president representative rep mr mrs ms"
) | _keys(" ".join(_DAYS | _MONTHS))
"""Words that stand beside figures of all kinds."""


@dataclass(frozen=True, eq=False)
class Claim:
    """A figure with what tells what it is about.

    ``around`` are the telling words of its clause, ``names`` those with a capital. ``first``: nothing before it in its
    article counts the same. ``leads``: it stands where the article says what its story is. ``former``: it is no number
    of now, or only one of a pair ("48 percent to 41").

    A claim is held against many others: what is read from its words is read once.
    """

    hit: FigureHit
    measure: Measure
    around: frozenset[str]
    names: frozenset[str]
    first: bool
    leads: bool
    former: bool

    @property
    def figure(self) -> Figure:
        return self.hit.figure

    @property
    def article(self) -> Article:
        return self.hit.article

    @cached_property
    def number(self) -> Number:
        return Number.of(self.figure)

    @cached_property
    def source(self) -> tuple[str, str | None]:
        """Who says so: an article, or whom it names."""
        return self.article.id, self.figure.attributed_to

    @property
    def sentence(self) -> str:
        return self.figure.sentence.of(self.article.text)

    @cached_property
    def telling(self) -> frozenset[str]:
        """The telling words of its sentence."""
        return _telling(self.sentence)

    @cached_property
    def subject(self) -> frozenset[str]:
        """The keys of the words of its subject; ``telling_subject`` those that tell something."""
        return content(self.figure.subject or "")

    @cached_property
    def telling_subject(self) -> frozenset[str]:
        return _telling(self.figure.subject or "")

    @cached_property
    def is_moving(self) -> bool:
        """Whether it is said of something whose price is another one an hour later."""
        return not _keys(" ".join(self.subject)).isdisjoint(_ALWAYS_MOVING)

    @cached_property
    def is_polled(self) -> bool:
        return bool(_POLL.search(self.sentence))

    @cached_property
    def days(self) -> set[str]:
        return _days(self.sentence)

    @cached_property
    def places(self) -> set[str]:
        return _places(self.sentence)

    @cached_property
    def stood(self) -> tuple[date, date] | None:
        """The first and the last day on which it may have stood, as far as it says so."""
        as_of = self.figure.as_of
        return period(as_of.date) if as_of is not None and as_of.date is not None else None

    @cached_property
    def published(self) -> date | None:
        return self.article.published.date() if self.article.published else None

    def is_about(self, other: Claim) -> bool:
        """Whether both sources, who are two, count one thing at one time and place."""
        if self.former or other.former or self.measure != other.measure or self.measure.is_empty:
            return False
        if self.source[0] != other.source[0]:
            is_one = self._one_toll(other) if self.measure.fate else self._one_thing(other)
        else:
            is_one = self.source != other.source and self._is_answered_by(other)
        return is_one and not self._elsewhere(other)

    def about(self, other: Claim) -> str:
        """What both count, in plain words: "people killed", "US: troops", "save … a year"."""
        figure, fate, noun = self.figure, self.measure.fate, self.measure.counted
        counted = _counted(figure) or _counted(other.figure)
        if fate:
            return f"{'people' if noun == 'person' else counted} {fate}"
        shared = self.around & other.around
        subject = figure.subject or other.figure.subject
        if noun == "age" and subject:
            return f"age of {subject}"
        if shared and (figure.unit or not subject):
            return _run(self.hit, shared)
        counted = counted or noun or ""
        subject = (subject or "").removeprefix("The ").removeprefix("the ")
        return f"{subject}: {counted}" if 0 < len(subject.split()) <= _BRIEF or not counted else counted

    def _is_answered_by(self, other: Claim) -> bool:
        """Whether a second source in the same article gives another number for the same thing."""
        end, start = self.figure.words.end, other.figure.words.start
        if not 0 < start - end <= _NEXT or not _CONTRAST.search(self.article.text[end:start]):
            return False
        if self.measure.fate:
            return True
        first, second = self.subject, other.subject
        return bool(other.figure.attributed_to and first and second) and (first <= second or second <= first)

    def _one_toll(self, other: Claim) -> bool:
        """Whether both are the toll of one event: each is its article's first, and both lead or tell of one thing."""
        if not (self.first and other.first):
            return False
        return (self.leads and other.leads) or len(self.telling & other.telling) >= _ENOUGH

    def _one_thing(self, other: Claim) -> bool:
        """Things that are counted, by their subjects, or else by the words around; of amounts, the subject names them.

        Names alone tell nothing: two numbers beside "Clinton" are seldom for one thing.
        """
        first, second = self.subject, other.subject
        is_age = self.measure.counted == "age"
        is_by_subject = bool(first and second) and (self.figure.unit is None or is_age)
        if is_by_subject and not (first <= second or second <= first):
            return False
        shared = self.around & other.around
        if self.is_moving or other.is_moving or not shared.isdisjoint(_ALWAYS_MOVING):
            return False
        common = shared - self.names - other.names
        if is_by_subject:
            subject = self.telling_subject | other.telling_subject
            return is_age or not common <= subject or (self.around | other.around) <= subject
        nouns = {claim.figure.noun for claim in (self, other) if claim.figure.noun}
        if is_age or len(nouns) > 1 or not common:
            return False
        if self.measure.counted in _POLLED and (self.is_polled or other.is_polled):
            return False
        return len(shared) >= _ENOUGH or len(self.around | other.around) <= _ENOUGH

    def _elsewhere(self, other: Claim) -> bool:
        """Whether they name other times or other places: neither yesterday's toll nor the next town's is this one's."""
        if self.stood and other.stood and (self.stood[1] < other.stood[0] or other.stood[1] < self.stood[0]):
            return True
        if _later(self, other):
            return True
        both = ((self.days, other.days), (self.places, other.places))
        return any(one and two and one.isdisjoint(two) for one, two in both)


def claims_of(hits: Sequence[FigureHit]) -> list[Claim]:
    """What the figures claim, in their order."""
    claims: list[Claim] = []
    seen: set[tuple[str, Measure]] = set()
    for hit in checked(hits):
        measure, former = _measure(hit.figure), is_former(hit.article, hit.figure) or _is_one_of_two(hit)
        key = (hit.article.id, measure)
        claims.append(Claim(hit, measure, _around(hit), _names(hit), key not in seen, _leads(hit), former))
        if not former:
            seen.add(key)
    return claims


def _measure(figure: Figure) -> Measure:
    """What a figure counts; what the dead include is dead."""
    measure, subject = measure_of(figure), content(figure.subject or "")
    if measure.fate is None and figure.unit is None and figure.noun and len(subject) == 1:
        return replace(measure, fate=_FATES.get(*subject))
    return measure


def _leads(hit: FigureHit) -> bool:
    start = hit.figure.words.start
    before = sum(min(each.span.end, start) - min(each.span.start, start) for each in hit.article.excluded)
    return start - before <= _LEAD


def _later(one: Claim, other: Claim) -> bool:
    """Whether one was published so much later that its number is news: a toll of the next day, a poll of next week."""
    if not one.published or not other.published:
        return False
    return abs((one.published - other.published).days) > (0 if one.measure.fate else _FRESH)


def _days(text: str) -> set[str]:
    return {word for word in re.findall(r"[a-z]+day", text.lower()) if word in _DAYS}


def _places(text: str) -> set[str]:
    """The places named, and "worldwide" and the like, which are none of them."""
    places = {place for place in _PLACE.findall(text) if place.lower() not in _DAYS | _MONTHS}
    return places | {scope.lower() for scope in _EVERYWHERE.findall(text)}


def _telling(text: str) -> frozenset[str]:
    keys = {_folded(key) for key in content(text) if not any(char.isdigit() for char in key)}
    return frozenset(keys - _TELLS_NOTHING)


def _nearby(hit: FigureHit) -> tuple[int, int]:
    """Where the clause of a figure stands, as far as it is near; what opens with a comma leans on the clause before."""
    text, figure = hit.article.text, hit.figure
    start, end = figure.words.start, figure.words.end
    before = text[max(figure.sentence.start, start - _NEAR_BY) : start]
    after = text[end : min(figure.sentence.end, end + _NEAR_BY)]
    clauses = _CLAUSE.split(before)
    own = clauses[-1] if len(_telling(clauses[-1])) >= _ENOUGH or len(clauses) == 1 else ",".join(clauses[-2:])
    return start - len(own), end + len(_CLAUSE.split(after, maxsplit=1)[0])


def _names(hit: FigureHit) -> frozenset[str]:
    """The keys of the words with a capital in a figure's clause, but for the one that begins its sentence."""
    start, end = _nearby(hit)
    begins = hit.figure.sentence.start
    capitals = (word for word in words(hit.article.text[start:end]) if word.capital and start + word.start > begins)
    return frozenset(_folded(word.key) for word in capitals)


def _is_one_of_two(hit: FigureHit) -> bool:
    """Whether it is half of a score, or the margin of a poll: both tell only of that poll."""
    text, figure = hit.article.text, hit.figure
    before, after = text[figure.sentence.start : figure.words.start], text[figure.words.end : figure.sentence.end]
    return bool(_PAIR_BEFORE.search(before) or _PAIR_AFTER.match(after) or _MARGIN in (figure.hedge or ""))


def _around(hit: FigureHit) -> frozenset[str]:
    """The telling words near a figure in its clause, without numbers and what is counted."""
    (start, end), figure = _nearby(hit), hit.figure
    text = hit.article.text
    near = _telling(f"{text[start : figure.words.start]} {text[figure.words.end : end]}")
    return near - _telling(f"{figure.noun or ''} {figure.unit or ''} {figure.words.text}")


def _run(hit: FigureHit, shared: frozenset[str]) -> str:
    """A figure from the nearest ``shared`` word before it, or else to the last one after; "…" for the number."""
    (start, end), figure, text = _nearby(hit), hit.figure, hit.article.text
    held = [word for word in words(text[start:end]) if _folded(word.key) in shared]
    first = max(
        (start + word.start for word in held if start + word.end <= figure.words.start), default=figure.words.start
    )
    before, after = text[first : figure.words.start], text[figure.words.end : start + held[-1].end]
    if figure.hedge:
        before = re.sub(rf"\b{re.escape(figure.hedge)}\s*$", "", before, flags=re.IGNORECASE)
    if before.strip():
        rate = _RATE.match(text, figure.words.end, figure.sentence.end)
        after = rate[0] if rate else ""
    return " ".join(f"{before} … {_counted(figure)} {after}".split())


def _counted(figure: Figure) -> str:
    """What stands after the number in a figure's own words: "polling stations"."""
    text, at = figure.words.text, 0
    for word in spoken(text):
        if word.start >= at and not word.key[0].isdigit():
            break
        at = word.end
    rest = text[at:].strip(" -")
    if figure.unit == "score" or not rest:
        return figure.noun or ""
    return rest.split()[-1] if rest.startswith("of ") else rest
