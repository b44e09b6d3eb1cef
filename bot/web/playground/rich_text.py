"""What a ``rich_text`` block may hold: literal text, links, mentions and dates, in sections, lists, quotes and code.

Source: the rich text block's reference page. Slack refuses an empty text element, as it does everywhere.
"""

from __future__ import annotations

from bot.web.playground.shapes import (
    Check,
    anything,
    boolean,
    listing,
    number,
    one_of,
    shape,
    text,
    typed,
    url,
)

STYLE = shape(
    {},
    dict.fromkeys(
        ("bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink"), boolean
    ),
)
_STYLED: dict[str, Check] = {"style": STYLE}
_LITERAL = shape({"type": anything, "text": text(40_000)}, _STYLED)
_LINK = shape({"type": anything, "url": url()}, {"text": text(40_000), "unsafe": boolean, **_STYLED})

INLINE = typed(
    {
        "text": _LITERAL,
        "link": _LINK,
        "user": shape({"type": anything, "user_id": text(255)}, _STYLED),
        "channel": shape({"type": anything, "channel_id": text(255)}, _STYLED),
        "usergroup": shape({"type": anything, "usergroup_id": text(255)}, _STYLED),
        "team": shape({"type": anything, "team_id": text(255)}, _STYLED),
        "emoji": shape(
            {"type": anything, "name": text(255)},
            {"unicode": text(255), "skin_tone": number(1, 6, whole=True), **_STYLED},
        ),
        "date": shape(
            {"type": anything, "timestamp": number(0, whole=True), "format": text(255, matching=r"\{\w+\}")},
            {"url": url(), "fallback": text(3000), **_STYLED},
        ),
        "broadcast": shape({"type": anything, "range": one_of("here", "channel", "everyone")}, _STYLED),
        "color": shape({"type": anything, "value": text(255)}, _STYLED),
    }
)

_BORDER: dict[str, Check] = {"border": number(0, 1, whole=True)}
_SECTION = shape({"type": anything, "elements": listing(INLINE)})

PARTS: dict[str, Check] = {
    "rich_text_section": _SECTION,
    "rich_text_quote": shape({"type": anything, "elements": listing(INLINE)}, _BORDER),
    "rich_text_preformatted": shape(
        {"type": anything, "elements": listing(typed({"text": _LITERAL, "link": _LINK}))},
        {"language": text(255), **_BORDER},
    ),
    "rich_text_list": shape(
        {
            "type": anything,
            "style": one_of("bullet", "ordered"),
            "elements": listing(typed({"rich_text_section": _SECTION})),
        },
        {"indent": number(0, 8, whole=True), "offset": number(0, whole=True), **_BORDER},
    ),
}

RICH_TEXT = shape({"type": anything, "elements": listing(typed(PARTS))}, {"block_id": text(255)})
