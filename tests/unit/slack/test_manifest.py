"""Slack's schema (slackapi/manifest-schema, version 2) is not ours to ship: what it says of our keys is restated."""

import re
from typing import Any

import jsonschema
import pytest
import yaml

from bot.domain.errors import SettingsError
from bot.slack.manifest import EVENTS, OPTIONAL_SCOPES, SCOPES, Mode, as_yaml, manifest


def an_object(required: tuple[str, ...] = (), **properties: object) -> dict[str, object]:
    return {"type": "object", "required": list(required), "properties": properties, "additionalProperties": False}


def a_text(longest: int, pattern: str = "") -> dict[str, object]:
    return {"type": "string", "minLength": 1, "maxLength": longest, "pattern": pattern}


def a_list(items: object, most: int) -> dict[str, object]:
    return {"type": "array", "minItems": 1, "maxItems": most, "items": items, "uniqueItems": True}


YES_NO = {"type": "boolean"}
ADDRESS = a_text(3000, r"^https?:\/\/")
SCHEMA = an_object(
    ("display_information",),
    _metadata=an_object(major_version={"const": 2}, minor_version={"type": "integer"}),
    display_information=an_object(
        ("name",),
        name=a_text(35),
        description=a_text(140),
        background_color=a_text(7, "^#[0-9a-fA-F]{3}([0-9a-fA-F]{3})?$"),
    ),
    features=an_object(
        app_home=an_object(home_tab_enabled=YES_NO, messages_tab_enabled=YES_NO, messages_tab_read_only_enabled=YES_NO),
        bot_user=an_object(("display_name",), display_name=a_text(80), always_online=YES_NO),
        slash_commands=a_list(
            an_object(
                ("command", "description"),
                command=a_text(32, r"^\/"),
                url=ADDRESS,
                description=a_text(2000),
                usage_hint=a_text(1000),
                should_escape=YES_NO,
            ),
            50,
        ),
        shortcuts=a_list(
            an_object(
                ("name", "type", "callback_id", "description"),
                name=a_text(24),
                type={"enum": ["message", "global"]},
                callback_id=a_text(255),
                description=a_text(150),
            ),
            10,
        ),
    ),
    oauth_config=an_object(
        redirect_urls=a_list(a_text(2500), 1000),
        scopes=an_object(bot=a_list(a_text(50), 255), bot_optional=a_list(a_text(50), 255)),
    ),
    settings=an_object(
        event_subscriptions=an_object(request_url=ADDRESS, bot_events=a_list(a_text(50), 100)),
        interactivity=an_object(
            ("is_enabled",), is_enabled=YES_NO, request_url=ADDRESS, message_menu_options_url=ADDRESS
        ),
        org_deploy_enabled=YES_NO,
        socket_mode_enabled=YES_NO,
        token_rotation_enabled=YES_NO,
    ),
)


def made(mode: Mode) -> dict[str, Any]:
    return manifest(mode=mode, base_url="https://news.example.org/" if mode == "http" else None)


@pytest.mark.parametrize("mode", ["socket", "http"])
def test_the_manifest_keeps_to_slacks_schema(mode: Mode) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(made(mode), SCHEMA)


def addresses(value: object) -> set[str]:
    return set(re.findall(r"https?://[^\s'\"]+", yaml.safe_dump(value)))


def test_socket_mode_needs_no_address() -> None:
    assert addresses(made("socket")) == set()
    assert made("socket")["settings"]["socket_mode_enabled"] is True


def test_over_http_everything_comes_to_the_base_address() -> None:
    assert addresses(made("http")) == {
        "https://news.example.org/slack/events",
        "https://news.example.org/slack/oauth_redirect",
    }
    assert all("url" in command for command in made("http")["features"]["slash_commands"])
    assert made("http")["settings"]["socket_mode_enabled"] is False


@pytest.mark.parametrize("base_url", [None, "", "http://news.example.org", "news.example.org"])
def test_over_http_an_https_address_is_needed(base_url: str | None) -> None:
    with pytest.raises(SettingsError, match="https"):
        manifest(mode="http", base_url=base_url)


@pytest.mark.parametrize("mode", ["socket", "http"])
def test_as_yaml_loses_nothing_and_says_why_each_scope_and_event_is_there(mode: Mode) -> None:
    text = as_yaml(made(mode))
    assert yaml.safe_load(text) == made(mode)
    for name, why in (SCOPES | EVENTS).items():
        assert f"- {name}  # {why}" in text


def test_what_may_be_left_out_is_for_what_somebody_brings_it_to() -> None:
    assert set(OPTIONAL_SCOPES) <= set(SCOPES)
    assert {scope.partition(":")[0] for scope in OPTIONAL_SCOPES} == {"files", "groups", "mpim"}


def test_nothing_is_asked_for_that_would_send_what_anybody_writes() -> None:
    assert not {"message.channels", "message.groups", "message.mpim"} & set(EVENTS)
    assert not {"chat:write.public", "channels:join", "chat:write.customize"} & set(SCOPES)
