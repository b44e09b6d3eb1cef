"""What becomes of typed words, of choices, of cursors."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.web.playground.choices import choice, initial
from bot.web.playground.example import example_state
from bot.web.playground.paging import page
from bot.web.playground.refusal import Refused
from bot.web.playground.shapes import Json
from bot.web.playground.typing_in import as_blocks, as_command, as_message

STATE = example_state(lambda: datetime(2026, 11, 23, 8, 30, tzinfo=UTC))


@pytest.mark.parametrize(
    ("typed", "message", "command"),
    [
        ("quotes together", "quotes together", "quotes together"),
        ("@newsdesk hello", "<@U0NEWSDESK> hello", "<@U0NEWSDESK|newsdesk> hello"),
        ("ask @ada, please", "ask <@U0ADA>, please", "ask <@U0ADA|ada>, please"),
        ("@nobody", "@nobody", "@nobody"),
        ("a@ada.example", "a@ada.example", "a@ada.example"),
        ("in #newsroom!", "in <#C0NEWSROOM|newsroom>!", "in <#C0NEWSROOM|newsroom>!"),
        ("story #12", "story #12", "story #12"),
        ("1 < 2 & <!channel>", "1 &lt; 2 &amp; &lt;!channel&gt;", "1 &lt; 2 &amp; &lt;!channel&gt;"),
        ("see https://a.example/x?a=1&b=2.", "see <https://a.example/x?a=1&amp;b=2>.", None),
        ("https://a.example/@ada#newsroom", "<https://a.example/@ada#newsroom>", "<https://a.example/@ada#newsroom>"),
        ('"exact phrase" -word', '"exact phrase" -word', '"exact phrase" -word'),
    ],
)
def test_typed_words_become_slacks_tokens(typed: str, message: str, command: str | None) -> None:
    assert as_message(STATE, typed) == message
    assert as_command(STATE, typed) == (message if command is None else command)


def test_without_escaping_a_command_is_as_typed() -> None:
    assert as_command(STATE, "@ada & <b>", should_escape=False) == "@ada & <b>"


def test_a_persons_message_has_literal_rich_text() -> None:
    (block,) = as_blocks(STATE, "@newsdesk R&D at https://a.example/?a=1&b=2", "b1")
    assert block["elements"][0]["elements"] == [
        {"type": "user", "user_id": "U0NEWSDESK"},
        {"type": "text", "text": " R&D at "},
        {"type": "link", "url": "https://a.example/?a=1&b=2"},
    ]


def _option(value: str) -> Json:
    return {"text": {"type": "plain_text", "text": value.upper()}, "value": value}


MENU = {"type": "static_select", "action_id": "m", "options": [_option("a"), _option("b")]}
GROUPS = {"type": "static_select", "action_id": "m", "option_groups": [{"label": {}, "options": [_option("c")]}]}
BOXES = {"type": "checkboxes", "action_id": "m", "options": [_option("a"), _option("b")]}


@pytest.mark.parametrize(
    ("element", "value", "expected"),
    [
        ({"type": "button", "action_id": "x", "value": "v", "text": {}}, None, {"value": "v", "text": {}}),
        (MENU, "b", {"selected_option": _option("b")}),
        (GROUPS, "c", {"selected_option": _option("c")}),
        ({**MENU, "type": "overflow"}, "a", {"selected_option": _option("a")}),
        (BOXES, ["a", "b"], {"selected_options": [_option("a"), _option("b")]}),
        (BOXES, "a", {"selected_options": [_option("a")]}),
        (BOXES, [], {"selected_options": []}),
        ({"type": "plain_text_input", "action_id": "m"}, "typed", {"value": "typed"}),
        ({"type": "timepicker", "action_id": "m"}, "08:30", {"selected_time": "08:30"}),
        ({"type": "channels_select", "action_id": "m"}, "C1", {"selected_channel": "C1"}),
    ],
)
def test_a_choice_has_slacks_fields(element: Json, value: object, expected: Json) -> None:
    assert choice(element, value) == expected


@pytest.mark.parametrize("element", [MENU, BOXES])
def test_nobody_can_choose_what_is_not_offered(element: Json) -> None:
    with pytest.raises(ValueError, match="does not offer 'z'"):
        choice(element, "z")


@pytest.mark.parametrize(
    ("element", "expected"),
    [
        ({**MENU, "initial_option": _option("a")}, {"type": "static_select", "selected_option": _option("a")}),
        (BOXES, {"type": "checkboxes", "selected_options": []}),
        ({"type": "plain_text_input"}, {"type": "plain_text_input", "value": None}),
        ({"type": "button"}, None),
    ],
)
def test_an_element_begins_with_what_it_was_given(element: Json, expected: Json | None) -> None:
    assert initial(element) == expected


def _key(entry: Json) -> str:
    return str(entry["id"])


def test_cursors_lead_through_all_entries_even_when_more_come_before() -> None:
    entries = [{"id": str(n)} for n in range(5)]
    first, metadata = page(entries, "", 2, _key)
    second, metadata = page([{"id": "new"}, *entries], metadata["next_cursor"], 2, _key)
    third, metadata = page(entries, metadata["next_cursor"], 2, _key)
    assert [_key(entry) for entry in first + second + third] == ["0", "1", "2", "3", "4"]
    assert metadata == {"next_cursor": ""}


@pytest.mark.parametrize("cursor", ["not base64!", "bm9uc2Vuc2U=", "bmV4dDpnb25l"])
def test_a_cursor_of_nowhere_is_refused(cursor: str) -> None:
    with pytest.raises(Refused, match="invalid_cursor"):
        page([{"id": "1"}], cursor, 10, _key)


@pytest.mark.parametrize("limit", [0, 1001])
def test_a_page_has_between_1_and_1000_entries(limit: int) -> None:
    with pytest.raises(Refused, match="invalid_limit"):
        page([], "", limit, _key)
