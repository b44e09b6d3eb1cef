"""Two numbers that are the result of a match or a vote: "3-1", "52-48", "311 votes to 242", "214 for 6"."""

from __future__ import annotations

from dataclasses import replace

from bot.nlp.figures.amount import Amount, Form, Line
from bot.nlp.figures.quantities import amount_at
from bot.nlp.figures.terms import Terms

SCORE_WORDS = frozenset(
    "won win wins winning winner beat beats beaten beating lost lose loses losing defeat defeats defeated victory draw "
    "drew drawn tie tied trailed trail trailing led lead leads leading score scored scoreline edged thrashed routed "
    "overcame downed down up ahead behind half-time halftime aggregate penalties shootout".split()
)
_VOTE_WORDS = frozenset(
    "vote votes voted voting motion passed ruling decision majority approved rejected ballot senate house court".split()
)
_RATIO_WORDS = frozenset("outnumber outnumbers outnumbered odds ratio".split())
_BEATEN = frozenset("voted vote lost lose loses defeated rejected passed failed beaten beat".split())
"""Right before "38 to 51" these make a result of it, though it goes up."""
_ENDS_A_SCORE = frozenset({"", ".", ",", ";", "at", "after", "when", "in", "on", "by", "overnight", "declared"})
_WICKETS = 9
LIMIT = 1000
"""Scores and votes lie below it."""


def votes_at(line: Line, first: Amount, terms: Terms) -> Amount | None:
    """311 votes to 242; 214 for 6, as cricket counts runs and wickets; 58 of 61"""
    at = first.stop
    if not _plain(first) or first.form is not Form.PLAIN or first.attached or at + 1 >= len(line):
        return None
    votes = line[at].lower in ("votes", "vote")
    joint = at + votes
    if joint + 1 >= len(line) or line[joint].lower not in ("to", "for", "of"):
        return None
    start = joint + 1
    start += line[joint].lower == "of" and line[start].lower == "the" and start + 1 < len(line)
    second = amount_at(line, start, terms)
    if second is None or not _plain(second) or second.attached:
        return None
    assert first.value is not None and second.value is not None
    ends = (line[second.stop].lower if second.stop < len(line) else "") in _ENDS_A_SCORE
    if votes and line[joint].lower == "to":
        return _result(first, second, "vote")
    if votes or not ends or (first.value <= second.value and line[joint].lower == "for"):
        return None
    if line[joint].lower == "for":
        return _result(first, second, None) if second.value <= _WICKETS < first.value else None
    return replace(first, stop=second.stop) if line[joint].lower == "of" and first.value < second.value else None


def score_of(line: Line, first: Amount, second: Amount, *, dash: bool, to: bool) -> Amount | None:
    """3-1, 0-0, 52-48, 217 to 215. A number that goes down is none of a range."""
    if not _plain(first) or not _plain(second) or (second.attached and not dash):
        return None
    assert first.value is not None and second.value is not None
    votes, played = scored(line, first.first, _VOTE_WORDS), scored(line, first.first, SCORE_WORDS)
    down = first.value >= second.value
    following = line[second.stop] if second.stop < len(line) else None
    followed = following is not None and following.kind == "word" and following.lower.endswith("s")
    before = line[first.first - 1] if first.first else None
    if to and (before is not None and before.lower == "from"):
        return None
    beaten = any(token.lower in _BEATEN for token in line[max(0, first.first - 3) : first.first])
    between = before is not None and following is not None and before.text[0].isupper() and following.text[0].isupper()
    if not (
        (down and (dash or to))
        or (to and beaten and (following is None or following.lower in _ENDS_A_SCORE))
        or (dash and played and not followed)
        or (dash and between and before is not None and before.kind == "word" and not line[first.stop].glued)
    ):
        return None
    if second.value == 1 and scored(line, first.first, _RATIO_WORDS):
        return replace(first, stop=second.stop, unit="ratio", form=Form.RATIO, attached=False)
    voted = votes and not scored(line, first.first, frozenset({"won", "beat", "goal", "goals"}))
    return _result(first, second, "vote" if voted else None)


def _result(first: Amount, second: Amount, noun: str | None) -> Amount:
    """The score of two numbers, whichever is the larger."""
    assert first.value is not None and second.value is not None
    low, high = sorted((first.value, second.value))
    return replace(
        first,
        stop=second.stop,
        value=None,
        low=low,
        high=high,
        unit="score",
        form=Form.SCORE,
        noun=noun,
        attached=False,
    )


def _plain(amount: Amount) -> bool:
    value = amount.value
    return (
        value is not None
        and amount.unit is None
        and not amount.scaled
        and value.denominator == 1
        and 0 <= value < LIMIT
        and amount.digits
    )


def scored(line: Line, at: int, words: frozenset[str]) -> bool:
    return any(token.lower in words for token in line[max(0, at - 12) : at + 8])
