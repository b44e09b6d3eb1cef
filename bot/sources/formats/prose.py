"""Lines that were broken at a width → the paragraphs that they were."""

from __future__ import annotations

import re

from bot.sources.lines import lines_of

SPLIT = re.compile(r"[^\W\d_]{2,}-$")
FLOWING = re.compile(r" \r?\n(?!\s*\r?\n)")


def unwrapped(text: str, *, flowed: bool = False) -> str:
    """``text`` with every paragraph that was broken into lines of one width on one line, and the rest as it is.

    ``flowed`` says that a space before the end of a line means that it goes on (RFC 3676).
    """
    if flowed:
        text = FLOWING.sub(" ", text)
    parts: list[str] = []
    wrapping = False
    for line in lines_of(text):
        if line.wrapped and wrapping and not line.gap:
            parts[-1] = joined(parts[-1], line.text)
        else:
            parts.append(("\n" if parts and line.gap else "") + line.text)
        wrapping = line.wrapped
    return "\n".join(parts)


def joined(above: str, below: str, known: frozenset[str] = frozenset()) -> str:
    """Two lines of one paragraph as one; a word that was broken between them is whole again.

    Its hyphen stays where ``known`` (words of the same text, in lower case) has it so: "long-" and "term".
    """
    if not SPLIT.search(above) or not below[:1].islower():
        return f"{above} {below}"
    start, end = above.rsplit(maxsplit=1)[-1], below.split(maxsplit=1)[0].rstrip(".,;:!?”’\"')")
    if f"{start}{end}".lower() in known:
        return above + below
    return above[:-1] + below
