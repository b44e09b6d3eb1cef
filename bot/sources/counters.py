"""What counts readers rather than tells news, in the words of an entry: "12 comments", "Score: 34", "5 minutes ago"."""

from __future__ import annotations

import re

_THING = (
    r"(?:comments?|repl(?:y|ies)|responses?|shares?|likes?|views?|votes?|points?|reactions?|retweets?|reposts?|upvotes?"
    r"|reads?|readers?|score|karma|boosts?|favou?rites?|claps?|kudos)"
)
_NUMBER = r"\d{1,9}(?:[.,]\d{1,3}){0,3}\s?[kKmM]?"
_COUNTER = (
    rf"(?:{_NUMBER}\s+(?:new\s+|user\s+|reader\s+)?{_THING}"
    rf"|(?:no|leave a|add a|view|read|see|all)\s+{_THING}"
    rf"|{_THING}\s*[:=(\[]?\s*{_NUMBER}\s*[)\]]?"
    r"|(?:posted|updated|published|last updated)?\s*\d{1,4}\s+(?:second|minute|min|hour|day|week)s?\s+ago)"
)
_ALONE = re.compile(rf"\W*{_COUNTER}(?:[\s,;|·•–—/&-]+(?:and\s+)?{_COUNTER})*\W*", re.IGNORECASE)
_IN_BRACKETS = re.compile(rf"[(\[]\s*{_COUNTER}\s*[)\]]", re.IGNORECASE)
_PIECE = re.compile(r"[|·•]|(?<=[.!?…”\"’])\s+")


def without_counters(text: str) -> str:
    """``text`` without what stands alone in it, or in brackets, and only counts; "won by 12 votes" stays.

    It is for comparing two texts, not for reading.
    """
    pieces = (piece for line in text.split("\n") for piece in _PIECE.split(_IN_BRACKETS.sub(" ", line)))
    return "\n".join(" ".join(piece.split()) for piece in pieces if piece.strip() and not _ALONE.fullmatch(piece))
