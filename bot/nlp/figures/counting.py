"""Whether an amount is a figure at all, and what it counts: the rules that look around the number."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.domain.analysis import Figure
from bot.domain.claim import NOT
from bot.nlp.figures.ages import whose_age, with_age
from bot.nlp.figures.amount import Amount, Form
from bot.nlp.figures.claims import claimant
from bot.nlp.figures.elsewhere import amounts_before, refers_to_amount
from bot.nlp.figures.fates import fate_of, is_contracted_not, negates
from bot.nlp.figures.hedges import change_of, hedge_after, hedge_before
from bot.nlp.figures.naming import is_label, is_named, is_written_as_year, is_year
from bot.nlp.figures.nouns import after_determiners, counted, counted_one, refers_back, singular
from bot.nlp.figures.rates import per_of
from bot.nlp.figures.sentence import Placed, Sentence
from bot.nlp.figures.subjects import PREPOSITIONS, is_verb
from bot.nlp.numbers import number_at
from bot.nlp.numerals import HYPHENS, plain

SMALL = 12
"""Numbers up to this one often only set things apart ("the two sides") instead of counting them."""
FEW = 4
"""Up to this one "the" before it does ("the four dogs"); "the 11 debates" are a count."""
LARGEST = 10**18
"""No article states a number beyond it, and every database takes those below."""

_SET_APART_BEFORE = frozenset("the these those both all other any either that this".split())
_SET_APART_ALWAYS = frozenset("first second same top no either both".split())
_NOT_ONE = frozenset("no not this that the another any each every some which only-one".split())
_JOINS = frozenset("and or while but , compared with from than plus versus against".split())
_RATED = frozenset({"per", "net", "ground", "sub", "absolute"})
"""Before a number: "12 deaths per 100,000", "net zero"."""
_CROWDS = frozenset("attendance crowd audience gate".split())
_MOVES = frozenset("to at from by".split())
_GAPPED = 5
"""Words of a name between the comma and its number: "the Greens 12"."""


_DENIED = 3
"""Words of a verb between its "not" and its object: "has not yet built | 40 homes"."""
_NOT_OF_IT = PREPOSITIONS | frozenset(
    "even only just simply merely until till that what if whether out off and or but".split()
)


@dataclass(frozen=True, slots=True)
class _Count:
    """What an amount counts: ``stop`` is where its words stop, ``resolved`` tells that the noun stands elsewhere."""

    noun: str | None
    stop: int
    subject: str | None = None
    resolved: bool = False


def figure_of(sentence: Sentence, amount: Amount) -> Placed | None:
    """The figure that ``amount`` states; None if it is a name, a year, a place in a row or no count at all."""
    line, terms = sentence.line, sentence.terms
    if not _is_bounded(amount) or is_named(sentence, amount) or sentence.before(amount.first) in _RATED:
        return None
    amount = with_age(sentence, amount)
    hedged = hedge_before(line, amount.first, amount.unit, terms)
    hedge_start = amount.first if hedged is None else hedged[1]
    following = hedge_after(line, amount.stop, terms) if amount.form in (Form.PLAIN, Form.AGE) else None
    hedge = amount.hedge or (hedged[0] if hedged else None) or (following[0] if following else None)
    noun_at = amount.stop if following is None else following[1]
    gapped = _gapped(sentence, amount)
    if gapped is not None:
        amount, count = gapped
    else:
        found = _count(sentence, amount, noun_at, hedge, attached=amount.attached and following is None)
        if found is None or _only_sets_apart(sentence, amount, found, hedge_start, hedge):
            return None
        if is_year(sentence, amount, found.noun, hedge) or is_label(sentence, amount, found.noun, hedge):
            return None
        count = found
    if count.noun is None and amount.unit is None and amount.form is Form.PLAIN:
        count = _resolved(sentence, amount, count)
    fate = None
    if amount.unit is None and amount.form is Form.PLAIN:
        fate = fate_of(sentence, hedge_start, noun_at, max(count.stop, noun_at), count.noun)
        if count.noun is None and _is_bare(amount) and not count.resolved and hedge is None and fate is None:
            return None
    claimed = claimant(sentence, hedge_start, count.noun)
    subject = None if claimed else _subject(sentence, amount)
    is_counted = count.noun not in (None, "point") and not count.resolved
    changes = amount.unit is not None or not is_counted or amount.form is Form.FRACTION
    figure = Figure(
        words=sentence.words(amount.first, count.stop),
        sentence=sentence.span,
        value=None if amount.value is None else plain(amount.value),
        low=None if amount.low is None else plain(amount.low),
        high=None if amount.high is None else plain(amount.high),
        unit=amount.unit,
        noun=count.noun,
        hedge=hedge or _denied(sentence, amount.first),
        subject=count.subject or subject,
        attributed_to=sentence.words(*claimed).text if claimed else None,
        change=change_of(line, amount, hedge_start, terms)
        if changes and amount.form not in (Form.SCORE, Form.AGE)
        else None,
        fate=fate,
        per=per_of(line, max(count.stop, noun_at), amount.unit, terms),
    )
    return Placed(figure, max(count.stop, amount.stop), amount.form, claimed is not None)


def _denied(sentence: Sentence, first: int) -> str | None:
    """The "not" before a number that is said not to hold: "20,000, not 100,000"; but "hundreds if not thousands"."""
    if sentence.before(first) == "not":
        return None if sentence.before(first - 1) in ("if", "whether") else NOT
    return NOT if _is_object_of_a_denial(sentence, first) else None


def _is_object_of_a_denial(sentence: Sentence, first: int) -> bool:
    """Whether a negated verb has the number as its object: "don’t have | 40 pitches", "did not promise | 600 homes"."""
    line, terms = sentence.line, sentence.terms
    if first and (line[first - 1].lower in ("neither", "nor") or is_contracted_not(line[first - 1].lower)):
        return True  # "has neither 40 pitches", "hasn’t 30 teachers"
    for place in range(first - 2, max(-1, first - 2 - _DENIED), -1):
        between = line[place + 1 : first]
        if any(token.kind != "word" or token.lower in _NOT_OF_IT for token in between):
            return False
        if any(token.lower in terms.saying for token in between) and _is_subject(sentence, first):
            return False  # "don’t think | 40 pitches are enough"
        if negates(line[place].lower) or (line[place].lower == "longer" and sentence.before(place) == "no"):
            return True
    return False


def _is_subject(sentence: Sentence, first: int) -> bool:
    """Whether a verb follows in the clause that has the number as its subject."""
    line = sentence.line
    for place in range(first + 1, len(line)):
        if line[place].kind == "sign":
            return False
        if is_verb(line, place, first, sentence.terms):
            return True
    return False


def _is_bare(amount: Amount) -> bool:
    """Whether the number is one of the small words that seldom count anything by themselves."""
    return not amount.digits and not amount.scaled and amount.value is not None and amount.value <= SMALL


def _is_bounded(amount: Amount) -> bool:
    return all(value is None or abs(value) <= LARGEST for value in (amount.value, amount.low, amount.high))


def _gapped(sentence: Sentence, amount: Amount) -> tuple[Amount, _Count] | None:
    """``amount`` as a count of what was counted before: "Labour won 40 seats, the Greens 12"."""
    line, first = sentence.line, amount.first
    last = sentence.found[-1] if sentence.found else None
    if last is None or last.form is not Form.PLAIN or amount.form is not Form.PLAIN or amount.unit is not None:
        return None
    if not amount.digits or amount.attached or sentence.after(amount.stop) not in ("", ".", ",", ";", "and"):
        return None
    if not (last.figure.noun or last.figure.unit == "percent") or last.figure.change:
        return None
    start = first
    while start > max(last.stop, first - _GAPPED) and (
        line[start - 1].text[:1].isupper() or line[start - 1].text == "the"
    ):
        start -= 1
    if start == first or line[start - 1].lower not in (",", ";", "and") or line[first - 1].text == "the":
        return None
    subject = sentence.words(start, first).text
    return replace(amount, unit=last.figure.unit), _Count(last.figure.noun, amount.stop, subject, resolved=True)


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
        of = of and not (amount.stop + 1 < len(line) and is_written_as_year(line[amount.stop + 1]))
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
        hedge is not None
        or amount.unit is not None
        or amount.value is None
        or amount.form is not Form.PLAIN
        or amount.scaled
        or amount.attached
        or amount.value > SMALL
        or amount.value.denominator != 1
    ):
        return False
    before = sentence.before(hedge_start)
    if before in _SET_APART_ALWAYS or (before in _SET_APART_BEFORE and amount.value <= FEW):
        return True
    return amount.value <= FEW and count.noun is not None and count.noun.lower() in sentence.terms.nouns.set_apart


def _resolved(sentence: Sentence, amount: Amount, count: _Count) -> _Count:
    """``count`` with the noun that stands elsewhere: "the number of X", "the figure", "12 of them"."""
    line, first = sentence.line, amount.first
    last = sentence.last_count()
    if refers_back(line, amount.stop):
        earlier = last or sentence.earlier
        return count if earlier is None else replace(count, noun=earlier.noun, subject=earlier.subject, resolved=True)
    if sentence.before(first) == "all" and amount.value is not None and amount.value > FEW:
        earlier = last or sentence.earlier
        same = earlier is not None and earlier.value == amount.value
        return replace(count, noun=earlier.noun if earlier and same else None, resolved=True)
    start = sentence.clause(first).start
    amounts = amounts_before(line, first, start, sentence.terms)
    if amounts is not None:
        subject = sentence.words(amounts.first, amounts.stop).text
        return replace(count, noun=amounts.noun, subject=subject, resolved=True)
    earlier = last or sentence.earlier
    if earlier is not None and refers_to_amount(line, first, start, sentence.terms):
        return replace(count, noun=earlier.noun, subject=earlier.subject, resolved=True)
    if last is not None and (_goes_on_counting(sentence, amount) or _is_held_against_it(sentence, amount)):
        return replace(count, noun=last.noun, resolved=True)
    noun = _noun_of_a_crowd(sentence, amount) or _noun_of_the_next(sentence, amount)
    return count if noun is None else replace(count, noun=noun, resolved=True)


def _is_held_against_it(sentence: Sentence, amount: Amount) -> bool:
    """Whether it is what a count was before, or by how much it changed: "up from 2.7 million", "a rise of 640"."""
    hedges = sentence.terms.hedges
    before, earlier = sentence.before(amount.first), sentence.before(amount.first - 1)
    if before in ("from", "with"):
        return earlier in hedges.up or earlier in hedges.down or earlier == "compared"
    return before == "of" and (earlier in hedges.rises or earlier in hedges.falls)


def _noun_of_a_crowd(sentence: Sentence, amount: Amount) -> str | None:
    """Who is counted beside a word for all of them: "an attendance of 18,250", "5,200 from their homes"."""
    line, stop = sentence.line, amount.stop
    if sentence.before(amount.first) == "of" and sentence.before(amount.first - 1) in _CROWDS:
        return "spectator"
    return "person" if [token.lower for token in line[stop : stop + 3]] == ["from", "their", "homes"] else None


def _noun_of_the_next(sentence: Sentence, amount: Amount) -> str | None:
    """The noun that is said once behind two numbers: "900 and 640 jobs"."""
    line, stop = sentence.line, amount.stop
    if sentence.after(stop) not in ("and", "or") or sentence.before(amount.first) in _MOVES or stop + 1 >= len(line):
        return None
    number = number_at(line, stop + 1) if line[stop + 1].kind == "number" else None
    found = None if number is None else counted(line, number.stop, sentence.terms.nouns)
    return None if found is None else found.noun


def _goes_on_counting(sentence: Sentence, amount: Amount) -> bool:
    """Whether the noun is left out because it was just said: "five people were killed and 12 injured"."""
    line, first = sentence.line, amount.first
    before, following = sentence.before(first), sentence.after(amount.stop)
    if before == "to" and (
        sentence.found[-1].stop == first - 1 or (sentence.found[-1].stop == first - 3 and line[first - 3].lower == "in")
    ):
        return True  # from 20 points to 12, from 20 points in 2010 to 12
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
    whose = whose_age(sentence, amount) if amount.form is Form.AGE else None
    if amount.form is Form.AGE and whose is None and sentence.before(amount.first) in ("a", "an", "the"):
        return None  # "rescuers pulled a 62-year-old"
    subject = whose or sentence.clause(amount.first).subject
    return None if subject is None else sentence.words(*subject).text
