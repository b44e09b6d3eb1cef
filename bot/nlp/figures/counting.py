"""Whether an amount is a figure at all, and what it counts: the rules that look around the number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain.analysis import Figure
from bot.domain.article import Passage, Span
from bot.nlp.figures.hedges import change_of, hedge_after, hedge_before
from bot.nlp.figures.nouns import after_determiners, counted, counted_one, refers_back, singular
from bot.nlp.figures.quantities import Amount, Form, Line
from bot.nlp.figures.subjects import Clause, amounts_before, clause_of, refers_to_amount
from bot.nlp.figures.terms import Terms
from bot.nlp.numbers import HYPHENS, plain

SMALL = 12
"""Numbers up to this one often only set things apart ("the two sides") instead of counting them."""
LARGEST = 10**18
"""No article states a number beyond it, and every database takes those below."""

_YEARS = range(1000, 2101)
_YEAR_BEFORE = frozenset(
    "in since by until till during the early late mid last next this summer winter spring autumn fall".split()
)
_YEAR_HEDGES = frozenset({"about", "around", "circa", "c.", "ca.", "roughly", "before", "some"})
_SET_APART_BEFORE = frozenset("the these those both all other any either first second same top no this that".split())
_NOT_ONE = frozenset("no this that the another any each every some which only-one".split())
_STARTS = frozenset("“\"‘'«([:—–-•*…")
_JOINS = frozenset("and or while but , compared with from than plus versus against".split())
_RATED = frozenset({"per", "net", "ground", "sub", "absolute"})
"""Before a number: "12 deaths per 100,000", "net zero"."""
_MOVES = frozenset("to at from by".split())


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence being read: its tokens, the figures found in it so far, the last count before it."""

    text: str
    span: Span
    line: Line
    terms: Terms
    found: Sequence[Placed]
    earlier: Figure | None
    quoted_from: int = 0

    def clause(self, at: int) -> Clause:
        """The clause of ``line[at]``; none goes back beyond the start of the quotation that it stands in."""
        return clause_of(self.line, at, self.terms, self.quoted_from)

    def words(self, first: int, stop: int) -> Passage:
        """The text from the token ``first`` to before the token ``stop``."""
        return Passage.at(self.text, self.line[first].start, self.line[stop - 1].end)

    def before(self, at: int) -> str:
        """The word before ``line[at]``, in lower case."""
        return self.line[at - 1].lower if at > 0 else ""

    def after(self, at: int) -> str:
        """The word at ``line[at]``, in lower case."""
        return self.line[at].lower if at < len(self.line) else ""


@dataclass(frozen=True, slots=True)
class Placed:
    """A figure with the token where it stops and the form it was put in."""

    figure: Figure
    stop: int
    form: Form


@dataclass(frozen=True, slots=True)
class _Count:
    """What an amount counts: ``stop`` is where its words stop, ``by`` how the noun was found."""

    noun: str | None
    stop: int
    subject: str | None = None
    resolved: bool = False


def figure_of(sentence: Sentence, amount: Amount) -> Placed | None:
    """The figure that ``amount`` states; None if it is a name, a year, a place in a row or no count at all."""
    line, terms = sentence.line, sentence.terms
    if not _is_bounded(amount) or _is_named(sentence, amount) or sentence.before(amount.first) in _RATED:
        return None
    amount = _with_age(sentence, amount)
    hedged = hedge_before(line, amount.first, amount.unit, terms)
    hedge_start = amount.first if hedged is None else hedged[1]
    following = hedge_after(line, amount.stop, terms) if amount.form in (Form.PLAIN, Form.AGE) else None
    hedge = amount.hedge or (hedged[0] if hedged else None) or (following[0] if following else None)
    noun_at = amount.stop if following is None else following[1]
    count = _count(sentence, amount, noun_at, hedge, attached=amount.attached and following is None)
    if count is None or _only_sets_apart(sentence, amount, count, hedge_start, hedge):
        return None
    if _is_year(sentence, amount, count, hedge) or _is_label(sentence, amount, count, hedge):
        return None
    if count.noun is None and amount.unit is None and amount.form is Form.PLAIN:
        count = _resolved(sentence, amount, count)
        bare = not amount.digits and not amount.scaled and amount.value is not None and amount.value <= SMALL
        if bare and not count.resolved and hedge is None:
            return None
    changes = amount.unit is not None or count.noun is None or amount.form is Form.FRACTION
    figure = Figure(
        words=sentence.words(amount.first, count.stop),
        sentence=sentence.span,
        value=None if amount.value is None else plain(amount.value),
        low=None if amount.low is None else plain(amount.low),
        high=None if amount.high is None else plain(amount.high),
        unit=amount.unit,
        noun=count.noun,
        hedge=hedge,
        subject=count.subject or _subject(sentence, amount),
        change=change_of(line, amount, hedge_start, terms)
        if changes and amount.form not in (Form.SCORE, Form.AGE)
        else None,
    )
    return Placed(figure, max(count.stop, amount.stop), amount.form)


def _is_bounded(amount: Amount) -> bool:
    return all(value is None or abs(value) <= LARGEST for value in (amount.value, amount.low, amount.high))


def _is_named(sentence: Sentence, amount: Amount) -> bool:
    """Whether the number is part of a name: "the Big Four", "No. 10", a capitalised label before it."""
    line, first = sentence.line, amount.first
    token = line[first]
    if (
        token.kind == "word"
        and token.text[0].isupper()
        and first > 0
        and token.lower not in ("a", "an", "between", "aged")
    ):
        before = line[first - 1]
        if before.text not in _STARTS and before.text not in ".!?" and not before.text.isupper():
            return True
    if (
        first == 0
        or amount.form not in (Form.PLAIN,)
        or token.kind == "money"
        or (amount.unit is not None and amount.unit == "percent")
    ):
        return False
    before = line[first - 1]
    if (
        before.lower == "of"
        and first > 1
        and line[first - 2].text in sentence.terms.nouns.labels
        and line[first - 2].text[0].isupper()
    ):
        return True
    if (
        before.lower == "of"
        and first > 2
        and line[first - 2].kind == "number"
        and line[first - 3].lower in sentence.terms.nouns.labels
    ):
        return True  # part 3 of 3
    if before.text == "." and first > 1 and line[first - 2].lower in ("no", "nos"):
        return True
    return before.kind == "word" and before.text[0].isupper() and before.text in sentence.terms.nouns.labels


def _is_label(sentence: Sentence, amount: Amount, count: _Count, hedge: str | None) -> bool:
    """Whether a bare number only names or numbers the word before it: "page 12", "Jupiter 3"."""
    line, first = sentence.line, amount.first
    if first == 0 or amount.unit is not None or hedge is not None or amount.form is not Form.PLAIN:
        return False
    before = line[first - 1]
    if before.kind != "word" or amount.scaled:
        return False
    if count.noun is not None:
        return before.lower in sentence.terms.nouns.labels and sentence.after(amount.stop) == "of"  # part 3 of 3
    if before.lower in sentence.terms.nouns.labels and before.lower not in sentence.terms.nouns.amounts:
        return True
    plain_digits = amount.value is not None and line[first].text.isdecimal() and amount.stop == first + 1
    if not plain_digits or not before.text[0].isupper() or before.lower in sentence.terms.nouns.ends:
        return False
    return not before.lower.endswith(("ed", "ing")) and before.lower not in ("only", "just", "another")


def _is_year(sentence: Sentence, amount: Amount, count: _Count, hedge: str | None) -> bool:
    if (
        amount.low is not None
        and amount.high is not None
        and amount.unit is None
        and count.noun is None
        and not amount.scaled
    ):
        ungrouped = "," not in sentence.words(amount.first, amount.stop).text
        return ungrouped and amount.low in _YEARS and amount.high in _YEARS
    token = sentence.line[amount.first]
    if amount.unit is not None or amount.value is None or amount.stop != amount.first + 1 or not token.text.isdecimal():
        return False
    if len(token.text) != 4 or int(token.text) not in _YEARS:
        return False
    if count.noun is None:
        return hedge is None or hedge in _YEAR_HEDGES
    before = sentence.before(amount.first)
    named = amount.first > 1 and sentence.line[amount.first - 1].text[0].isupper()
    return hedge is None and (before in _YEAR_BEFORE or named)


def _with_age(sentence: Sentence, amount: Amount) -> Amount:
    """``amount`` as an age, where only its place tells: "Daniel Montalvo, 19, was", "Tom Reed (52)", "turned 40"."""
    line, first, stop = sentence.line, amount.first, amount.stop
    if amount.unit is not None or amount.form is not Form.PLAIN or amount.value is None or amount.scaled or first == 0:
        return amount
    if not 0 < amount.value <= 120 or amount.value.denominator != 1:
        return amount
    before, following = line[first - 1].text, sentence.after(stop)
    aged = replace(amount, unit="year", form=Form.AGE)
    last = sentence.found[-1] if sentence.found else None
    if last is not None and last.form is Form.AGE and last.stop == first - 1 and before.lower() in ("and", "or", ","):
        return aged if following in sentence.terms.nouns.ends or following in (",", ".", "") else amount
    if before.lower() in ("turned", "turns", "turning") and (
        following in sentence.terms.nouns.ends or following in (".", ",", "")
    ):
        return aged
    if first < 2 or not amount.digits or not _ends_a_name(line, first - 2):
        return amount
    if before == "," and following == "," and amount.value >= 1:
        return aged
    return aged if before == "(" and following == ")" and amount.value >= 10 else amount


def _ends_a_name(line: Line, at: int) -> bool:
    """Whether two capitalised words, or two halves of a double name, end at ``at``."""
    if at < 1 or line[at].kind != "word" or not line[at].text[0].isupper():
        return False
    before = line[at - 1]
    return (before.kind == "word" and before.text[0].isupper()) or (before.text in HYPHENS and before.glued and at > 1)


def _count(sentence: Sentence, amount: Amount, noun_at: int, hedge: str | None, *, attached: bool) -> _Count | None:
    """What ``amount`` counts by the words after it; None if it counts nothing and is no figure."""
    line, nouns = sentence.line, sentence.terms.nouns
    if amount.form is Form.FRACTION:
        found = counted(line, amount.stop, nouns) or counted(line, after_determiners(line, amount.stop), nouns)
        return _Count(None, amount.stop) if found is None else _Count(found.noun, found.stop)
    if amount.unit is not None or amount.form is not Form.PLAIN:
        one_day = amount.unit == "day" and amount.value == 1 and line[amount.first].lower == "one"
        if one_day and hedge is None and line[amount.first + 1].text not in HYPHENS:
            return None
        of = amount.unit == "percent" and sentence.after(amount.stop) == "of"
        share = counted(line, amount.stop, nouns) if of else None
        return _Count(amount.noun if share is None else share.noun, amount.stop)
    if attached:
        return _attached(sentence, amount)
    if amount.value == 1:
        one = counted_one(line, noun_at, nouns)
        if one is None or sentence.before(amount.first) in _NOT_ONE:
            return None
        return _Count(one.noun, one.stop)
    found = counted(line, noun_at, nouns)
    if found is None:
        return _Count(None, amount.stop)
    return _Count(found.noun, found.stop)


def _attached(sentence: Sentence, amount: Amount) -> _Count | None:
    """six-member, 7,000-strong; but not two-state, one-off, three-pronged"""
    word = sentence.line[amount.stop + 1]
    if word.lower == "strong":
        return _Count(None, amount.stop + 2)
    nouns = sentence.terms.nouns
    if word.kind != "word" or not word.text.islower() or word.lower in nouns.set_phrases or word.lower in nouns.ends:
        return None
    if amount.value == 1 or word.lower.endswith(("ed", "ing", "ly", "est", "th", "st", "nd", "rd")):
        return None
    return _Count(singular(word.text, nouns), amount.stop + 2)


def _only_sets_apart(sentence: Sentence, amount: Amount, count: _Count, hedge_start: int, hedge: str | None) -> bool:
    """Whether a small number tells which and not how many: "the two men", "two parties"."""
    if (
        amount.unit is not None
        or amount.value is None
        or amount.form is not Form.PLAIN
        or amount.scaled
        or amount.attached
    ):
        return False
    if amount.value > SMALL or amount.value.denominator != 1:
        return False
    if hedge is None and sentence.before(hedge_start) in _SET_APART_BEFORE:
        return True
    return hedge is None and count.noun is not None and count.noun.lower() in sentence.terms.nouns.set_apart


def _resolved(sentence: Sentence, amount: Amount, count: _Count) -> _Count:
    """``count`` with the noun that stands elsewhere: "the number of X", "the figure", "12 of them"."""
    line, first = sentence.line, amount.first
    last = next(
        (item.figure for item in reversed(sentence.found[-3:]) if item.figure.noun and not item.figure.unit), None
    )
    if refers_back(line, amount.stop):
        earlier = last or sentence.earlier
        return count if earlier is None else replace(count, noun=earlier.noun, subject=earlier.subject, resolved=True)
    start = sentence.clause(first).start
    amounts = amounts_before(line, first, start, sentence.terms)
    if amounts is not None:
        subject = sentence.words(amounts.first, amounts.stop).text
        return replace(count, noun=amounts.noun, subject=subject, resolved=True)
    earlier = last or sentence.earlier
    if earlier is not None and refers_to_amount(line, first, start, sentence.terms):
        return replace(count, noun=earlier.noun, subject=earlier.subject, resolved=True)
    if last is not None and _goes_on_counting(sentence, amount):
        return replace(count, noun=last.noun, resolved=True)
    return count


def _goes_on_counting(sentence: Sentence, amount: Amount) -> bool:
    """Whether the noun is left out because it was just said: "five people were killed and 12 injured"."""
    line, first = sentence.line, amount.first
    before, following = sentence.before(first), sentence.after(amount.stop)
    if before in _MOVES or (amount.value is not None and amount.value.denominator != 1):
        return False
    participle = following.endswith("ed") or following in (
        "dead",
        "missing",
        "hurt",
        "were",
        "was",
        "are",
        "others",
        "more",
        "in",
    )
    ends = following in ("", ".", ",", ";", "!", "?", ")", "”", '"')
    joined = any(token.lower in _JOINS for token in line[max(0, first - 4) : first])
    return joined and (participle or ends)


def _subject(sentence: Sentence, amount: Amount) -> str | None:
    line, first = sentence.line, amount.first
    if amount.form is Form.AGE and first > 1 and line[first - 1].text in (",", "(") and _ends_a_name(line, first - 2):
        start = first - 2
        while start > 0 and (
            line[start - 1].text[0].isupper() or (line[start - 1].text in HYPHENS and line[start - 1].glued)
        ):
            start -= 1
        while start < first - 2 and line[start].lower in sentence.terms.nouns.ends:
            start += 1
        return sentence.words(start, first - 1).text
    subject = sentence.clause(first).subject
    return None if subject is None else sentence.words(*subject).text
