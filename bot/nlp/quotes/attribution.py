"""An attribution as the rules find it: who, by which word, found how, and whom that means."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from bot.nlp.names import Entity
from bot.nlp.phrases import Phrase


class Rule(Enum):
    """How a speaker was found: how sure that is, 0 to 1, and why, in words for a reader.

    The figures are the shares of right speakers on 840 news articles of other publishers (PolNeAR's training part,
    26 November 2026), rounded down; of ``SIGNED``, ``NOUN``, ``BETWEEN``, ``TURN`` and ``CONTINUED``, which fewer than
    ten of its quotes need, they are estimates.
    """

    AFTER = (0.98, "the attribution follows the words")
    INVERTED = (0.99, "the attribution follows the words, verb first")
    BEFORE = (0.9, "the attribution stands before the words")
    LABEL = (0.94, "the speaker's name and a colon stand before the words")
    TURN = (0.9, "the paragraph opens with the speaker's name, as in a transcript")
    SIGNED = (0.9, "the words are signed")
    NOUN = (0.8, "the words follow what the speaker's statement is called")
    RUN_IN = (0.94, "the words stand inside a sentence about what the speaker said")
    AROUND = (0.9, "the sentence ends with the attribution")
    ACCORDING = (0.91, "the sentence says according to whom")
    BETWEEN = (0.7, "the words stand between two attributions")
    SAME_SENTENCE = (0.78, "other words of the same sentence have this speaker")
    PARAGRAPH = (0.97, "other words of the same paragraph have this speaker")
    CONTINUED = (0.9, "the quotation goes on from the words before")
    CARRIED = (0.73, "the paragraph before quotes this speaker")
    INTRODUCED = (0.86, "the sentence before introduces the speaker")
    REPORTED = (0.91, "a clause after a verb of saying")
    PARSED = (0.78, "a clause that the trained parser gives to a verb of saying")
    MATTER = (0.87, "a verb of saying names what was spoken of")
    CLOSING = (0.97, "a sentence closed by its attribution")

    @property
    def confidence(self) -> float:
        """How often the rule is right."""
        return self.value[0]

    @property
    def why(self) -> str:
        """The reason to give to a reader."""
        return self.value[1]


@dataclass(frozen=True, slots=True)
class Tag:
    """Who speaks (``speaker``) by which word (``cue``), both as tokens, and how that was found.

    ``cue`` is None where no word of saying stands by the words themselves.
    """

    speaker: Phrase
    cue: Phrase | None
    rule: Rule

    @property
    def end(self) -> int:
        """The token after the attribution."""
        return max(self.speaker.end, self.cue.end if self.cue else 0)


@dataclass(frozen=True, slots=True)
class Speaker:
    """``name`` is whom the text means, ``mention`` the tokens that say so, ``entity`` the person where it names one.

    ``sure`` is False where the text leaves open whom a pronoun means.
    """

    name: str
    mention: Phrase
    entity: Entity | None = None
    sure: bool = True
