"""Socket Mode: the same app, reached by a WebSocket that it opened itself."""

from __future__ import annotations

import base64
import hashlib
import json
import socket
import struct
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

from bot.domain.errors import NewsdeskError, SettingsError
from bot.slack import socket as socket_mode
from bot.web.playground import requests
from bot.web.playground.api import app as slack_web_api
from bot.web.playground.faults import refused
from bot.web.playground.server import LocalSlack, Serving
from tests.scenario.conftest import run_newsdesk, with_one_token

_ACCEPT = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455, section 1.3
_TEXT, _CLOSE = 0x1, 0x8


class SlacksEnd:
    """Slack's end of one WebSocket (RFC 6455): says hello, sends envelopes, and hears what comes back."""

    def __init__(self) -> None:
        self._server = socket.create_server(("127.0.0.1", 0))
        self.url = f"ws://127.0.0.1:{self._server.getsockname()[1]}/link"
        self._peer: socket.socket | None = None

    def accept(self) -> None:
        self._peer, _ = self._server.accept()
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += self._peer.recv(1024)
        headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n")[1:] if line)
        key = {name.lower(): value for name, value in headers.items()}["sec-websocket-key"]
        accepted = base64.b64encode(hashlib.sha1(f"{key}{_ACCEPT}".encode()).digest()).decode()
        answer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        self._peer.sendall(f"{answer}Sec-WebSocket-Accept: {accepted}\r\n\r\n".encode())
        self.send({"type": "hello", "num_connections": 1})

    def send(self, message: dict[str, Any]) -> None:
        assert self._peer is not None
        body = json.dumps(message).encode()
        size = bytes([len(body)]) if len(body) < 126 else b"\x7e" + struct.pack("!H", len(body))
        self._peer.sendall(bytes([0x80 | _TEXT]) + size + body)

    def heard(self) -> Iterator[dict[str, Any]]:
        """The messages of the app, until it closes the connection."""
        assert self._peer is not None
        stream = self._peer.makefile("rb")
        while len(head := stream.read(2)) == 2:
            size = head[1] & 0x7F
            if size == 126:
                (size,) = struct.unpack("!H", stream.read(2))
            mask = stream.read(4)
            body = bytes(byte ^ mask[place % 4] for place, byte in enumerate(stream.read(size)))
            if head[0] & 0xF == _TEXT:
                yield json.loads(body)
            elif head[0] & 0xF == _CLOSE:
                return

    def hang_up(self) -> None:
        """Say that the connection ends, and end it."""
        assert self._peer is not None
        self._peer.sendall(bytes([0x80 | _CLOSE, 0]))
        self._peer.close()

    def close(self) -> None:
        if self._peer is not None:
            self._peer.close()
        self._server.close()


class WithConnections:
    """The local Slack, and the one method that Socket Mode begins with; ``refusals`` are its next answers."""

    def __init__(self, slack: LocalSlack, url: str) -> None:
        self._slack, self._url = slack_web_api(slack), url
        self.refusals: list[str] = []
        self.asked = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope.get("path") != "/api/apps.connections.open":
            return await self._slack(scope, receive, send)
        self.asked += 1
        told: dict[str, object] = {"ok": True, "url": self._url}
        if self.refusals:
            told = {"ok": False, "error": self.refusals.pop(0)}
        status, headers = (429, {"retry-after": "1"}) if told.get("error") == "ratelimited" else (200, {})
        return await JSONResponse(told, status_code=status, headers=headers)(scope, receive, send)


class Process:
    """``newsdesk socket`` in a thread, against the local Slack."""

    def __init__(self, slack: LocalSlack, store_file: Path, slacks_end: SlacksEnd) -> None:
        self.slack, self.slacks_end = slack, slacks_end
        self.slack_says = WithConnections(slack, slacks_end.url)
        self._web_api = Serving(self.slack_says)
        environment = {**with_one_token(slack), "SLACK_API_URL": f"{self._web_api.url}/api/"}
        self.newsdesk = run_newsdesk(store_file, environment)
        self.stop = threading.Event()
        self.ended: NewsdeskError | None = None
        self.thread = threading.Thread(target=self._run, daemon=True)

    def _run(self) -> None:
        try:
            socket_mode.serve(self.newsdesk.side.door, self.newsdesk.side.web_client, "xapp-1", self.stop)
        except NewsdeskError as error:
            self.ended = error

    def hears(self, kind: str, payload: dict[str, Any]) -> dict[str, Any]:
        """What it answers to an envelope."""
        self.slacks_end.send({"envelope_id": "e1", "type": kind, "accepts_response_payload": True, "payload": payload})
        return next(self.slacks_end.heard())

    def command(self, text: str) -> dict[str, Any]:
        with self.slack.timeline.lock:
            ada, newsroom = self.slack.user("ada"), self.slack.channel("#newsroom")
            hook = self.slack.state.hooks.new(ada.id, newsroom.id)
            url, trigger = self.slack.state.response_url(hook.id), self.slack.state.surfaces.new_trigger(ada.id)
            name, _, words = text.partition(" ")
            return dict(requests.slash_command(self.slack.state, ada, newsroom, name, words, url, trigger).payload)

    def close(self) -> None:
        self.stop.set()
        if self.thread.ident:
            self.thread.join()
        self.newsdesk.close()
        self._web_api.stop()


@pytest.fixture
def process(slack: LocalSlack, store_file: Path, slacks_end: SlacksEnd) -> Iterator[Process]:
    running = Process(slack, store_file, slacks_end)
    running.thread.start()
    yield running
    running.close()


@pytest.fixture
def slacks_end() -> Iterator[SlacksEnd]:
    end = SlacksEnd()
    yield end
    end.close()


def test_a_command_over_socket_mode(slack: LocalSlack, process: Process, slacks_end: SlacksEnd) -> None:
    slacks_end.accept()
    assert process.hears("slash_commands", process.command("/quotes Stoltenberg"))["envelope_id"] == "e1"
    assert "negotiate in good faith" in slack.wait_for("ephemeral", user="ada", timeout=10).words
    process.stop.set()
    assert list(slacks_end.heard()) == []


@pytest.mark.parametrize("meanwhile", [[], ["ratelimited"]], ids=str)
def test_a_short_outage_is_survived(
    slack: LocalSlack, process: Process, slacks_end: SlacksEnd, meanwhile: list[str], may_warn: None
) -> None:
    slacks_end.accept()
    process.slack_says.refusals += meanwhile
    slacks_end.hang_up()
    slacks_end.accept()
    process.hears("slash_commands", process.command("/quotes Stoltenberg"))
    assert "negotiate in good faith" in slack.wait_for("ephemeral", user="ada", timeout=10).words
    assert process.ended is None
    assert process.slack_says.refusals == []


def test_slack_has_no_time_for_the_first_connection(slack: LocalSlack, store_file: Path, slacks_end: SlacksEnd) -> None:
    process = Process(slack, store_file, slacks_end)
    process.slack_says.refusals.append("ratelimited")
    process.thread.start()
    slacks_end.accept()
    assert process.hears("slash_commands", process.command("/quotes Stoltenberg"))["envelope_id"] == "e1"
    process.close()


@pytest.mark.parametrize("code", ["invalid_auth", "not_allowed_token_type"])
def test_a_process_that_slack_never_connects_again_ends_and_says_why(
    process: Process, slacks_end: SlacksEnd, code: str, may_warn: None
) -> None:
    slacks_end.accept()
    process.slack_says.refusals += [code] * 5
    slacks_end.hang_up()
    process.thread.join(30)
    assert isinstance(process.ended, SettingsError)
    assert f"SLACK_APP_TOKEN: Slack refuses it ({code})" in str(process.ended)


def test_a_process_whose_socket_mode_is_turned_off_ends_and_says_so(process: Process, slacks_end: SlacksEnd) -> None:
    slacks_end.accept()
    slacks_end.send({"type": "disconnect", "reason": "link_disabled", "debug_info": {"host": "applink-1"}})
    process.thread.join(30)
    assert isinstance(process.ended, SettingsError)
    assert "Socket Mode was turned off" in str(process.ended)


def test_words_that_only_look_like_the_end_are_none(slack: LocalSlack, process: Process, slacks_end: SlacksEnd) -> None:
    slacks_end.accept()
    process.hears("slash_commands", process.command("/news link_disabled disconnect"))
    assert "link_disabled" in slack.wait_for("ephemeral", user="ada", timeout=10).words
    assert process.ended is None


def test_a_token_that_slack_refuses(slack: LocalSlack, store_file: Path, may_warn: None) -> None:
    newsdesk = run_newsdesk(store_file, with_one_token(slack))
    slack.faults.next("apps.connections.open", refused("invalid_auth"))
    with pytest.raises(SettingsError, match=r"SLACK_APP_TOKEN.*invalid_auth"):
        socket_mode.serve(newsdesk.side.door, newsdesk.side.web_client, "xapp-1", threading.Event())
    newsdesk.close()


def test_without_a_way_to_slack_that_is_told_in_words(slack: LocalSlack, store_file: Path, may_warn: None) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    newsdesk = run_newsdesk(store_file, {**with_one_token(slack), "SLACK_API_URL": f"http://127.0.0.1:{port}/api/"})
    with pytest.raises(NewsdeskError, match=r"Slack can't be reached: .*: the connection was refused") as told:
        socket_mode.serve(newsdesk.side.door, newsdesk.side.web_client, "xapp-1", threading.Event())
    assert "Errno" not in str(told.value)
    assert told.value.hint
    newsdesk.close()
