"""Where the bot's token goes for a file's bytes, and where it does not."""

from __future__ import annotations

import httpx
import pytest
from slack_sdk import WebClient

from bot.domain.errors import SourceError
from bot.slack.files import SharedFile, SharedFiles

TOKEN = "xoxb-secret"


def read(
    url: str, answer: httpx.Response, api_url: str | None = None, largest: int = 100
) -> tuple[bytes, list[httpx.Request]]:
    asked: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return answer

    files = SharedFiles(largest=largest, api_url=api_url)
    files.close()
    files._client = httpx.Client(transport=httpx.MockTransport(handle))
    try:
        return files.read(WebClient(TOKEN), SharedFile("F1", "story.txt", "text/plain", 5, url)), asked
    finally:
        files.close()


@pytest.mark.parametrize(
    ("url", "api_url"),
    [
        ("https://files.slack.com/files-pri/T1-F1/download/story.txt", None),
        ("https://files.slack-gov.com/files-pri/T1-F1/story.txt", None),
        ("http://127.0.0.1:4101/files/F1", "http://127.0.0.1:4101/api/"),
    ],
)
def test_slack_s_own_host_gets_the_token(url: str, api_url: str | None) -> None:
    content, asked = read(url, httpx.Response(200, content=b"hello"), api_url)
    assert content == b"hello"
    assert [request.headers["authorization"] for request in asked] == [f"Bearer {TOKEN}"]


@pytest.mark.parametrize(
    ("url", "api_url"),
    [
        ("https://evil.example/files/F1", None),
        ("https://files.slack.com.evil.example/F1", None),
        ("https://files.slack.com@evil.example/F1", None),
        ("https://user@files.slack.com/F1", None),
        ("http://files.slack.com/F1", None),
        ("https://files.slack.com:8443/F1", None),
        ("https://slack.com/F1", None),
        ("http://127.0.0.1:4102/files/F1", "http://127.0.0.1:4101/api/"),
        ("http://127.0.0.1/files/F1", None),
        ("file:///etc/passwd", None),
        ("https://[bad", None),
        ("", None),
    ],
)
def test_nobody_else_does(url: str, api_url: str | None) -> None:
    with pytest.raises(SourceError, match="not kept at Slack"):
        read(url, httpx.Response(200, content=b"hello"), api_url)


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (httpx.Response(302, headers={"Location": "https://evil.example/login"}), "does not give it to me"),
        (httpx.Response(404), "does not give it to me"),
        (httpx.Response(503), "can't give it now"),
        (httpx.Response(200, content=b"x" * 101), "too large"),
    ],
)
def test_no_redirect_is_followed_and_no_more_is_read_than_may_be(answer: httpx.Response, why: str) -> None:
    with pytest.raises(SourceError, match=why) as refused:
        read("https://files.slack.com/F1", answer)
    assert TOKEN not in f"{refused.value} {refused.value.hint}"


def test_the_token_and_the_address_are_in_no_representation() -> None:
    assert "files.slack.com" not in repr(SharedFile("F1", "a", "text/plain", 1, "https://files.slack.com/secret"))
