"""A sentence while its figures are read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.analysis import Figure
from bot.domain.article import Passage, Span
from bot.nlp.figures.amount import Form, Line
from bot.nlp.figures.sayers import denies, others_say, said_before
from bot.nlp.figures.subjects import Clause, clause_of
from bot.nlp.figures.terms import Terms

_NEAR = 30
"""Figures that may stand in one clause before another."""
_INCLUDING = "including "


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
        found = [item.figure.words for item in self.found[-_NEAR:]]
        return clause_of(
            self.line,
            at,
            self.terms,
            self.quoted_from,
            lambda token: any(w.start <= token.start < w.end for w in found),
        )

    def speaker_owns(self, at: int) -> bool:
        """Whether who is quoted says ``line[at]`` himself: he neither denies it nor reports it of others."""
        said = said_before(self.line, at, self.quoted_from)
        return not any(denies(self.line, k, self.terms) or others_say(self.line, k, self.terms) for k in said)

    def last_count(self) -> Figure | None:
        """The last count that was found in the sentence and is no part of one before it ("including six children")."""
        counts = (item.figure for item in reversed(self.found[-3:]) if item.figure.noun and not item.figure.unit)
        return next((figure for figure in counts if not self._is_included(figure.words.start)), None)

    def _is_included(self, start: int) -> bool:
        return self.text[max(self.span.start, start - len(_INCLUDING)) : start] == _INCLUDING

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
    """A figure with the token where it stops and the form it was put in; whether somebody is named who states it."""

    figure: Figure
    stop: int
    form: Form
    is_claimed: bool = False
