"""Whose words in marks are: by their own sentence, or by the quotes and sentences around it."""

from __future__ import annotations

from functools import partial

from bot.nlp.grammar import DASH, HYPHEN, NAME
from bot.nlp.parse import Parse
from bot.nlp.quotes.attribution import Rule, Tag
from bot.nlp.quotes.marked import ENDINGS, Marked
from bot.nlp.quotes.tags import Tags
from bot.nlp.skipping import Skipped

_SPEECH = frozenset((Rule.AFTER, Rule.INVERTED, Rule.BEFORE, Rule.LABEL, Rule.PARAGRAPH, Rule.CONTINUED))
_BACK = 6
"""So many quotes back in a paragraph its speaker is looked for: scare quotes may stand between."""


class Discourse:
    """Attributes the words in marks of one parse."""

    def __init__(self, parse: Parse, skipped: Skipped) -> None:
        self.parse, self.skipped = parse, skipped
        self.tags = Tags(parse)

    def attributed(self, regions: list[Marked]) -> list[tuple[Marked, Tag]]:
        """The regions whose speaker the text tells, in order; words of nobody are no quote (a motto, a caption)."""
        own = [self._own(marked) for marked in regions]
        later = self._later(regions, own)
        found: list[tuple[Marked, Tag]] = []
        for n, marked in enumerate(regions):
            following = (regions[n + 1], own[n + 1]) if n + 1 < len(regions) else None
            before = found[-1] if n and found and found[-1][0] is regions[n - 1] else None
            tag = own[n] or self._from_neighbours(marked, before, found[-_BACK:], following) or later[n]
            if tag is not None:
                found.append((marked, tag))
        return found

    def _own(self, marked: Marked) -> Tag | None:
        """The attribution in the sentence of the words."""
        beside = partial(self.tags.beside, marked.first, marked.last, marked.ending)
        return self.skipped.attempt(self.parse.paragraph[marked.first], beside, None)

    def _later(self, regions: list[Marked], own: list[Tag | None]) -> list[Tag | None]:
        """The tags of quotations over several paragraphs whose speaker comes in a later one."""
        later: list[Tag | None] = [None] * len(regions)
        for n in range(len(regions) - 2, -1, -1):
            marked, following, tag = regions[n], regions[n + 1], own[n + 1] or later[n + 1]
            goes_on = marked.line and not marked.closed and following.line
            if goes_on and tag and self.parse.paragraph[following.first] == self.parse.paragraph[marked.first] + 1:
                later[n] = Tag(tag.speaker, None, Rule.CONTINUED)
        return later

    def _from_neighbours(
        self,
        marked: Marked,
        before: tuple[Marked, Tag] | None,
        earlier: list[tuple[Marked, Tag]],
        following: tuple[Marked, Tag | None] | None,
    ) -> Tag | None:
        sentence = self.parse.sentence_start[marked.first]
        if before is not None and self.parse.sentence_start[before[0].last - 1] == sentence:
            return Tag(before[1].speaker, before[1].cue, Rule.SAME_SENTENCE)
        signed = self._signed(marked)
        if signed is not None or not (marked.is_sentence or marked.goes_on):
            return signed
        spoken = next(((m, tag) for m, tag in reversed(earlier) if self._is_speech(m, tag)), None)
        if spoken is not None and self._same_paragraph(spoken[0], marked):
            between = self.parse.sentence_end[spoken[0].last - 1] < sentence
            introduced = self._introduced(marked) if between else None
            return introduced or Tag(spoken[1].speaker, None, Rule.PARAGRAPH)
        if not marked.is_sentence:
            return None
        if not marked.line:
            return self._introduced(marked)
        if following is not None and following[1] is not None and self._same_paragraph(following[0], marked):
            return Tag(following[1].speaker, None, Rule.PARAGRAPH)
        return self._continued(marked, before) or self._carried(marked, before) or self._introduced(marked)

    def _same_paragraph(self, one: Marked, other: Marked) -> bool:
        return self.parse.paragraph[one.first] == self.parse.paragraph[other.first]

    def _is_speech(self, marked: Marked, tag: Tag) -> bool:
        """Whether the words are speech, so that the next ones can go on from them; a scare quote is not."""
        return marked.is_sentence or tag.rule in _SPEECH

    def _continued(self, marked: Marked, before: tuple[Marked, Tag] | None) -> Tag | None:
        """A quotation over several paragraphs: only the last one has a closing mark."""
        if before is None or before[0].closed:
            return None
        adjacent = self.parse.paragraph[marked.first] == self.parse.paragraph[before[0].first] + 1
        return Tag(before[1].speaker, None, Rule.CONTINUED) if adjacent else None

    def _signed(self, marked: Marked) -> Tag | None:
        """“…” — Lee, at the end of the paragraph or in a line of its own."""
        tags, k = self.parse.tags, marked.last
        if k + 1 >= len(tags) or tags[k] not in (DASH, HYPHEN):
            return None
        speaker = self.parse.phrases.after(k + 1)
        if speaker is None or tags[speaker.start] != NAME:
            return None
        end = speaker.end
        closed = end >= len(tags) or self.parse.reading.breaks[end] or tags[end] in (",", ".", "(")
        return Tag(speaker, None, Rule.SIGNED) if closed else None

    def _introduced(self, marked: Marked) -> Tag | None:
        """By the sentence before, where it speaks of saying."""
        if marked.first == 0:
            return None
        tag = self.tags.introducing(self.parse.sentence_start[marked.first - 1], marked.first)
        return Tag(tag.speaker, None, Rule.INTRODUCED) if tag else None

    def _carried(self, marked: Marked, before: tuple[Marked, Tag] | None) -> Tag | None:
        """By the quote that ends the paragraph before."""
        if before is None or self.parse.sentence_end[before[0].last - 1] != marked.first:
            return None
        speaks = self._is_speech(*before) or before[0].ending in ENDINGS
        return Tag(before[1].speaker, None, Rule.CARRIED) if speaks else None
