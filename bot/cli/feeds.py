"""``newsdesk feeds``: which feeds are read again and again, how they stand, and adding, pausing and removing them."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.told import AsJson, json_text, mention, problems_told, say, tell
from bot.domain.errors import NewsdeskError, SourceError, cause_of
from bot.domain.feed import Feed, FeedState

if TYPE_CHECKING:
    from bot.desk.feeds import Added, Choice, Feeds

feeds = typer.Typer(help="Feeds that are read again and again.", no_args_is_help=True)

Workspace = Annotated[str, typer.Option("--workspace", help="A Slack team's id; without it, what everybody may read.")]
Numbers = Annotated[list[int], typer.Argument(metavar="NUMBER…", help="As in: newsdesk feeds list")]
_COLUMNS = ("feed", "state", "read (UTC)", "news (UTC)", "articles", "next (UTC)", "what")
_LATER = "Its articles come in while newsdesk serve, socket or work runs."


@feeds.command(name="list")
def list_feeds(workspace: Workspace = "", as_json: AsJson = False) -> None:
    """Print each feed: when it was read, when it last brought something, and what is wrong with it."""
    with problems_told(), _feeds() as service:
        found = service.listed(workspace)
        say(json.dumps([feed_record(feed) for feed in found]) if as_json else list_text(found))


@feeds.command()
def add(
    addresses: Annotated[list[str], typer.Argument(metavar="ADDRESS…", help="A feed, or a site that has one.")],
    workspace: Workspace = "",
    as_json: AsJson = False,
) -> None:
    """Read a feed from now on; of a site, its feed is found."""
    from bot.desk.feeds import Choice  # what reads feeds is slow to import

    with problems_told(), _feeds() as service:
        failed = False
        for address in addresses:
            try:
                outcome = service.add(address, workspace=workspace)
            except NewsdeskError as error:
                tell(error)
                failed = True
                continue
            failed |= isinstance(outcome, Choice)
            say(json_text(outcome_record(outcome)) if as_json else outcome_text(outcome))
        if not as_json and not failed:
            mention(_LATER)
    if failed:
        raise typer.Exit(1)


@feeds.command()
def pause(numbers: Numbers, workspace: Workspace = "", as_json: AsJson = False) -> None:
    """Stop reading feeds; their articles stay."""
    _each(numbers, as_json, "paused", lambda service, number: service.pause(number, workspace=workspace))


@feeds.command()
def resume(numbers: Numbers, workspace: Workspace = "", as_json: AsJson = False) -> None:
    """Read feeds again that were paused, or that their servers called gone."""
    _each(numbers, as_json, "read again", lambda service, number: service.resume(number, workspace=workspace))


@feeds.command()
def remove(numbers: Numbers, workspace: Workspace = "", as_json: AsJson = False) -> None:
    """Take feeds off the list; their articles stay."""
    _each(numbers, as_json, "removed", lambda service, number: service.remove(number, workspace=workspace))


@feeds.command(name="import")
def import_feeds(
    file: Annotated[str, typer.Argument(metavar="FILE", help="An OPML list; - is the standard input.")],
    workspace: Workspace = "",
    as_json: AsJson = False,
) -> None:
    """Add the feeds of an OPML list, as other readers of feeds write it."""
    with problems_told(), _feeds() as service:
        outcomes = service.import_opml(_text_of(file), workspace=workspace)
        problems = [each for each in outcomes if isinstance(each, NewsdeskError)]
        taken = [each for each in outcomes if not isinstance(each, NewsdeskError)]
        for added in taken:
            say(json_text(outcome_record(added)) if as_json else outcome_text(added))
        for problem in problems:
            tell(problem)
        new = sum(added.is_new for added in taken)
        mention(f"{new:,} added, {len(taken) - new:,} there already, {len(problems):,} not added")
        if new:
            mention(_LATER)
    if problems:
        raise typer.Exit(1)


@feeds.command()
def export(
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help="Where to; without it, to stdout.")] = None,
    workspace: Workspace = "",
) -> None:
    """Write the feeds as an OPML list."""
    with problems_told(), _feeds() as service:
        text = service.opml(workspace)
        if file is None:
            say(text, end="")
            return
        try:
            file.write_text(text, encoding="utf-8")
        except OSError as error:
            raise SourceError("not written", str(file), cause_of(error), hint="Name another file.") from error


def list_text(found: Sequence[Feed]) -> str:
    """A line for each feed, and below it what is wrong."""
    if not found:
        return "No feeds. newsdesk feeds add ADDRESS adds one."
    rows = [_row(feed) for feed in found]
    widths = [max(map(len, cells)) for cells in zip(_COLUMNS, *rows, strict=True)]
    lines = []
    for row, feed in zip((_COLUMNS, *rows), (None, *found), strict=True):
        lines.append("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
        if feed and feed.last_error:
            lines.append(f"      {feed.last_error}")
    return "\n".join(lines)


def feed_record(feed: Feed) -> dict[str, Any]:
    """A feed for programs: times are ISO 8601 in UTC or null, the interval is in seconds."""
    record = asdict(feed)
    for name in ("next_at", "last_success", "last_new"):
        record[name] = record[name].isoformat() if record[name] else None
    return {**record, "interval": round(feed.interval.total_seconds())}


def outcome_text(outcome: Added | Choice) -> str:
    """What came of adding an address."""
    from bot.desk.feeds import Added

    if isinstance(outcome, Added):
        what = "added" if outcome.is_new else "read again" if outcome.is_resumed else "there already"
        return f"{what}: {_named(outcome.feed)}"
    lines = [f"{outcome.site} has several feeds. Add the one that you mean:"]
    return "\n".join([*lines, *(f"  newsdesk feeds add {each.address}   ({each.title})" for each in outcome.found)])


def outcome_record(outcome: Added | Choice) -> dict[str, Any]:
    """The same for programs."""
    from bot.desk.feeds import Added

    if isinstance(outcome, Added):
        return {"added": outcome.is_new, "feed": feed_record(outcome.feed)}
    return {"added": False, "choice": [asdict(each) for each in outcome.found]}


def summary(found: Iterable[Feed], configured: int) -> tuple[str, bool]:
    """How the feeds of everybody stand, in a line, and whether all of them can be read."""
    everyone = list(found)
    if not everyone:
        waiting = f", {configured:,} in the configuration are added at the first start" if configured else ""
        return f"feeds: none yet{waiting}", True
    paused = sum(feed.state is FeedState.PAUSED for feed in everyone)
    amiss = [feed for feed in everyone if feed.last_error and feed.state is not FeedState.PAUSED]
    parts = [f"feeds: {len(everyone):,}", *([f"{paused:,} paused"] if paused else [])]
    if amiss:
        named = "; ".join(f"{_named(feed, at=feed.workspace)}: {feed.last_error}" for feed in amiss[:3])
        more = f"; and {len(amiss) - 3:,} more" if len(amiss) > 3 else ""
        parts.append(f"{len(amiss):,} can't be read: {named}{more}")
    return ", ".join(parts), not amiss


def _row(feed: Feed) -> tuple[str, ...]:
    upcoming = feed.next_at if feed.state is FeedState.ACTIVE else None
    return (
        f"#{feed.number}",
        feed.state.value + (f" ({feed.failures} failures)" if feed.failures > 1 else ""),
        _time(feed.last_success),
        _time(feed.last_new),
        f"{feed.articles:,}",
        _time(upcoming),
        f"{feed.title}  {feed.url}" if feed.title else feed.url,
    )


def _time(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else "-"


def _named(feed: Feed, *, at: str = "") -> str:
    of = f" of {at}" if at else ""
    return f"feed #{feed.number}{of} {feed.title or feed.url}"


def _each(numbers: Sequence[int], as_json: bool, done: str, change: Callable[[Feeds, int], Feed]) -> None:
    with problems_told(), _feeds() as service:
        failed = False
        for number in numbers:
            try:
                feed = change(service, number)
            except NewsdeskError as error:
                tell(error)
                failed = True
                continue
            stay = f" (its articles stay: {feed.articles:,})" if done == "removed" else ""
            say(json_text(feed_record(feed)) if as_json else f"{done}: {_named(feed)}{stay}")
    if failed:
        raise typer.Exit(1)


def _text_of(file: str) -> str:
    from bot.sources.decoding import decoded

    try:
        content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise SourceError("can't be read", file, cause_of(error), hint="Name an OPML file, or - for stdin.") from error
    return decoded(content, locator=file)


@contextmanager
def _feeds() -> Iterator[Feeds]:
    """The feeds in the store, as the configuration names them too; without an index and without what reads articles."""
    from bot.app.core import opened_store, settings_here, utc_now
    from bot.desk.feeds import Feeds
    from bot.sources.http import Fetcher
    from bot.storage.feeds import SqlFeedStore

    settings = settings_here()
    engine = opened_store(settings)
    try:
        with Fetcher(allow_private=frozenset(settings.library.allowed_hosts)) as fetcher:
            service = Feeds(SqlFeedStore(engine), fetcher, utc_now)
            for problem in service.configure(map(str, settings.library.feeds)):
                tell(problem)
            yield service
    finally:
        engine.dispose()
