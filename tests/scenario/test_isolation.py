"""Nobody finds anything of another workspace, whatever they send with whatever of it in their hands."""

from __future__ import annotations

import json
import logging
import re
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import sqlalchemy as sa
from slack_sdk.oauth.installation_store import Installation

from bot.desk.feeds import Added
from bot.digests.grammar import Verb
from bot.domain.article import Span
from bot.domain.query import Kind
from bot.slack import digest_form, envelope, manifest
from bot.sources import read_text
from bot.storage.store import Stored
from bot.web.playground.people import Channel, User
from bot.web.playground.server import LocalSlack, Serving
from bot.web.playground.timeline import Change
from tests.scenario.conftest import Newsdesk, run_newsdesk, until, with_oauth
from tests.scenario.probes import FAMILIES, FIELDS, Hand, Probe, Things, families_of_buttons, probes
from tests.scenario.test_workspaces import OTHER_TOKEN, Switchboard, other_state

A, B = "T0NEWSDESK", "T0OTHER"
PACT = """Quorvexia pact sealed in Zelbrundt

“The snarfblatt accord binds all of Quorvexia,” said Foreign Minister Mirthalia Drunvekova on Monday.

About 4,700 snarfblatt workers lost their jobs in Quorvexia, the ministry said. The pact is worth $300 million.
"""
AGAIN = """Zelbrundt seals Quorvexia pact

“The snarfblatt accord binds much of Quorvexia,” Foreign Minister Mirthalia Drunvekova said on Monday.

About 5,900 snarfblatt workers lost their jobs in Quorvexia, the ministry said. The pact is worth $450 million.
"""
SHOWN_NEEDLES = (
    *("quorvexia", "zelbrundt", "drunvekova", "mirthalia", "snarfblatt", "4,700", "$450 million"),
    *("blorptimes", "glimgazette", "c0zorbplan"),
)
"""What its own people find: words of titles, texts, outlets and names, and where their digest goes."""
FEEDS = """<opml version="2.0"><body><outline text="Snarfblatt wire" xmlUrl="https://blorptimes.example/rss"/></body></opml>"""
HIDDEN_NEEDLES = (OTHER_TOKEN, "zorbplan-desk", "wibblesonia", "the other paper")
NEEDLES = (*SHOWN_NEEDLES, *HIDDEN_NEEDLES)
PRODUCT = ("bot.", "newsdesk", "slack_bolt", "slack_sdk", "sqlalchemy", "uvicorn", "apscheduler")
SEEN = {"message", "message_changed", "ephemeral", "ephemeral_changed", "view", "home", "status", "problem"}


@dataclass
class World:
    """The product, installed in two workspaces, and what belongs to the second."""

    newsdesk: Newsdesk
    a: LocalSlack
    b: LocalSlack
    things: Things

    def of(self, slack: LocalSlack, *names: str) -> list[Hand]:
        channel = "C0NEWSROOM" if slack is self.a else "C0ZORBPLAN"
        with slack.timeline.lock:
            users = [slack.user(name) for name in names]
            return [Hand(slack, user, channel, slack.state.conversations.direct(user.id).id) for user in users]

    def settled(self) -> None:
        """Wait until everything that was acknowledged is answered."""
        end = time.monotonic() + 60
        while self.newsdesk.waiting:
            assert time.monotonic() < end, "it was never answered"
            time.sleep(0.003)

    def rows(self, workspace: str) -> dict[str, list[tuple[object, ...]]]:
        """Every row of a workspace, by table."""
        tables = sa.MetaData()
        tables.reflect(self.newsdesk.core.engine)
        found: dict[str, list[tuple[object, ...]]] = {}
        with self.newsdesk.core.engine.connect() as connection:
            digests = connection.execute(
                sa.select(tables.tables["subscriptions"].c.id).where(
                    tables.tables["subscriptions"].c.workspace == workspace
                )
            ).scalars()
            keys: Mapping[str, tuple[object, ...]] = {
                "workspace": (workspace,),
                "team_id": (workspace,),
                "subscription": tuple(digests),
            }
            for name, table in tables.tables.items():
                for column, values in keys.items():
                    if column in table.c:
                        rows = connection.execute(sa.select(table).where(table.c[column].in_(values)))
                        found[name] = sorted((tuple(row) for row in rows), key=repr)
                        break
        return found


def told(slack: LocalSlack, user: str, channel: str, text: str) -> Change:
    typed = slack.types(user, channel, text)
    return slack.wait_for("ephemeral", user=user, since=typed.since, timeout=10)


@pytest.fixture
def world(slack: LocalSlack, store_file: Path) -> Iterator[World]:
    with LocalSlack(state=other_state()) as b:
        board = Serving(Switchboard(slack, b))
        newsdesk = run_newsdesk(store_file, {**with_oauth(slack), "SLACK_API_URL": f"{board.url}/api/"})
        for local, token in ((slack, slack.bot_token), (b, OTHER_TOKEN)):
            local.app_url = newsdesk.events_url
            newsdesk.installations.store.save(
                Installation(team_id=local.state.team.id, bot_token=token, user_id="U0ADA", app_id="A1")
            )
        _people(slack, b)
        yield World(newsdesk, slack, b, _things(newsdesk, b))
        newsdesk.close()
        board.stop()


def _people(a: LocalSlack, b: LocalSlack) -> None:
    with a.timeline.lock, b.timeline.lock:
        for guest in (User("U0MIA", "mia", "Mia", is_restricted=True), User("U0TOM", "tom", "Tom", team="T9")):
            a.state.users[guest.id] = guest
            a.state.conversations.channels["C0NEWSROOM"].members.add(guest.id)
        for user in (User("U0WIBBLE", "wibblesonia", "Wibblesonia"), User("U0SPY", "spy", "Spy", team=A)):
            b.state.users[user.id] = user
        members = {"U0WIBBLE", "U0SPY", "U0ADA", b.state.app.bot_user}
        b.state.conversations.add(Channel("C0ZORBPLAN", "zorbplan-desk", "public", members))


def _things(newsdesk: Newsdesk, b: LocalSlack) -> Things:
    """Two articles on one story, two digests and a thread of B's."""
    pages = "https://blorptimes.example/2026/quorvexia-pact", "https://glimgazette.example/zelbrundt"
    for text, page, outlet in zip((PACT, AGAIN), pages, ("Blorptimes", "Glimgazette"), strict=True):
        newsdesk.file(read_text(text, locator=page, url=page, outlet=outlet), workspace=B)
    told(b, "wibblesonia", "#zorbplan-desk", "/digest 08:30 daily snarfblatt")
    told(b, "wibblesonia", "#zorbplan-desk", "/digest 09:30 weekdays quorvexia")
    made = newsdesk.core.feeds.import_opml(FEEDS, workspace=B, made_by="U0WIBBLE")
    dropped = b.drops("wibblesonia", "@newsdesk", {"zelbrundt.txt": PACT.encode()})
    b.wait_for("message", user=b.state.app.bot_user, since=dropped.since, timeout=10)
    said = b.says("wibblesonia", "#zorbplan-desk", "@newsdesk quotes Drunvekova")
    b.wait_for("message", user=b.state.app.bot_user, since=said.since, timeout=10)
    until(lambda: newsdesk.waiting == 0)
    mine = [each for page in pages if (each := newsdesk.core.library.store.by_url(page, {B}))]
    assert len(mine) == 2
    return Things(
        team=B,
        articles=tuple((each.article.id, _spans(each)) for each in mine),
        stories=tuple(sorted({each.article.story for each in mine})),
        title=PACT.splitlines()[0],
        url=pages[0],
        outlet="Blorptimes",
        person="Drunvekova",
        words=("Quorvexia", "Zelbrundt", "snarfblatt", "Drunvekova"),
        misspelt=("Quorvexai", "Zelbrund", "Drunvekov", "from:Blorptime", "from:glimgazet", "by:Mirthaliya"),
        passage="accord binds",
        digests=(1, 2),
        query="snarfblatt",
        channel="C0ZORBPLAN",
        channel_name="zorbplan-desk",
        user="U0WIBBLE",
        dm=b.channel("@newsdesk", "wibblesonia").id,
        thread=said.ts,
        feeds=tuple(each.feed.number for each in made if isinstance(each, Added)),
        file=next(iter(b.state.files.files)),
        others=(b.state.response_url("R0B"), f"team {B}"),
    )


def _spans(stored: Stored) -> tuple[Span, ...]:
    found = stored.analysis
    return tuple([quote.words.span for quote in found.quotes] + [figure.words.span for figure in found.figures])


@dataclass
class Found:
    """What came of the probes: needles that nobody typed, by family, and how many answers there were."""

    leaks: list[tuple[str, str, str]] = field(default_factory=list)
    needles: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    answers: dict[str, int] = field(default_factory=lambda: defaultdict(int))


def sent(world: World, hands: list[Hand], of: Things) -> Found:
    """Send every probe by every hand, one after another, and look at all that is shown for it."""
    found, kept = Found(), ""
    for probe in probes(of):
        kept += f" {probe.says}" if probe.keeps else ""
        for slack in {id(hand.slack): hand.slack for hand in hands}.values():
            since = slack.timeline.latest
            for hand in (hand for hand in hands if hand.slack is slack):
                with slack.timeline.lock:
                    request = probe.make(hand)
                delivery = slack.doorway.send(request)
                assert delivery.ok, (probe.name, delivery)
            world.settled()
            _look(probe, kept, slack.timeline.changes(since), found)
    return found


def _look(probe: Probe, kept: str, changes: list[Change], found: Found) -> None:
    said = f"{probe.says} {kept}".casefold()
    for change in changes:
        if (text := _shown(change)) is None:
            continue
        found.answers[probe.family] += 1
        for needle in NEEDLES:
            if needle in text and needle not in said:
                found.needles[probe.family].add(needle)
                found.leaks.append((probe.name, needle, text[:600]))


def _shown(change: Change) -> str | None:
    """What somebody, or Slack in our name, got to see; None if nobody did."""
    payload = change.payload
    match change.kind:
        case "request" if payload["body"]:
            seen: object = payload["body"]
        case "call":
            seen = [payload["method"], payload["arguments"]]
        case "message" if not payload["message"].get("bot_id"):
            return None
        case kind if kind in SEEN:
            seen = payload
        case _:
            return None
    return json.dumps(seen, ensure_ascii=False).casefold()


def logged(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What the product logged that names anything of B's."""
    records = [each for each in caplog.records if each.name.startswith(PRODUCT) and "playground" not in each.name]
    texts = [logging.Formatter().format(record) for record in records]
    return [text for text in texts if any(needle in text.casefold() for needle in NEEDLES)]


@pytest.mark.parametrize("people", [("ben", "mia"), ("ada", "tom")], ids=["member and guest", "admin and stranger"])
def test_a_workspace_finds_nothing_of_another_and_changes_nothing_there(
    world: World, people: tuple[str, ...], caplog: pytest.LogCaptureFixture, may_warn: None
) -> None:
    caplog.set_level(logging.INFO)
    before = world.rows(B)
    assert {name for name, rows in before.items() if rows} >= {
        "articles",
        "feeds",
        "subscriptions",
        "threads",
        "slack_bots",
    }
    found = sent(world, world.of(world.a, *people), world.things)
    assert found.leaks == []
    assert [family for family, count in found.answers.items() if not count] == []
    assert world.rows(B) == before
    assert logged(caplog) == []


def test_somebody_of_another_workspace_in_a_shared_channel_finds_nothing(
    world: World, caplog: pytest.LogCaptureFixture, may_warn: None
) -> None:
    caplog.set_level(logging.INFO)
    lasting = ("articles", "feeds", "subscriptions", "deliveries", "told_stories", "told_articles", "slack_bots")
    before = world.rows(B)
    found = sent(world, world.of(world.b, "spy"), world.things)
    # Where they are they see.
    here = {"c0zorbplan"}
    assert [leak for leak in found.leaks if leak[1] not in here] == []
    after = world.rows(B)
    assert {name: after[name] for name in lasting} == {name: before[name] for name in lasting}
    assert logged(caplog) == []


def test_its_own_people_find_all_of_it(world: World, may_warn: None) -> None:
    """The control: the same probes find what is there, where it may be found."""
    found = sent(world, world.of(world.b, "wibblesonia"), world.things)
    assert set(SHOWN_NEEDLES) <= set().union(*found.needles.values())
    # Feeds are its admins', and nobody added the articles here; the file is offered to be added, without its name.
    blind = {
        "button take",
        "file",
        "feed form",
        "form closed",
        "button unknown",
        "shortcut",
        "/news help",
        "/digest form",
        "/digest now",
        "/digest new",
    }
    silent = set(found.answers) - {family for family, needles in found.needles.items() if needles} - blind
    assert silent == set()


MINE = (
    "Ferry line sells two ships\n\n“We had no choice,” said Ruth Calder on Monday. The 2 ships went for $30 million.",
    "Ships wait at the harbour\n\nAbout 40 ships waited on Tuesday, said Ruth Calder of the ferry line.",
    "Harbour strike ends\n\n“The ships sail again,” said Mara Quist. The strike cost the harbour $5 million.",
)
THEIRS = "Harbour ferries ship ships, ships and ships.\n\n“It is a ferry,” said Ruth Caldera of the harbour on Tuesday."
RANKED = (
    *("/news ships", "/news harbour ships", "/news ferry", "/news ferri", "/news strike ships", "/news sail again"),
    *("/quotes ships", "/figures ships", "/figures harbour", "/summary ferry", "/compare ships", "/news people ships"),
)
"""Their order follows how rare a word is, and that is counted over all workspaces."""
ASKED = (
    *(
        "/news",
        "/news harbuor",
        "/news from:port",
        "/news from:harbor",
        "/news by:calder",
        "/news by:Quistt",
        "/news zz",
    ),
    *("/quotes Calder", "/quotes Quist", "/figures", "/summary", "/news people Quist", "/news people Mara"),
)
_COUNTED = re.compile(r"#\d+|\b\d[\d,]* (?:story|stories|articles?|quotes?|figures?|people|more)\b")


def answers(world: World) -> dict[str, object]:
    """What A is answered but for the ids that Slack gives; where the order may differ, every number in it."""
    found: dict[str, object] = {}
    for text in (*ASKED, *RANKED):
        shown = told(world.a, "ben", "#newsroom", text).message
        blocks = [{name: part for name, part in block.items() if name != "block_id"} for block in shown["blocks"]]
        words = json.dumps([shown["text"], blocks], ensure_ascii=False)
        found[text] = sorted(_COUNTED.findall(words)) if text in RANKED else words
    return found


def test_answers_are_the_same_whatever_another_workspace_files(world: World) -> None:
    """Counts, suggestions and spelling depend on what the reader may see."""
    for number, text in enumerate(MINE):
        page = f"https://port.example/{number}"
        world.newsdesk.file(read_text(text, locator=page, url=page, outlet="Port Paper"), workspace=A)
    before = answers(world)
    for number in range(40):
        page, text = f"https://harbor.example/{number}", f"{THEIRS} {MINE[number % 3]} {number}"
        world.newsdesk.file(read_text(text, locator=page, url=page, outlet="Harbor Post"), workspace=B)
    after = answers(world)
    assert {text: (before[text], after[text]) for text in before if before[text] != after[text]} == {}


def test_a_workspace_that_leaves_takes_nothing_of_another(world: World, may_warn: None) -> None:
    before = world.rows(B)
    others = {"tokens": {"oauth": ["U0WIBBLE"], "bot": [world.b.state.app.bot_user]}}
    for event in (
        {"type": "tokens_revoked", **others},
        {"type": "app_uninstalled", "team_id": B, "channel": "C0ZORBPLAN"},
    ):
        assert world.a.happens(event).ok
    world.settled()
    assert world.newsdesk.installations.token(A) is None
    assert world.rows(B) == before


def test_nothing_that_can_be_sent_is_forgotten(world: World) -> None:
    tried = {probe.family for probe in probes(world.things)}
    assert {name for name, *_ in manifest.COMMANDS} <= tried | {"/digest"}
    assert {f"/news {kind.value}" for kind in Kind} <= tried
    assert {f"/digest {verb.value}" for verb in Verb} <= tried
    assert set(families_of_buttons()) == set(FAMILIES)
    assert {f"button {family}" for family in FAMILIES.values()} <= tried
    fields = {value for name, value in vars(digest_form).items() if name.isupper() and isinstance(value, str)}
    assert fields == set(FIELDS)
    assert {"app_mention", "message", "app_home_opened", "app_uninstalled", "tokens_revoked"} == envelope.EVENTS
    assert len(manifest.EVENTS) == len(envelope.EVENTS)
    callbacks = {probe.what[0] for probe in probes(world.things) if probe.family == "shortcut"}
    assert {callback for callback, *_ in manifest.SHORTCUTS} <= callbacks
