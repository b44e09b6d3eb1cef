"""Lines that ``extract --jsonl`` can't read: one clear line each, and the others go on."""

from __future__ import annotations

import json

import pytest

from bot.cli.extract import from_lines
from bot.domain.analysis import Analysis

GOOD = json.dumps({"id": "good", "text": "The harbour will close on Friday."}).encode()


@pytest.mark.parametrize(
    ("line", "error"),
    [
        (b'{"id": "x", ', "line 1: Expecting property name"),
        (b'{"id": "x", "text": "caf\xe9"}', "line 1: not UTF-8: byte 0xe9 at 24"),
        (rb'{"id": "x", "text": "a \ud800 b"}', "line 1: 'text' holds half of a surrogate pair"),
        (rb'{"id": "\ud800", "text": "a b"}', "line 1: 'id' holds half of a surrogate pair"),
        (b'{"id": "x", "text": ""}', "line 1: nothing to read: x: the text is empty"),
        (b'{"id": "x", "text": ' + b"[" * 100_000, "line 1: nested too deep"),
        (b"[]", "line 1: an object was expected"),
        (b'{"id": 7, "text": "a b"}', "line 1: 'id' must be a string"),
    ],
)
def test_a_line_that_cant_be_read_says_why_and_the_next_is_read(line: bytes, error: str) -> None:
    bad, good = from_lines([line, b"\n", GOOD], lambda _: Analysis("1"))
    told = str(bad["error"])
    assert told.startswith(error)
    assert "\n" not in told
    assert good["id"] == "good"
    assert "error" not in good
