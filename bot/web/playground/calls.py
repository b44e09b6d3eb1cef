"""Web API calls: which methods there are, with which arguments, and what happens to one call.

A method is a function of the state and its arguments; its signature *is* the list of arguments, so that an unknown or a
missing one is refused in one place.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from types import NoneType
from typing import Any, TypeAlias, get_args, get_origin, get_type_hints

from bot.web.playground.refusal import Refused
from bot.web.playground.shapes import Json
from bot.web.playground.state import State

Body: TypeAlias = Callable[..., Json]


@dataclass(frozen=True, slots=True)
class Method:
    """One Web API method. ``scopes``: any one of them is enough; none for a method that needs none."""

    name: str
    run: Body
    kinds: Mapping[str, type]
    required: frozenset[str]
    scopes: tuple[str, ...]
    authenticated: bool


METHODS: dict[str, Method] = {}


def method(name: str, *scopes: str, authenticated: bool = True) -> Callable[[Body], Body]:
    """Make a function ``(state, *, argument…)`` the Web API's method of that name."""

    def register(run: Body) -> Body:
        hints = get_type_hints(run)
        parameters = list(inspect.signature(run).parameters.values())[1:]
        METHODS[name] = Method(
            name,
            run,
            {parameter.name: _plain(hints[parameter.name]) for parameter in parameters},
            frozenset(parameter.name for parameter in parameters if parameter.default is parameter.empty),
            scopes,
            authenticated,
        )
        return run

    return register


def _plain(hint: Any) -> type:
    (kind,) = [one for one in get_args(hint) if one is not NoneType] if NoneType in get_args(hint) else [hint]
    kind = get_origin(kind) or kind
    if not isinstance(kind, type):
        raise TypeError(f"an argument cannot be of type {hint}")
    return kind


def call(state: State, name: str, arguments: Json, token: str | None) -> Json:
    """The answer to one call: ``{"ok": true, …}`` or the refusal, as Slack words it."""
    try:
        found = METHODS.get(name)
        if found is None:
            raise Refused("unknown_method", req_method=name)
        with state.timeline.lock:
            if found.authenticated:
                _authenticate(state, found, token)
            # Copies both ways: what is stored must not change with what was sent, nor the answer with what is stored.
            return deepcopy({"ok": True, **found.run(state, **_read(found, deepcopy(arguments)))})
    except Refused as refusal:
        return refusal.json()


def _authenticate(state: State, found: Method, token: str | None) -> None:
    access = state.access
    if not token:
        raise Refused("not_authed")
    if token != access.bot_token:
        raise Refused("invalid_auth")
    if access.refusal:
        raise Refused(access.refusal)
    if found.scopes and access.scopes is not None and access.scopes.isdisjoint(found.scopes):
        raise Refused("missing_scope", needed=",".join(found.scopes), provided=",".join(sorted(access.scopes)))


def _read(found: Method, arguments: Json) -> Json:
    """The arguments in their own types.

    Raises:
        Refused: ``invalid_arguments`` that names each one that is unknown, missing or of another type.
    """
    given = {name: value for name, value in arguments.items() if value is not None}
    # Bolt puts the workspace's id on every call of its clients, and Slack takes it with every method.
    given.pop("team_id", None)
    problems = [f"unknown argument: {name}" for name in given if name not in found.kinds]
    problems += [f"[ERROR] missing required field: {name}" for name in found.required if name not in given]
    if problems:
        raise Refused("invalid_arguments", sorted(problems))
    return {name: _decode(name, value, found.kinds[name]) for name, value in given.items()}


def _decode(name: str, value: Any, kind: type) -> Any:
    """A value from JSON, or from a form, where everything is text."""
    try:
        if kind in (list, dict) and isinstance(value, str):
            value = json.loads(value)
        elif kind is bool and isinstance(value, str):
            value = {"true": True, "1": True, "false": False, "0": False, "": False}[value.lower()]
        elif kind is int and isinstance(value, str):
            value = int(value)
        elif kind is str and isinstance(value, int | float) and not isinstance(value, bool):
            value = str(value)
    except (ValueError, KeyError):
        value = None
    if not isinstance(value, kind):
        if name in {"blocks", "attachments"}:
            raise Refused("invalid_blocks_format" if name == "blocks" else "invalid_attachments")
        raise Refused("invalid_arguments", [f"[ERROR] must be of type {kind.__name__} [json-pointer:/{name}]"])
    return value
