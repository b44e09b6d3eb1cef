"""Credits inside the text: "Additional reporting by Ann Lee", "Tom Day contributed to this report"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bot.nlp.bounds import PARTICLES
from bot.nlp.grammar import COORDINATOR, HYPHEN, NAME, PREPOSITION, TIME
from bot.nlp.parse import Parse

_WORK: Final = frozenset(
    "reporting writing editing photography photographs photograph photos photo pictures picture graphics graphic "
    "illustration illustrations research translation compiled edited reported written translated produced".split()
)
_LEADING: Final = frozenset("additional extra further other with more and original ( [ * _ - —".split())
_BETWEEN: Final = _WORK | _LEADING | frozenset("by , ; : ) ] / . the | · 's ’s".split())
_LINKS: Final = frozenset((NAME, COORDINATOR, PREPOSITION, HYPHEN, TIME))
_THIS: Final = frozenset("report story article piece reporting".split())


def credited(parse: Parse) -> frozenset[int]:
    """The tokens of credits, whose names are nobody's in the news."""
    return frozenset((*_opening(parse), *_contributing(parse)))


def _opening(parse: Parse) -> Iterator[int]:
    lower = parse.reading.lower
    for start, end in parse.sentences():
        first = lower[start] in _LEADING or lower[start] in _WORK
        if first and _opens(lower[start:end]) and all(_fits(parse, k) for k in range(start, end)):
            yield from range(start, end)


def _contributing(parse: Parse) -> Iterator[int]:
    lower = parse.reading.lower
    for k, word in enumerate(lower):
        if word == "contributed" and _to_this(lower[k + 1 : parse.sentence_end[k]]):
            yield from range(parse.sentence_start[k], k)


def _opens(lower: list[str]) -> bool:
    """Whether a sentence begins with somebody's work: "With reporting by …", "Photo: …"."""
    at = next((k for k, word in enumerate(lower) if word not in _LEADING), len(lower))
    return lower[at : at + 1] != [] and lower[at] in _WORK and lower[at + 1 : at + 2] in (["by"], [":"])


def _fits(parse: Parse, k: int) -> bool:
    """Whether the token may stand in a credit: names and what joins them, no clause."""
    lower = parse.reading.lower[k]
    return parse.tags[k] in _LINKS or lower in _BETWEEN or lower in PARTICLES


def _to_this(behind: list[str]) -> bool:
    """Whether what stands behind "contributed" ends a credit: "reporting from Oslo", "to this report"."""
    if behind[:1] in ([], ["."], [")"], ["reporting"]):
        return True
    return behind[:1] == ["to"] and behind[1:2] in (["this"], ["the"], ["our"]) and not _THIS.isdisjoint(behind[2:4])
