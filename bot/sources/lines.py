"""The lines of a plain text and what can be told of each from its shape."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

LINE = re.compile(r"[^\r\n]+")
CLOSING = "”’\"')]»*_ "
SENTENCE_END = (".", "!", "?", "…")
WRAP_WIDTHS = range(40, 101)


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank, without the white space around it: ``text == whole[start:end]``.

    ``gap`` says that a blank line (or nothing) stands before it, ``wrapped`` that it is a part of a paragraph that was
    broken into lines of one width, so that it means nothing by itself.
    """

    start: int
    end: int
    text: str
    gap: bool
    wrapped: bool = False

    @property
    def words(self) -> int:
        return len(self.text.split())

    @property
    def ends_sentence(self) -> bool:
        """Whether it ends as a sentence does, closing marks and brackets apart."""
        return self.text.rstrip(CLOSING).endswith(SENTENCE_END)

    @property
    def is_prose(self) -> bool:
        """Whether it reads like a paragraph of an article: a sentence of six words or more, or very long."""
        return self.wrapped or self.words >= 40 or (self.words >= 6 and self.ends_sentence)


def lines_of(text: str) -> tuple[Line, ...]:
    """The lines of ``text`` that are not blank, in order."""
    lines: list[Line] = []
    block: list[Line] = []
    before = 0
    for match in LINE.finditer(text):
        words = match[0].strip()
        if not words:
            continue
        start = match.start() + len(match[0]) - len(match[0].lstrip())
        between = text[before:start].replace("\r\n", "\n").replace("\r", "\n")
        line = Line(start, start + len(words), words, gap=(not lines and not block) or between.count("\n") > 1)
        if line.gap and block:
            lines += _unwrapped(block)
            block = []
        block.append(line)
        before = line.end
    return (*lines, *_unwrapped(block))


def _unwrapped(block: list[Line]) -> list[Line]:
    if not is_wrapped(block):
        return block
    return [Line(line.start, line.end, line.text, line.gap, wrapped=True) for line in block]


def is_wrapped(block: list[Line]) -> bool:
    """Whether a block of lines is one paragraph that was broken at a width, as in a mail or an old wire text."""
    if len(block) < 2 or any(len(line.text) not in WRAP_WIDTHS for line in block[:-1]):
        return False
    if len(block[-1].text) > WRAP_WIDTHS[-1] or sum(line.ends_sentence for line in block[:-1]) * 3 > len(block):
        return False
    # A line was full only if the next one's first word had no room on it.
    width = max(len(line.text) for line in block)
    runs_on = sum(following.text[0].islower() for _, following in pairwise(block))
    full = all(len(line.text) + 1 + len(after.text.split()[0]) > width for line, after in pairwise(block))
    return runs_on * 2 >= len(block) - 1 and (full or len(block) > 3)


def same_words(one: str, other: str) -> bool:
    """Whether two lines hold the same words, whatever their case, marks and spaces."""
    return _words(one) == _words(other) != []


def key_of(line: str) -> str:
    """What lines with the same words have in common: the words."""
    return " ".join(_words(line))


def _words(line: str) -> list[str]:
    return re.findall(r"\w+", line.casefold().replace("’", "'").replace("'", ""))
