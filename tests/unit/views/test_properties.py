"""Whatever the words: within Slack's limits, unable to ping, and every button asks what it says."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.answer import Answer, InContext
from bot.domain.digest import Digest, Trouble
from bot.domain.errors import NewsdeskError, QueryError, StorageError
from bot.domain.query import Reader
from bot.slack import actions
from bot.slack.views import digests as digest_views
from bot.slack.views import notices
from bot.slack.views.answers import render, shared_by, without_share
from bot.slack.views.blocks import Message
from bot.slack.views.context import loading_modal, modal
from bot.slack.views.home import home
from tests.unit.views import strategies as some
from tests.unit.views.drawing import buttons
from tests.unit.views.limits import message_breaches, view_breaches

thorough = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def assert_sound(message: Message) -> None:
    breaches = message_breaches(message.text, message.blocks)
    assert breaches == []
    assert_buttons_read(message.blocks)
    json.dumps(message.blocks).encode()


def assert_buttons_read(blocks: Iterable[Any]) -> None:
    for button in buttons(blocks):
        action_id, value = button["action_id"], button["value"]
        readers = {
            actions.read_ask: actions.ASK.fullmatch(action_id) or action_id == actions.SHARE,
            actions.read_place: actions.CONTEXT.fullmatch(action_id),
            actions.read_change: actions.DIGEST.fullmatch(action_id),
        }
        assert [read(value) is not None for read, expected in readers.items() if expected] == [True]


@thorough
@given(some.answers, some.readers)
def test_every_answer_is_within_the_limits(answer: Answer, reader: Reader) -> None:
    message = render(answer, reader)
    assert_sound(message)
    assert_sound(without_share(message))
    assert_sound(shared_by(message, "U024BE7LH"))


@thorough
@given(some.digests, st.sampled_from(["7f3a2c", "<!channel>"]))
def test_every_digest_is_within_the_limits_and_ends_with_its_mark(digest: Digest, mark: str) -> None:
    parts = digest_views.parts(digest, mark)
    assert [entry for _, entries in parts for entry in entries] == list(digest.entries)
    for part, (message, _) in enumerate(parts):
        assert_sound(message)
        last: Any = message.blocks[-1]
        if mark == "7f3a2c":
            assert last["elements"][0]["text"].endswith(f"7f3a2c.{part + 1}" if part else "7f3a2c")


@thorough
@given(some.rows, some.readers, st.lists(some.story_hits(), max_size=6), st.lists(some.texts, max_size=6))
def test_lists_of_digests_and_the_home_tab_are_within_the_limits(
    rows: list[digest_views.Row], reader: Reader, stories: list[Any], examples: list[str]
) -> None:
    assert_sound(digest_views.subscriptions(rows, reader))
    view: Any = home(rows, stories, examples, reader)
    assert view_breaches(view) == []
    assert_buttons_read(view["blocks"])
    for subscription, times in rows[:1]:
        assert_sound(digest_views.subscribed(subscription, times, reader))
        assert_sound(digest_views.resumed(subscription, times, reader))
        assert_sound(digest_views.paused(subscription, reader))
        assert_sound(digest_views.removed(subscription))


@thorough
@given(some.in_contexts(), some.zones)
def test_every_modal_is_within_the_limits(in_context: InContext, zone: str) -> None:
    assert view_breaches(modal(in_context, zone)) == []


def test_the_loading_modal_is_within_the_limits() -> None:
    assert view_breaches(loading_modal()) == []


@thorough
@given(some.texts, some.texts, some.texts, some.texts)
def test_every_problem_is_within_the_limits(problem: str, subject: str, cause: str, hint: str) -> None:
    for kind in (NewsdeskError, QueryError, StorageError):
        assert_sound(notices.problem(kind(problem, subject, cause, hint=hint)))
    assert_sound(notices.apology(subject))
    assert_sound(notices.told(problem, hint))


@thorough
@given(some.troubles)
def test_every_trouble_is_within_the_limits(trouble: Trouble) -> None:
    assert_sound(digest_views.trouble(trouble))
