"""``response_url``: five answers within thirty minutes, to the command or the click that it came with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.web.playground.blocks import block_problems
from bot.web.playground.conversations import Conversations
from bot.web.playground.refusal import Refused
from bot.web.playground.shapes import Json
from bot.web.playground.timeline import Timeline

USES = 5
LIFE = timedelta(minutes=30)

_FIELDS: dict[str, type | tuple[type, ...]] = {
    "text": str,
    "blocks": list,
    "attachments": list,
    "response_type": str,
    "replace_original": bool,
    "delete_original": bool,
    "thread_ts": str,
    "unfurl_links": bool,
    "unfurl_media": bool,
    "mrkdwn": bool,
    "metadata": dict,
}


@dataclass(slots=True)
class Hook:
    """Where one answer goes; ``original`` is the message that ``replace_original`` means, empty while there is none."""

    id: str
    user: str
    channel: str
    born: float
    original: str = ""
    thread_ts: str = ""
    uses: int = 0


class Hooks:
    """All methods must be called with the timeline's lock held."""

    def __init__(self, timeline: Timeline, conversations: Conversations) -> None:
        self._timeline, self._conversations = timeline, conversations
        self.hooks: dict[str, Hook] = {}

    def new(self, user: str, channel: str, *, original: str = "", thread_ts: str = "") -> Hook:
        hook = Hook(self._timeline.new_id("R"), user, channel, self._timeline.now(), original, thread_ts)
        self.hooks[hook.id] = hook
        return hook

    def take(self, hook_id: str, answer: Json) -> None:
        """Carry out what was posted to a response_url.

        Raises:
            Refused: ``expired_url`` (thirty minutes, or an unknown one), ``used_url`` (the sixth), or what is wrong
                with the answer.
        """
        hook = self.hooks.get(hook_id)
        if hook is None or self._timeline.now() - hook.born > LIFE.total_seconds():
            raise Refused("expired_url")
        if hook.uses >= USES:
            raise Refused("used_url")
        self.show(hook, answer)
        hook.uses += 1

    def show(self, hook: Hook, answer: Json) -> None:
        """Show an answer where its command or click was: to that user alone unless it says ``in_channel``.

        Raises:
            Refused: ``invalid_arguments``, ``no_text`` or ``invalid_blocks``.
        """
        if problems := _problems(answer):
            raise Refused("invalid_arguments", problems)
        if answer.get("delete_original"):
            self._delete(hook)
            return
        blocks = answer.get("blocks", [])
        if problems := block_problems(blocks):
            raise Refused("invalid_blocks", problems)
        if not (answer.get("text") or blocks or answer.get("attachments")):
            raise Refused("no_text")
        shown = ("text", "blocks", "attachments", "metadata")
        fields = {"text": "", **{name: answer[name] for name in shown if name in answer}}
        if answer.get("replace_original") and self._replace(hook, fields):
            return
        self._add(hook, answer, fields)

    def _add(self, hook: Hook, answer: Json, fields: Json) -> None:
        thread_ts = str(answer.get("thread_ts") or "")
        if answer.get("response_type") == "in_channel":
            root = self._conversations.root(hook.channel, thread_ts) if thread_ts else ""
            fields = {**self._conversations.by_bot(), **fields}
            hook.original = self._conversations.post(hook.channel, fields, thread_ts=root)["ts"]
        else:
            thread_ts = thread_ts or hook.thread_ts
            hook.original = self._conversations.whisper(hook.channel, hook.user, fields, thread_ts=thread_ts)["ts"]

    def _replace(self, hook: Hook, fields: Json) -> bool:
        if (entry := self._conversations.whispered(hook.original)) is not None:
            self._conversations.edit_whisper(entry, {"blocks": [], **fields})
            return True
        if (message := self._conversations.find(hook.channel, hook.original)) is not None:
            self._conversations.edit(hook.channel, message, {"blocks": [], **fields})
            return True
        return False

    def _delete(self, hook: Hook) -> None:
        if (entry := self._conversations.whispered(hook.original)) is not None:
            self._conversations.remove_whisper(entry)
        elif (message := self._conversations.find(hook.channel, hook.original)) is not None:
            self._conversations.remove(hook.channel, message)


def _problems(answer: Any) -> list[str]:
    if not isinstance(answer, dict):
        return ["[ERROR] must be an object [json-pointer:]"]
    problems = [f"unknown argument: {name}" for name in answer if name not in _FIELDS]
    problems += [
        f"[ERROR] must be of another type [json-pointer:/{name}]"
        for name, value in answer.items()
        if name in _FIELDS and value is not None and not isinstance(value, _FIELDS[name])
    ]
    if answer.get("response_type", "ephemeral") not in {"ephemeral", "in_channel"}:
        problems.append("[ERROR] must be a valid enum value: ephemeral, in_channel [json-pointer:/response_type]")
    return problems
