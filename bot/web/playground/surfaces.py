"""Modals and home tabs: trigger ids that die young, a stack of at most three, a hash that guards against races."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot.web.playground.blocks import VIEW_BYTES, elements_of, nested, view_problems
from bot.web.playground.choices import initial
from bot.web.playground.conversations import Conversations
from bot.web.playground.people import App, Team
from bot.web.playground.refusal import Refused
from bot.web.playground.shapes import Json
from bot.web.playground.timeline import Timeline

TRIGGER_LIFE = timedelta(seconds=3)
STACK = 3


@dataclass(slots=True)
class Trigger:
    """The right to open one view for a user, for three seconds; ``view_id`` is the modal that it came from."""

    user: str
    born: float
    view_id: str = ""
    used: bool = False


class Surfaces:
    """All methods must be called with the timeline's lock held."""

    def __init__(self, timeline: Timeline, team: Team, app: App, conversations: Conversations) -> None:
        self._timeline, self._team, self._app, self._conversations = timeline, team, app, conversations
        self.triggers: dict[str, Trigger] = {}
        self.stacks: dict[str, list[Json]] = {}
        self.homes: dict[str, Json] = {}

    def new_trigger(self, user: str, view_id: str = "") -> str:
        trigger_id = f"{self._timeline.new_id('')}.{self._team.id}.{self._timeline.new_id('')}"
        self.triggers[trigger_id] = Trigger(user, self._timeline.now(), view_id)
        return trigger_id

    def open(self, trigger_id: str, view: Json) -> Json:
        """Show a modal in place of whatever modal the user had open."""
        new = self._new_view(view, "modal")
        trigger = self._exchange(trigger_id)
        new["root_view_id"] = new["id"]
        self.stacks[trigger.user] = [new]
        return self._shown(trigger.user, "opened", new)

    def push(self, trigger_id: str, view: Json) -> Json:
        """Put a modal on top of the one that the trigger came from; three at most."""
        new = self._new_view(view, "modal")
        trigger = self._exchange(trigger_id)
        return self.push_for(trigger.user, new)

    def push_for(self, user: str, new: Json) -> Json:
        stack = self.stacks.get(user, [])
        if not stack:
            raise Refused("not_found")
        if len(stack) >= STACK:
            raise Refused("push_limit_reached")
        new |= {"root_view_id": stack[0]["id"], "previous_view_id": stack[-1]["id"]}
        stack.append(new)
        return self._shown(user, "pushed", new)

    def update(self, view: Json, *, view_id: str = "", external_id: str = "", guard: str = "") -> Json:
        """Replace a view's content; its id and place stay, its hash changes.

        Raises:
            Refused: ``not_found``, ``hash_conflict`` when ``guard`` is not its present hash, or a problem of the view.
        """
        user, old = self.find(view_id, external_id)
        if guard and guard != old["hash"]:
            raise Refused("hash_conflict")
        new = self._new_view(view, old["type"], replacing=old)
        kept = {name: old[name] for name in ("id", "root_view_id", "previous_view_id")}
        _keep_typed(old["state"]["values"], new["state"]["values"])
        old.clear()
        old.update(new | kept)
        return self._shown(user, "updated", old)

    def publish(self, user: str, view: Json, *, guard: str = "") -> Json:
        """Show a home tab to a user.

        Raises:
            Refused: ``hash_conflict`` when ``guard`` is not the present hash, or a problem of the view.
        """
        old = self.homes.get(user)
        if guard and (old is None or guard != old["hash"]):
            raise Refused("hash_conflict")
        new = self._new_view(view, "home", replacing=old)
        if old:
            new["id"] = old["id"]
        new["root_view_id"] = new["id"]
        self.homes[user] = new
        self._timeline.publish("home", {"user": user, "view": new})
        return new

    def close(self, user: str, view_id: str, *, everything: bool = False) -> list[Json]:
        """Take a modal and what stands on it from the screen (all of them with ``everything``); gives those closed."""
        stack = self.stacks.get(user, [])
        place = 0 if everything else next(index for index, view in enumerate(stack) if view["id"] == view_id)
        closed, self.stacks[user] = stack[place:], stack[:place]
        for view in closed:
            self._timeline.publish("view", {"user": user, "how": "closed", "view": view})
        return closed

    def find(self, view_id: str, external_id: str = "") -> tuple[str, Json]:
        """Who sees the view, and the view.

        Raises:
            Refused: ``not_found``.
        """
        shown = [(user, view) for user, stack in self.stacks.items() for view in stack] + list(self.homes.items())
        for user, view in shown:
            if (view_id and view["id"] == view_id) or (external_id and view.get("external_id") == external_id):
                return user, view
        raise Refused("not_found")

    def made(self, view: Json) -> Json:
        """A modal that was checked and given its ids, not yet shown."""
        return self._new_view(view, "modal")

    def touch(self, user: str, view: Json, how: str) -> None:
        """Tell the feed that a view has new input or errors."""
        self._shown(user, how, view)

    def _shown(self, user: str, how: str, view: Json) -> Json:
        self._timeline.publish("view", {"user": user, "how": how, "view": view})
        return view

    def _exchange(self, trigger_id: str) -> Trigger:
        trigger = self.triggers.get(trigger_id)
        if trigger is None:
            raise Refused("invalid_arguments", ["invalid `trigger_id`"])
        if trigger.used:
            raise Refused("exchanged_trigger_id")
        if self._timeline.now() - trigger.born > TRIGGER_LIFE.total_seconds():
            raise Refused("expired_trigger_id")
        trigger.used = True
        return trigger

    def _new_view(self, view: Json, kind: str, *, replacing: Json | None = None) -> Json:
        if problems := view_problems(view):
            raise Refused("invalid_arguments", problems)
        if view["type"] != kind:
            raise Refused("invalid_arguments", [f"[ERROR] must be a {kind} view [json-pointer:/view/type]"])
        if len(str(view)) > VIEW_BYTES:
            raise Refused("view_too_large")
        name = view.get("external_id", "")
        if name and any(name == other.get("external_id") and other is not replacing for other in self._all()):
            raise Refused("duplicate_external_id")
        self._conversations.identify(view["blocks"])
        return {
            "id": self._timeline.new_id("V"),
            "team_id": self._team.id,
            "app_id": self._app.id,
            "bot_id": self._app.bot_id,
            "app_installed_team_id": self._team.id,
            "private_metadata": "",
            "callback_id": "",
            "external_id": "",
            "clear_on_close": False,
            "notify_on_close": False,
            "title": None,
            "close": None,
            "submit": None,
            "previous_view_id": None,
            "root_view_id": None,
            **view,
            "state": {"values": first_values(view["blocks"])},
            "hash": self._timeline.next_ts(),
        }

    def _all(self) -> list[Json]:
        return [view for stack in self.stacks.values() for view in stack] + list(self.homes.values())


def first_values(blocks: list[Json]) -> Json:
    """``state.values`` as it is before anybody typed: what each element was given to begin with."""
    values: Json = {}
    for block in nested(blocks):
        for element in elements_of(block):
            if (value := initial(element)) is not None:
                values.setdefault(block["block_id"], {})[element["action_id"]] = value
    return values


def _keep_typed(before: Json, after: Json) -> None:
    """What somebody typed survives an update, as long as its block and element keep their ids and kind."""
    for block_id, elements in after.items():
        for action_id, value in elements.items():
            typed = before.get(block_id, {}).get(action_id)
            if typed and typed["type"] == value["type"]:
                elements[action_id] = typed
