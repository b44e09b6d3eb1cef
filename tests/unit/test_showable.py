"""Characters that are not to be shown, and those that may be."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cli.told import json_text
from bot.domain.showable import escape_unshowable, strip_unshowable


@pytest.mark.parametrize(
    ("text", "stripped"),
    [
        ("\x1b]0;PWN\x07title", "]0;PWNtitle"),
        ("\x9b31mred", "31mred"),
        ("pay \u202eoop\u202c now", "pay oop now"),
        ("a\u2066b\u2069c", "abc"),
        ("over\rwritten\b\x7f", "overwritten"),
        ("\0\ud800\ufeff", ""),
        # Look-alikes that are text.
        ("tab\tand\nline", "tab\tand\nline"),
        ("é 漢字 שלום نص ‏🏳️‍🌈 “…” – \u00a0", "é 漢字 שלום نص ‏🏳️‍🌈 “…” – \u00a0"),
        ("[31m \\x1b", "[31m \\x1b"),
    ],
)
def test_what_is_stripped(text: str, stripped: str) -> None:
    assert strip_unshowable(text) == stripped


@given(st.text(st.characters()))
def test_json_keeps_everything_and_shows_nothing_bad(text: str) -> None:
    written = json_text({"text": text})
    assert json.loads(written) == {"text": text}
    assert strip_unshowable(written) == written
    written.encode()


@given(st.text(st.characters()))
def test_what_is_escaped_can_be_shown(text: str) -> None:
    assert strip_unshowable(escape_unshowable(text)) == escape_unshowable(text)
