"""Where an answer goes: to one person by their ``response_url``, or into the channel for everybody."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import Protocol

from slack_sdk import WebClient
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler
from slack_sdk.webhook import WebhookClient

from bot.domain.errors import DeliveryError
from bot.slack.views.blocks import Message, modal_view

# At debug level slack_sdk logs whole requests: tokens, response URLs, what people wrote.
quiet = logging.getLogger("bot.slack.sdk")
quiet.setLevel(logging.CRITICAL)  # what fails is raised, and told where it is caught


class Reply(Protocol):
    """A way to answer one request."""

    def __call__(self, message: Message) -> None:
        """Send ``message``.

        Raises:
            DeliveryError, SlackApiError: if Slack refuses it.
            OSError: without Slack.
        """


@dataclass(frozen=True, slots=True)
class ByUrl:
    """An answer by ``response_url``, for its asker alone unless ``in_channel``; ``replace`` takes the old one's place.

    Slack takes 5 of them within 30 minutes of the request.
    """

    url: str = field(repr=False)
    in_channel: bool = False
    replace: bool = False
    thread_ts: str | None = None

    def __call__(self, message: Message) -> None:
        """Raises: DeliveryError if Slack refuses it (the URL is used up, or too old)."""
        body: dict[str, object] = {
            "text": message.text,
            "blocks": list(message.blocks),
            "response_type": "in_channel" if self.in_channel else "ephemeral",
            "replace_original": self.replace,
            "unfurl_links": False,
            "unfurl_media": False,
        }
        if self.thread_ts:
            body["thread_ts"] = self.thread_ts
        # Bolt's own respond() sends again after a lost connection, which can answer twice, and tells no error.
        client = WebhookClient(self.url, logger=quiet, timeout=15, retry_handlers=[RateLimitErrorRetryHandler()])
        answer = client.send_dict(body)
        if answer.status_code != 200 or answer.body.startswith('{"ok":false'):
            raise DeliveryError("could not answer", "", f"Slack said {answer.status_code}: {answer.body[:80]}")


@dataclass(frozen=True, slots=True)
class Posted:
    """An answer as a message that everybody in the channel sees; in a thread, if one is given.

    A user's id as ``channel`` makes it a direct message.
    """

    client: WebClient = field(repr=False)
    channel: str
    thread_ts: str | None = None

    def __call__(self, message: Message) -> None:
        """Raises: SlackApiError if Slack refuses it."""
        self.client.chat_postMessage(
            channel=self.channel,
            thread_ts=self.thread_ts,
            text=message.text,
            blocks=list(message.blocks),
            unfurl_links=False,
            unfurl_media=False,
        )


@dataclass(frozen=True, slots=True)
class InModal:
    """An answer in a modal that is open already."""

    client: WebClient = field(repr=False)
    view_id: str

    def __call__(self, message: Message) -> None:
        """Raises: SlackApiError if Slack refuses it."""
        self.client.views_update(view_id=self.view_id, view=modal_view("Newsdesk", list(message.blocks)))


def web_client(token: str | None = None, *, api_url: str | None = None) -> WebClient:
    """A Web API client that sends nothing twice.

    slack_sdk's default sends a request again when the connection breaks before the answer, and Slack may have
    stored the first one: it was seen to post twice. Only a rate limit, which stores nothing, is tried again.
    """
    return WebClient(
        token=token,
        base_url=api_url or WebClient.BASE_URL,
        timeout=15,
        logger=quiet,
        retry_handlers=[RateLimitErrorRetryHandler(max_retry_count=1)],
    )
