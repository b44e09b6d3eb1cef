"""What the local workspace sends to an app is what Slack sends: a real Bolt app and Slack's verifier take it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
from slack_bolt import App, BoltRequest
from slack_sdk import WebClient
from slack_sdk.signature import Clock as SdkClock
from slack_sdk.signature import SignatureVerifier
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.web.playground.clock import AdjustableClock, utc_now
from bot.web.playground.server import LocalSlack, Serving
from bot.web.playground.shapes import Json

START = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)


class Receiver:
    """An app's HTTP side that only listens: it keeps the requests and gives the answers that it was told to."""

    def __init__(self, serving: Serving) -> None:
        self.requests: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[Response] = []
        serving.application = Starlette(routes=[Route("/slack/events", self._take, methods=["POST"])])
        self.url = f"{serving.url}/slack/events"

    async def _take(self, request: Request) -> Response:
        self.requests.append((dict(request.headers), await request.body()))
        return self.answers.pop(0) if self.answers else Response()

    @property
    def form(self) -> dict[str, str]:
        """The last request's form fields."""
        return {name: values[0] for name, values in parse_qs(self.requests[-1][1].decode(), True).items()}

    @property
    def interaction(self) -> Json:
        """The last request's ``payload``."""
        return dict(json.loads(self.form["payload"]))

    @property
    def events(self) -> list[Json]:
        """All events that came, with their envelopes."""
        return [json.loads(body) for headers, body in self.requests if headers["content-type"] == "application/json"]


@pytest.fixture
def clock() -> AdjustableClock:
    return AdjustableClock(lambda: START)


@pytest.fixture(scope="module")
def servers() -> Iterator[tuple[Serving, Serving]]:
    """Two running servers: Slack's, and the app's."""
    both = Serving(Starlette()), Serving(Starlette())
    yield both
    for server in both:
        server.stop()


@pytest.fixture
def app(servers: tuple[Serving, Serving]) -> Receiver:
    return Receiver(servers[1])


@pytest.fixture
def slack(app: Receiver, clock: AdjustableClock, servers: tuple[Serving, Serving]) -> Iterator[LocalSlack]:
    with LocalSlack(clock=clock, app_url=app.url, serving=servers[0]) as workspace:
        yield workspace


def posted(slack: LocalSlack, *blocks: Json, channel: str = "C0NEWSROOM") -> str:
    client = WebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[])
    return str(client.chat_postMessage(channel=channel, text="words", blocks=list(blocks))["ts"])


def button(action_id: str = "ask:quotes", **more: Any) -> Json:
    return {"type": "button", "text": {"type": "plain_text", "text": "Quotes"}, "action_id": action_id, **more}


ACTIONS = {"type": "actions", "block_id": "row", "elements": [button(value='{"k":"quotes"}')]}
FIELD = {
    "type": "input",
    "block_id": "when",
    "label": {"type": "plain_text", "text": "When"},
    "element": {"type": "timepicker", "action_id": "time", "initial_time": "08:30"},
}
TYPED = {
    "type": "input",
    "block_id": "what",
    "label": {"type": "plain_text", "text": "What"},
    "element": {"type": "plain_text_input", "action_id": "query"},
}
MODAL = {
    "type": "modal",
    "callback_id": "digest",
    "title": {"type": "plain_text", "text": "Digest"},
    "submit": {"type": "plain_text", "text": "Save"},
    "blocks": [FIELD, TYPED],
}


def a_modal(slack: LocalSlack, **more: Any) -> str:
    with slack.timeline.lock:
        trigger_id = slack.state.surfaces.new_trigger("U0ADA")
        return str(slack.state.surfaces.open(trigger_id, {**MODAL, **more})["id"])


def answer(**body: Any) -> Response:
    return Response(json.dumps(body), media_type="application/json")


# Signatures


class FixedClock(SdkClock):
    def __init__(self, moment: datetime) -> None:
        self._moment = moment

    def now(self) -> float:
        return self._moment.timestamp()


def test_every_request_is_signed_as_slack_signs(slack: LocalSlack, app: Receiver) -> None:
    slack.types("ada", "#newsroom", "/quotes together")
    slack.says("ada", "@newsdesk", "who is Khalilzad?")
    verifier = SignatureVerifier(slack.signing_secret)
    assert [verifier.is_valid_request(body, headers) for headers, body in app.requests] == [True, True]


def test_signatures_can_be_wrong_or_old(slack: LocalSlack, app: Receiver) -> None:
    good = slack.doorway.signer
    slack.doorway.signer = replace(good, secret="another")
    slack.types("ada", "#newsroom", "/quotes")
    slack.doorway.signer = replace(good, clock=lambda: utc_now() - timedelta(seconds=301))
    slack.types("ada", "#newsroom", "/quotes")
    verifier = SignatureVerifier(slack.signing_secret)
    assert [verifier.is_valid_request(body, headers) for headers, body in app.requests] == [False, False]
    # The second is only too old: at its own time it was good.
    then = SignatureVerifier(slack.signing_secret, FixedClock(utc_now() - timedelta(seconds=301)))
    assert then.is_valid_request(app.requests[1][1], app.requests[1][0])


# Slash commands


def test_a_slash_command_has_slacks_fields(slack: LocalSlack, app: Receiver) -> None:
    delivery = slack.types("ada", "#newsroom", '/quotes @ben "in full" from:bbc')
    assert (delivery.status, delivery.body) == (200, "")
    assert {name: value for name, value in app.form.items() if name not in {"response_url", "trigger_id", "token"}} == {
        "team_id": "T0NEWSDESK",
        "team_domain": "daily-example",
        "channel_id": "C0NEWSROOM",
        "channel_name": "newsroom",
        "user_id": "U0ADA",
        "user_name": "ada",
        "command": "/quotes",
        "text": '<@U0BEN|ben> "in full" from:bbc',
        "api_app_id": "A0NEWSDESK",
        "is_enterprise_install": "false",
    }
    assert app.form["response_url"].startswith(slack.state.base_url)


def test_a_command_works_where_the_bot_is_not_and_in_its_messages(slack: LocalSlack, app: Receiver) -> None:
    slack.types("ada", "#private-desk", "/news")
    assert (app.form["channel_id"], app.form["channel_name"], app.form["text"]) == ("C0PRIVATE", "privategroup", "")
    slack.types("ben", "@newsdesk", "/news")
    assert (app.form["channel_id"], app.form["channel_name"]) == ("D0BEN", "directmessage")


@pytest.mark.parametrize(
    ("response", "kind", "words"),
    [
        (Response("Just text", media_type="text/plain"), "ephemeral", "Just text"),
        (answer(text="As JSON"), "ephemeral", "As JSON"),
        (answer(text="For all", response_type="in_channel"), "message", "For all"),
        (Response(status_code=500), "problem", '/quotes failed with the error "http_service_error"'),
        (Response(status_code=401), "problem", '/quotes failed with the error "http_client_error"'),
        (answer(blocks=[{"type": "poster"}]), "problem", '/quotes failed with the error "invalid_blocks"'),
    ],
)
def test_what_the_acknowledgement_says_is_shown(
    slack: LocalSlack, app: Receiver, response: Response, kind: str, words: str
) -> None:
    app.answers.append(response)
    delivery = slack.types("ada", "#newsroom", "/quotes together")
    assert slack.wait_for(kind, words, channel="#newsroom", user="ada" if kind != "message" else "").number > 0
    assert delivery.status == response.status_code


def test_an_app_that_is_not_there_fails_as_in_slack(slack: LocalSlack) -> None:
    slack.app_url = "http://127.0.0.1:9/slack/events"
    assert slack.types("ada", "#newsroom", "/quotes").problem == "dispatch_failed"
    slack.wait_for("problem", '/quotes failed with the error "dispatch_failed"', user="ada")


# Events


def test_a_mention_in_a_thread_is_told_with_its_thread(slack: LocalSlack, app: Receiver) -> None:
    root = posted(slack)
    said = slack.says("ben", "#newsroom", "@newsdesk who is R&D?", thread_ts=root)
    (envelope,) = app.events
    event = envelope["event"]
    assert (envelope["type"], envelope["team_id"], envelope["event_time"]) == (
        "event_callback",
        "T0NEWSDESK",
        int(START.timestamp()),
    )
    assert envelope["authorizations"][0]["user_id"] == "U0NEWSDESK"
    assert (event["type"], event["channel"], event["user"]) == ("app_mention", "C0NEWSROOM", "U0BEN")
    assert event["text"] == "<@U0NEWSDESK> who is R&amp;D?"
    assert (event["ts"], event["thread_ts"]) == (said.ts, root)
    assert slack.messages("#newsroom", thread_ts=root)[-1]["ts"] == said.ts


def test_a_direct_message_is_a_message_and_with_a_mention_both(slack: LocalSlack, app: Receiver) -> None:
    assert slack.says("ada", "@newsdesk", "hello").ok
    assert slack.says("ada", "@newsdesk", "@newsdesk hello").ok
    kinds = [(envelope["event"]["type"], envelope["event"].get("channel_type")) for envelope in app.events]
    assert kinds == [("message", "im"), ("app_mention", None), ("message", "im")]
    assert app.events[1]["event"]["ts"] == app.events[2]["event"]["ts"]
    assert app.events[1]["event_id"] != app.events[2]["event_id"]


@pytest.mark.parametrize(("channel", "text"), [("#newsroom", "no mention"), ("#lobby", "@newsdesk are you here?")])
def test_the_app_hears_only_what_is_meant_for_it(slack: LocalSlack, app: Receiver, channel: str, text: str) -> None:
    assert slack.says("ada", channel, text).deliveries == ()
    assert app.events == []
    assert len(slack.messages(channel)) == 1


def test_a_retry_is_the_same_event_marked(slack: LocalSlack, app: Receiver) -> None:
    (delivery,) = slack.says("ada", "@newsdesk", "hello").deliveries
    slack.retries(delivery, 2, "http_timeout")
    (first, body), (again, same) = app.requests
    assert body == same
    assert "x-slack-retry-num" not in first
    assert (again["x-slack-retry-num"], again["x-slack-retry-reason"]) == ("2", "http_timeout")


def test_opening_the_home_tells_what_it_shows(slack: LocalSlack, app: Receiver) -> None:
    slack.opens_home("ada")
    client = WebClient(token=slack.bot_token, base_url=slack.api_url)
    view = client.views_publish(user_id="U0ADA", view={"type": "home", "blocks": [ACTIONS]})["view"]
    slack.opens_home("ada")
    first, second = (envelope["event"] for envelope in app.events)
    assert (first["type"], first["user"], first["tab"], first["channel"]) == (
        "app_home_opened",
        "U0ADA",
        "home",
        "D0ADA",
    )
    assert "view" not in first
    assert second["view"]["id"] == view["id"]


def test_other_events_can_happen(slack: LocalSlack, app: Receiver) -> None:
    slack.happens({"type": "app_uninstalled"})
    assert app.events[0]["event"] == {"type": "app_uninstalled"}


# Interactions


def test_a_button_in_a_message_says_where_it_is(slack: LocalSlack, app: Receiver) -> None:
    ts = posted(slack, ACTIONS)
    slack.presses("ben", ts, "ask:quotes")
    payload = app.interaction
    (action,) = payload["actions"]
    assert (payload["type"], payload["user"]["id"], payload["channel"]["id"]) == (
        "block_actions",
        "U0BEN",
        "C0NEWSROOM",
    )
    assert payload["container"] == {
        "type": "message",
        "message_ts": ts,
        "channel_id": "C0NEWSROOM",
        "is_ephemeral": False,
    }
    assert payload["message"]["ts"] == ts
    assert (action["type"], action["block_id"], action["action_id"], action["value"]) == (
        "button",
        "row",
        "ask:quotes",
        '{"k":"quotes"}',
    )
    assert action["action_ts"]
    assert payload["trigger_id"]


def test_only_its_reader_can_press_in_an_ephemeral_message(slack: LocalSlack, app: Receiver) -> None:
    app.answers.append(answer(text="found", blocks=[ACTIONS]))
    slack.types("ada", "#lobby", "/news")
    ts = slack.wait_for("ephemeral", "found", user="ada").ts
    slack.presses("ada", ts, "ask:quotes")
    payload = app.interaction
    assert payload["container"]["is_ephemeral"] is True
    assert "message" not in payload
    with pytest.raises(ValueError, match="ben sees no message"):
        slack.presses("ben", ts, "ask:quotes")


def test_a_presss_response_url_replaces_the_message(slack: LocalSlack, app: Receiver) -> None:
    ts = posted(slack, ACTIONS)
    slack.presses("ada", ts, "ask:quotes")
    httpx.post(app.interaction["response_url"], json={"text": "page 2", "replace_original": True}, trust_env=False)
    assert [message["text"] for message in slack.messages("#newsroom")] == ["page 2"]


def test_menus_say_what_was_chosen(slack: LocalSlack, app: Receiver) -> None:
    options = [{"text": {"type": "plain_text", "text": text}, "value": text} for text in ("pause", "stop")]
    more = {"type": "overflow", "action_id": "more", "options": options}
    ts = posted(slack, {"type": "section", "text": {"type": "mrkdwn", "text": "x"}, "accessory": more})
    slack.presses("ada", ts, "more", "stop")
    assert app.interaction["actions"][0]["selected_option"] == options[1]
    with pytest.raises(ValueError, match="does not offer 'start'"):
        slack.presses("ada", ts, "more", "start")
    with pytest.raises(ValueError, match=r"no element 'less' there, only \['more'\]"):
        slack.presses("ada", ts, "less")


def test_a_submission_carries_what_was_typed_and_what_stood_there(slack: LocalSlack, app: Receiver) -> None:
    view_id = a_modal(slack, private_metadata="C0NEWSROOM")
    slack.submits("ada", view_id, {"query": "kabul"})
    view = app.interaction["view"]
    assert (app.interaction["type"], view["callback_id"], view["private_metadata"]) == (
        "view_submission",
        "digest",
        "C0NEWSROOM",
    )
    assert view["state"]["values"] == {
        "when": {"time": {"type": "timepicker", "selected_time": "08:30"}},
        "what": {"query": {"type": "plain_text_input", "value": "kabul"}},
    }
    assert slack.state.snapshot()["modals"] == {}


def test_a_required_field_must_be_filled(slack: LocalSlack, app: Receiver) -> None:
    view_id = a_modal(slack)
    with pytest.raises(ValueError, match="a required field is empty: what/query"):
        slack.submits("ada", view_id)
    with pytest.raises(ValueError, match="the view has no field colour"):
        slack.submits("ada", view_id, {"colour": "red"})
    assert app.requests == []


def test_the_answer_to_a_submission_is_done(slack: LocalSlack, app: Receiver) -> None:
    view_id = a_modal(slack)
    app.answers += [
        answer(response_action="errors", errors={"what": "I cannot read that."}),
        answer(response_action="update", view={**MODAL, "callback_id": "second"}),
        answer(response_action="push", view=MODAL),
        answer(response_action="update", view={"type": "modal"}),
        Response(status_code=500),
        answer(response_action="clear"),
    ]
    values = {"query": "kabul"}
    slack.submits("ada", view_id, values)
    assert slack.wait_for("view", "").view["id"] == view_id
    assert slack.state.snapshot()["modals"]["U0ADA"][0]["errors"] == {"what": "I cannot read that."}
    slack.submits("ada", view_id, values)
    assert slack.state.snapshot()["modals"]["U0ADA"][0]["callback_id"] == "second"
    slack.submits("ada", view_id, values)
    first, second = slack.state.snapshot()["modals"]["U0ADA"]
    assert (first["id"], second["previous_view_id"]) == (view_id, view_id)
    slack.submits("ada", second["id"], values)
    slack.wait_for("problem", "missing required field: title", user="ada")
    slack.submits("ada", second["id"], values)
    slack.wait_for("problem", "We had some trouble connecting", user="ada")
    slack.submits("ada", second["id"], values)
    assert slack.state.snapshot()["modals"] == {}


def test_closing_a_view_is_told_when_it_was_asked_for(slack: LocalSlack, app: Receiver) -> None:
    assert slack.closes("ada", a_modal(slack)) is None
    slack.closes("ada", a_modal(slack, notify_on_close=True))
    assert (app.interaction["type"], app.interaction["is_cleared"]) == ("view_closed", False)


def test_a_choice_in_a_view_is_remembered(slack: LocalSlack, app: Receiver) -> None:
    row = {"type": "actions", "block_id": "when", "elements": [{"type": "timepicker", "action_id": "time"}]}
    view_id = a_modal(slack, blocks=[row])
    slack.presses("ada", view_id, "time", "09:15")
    assert app.interaction["container"] == {"type": "view", "view_id": view_id}
    assert app.interaction["view"]["state"]["values"]["when"]["time"]["selected_time"] == "09:15"
    assert "response_url" not in app.interaction


def test_an_external_select_asks_the_app(slack: LocalSlack, app: Receiver) -> None:
    zone = {"type": "external_select", "action_id": "zone", "min_query_length": 2}
    view_id = a_modal(slack, blocks=[{"type": "actions", "block_id": "b", "elements": [zone]}])
    offered = {"text": {"type": "plain_text", "text": "Europe/Berlin"}, "value": "Europe/Berlin"}
    app.answers.append(answer(options=[offered]))
    assert slack.looks_up("ada", view_id, "zone", "berl") == [offered]
    assert (app.interaction["type"], app.interaction["value"]) == ("block_suggestion", "berl")


def an_option(value: str) -> dict[str, object]:
    return {"text": {"type": "plain_text", "text": value}, "value": value}


def test_only_what_the_app_offered_can_be_chosen(slack: LocalSlack, app: Receiver) -> None:
    zone = {"type": "external_select", "action_id": "zone", "min_query_length": 0, "initial_option": an_option("UTC")}
    view_id = a_modal(slack, blocks=[{"type": "actions", "block_id": "b", "elements": [zone]}])
    with pytest.raises(ValueError, match="does not offer 'Asia/Tokyo'"):
        slack.presses("ada", view_id, "zone", "Asia/Tokyo")
    app.answers.append(answer(options=[an_option("Asia/Tokyo")]))
    slack.looks_up("ada", view_id, "zone", "")
    slack.presses("ada", view_id, "zone", "Asia/Tokyo")
    assert app.interaction["actions"][0]["selected_option"] == an_option("Asia/Tokyo")
    slack.presses("ada", view_id, "zone", "UTC")


def test_slack_asks_for_options_from_the_third_character_on(slack: LocalSlack, app: Receiver) -> None:
    zone = {"type": "external_select", "action_id": "zone"}
    view_id = a_modal(slack, blocks=[{"type": "actions", "block_id": "b", "elements": [zone]}])
    assert slack.looks_up("ada", view_id, "zone", "be") == []
    app.answers.append(answer(options=[an_option("Europe/Berlin")]))
    assert slack.looks_up("ada", view_id, "zone", "ber") == [an_option("Europe/Berlin")]


@pytest.mark.parametrize(
    "offered",
    [
        [{"text": "no text object", "value": "a"}],
        [an_option("x" * 151)],
        [an_option(str(number)) for number in range(101)],
    ],
)
def test_options_that_slack_refuses_offer_nothing(slack: LocalSlack, app: Receiver, offered: list[object]) -> None:
    zone = {"type": "external_select", "action_id": "zone", "min_query_length": 0}
    view_id = a_modal(slack, blocks=[{"type": "actions", "block_id": "b", "elements": [zone]}])
    app.answers.append(answer(options=offered))
    assert slack.looks_up("ada", view_id, "zone", "") == []
    assert "The app's options were refused" in slack.wait_for("problem", user="ada").words


def test_a_message_shortcut_carries_the_message(slack: LocalSlack, app: Receiver) -> None:
    ts = slack.says("ben", "#newsroom", "look at this").ts
    slack.uses_shortcut("ada", "#newsroom", ts, "related_stories")
    payload = app.interaction
    assert (payload["type"], payload["callback_id"], payload["message"]["text"]) == (
        "message_action",
        "related_stories",
        "look at this",
    )


def test_a_button_for_others_is_not_there_for_one(slack: LocalSlack) -> None:
    ts = posted(slack, {"type": "actions", "elements": [button("share", visible_to_user_ids=["U0ADA"])]})
    assert slack.presses("ada", ts, "share").ok
    with pytest.raises(ValueError, match="ben does not see share"):
        slack.presses("ben", ts, "share")


def test_a_page_can_be_drawn_from_the_snapshot_and_the_feed(slack: LocalSlack, app: Receiver) -> None:
    posted(slack, ACTIONS)
    app.answers.append(answer(text="for ada"))
    slack.types("ada", "#newsroom", "/news")
    view_id = a_modal(slack)
    snapshot = json.loads(json.dumps(slack.state.snapshot()))
    assert [message["text"] for message in snapshot["messages"]["C0NEWSROOM"]] == ["words"]
    assert [(entry["user"], entry["message"]["text"]) for entry in snapshot["ephemerals"]] == [("U0ADA", "for ada")]
    assert [view["id"] for view in snapshot["modals"]["U0ADA"]] == [view_id]
    slack.says("ben", "#newsroom", "later")
    with slack.timeline.subscription(since=snapshot["latest"]) as queue:
        change = queue.get()
    assert change is not None
    assert (change.kind, change.channel, change.message["text"]) == ("message", "C0NEWSROOM", "later")


# With a real Bolt app


@pytest.fixture
def bolted() -> Iterator[LocalSlack]:
    """A workspace with a small app by Bolt, served as Newsdesk is."""
    with LocalSlack() as workspace:
        client = WebClient(token=workspace.bot_token, base_url=workspace.api_url)
        app = App(client=client, signing_secret=workspace.signing_secret)

        @app.command("/quotes")
        def quotes(ack: Any, respond: Any, command: Any) -> None:
            ack()
            respond(text=f"quotes about {command['text']}", blocks=[ACTIONS])

        @app.action("ask:quotes")
        def more(ack: Any, client: Any, body: Any) -> None:
            ack()
            client.views_open(trigger_id=body["trigger_id"], view=MODAL)

        @app.view("digest")
        def save(ack: Any, client: Any, view: Any, body: Any) -> None:
            ack()
            typed = view["state"]["values"]["what"]["query"]["value"]
            client.chat_postMessage(channel=body["user"]["id"], text=f"saved {typed}")

        @app.event("app_mention")
        def mentioned(event: Any, say: Any) -> None:
            say(text=f"you said {event['text']}", thread_ts=event.get("thread_ts", event["ts"]))

        async def receive(request: Request) -> Response:
            headers: dict[str, str | Sequence[str]] = dict(request.headers)
            body = (await request.body()).decode()
            answer = await run_in_threadpool(app.dispatch, BoltRequest(body=body, headers=headers))
            return Response(answer.body, answer.status, {name: values[0] for name, values in answer.headers.items()})

        serving = Serving(Starlette(routes=[Route("/slack/events", receive, methods=["POST"])]))
        workspace.app_url = f"{serving.url}/slack/events"
        yield workspace
        serving.stop()


def test_bolt_takes_a_command_a_press_and_a_submission(bolted: LocalSlack) -> None:
    asked = bolted.types("ada", "#lobby", "/quotes together")
    assert asked.status == 200
    answered = bolted.wait_for("ephemeral", "quotes about together", user="ada", since=asked.since)
    bolted.presses("ada", answered.ts, "ask:quotes")
    opened = bolted.wait_for("view", "Digest", user="ada").view
    bolted.submits("ada", opened["id"], {"query": "kabul"})
    assert bolted.wait_for("message", "saved kabul", channel="@newsdesk", user="ada").channel == "D0ADA"


def test_bolt_answers_a_mention_in_its_thread(bolted: LocalSlack) -> None:
    said = bolted.says("ada", "#newsroom", "@newsdesk hello")
    answered = bolted.wait_for("message", "you said", since=said.since, where=lambda change: "bot_id" in change.message)
    assert answered.message["thread_ts"] == said.ts


def test_bolt_refuses_a_wrong_signature(bolted: LocalSlack) -> None:
    bolted.doorway.signer = replace(bolted.doorway.signer, secret="another")
    assert bolted.types("ada", "#newsroom", "/quotes").status == 401
