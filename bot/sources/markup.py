"""Fragments of HTML, as feeds carry them in titles and teasers → their words."""

from __future__ import annotations

import re
from html import unescape

# Each stops at the next beginning of its kind, so that a page of beginnings without an end takes no quadratic time.
_DROPPED = re.compile(
    r"<(script|style)\b(?:(?!</|<script|<style).)*</\1\s*>|<!--(?:(?!-->|<!--).)*-->", re.IGNORECASE | re.DOTALL
)
_BLOCK = re.compile(
    r"</?(?:address|article|blockquote|br|dd|div|dl|dt|figcaption|figure|h[1-6]|hr|li|ol|p|pre|section|table|td|th|tr|ul)"
    r"(?:[\s/][^<>]*)?>",
    re.IGNORECASE,
)
# "1 < 2" holds no tag.
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_REFERENCE = re.compile(r"&(?:#[0-9]{1,8}|#[xX][0-9A-Fa-f]{1,8}|[A-Za-z][A-Za-z0-9]{1,31});")
_BAD_REFERENCE = re.compile(r"&(?:amp;)*#(?:[xX]([0-9A-Fa-f]+)|([0-9]+));?")
_BARE = re.compile(r"&(?!#?\w{1,32};)")
_CDATA = "<![CDATA["
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


def words_of(html: str) -> str:
    """What a fragment says, a paragraph a line: without its tags, and with its references undone, once."""
    broken = _BLOCK.sub("\n", _DROPPED.sub(" ", html))
    text = _REFERENCE.sub(lambda found: unescape(found[0]), _TAG.sub("", broken))
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def as_xml(text: str) -> str:
    """``text``, meant as XML, mended where that is safe: an ampersand that begins no reference is one, control
    characters go, and what refers to no character ("&#x110000;", half a pair) is U+FFFD.
    """
    first, *rest = _BAD_REFERENCE.sub(_character, _CONTROLS.sub("", text)).split(_CDATA)
    mended = [_BARE.sub("&amp;", first)]
    for part in rest:
        inside, end, after = part.partition("]]>")
        mended.append(f"{inside}{end}{_BARE.sub('&amp;', after)}")
    return _CDATA.join(mended)


def _character(found: re.Match[str]) -> str:
    digits = (found[1] or found[2]).lstrip("0") or "0"
    number = int(digits, 16 if found[1] else 10) if len(digits) <= 8 else 0
    is_character = number in (9, 10, 13) or 0x20 <= number <= 0xD7FF or 0xE000 <= number <= 0x10FFFF
    return found[0] if is_character else "\ufffd"
