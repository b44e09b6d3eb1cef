"""Digests, and the list of a workspace's subscriptions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from bot.digests.grammar import Change, Verb
from bot.digests.posting import part_mark
from bot.domain.digest import (
    DAILY,
    WEEKDAYS,
    Delivery,
    DeliveryState,
    Digest,
    DigestEntry,
    Schedule,
    Subscription,
    Trouble,
)
from bot.domain.query import Kind, Reader
from bot.slack.actions import Ask, ask_value, change_value
from bot.slack.views.articles import NAME, moment, story_buttons, title, zone_named
from bot.slack.views.blocks import (
    FALLBACK,
    Draft,
    Message,
    Part,
    actions,
    button,
    context,
    fit,
    fit_lines,
    fits,
    header,
    line,
    rich,
    run,
    section,
)
from bot.slack.views.digest_entry import entry_blocks
from bot.slack.views.words import counted, cut, listed, literal, one_line, plain

_QUERY = 100
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MENTION = re.compile(r"&lt;@([UW][A-Z0-9]{2,20})&gt;")
"""Of a user, escaped: why a digest is paused may name one ("paused by <@U024BE7LH>")."""
_PACKED = 700
"""How long a passage may be when stories are shared out among messages; hardly a sentence is longer."""
_NEXT_TIMES = 3
_LISTED = 5
"""Digests on one page of the list: as many as a message holds with all their buttons."""
_OUTLETS = 5
_OVERLAPPING = 3
_BROUGHT = {(False, False): "due", (False, True): "asked for", (True, False): "correction of"}
_STATES = {
    DeliveryState.CLAIMED: "being written",
    DeliveryState.COMPOSED: "waits to be posted",
    DeliveryState.SENDING: "Slack has not said yet whether it took it",
    DeliveryState.POSTED: "posted",
    DeliveryState.QUIET: "nothing new",
    DeliveryState.FAILED: "not posted",
    DeliveryState.MISSED: "missed: no worker ran",
    DeliveryState.UNKNOWN: "perhaps posted",
}
_ERROR = 500


def parts(digest: Digest, mark: str) -> list[tuple[Message, Sequence[DigestEntry]]]:
    """The digest as messages, each with the entries that it shows.

    The first is for the channel, the others, if one does not hold it, for its thread. The last line of each prints its
    part's mark (``part_mark``), by which it is found again.
    """
    shared: list[list[DigestEntry]] = [[]]
    for entry in digest.entries:
        wider = [*shared[-1], entry]
        if shared[-1] and not fits(_part(digest, wider, len(shared) - 1, mark, _PACKED)):
            shared.append([entry])
        else:
            shared[-1] = wider
    return [(fit(partial(_part, digest, entries, part, mark)), entries) for part, entries in enumerate(shared)]


def _part(digest: Digest, entries: Sequence[DigestEntry], part: int, mark: str, room: int) -> Draft:
    about = cut(one_line(digest.subscription.query), _QUERY)
    amount = len(digest.entries) + digest.more
    stories = counted(amount, "new story", "new stories") if amount else "Nothing new"
    heading = f"{stories} on {about}" if about else stories
    opening = header(heading) if amount else rich(line(run(f"{heading} since the last digest.")))
    first = listed([title(entry.story.lead) for entry in entries], most=1)
    is_last = not entries or entries[-1] is digest.entries[-1]
    return Draft(
        plain(": ".join(filter(None, [heading, first])), FALLBACK),
        head=[opening] if part == 0 else [],
        groups=[
            [entry_blocks(entry, digest.subscription.schedule.zone, room), story_buttons(entry.story, place)]
            for place, entry in enumerate(entries)
        ],
        foot=[
            *(_more(digest, about) if is_last else ()),
            None if is_last else _in_thread(len(digest.entries) - len(entries), part),
            context(_imprint(digest, part_mark(mark, part))),
        ],
    )


def _more(digest: Digest, about: str) -> tuple[Part, ...]:
    """How many stories are not listed, with a button that shows what came since the last day that had a digest.

    A search takes one outlet; of a digest that takes several, each has its button.
    """
    if not digest.more:
        return ()
    subscription = digest.subscription
    due = digest.slot.astimezone(zone_named(subscription.schedule.zone))
    days = next((days for days in range(1, 8) if (due.weekday() - days) % 7 in subscription.schedule.weekdays), 1)
    since = due - timedelta(days=days)
    outlets = [one_line(name.replace('"', "")) for name in subscription.outlets]
    sources = [f'from:"{name}"' for name in outlets if name] or [""]
    several = len(sources) > 1
    buttons = (
        button(
            f"More from {outlets[place]}" if several else f"{digest.more:,} more",
            f"ask:more:{place}" if several else "ask:more",
            ask_value(Ask(Kind.NEWS, " ".join(filter(None, [subscription.query, source, f"added:{since:%Y-%m-%d}"])))),
        )
        for place, source in enumerate(sources[:_OUTLETS])
    )
    told = f"{digest.more:,} more" if several else f"{digest.more:,} more: "
    typed = "" if several else " ".join(filter(None, ["/news", about, sources[0]]))
    return rich(line(run(told), run(typed, code=True))), actions(*buttons)


def _in_thread(stories: int, part: int) -> Part:
    """What the message in the channel says of those in its thread."""
    return rich(line(run(f"{counted(stories, 'more story', 'more stories')} in the thread"))) if part == 0 else None


def _imprint(digest: Digest, mark: str) -> str:
    """As mrkdwn: "Digest 3 · 23 Nov 2026, 08:30 · 7f3a2c"."""
    subscription = digest.subscription
    asked_by = digest.asked_by if digest.asked_by and digest.asked_by.isalnum() else None
    due = moment(digest.slot, subscription.schedule.zone)
    parts = [
        f"Digest {subscription.number}",
        f"asked for by <@{asked_by}>" if asked_by else f"late: due {due}" if digest.late else due,
        literal(mark, NAME),
    ]
    return " · ".join(filter(None, parts))


Row = tuple[Subscription, tuple[datetime, ...]]
"""A subscription with the next moments that it is due, none while it is paused."""


def subscriptions(rows: Sequence[Row], reader: Reader, page: int = 1) -> Message:
    """A page of the workspace's subscriptions with when each comes next, and buttons for each; the last one for a later
    page than there is.
    """
    if not rows:
        return fit_lines(
            "There are no digests yet.",
            "Make one: /digest alone asks how; /digest 08:30 weekdays brings everything new.",
        )
    amount, pages = counted(len(rows), "digest"), -(-len(rows) // _LISTED)
    page = min(page, pages)
    shown = rows[(page - 1) * _LISTED : page * _LISTED]
    return fit(
        lambda room: Draft(
            f"{amount} in this workspace",
            head=[rich(line(run(amount, bold=True), run(" in this workspace")))],
            groups=subscription_groups(shown, reader.zone),
            foot=[_pages(page, pages)],
        )
    )


def subscription_groups(rows: Sequence[Row], zone: str) -> list[list[Part]]:
    """A group of blocks for each of ``rows``; a home tab shows them too."""
    return [
        [
            section(f"*{subscription.number}* · {describe(subscription)}\n{_state(subscription, times, zone)}"),
            _buttons(subscription, place),
        ]
        for place, (subscription, times) in enumerate(rows)
    ]


def _pages(page: int, pages: int) -> Part:
    other, which = (page + 1, "next") if page < pages else (1, "first")
    return context(f"Page {page} of {pages}: /digest list {other} shows the {which} ones") if pages > 1 else None


def describe(subscription: Subscription) -> str:
    """As mrkdwn: "weekdays at 08:30 (Europe/Berlin) in <#C024BE7LH> · taliban"."""
    channel = subscription.channel
    place = f"in <#{channel}>" if channel[:1] in {"C", "G"} and channel.isalnum() else "in a direct message"
    query = literal(subscription.query, _QUERY) or "everything new"
    outlets = literal(f"only from {', '.join(subscription.outlets)}", _QUERY) if subscription.outlets else ""
    most = f"at most {counted(subscription.most, 'story', 'stories')}" if subscription.most else ""
    quiet = "also on quiet days" if subscription.announce_quiet else ""
    when = f"{literal(wall_time(subscription.schedule), NAME)} {place}"
    return " · ".join(filter(None, [when, query, outlets, most, quiet]))


def wall_time(schedule: Schedule) -> str:
    """When it comes, in words: "weekdays at 08:30 (Europe/Berlin)"."""
    names = {DAILY: "every day", WEEKDAYS: "weekdays"}
    days = names.get(schedule.weekdays) or ", ".join(_DAYS[day] for day in sorted(schedule.weekdays) if day in DAILY)
    return f"{days or 'never'} at {schedule.at:%H:%M} ({schedule.zone})"


def _state(subscription: Subscription, times: Sequence[datetime], zone: str) -> str:
    if subscription.paused is not None:
        why = _MENTION.sub(r"<@\1>", literal(subscription.paused, _QUERY))
        return f"Paused: {why}" if why else "Paused"
    following = [moment(each, zone, weekday=True) for each in times[:_NEXT_TIMES]]
    return f"Next: {', then '.join(following)} ({literal(zone, NAME)})" if following else "Not due again"


def _buttons(subscription: Subscription, place: int) -> Part:
    def one(label: str, verb: Verb, danger: str = "") -> Part:
        value = change_value(Change(verb, subscription.number))
        says = f"{label} digest {subscription.number}"
        return button(label, f"digest:{verb.value}:{place}", value, says=says, danger=danger)

    return actions(
        one("Edit", Verb.EDIT),
        one("Pause", Verb.PAUSE) if subscription.paused is None else one("Resume", Verb.RESUME),
        one("Run now", Verb.NOW),
        one("Preview", Verb.PREVIEW),
        one("Remove", Verb.STOP, danger=f"Digest {subscription.number} will not come any more."),
    )


def subscribed(
    subscription: Subscription, times: Sequence[datetime], reader: Reader, overlapping: Sequence[Subscription] = ()
) -> Message:
    """What was made, when it first comes, how to undo it, and which others tell its stories in the same place."""
    return _about(subscription, "Digest {number} is set", times, reader, overlapping)


def resumed(
    subscription: Subscription, times: Sequence[datetime], reader: Reader, overlapping: Sequence[Subscription] = ()
) -> Message:
    """That it runs again, when it comes next, and which others tell its stories in the same place."""
    return _about(subscription, "Digest {number} runs again", times, reader, overlapping)


def resaved(
    subscription: Subscription, times: Sequence[datetime], reader: Reader, overlapping: Sequence[Subscription] = ()
) -> Message:
    """What it is now, when it comes next, and which others tell its stories in the same place."""
    return _about(subscription, "Digest {number} is changed", times, reader, overlapping)


def previewed(digest: Digest) -> Message:
    """What would be posted: the message for the channel, marked as a preview."""
    return parts(digest, "preview")[0][0]


def paused(subscription: Subscription, reader: Reader) -> Message:
    """That it waits until it is resumed."""
    return _about(subscription, "Digest {number} is paused", (), reader)


def _about(
    subscription: Subscription,
    told: str,
    times: Sequence[datetime],
    reader: Reader,
    overlapping: Sequence[Subscription] = (),
) -> Message:
    told = told.format(number=subscription.number)
    return fit(
        lambda room: Draft(
            plain(f"{told}: {wall_time(subscription.schedule)}", FALLBACK),
            groups=[
                [
                    section(f"*{told}*: {describe(subscription)}\n{_state(subscription, times, reader.zone)}"),
                    section("\n".join(_twice(each) for each in overlapping[:_OVERLAPPING])),
                    _buttons(subscription, 0),
                ]
            ],
        )
    )


def _twice(other: Subscription) -> str:
    """As mrkdwn: what another digest in the same place does to this one."""
    return f"*Told twice:* what digest {other.number} brings here too ({describe(other)})."


def removed(subscription: Subscription) -> Message:
    """That it is gone, with the button that brings it back."""
    told = f"Digest {subscription.number} is removed"
    undo = change_value(Change(Verb.UNDO, subscription.number))
    return fit(
        lambda room: Draft(
            f"{told}.",
            groups=[[section(f"*{told}*: {describe(subscription)}"), actions(button("Undo", "digest:undo", undo))]],
        )
    )


def delivered(subscription: Subscription, delivery: Delivery, zone: str) -> str:
    """One delivery as mrkdwn: "Digest 3 · due Mon 23 Nov 2026, 08:30 · posted after 2 s · 12 stories"."""
    scheduled = not delivery.asked_by and not delivery.corrects
    took = delivery.finished - delivery.slot if delivery.finished and scheduled else None
    state = _STATES[delivery.state]
    parts = [
        f"Digest {subscription.number}",
        f"{_BROUGHT[delivery.corrects, bool(delivery.asked_by)]} {moment(delivery.slot, zone, weekday=True)}",
        f"{state} {_after(took)}" if took and delivery.state is DeliveryState.POSTED else state,
        counted(delivery.stories, "story", "stories")
        if delivery.state is DeliveryState.POSTED and not delivery.corrects
        else "",
        _wrong(delivery),
    ]
    return " · ".join(filter(None, parts))


def _wrong(delivery: Delivery) -> str:
    """What went wrong, as mrkdwn; of one that was posted, what kept its rest from being."""
    said = literal(delivery.error or "", _QUERY)
    return f"its rest was not: {said}" if said and delivery.state is DeliveryState.POSTED else said


def _after(took: timedelta) -> str:
    seconds = max(0, round(took.total_seconds()))
    return f"after {seconds} s" if seconds < 120 else f"after {seconds // 60} min"


def trouble(trouble: Trouble) -> Message:
    """For the one who made a subscription: what kept its digest from coming, and what to do."""
    resume = change_value(Change(Verb.RESUME, trouble.subscription.number)) if trouble.paused else None
    problem = cut(one_line(trouble.problem), _ERROR) or f"Digest {trouble.subscription.number} could not be delivered."
    hint = cut(one_line(trouble.hint), _ERROR)
    return fit(
        lambda room: Draft(
            plain(problem, FALLBACK),
            groups=[[rich(line(run(problem)), line(run(hint))), actions(button("Resume", "digest:resume", resume))]],
        )
    )
