"""The modal that sets a digest up, with what it would hold today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.digests.zones import zone_label
from bot.domain.answer import StoryHit
from bot.domain.digest import Digest
from bot.domain.errors import NewsdeskError
from bot.slack import digest_form as form
from bot.slack.digest_form import Form
from bot.slack.views.articles import also_in, moment, outlet, title
from bot.slack.views.blocks import Block, Message, Part, bullets, fit_view, line, modal_view, rich, run
from bot.slack.views.digest_choices import option, options
from bot.slack.views.words import counted, cut, one_line

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SHOWN = 3
_PROBLEM = 300
_AS_TYPED: Block = {"dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed", "on_character_entered"]}}
"""Told of each pause in typing and of the Enter key: the preview below follows."""


@dataclass(frozen=True, slots=True)
class Glimpse:
    """What a form leads to at ``now``: what such a digest would hold today, or why that can't be told, None while it is
    half filled in; and when it comes next, in UTC.
    """

    now: datetime
    holds: Digest | NewsdeskError | None = None
    times: tuple[datetime, ...] = ()


def loading() -> Block:
    """What is shown until the form is ready: Slack wants a modal opened within three seconds."""
    return modal_view("Digest", fit_view(lambda room: [rich(line(run("One moment…")))]))


def told(message: Message) -> Block:
    """What became of the form."""
    return modal_view("Digest", list(message.blocks))


def modal(filled: Form, glimpse: Glimpse) -> Block:
    """The form as it is filled in; below what it asks for stands what that leads to, where one sees it while typing."""
    return {
        "type": "modal",
        "callback_id": form.CALLBACK,
        "private_metadata": filled.metadata,
        "title": _plain(f"Change digest {filled.number}" if filled.number else "A new digest"),
        "submit": _plain("Save"),
        "close": _plain("Cancel"),
        "blocks": [
            _query_field(filled),
            *fit_view(lambda room: [_glimpse(filled, glimpse)]),
            *_fields(filled, glimpse.now),
        ],
    }


# Without a least length Slack asks for options only after three characters.
_SEARCHED: Block = {"min_query_length": 0}


def _query_field(filled: Form) -> Block:
    return _input(
        form.QUERY,
        "About",
        _typed(filled.query, form.LONGEST_QUERY, "Everything new"),
        optional=True,
        live=True,
        hint='As after /news: words, "exact phrases", -words, by:person.',
    )


def _fields(filled: Form, now: datetime) -> list[Block]:
    days = [option(name, str(day)) for day, name in enumerate(_DAYS)]
    chosen = [days[day] for day in sorted(filled.days)]
    quiet = option("Also say when nothing is new", "yes")
    zone = next(iter(options([(filled.zone, zone_label(filled.zone, now))])), None)
    channel: Block = {
        "type": "conversations_select",
        "filter": {"include": ["public", "private"]},
        "placeholder": _plain("A direct message to you"),
        **_initial("initial_conversation", filled.channel),
    }
    return [
        _input(
            form.OUTLETS,
            "Only from these outlets",
            {
                "type": "multi_external_select",
                "placeholder": _plain("All"),
                "max_selected_items": form.MOST_OUTLETS,
            }
            | _SEARCHED
            | _initial("initial_options", options((name, name) for name in filled.outlets[: form.MOST_OUTLETS])),
            optional=True,
            live=True,
        ),
        _input(form.CHANNEL, "Channel", channel, optional=True, hint="Leave it empty to get it as a direct message."),
        _input(form.TIME, "Time", {"type": "timepicker"} | _initial("initial_time", filled.at), live=True),
        _input(
            form.DAYS,
            "Days",
            {"type": "checkboxes", "options": days} | _initial("initial_options", chosen),
            live=True,
        ),
        _input(
            form.ZONE,
            "Time zone",
            {"type": "external_select", "placeholder": _plain("Search a city or a zone")}
            | _SEARCHED
            | _initial("initial_option", zone),
            live=True,
        ),
        _input(
            form.MOST,
            "Most stories",
            {"type": "number_input", "is_decimal_allowed": False, "min_value": "1", "max_value": str(form.MOST_STORIES)}
            | _AS_TYPED
            | _initial("initial_value", filled.most),
            optional=True,
            live=True,
            hint="The others are counted, and a button shows them.",
        ),
        _input(
            form.QUIET,
            "Quiet days",
            {"type": "checkboxes", "options": [quiet]}
            | _initial("initial_options", [quiet] if filled.announce_quiet else []),
            optional=True,
        ),
    ]


def _glimpse(filled: Form, glimpse: Glimpse) -> Part:
    return rich(*_holds(glimpse.holds), *_comes(filled.zone, glimpse.times))


def _holds(holds: Digest | NewsdeskError | None) -> list[Part]:
    match holds:
        case None:
            return []
        case NewsdeskError():
            said = cut(one_line(f"{holds}. {holds.hint}"), _PROBLEM)
            return [line(run("Today:", bold=True), run(f" {said}"))]
        case Digest():
            amount = len(holds.entries) + holds.more
            entries = holds.entries[:_SHOWN]
            more = amount - len(entries)
            stories = counted(amount, "story", "stories") if amount else "nothing new"
            return [
                line(run("Today it would hold ", bold=True), run(stories, bold=True), run(":" if amount else ".")),
                bullets(
                    line(run(" · ".join(filter(None, [title(each.story.lead), *_sources(each.story)]))))
                    for each in entries
                ),
                line(run(f"and {more:,} more")) if more else None,
            ]


def _comes(zone: str, times: Sequence[datetime]) -> list[Part]:
    following = ", then ".join(moment(each, zone, weekday=True) for each in times)
    return [line(run("It comes ", bold=True), run(f"{following}."))] if following else []


def _sources(hit: StoryHit) -> list[str]:
    return [outlet(hit.lead), also_in(hit.articles[1:], hit.lead)]


def _input(
    name: str, label: str, element: Block, *, optional: bool = False, live: bool = False, hint: str = ""
) -> Block:
    made: Block = {
        "type": "input",
        "block_id": name,
        "label": _plain(label),
        "element": {**element, "action_id": name},
        "optional": optional,
    }
    if live:
        made["dispatch_action"] = True
    return made | ({"hint": _plain(hint)} if hint else {})


def _typed(value: str, most: int, placeholder: str) -> Block:
    return {
        "type": "plain_text_input",
        "max_length": most,
        "placeholder": _plain(placeholder),
        **_AS_TYPED,
        **_initial("initial_value", cut(value, most)),
    }


def _initial(name: str, value: object) -> Block:
    """An element's first value; Slack refuses empty ones."""
    return {name: value} if value else {}


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": text, "emoji": False}
