"""Characters that are not to be shown: invisible ones that do harm, wherever the words come from."""

from __future__ import annotations

import re

# Control characters (a terminal obeys them, Slack refuses NUL), lone surrogates (not UTF-8), and the embeddings,
# overrides and isolates by which a text could turn the words around it. A tab and a line break may stand.
_UNSHOWABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufff9-\ufffb]")


def strip_unshowable(text: str) -> str:
    """``text`` without the characters that can't be shown."""
    return _UNSHOWABLE.sub("", text)


def escape_unshowable(text: str) -> str:
    r"""``text`` with them as JSON writes them, such as ``\u202e``: all of them have four digits."""
    return _UNSHOWABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
