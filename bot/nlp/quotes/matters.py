"""What somebody is said to have spoken of, where no clause tells it: "called for talks", "accused Lee of lying"."""

from __future__ import annotations

from bot.nlp.grammar import DETERMINER, GERUND, NAME, NOUN, NUMBER, OBJECT, PRONOUN, QUOTED, RELATIVE
from bot.nlp.parse import Parse
from bot.nlp.words import MARKS, Frame

_OPENS_MATTER = frozenset((DETERMINER, NAME, NOUN, NUMBER, OBJECT, PRONOUN, GERUND, QUOTED, RELATIVE))
_REACH = 14
"""So many tokens after the verb its "of" or "as" may stand."""


class Matters:
    """Finds the matter of verbs such as "criticize", by the frames of ``speech.yaml``."""

    def __init__(self, parse: Parse) -> None:
        self.tags, self.lower, self.region = parse.tags, parse.reading.lower, parse.reading.region
        self.frames = parse.words.speech.matter

    def begin(self, verb: int, end: int) -> int | None:
        """Where the matter of the verb begins, in a sentence that ends at ``end``; None where it has none."""
        if verb and self.tags[verb - 1] == NUMBER:
            return None  # "eight reported cases"
        starts = (self._begin(frame, verb + 1, end) for frame in self.frames.get(self.lower[verb], ()))
        return next((start for start in starts if start is not None), None)

    def _begin(self, frame: Frame, k: int, end: int) -> int | None:
        if frame.preposition is not None:
            if k >= end or self.lower[k] != frame.preposition:
                return None
            k += 1
        if k >= end or self.tags[k] not in _OPENS_MATTER or not self._holds(frame.later, k, min(end, k + _REACH)):
            return None
        return k

    def _holds(self, later: str | None, k: int, stop: int) -> bool:
        if later is None:
            return True
        if later == MARKS:
            return any(self.region[m] >= 0 for m in range(k + 1, stop))
        return later in self.lower[k + 1 : stop]
