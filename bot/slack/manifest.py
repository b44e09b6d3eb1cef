"""The app's manifest: what Slack is told to send here, and the least it has to allow."""

from __future__ import annotations

from typing import Literal

import yaml

from bot.domain.errors import SettingsError
from bot.slack.commands import DIGEST, NEWS

Mode = Literal["socket", "http"]

SCOPES = {
    "app_mentions:read": "to be asked by @newsdesk in a channel",
    "channels:history": "to read the message that a thread began with, and to look up a digest after a crash",
    "channels:read": "to show a channel's digests to its members only",
    "chat:write": "to answer in threads and to post digests",
    "commands": "for /news and the other commands, and for Add to Newsdesk in a message's menu",
    "files:read": "to add a file that somebody gives to Newsdesk; no file is read that nobody asks to be added",
    "files:write": "to hand the list of feeds over as a file, where somebody asks for it in a message to Newsdesk",
    "groups:history": "the same as channels:history, in private channels that the app is invited to",
    "groups:read": "the same as channels:read, in private channels that the app is invited to",
    "im:history": "to be asked in direct messages",
    "mpim:history": "the same as channels:history, in group messages that the app is in",
    "users:read": "for the reader's time zone: dates, since:, and the hour of a digest",
}
"""Every bot scope, and what it is there for."""

OPTIONAL_SCOPES = ("files:read", "files:write", "groups:history", "groups:read", "mpim:history")
"""What an admin may leave out: only what it is there for does not work then."""

EVENTS = {
    "app_home_opened": "to show the home tab",
    "app_mention": "a question in a channel",
    "app_uninstalled": "to forget the workspace's token and stop its digests",
    "message.im": "a question in a direct message",
    "tokens_revoked": "the same as app_uninstalled",
}
"""Every event, and what it is there for. Not message.channels: it would send everything that anybody writes."""

ADD = "add_to_newsdesk"
"""The ``callback_id`` of the shortcut in a message's menu."""
SHORTCUTS = ((ADD, "Add to Newsdesk", "Add the message's links and files to the articles of this workspace"),)
"""(callback_id, name, description) of each shortcut in a message's menu."""

_USAGE = "[words] [from:outlet] [by:person] [since:7d]"
COMMANDS = (
    (NEWS, "Search the news; quotes, figures, people, digest, add, feeds or help as a first word", _USAGE),
    ("/summary", "The sentences that carry a story", "[#12, a link or words] [sentences:5]"),
    ("/quotes", "Who said what, word for word", _USAGE),
    ("/figures", "The numbers in a story, with their sentences", _USAGE),
    ("/compare", "Where the articles on one story differ", "[#12, a link or words]"),
    (DIGEST, "New stories on a schedule", "08:30 [weekdays] [zone] [words] | list | now | pause | resume | stop"),
)
"""(command, description, usage hint), in the order in which Slack shows them."""


def manifest(*, mode: Mode, base_url: str | None = None) -> dict[str, object]:
    """The manifest, after Slack's schema version 2.

    ``mode`` "socket" needs no public address; "http" sends everything to ``base_url``.

    Raises:
        SettingsError: if ``mode`` is "http" and ``base_url`` is not an https address.
    """
    if mode == "http" and not (base_url or "").startswith("https://"):
        raise SettingsError([f"not an https address: {base_url}"], "manifest", hint="Slack only sends to https.")
    base = (base_url or "").rstrip("/")
    # The form's choosers ask for their options at an address of their own; without it they stay empty.
    options_url = {"message_menu_options_url": f"{base}/slack/events"} if mode == "http" else {}
    events_url = {"request_url": f"{base}/slack/events"} if mode == "http" else {}
    command_url = {"url": f"{base}/slack/events"} if mode == "http" else {}
    redirects = {"redirect_urls": [f"{base}/slack/oauth_redirect"]} if mode == "http" else {}
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {
            "name": "Newsdesk",
            "description": "Summaries, quotes and figures from your articles, each word for word with its place.",
            "background_color": "#1d3557",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "newsdesk", "always_online": True},
            "slash_commands": [
                # No escaping: nothing in the grammar is a user or a channel, and links come as they were typed.
                {"command": name, **command_url, "description": told, "usage_hint": usage, "should_escape": False}
                for name, told, usage in COMMANDS
            ],
            "shortcuts": [
                {"name": name, "type": "message", "callback_id": callback, "description": told}
                for callback, name, told in SHORTCUTS
            ],
        },
        "oauth_config": {**redirects, "scopes": {"bot": list(SCOPES), "bot_optional": list(OPTIONAL_SCOPES)}},
        "settings": {
            "event_subscriptions": {**events_url, "bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True, **events_url, **options_url},
            "org_deploy_enabled": False,
            "socket_mode_enabled": mode == "socket",
            "token_rotation_enabled": False,
        },
    }


def as_yaml(value: dict[str, object]) -> str:
    """A manifest as YAML for Slack's "From a manifest" page, each scope and event with the reason it is there."""
    text = yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=1000)
    return "".join(_with_reason(line) + "\n" for line in text.splitlines())


def _with_reason(line: str) -> str:
    item = line.strip().removeprefix("- ")
    why = (SCOPES | EVENTS).get(item) if line.strip().startswith("- ") else None
    return f"{line}  # {why}" if why else line
