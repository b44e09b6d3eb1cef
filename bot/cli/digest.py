"""``newsdesk digest``: what a digest would hold, and what became of those that were due; without Slack."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.app.core import Core
from bot.cli.text import digest_text
from bot.desk.grammar import parse_command
from bot.digests.draft import draft
from bot.digests.due import reckoned
from bot.digests.zones import zone_named
from bot.domain.digest import Delivery, DeliveryState, Schedule, Subscription
from bot.domain.errors import QueryError
from bot.domain.query import Kind
from bot.storage.digests import SqlDigestStore

_COLUMNS = ("workspace", "digest", "due (UTC)", "posted", "took", "stories", "state", "why")


def preview_text(
    core: Core, query: str, *, since: str | None, workspace: str, moment: str | None = None, zone: str = "UTC"
) -> str:
    """What a digest due at ``moment`` (now without one) on ``zone``'s wall would hold, and when that is.

    It holds what came in ``since`` then: of the 24 hours before it, unless that is given.

    Raises:
        QueryError: if the query or a time can't be read.
    """
    now, zone = core.clock(), zone_named(zone)
    wall = _wall_time(moment) if moment else now.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    schedule = Schedule(at=wall.time().replace(second=0, microsecond=0), zone=zone)
    slot, how = reckoned(schedule, wall.date())
    if slot is None:
        return f"Not due: {how}."
    asked = parse_command(Kind.NEWS, f"since:{since}", now=now, zone=zone).query.since if since else None
    start = asked or min(slot, now) - timedelta(days=1)
    found = core.wire.since(workspace, query, after=0, since=start, now=now)
    subscription = Subscription(
        id="preview",
        workspace=workspace,
        number=0,
        channel="",
        creator="",
        schedule=schedule,
        created=now,
        query=query,
    )
    most = core.settings.digests.most_stories
    digest = draft(core.wire, found.stories, subscription, slot, most=most).digest
    old = "" if digest.entries else _no_news(core.wire.no_news(workspace, start))
    due = f"Due {wall:%A} {wall.day} {wall:%B %Y}: {how}.\n\n" if moment else ""
    return due + digest_text(digest, zone=zone) + old


def _no_news(dated: list[datetime]) -> str:
    """Why articles that came in are in no digest, "" if there are none."""
    if not dated:
        return ""
    years = sorted({each.year for each in dated})
    span = f"{years[0]}" if len(years) == 1 else f"{years[0]} to {years[-1]}"
    those = "1 article that came in since is" if len(dated) == 1 else f"{len(dated):,} articles that came in since are"
    return f"\n{those} of {span}: no news. /news finds them; digests.news_days says what is news."


def log_text(core: Core, *, workspace: str | None, limit: int) -> str:
    """What became of the digests that were due, a line for each, the latest first."""
    rows = [_row(*each) for each in SqlDigestStore(core.engine).deliveries.history(workspace, limit=limit)]
    if not rows:
        return "No digest was due yet."
    widths = [max(map(len, column)) for column in zip(_COLUMNS, *rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in [_COLUMNS, *rows]
    )


def _row(subscription: Subscription, delivery: Delivery) -> tuple[str, ...]:
    posted = delivery.finished if delivery.state is DeliveryState.POSTED else None
    took = delivery.finished - delivery.claimed if delivery.finished and delivery.claimed else None
    return (
        delivery.workspace or "-",
        f"{subscription.number} {subscription.channel}",
        f"{delivery.slot:%Y-%m-%d %H:%M}"
        + (" now" if delivery.asked_by else " correction" if delivery.corrects else ""),
        f"{posted:%H:%M:%S}" if posted else "-",
        f"{took.total_seconds():.1f} s" if took is not None else "-",
        str(delivery.stories) if posted else "-",
        delivery.state.value + (" in part" if posted and delivery.error else ""),
        delivery.error or "",
    )


def _wall_time(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise QueryError("not a time", text, hint="Try: --for 2025-03-30T08:30") from None
    if moment.tzinfo is not None:
        raise QueryError("a time with an offset", text, hint="Give the time on the wall, and --zone beside it.")
    return moment
