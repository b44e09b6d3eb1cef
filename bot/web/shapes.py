"""The shapes of Slack's requests: of which kind one is, if what is read from such a kind is what it should be.

Bolt and the listeners read a signed request without asking: a string where an object should be is an exception far
from here. So what they read is looked at once, before. Whatever nobody reads may be anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import Enum
from urllib.parse import urlsplit

from slack_bolt.request.internals import extract_enterprise_id, extract_team_id

Check = Callable[[object], bool]

_ABSENT = object()
_ID = re.compile(r"[!-~]{1,255}")
"""Ids, times and names of ours: printed ASCII, so that every database takes them as keys."""
_TS = re.compile(r"[0-9]{1,12}(\.[0-9]{1,9})?")
_URL = re.compile(r"https?://[!-~]{1,2000}")
_LAST_SECOND = 10**11


class Kind(Enum):
    """The kinds of requests. What is ``OTHER`` is Slack's and nothing that we use."""

    COMMAND = "command"
    EVENT = "event_callback"
    BLOCK_ACTIONS = "block_actions"
    BLOCK_SUGGESTION = "block_suggestion"
    VIEW_SUBMISSION = "view_submission"
    VIEW_CLOSED = "view_closed"
    SHORTCUT = "shortcut"
    MESSAGE_ACTION = "message_action"
    URL_VERIFICATION = "url_verification"
    RATE_LIMITED = "app_rate_limited"
    OTHER = "other"


def kind_of(body: Mapping[str, object]) -> Kind | None:
    """The kind of a signed request; None if something that is read from that kind is missing or of the wrong type."""
    if "command" in body:
        kind = Kind.COMMAND
    elif not _is_id(body.get("type")):
        return None
    else:
        kind = _BY_TYPE.get(str(body["type"]), Kind.OTHER)
    if kind not in _READ:
        return kind
    return kind if _READ[kind](body) and _is_read_by_bolt(body) and _workspace(body) else None


def _workspace(body: Mapping[str, object]) -> str | None:
    return extract_team_id(dict(body)) or extract_enterprise_id(dict(body))


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_id(value: object) -> bool:
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def _is_word(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 255 and value.isprintable() and " " not in value


def _is_ts(value: object) -> bool:
    return isinstance(value, str) and _TS.fullmatch(value) is not None


def _is_second(value: object) -> bool:
    return isinstance(value, int) and 0 <= value < _LAST_SECOND


def _is_url(value: object) -> bool:
    try:
        parts = urlsplit(value) if isinstance(value, str) and _URL.fullmatch(value) else None
        return parts is not None and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _is_absent(value: object) -> bool:
    return value is _ABSENT


def _maybe(check: Check) -> Check:
    """Absent, null, empty, or what ``check`` lets pass."""
    return lambda value: value is _ABSENT or value is None or value == "" or check(value)


def _unless_absent(check: Check) -> Check:
    """For what is read with a default: null would not take its place."""
    return lambda value: value is _ABSENT or check(value)


def _either(*checks: Check) -> Check:
    return lambda value: any(check(value) for check in checks)


def _all_of(*checks: Check) -> Check:
    return lambda value: all(check(value) for check in checks)


def _object(**fields: Check) -> Check:
    return lambda value: (
        isinstance(value, Mapping) and all(check(value.get(name, _ABSENT)) for name, check in fields.items())
    )


def _list(check: Check, *, least: int = 0, most: int = 1000) -> Check:
    return lambda value: isinstance(value, list) and least <= len(value) <= most and all(map(check, value))


_any_object = _object()
_maybe_id = _maybe(_is_id)
_named = _maybe(_either(_is_id, _object(id=_maybe_id, team_id=_maybe_id, enterprise_id=_maybe_id)))
"""A team, an organisation, a channel or a person: its id, or an object with it."""


def _is_read_by_bolt(value: object) -> bool:
    """What ``slack_bolt.request.internals`` reads of every body, and again of what lies in it."""
    return _BOLT(value)


def _nested(value: object) -> bool:
    return not isinstance(value, Mapping) or _is_read_by_bolt(value)


_BOLT = _object(
    enterprise=_named,
    enterprise_id=_maybe_id,
    context_enterprise_id=_maybe_id,
    team=_named,
    team_id=_maybe_id,
    context_team_id=_maybe_id,
    user=_named,
    user_id=_maybe_id,
    user_team=_maybe_id,
    channel=_named,
    channel_id=_maybe_id,
    thread_ts=_maybe(_is_ts),
    authorizations=_maybe(_list(_is_read_by_bolt)),
    function_execution_id=_maybe_id,
    bot_access_token=_maybe_id,
    response_url=_maybe(_is_url),
    # Bolt fails where there are two (slack_bolt 1.30, build_context); no form of ours asks for one.
    response_urls=_unless_absent(_list(_object(response_url=_is_url), most=1)),
    view=_nested,
    event=_nested,
    item=_nested,
    assistant_thread=_nested,
    message=_nested,
    previous_message=_nested,
)

_COMMAND = _object(
    command=_is_word,
    text=_maybe(_is_text),
    user_id=_is_id,
    channel_id=_is_id,
    response_url=_is_url,
    trigger_id=_maybe_id,
    # With these a command would be something else as well.
    type=_is_absent,
    event=_is_absent,
)

_objects = _maybe(_list(_any_object))
_MESSAGE = _object(
    channel=_is_id,
    ts=_is_ts,
    user=_maybe_id,
    team=_maybe_id,
    text=_maybe(_is_text),
    blocks=_objects,
    attachments=_objects,
    files=_objects,
)
_EVENT_FIELDS: Mapping[str, Check] = {
    "app_mention": _MESSAGE,
    "message": _MESSAGE,
    "app_home_opened": _object(user=_is_id),
    "tokens_revoked": _object(tokens=_unless_absent(_any_object)),
}


def _is_event(value: object) -> bool:
    if not isinstance(value, Mapping) or not _is_id(value.get("type")):
        return False
    return _EVENT_FIELDS.get(value["type"], _any_object)(value)


_EVENT = _object(event=_is_event, event_id=_maybe_id, event_time=_maybe(_is_second))

_PERSON = _object(id=_is_id)
_VIEW = _object(
    id=_is_id,
    type=_is_id,
    callback_id=_unless_absent(_is_text),
    private_metadata=_maybe(_is_text),
    state=_maybe(_object(values=_maybe(_any_object))),
)
_interaction = _object(user=_PERSON, trigger_id=_maybe_id, event=_is_absent)
_SUBMITTED = _all_of(_interaction, _object(view=_all_of(_VIEW, _object(callback_id=_is_text))))

_BLOCK_ACTIONS = _all_of(
    _interaction,
    _object(
        trigger_id=_is_id,
        actions=_list(
            _object(
                action_id=_is_text,
                block_id=_maybe(_is_text),
                value=_maybe(_is_text),
                action_ts=_maybe(_is_ts),
                selected_option=_maybe(_object(value=_maybe(_is_text))),
            ),
            least=1,
        ),
        container=_maybe(_object(channel_id=_maybe_id, message_ts=_maybe(_is_ts), thread_ts=_maybe(_is_ts))),
        message=_maybe(_any_object),
        view=_maybe(_VIEW),
    ),
)
_BLOCK_SUGGESTION = _all_of(
    _interaction,
    _object(action_id=_is_text, block_id=_maybe(_is_text), value=_maybe(_is_text), view=_maybe(_VIEW)),
)
_SHORTCUT = _all_of(_interaction, _object(callback_id=_is_text, trigger_id=_is_id))
_MESSAGE_ACTION = _all_of(
    _SHORTCUT,
    _object(
        channel=_object(id=_is_id),
        message=_object(ts=_is_ts, text=_maybe(_is_text), blocks=_objects, attachments=_objects, files=_objects),
        message_ts=_maybe(_is_ts),
        response_url=_is_url,
    ),
)

_READ: Mapping[Kind, Check] = {
    Kind.COMMAND: _COMMAND,
    Kind.EVENT: _EVENT,
    Kind.BLOCK_ACTIONS: _BLOCK_ACTIONS,
    Kind.BLOCK_SUGGESTION: _BLOCK_SUGGESTION,
    Kind.VIEW_SUBMISSION: _SUBMITTED,
    Kind.VIEW_CLOSED: _SUBMITTED,
    Kind.SHORTCUT: _SHORTCUT,
    Kind.MESSAGE_ACTION: _MESSAGE_ACTION,
}
_BY_TYPE = {kind.value: kind for kind in Kind if kind not in {Kind.COMMAND, Kind.OTHER}}
