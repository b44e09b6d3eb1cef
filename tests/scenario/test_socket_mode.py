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

    def close(self) -> None:
        if self._peer is not None:
            self._peer.close()
        self._server.close()


class WithConnections:
    """The local Slack, and the one method that Socket Mode begins with."""

    def __init__(self, slack: LocalSlack, url: str) -> None:
        self._slack, self._url = slack_web_api(slack), url

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope.get("path") == "/api/apps.connections.open":
            await JSONResponse({"ok": True, "url": self._url})(scope, receive, send)
        else:
            await self._slack(scope, receive, send)


@pytest.fixture
def slacks_end() -> Iterator[SlacksEnd]:
    end = SlacksEnd()
    yield end
    end.close()


def test_a_command_over_socket_mode(slack: LocalSlack, store_file: Path, slacks_end: SlacksEnd) -> None:
    web_api = Serving(WithConnections(slack, slacks_end.url))
    newsdesk = run_newsdesk(store_file, {**with_one_token(slack), "SLACK_API_URL": f"{web_api.url}/api/"})
    stop = threading.Event()
    serving = threading.Thread(
        target=socket_mode.serve, args=(newsdesk.side.door, newsdesk.side.web_client, "xapp-1", stop)
    )
    serving.start()
    slacks_end.accept()
    with slack.timeline.lock:
        ada, newsroom = slack.user("ada"), slack.channel("#newsroom")
        hook = slack.state.hooks.new(ada.id, newsroom.id)
        url, trigger = slack.state.response_url(hook.id), slack.state.surfaces.new_trigger(ada.id)
        command = requests.slash_command(slack.state, ada, newsroom, "/quotes", "Stoltenberg", url, trigger)
    envelope = {"envelope_id": "e1", "type": "slash_commands", "accepts_response_payload": True}
    slacks_end.send({**envelope, "payload": command.payload})
    assert next(slacks_end.heard())["envelope_id"] == "e1"
    assert "negotiate in good faith" in slack.wait_for("ephemeral", user="ada", timeout=10).words
    stop.set()
    assert list(slacks_end.heard()) == []
    serving.join()
    newsdesk.close()
    web_api.stop()


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
