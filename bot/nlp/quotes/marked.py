"""Words in quotation marks: which of them are quotes, and of which kind."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.domain.analysis import QuoteKind
from bot.nlp.body import stripped
from bot.nlp.marks import EVERY, SINGLE_CLOSING, SINGLE_OPENING
from bot.nlp.parse import Parse
from bot.nlp.quotes.attribution import Rule, Tag

WORD = re.compile(r"\w+(?:[’'.\-]\w+)*")
ENDINGS = ".,!?…—-–"

_LONGEST_TITLE = 8
_BEFORE_TITLES = frozenset(
    "show program programme book song film movie documentary host author episode album called titled entitled named "
    "headlined novel series article essay poem hit play memoir single magazine on 's ’s his her its the and a of "
    "in".split()
)
_SMALL_IN_TITLES = frozenset("with from into that over upon than your their have what when this and the for".split())
_BESIDE = frozenset((Rule.AFTER, Rule.INVERTED, Rule.BEFORE, Rule.LABEL))
_IN_CLAUSE = frozenset((Rule.RUN_IN, Rule.SAME_SENTENCE, Rule.BETWEEN))


@dataclass(frozen=True, slots=True)
class Marked:
    """One quoted region: its words ``[start, end)`` in code points, its tokens ``[first, last)`` with the marks.

    ``ending`` is the last character inside the marks, which the words leave out if it is a comma. ``opens`` tells
    whether it begins its sentence, ``line`` whether it begins its paragraph.
    """

    start: int
    end: int
    first: int
    last: int
    closed: bool
    ending: str
    opens: bool
    line: bool
    text: str

    @property
    def words(self) -> list[str]:
        """The words inside the marks."""
        return WORD.findall(self.text)

    @property
    def is_sentence(self) -> bool:
        """Whether it reads like a sentence, or several: it begins like one and ends like one or goes on."""
        words = self.text.lstrip("[(")
        begins = words[:1].isupper() or words[:1].isdigit() or words[:1] in "…." or self.line
        return begins and (self.ending in ENDINGS or not self.closed)

    @property
    def goes_on(self) -> bool:
        """Whether it can go on from speech before it: “It is …” and so on. Instead, “it …”."""
        begins = self.opens and self.text[:1].isupper()
        return len(self.words) >= 4 and (begins or self.ending in ".!?")


def marked_words(parse: Parse) -> list[Marked]:
    """Every quoted region with words in it, in the order of the text."""
    reading, text = parse.reading, parse.text
    found = []
    for region in reading.regions:
        start, end = stripped(text, region.start + 1, region.end - region.closed)
        while end > start and text[end - 1] in EVERY and not _closes_inner(text, start, end - 1):
            end -= 1
        last_word = end - (end > start and text[end - 1] in EVERY)
        ending = text[last_word - 1 : last_word]
        while end > start and text[end - 1] in ",; \u00a0":
            end -= 1
        first, last = reading.at(region.start), reading.at(region.end)
        if start < end and first < last and reading.region[first] >= 0:
            line = reading.breaks[first]
            opens = line or parse.sentence_start[first] == first
            found.append(Marked(start, end, first, last, region.closed, ending, opens, line, text[start:end]))
    return found


def _closes_inner(text: str, start: int, close: int) -> bool:
    """Whether the single mark at ``close`` ends a quotation inside the words: “He said, ‘Go home,’” she said."""
    if text[close] not in SINGLE_CLOSING:
        return False
    opened = max(text.rfind(mark, start + 1, close) for mark in SINGLE_OPENING)
    inside = opened >= 0 and text[opened - 1].isspace()
    return inside and not any(
        text.find(mark + after, opened + 1, close) >= 0 for mark in SINGLE_CLOSING for after in " ,."
    )


def is_quote(marked: Marked, tag: Tag, parse: Parse) -> bool:
    """Whether words in marks are words of ``tag``'s speaker, not a title or a scare quote."""
    words = marked.words
    if not words or _is_title(marked, words, tag, parse):
        return False
    if len(words) == 1:  # “Yes,” he said. He called it “insane”.
        cue = tag.cue if tag.rule is Rule.RUN_IN else None
        if cue is not None and parse.reading.lower[cue.start] in parse.words.speech.label:
            return True
        return tag.rule in _BESIDE and marked.ending in ".,!?" and words[0][0].isupper()
    if marked.ending in ENDINGS or tag.rule in _BESIDE:
        return True
    return len(words) >= 3 or tag.rule in _IN_CLAUSE


def kind_of(marked: Marked, tag: Tag, parse: Parse) -> QuoteKind:
    """Direct if the words are a sentence of their own, mixed if they are part of one of the article's sentences."""
    before = parse.tags[marked.first - 1] if marked.first else "."
    capital = marked.text[:1].isupper()
    if marked.opens:
        return QuoteKind.DIRECT
    if tag.rule in (Rule.BEFORE, Rule.LABEL, Rule.SAME_SENTENCE) and (capital or before == ","):
        return QuoteKind.DIRECT
    if capital and marked.ending in ".!?," and before in (",", ":", "-"):
        return QuoteKind.DIRECT
    return QuoteKind.MIXED


def _is_title(marked: Marked, words: list[str], tag: Tag, parse: Parse) -> bool:
    """Whether it is the name of a work: on “Fox News Sunday”, her book “What Happened”."""
    if marked.ending in "!?" or not 2 <= len(words) <= _LONGEST_TITLE:
        return False
    long = [word for word in words if len(word) > 3 and word not in _SMALL_IN_TITLES]
    if not all(word[0].isupper() or word[0].isdigit() for word in long):
        return False
    if not words[0][0].isupper() or not any(word[0].isupper() for word in words[1:]):
        return False
    lower, k = parse.reading.lower, marked.first - 1
    if tag.rule in (Rule.RUN_IN, Rule.BEFORE) and k >= 0 and lower[k] not in (",", ":"):
        return True
    if k > 0 and lower[k] == ",":
        k -= 1
    return k >= 0 and lower[k] in _BEFORE_TITLES
