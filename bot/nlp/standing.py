"""Which sentences an editor could print alone: whole ones of the story itself, that need no sentence before them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence

from spacy.tokens import Doc

from bot.domain.analysis import Quote, QuoteKind
from bot.domain.article import Passage, Reason
from bot.nlp.body import excluded
from bot.nlp.marks import CLOSING, OPENING
from bot.nlp.reading import reading_of

WORDS = range(5, 91)
"""Words of a sentence that can stand in a summary: fewer is a heading or an aside, more is no sentence."""

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d[\d,.]*")
_DANGLING = frozenset(
    "he she it they his her hers its their theirs him them this that these those such but and or nor so yet however "
    "also then thus therefore hence moreover furthermore besides nevertheless nonetheless instead still otherwise "
    "meanwhile likewise similarly consequently accordingly too both neither former latter another others here there "
    "because which who whose where".split()
)
_DANGLING_PHRASE = re.compile(
    r"\W*(?:the (?:latter|pair|duo|two)|for (?:example|instance)|in (?:addition|contrast)(?! to)|in other words|in turn"
    r"|in (?:this|that) (?:case|context|regard|respect|sense|way)|by contrast|as a result(?! of)|as such"
    r"|on the other hand|at the same time|(?:(?:one|some|many|most|all|none) of|of|among) (?:them|these|those))\b",
    re.IGNORECASE,
)
_IMPERSONAL = re.compile(
    r"\W*(?:there(?:['’]s| is| are| was| were| has| have| had| will| may| could| would)"
    r"|it(?:['’]s| is| was) (?:(?:no|not|a|an|very) )?(?!\w+ed )\w+ that)\b",
    re.IGNORECASE,
)
"""What only fills the subject's place and points to nothing: "There are …", "It is likely that …"."""
_PRONOUNS = frozenset("he she it they".split())
_NOBODY_YET = re.compile(
    r"\W*(?:$|(?:(?:while|when|before|after|since|by|on|in|without) )?\w+ing\b"
    r"|(?:in|on|at|during|with|for|from|to|by|under|about|since|throughout|asked|earlier|later)\b)",
    re.IGNORECASE,
)
"""What stands before a pronoun without naming whom it means: nothing, or an opening phrase; the names in "While
meeting Ann Lind, he said …" are others'."""
_CREDIT = re.compile(
    r"\b(?:Image|Images|Photo|Photos|Picture|Photograph|Illustration|Graphic|Credit|Image credit|Photo credit)\s?:\s"
    r"|\((?:AP |File |Reuters )?(?:Photo|Image|Picture)\b|\bGetty Images\b|\b(?:AP|EPA|AFP|Reuters)\s?/\s?[A-Z]"
)
"""A picture's credit: the paragraph it stands in is a caption."""
_CREDITED = ("mage", "hoto", "icture", "llustration", "raphic", "redit", "/")
"""One of these is part of every credit; looking for them takes a tenth of the pattern's time."""
_CAPTION = 400
"""Code points of the longest caption."""
_DECK = re.compile(r"[ \t]*\r?\n[ \t]*(\S[^\n]{0,200})\n[ \t\r]*\n")
"""The one line under a headline, set off from the story by an empty line: a second headline."""
_SPEAKER = re.compile(r"^[ \t]*[A-Z][A-Z.’'\- ]{2,40}:\s", re.MULTILINE)
"""The name at the head of a transcript's paragraph."""
_TRANSCRIPT = 3
"""So many of them make a transcript; one alone may be a dateline ("NEW DELHI: …")."""
_BULLET = re.compile(r"[•●▪◦*–—-]\s")
_MARKUP = re.compile(r"</?\w[^<>]*>")
_INNER_END = re.compile(r"[.!?](?<=[a-z]{4}.)\s+[“\"]?[A-Z]")
_INNER_ENDS = 1
"""A quotation of several sentences is one with its attribution; more than two sentences are no summary's one."""
_ENDS = (".", "!", "?", "…")
_CLOSERS = "”\"'’»)]"


def leans(words: str) -> bool:
    """Whether a sentence begins with words that point to the one before it: "He", "But", "That's", "The latter"."""
    first = _WORD.search(words)
    if first is None or _IMPERSONAL.match(words):
        return False
    return re.split("['’]", first[0].lower())[0] in _DANGLING or _DANGLING_PHRASE.match(words) is not None


class Layout:
    """Where the sentences of ``doc`` stand: under its headline, in a caption, in a quotation, in a transcript.

    ``quotes`` are those of the article, ``title`` its headline.
    """

    def __init__(self, doc: Doc, quotes: Sequence[Quote], title: str) -> None:
        self.text = reading_of(doc).text
        self._title = _plain(title)
        self._cuts = sorted(
            (each.words.start, each.words.end) for each in quotes if each.kind is not QuoteKind.INDIRECT
        )
        self._starts = [start for start, _ in self._cuts]
        # of each quote whose speaker is a pronoun: where that stands, where the quote begins, the speaker's last name
        self._pronouns = sorted(
            (each.mention.start, each.words.start, (each.speaker or each.mention.text).rpartition(" ")[2])
            for each in quotes
            if each.mention and each.mention.text.lower() in _PRONOUNS
        )
        self._deck = self._deck_under(next((x.span.end for x in excluded(doc) if x.reason is Reason.TITLE), 0))
        self._is_transcript = len(_SPEAKER.findall(self.text)) >= _TRANSCRIPT
        self._line_end, self._of_story = -1, True

    def _deck_under(self, headline_end: int) -> tuple[int, int]:
        found = _DECK.match(self.text, headline_end) if headline_end else None
        return found.span(1) if found else (0, 0)

    def stands(self, words: Passage) -> bool:
        """Whether a sentence can stand in a summary; they are asked about in their order."""
        if words.start >= self._line_end:
            end = self.text.find("\n", words.start)
            self._line_end = len(self.text) if end < 0 else end
            self._of_story = not self._is_caption(words.start) and not self._is_spoken(words.start)
        count = sum(len(word) > 1 for word in _WORD.findall(words.text))
        if not self._of_story or count not in WORDS or not _is_whole(words.text) or _is_odd(words.text):
            return False
        near = self._cuts[max(0, bisect_left(self._starts, words.start) - 2) : bisect_left(self._starts, words.end)]
        return (
            not self._is_headline(words)
            and len(_INNER_END.findall(words.text)) <= _INNER_ENDS
            and not _cut(words, near)
            and not _only_quoted(words, near)
        )

    def leans(self, words: Passage) -> bool:
        """Whether a sentence needs the one before it: by how it begins, or by a speaker who is only "she" in it."""
        return leans(words.text) or self._is_unnamed(words)

    def _is_unnamed(self, words: Passage) -> bool:
        at = bisect_left(self._pronouns, (words.start,))
        if at == len(self._pronouns) or self._pronouns[at][0] >= words.end:
            return False
        pronoun, quoted, name = self._pronouns[at]
        is_named = name.lower() not in _PRONOUNS and name in words.text
        return not is_named and _NOBODY_YET.match(self.text, words.start, min(pronoun, quoted)) is not None

    def _is_caption(self, start: int) -> bool:
        line = self.text[start : min(self._line_end, start + _CAPTION)]
        return any(part in line for part in _CREDITED) and _CREDIT.search(line) is not None

    def _is_spoken(self, start: int) -> bool:
        """Whether the paragraph at ``start`` is what one says in a transcript: words without "said"."""
        return self._is_transcript and _SPEAKER.match(self.text, self.text.rfind("\n", 0, start) + 1) is not None

    def _is_headline(self, words: Passage) -> bool:
        start, end = self._deck
        return start <= words.start < end or f" {_plain(words.text)} " in f" {self._title} "


def _is_odd(words: str) -> bool:
    """Whether it is a heading in capitals, an item of a list, or holds markup that was left in the text."""
    return words.isupper() or _BULLET.match(words) is not None or _MARKUP.search(words) is not None


def _plain(words: str) -> str:
    return " ".join(_WORD.findall(words.lower()))


def _is_whole(words: str) -> bool:
    """Whether ``words`` ends as a sentence does and every quotation mark in it has its fellow."""
    if not words.rstrip(_CLOSERS).endswith(_ENDS):
        return False
    opening = sum(words.count(mark) for mark in OPENING)
    return (
        opening == sum(words.count(mark) for mark in CLOSING)
        and words.count('"') % 2 == 0
        and words.count("(") == words.count(")")
    )


def _cut(words: Passage, quotes: Iterable[tuple[int, int]]) -> bool:
    """Whether a quotation begins or ends inside the sentence and outside it."""
    return any(
        start < words.end and words.start < end and not (words.start <= start and end <= words.end)
        for start, end in quotes
    )


def _only_quoted(words: Passage, quotes: Iterable[tuple[int, int]]) -> bool:
    """Whether nothing stands beside the quotation, so that a reader can't see whose words they are."""
    outside = words.text
    for start, end in quotes:
        if words.start <= start and end <= words.end:
            outside = outside.replace(words.text[start - words.start : end - words.start], " ")
    marked = outside.startswith(tuple(OPENING + '"')) or outside != words.text
    return marked and not _WORD.search(outside)
