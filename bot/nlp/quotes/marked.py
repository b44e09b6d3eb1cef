"""Words in quotation marks: which of them are quotes, of what kind, and whose."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import partial

from bot.domain.analysis import QuoteKind
from bot.nlp.body import stripped
from bot.nlp.grammar import DASH, HYPHEN, NAME
from bot.nlp.marks import EVERY
from bot.nlp.parse import Parse
from bot.nlp.quotes.tags import Rule, Tag, Tags
from bot.nlp.skipping import Skipped

_WORD = re.compile(r"\w+(?:[’'.\-]\w+)*")
_ENDINGS = ".,!?…—-–"
_TITLE_BEFORE = frozenset(
    "show program programme book song film movie documentary host author episode album called titled entitled named "
    "headlined novel series article essay poem hit play memoir single magazine on".split()
)
_FIRM = frozenset((Rule.AFTER, Rule.INVERTED, Rule.BEFORE, Rule.LABEL, Rule.PARAGRAPH, Rule.CONTINUED))
_SMALL = frozenset("with from into that over upon than your their have what when this and the for".split())


@dataclass(frozen=True, slots=True)
class Marked:
    """One quoted region: its words ``[start, end)`` in code points, its tokens ``[first, last)``, whose it is."""

    start: int
    end: int
    first: int
    last: int
    closed: bool
    single: bool
    ending: str
    tag: Tag | None = None

    def tagged(self, tag: Tag | None) -> Marked:
        return replace(self, tag=tag)


class MarkedWords:
    """The quotes in marks of one parse."""

    def __init__(self, parse: Parse, skipped: Skipped) -> None:
        self.parse, self.skipped = parse, skipped
        self.tags = Tags(parse)
        self.text = parse.text

    def quotes(self) -> list[tuple[Marked, QuoteKind]]:
        """Every quote in marks, in the order of the text."""
        regions = self._with_speakers(self._regions())
        return [(marked, self._kind(marked)) for marked in regions if self._is_quote(marked)]

    def _regions(self) -> list[Marked]:
        reading = self.parse.reading
        found = []
        for region in reading.regions:
            start, end = stripped(self.text, region.start + 1, region.end - (1 if region.closed else 0))
            while end > start and self.text[end - 1] in EVERY:
                end -= 1
            ending = self.text[end - 1 : end]
            while end > start and self.text[end - 1] in ",; \u00a0":
                end -= 1
            first, last = reading.at(region.start), reading.at(region.end)
            if start < end and first < last and reading.region[first] >= 0:
                found.append(Marked(start, end, first, last, region.closed, region.single, ending))
        return found

    # -- whose words -----------------------------------------------------------------------------------------------

    def _with_speakers(self, regions: list[Marked]) -> list[Marked]:
        own = [self._own(marked) for marked in regions]
        found: list[Marked] = []
        for n, marked in enumerate(regions):
            tag = own[n] or self._from_neighbours(n, regions, own, found)
            found.append(marked.tagged(tag))
        return found

    def _own(self, marked: Marked) -> Tag | None:
        beside = partial(self.tags.beside, marked.first, marked.last, marked.ending)
        return self.skipped.attempt(self.parse.paragraph[marked.first], beside, None)

    def _from_neighbours(self, n: int, regions: list[Marked], own: list[Tag | None], found: list[Marked]) -> Tag | None:
        marked, paragraph = regions[n], self.parse.paragraph
        before = found[n - 1] if n else None
        sentence = self.parse.sentence_start[marked.first]
        opens = marked.first == 0 or self.parse.reading.breaks[marked.first]
        whole = self._is_sentence(marked)
        if before and before.tag and self.parse.sentence_start[before.last - 1] == sentence:
            return Tag(before.tag.speaker, before.tag.cue, Rule.SAME_SENTENCE)
        if not whole:
            return None
        spoken = next((m for m in reversed(found[-6:]) if m.tag and self._speaks(m)), None)
        if spoken and spoken.tag and paragraph[spoken.first] == paragraph[marked.first]:
            between = self.parse.sentence_end[spoken.last - 1] < sentence
            own = self._signed(marked) or (self._introduced(marked) if between else None)
            return own or Tag(spoken.tag.speaker, None, Rule.PARAGRAPH)
        if not opens and (introduced := self._introduced(marked)):
            return introduced
        after = own[n + 1] if n + 1 < len(regions) else None
        if after and opens and paragraph[regions[n + 1].first] == paragraph[marked.first]:
            return Tag(after.speaker, None, Rule.PARAGRAPH)
        if not opens:
            return None
        if before and before.tag and not before.closed and paragraph[marked.first] == paragraph[before.first] + 1:
            return Tag(before.tag.speaker, None, Rule.CONTINUED)
        return self._signed(marked) or self._carried(marked, before) or self._introduced(marked)

    def _signed(self, marked: Marked) -> Tag | None:
        """“…” — Lee, at the end of the paragraph or in a line of its own."""
        tags, k = self.parse.tags, marked.last
        if k + 1 >= len(tags) or tags[k] not in (DASH, HYPHEN):
            return None
        speaker = self.parse.clauses.phrase_after(k + 1)
        if speaker is None or tags[speaker.start] != NAME or speaker.end >= len(tags):
            return None
        closed = self.parse.reading.breaks[speaker.end] or tags[speaker.end] in (",", ".", "(")
        return Tag(speaker, None, Rule.SIGNED) if closed else None

    def _introduced(self, marked: Marked) -> Tag | None:
        """From the sentence before, where it speaks of saying and holds no quote that stands between."""
        if marked.first == 0:
            return None
        start, end = self.parse.sentence_start[marked.first - 1], marked.first
        tag = self.tags.before(start, end)
        return Tag(tag.speaker, None, Rule.INTRODUCED) if tag else None

    def _carried(self, marked: Marked, before: Marked | None) -> Tag | None:
        if before is None or before.tag is None:
            return None
        speaks = self._speaks(before) or before.ending in _ENDINGS
        adjacent = self.parse.sentence_end[before.last - 1] == marked.first and speaks
        return Tag(before.tag.speaker, None, Rule.CARRIED) if adjacent else None

    # -- what it is ------------------------------------------------------------------------------------------------

    def _is_sentence(self, marked: Marked) -> bool:
        words = self.text[marked.start : marked.end]
        return (marked.ending in _ENDINGS or not marked.closed) and (words[:1].isupper() or words[:1] in "…." or words[:1].isdigit() or marked.first == 0 or self.parse.reading.breaks[marked.first])

    def _speaks(self, marked: Marked) -> bool:
        """Whether these words are speech, so that the next ones can go on from them; a scare quote is not."""
        return self._is_sentence(marked) or (marked.tag is not None and marked.tag.rule in _FIRM)

    def _is_quote(self, marked: Marked) -> bool:
        words = _WORD.findall(self.text[marked.start : marked.end])
        if len(words) < 2 and not self._is_exclamation(marked, words):
            return False
        if self._is_title(marked, words):
            return False
        if marked.tag is None:
            return len(words) >= 5 and self._is_sentence(marked) and not marked.single
        if marked.ending in _ENDINGS:
            return True
        if marked.tag.rule in (Rule.AFTER, Rule.INVERTED, Rule.BEFORE, Rule.LABEL):
            return True
        return len(words) >= 3 or marked.tag.rule in (Rule.RUN_IN, Rule.SAME_SENTENCE, Rule.BETWEEN)

    def _is_exclamation(self, marked: Marked, words: list[str]) -> bool:
        """“Yes,” he said: one word that is a whole quote."""
        beside = marked.tag is not None and marked.tag.rule in (Rule.AFTER, Rule.INVERTED, Rule.BEFORE)
        return bool(words) and beside and marked.ending in ".,!?" and words[0][0].isupper()

    def _is_title(self, marked: Marked, words: list[str]) -> bool:
        if marked.ending in "!?" or len(words) > 8:
            return False
        if not all(word[0].isupper() or word[0].isdigit() for word in words if len(word) > 3 and word not in _SMALL):
            return False
        if not words[0][0].isupper() or not any(word[0].isupper() for word in words[1:]):
            return False
        if marked.tag is not None and marked.tag.rule is Rule.RUN_IN:
            return True
        lower = self.parse.reading.lower
        before = lower[marked.first - 1] if marked.first else ""
        if before == "," and marked.first > 1:
            before = lower[marked.first - 2]
        return before in _TITLE_BEFORE or before in ("'s", "’s", "his", "her", "its", "the", "and", "a", "of", "in")

    def _kind(self, marked: Marked) -> QuoteKind:
        words = self.text[marked.start : marked.end]
        starts_sentence = self.parse.sentence_start[marked.first] == marked.first or self.parse.reading.breaks[marked.first]
        if starts_sentence:
            return QuoteKind.DIRECT
        rule = marked.tag.rule if marked.tag else Rule.NONE
        before = self.parse.tags[marked.first - 1]
        if rule in (Rule.BEFORE, Rule.LABEL, Rule.SAME_SENTENCE) and (words[:1].isupper() or before == ","):
            return QuoteKind.DIRECT
        if words[:1].isupper() and marked.ending in ".!?," and before in (",", ":", "-"):
            return QuoteKind.DIRECT
        return QuoteKind.MIXED
