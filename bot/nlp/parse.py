"""One document with everything that the rules ask of it: tokens, tags, clauses, sentences, paragraphs, word lists."""

from __future__ import annotations

from spacy.tokens import Doc

from bot.nlp.clauses import Clauses
from bot.nlp.grammar import tags_of
from bot.nlp.phrases import Phrase
from bot.nlp.reading import STARTS, Reading, reading_of
from bot.nlp.trained import NOTHING, Syntax
from bot.nlp.words import Words


class Parse:
    """What the rules for names and quotes read.

    ``sentence_start[i]`` and ``sentence_end[i]`` bound the sentence of token ``i``; ``paragraph[i]`` numbers its
    paragraph. ``syntax`` is what a trained pipeline tells, if one is configured.
    """

    def __init__(self, doc: Doc, words: Words) -> None:
        self.reading: Reading = reading_of(doc)
        self.text = self.reading.text
        self.words = words
        count = len(self.reading)
        self.starts: frozenset[int] = frozenset(doc.user_data[STARTS])
        begins = [i in self.starts for i in range(count)]
        self.sentence_start = [0] * count
        self.sentence_end = [count] * count
        self.paragraph = [0] * count
        for i in range(1, count):
            self.sentence_start[i] = i if begins[i] else self.sentence_start[i - 1]
            self.paragraph[i] = self.paragraph[i - 1] + self.reading.breaks[i]
        for i in range(count - 2, -1, -1):
            self.sentence_end[i] = i + 1 if begins[i + 1] else self.sentence_end[i + 1]
        self.tags = tags_of(self.reading, self.starts, words.speech.verbs)
        self.clauses = Clauses(self.reading, self.tags, words.speech.report, words.speech.nouns)
        self.phrases = self.clauses.phrases
        self.syntax: Syntax = NOTHING

    def sentences(self) -> list[tuple[int, int]]:
        """The token bounds of each sentence of the body, in order."""
        body = self.reading.body
        return [(i, self.sentence_end[i]) for i in sorted(self.starts) if body[i]]

    def offsets(self, phrase: Phrase) -> tuple[int, int]:
        """The code points of ``phrase``."""
        return self.reading.starts[phrase.start], self.reading.ends[phrase.end - 1]

    def text_of(self, phrase: Phrase) -> str:
        """The words of ``phrase`` as they stand in the text."""
        start, end = self.offsets(phrase)
        return self.text[start:end]
