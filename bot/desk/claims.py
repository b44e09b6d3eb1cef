"""A figure as a claim about something: what it is said of, when and where. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.desk.numbers import is_equal
from bot.desk.spoken import spoken
from bot.desk.wording import content, stem, words
from bot.digests.key_figure import is_age, is_former
from bot.domain.analysis import Figure
from bot.domain.answer import FigureHit
from bot.domain.article import Article
from bot.domain.when import at_other_times

_NEAR_BY = 60  # code points around a figure that say what it is about
_LEAD = 600  # code points of the body in which an article says what its story is
_ENOUGH = 2  # telling words that two claims about one thing share

_CLAUSE = re.compile(r"[;:–—]|,(?!\d)")
_RATE = re.compile(r"\s*(?:an?|per|each|every)\s+(\w+)", re.IGNORECASE)
_PLACE = re.compile(r"\b(?:[Ii]n|[Aa]t|near|outside|around|across|off) (?:the )?([A-Z][\w’'-]+)")
_DAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
_MONTHS = frozenset("january february march april may june july august september october november december".split())
_CONTRAST = re.compile(
    r"\bput (?:the|its|his|her|their)\b|\b(?:lower|higher|disputed|however|but|by contrast)\b", re.IGNORECASE
)
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
    " official police according"
) | _keys(" ".join(_DAYS | _MONTHS))
"""Words that stand beside figures of all kinds."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A figure with what tells what it is about.

    ``around`` are the telling words of its clause. ``first``: nothing before it in its article counts the same.
    ``leads``: it stands where the article says what its story is. ``former``: it is what the number was before.
    """

    hit: FigureHit
    counts: tuple[str | None, str | None]
    around: frozenset[str]
    first: bool
    leads: bool
    former: bool

    @property
    def figure(self) -> Figure:
        return self.hit.figure

    @property
    def article(self) -> Article:
        return self.hit.article

    @property
    def sentence(self) -> str:
        return self.figure.sentence.of(self.article.text)

    def is_about(self, other: Claim) -> bool:
        """Whether both sources, who are two, count one thing at one time and place."""
        if self.former or other.former or self.counts != other.counts or self.counts == (None, None):
            return False
        if (self.article.id, self.figure.attributed_to) == (other.article.id, other.figure.attributed_to):
            return False
        if self._elsewhere(other) or _rate(self.hit) != _rate(other.hit):
            return False
        return self._one_toll(other) if self.counts[0] else self._one_thing(other)

    def is_stated_by(self, article: Article, claims: Sequence[Claim]) -> bool:
        """Whether another article gives this number too, for whatever of its kind."""
        return article.id != self.article.id and any(
            claim.article.id == article.id and claim.counts == self.counts and is_equal(claim.figure, self.figure)
            for claim in claims
        )

    def about(self, other: Claim) -> str:
        """What both count, in plain words: "people killed", "US: troops", "save … a year"."""
        figure, (fate, noun) = self.figure, self.counts
        counted = _counted(figure) or _counted(other.figure)
        if fate:
            return f"{'people' if noun == 'person' else counted} {fate}"
        shared = self.around & other.around
        subject = figure.subject or other.figure.subject
        if shared and (figure.unit or not subject):
            return _run(self.hit, shared)
        counted = counted or noun or ""
        return f"{subject.removeprefix('The ').removeprefix('the ')}: {counted}" if subject else counted

    def _one_toll(self, other: Claim) -> bool:
        """Whether both are the toll of one event: each article's first, or what a second source says to it."""
        if self.article.id == other.article.id:
            apart = other.figure.words.start - self.figure.words.end
            return 0 <= apart <= _NEXT and bool(_CONTRAST.search(other.sentence))
        if not (self.first and other.first) or _days_apart(self.article, other.article):
            return False
        return (self.leads and other.leads) or len(_telling(self.sentence) & _telling(other.sentence)) >= _ENOUGH

    def _one_thing(self, other: Claim) -> bool:
        """Things that are counted, by their subjects; amounts, and where a subject is missing, by the words around.

        Of an amount the subject is who names it. Within one article only its subjects tell: it has many figures.
        """
        one_article, is_age = self.article.id == other.article.id, self.counts[1] == "age"
        first, second = (content(claim.figure.subject or "") for claim in (self, other))
        shared = self.around & other.around
        if {_folded(key) for key in first | second} & _ALWAYS_MOVING or shared & _ALWAYS_MOVING:
            return False
        if first and second and (self.figure.unit is None or one_article or is_age):
            return first <= second or second <= first
        nouns = {claim.figure.noun for claim in (self, other) if claim.figure.noun}
        if one_article or is_age or len(nouns) > 1:
            return False
        return len(shared) >= _ENOUGH or (bool(shared) and shared in (self.around, other.around))

    def _elsewhere(self, other: Claim) -> bool:
        """Whether they name other times or other places: neither yesterday's toll nor the next town's is this one's."""
        if at_other_times(self.figure.as_of, other.figure.as_of):
            return True
        both = (self.sentence, other.sentence)
        days, places = [_days(text) for text in both], [_places(text) for text in both]
        return any(one and two and not one & two for one, two in (days, places))


def claims_of(hits: Sequence[FigureHit]) -> list[Claim]:
    """What the figures claim, in their order."""
    claims: list[Claim] = []
    seen: set[tuple[str, tuple[str | None, str | None]]] = set()
    for hit in hits:
        counts, former = _counts(hit.figure), is_former(hit.article, hit.figure)
        key = (hit.article.id, counts)
        claims.append(Claim(hit, counts, _around(hit), key not in seen, _leads(hit), former))
        if not former:
            seen.add(key)
    return claims


def _counts(figure: Figure) -> tuple[str | None, str | None]:
    """What a figure counts; ages are no durations, and what the dead include is dead."""
    if is_age(figure):
        return None, "age"
    fate, counted = figure.counts
    subject = content(figure.subject or "")
    if fate is None and figure.unit is None and figure.noun and len(subject) == 1:
        return _FATES.get(*subject), counted
    return fate, counted


def _leads(hit: FigureHit) -> bool:
    start = hit.figure.words.start
    before = sum(min(each.span.end, start) - min(each.span.start, start) for each in hit.article.excluded)
    return start - before <= _LEAD


def _days_apart(one: Article, other: Article) -> bool:
    """Whether they were published on different days: the later one's toll is no contradiction but news."""
    return bool(one.published and other.published and one.published.date() != other.published.date())


def _days(text: str) -> set[str]:
    return {word for word in re.findall(r"[a-z]+day", text.lower()) if word in _DAYS}


def _places(text: str) -> set[str]:
    return {place for place in _PLACE.findall(text) if place.lower() not in _DAYS | _MONTHS}


def _rate(hit: FigureHit) -> str | None:
    """Of "a day": "day"."""
    match = _RATE.match(hit.article.text, hit.figure.words.end, hit.figure.sentence.end)
    return match[1].lower() if match else None


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
