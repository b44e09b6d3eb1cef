"""Posts digests, and finds them again: ``bot.digests.deliver.Poster`` over Slack's Web API."""

from __future__ import annotations

import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPException
from typing import Any
from urllib.error import URLError

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import SlackResponse

from bot.digests.posting import FrozenMessage, Posted
from bot.domain.digest import Trouble
from bot.domain.errors import DeliveryError, cause_of
from bot.slack.authorisation import Tokens
from bot.slack.refusals import wait_of
from bot.slack.replies import quiet
from bot.slack.views import digests

EVENT_TYPE = "news_digest"
_PAGE = 200
_MOST_PAGES = 50
_CODE = re.compile(r"[a-z][a-z0-9_]*")
_NEVER_CONNECTED = (ConnectionRefusedError, socket.gaierror, ssl.SSLCertVerificationError)


@dataclass(frozen=True, slots=True)
class _Hand:
    """Our hand in one workspace: its client, and the bot id that its messages carry."""

    client: WebClient
    bot_id: str


class SlackPoster:
    """Posts with each workspace's own token. Nothing is ever sent twice: what to do next is for the caller to decide.

    Not even a rate limit is waited for here: Slack may ask for minutes, and the delivery's lease runs meanwhile.
    """

    def __init__(self, tokens: Tokens, *, api_url: str | None = None) -> None:
        self._tokens, self._api_url = tokens, api_url
        self._hands: dict[str, _Hand] = {}
        self._lock = threading.Lock()

    def post(
        self,
        channel: str,
        message: FrozenMessage,
        *,
        workspace: str,
        key: str,
        mark: str,
        thread_ts: str | None = None,
    ) -> Posted:
        """Post once, with ``key`` in the metadata. Raises: DeliveryError."""
        client = self._client(workspace)
        with _delivery_errors("could not post", channel):
            answer = client.chat_postMessage(
                channel=channel,
                thread_ts=thread_ts,
                text=message.text,
                blocks=list(message.blocks),
                metadata={"event_type": EVENT_TYPE, "event_payload": {"key": key}},
                unfurl_links=False,
                unfurl_media=False,
            )
        return Posted(str(answer["ts"]))

    def find(
        self,
        channel: str,
        *,
        workspace: str,
        key: str,
        mark: str,
        since: datetime,
        thread_ts: str | None = None,
    ) -> str | None:
        """The ``ts`` of our own message with ``key`` or ``mark``, posted after ``since``. Raises: DeliveryError."""
        hand = self._hand(workspace)
        with _delivery_errors("could not read the history of", channel):
            for message in _messages(hand.client, channel, since, thread_ts):
                if message.get("bot_id") == hand.bot_id and (_has_key(message, key) or _has_mark(message, mark)):
                    return str(message["ts"])
        return None

    def direct_message(self, user: str, trouble: Trouble, *, workspace: str) -> None:
        """Tell a user what went wrong. Raises: DeliveryError."""
        told = digests.trouble(trouble)
        client = self._client(workspace)
        with _delivery_errors("could not tell", user):
            client.chat_postMessage(
                channel=user, text=told.text, blocks=list(told.blocks), unfurl_links=False, unfurl_media=False
            )

    def _client(self, workspace: str) -> WebClient:
        token = self._tokens.token(workspace)
        if token is None:
            raise DeliveryError("the app is not installed", workspace, code="not_authed")
        return WebClient(
            token, base_url=self._api_url or WebClient.BASE_URL, timeout=15, logger=quiet, retry_handlers=[]
        )

    def _hand(self, workspace: str) -> _Hand:
        client = self._client(workspace)
        token = client.token or ""
        with self._lock:
            known = self._hands.get(token)
        if known is None:
            with _delivery_errors("could not ask who we are in", workspace):
                known = _Hand(client, str(client.auth_test()["bot_id"]))
            with self._lock:
                self._hands[token] = known
        return known


def _messages(client: WebClient, channel: str, since: datetime, thread_ts: str | None) -> Iterator[Mapping[str, Any]]:
    """The channel's messages after ``since``, newest first; of a thread its replies, oldest first."""
    read: Callable[..., SlackResponse] = client.conversations_history
    more: dict[str, str] = {}
    if thread_ts is not None:
        read, more = client.conversations_replies, {"ts": thread_ts}
    for _ in range(_MOST_PAGES):
        page = read(channel=channel, oldest=f"{since.timestamp():.6f}", limit=_PAGE, include_all_metadata=True, **more)
        yield from page["messages"]
        cursor = (page.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return
        more["cursor"] = cursor
    raise DeliveryError("could not read the history of", channel, "it is too long", code="history_too_long")


def _has_key(message: Mapping[str, Any], key: str) -> bool:
    metadata = message.get("metadata") or {}
    payload = metadata.get("event_payload") or {}
    return metadata.get("event_type") == EVENT_TYPE and payload.get("key") == key


def _has_mark(message: Mapping[str, Any], mark: str) -> bool:
    """Whether the message's last line prints the mark: Slack may drop metadata that the app did not register."""
    blocks = message.get("blocks") or []
    last = " ".join(_texts(blocks[-1])) if blocks else message.get("text", "").rpartition("\n")[2]
    return re.search(rf"(?<![\w.]){re.escape(mark)}(?!\w|\.\w)", last) is not None


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            if key == "text" and isinstance(item, str):
                yield item
            else:
                yield from _texts(item)


@contextmanager
def _delivery_errors(problem: str, subject: str) -> Iterator[None]:
    """Turn what goes wrong between us and Slack into a ``DeliveryError`` that says what may have happened."""
    try:
        yield
    except SlackApiError as error:
        raise _refused(problem, subject, error) from error
    except URLError as error:
        # urllib wraps what goes wrong until the request is sent; what cannot have been sent is not there.
        unclear = not isinstance(error.reason, _NEVER_CONNECTED)
        raise DeliveryError(problem, subject, cause_of(error), unclear=unclear) from error
    except (OSError, HTTPException) as error:
        raise DeliveryError(problem, subject, cause_of(error), unclear=True) from error
    except SlackClientError as error:
        raise DeliveryError(problem, subject, str(error), code="client_error") from error


def _refused(problem: str, subject: str, error: SlackApiError) -> DeliveryError:
    """What Slack's answer says: a code, how long to wait, or nothing that can be relied on."""
    answer = error.response
    status = int(answer.status_code)
    data = answer.data if isinstance(answer.data, Mapping) else {}
    # Where the body was no JSON, slack_sdk puts a sentence about it in place of the code.
    code = told if _CODE.fullmatch(told := str(data.get("error") or "")) else ""
    if (wait := wait_of(error)) is not None:
        return DeliveryError(problem, subject, "ratelimited", code="ratelimited", retry_after=wait)
    # Neither a page instead of JSON nor a server error says whether the message was stored.
    unclear = status >= 500 or (status == 200 and not code)
    return DeliveryError(problem, subject, code or f"HTTP {status}", code=code, unclear=unclear)
