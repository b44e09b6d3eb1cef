"""What starts at a place of a sentence: an amount, or two numbers that say one thing, as a range or a share does."""

from __future__ import annotations

from dataclasses import replace
from itertools import takewhile

from bot.nlp.figures.amount import Amount, Form, Line
from bot.nlp.figures.hedges import changes_before
from bot.nlp.figures.phrases import matching_back
from bot.nlp.figures.quantities import amount_at
from bot.nlp.figures.scores import LIMIT, SCORE_WORDS, score_of, scored, votes_at
from bot.nlp.figures.terms import Terms
from bot.nlp.figures.timings import timing_at
from bot.nlp.numerals import DASHES, HYPHENS

_COMPARING = frozenset((",", "up", "down", "from", "compared", "with", "against"))
_SHARED_UNITS = frozenset(("percent", "percentage point", "basis point"))
"""Units that are said once for two numbers."""
_FROM = 8
"""Words from "from" to the year of what a move starts from."""
_APART, _APART_IN_MONEY = 5, 4
"""So many times the first, the second number is where a move ends, not the end of a range."""
_THING = 5
"""Words of what is moved, with its verb."""
_PLACES_IN_A_ROW = frozenset(("no", "number", "#"))


def said_at(line: Line, at: int, terms: Terms) -> Amount | None:
    """What starts at ``line[at]``: an amount, a range of amounts, a score, a ratio, a share or an age."""
    word = line[at].lower
    if word in ("aged", "age", "ages"):
        return _aged(line, at, terms)
    if word == "between":
        return _between(line, at, terms)
    first = timing_at(line, at) or amount_at(line, at, terms)
    if first is None:
        return None
    first = _with_later_unit(line, first, terms)
    return _share(line, first, terms) or votes_at(line, first, terms) or _second(line, first, terms) or first


def _with_later_unit(line: Line, amount: Amount, terms: Terms) -> Amount:
    """``amount`` in the unit of what it is compared with: "fell to 0.8, down from 1.3 per cent"."""
    if (
        amount.unit is not None
        or amount.form is not Form.PLAIN
        or amount.scaled
        or amount.attached
        or not amount.digits
    ):
        return amount
    at = amount.stop
    while at < len(line) and line[at].lower in _COMPARING and at < amount.stop + 4:
        at += 1
    joint = [token.lower for token in line[amount.stop : at]]
    if joint[-1:] not in (["from"], ["against"]) and joint[-2:] != ["compared", "with"]:
        return amount
    other = amount_at(line, _hedged_start(line, at, terms)[1], terms) if at < len(line) else None
    if other is None or other.unit not in _SHARED_UNITS or other.form is not Form.PLAIN:
        return amount
    return replace(amount, unit=other.unit)


def _aged(line: Line, at: int, terms: Terms) -> Amount | None:
    """Aged 34, at the age of 91, aged between 18 and 24, aged over 65"""
    start = at + 1
    if start < len(line) and line[at].lower != "aged" and line[start].lower == "of":
        start += 1
    hedge: str | None = None
    for length in (3, 2, 1):
        found = matching_back(line, start + length, terms.hedges.before) if start + length < len(line) else None
        if found is not None and found[1] == start:
            hedge, start = found[0].means, start + length
            break
    inner = (
        said_at(line, start, terms) if start < len(line) and line[start].lower not in ("age", "aged", "ages") else None
    )
    if inner is None or inner.form not in (Form.PLAIN, Form.AGE) or inner.attached:
        return None
    if (
        line[at].lower == "ages"
        and inner.value is not None
        and inner.stop + 1 < len(line)
        and line[inner.stop].lower == "and"
    ):
        upper = amount_at(line, inner.stop + 1, terms)
        both = None if upper is None else _range(line, inner, upper, money_after=False)
        inner = both or inner
    highest = inner.high if inner.value is None else inner.value
    if (inner.unit is not None and inner.unit not in terms.units.times) or highest is None or highest > 150:
        return None
    return replace(inner, first=at, unit=inner.unit or "year", form=Form.AGE, hedge=inner.hedge or hedge)


def _between(line: Line, at: int, terms: Terms) -> Amount | None:
    """Between $5 million and $7 million, between about 40 and 50"""
    hedge, start = _hedged_start(line, at + 1, terms)
    low = amount_at(line, start, terms) if start < len(line) else None
    if low is None or low.stop + 1 >= len(line) or line[low.stop].lower != "and":
        return None
    high = amount_at(line, _hedged_start(line, low.stop + 1, terms)[1], terms) if low.stop + 1 < len(line) else None
    if high is None:
        return None
    if low.value is not None and high.value is not None and high.value < low.value < 0:
        # "between -12 and -27 °C": the unit stands behind the second, whichever is the lower
        low, high = replace(high, first=low.first), replace(low, stop=high.stop, unit=high.unit)
    found = _range(line, low, high, money_after=True)
    return None if found is None else replace(found, first=at, hedge=hedge)


def _hedged_start(line: Line, at: int, terms: Terms) -> tuple[str | None, int]:
    """The one-word hedge at ``at``, if there is one, and where the number starts."""
    found = matching_back(line, at + 1, terms.hedges.before) if at + 1 < len(line) else None
    if found is not None and found[1] == at:
        return found[0].means, at + 1
    return None, at


def _share(line: Line, first: Amount, terms: Terms) -> Amount | None:
    """Two in three, nine out of 10, one in every five; three to one, 10-to-1, 20:1"""
    at = first.stop
    if first.value is None or first.unit is not None or first.form is not Form.PLAIN or first.scaled or at >= len(line):
        return None
    if first.first and line[first.first - 1].lower in _PLACES_IN_A_ROW:
        return None  # No 1 in 14 countries
    if line[at].text == ":" and line[at].glued and at + 1 < len(line) and line[at + 1].text == "1":
        return replace(first, stop=at + 2, unit="ratio", form=Form.RATIO)
    hyphen = line[at].text in HYPHENS
    if line[at + hyphen].lower == "to" if at + hyphen < len(line) else False:
        one = at + hyphen + 1 + hyphen
        if (
            one < len(line)
            and line[one].lower in ("one", "1")
            and first.value > 1
            and not scored(line, at, SCORE_WORDS)
        ):
            following = line[one + 1] if one + 1 < len(line) else None
            if following is None or following.lower in terms.nouns.ends or following.kind == "sign":
                return replace(first, stop=one + 1, unit="ratio", form=Form.RATIO, attached=False)
        return None
    hyphened = _is_hyphened(line, at)
    if hyphened:
        at += 3
    elif line[at].lower == "in":
        at += 1
    elif line[at].lower == "out" and at + 1 < len(line) and line[at + 1].lower == "of":
        at += 2
    else:
        return None
    if at < len(line) and line[at].lower == "every":
        at += 1
    read = _after_dash if hyphened else amount_at
    whole = read(line, at, terms) if at < len(line) else None
    if whole is None or whole.value is None or whole.unit is not None or whole.form is not Form.PLAIN or whole.attached:
        return None
    if not first.value < whole.value or (whole.value > LIMIT and not whole.scaled and first.value != 1):
        return None
    if whole.value.denominator != 1 or (line[first.stop].lower == "in" and not _is_whole(line, first, whole)):
        return None
    return replace(first, stop=whole.stop, value=first.value / whole.value, form=Form.FRACTION, attached=False)


def _is_hyphened(line: Line, at: int) -> bool:
    """Whether "in" stands behind ``at`` between two hyphens: "one-in-ten"."""
    if at + 3 >= len(line) or line[at + 1].lower != "in":
        return False
    return line[at].text in HYPHENS and line[at + 2].text in HYPHENS


def _is_whole(line: Line, first: Amount, whole: Amount) -> bool:
    """Whether "in" before ``whole`` makes a share: "two in three", "one in 64", but not "40 in 52 raids"."""
    assert whole.value is not None
    if first.value == 1:
        return not (line[whole.first].text.isdecimal() and len(line[whole.first].text) == 4)  # one in 2016
    return whole.value <= 12 or not whole.value % 10


def _second(line: Line, first: Amount, terms: Terms) -> Amount | None:
    """The range or score that ``first`` begins, if it begins one."""
    at = first.stop
    if at >= len(line) or first.value is None or first.form is Form.FRACTION:
        return None
    dash = line[at].text in DASHES
    if dash and at + 1 < len(line) and line[at + 1].lower in ("to", "or"):
        at += 1  # a two- to three-week delay
    joint = line[at].lower
    if not (dash or joint in ("to", "or")):
        return None
    start = at + 1
    if dash and joint in HYPHENS and joint != "to" and line[at].glued != (start < len(line) and line[start].glued):
        return None
    if joint == "to" and start < len(line) and line[start].text in HYPHENS and line[start].glued:
        start += 1  # two-to-three, but "-2.5% to -1%"
    hedge_start = _hedged_start(line, start, terms)[1] if start < len(line) and joint == "to" else start
    if start >= len(line):
        return None
    hyphen = joint == "to" and line[hedge_start - 1].text in HYPHENS
    after_dash = hyphen or (dash and joint != "to")
    second = _after_dash(line, hedge_start, terms) if after_dash else amount_at(line, hedge_start, terms)
    if second is None or second.value is None or second.form is Form.FRACTION:
        return None
    score = score_of(line, first, second, dash=dash and joint not in ("to", "or"), to=joint == "to")
    if score is not None:
        return score
    if joint == "to" and _is_of_a_year(line, first):
        return None  # from 2.9 million in 2010 to 2.7 million in 2020
    if joint == "or" and (first.unit is not None or second.value > 2 * first.value + 1):
        return None
    if joint == "to" and first.unit is None and second.unit == "percent" and first.value > second.value:
        return replace(first, unit=second.unit)  # "35 to 12 percent" are two
    if joint == "to" and not dash and _moves(line, first, second, terms):
        return _start_of_move(line, first, second)
    return _range(line, first, second, money_after=dash)


def _is_of_a_year(line: Line, first: Amount) -> bool:
    """Whether ``first`` is the year of what a move starts from: "from 2.9 million in 2010 | to 2.7 million"."""
    at, token = first.first, line[first.first]
    year = first.stop == at + 1 and token.text.isdecimal() and len(token.text) == 4
    if not year or at < 2 or line[at - 1].lower != "in":
        return False
    return any(before.lower == "from" for before in line[max(0, at - _FROM) : at - 1])


def _after_dash(line: Line, at: int, terms: Terms) -> Amount | None:
    """The amount after a dash that touches it, which elsewhere would be a sign or part of a name."""
    if line[at].glued:
        loosened = [line[at]._replace(glued=False), *line[at + 1 : at + 12]]
        found = amount_at(loosened, 0, terms)
        return None if found is None else replace(found, first=found.first + at, stop=found.stop + at)
    return amount_at(line, at, terms)


def _moves(line: Line, first: Amount, second: Amount, terms: Terms) -> bool:
    """Whether "A to B" says where a change starts or how large it is and where it ends: two figures."""
    before = line[first.first - 1].lower if first.first else ""
    if before == "from":
        nearby = line[max(0, first.first - 16) : first.first]
        return any(token.lower in terms.hedges.up or token.lower in terms.hedges.down for token in nearby)
    assert first.value is not None and second.value is not None
    if first.value < 0:
        return False
    times = _APART if before == "by" or first.unit in _SHARED_UNITS or first.unit is None else _APART_IN_MONEY
    is_far = second.value >= times * first.value
    if not changes_before(line, first.first, terms):
        return is_far and _is_moved(line, first.first, terms)
    return is_far or (first.unit != second.unit and first.unit is not None)


def _is_moved(line: Line, at: int, terms: Terms) -> bool:
    """Whether a verb of change stands a thing before ``line[at]``: "lifted its lending rate | 0.25%"."""
    words = takewhile(lambda token: token.kind == "word", reversed(line[max(0, at - _THING) : at]))
    return any(token.lower in terms.hedges.up or token.lower in terms.hedges.down for token in words)


def _start_of_move(line: Line, first: Amount, second: Amount) -> Amount | None:
    """Where a change starts, in the unit of where it ends: "from 5 to 7 percent"."""
    both = _range(line, first, second, money_after=False)
    if line[first.first - 1].lower != "from" or both is None or both.low is None:
        return None
    return replace(first, value=both.low, unit=both.unit)


def _range(line: Line, low: Amount, high: Amount, *, money_after: bool) -> Amount | None:
    """The range from ``low`` to ``high``; None if they are two figures."""
    if low.value is None or high.value is None:
        return None
    bottom, top = low.value, high.value
    if not low.scaled and high.scaled and low.mantissa < high.mantissa:
        bottom = low.mantissa * (top / high.mantissa)  # two to three million
    unit = high.unit
    if low.unit is not None and low.unit != high.unit:
        if high.unit is not None or not (money_after and low.unit.isupper()):
            return None
        unit = low.unit  # $5-7 million
    if not bottom < top or Form.SCORE in (low.form, high.form):
        return None
    return Amount(
        low.first,
        high.stop,
        None,
        high.mantissa,
        unit,
        low=bottom,
        high=top,
        form=high.form,
        digits=low.digits or high.digits,
        scaled=high.scaled,
        attached=high.attached,
    )
