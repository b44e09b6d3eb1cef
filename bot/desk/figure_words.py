"""A figure in words for a reader: as the article words it, and what these words leave open. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from bot.domain.analysis import Figure

_SPELT, _READABLE = 20, 1e15
"""A number is also written out in figures between these two: "twelve" needs no help, and beyond nobody reads it."""
_SHOWN = frozenset(("score", "ratio"))
"""Units that the form of the words shows: "3-1", "ten to one"."""
_PERCENT = ("%", "percent", "per cent", "pct", "pc")
_SHARED = tuple("¥ dollar peso rupee franc kron dinar lira dirham shilling rial riyal lei".split())
"""Money of several countries: whose, the words leave open."""
_IRREGULAR = {"person": "people", "man": "men", "woman": "women", "child": "children", "foot": "feet", "penny": "pence"}
_NAMES = frozenset("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec Mon Tue Wed Thu Fri Sat Sun".split())
"""How times begin that keep their capital."""


def stated(figure: Figure) -> str:
    """The figure on one line as the article words it, with its hedge: "about 7,000 troops", "40 or more"."""
    words, hedge = _on_a_line(figure.words.text), _on_a_line(figure.hedge or "")
    if not hedge or hedge.casefold() in words.casefold():
        return words
    return f"{words} {hedge}" if hedge.startswith("or ") else f"{hedge} {words}"


def when(figure: Figure) -> str:
    """When it stood, in the article's words as they read on behind the figure: "in June"; empty if it does not say."""
    words = _on_a_line(figure.as_of.words.text) if figure.as_of else ""
    return words if words[:3] in _NAMES else words[:1].lower() + words[1:]


def left_open(figure: Figure) -> Iterator[str]:
    """What the words leave open: the noun, its fate, the unit, "per hour", "up" or "down", the number written out."""
    seen, value = _on_a_line(figure.words.text).casefold(), figure.value
    if figure.noun and not _is_named(figure.noun, seen) and not is_counted_by_subject(figure):
        yield figure.noun if value == 1 else plural(figure.noun)
    if figure.fate and not figure.noun and figure.fate not in seen:
        yield figure.fate
    if figure.unit and not _is_unit_named(figure.unit, seen):
        yield figure.unit if value == 1 or figure.unit.isupper() or figure.unit == "percent" else plural(figure.unit)
    if figure.per and figure.per not in seen:
        yield f"per {figure.per}"
    if figure.change and figure.change not in seen:
        yield figure.change
    if value is not None and _SPELT < value < _READABLE:
        written = f"{value:,.15g}"
        if _digits(written) not in map(_digits, seen.split()):
            yield written


def is_counted_by_subject(figure: Figure) -> bool:
    """Whether the figure's subject names the counted thing that its own words leave open: "foreign troops: 10,000"."""
    noun = figure.noun or ""
    named = _is_named(noun, (figure.subject or "").casefold())
    return bool(noun) and named and not _is_named(noun, figure.words.text.casefold())


def plural(noun: str) -> str:
    """A noun's usual plural: "allies", "losses", "people"."""
    if irregular := _IRREGULAR.get(noun.casefold()):
        return irregular
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "x", "z", "ch", "sh")) else "s")


def _is_named(noun: str, seen: str) -> bool:
    """Whether ``seen`` holds the noun in some form: "ally" is named by "allies", "person" by "people"."""
    return noun.casefold()[: max(3, len(noun) - 2)] in seen or plural(noun).casefold() in seen


def _is_unit_named(unit: str, seen: str) -> bool:
    if unit in _SHOWN:
        return True
    if unit == "percent":
        return any(word in seen for word in _PERCENT)
    if unit.isupper():
        is_shared = seen.lstrip("-−").startswith("$") or any(name in seen for name in _SHARED)
        return unit.casefold() in seen or not is_shared
    return _is_named(unit, seen)


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def _on_a_line(text: str) -> str:
    return " ".join(text.split())
