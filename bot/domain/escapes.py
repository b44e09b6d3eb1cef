"""Slack's three escapes, undone once; and plain text kept where escaped text was kept before."""

from __future__ import annotations

import re

_ESCAPE = re.compile("&(amp|lt|gt);")
_CHARACTERS = {"amp": "&", "lt": "<", "gt": ">"}


def undone(text: str) -> str:
    """``text`` with ``&amp;``, ``&lt;`` and ``&gt;`` undone, once: "&amp;amp;" is "&amp;".

    Source: https://docs.slack.dev/messaging/formatting-message-text
    """
    return _ESCAPE.sub(lambda escape: _CHARACTERS[escape[1]], text)


def kept(text: str) -> str:
    """Plain text as it is kept where older versions kept it escaped: ``undone`` gives it back, and what they kept too.

    Only what looks escaped ("&amp;" typed as such) is escaped.
    """
    return text.replace("&", "&amp;") if _ESCAPE.search(text) else text
