"""The page's server over real HTTP: who may do something, what is said no to, and the feed."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass, field

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

import bot.web.playground.site
from bot.domain.errors import QueryError
from bot.web.playground.example import ADA
from bot.web.playground.server import LocalSlack, Serving
from bot.web.playground.shapes import Json
from bot.web.playground.site import PAGE, site

HEADER = {"X-Newsdesk-Playground": "1"}
ACTS = ("type", "say", "press", "look_up", "submit", "close", "home", "story", "clock", "digest", "restart")


@dataclass
class Noted:
    """Controls that write down what was asked of them."""

    asked: list[tuple[str, ...]] = field(default_factory=list)
    commands: list[Json] = field(default_factory=lambda: [{"command": "/news", "description": "", "usage_hint": ""}])
    shortcuts: list[Json] = field(default_factory=list)
    examples: list[Json] = field(default_factory=list)

    def clock(self) -> Json:
        return {"now": "2026-11-23T08:00:00+00:00", "ahead_seconds": 0}

    def add_story(self, name: str, text: str) -> Json:
        self.asked.append(("story", name, text))
        return {"story": 7, "title": name, "outcome": "added"}

    def move_clock(self, to: str) -> Json:
        raise QueryError("not a time", to, hint="Try: tomorrow 08:30")

    def run_digest(self) -> Json:
        self.asked.append(("digest",))
        return {"subscription": 1}

    def restart(self) -> Json:
        # What only a mistake of ours raises: the page must not show where.
        raise LookupError(f"in {__file__}")


@dataclass
class Site:
    """The site, served; ``heard`` is what reached the bot."""

    url: str
    slack: LocalSlack
    controls: Noted
    heard: list[str]
    http: httpx.Client

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.http.get(path, headers=headers)

    def do(self, act: str, body: object = None, headers: dict[str, str] | None = None) -> httpx.Response:
        content = body if isinstance(body, bytes) else json.dumps({} if body is None else body).encode()
        return self.http.post(f"/playground/do/{act}", content=content, headers=HEADER if headers is None else headers)

    def feed(self, count: int, query: str = "", **headers: str) -> list[dict[str, str]]:
        """The first ``count`` events of the feed, their fields by name; a comment is the field ``""``."""
        events: list[dict[str, str]] = []
        event: dict[str, str] = {}
        with self.http.stream("GET", f"/playground/feed{query}", headers=headers) as answer:
            assert answer.headers["content-type"].startswith("text/event-stream")
            for line in answer.iter_lines():
                name, _, value = line.partition(":")
                if line:
                    event[name] = value.strip()
                else:
                    events.append(event)
                    event = {}
                if len(events) == count:
                    return events
        return events


@pytest.fixture(scope="module")
def served() -> Iterator[Site]:
    heard: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        heard.append(scope["path"])
        await PlainTextResponse("")(scope, receive, send)

    serving, controls = Serving(PlainTextResponse("starting")), Noted()
    with (
        LocalSlack(serving=serving) as slack,
        httpx.Client(limits=httpx.Limits(max_keepalive_connections=0), base_url=serving.url, trust_env=False) as http,
    ):
        slack.app_url = f"{serving.url}/slack/events"
        serving.application = site(slack, ADA.id, controls, app)
        yield Site(serving.url, slack, controls, heard, http)
    serving.stop()


@pytest.fixture
def page(served: Site) -> Site:
    served.controls.asked.clear()
    served.heard.clear()
    return served


def test_the_page_may_load_nothing_from_elsewhere_and_run_nothing_inline(page: Site) -> None:
    answer = page.get("/")
    policy = dict(rule.strip().split(" ", 1) for rule in answer.headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert {policy[source] for source in ("script-src", "style-src", "connect-src")} == {"'self'"}
    assert policy["frame-ancestors"] == "'none'"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-type"].startswith("text/html")


def test_the_page_s_files_are_asked_for_anew_each_time(page: Site) -> None:
    first = page.get("/assets/app.js")
    assert first.headers["content-type"].startswith("text/javascript")
    assert first.headers["cache-control"] == "no-cache"
    assert first.headers["x-content-type-options"] == "nosniff"
    assert page.get("/assets/app.js", **{"If-None-Match": first.headers["etag"]}).status_code == 304


@pytest.mark.parametrize("path", ["/assets/%2e%2e/site.py", "/assets/..%2fsite.py", "/assets//etc/passwd", "/assets/"])
def test_nothing_but_the_page_s_files_is_served(page: Site, path: str) -> None:
    assert page.get(path).status_code == 404


def test_every_file_of_the_page_is_there(page: Site) -> None:
    assert {page.get(f"/assets/{file.name}").status_code for file in PAGE.iterdir()} == {200}


@pytest.mark.parametrize("path", ["/", "/playground/state", "/playground/feed", "/assets/app.js", "/api/auth.test"])
@pytest.mark.parametrize("host", ["rebound.example", "127.0.0.1.rebound.example", "169.254.169.254", ""])
def test_a_page_elsewhere_that_resolves_to_this_machine_reads_nothing(page: Site, path: str, host: str) -> None:
    assert page.get(path, Host=host).status_code == 400


def test_a_page_elsewhere_does_nothing(page: Site) -> None:
    assert page.do("digest", headers={**HEADER, "Host": "rebound.example"}).status_code == 400
    assert page.controls.asked == []


def post_as_the_bot(page: Site, **headers: str) -> httpx.Response:
    """A message, by a form with the bot's token, as a page elsewhere could send it."""
    return page.http.post(
        "/api/chat.postMessage",
        data={"token": page.slack.bot_token, "channel": page.slack.channel("#newsroom").id, "text": "from elsewhere"},
        headers=headers,
    )


ELSEWHERE = [
    {"Origin": "https://evil.example"},
    {"Origin": "null"},  # a sandboxed frame, a file
    {"Origin": ""},
    {"Origin": "http://127.0.0.1:1"},  # another port of this machine
    {"Origin": "http://localhost.evil.example"},
    {"Origin": "http://[", "Sec-Fetch-Site": "none"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "Cross-Site", "Sec-Fetch-Mode": "navigate"},
]


@pytest.mark.parametrize("headers", ELSEWHERE, ids=str)
def test_a_form_on_another_site_does_not_act_as_the_bot(page: Site, headers: dict[str, str]) -> None:
    before = page.slack.timeline.latest
    assert post_as_the_bot(page, **headers).status_code == 403
    token = page.slack.bot_token
    channel = page.slack.channel("#newsroom").id
    for path in (f"/api/chat.postMessage?token={token}&channel={channel}&text=x", "/files/F1"):
        assert page.get(path, **headers).status_code == 403
    for path in ("/response/x", "/upload/x"):
        assert page.http.post(path, content=b"{}", headers=headers).status_code == 403
    assert page.slack.timeline.latest == before


def test_the_bot_and_the_page_itself_are_no_other_site(page: Site) -> None:
    own = page.url.lower()
    for headers in ({}, {"Origin": own, "Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}):
        assert post_as_the_bot(page, **headers).json()["ok"] is True


def test_this_machine_has_two_names(page: Site) -> None:
    port = page.url.rpartition(":")[2]
    assert page.get("/playground/state", Host=f"localhost:{port}").status_code == 200


@pytest.mark.parametrize("value", [None, "", "0", "true"])
def test_an_act_needs_the_header_that_no_form_can_send(page: Site, value: str | None) -> None:
    answer = page.do("digest", headers={} if value is None else {"X-Newsdesk-Playground": value})
    assert (answer.status_code, answer.json()["ok"]) == (403, False)
    assert page.controls.asked == []


def test_other_origins_are_told_nothing(page: Site) -> None:
    asked = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "POST"}
    answer = page.http.options("/playground/do/digest", headers=asked)
    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_the_state_has_what_the_page_begins_with(page: Site) -> None:
    state = page.get("/playground/state").json()
    assert state["viewer"] == ADA.id
    assert state["commands"] == page.controls.commands
    assert state["clock"]["ahead_seconds"] == 0
    assert state["latest"] == page.slack.timeline.latest
    assert {"users", "channels", "messages", "ephemerals", "modals", "homes"} <= state.keys()


def test_what_is_typed_reaches_the_bot_signed_and_as_the_viewer(page: Site) -> None:
    since = page.slack.timeline.latest
    assert page.do("type", {"channel": "C0NEWSROOM", "text": "/news x"}).json() == {"ok": True, "status": 200}
    assert page.heard == ["/slack/events"]
    request = page.slack.wait_for("request", since=since).payload["payload"]
    assert (request["user_id"], request["command"], request["text"]) == (ADA.id, "/news", "x")


def test_what_is_said_stands_in_its_thread(page: Site) -> None:
    root = page.do("say", {"channel": "#newsroom", "text": "Who said it?"}).json()["ts"]
    page.do("say", {"channel": "#newsroom", "text": "Anyone?", "thread_ts": root})
    assert [message["text"] for message in page.slack.messages("#newsroom", thread_ts=root)] == [
        "Who said it?",
        "Anyone?",
    ]


def test_a_story_is_handed_on_as_it_was_pasted(page: Site) -> None:
    text = "“Grüße,”\r\n\tsaid 🗞️."
    assert page.do("story", {"name": "A headline", "text": text}).json()["story"] == 7
    assert page.controls.asked == [("story", "A headline", text)]


REFUSED = [
    ("launch", {}, 404, "there is no such act"),
    ("type", b"{", 400, "the request is not JSON"),
    ("type", b"\xff\xfe", 400, "the request is not JSON"),
    ("type", b"[" * 100_000, 400, "the request is not JSON"),
    ("type", [], 400, "an object was expected"),
    ("type", {"channel": "C0NEWSROOM"}, 400, "text: a text was expected"),
    ("type", {"channel": 5, "text": "/news"}, 400, "channel: a text was expected"),
    ("type", {"channel": "C0NEWSROOM", "text": "news"}, 400, "not a slash command: 'news'"),
    ("say", {"channel": "#nowhere", "text": "x"}, 400, "no channel '#nowhere'"),
    ("say", {"channel": "C0NEWSROOM", "text": "x", "thread_ts": "1.2"}, 400, "invalid_thread_ts"),
    ("press", {"place": "1.000001", "action_id": "ask"}, 400, "ada sees no message 1.000001"),
    ("submit", {"view_id": "V1", "values": [1]}, 400, "values: an object was expected"),
    ("close", {"view_id": "V1"}, 400, "not_found"),
    ("clock", {"to": "never"}, 400, "not a time: never. Try: tomorrow 08:30"),
]


@pytest.mark.parametrize(("act", "body", "status", "error"), REFUSED)
def test_what_can_t_be_done_is_said_in_one_sentence(
    page: Site, act: str, body: object, status: int, error: str
) -> None:
    answer = page.do(act, body)
    assert (answer.status_code, answer.json()) == (status, {"ok": False, "error": error})


def test_an_address_that_is_only_opened_does_nothing(page: Site) -> None:
    page.get("/playground/do/digest", **HEADER)
    assert page.controls.asked == []


def test_a_text_of_five_megabytes_is_taken_and_not_much_more(page: Site) -> None:
    assert page.do("story", {"name": "long", "text": "a" * 5_000_000}).status_code == 200
    answer = page.do("story", {"name": "too long", "text": "a" * 7_500_001})
    assert (answer.status_code, answer.json()["error"]) == (413, "that is larger than 5 MB")
    assert [name for _, name, _ in page.controls.asked] == ["long"]


def test_a_file_is_dropped_as_slack_tells_of_it(page: Site) -> None:
    since = page.slack.timeline.latest
    content = base64.b64encode(b"The whale sails").decode()
    dropped = page.do("drop", {"channel": "D0ADA", "name": "whale.txt", "content": content, "text": "add this"})
    assert dropped.json()["ok"]
    event = page.slack.wait_for("request", since=since).payload["payload"]["event"]
    assert (event["type"], event["subtype"], event["text"]) == ("message", "file_share", "add this")
    (file,) = event["files"]
    assert (file["name"], file["size"], file["mimetype"]) == ("whale.txt", 15, "text/plain")
    assert page.get(f"/files/{file['id']}").status_code == 302
    assert page.get(f"/files/{file['id']}", **{"sec-fetch-site": "same-origin"}).content == b"The whale sails"


@pytest.mark.parametrize(
    "given",
    [
        {"channel": "D0ADA", "name": "whale.txt", "content": "no base64!"},
        {"channel": "D0ADA", "name": " ", "content": ""},
        {"channel": "D0NOWHERE", "name": "whale.txt", "content": ""},
        {"channel": "D0ADA", "name": "whale.txt"},
    ],
)
def test_a_file_that_is_none_is_refused(page: Site, given: dict[str, str]) -> None:
    assert page.do("drop", given).status_code == 400
    assert page.heard == []


def test_a_shortcut_carries_its_message(page: Site) -> None:
    said = page.slack.says(ADA.id, "#newsroom", "See https://paper.example/story")
    chosen = page.do("shortcut", {"channel": "C0NEWSROOM", "ts": said.ts, "callback_id": "add_to_newsdesk"})
    assert chosen.json() == {"ok": True, "status": 200}
    told = page.slack.wait_for("request", since=said.since).payload["payload"]
    assert (told["type"], told["callback_id"], told["message"]["ts"]) == ("message_action", "add_to_newsdesk", said.ts)
    assert page.do("shortcut", {"channel": "C0NEWSROOM", "ts": "1.1", "callback_id": "x"}).status_code == 400


def test_a_mistake_of_ours_shows_no_code(page: Site) -> None:
    answer = page.do("restart")
    assert (answer.status_code, answer.text) == (500, "Internal Server Error")


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(), inside, max_size=3),
    max_leaves=5,
)
NAMES = ("channel", "text", "thread_ts", "place", "action_id", "block_id", "value", "view_id", "values", "name", "to")
BODIES = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(["C0NEWSROOM", "/news", "1.000001", "V1"]) | JSON)


@given(act=st.sampled_from([act for act in ACTS if act != "restart"]), body=BODIES)
@settings(max_examples=60, deadline=None)
def test_whatever_is_asked_is_done_or_refused(served: Site, act: str, body: Json) -> None:
    answer = served.do(act, body)
    assert answer.json()["ok"] is (answer.status_code == 200), answer.text
    assert answer.status_code == 200 or (answer.status_code == 400 and answer.json()["error"])


def test_the_feed_goes_on_where_the_page_was(page: Site) -> None:
    before = page.slack.timeline.latest
    for number in (1, 2, 3):
        page.slack.timeline.publish("demo", {"text": f"line one\n\nline {number}"})
    last = page.slack.timeline.latest
    events = page.feed(3, f"?since={before}")
    assert [event["id"] for event in events] == [str(number) for number in range(before + 1, last + 1)]
    assert {event["event"] for event in events} == {"change"}
    told = json.loads(events[0]["data"])
    assert told == {"number": before + 1, "kind": "demo", "payload": {"text": "line one\n\nline 1"}}
    # The browser's own word counts, it is the newer one.
    (event,) = page.feed(1, f"?since={before}", **{"Last-Event-ID": str(last - 1)})
    assert event["id"] == str(last)


@pytest.mark.parametrize("since", ["nonsense", "-1", "²", "9" * 5000])
def test_a_feed_from_nowhere_begins_at_the_beginning(page: Site, since: str) -> None:
    page.slack.timeline.publish("demo", {})
    (event,) = page.feed(1, f"?since={since}")
    assert event["id"] == str(page.slack.timeline.changes()[0].number)


def test_a_quiet_feed_shows_that_it_lives(page: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bot.web.playground.site, "_HEARTBEAT", 0.01)
    assert page.feed(1, f"?since={page.slack.timeline.latest}") == [{"": "still here"}]


def test_what_the_page_does_not_know_is_the_bot_s(page: Site) -> None:
    assert page.get("/slack/install").status_code == 200
    assert page.heard == ["/slack/install"]
