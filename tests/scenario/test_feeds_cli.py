"""``newsdesk feeds``: what whoever runs it types."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli.feeds import list_text, summary
from bot.cli.main import app
from bot.domain.feed import Feed, FeedState
from tests.scenario.feed_site import NOW, rss
from tests.unit.sources.site import Site, serving

FEED = Feed(
    id="1",
    workspace="",
    number=1,
    url="https://daily.example/rss",
    title="The Daily",
    state=FeedState.ACTIVE,
    next_at=NOW,
    interval=timedelta(minutes=15),
    last_success=NOW - timedelta(minutes=15),
)


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as running:
        yield running


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a configuration that lets the local site be read."""
    (tmp_path / "newsdesk.yaml").write_text("library: {folders: [], allowed_hosts: [127.0.0.1]}\n", encoding="utf-8")
    monkeypatch.setenv("NEWSDESK_CONFIG", str(tmp_path / "newsdesk.yaml"))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'newsdesk.sqlite'}")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def feeds(*words: str, stdin: str = "", code: int = 0) -> Result:
    result = CliRunner().invoke(app, ["feeds", *words], input=stdin)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == code, result.output
    return result


def test_a_feed_is_added_listed_paused_resumed_and_removed(home: Path, site: Site) -> None:
    address = site.put("/feed", rss("abbey"), "application/rss+xml")
    assert feeds("list").stdout == "No feeds. newsdesk feeds add ADDRESS adds one.\n"
    assert feeds("add", address).stdout == "added: feed #1 The Daily\n"
    assert feeds("add", address).stdout == "there already: feed #1 The Daily\n"
    assert "#1    active  -           -           0         20" in feeds("list").stdout
    assert feeds("list", "--workspace", "T1").stdout.startswith("No feeds.")
    assert feeds("pause", "1").stdout == "paused: feed #1 The Daily\n"
    (record,) = json.loads(feeds("list", "--json").stdout)
    assert (record["number"], record["state"], record["url"], record["interval"]) == (1, "paused", address, 900)
    feeds("resume", "1")
    assert feeds("remove", "1").stdout == "removed: feed #1 The Daily (its articles stay: 0)\n"
    assert "no feed of that number: #1" in feeds("pause", "1", code=1).stderr
    huge = "9" * 30
    assert f"no feed of that number: #{huge}" in feeds("remove", huge, code=1).stderr


def test_a_paused_feed_that_is_added_is_read_again_and_one_that_a_list_names_is_not(home: Path, site: Site) -> None:
    address = site.put("/feed", rss("abbey"), "application/rss+xml")
    feeds("add", address)
    feeds("export", "mine.opml")
    feeds("pause", "1")
    assert feeds("import", "mine.opml").stdout == "there already: feed #1 The Daily\n"
    assert json.loads(feeds("list", "--json").stdout)[0]["state"] == "paused"
    assert feeds("add", address).stdout == "read again: feed #1 The Daily\n"
    assert json.loads(feeds("list", "--json").stdout)[0]["state"] == "active"


def test_a_feed_that_is_too_long_to_be_read_is_called_that(home: Path, site: Site) -> None:
    item = "<item><title>t</title><link>/a</link></item>"
    address = site.put("/feed", rss().replace("</channel>", item * 20_000 + "</channel>"), "application/rss+xml")
    assert f"too large: {address}: it has too many elements" in feeds("add", address, code=1).stderr


def test_one_that_can_not_be_added_costs_no_other(home: Path, site: Site) -> None:
    good = site.put("/feed", rss("abbey"), "application/rss+xml")
    result = feeds("add", f"{site.url}/nothing", good, code=1)
    assert result.stdout == "added: feed #1 The Daily\n"
    assert f"could not fetch: {site.url}/nothing: the server answers 404 Not Found" in result.stderr


def test_a_site_with_several_feeds_names_them(home: Path, site: Site) -> None:
    link = "<link rel='alternate' type='application/rss+xml' title='{0}' href='/{0}.xml'>"
    site.put("/", f"<html><head>{link.format('World')}{link.format('Town')}</head></html>")
    told = feeds("add", site.url, code=1).stdout
    assert f"newsdesk feeds add {site.url}/World.xml   (World)" in told
    (record,) = map(json.loads, feeds("add", site.url, "--json", code=1).stdout.splitlines())
    assert [each["title"] for each in record["choice"]] == ["World", "Town"]


def test_a_list_goes_out_and_comes_in(home: Path, site: Site) -> None:
    feeds("add", site.put("/feed", rss("abbey"), "application/rss+xml"))
    feeds("export", "mine.opml")
    assert feeds("export").stdout == (home / "mine.opml").read_text(encoding="utf-8")
    result = feeds("import", "mine.opml", "--workspace", "T1")
    assert (result.stdout, "1 added, 0 there already, 0 not added" in result.stderr) == (
        "added: feed #1 The Daily\n",
        True,
    )
    bad = '<opml><body><outline xmlUrl="ftp://daily.example/"/></body></opml>'
    assert "only http and https are opened" in feeds("import", "-", stdin=bad, code=1).stderr
    assert "not a list of feeds" in feeds("import", "-", stdin="a letter", code=1).stderr
    assert "there is no such file" in feeds("import", "nothing.opml", code=1).stderr


def test_the_configuration_names_feeds_too(home: Path) -> None:
    config = "library: {folders: [], feeds: ['https://daily.example/rss']}\n"
    (home / "newsdesk.yaml").write_text(config, encoding="utf-8")
    assert "https://daily.example/rss" in feeds("list").stdout
    assert "the configuration names it" in feeds("remove", "1", code=1).stderr


@pytest.mark.parametrize(
    ("found", "configured", "told", "is_good"),
    [
        ([], 0, "feeds: none yet", True),
        ([], 2, "feeds: none yet, 2 in the configuration are added at the first start", True),
        ([FEED], 0, "feeds: 1", True),
        ([FEED, replace(FEED, state=FeedState.PAUSED, last_error="no answer")], 0, "feeds: 2, 1 paused", True),
        (
            [replace(FEED, workspace="T1", last_error="its server answers 503 Service Unavailable")],
            0,
            "feeds: 1, 1 can't be read: feed #1 of T1 The Daily: its server answers 503 Service Unavailable",
            False,
        ),
    ],
)
def test_how_the_feeds_stand_in_a_line(found: list[Feed], configured: int, told: str, is_good: bool) -> None:
    assert summary(found, configured) == (told, is_good)


def test_what_is_wrong_with_a_feed_stands_below_it() -> None:
    failing = replace(FEED, failures=3, last_error="no answer in time")
    lines = list_text([FEED, failing]).splitlines()
    assert lines[1].endswith("The Daily  https://daily.example/rss")
    assert ("active (3 failures)" in lines[2], lines[3].strip()) == (True, "no answer in time")
