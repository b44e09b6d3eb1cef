"""Ages that only their place tells: "Daniel Montalvo, 19, was", "Tom Reed (52)", "the driver, 51,", "turned 40"."""

from __future__ import annotations

from dataclasses import replace

from bot.nlp.figures.amount import Amount, Form, Line
from bot.nlp.figures.sentence import Sentence
from bot.nlp.figures.subjects import PREPOSITIONS
from bot.nlp.numerals import HYPHENS

_OLDEST = 120
_GROWN = 10
"""Below it "(7)" and "Smith, 7," are rather something else."""
_ENDS = frozenset((",", ".", ""))
_ABBREVIATED = 4
_DYING = frozenset("die dies died dead".split())
_ARTICLES = frozenset(("the", "a", "an"))


def with_age(sentence: Sentence, amount: Amount) -> Amount:
    """``amount`` as an age, where its place makes it one."""
    line, first, stop = sentence.line, amount.first, amount.stop
    if amount.unit is not None or amount.form is not Form.PLAIN or amount.value is None or amount.scaled or first == 0:
        return amount
    if not 0 < amount.value <= _OLDEST or amount.value.denominator != 1:
        return amount
    before, following = line[first - 1].text, sentence.after(stop)
    ends = following in sentence.terms.nouns.ends or following in _ENDS
    aged = replace(amount, unit="year", form=Form.AGE)
    last = sentence.found[-1] if sentence.found else None
    if last is not None and last.form is Form.AGE and last.stop == first - 1 and before.lower() in ("and", "or", ","):
        return aged if ends else amount
    if before.lower() in ("turned", "turns", "turning") and ends:
        return aged
    if first > 1 and before.lower() == "at" and line[first - 2].lower in _DYING and ends:
        return aged
    if first < 2 or not amount.digits:
        return amount
    if before == "then" and line[first - 2].text == "," and following in (",", ".", ")"):
        return aged
    if before == "," and following == "," and (_ends_a_name(line, first - 2) or _is_one_person(line, amount)):
        return aged
    bracketed = before == "(" and following == ")" and amount.value >= _GROWN
    return aged if bracketed and _ends_a_name(line, first - 2) else amount


def whose_age(sentence: Sentence, amount: Amount) -> tuple[int, int] | None:
    """The words before the comma or the bracket: whose age ``amount`` is."""
    line, first = sentence.line, amount.first
    first -= sentence.before(first) == "then"
    if first < 2 or line[first - 1].text not in (",", "("):
        return None
    start = first - 2
    if line[start].text.islower() and start and line[start - 1].lower in _ARTICLES:
        return start - 1, first - 1
    if not line[start].text[0].isupper():
        return None
    while start > 0 and _goes_on_before(line, start):
        start -= 1
    while start < first - 2 and line[start].lower in sentence.terms.nouns.ends:
        start += 1
    return start, first - 1


def _goes_on_before(line: Line, at: int) -> bool:
    """Whether the name at ``at`` goes on before it: "Ana Ruiz-Soler", "Mr. Osei"."""
    before = line[at - 1]
    if before.text == ".":
        return at > 1 and line[at - 2].text[0].isupper() and len(line[at - 2].text) <= _ABBREVIATED
    return before.text[0].isupper() or (before.text in HYPHENS and before.glued)


def _ends_a_name(line: Line, at: int) -> bool:
    """Whether two capitalised words, or two halves of a double name, end at ``at``."""
    if at < 1 or line[at].kind != "word" or not line[at].text[0].isupper():
        return False
    before = line[at - 1]
    return (before.kind == "word" and before.text[0].isupper()) or (before.text in HYPHENS and before.glued and at > 1)


def _is_one_person(line: Line, amount: Amount) -> bool:
    """Whether "Pugh" or "the driver" opens a clause before ", 51," and the clause goes on after it."""
    at = amount.first - 2
    if line[at].kind != "word" or amount.value is None or amount.value < _GROWN:
        return False
    start = at
    if line[at].text.islower():
        start -= 1
        if at < 1 or line[start].lower not in _ARTICLES:
            return False
    elif not line[at].text[0].isupper():
        return False
    goes_on = amount.stop + 1 < len(line) and line[amount.stop + 1].text.islower()
    return goes_on and (start == 0 or line[start - 1].lower not in PREPOSITIONS)
