"""Numbers that only name something: a year, a place in a row, a part of a name, a title."""

from __future__ import annotations

from bot.nlp.figures.amount import Amount, Form
from bot.nlp.figures.sentence import Sentence
from bot.nlp.numerals import Token

_YEARS = range(1000, 2101)
_LIKELY_YEARS = range(1900, 2101)
_RECENT = frozenset((*range(1990, 2000), *range(2001, 2040)))
"""So many of anything would be written with a comma: "2016 candidates" are those of a year."""
_YEAR_BEFORE = frozenset(
    "in since by until till during the early late mid last next this summer winter spring autumn fall".split()
)
_YEAR_HEDGES = frozenset({"about", "around", "circa", "c.", "ca.", "roughly", "before", "some"})
_STARTS = frozenset("“\"‘'«([:—–-•*…")
_OPENING, _CLOSING = frozenset('“"‘«'), frozenset('”"’»')
_LONGEST_TITLE = 10
_POINTING = frozenset("this that each every which per one any same".split())
_PLACING = frozenset("in on at from to of the a an his her their its".split())
_TOP = 100
"""Beyond it "number" counts: "number 3 in the charts", "the number 4,000"."""


def is_named(sentence: Sentence, amount: Amount) -> bool:
    """Whether the number is part of a name: "the Big Four", "No. 10", a capitalised label before it, a title."""
    line, first, labels = sentence.line, amount.first, sentence.terms.nouns.labels
    token = line[first]
    if _is_titled(sentence, amount) or _is_subtitle(sentence, amount):
        return True
    if first == 0:
        return False
    before = line[first - 1]
    capital = token.kind == "word" and token.text[0].isupper() and token.lower not in ("a", "an", "between", "aged")
    if capital and before.text not in _STARTS and before.text not in ".!?" and not before.text.isupper():
        return True
    if amount.form is not Form.PLAIN or token.kind == "money" or amount.unit == "percent":
        return False
    if before.lower == "of" and first > 1:
        label = line[first - 2]
        if label.text in labels and label.text[0].isupper():
            return True  # Group of 20
        if label.kind == "number" and first > 2 and line[first - 3].lower in labels:
            return True  # part 3 of 3
    if before.text == "." and first > 1 and line[first - 2].lower in ("no", "nos"):
        return True
    return before.kind == "word" and before.text[0].isupper() and before.text in labels


def _is_titled(sentence: Sentence, amount: Amount) -> bool:
    """Whether the number stands in the title of a work, or alone in marks: “Three Sisters of Kent”, dial "1"."""
    line, first = sentence.line, amount.first
    opening = next((k for k in range(first - 1, max(-1, first - _LONGEST_TITLE), -1) if line[k].text in _OPENING), None)
    if opening is None:
        return False
    last = min(len(line), opening + 2 + _LONGEST_TITLE)
    closing = next((k for k in range(max(amount.stop, opening + 2), last) if line[k].text in _CLOSING), None)
    if closing is None:
        return False
    if opening + 2 == closing:
        return amount.unit is None
    words = [token for token in line[opening + 1 : closing] if token.kind == "word"]
    return len(words) > 1 and line[opening + 1].text[0].isupper() and all(map(_may_stand_in_a_title, words))


def _is_subtitle(sentence: Sentence, amount: Amount) -> bool:
    """Look At That: 19 Hard Lessons"""
    line, first, stop = sentence.line, amount.first, amount.stop
    if first < 3 or stop + 2 > len(line) or line[first - 1].text != ":":
        return False
    around = (*line[first - 3 : first - 1], *line[stop : stop + 2])
    return all(token.kind == "word" and token.text[0].isupper() for token in around)


def _may_stand_in_a_title(word: Token) -> bool:
    return word.text[0].isupper() or len(word.text) < 4


def is_label(sentence: Sentence, amount: Amount, noun: str | None, hedge: str | None) -> bool:
    """Whether a bare number only names or numbers the word before it: "page 12", "Jupiter 3"."""
    line, first, nouns = sentence.line, amount.first, sentence.terms.nouns
    if first == 0 or amount.unit is not None or hedge is not None or amount.form is not Form.PLAIN:
        return False
    before = line[first - 1]
    if before.kind != "word" or amount.scaled:
        return False
    if _labels(sentence, first - 1):
        return True
    if noun is not None:
        return before.lower in nouns.labels and sentence.after(amount.stop) == "of"  # part 3 of 3
    if before.lower == "number" and amount.value is not None and amount.value <= _TOP:
        return True
    if before.lower in nouns.labels and before.lower not in nouns.amounts:
        return True
    plain_digits = amount.value is not None and line[first].text.isdecimal() and amount.stop == first + 1
    if not plain_digits or not before.text[0].isupper() or before.lower in nouns.ends:
        return False
    return not before.lower.endswith(("ed", "ing")) and before.lower not in ("only", "just", "another")


def _labels(sentence: Sentence, at: int) -> bool:
    """Whether the word at ``at`` is one whose number is a name even before a noun: "type 2 diabetes"."""
    nouns, word, opening = sentence.terms.nouns, sentence.line[at].lower, sentence.before(at)
    if word in nouns.always_labels:
        return opening not in _POINTING
    return word in nouns.place_labels and opening not in _POINTING and opening not in _PLACING


def is_year(sentence: Sentence, amount: Amount, noun: str | None, hedge: str | None) -> bool:
    """Whether the number, or both ends of the range, are years: "the 2016 elections", "back at 2019 levels"."""
    if amount.unit is not None:
        return False
    if amount.low is not None and amount.high is not None:
        ungrouped = "," not in sentence.words(amount.first, amount.stop).text
        return noun is None and not amount.scaled and ungrouped and amount.low in _YEARS and amount.high in _YEARS
    token = sentence.line[amount.first]
    if amount.value is None or amount.stop != amount.first + 1 or not is_written_as_year(token):
        return False
    if noun is None:
        return hedge is None or hedge in _YEAR_HEDGES
    if hedge is not None:
        return False
    if amount.value in _RECENT:
        return True
    if amount.value in _LIKELY_YEARS and (noun in sentence.terms.nouns.of_years or _follows_a_year(sentence, amount)):
        return True
    named = amount.first > 1 and sentence.line[amount.first - 1].text[0].isupper()
    return sentence.before(amount.first) in _YEAR_BEFORE or named


def is_written_as_year(token: Token) -> bool:
    """Whether ``token`` is four digits that may be a year."""
    return token.text.isdecimal() and len(token.text) == 4 and int(token.text) in _YEARS


def _follows_a_year(sentence: Sentence, amount: Amount) -> bool:
    """The 2008 and 2012 cycles"""
    joined = sentence.before(amount.first) in ("and", "or", ",", "to")
    return joined and amount.first > 1 and is_written_as_year(sentence.line[amount.first - 2])
