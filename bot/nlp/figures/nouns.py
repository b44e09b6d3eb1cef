"""What a number counts: the head of the words after it, in the singular."""

from __future__ import annotations

from typing import NamedTuple

from bot.nlp.figures.amount import Line
from bot.nlp.figures.terms import Nouns
from bot.nlp.numbers import number_at
from bot.nlp.numerals import HYPHENS, TENS, UNITS

_REACH = 8
"""Words between a number and its noun: "7,000 European and other troops"."""
_OWNERS = 3
"""Words of an owner: "the ruling party’s 402 MPs"."""
_DETERMINERS = frozenset("the all its their his her our my your these those every each both".split())
_GROUPS = frozenset(("household", "family", "team", "couple"))
_ARTICLES = frozenset("the a an its their his her our".split())
_PRONOUNS = frozenset("them those these us whom which".split())
_PLURAL_MODIFIERS = frozenset("sales arms sports news goods savings earnings operations systems customs jobs".split())
"""Plurals that stand before another noun: "30 arms sales"."""
_ENDINGS_OF_NOUNS = ("ers", "ors", "ists", "ants", "ents", "ions", "ings", "ians")
_SIBILANTS = ("ches", "shes", "sses", "xes", "zzes")


class Counted(NamedTuple):
    """The noun in the singular, and where it stops."""

    noun: str
    stop: int


def singular(word: str, nouns: Nouns) -> str:
    """``word``, a plural, in the singular; a word that has no other form stays as it is."""
    lower = word.lower()
    known = nouns.plurals.get(lower)
    if known is None:
        known = next((short + nouns.plurals[long] for long, short in _compounds(lower, nouns)), None)
    if known is not None:
        return known if word.islower() or not word[0].isupper() else known.capitalize()
    if lower in nouns.unchanging or not lower.endswith("s") or lower.endswith(("ss", "us", "is")):
        return word
    if lower.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if lower.endswith(_SIBILANTS):
        return word[:-2]
    return word[:-1]


def _compounds(lower: str, nouns: Nouns) -> list[tuple[str, str]]:
    """Policemen = police + men"""
    return [("men", lower[:-3])] if lower.endswith("men") and len(lower) > 4 and "men" in nouns.plurals else []


def is_plural(word: str, nouns: Nouns) -> bool:
    """Whether ``word`` looks like the plural of a noun."""
    lower = word.lower()
    if lower in nouns.plurals or lower in nouns.unchanging or (lower.endswith("men") and len(lower) > 5):
        return True
    if lower in nouns.not_plurals or lower in nouns.ends or len(lower) < 3 or lower[-1] != "s":
        return False
    return not lower.endswith(("ss", "us", "is", "'s", "’s"))


def counted(line: Line, at: int, nouns: Nouns) -> Counted | None:
    """The plural noun that a number before ``line[at]`` counts: "30 allies", "20 of the soldiers"."""
    start = at
    if at + 1 < len(line) and line[at].lower == "out" and line[at + 1].lower == "of":
        at += 1
    if at < len(line) and line[at].lower == "of":
        start = after_determiners(line, at + 1)
    head = _head(line, start, nouns, part=start > at)
    if head is None or (start > at and _is_verb_of_a_share(line, start, head, nouns)):
        return None
    if head == start and _is_verb_of_a_group(line, head, nouns):
        return None
    noun, first = singular(line[head].text, nouns), head
    while first - 2 >= start and line[first - 1].text in HYPHENS and line[first - 1].glued and line[first].glued:
        first -= 2
        noun = f"{line[first].text}-{noun}"  # e-mail, by-election
    return Counted(noun, head + 1)


def after_determiners(line: Line, at: int) -> int:
    """Where the noun may start after "of": past "all the", "its", "the five", "the party’s 402"."""
    while at < len(line) and line[at].lower in _DETERMINERS:
        at += 1
    owner = next((k for k in range(at, min(at + _OWNERS, len(line) - 1)) if line[k].lower.endswith(("'s", "’s"))), None)
    if owner is not None and line[owner + 1].kind == "number":
        at = owner + 1
    number = number_at(line, at) if at < len(line) and line[at].kind == "number" else None
    return at if number is None else number.stop


def refers_back(line: Line, at: int) -> bool:
    """Whether "of them" or the like stands at ``at``."""
    return at + 1 < len(line) and line[at].lower == "of" and line[at + 1].lower in _PRONOUNS


def _head(line: Line, start: int, nouns: Nouns, *, part: bool) -> int | None:
    """The last plural of the words from ``start`` on; ``part`` tells that they say of what the number is a part."""
    head: int | None = None
    at = start
    while at < len(line) and at - start < _REACH:
        token = line[at]
        if token.kind != "word":
            hyphen = token.text in HYPHENS and token.glued and at + 1 < len(line) and line[at + 1].glued
            possessive = token.text in ("'", "’") and token.glued
            if not hyphen or possessive or at == start:
                break
            at += 1
            continue
        word = token.lower
        joined = at + 1 < len(line) and line[at + 1].text in HYPHENS and line[at + 1].glued
        if word in ("and", "or") and head is None and at > start and _adjectives_join(line, at, nouns):
            at += 1
            continue
        if at > start and not joined and not part and (word in UNITS or word in TENS):
            break  # 31 dead included | six children
        if word in nouns.ends and not joined and not (token.text.isupper() and len(word) > 1):
            break
        if head is not None and _is_verb(line[head].text, token.text):
            break
        if is_plural(token.text, nouns) and not joined:
            head = at
        elif head is not None and not (token.text[0].isupper() and line[head].text[0].isupper()):
            break
        if head is not None and word.endswith(("'s", "’s")):
            break
        at += 1
    return head


def _is_verb(head: str, word: str) -> bool:
    """Whether ``word`` behind a plural is its verb, not another noun: "two in five households | owes"."""
    plurals = head.islower() and head.endswith("s") and word.islower() and word.endswith("s")
    return plurals and head not in _PLURAL_MODIFIERS and not word.endswith(_ENDINGS_OF_NOUNS)


def _is_verb_of_a_share(line: Line, start: int, head: int, nouns: Nouns) -> bool:
    """Whether what looks like a plural behind "of" is the verb of a mass noun: "4% of aid | reaches villagers"."""
    before = line[head - 1].lower
    if head - 1 > start and is_plural(before, nouns) and before not in nouns.unchanging | _PLURAL_MODIFIERS:
        return True  # the verb and its object
    if head == start or head + 1 >= len(line) or line[head].lower in _PLURAL_MODIFIERS or not line[head].text.islower():
        return False
    following = line[head + 1]
    return following.lower in _ARTICLES or (following.text.islower() and is_plural(following.text, nouns))


def _is_verb_of_a_group(line: Line, head: int, nouns: Nouns) -> bool:
    """Whether what looks like a plural is the verb of a group: "a household of four | pays £40"."""
    if head < 3 or line[head - 2].lower != "of" or line[head - 3].lower not in _GROUPS:
        return False
    return line[head].text.islower() and line[head].lower in nouns.verbs


def _adjectives_join(line: Line, at: int, nouns: Nouns) -> bool:
    """Whether "and" at ``at`` stands between two modifiers: "European and other troops"."""
    following = line[at + 1] if at + 1 < len(line) else None
    return following is not None and following.kind == "word" and following.lower not in nouns.ends


def counted_one(line: Line, at: int, nouns: Nouns) -> Counted | None:
    """The noun that "one" before ``line[at]`` counts, if it is one that is counted even singly."""
    for place in range(at, min(at + 4, len(line))):
        token = line[place]
        if token.kind != "word" or token.lower in nouns.ends:
            return None
        if token.lower in nouns.counted_singly:
            following = line[place + 1] if place + 1 < len(line) else None
            if following is not None and following.lower in nouns.counted_singly:
                continue
            return Counted(token.text, place + 1)
    return None
