"""``newsdesk digest preview``: a digest as text, without Slack."""

from __future__ import annotations

from datetime import timedelta

from bot.app.core import Core
from bot.cli.text import digest_text
from bot.desk.grammar import parse_command
from bot.digests.compose import compose
from bot.domain.digest import Schedule, Subscription
from bot.domain.query import Kind


def preview_text(core: Core, query: str, *, since: str, workspace: str) -> str:
    """What a digest of the stories that came in ``since`` then would hold.

    Raises:
        QueryError: if the query or the time can't be read.
    """
    now = core.clock()
    start = parse_command(Kind.NEWS, f"since:{since}", now=now, zone="UTC").query.since or now - timedelta(1)
    found = core.wire.since(workspace, query, after=0, since=start, now=now)
    subscription = Subscription(
        id="preview",
        workspace=workspace,
        number=0,
        channel="",
        creator="",
        schedule=Schedule(at=now.time()),
        created=now,
        query=query,
    )
    most = core.settings.digests.most_stories
    return digest_text(compose(found.stories, subscription, now, disputes=core.wire.disputes, most=most))
