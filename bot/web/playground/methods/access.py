"""``api.*``, ``auth.*``, ``oauth.*``, ``team.*``, ``bots.*``, ``blocks.validate``: who calls, and is it well?"""

from __future__ import annotations

from typing import Any

from bot.web.playground.blocks import block_problems, too_long, view_problems
from bot.web.playground.calls import method
from bot.web.playground.refusal import Refused
from bot.web.playground.shapes import Json
from bot.web.playground.state import State


@method("api.test", authenticated=False)
def api_test(state: State, *, error: str = "", foo: str = "") -> Json:
    if error:
        raise Refused(error, args={"error": error})
    return {"args": {"foo": foo} if foo else {}}


@method("auth.test")
def auth_test(state: State) -> Json:
    app, team = state.app, state.team
    return {
        "url": f"https://{team.domain}.slack.com/",
        "team": team.name,
        "user": app.name,
        "team_id": team.id,
        "user_id": app.bot_user,
        "bot_id": app.bot_id,
        "app_id": app.id,
        "is_enterprise_install": False,
    }


@method("auth.revoke")
def auth_revoke(state: State, *, test: bool = False) -> Json:
    if not test:
        state.access.refusal = "token_revoked"
    return {"revoked": not test}


@method("oauth.v2.access", authenticated=False)
def oauth_access(
    state: State,
    *,
    client_id: str = "",
    client_secret: str = "",
    code: str = "",
    redirect_uri: str = "",
    grant_type: str = "authorization_code",
) -> Json:
    access, app = state.access, state.app
    if not access.client_id or client_id != access.client_id:
        raise Refused("invalid_client_id")
    if client_secret != access.client_secret:
        raise Refused("bad_client_secret")
    if grant_type != "authorization_code":
        raise Refused("invalid_grant_type")
    if code not in access.codes:
        raise Refused("invalid_code")
    access.codes.discard(code)
    return {
        "app_id": app.id,
        "authed_user": {"id": next(iter(state.users))},
        "scope": ",".join(sorted(access.scopes or ())),
        "token_type": "bot",
        "access_token": access.bot_token,
        "bot_user_id": app.bot_user,
        "team": {"id": state.team.id, "name": state.team.name},
        "enterprise": None,
        "is_enterprise_install": False,
        **access.install,
    }


@method("team.info", "team:read")
def team_info(state: State, *, team: str = "", domain: str = "") -> Json:
    if (team and team != state.team.id) or (domain and domain != state.team.domain):
        raise Refused("team_not_found")
    return {"team": state.team.json()}


@method("bots.info", "users:read")
def bots_info(state: State, *, bot: str = "") -> Json:
    app = state.app
    if bot not in ("", app.bot_id):
        raise Refused("bot_not_found")
    return {
        "bot": {
            "id": app.bot_id,
            "deleted": False,
            "name": app.name,
            "updated": 0,
            "app_id": app.id,
            "user_id": app.bot_user,
            "icons": {},
        }
    }


@method("blocks.validate")
def blocks_validate(
    state: State,
    *,
    blocks: list[Any] | None = None,
    message: dict[str, Any] | None = None,
    view: dict[str, Any] | None = None,
) -> Json:
    if sum(part is not None for part in (blocks, message, view)) != 1:
        raise Refused("invalid_arguments", ["[ERROR] exactly one of blocks, message, view is needed"])
    if view is not None:
        problems = view_problems(view)
    else:
        inside = blocks if blocks is not None else (message or {}).get("blocks", [])
        problems = block_problems(inside)
        if not problems and too_long(inside):
            raise Refused("msg_blocks_too_long")
    if problems:
        raise Refused("invalid_blocks", problems)
    return {}
