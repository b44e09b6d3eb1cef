"""Where an answer goes, as a value that can be kept, and who sends it there."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime

from slack_sdk.webhook import WebhookClient

from bot.domain.errors import DeliveryError
from bot.slack.clients import PATIENCE, Clients, messages
from bot.slack.poster import has_key
from bot.slack.quiet import quiet
from bot.slack.refusals import answered, delivery_errors
from bot.slack.views.blocks import Message, modal_view

EVENT_TYPE = "news_answer"


@dataclass(frozen=True, slots=True)
class ByUrl:
    """An answer by ``response_url``, for its asker alone unless ``in_channel``; ``replace`` takes the old one's place.

    Slack takes 5 of them within 30 minutes of the request. Whether it took one can't be looked up.
    """

    url: str = field(repr=False)
    in_channel: bool = False
    replace: bool = False
    thread_ts: str | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """An answer as a message that everybody in the channel sees; in a thread, if one is given.

    A user's id as ``channel`` makes it a direct message.
    """

    channel: str
    thread_ts: str | None = None


@dataclass(frozen=True, slots=True)
class ToOne:
    """A word for one user in a channel or, where Slack refuses that, in a direct message."""

    channel: str
    user: str
    thread_ts: str | None = None


@dataclass(frozen=True, slots=True)
class InModal:
    """An answer in a modal that is open already."""

    view_id: str


Destination = ByUrl | Post | ToOne | InModal
_KINDS: dict[str, type[Destination]] = {kind.__name__: kind for kind in (ByUrl, Post, ToOne, InModal)}


def freeze(to: Destination, message: Message) -> str:
    """The answer as text, to be kept and sent whatever happens to the library meanwhile."""
    kept = {"to": type(to).__name__, **asdict(to)}
    return json.dumps({"to": kept, "text": message.text, "blocks": list(message.blocks)}, separators=(",", ":"))


def thaw(content: str) -> tuple[Destination, Message]:
    """The answer that ``freeze`` made the text of."""
    kept = json.loads(content)
    kind = _KINDS[kept["to"].pop("to")]
    return kind(**kept["to"]), Message(kept["text"], tuple(kept["blocks"]))


class Sender:
    """Sends answers, each once. Every failure is a ``DeliveryError``."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    def send(self, to: Destination, message: Message, *, workspace: str, key: str) -> None:
        """Send ``message`` in the name of ``workspace``; a post carries ``key``, so that it can be found again."""
        match to:
            case ByUrl():
                _by_url(to, message)
            case Post():
                self._post(to, message, workspace, key)
            case ToOne():
                self._to_one(to, message, workspace)
            case InModal():
                view = modal_view("Newsdesk", list(message.blocks))
                with delivery_errors("could not show the answer"):
                    self._clients.of(workspace).views_update(view_id=to.view_id, view=view)

    def is_sent(self, to: Post, message: Message, *, workspace: str, key: str, since: datetime) -> bool:
        """Whether our post with ``key`` stands in the channel or thread after ``since``. Raises: DeliveryError."""
        hand = self._clients.hand(workspace)
        with delivery_errors("could not read the history of", to.channel):
            return any(
                post.get("bot_id") == hand.bot_id and _is_ours(post, message, key)
                for post in messages(hand.client, to.channel, since, to.thread_ts)
            )

    def _post(self, to: Post, message: Message, workspace: str, key: str) -> None:
        client = self._clients.of(workspace)
        with delivery_errors("could not answer in", to.channel):
            client.chat_postMessage(
                channel=to.channel,
                thread_ts=to.thread_ts,
                text=message.text,
                blocks=list(message.blocks),
                metadata={"event_type": EVENT_TYPE, "event_payload": {"key": key}},
                unfurl_links=False,
                unfurl_media=False,
            )

    def _to_one(self, to: ToOne, message: Message, workspace: str) -> None:
        client, blocks = self._clients.of(workspace), list(message.blocks)
        try:
            with delivery_errors("could not tell", to.user):
                client.chat_postEphemeral(
                    channel=to.channel, user=to.user, thread_ts=to.thread_ts, text=message.text, blocks=blocks
                )
        except DeliveryError as error:
            if error.unclear or error.retry_after is not None:
                raise
            # The channel is archived, locked, or we are not in it.
            with delivery_errors("could not tell", to.user):
                client.chat_postMessage(
                    channel=to.user, text=message.text, blocks=blocks, unfurl_links=False, unfurl_media=False
                )


def _by_url(to: ByUrl, message: Message) -> None:
    body: dict[str, object] = {
        "text": message.text,
        "blocks": list(message.blocks),
        "response_type": "in_channel" if to.in_channel else "ephemeral",
        "replace_original": to.replace,
        "unfurl_links": False,
        "unfurl_media": False,
    }
    if to.thread_ts:
        body["thread_ts"] = to.thread_ts
    with delivery_errors("could not answer"):
        # Bolt's own respond() sends again after a lost connection, which can answer twice, and tells no error.
        answer = WebhookClient(to.url, logger=quiet, timeout=PATIENCE, retry_handlers=[]).send_dict(body)
    if answer.status_code != 200 or answer.body.startswith('{"ok":false'):
        # Of a URL that is used up or too old Slack says 404 or 200 with an error; the words are its own.
        code = "" if answer.status_code == 429 or answer.status_code >= 500 else "refused"
        raise answered("could not answer", answer.status_code, answer.headers, code)


def _is_ours(post: object, message: Message, key: str) -> bool:
    """Whether the post is the answer ``key``: by its metadata or, where Slack dropped that, by its words."""
    if not isinstance(post, dict):
        return False
    if has_key(post, key, event_type=EVENT_TYPE):
        return True
    return not post.get("metadata") and post.get("text") == message.text
