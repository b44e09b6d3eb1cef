"""The form that sets a digest up or changes one: what stands in it, read from Slack's state of a modal. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time

from bot.digests.grammar import Create
from bot.digests.zones import zone_named
from bot.domain.digest import WEEKDAYS, Schedule, Subscription
from bot.domain.errors import NewsdeskError, QueryError
from bot.slack.text import plain_text

CALLBACK = "digest_form"
"""The modal's ``callback_id``, and the prefix of what it tells of while somebody fills it in."""

CHANNEL, TIME, DAYS, ZONE, QUERY, OUTLETS, MOST, QUIET = (
    f"{CALLBACK}:{name}" for name in ("channel", "time", "days", "zone", "query", "outlets", "most", "quiet")
)
"""The fields: each is the id of its block and of its element."""

LONGEST_QUERY = 300
LONGEST_OUTLET = 150
MOST_OUTLETS = 20
MOST_STORIES = 15
"""More do not read as a digest; a digest of 15 takes two or three messages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What is filled in, as it was typed or chosen. ``number`` is the digest that is changed, None for a new one.

    ``channel`` is "" for a direct message; ``at`` is "08:30". ``in_home`` says that it was opened from the home tab.
    """

    number: int | None = None
    channel: str = ""
    at: str = "08:30"
    days: frozenset[int] = WEEKDAYS
    zone: str = "UTC"
    query: str = ""
    outlets: tuple[str, ...] = ()
    most: str = ""
    announce_quiet: bool = False
    in_home: bool = False

    @classmethod
    def of(cls, subscription: Subscription, *, in_home: bool = False) -> Form:
        """The form of a digest that there is."""
        schedule = subscription.schedule
        return cls(
            number=subscription.number,
            channel="" if subscription.channel.startswith("D") else subscription.channel,
            at=f"{schedule.at:%H:%M}",
            days=schedule.weekdays,
            zone=schedule.zone,
            query=subscription.query,
            outlets=subscription.outlets,
            most=str(subscription.most or ""),
            announce_quiet=subscription.announce_quiet,
            in_home=in_home,
        )

    @classmethod
    def read(cls, view: Mapping[str, object]) -> Form:
        """The form as it stands in a modal that Slack tells of; what is missing or odd counts as not filled in."""
        state = view.get("state")
        values = state.get("values") if isinstance(state, Mapping) else None
        fields = values if isinstance(values, Mapping) else {}
        about = _about(str(view.get("private_metadata") or ""))
        number = about.get("n")
        return cls(
            number=number if isinstance(number, int) and not isinstance(number, bool) and number > 0 else None,
            channel=_text(fields, CHANNEL, "selected_conversation"),
            at=_text(fields, TIME, "selected_time"),
            days=frozenset(int(day) for day in _options(fields, DAYS) if day in set("0123456")),
            zone=_option(fields, ZONE),
            query=" ".join(plain_text(_text(fields, QUERY, "value")).split()),
            outlets=tuple(name for name in _options(fields, OUTLETS) if name),
            most=_text(fields, MOST, "value"),
            announce_quiet=bool(_options(fields, QUIET)),
            in_home=about.get("h") is True,
        )

    @property
    def metadata(self) -> str:
        """What travels with the modal besides its fields."""
        return json.dumps({"n": self.number, "h": self.in_home})

    def wanted(self) -> tuple[Create | None, dict[str, str]]:
        """What the form asks for, None if that can't be read; and for each field that can't, what is wrong with it."""
        problems: dict[str, str] = {}
        at, zone, most = time(8, 30), "UTC", None
        try:
            at = time.fromisoformat(self.at)
        except ValueError:
            problems[TIME] = "Choose a time of day."
        if not self.days:
            problems[DAYS] = "Choose at least one day."
        try:
            zone = zone_named(self.zone)
        except QueryError as error:
            problems[ZONE] = says(error)
        if self.most:
            most = int(self.most) if re.fullmatch(r"\d{1,4}", self.most) else 0
            if not 1 <= most <= MOST_STORIES:
                problems[MOST] = f"A number from 1 to {MOST_STORIES}."
        if problems:
            return None, problems
        return (
            Create(
                Schedule(at=at, weekdays=self.days, zone=zone),
                self.query,
                self.announce_quiet,
                outlets=self.outlets,
                most=most,
            ),
            {},
        )


def says(error: NewsdeskError) -> str:
    """What is wrong, and the hint, as a field shows it."""
    text = f"{error}. {error.hint}" if error.hint else str(error)
    return text[:1].upper() + text[1:]


def points_at(error: QueryError) -> str:
    """What in a query is wrong, as its field shows it: why, and what would help, the preview below it says already."""
    return f"This can’t be read: {error.subject}" if error.subject else says(error)


def _about(metadata: str) -> dict[str, object]:
    try:
        about = json.loads(metadata or "{}")
    except (ValueError, RecursionError):
        return {}
    return about if isinstance(about, dict) else {}


def _element(fields: Mapping[str, object], name: str) -> Mapping[str, object]:
    block = fields.get(name)
    element = block.get(name) if isinstance(block, Mapping) else None
    return element if isinstance(element, Mapping) else {}


def _text(fields: Mapping[str, object], name: str, key: str) -> str:
    return str(_element(fields, name).get(key) or "").strip()


def _option(fields: Mapping[str, object], name: str) -> str:
    chosen = _element(fields, name).get("selected_option")
    return str(chosen.get("value") or "") if isinstance(chosen, Mapping) else ""


def _options(fields: Mapping[str, object], name: str) -> list[str]:
    chosen = _element(fields, name).get("selected_options")
    return [str(each.get("value")) for each in chosen if isinstance(each, Mapping)] if isinstance(chosen, list) else []
