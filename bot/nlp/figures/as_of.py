"""Which time that a sentence names belongs to which of its figures.

A time belongs to a figure of its own clause: behind it ("4% in June", "40 people were held in May"), as the opening
of the clause ("In 2019, 62% …"), in the subject that the figure is said of ("Turnout in 2019 was 62%"), or as its owner
("May's 5%"). When something was said is not when it stood.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from bot.domain.analysis import Figure
from bot.domain.article import Passage, Span
from bot.domain.when import AsOf
from bot.nlp.figures.amount import Form, Line
from bot.nlp.figures.dates import Dates
from bot.nlp.figures.nouns import is_plural
from bot.nlp.figures.sentence import Placed
from bot.nlp.figures.spans import Spans
from bot.nlp.figures.subjects import PRONOUNS, is_verb
from bot.nlp.figures.terms import Terms
from bot.nlp.figures.times import Time, times_in

_TURN = re.compile(
    r"[;:—–()“”\"]|\s-\s|\b(?:but|while|whereas|although|though|because|who|whom|which|whose|when|where|if|that|than"
    r"|compare[sd]?|comparing|against|versus|unlike)\b",
    re.IGNORECASE,
)
"""What starts a clause of another time."""
_COMMA = re.compile(r",(?=\s)")
_ASIDE = re.compile(r"\([^()]*\)|,\s(?:who|which|whose|where|when|whom)\b[^,;:()]*(?=,)")
_OPENING = re.compile(
    r"(?:[\s,;:(—–-]|(?<!\S)[“\"]"
    r"|\b(?:and|but|so|yet|then|that|while|whereas|although|though|because|when|where|if)\b)*",
    re.IGNORECASE,
)
"""What may stand before the time that opens a clause."""
_COMPARED = re.compile(r"\b(?:from|against|than|versus)\s(?:an?\s|the\s|its\s)?$", re.IGNORECASE)
"""Before what another figure is compared with."""
_OWNED = re.compile(r"['’]s(?:\s[^\W\d]+){0,2}\s")
_SUPERLATIVE = re.compile(
    r"\b(?:first|last|only|worst|best|(?<!at )(?:most|least)|fewest|record|(?:high|low|larg|bigg|small|great|long|short"
    r"|fast|slow|weak|strong|deadli|steep|sharp|cheap|old|young|wide|deep|clos|hott|cold|warm|dri|wett|light|heavi)est)\b"
)
_OTHER_THING = re.compile(
    r"\b(?:after|before|since|following|during|about|despite|amid|until)\s|\b(?:of|to|for|by|from)\s(?:\w+\s){0,2}an?\s[^\W\d]+\s$"
)
"""Before a time: it is when something else happened ("survivors of a flood in 2019")."""
_NOT_MODAL = frozenset("was were been be being is are".split())
_DETERMINERS = frozenset("the a an its their his her our my your this that these those each every about around".split())
_LASTING = frozenset("for after within over".split())
_MADE_KNOWN = frozenset("unveiled published released issued announced revealed disclosed".split())
_SAID = frozenset("said told according".split())
_STANDS = frozenset(
    "was were is are be been had has have stood stands reached reaches hit totalled totaled came averaged".split()
)
_LINKS = frozenset("to at by of up down just only still also already".split())
_DAILY = re.compile(r"day\b|night\b|\b[0-9]{1,2}(?:st|nd|rd|th)?\s[A-Z]|[A-Z][a-z]+\.?\s[0-9]{1,2}(?![0-9])")
_FUTURE = frozenset(
    "will would shall should may might could expects expected plans planned due aims forecast forecasts".split()
)
_YEAR = re.compile(r"\b(?:1[5-9]|20|21)[0-9]{2}\b")
_FURTHEST = 14
"""Words between a figure and a time that still may be its own."""
_REACH = 400
"""Code points that a clause goes on after the time that opens it."""
_PARAGRAPH = 2000
"""Code points before a sentence where another year makes a month without one doubtful."""
_NEAREST = 3
"""Times behind a figure that are looked at: owners ("May's") are passed over."""
_OPENINGS = 40
"""Code points before a time that still opens its clause: "but then"."""


def with_times(text: str, span: Span, line: Line, placed: Sequence[Placed], terms: Terms, dates: Dates) -> list[Figure]:
    """The figures of the sentence ``span``, each with the time that it stood at, where the sentence says so."""
    times = list(times_in(text, span.start, span.end)) if placed else []
    figures = [item.figure for item in placed]
    if not times:
        return figures
    reader = _Reader(text, span, line, figures, times, terms)
    told = _dated(text, span, line, times, dates)
    found: list[Figure] = []
    for item in placed:
        time = None if item.form is Form.AGE else reader.time_of(item.figure)
        found.append(item.figure if time is None else replace(item.figure, as_of=told[time]))
    return found


def _dated(text: str, span: Span, line: Line, times: Sequence[Time], dates: Dates) -> dict[Time, AsOf]:
    """What is said of each of ``times``: its words and its date."""
    near = max(0, span.start - _PARAGRAPH)
    paragraph = max(near, text.rfind("\n", near, span.start) + 1)
    years = [match.span() for match in _YEAR.finditer(text, paragraph, span.end)]
    future = any(token.text in _FUTURE for token in line)
    found: dict[Time, AsOf] = {}
    before: str | None = None
    for time in times:
        others = any(end <= time.start or time.end <= start for start, end in years)
        words = Passage.at(text, time.start, time.end)
        before = dates.date_of(words.text, after=before, unsure=future or others)
        found[time] = AsOf(words, before)
    return found


class _Reader:
    """The clauses of a sentence, to ask which of ``times`` belongs to one of its ``figures``."""

    def __init__(
        self, text: str, span: Span, line: Line, figures: Sequence[Figure], times: Sequence[Time], terms: Terms
    ) -> None:
        self._text, self._span, self._line, self._terms = text, span, line, terms
        self._figures, self._times = figures, times
        self._starts = [token.start for token in line]
        self._time_starts = [time.start for time in times]
        self._figure_starts = [each.words.start for each in figures]
        taken = Spans([*(Span(time.start, time.end) for time in times), *(each.words.span for each in figures)])
        self._compared = {each.words.start: cut for each in figures if (cut := self._comparison(each)) is not None}
        turns = {match.start() for turn in (_TURN, _COMMA) for match in turn.finditer(text, span.start, span.end)}
        self._turns = [span.start, *sorted(cut for cut in turns if cut > span.start and not taken.hold(cut))]
        self._cuts = sorted({*self._turns, *self._compared.values()})
        openers = accumulate((k if self._opens(time) else -1 for k, time in enumerate(times)), max)
        self._opener = list(openers)

    def _comparison(self, figure: Figure) -> int | None:
        """Where the words start that make ``figure`` what another one is compared with: "from 5%"."""
        start = figure.words.start
        if figure.hedge:
            before = self._text[max(self._span.start, start - len(figure.hedge) - 1) : start]
            start -= len(before) if before.strip().lower() == figure.hedge else 0
        found = _COMPARED.search(self._text, max(self._span.start, start - 15), start)
        return None if found is None else found.start()

    def time_of(self, figure: Figure) -> Time | None:
        """The time that ``figure`` stood at; None where the sentence names none for it."""
        start, end = figure.words.start, figure.words.end
        at = bisect_left(self._time_starts, end)
        if at and self._times[at - 1].end > start:
            return None  # five years, in "the last five years"
        first = bisect_left(self._starts, start)
        if first and figure.unit in self._terms.units.times and self._line[first - 1].lower in _LASTING:
            return None  # jailed for 12 years in 2015
        near = (time for time in self._times[at : at + _NEAREST] if not time.owns and time.start - end < _REACH)
        behind = next(near, None)
        if behind is not None and not self._text[end : behind.start].strip() and self._may_follow(figure, behind):
            return behind
        last = self._times[at - 1] if at else None
        if last is not None and (self._owns(last, start) or self._in_subject(last, figure)):
            return last
        if behind is not None and self._may_follow(figure, behind):
            return behind
        opener = self._opener[at - 1] if at else -1
        return self._times[opener] if opener >= 0 and self._holds(self._times[opener], figure) else None

    def _tokens(self, start: int, end: int) -> range:
        return range(bisect_left(self._starts, start), bisect_left(self._starts, end))

    def _clause(self, at: int) -> int:
        """Where the clause starts that ``at`` stands in."""
        return self._turns[bisect_right(self._turns, at) - 1]

    def _clause_end(self, at: int) -> int:
        after = bisect_left(self._cuts, at)
        return self._cuts[after] if after < len(self._cuts) else self._span.end

    def _is_saying(self, at: int) -> bool:
        """Whether the word at ``at`` says something, and is not what is said of others ("were reported missing")."""
        word = self._line[at].lower
        passive = at > 0 and self._line[at - 1].lower in _NOT_MODAL
        return (word in self._terms.saying or word in _SAID or word in _MADE_KNOWN) and not passive

    def _is_verb(self, at: int, first: int = 0) -> bool:
        return is_verb(self._line, at, first, self._terms)

    def _may_follow(self, figure: Figure, time: Time) -> bool:
        """Whether ``time``, the next one behind ``figure``, tells when it stood."""
        end = figure.words.end
        end += self._text[end : end + 1] in ("”", '"')
        if self._clause_end(end) < time.start:
            return False
        others = bisect_left(self._figure_starts, time.start) > bisect_left(self._figure_starts, end)
        if others and figure.words.start in self._compared:
            return False  # from 5% to 4% in June
        gap = self._tokens(end, time.start)
        if len(gap) > _FURTHEST or any(self._is_saying(k) for k in gap):
            return False
        if gap and self._line[gap[-1]].lower in _MADE_KNOWN:
            return False  # a poll of 40 voters was published in May
        if any(self._starts_purpose(k) for k in gap) or (others and self._is_participle(gap[-1])):
            return False  # $3m to cure it by 2030; 5 points below the 46% set in 2008
        if gap and figure.change and self._line[gap[0]].lower in ("from", "on", "over"):
            return False  # up 5% from a poll of last month
        between = self._text[end : time.start]
        joint = next((k for k in gap if self._line[k].lower in ("and", "or")), None)
        if joint is not None and (joint == gap[-1] or (figure.fate is None and self._starts_clause(joint, gap.stop))):
            return False  # has 40 boats and lost 12 in 2019
        words = self._text[time.start : time.end]
        clause = max(self._clause(end), time.start - _REACH)
        if words[:5].lower() == "since" and _SUPERLATIVE.search(self._text, clause, time.start):
            return False
        return not (
            _OTHER_THING.search(between)
            or self._describes(gap, time)
            or (_DAILY.search(words) is not None and self._was_said(clause, time.start))
        )

    def _starts_clause(self, joint: int, end: int) -> bool:
        """Whether what follows the "and" at ``joint`` tells of something else: "has 40 boats and lost | 12 in 2019"."""
        opening = self._line[joint + 1].lower.replace("’", "'").partition("'")[0]
        return opening in PRONOUNS or any(self._is_verb(k) for k in range(joint + 1, end))

    def _starts_purpose(self, at: int) -> bool:
        """Whether "to cure" or "for voting" starts at ``at``: something of another time than the figure."""
        if at + 1 >= len(self._line):
            return False
        word, following = self._line[at].lower, self._line[at + 1]
        if word != "to":
            return word in ("for", "by", "from") and following.lower.endswith("ing")
        is_verb_form = following.kind == "word" and following.text.islower() and following.lower not in _DETERMINERS
        return is_verb_form and not is_plural(following.text, self._terms.nouns)

    def _is_participle(self, at: int) -> bool:
        word = self._line[at].lower
        return word.endswith("ed") or word in self._terms.nouns.verbs

    def _describes(self, gap: range, time: Time) -> bool:
        """Whether ``time`` only tells which are counted: "40 houses built in 2019 were sold"."""
        if not gap or any(self._line[k].lower in _NOT_MODAL for k in gap):
            return False
        if not self._is_participle(gap[-1]):
            return False
        return any(self._is_verb(k) for k in self._tokens(time.end, self._clause_end(time.end))[:_FURTHEST])

    def _was_said(self, start: int, end: int) -> bool:
        """Whether the last verb before ``end`` is one of saying: "reported a profit of £3m | on Tuesday"."""
        for k in reversed(self._tokens(start, end)):
            if self._is_saying(k) or self._line[k].lower in self._terms.speaking:
                return True
            if self._is_verb(k):
                return False
        return False

    def _owns(self, time: Time, start: int) -> bool:
        return time.owns and _OWNED.fullmatch(self._text, time.end, start) is not None

    def _in_subject(self, time: Time, figure: Figure) -> bool:
        """Whether ``time`` stands in what the figure is said of, or between its verb and it: "rose in June to 40"."""
        start = figure.words.start
        if start in self._compared or self._text[time.start : time.start + 5].lower() in ("since", "until"):
            return False
        first = bisect_left(self._starts, time.start)
        between, before = self._tokens(time.end, start), self._tokens(self._clause(time.start), time.start)
        links = self._terms.hedges.words | _LINKS
        moves = self._terms.hedges.moves | _STANDS
        if (
            not before
            or not between
            or max(len(before), len(between)) > _FURTHEST
            or any(self._line[k].lower not in links | moves for k in between)
        ):
            return False
        previous = self._line[first - 1].lower
        if any(self._line[k].lower in moves for k in between):
            return not (previous.endswith("ed") or any(self._is_verb(k, before.start) for k in before))
        return previous in moves

    def _opens(self, time: Time) -> bool:
        """Whether ``time`` opens a clause, so that what follows stood at it."""
        if time.owns:
            return False
        clause = self._clause(time.start)
        if time.start - clause <= _OPENINGS and _OPENING.fullmatch(self._text, clause, time.start):
            return True
        return self._text.endswith((" and ", " then "), clause, time.start)

    def _holds(self, time: Time, figure: Figure) -> bool:
        """Whether the clause that ``time`` opens goes on to ``figure``, with nobody's words in between."""
        if figure.words.start in self._compared or figure.words.start - time.end > _REACH:
            return False
        between = self._text[time.end : figure.words.start]
        if _TURN.search(_ASIDE.sub("", between)):
            return False
        said = (k for k in self._tokens(time.end, figure.words.start) if self._is_saying(k))
        return all(self._line[k].lower == "according" for k in said)
