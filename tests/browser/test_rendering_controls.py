"""What one can press, choose and fill in: each tells the workspace what was done, once."""

from __future__ import annotations

from copy import deepcopy

import pytest
from playwright.sync_api import Locator, Page, expect

from bot.web.playground.example import ADA
from bot.web.playground.forms import fill
from bot.web.playground.shapes import Json
from tests.browser.conftest import Demo


@pytest.fixture
def controls(opened: Page, demo: Demo, gallery: Json) -> Locator:
    demo.bot_says("controls", deepcopy(gallery["controls"]))
    controls = opened.locator("#channel .message").last
    expect(controls.get_by_role("button", name="Next 5")).to_be_visible()
    return controls


def pressed(demo: Demo) -> tuple[str, object]:
    body = demo.asked("press")
    message = demo.state.conversations.messages["C0NEWSROOM"][-1]
    assert (body["channel"], body["place"]) == ("C0NEWSROOM", message["ts"])
    assert body["block_id"] in {block["block_id"] for block in message["blocks"]}
    return body["action_id"], body.get("value")


def test_a_button(controls: Locator, demo: Demo) -> None:
    controls.get_by_role("button", name="Next 5").click()
    assert pressed(demo) == ("ask:next", None)


def test_a_dangerous_button_asks_first(controls: Locator, opened: Page, demo: Demo) -> None:
    remove = controls.get_by_role("button", name="Remove")
    remove.click()
    dialog = opened.get_by_role("dialog", name="Remove digest 3?")
    dialog.get_by_role("button", name="Keep it").click()
    expect(dialog).to_be_hidden()
    expect(remove).to_be_focused()
    remove.click()
    dialog.get_by_role("button", name="Remove").click()
    assert pressed(demo) == ("digest:stop", None)
    assert demo.done.empty()


def test_a_button_with_a_link_opens_it_and_tells(controls: Locator, demo: Demo) -> None:
    link = controls.get_by_role("link", name="Open the article")
    assert link.get_attribute("rel") == "noopener noreferrer"
    link.evaluate("link => link.addEventListener('click', event => event.preventDefault())")
    link.click()
    assert pressed(demo) == ("open", None)


def test_a_select_by_keyboard(controls: Locator, opened: Page, demo: Demo) -> None:
    select = controls.get_by_role("combobox", name="Choose a kind")
    select.focus()
    opened.keyboard.press("ArrowDown")
    opened.keyboard.type("fig")
    expect(opened.get_by_role("option")).to_have_text(["Figures"])
    opened.keyboard.press("Enter")
    assert pressed(demo) == ("kind", "figures")
    expect(select).to_have_text("Figures")
    expect(select).to_be_focused()


def test_escape_closes_a_list_and_nothing_is_chosen(controls: Locator, opened: Page, demo: Demo) -> None:
    select = controls.get_by_role("combobox", name="Choose a kind")
    select.click()
    expect(opened.get_by_role("option")).to_have_count(3)
    opened.keyboard.press("Escape")
    expect(opened.get_by_role("option")).to_have_count(0)
    expect(select).to_be_focused()
    assert demo.done.empty()


def test_several_are_told_when_the_list_closes(controls: Locator, opened: Page, demo: Demo) -> None:
    controls.get_by_role("combobox", name="Choose kinds").click()
    opened.get_by_role("option", name="People").click()
    assert demo.done.empty()
    opened.keyboard.press("Escape")
    assert pressed(demo) == ("kinds", ["quotes", "people"])


@pytest.mark.parametrize(
    ("label", "option", "action", "value"),
    [
        ("Choose a person", "Ben Okafor", "who", "U0BEN"),
        ("Choose a channel", "#politics", "channel", "C0POLITICS"),
        ("Choose a conversation", "Newsdesk", "where", "D0ADA"),
    ],
)
def test_people_and_places(
    label: str, option: str, action: str, value: str, controls: Locator, opened: Page, demo: Demo
) -> None:
    controls.get_by_role("combobox", name=label).click()
    opened.get_by_role("option", name=option).click()
    assert pressed(demo) == (action, value)


def test_an_overflow_menu(controls: Locator, opened: Page, demo: Demo) -> None:
    controls.get_by_role("button", name="More actions").click()
    expect(opened.get_by_role("menuitem").first).to_be_focused()
    opened.keyboard.press("ArrowDown")
    opened.keyboard.press("Enter")
    assert pressed(demo) == ("more", "hide")


def test_a_date_and_a_time(controls: Locator, demo: Demo) -> None:
    date = controls.locator("[data-action=since]")
    date.fill("2026-10-05")
    date.press("Enter")
    assert pressed(demo) == ("since", "2026-10-05")
    time = controls.locator("[data-action=at]")
    time.fill("09:15")
    time.blur()
    assert pressed(demo) == ("at", "09:15")
    assert demo.done.empty()


def test_boxes(controls: Locator, demo: Demo) -> None:
    controls.get_by_label("Quiet days too").check()
    assert pressed(demo) == ("boxes", ["quiet"])
    controls.get_by_label("Weekends").check()
    assert pressed(demo) == ("boxes", ["quiet", "weekend"])
    controls.get_by_label("Long").check()
    assert pressed(demo) == ("length", "long")


def test_feedback_and_icons(controls: Locator, demo: Demo) -> None:
    controls.get_by_role("button", name="Bad answer").click()
    assert pressed(demo) == ("fb", "down")
    expect(controls.get_by_role("button", name="Bad answer")).to_have_attribute("aria-pressed", "true")
    controls.get_by_role("button", name="Delete").click()
    assert pressed(demo) == ("del", None)


def test_a_dispatching_input_tells_at_enter(controls: Locator, demo: Demo) -> None:
    word = controls.get_by_role("textbox", name="A word")
    word.fill("taliban")
    assert demo.done.empty()
    word.press("Enter")
    assert pressed(demo) == ("word", "taliban")


def test_a_refused_press_says_why(controls: Locator, opened: Page, demo: Demo, complaints: list[str]) -> None:
    demo.answers["press"] = lambda body: {"ok": False, "error": "The bot is not there."}
    controls.get_by_role("button", name="Quotes").first.click()
    expect(opened.get_by_role("alert")).to_contain_text("The bot is not there.")
    # The browser notes the status 422 on its console.
    complaints.clear()


@pytest.fixture
def modal(opened: Page, demo: Demo, gallery: Json) -> Locator:
    demo.opens(deepcopy(gallery["modal"]))
    modal = opened.get_by_role("dialog", name="New digest")
    expect(modal).to_be_visible()
    return modal


def shown_view(demo: Demo) -> Json:
    view: Json = demo.state.surfaces.stacks[ADA.id][-1]
    return view


def test_a_modal_begins_with_what_asks_for_the_focus(modal: Locator) -> None:
    expect(modal.get_by_role("textbox", name="Words")).to_be_focused()


def test_a_modal_sends_what_was_filled_in(modal: Locator, opened: Page, demo: Demo) -> None:
    modal.get_by_role("textbox", name="Words").fill("taliban")
    modal.get_by_role("combobox", name="Channel").click()
    expect(opened.get_by_role("option")).to_have_text(["#newsroom", "#politics", "#lobby"])
    opened.get_by_role("option", name="#politics").click()
    modal.get_by_label("Weekends").check()
    modal.get_by_role("combobox", name="Outlets").click()
    opened.get_by_role("option", name="AFP").click()
    opened.keyboard.press("Escape")
    modal.get_by_role("textbox", name="At most").fill("5")
    modal.get_by_role("button", name="Subscribe").click()
    body = demo.asked("submit")
    assert body["view_id"] == shown_view(demo)["id"]
    values = body["values"]
    assert {name.removesuffix("_block"): value for name, value in values.items()} == {
        "query": "taliban",
        "channel": "C0POLITICS",
        "at": "08:30",
        "from": None,
        "days": ["weekdays", "weekends"],
        "length": None,
        "kind": None,
        "outlets": ["afp"],
        "notes": None,
        "most": "5",
        "email": None,
        "url": None,
    }
    fill(deepcopy(shown_view(demo)), values, {})


def test_what_is_required_is_asked_for_before_anything_is_sent(modal: Locator, demo: Demo) -> None:
    modal.get_by_role("button", name="Subscribe").click()
    words = modal.get_by_role("textbox", name="Words")
    expect(words).to_have_accessible_description("The grammar of /news Please complete this required field.")
    expect(words).to_be_focused()
    expect(modal.locator(".invalid")).to_have_count(2)
    assert demo.done.empty()


def test_the_apps_errors_stand_at_their_fields(modal: Locator, demo: Demo) -> None:
    words = modal.get_by_role("textbox", name="Words")
    words.fill("taliban from:")
    view = shown_view(demo)
    with demo.state.timeline.lock:
        view["errors"] = {"query_block": "from: needs an outlet"}
        demo.state.surfaces.touch(ADA.id, view, "errors")
    expect(modal.locator(".input-error").first).to_have_text("from: needs an outlet")
    expect(words).to_have_value("taliban from:")
    expect(words).to_have_attribute("aria-invalid", "true")


def test_typing_survives_an_update(modal: Locator, demo: Demo, gallery: Json) -> None:
    words = modal.get_by_role("textbox", name="Words")
    words.press_sequentially("half a tho")
    changed = deepcopy(gallery["modal"])
    changed["blocks"][0]["text"]["text"] = "Looked up."
    with demo.state.timeline.lock:
        demo.state.surfaces.update(changed, view_id=shown_view(demo)["id"])
    expect(modal.get_by_text("Looked up.")).to_be_visible()
    words.press_sequentially("ught")
    expect(words).to_have_value("half a thought")


def test_modals_stack(modal: Locator, opened: Page, demo: Demo) -> None:
    modal.get_by_role("textbox", name="Words").fill("kept")
    block = {"type": "section", "text": {"type": "mrkdwn", "text": "On top"}}
    with demo.state.timeline.lock:
        surfaces = demo.state.surfaces
        second = {"type": "modal", "title": {"type": "plain_text", "text": "Second"}, "blocks": [block]}
        top = surfaces.push_for(ADA.id, surfaces.made(second))
    expect(opened.get_by_role("dialog", name="Second")).to_be_visible()
    opened.get_by_role("button", name="Back").click()
    assert demo.asked("close") == {"view_id": top["id"]}
    with demo.state.timeline.lock:
        surfaces.close(ADA.id, top["id"])
    expect(modal.get_by_role("textbox", name="Words")).to_have_value("kept")


def test_escape_asks_to_close_the_modal(modal: Locator, opened: Page, demo: Demo) -> None:
    opened.keyboard.press("Escape")
    view = shown_view(demo)
    assert demo.asked("close") == {"view_id": view["id"]}
    with demo.state.timeline.lock:
        demo.state.surfaces.close(ADA.id, view["id"])
    expect(modal).to_be_hidden()


def test_the_focus_stays_in_a_modal(modal: Locator, opened: Page) -> None:
    inside = "document.activeElement.closest('dialog') !== null"
    for key in ["Tab"] * 30 + ["Shift+Tab"] * 30:
        opened.keyboard.press(key)
        assert opened.evaluate(inside), key
