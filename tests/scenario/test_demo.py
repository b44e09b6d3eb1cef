"""The demo without its page: what "things to try" do, over the real bot and the local workspace."""

from __future__ import annotations

import re
import shutil
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from typer.testing import CliRunner

from bot.app.demo import Demo, moment_of
from bot.cli.main import app
from bot.domain.errors import NewsdeskError, QueryError, SourceError
from bot.settings import load
from bot.web.playground.server import Serving
from bot.web.playground.timeline import Change

PROJECT = Path(__file__).parents[2]
NEWSROOM = "#newsroom"
HEADLINE = "U.S. museum lends its whale to Lisbon"
STORY = "“The whale will sail in May,” museum director Ana Sousa said on Monday. It weighs 12 tonnes."


@pytest.fixture
def folder(one_analyser: None, tmp_path: Path) -> Path:
    return tmp_path / "demo"


def made(folder: Path, *, fresh: bool = False) -> Demo:
    return Demo(load({}, PROJECT), folder, fresh=fresh)


@pytest.fixture
def demo(folder: Path) -> Iterator[Demo]:
    with made(folder) as demo:
        yield demo


def told(demo: Demo, text: str) -> str:
    """What Ada is told, for her eyes only, when she types ``text`` in #newsroom."""
    typed = demo.slack.types("ada", NEWSROOM, text)
    return demo.slack.wait_for("ephemeral", user="ada", since=typed.since, timeout=10).words


def said(demo: Demo, text: str, thread_ts: str = "") -> Change:
    """The bot's answer, in its thread, to what Ada says in #newsroom."""
    asked = demo.slack.says("ada", NEWSROOM, text, thread_ts=thread_ts)
    bot = demo.slack.state.app.bot_user
    return demo.slack.wait_for("message", channel=NEWSROOM, user=bot, since=asked.since, timeout=10)


def digests(demo: Demo) -> list[str]:
    """The first lines of the digests in #newsroom."""
    return [each["text"] for each in demo.slack.messages(NEWSROOM) if "new stor" in each["text"]]


def test_the_seeds_are_in_the_library(demo: Demo) -> None:
    assert "we will come out together when the time is right" in told(demo, "/quotes together")


def test_a_pasted_story_is_found_under_its_headline(demo: Demo) -> None:
    added = demo.add_story(f" {HEADLINE} ", STORY)
    assert (added["title"], added["outcome"]) == (HEADLINE, "added")
    answer = told(demo, "/quotes whale")
    assert HEADLINE in answer
    assert "*Ana Sousa* said" in answer
    told_page = demo.slack.wait_for("demo", HEADLINE)
    assert (told_page.payload["what"], told_page.payload["story"]) == ("added", added["story"])


def test_a_pasted_text_without_a_headline_begins_with_it(demo: Demo) -> None:
    assert demo.add_story("", f"{HEADLINE}\n\n{STORY}")["title"] == HEADLINE


def test_a_dropped_file_keeps_its_kind(demo: Demo) -> None:
    page = f"<html><body><article><h1>{HEADLINE}</h1>{f'<p>{STORY}</p>' * 3}</article></body></html>"
    assert demo.add_story("../../Whale (final).HTML", page)["title"] == HEADLINE
    assert demo.add_story("../../Whale (final).HTML", page)["outcome"] == "unchanged"
    assert "Ana Sousa" in told(demo, "/quotes whale")


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("", "", "nothing to read: story.txt: it is empty"),
        (HEADLINE, " \n", "it is empty"),
        ("a.txt", "\x00\x01" * 99, "not a text: a.txt: it holds binary data"),
    ],
)
def test_what_is_no_story_is_refused_in_one_sentence_and_not_kept(
    demo: Demo, tmp_path: Path, name: str, text: str, problem: str
) -> None:
    with pytest.raises(SourceError, match=re.escape(problem)) as refused:
        demo.add_story(name, text)
    assert str(tmp_path) not in str(refused.value)
    assert list((tmp_path / "demo" / "stories").iterdir()) == []


def test_the_digest_comes_when_it_is_asked_for_and_has_each_story_once(demo: Demo) -> None:
    demo.run_digest()
    demo.slack.wait_for("ephemeral", "The digest is posted")
    assert len(digests(demo)) == 1
    since = demo.slack.timeline.latest
    demo.run_digest()
    demo.slack.wait_for("ephemeral", since=since)
    assert len(digests(demo)) == 1
    assert "Digest 2" not in told(demo, "/digest list")


def test_the_clock_brings_the_morning_and_its_digest(demo: Demo) -> None:
    shown = demo.move_clock("tomorrow 08:30")
    assert datetime.fromisoformat(shown["now"]) - datetime.now(UTC) < timedelta(days=2)
    assert [text for text in digests(demo) if "NATO" in text] == digests(demo) != []
    # Messages from now on carry the new time.
    assert float(demo.slack.messages(NEWSROOM)[-1]["ts"]) > datetime.now(UTC).timestamp()
    demo.move_clock("tomorrow 08:30")
    assert demo.slack.timeline.changes()[-1].payload["text"].endswith("No digest: nothing is new since the last one.")
    demo.add_story(HEADLINE, STORY)
    demo.move_clock("tomorrow 08:30")
    assert [HEADLINE in text for text in digests(demo)] == [False, True]


def test_a_restart_loses_and_repeats_nothing(demo: Demo) -> None:
    demo.add_story(HEADLINE, STORY)
    answer = said(demo, "@newsdesk quotes whale")
    demo.move_clock("tomorrow 08:30")
    before = demo.slack.messages(NEWSROOM)
    number = demo.bot.core.library.count()

    since = demo.slack.timeline.latest
    demo.restart()

    told_page = [change.payload["what"] for change in demo.slack.timeline.changes(since) if change.kind == "demo"]
    assert told_page == ["restarting", "restarted"]
    assert demo.bot.core.library.count() == number
    assert demo.bot.side.tick() == []
    assert demo.slack.messages(NEWSROOM) == before
    assert "Ana Sousa" in told(demo, "/quotes whale")
    assert "every day at 08:30" in told(demo, "/digest list")
    # The thread still knows its story: there are other figures in the library.
    figures = said(demo, "@newsdesk figures", thread_ts=answer.message["thread_ts"]).words
    assert "12 tonnes" in figures
    assert "troops" not in figures


def test_the_bot_can_be_away_while_the_page_stays(demo: Demo) -> None:
    demo.bot.stop()
    assert httpx.get(f"{demo.url}/playground/state", trust_env=False).status_code == 200
    assert demo.slack.types("ada", NEWSROOM, "/news").status == 503
    demo.slack.wait_for("problem", "/news failed", user="ada")
    with pytest.raises(NewsdeskError, match="the bot is stopped"):
        demo.add_story("", STORY)
    demo.bot.start()
    assert "NATO" in told(demo, "/news")


def test_what_a_run_knew_the_next_one_knows(folder: Path) -> None:
    with made(folder) as first:
        first.add_story(HEADLINE, STORY)
        told(first, "/quotes whale")
        first.move_clock("tomorrow 08:30")
        ahead = first.clock()["ahead_seconds"]
    with made(folder) as second:
        assert second.clock()["ahead_seconds"] == pytest.approx(ahead, abs=60)
        # Not taken for the first run's command, sent again.
        assert "Ana Sousa" in told(second, "/quotes whale")
        assert "every day at 08:30" in told(second, "/digest list")
        second.run_digest()
        assert second.slack.wait_for("ephemeral", "Nothing is new since the last digest")
        assert digests(second) == []


def test_a_fresh_start_knows_the_seeds_only(folder: Path) -> None:
    with made(folder) as first:
        first.add_story(HEADLINE, STORY)
        first.move_clock("tomorrow 08:30")
    with made(folder, fresh=True) as second:
        assert abs(second.clock()["ahead_seconds"]) <= 1
        assert "Ana Sousa" not in told(second, "/news whale")
        assert "no digests" in told(second, "/digest list")


def test_only_this_machine_reaches_it(demo: Demo) -> None:
    address = urlsplit(demo.url)
    assert address.hostname == "127.0.0.1"
    with pytest.raises(OSError), socket.create_connection(("127.0.0.2", address.port or 0), timeout=1):
        pass


def test_a_proxy_for_the_world_outside_is_not_asked(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    with made(folder) as demo:
        assert "NATO" in told(demo, "/news")


def test_a_port_that_is_taken_is_told_in_one_sentence_and_nothing_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("config", "seeds"):
        shutil.copytree(PROJECT / folder, tmp_path / folder)
    kept = tmp_path / "data" / "demo" / "stories" / "kept.txt"
    kept.parent.mkdir(parents=True)
    kept.write_text(STORY, encoding="utf-8")
    for variable in ("DATABASE_URL", "NEWSDESK_CONFIG", "PORT"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.chdir(tmp_path)

    async def another(scope: object, receive: object, send: object) -> None:
        """Whatever else runs on this machine."""

    taken = Serving(another)
    port = urlsplit(taken.url).port
    result = CliRunner().invoke(app, ["demo", "--fresh", "--port", str(port)])
    taken.stop()
    assert result.exit_code == 1
    assert f"port {port}: it is already in use" in result.stderr
    assert "Choose another" in result.stderr
    assert "Traceback" not in result.output
    assert kept.exists()


BERLIN = "Europe/Berlin"
EVENING = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)  # the 24th in Berlin


@pytest.mark.parametrize(
    ("to", "now", "moment"),
    [
        ("tomorrow 08:30", EVENING, datetime(2026, 11, 25, 7, 30, tzinfo=UTC)),
        (" Tomorrow 8:30 ", EVENING, datetime(2026, 11, 25, 7, 30, tzinfo=UTC)),
        ("2026-11-24T08:30", EVENING, datetime(2026, 11, 24, 7, 30, tzinfo=UTC)),
        ("2026-11-24T08:30-05:00", EVENING, datetime(2026, 11, 24, 13, 30, tzinfo=UTC)),
        # The night in which summer time begins: an hour less till the morning.
        ("tomorrow 08:30", datetime(2026, 3, 28, 7, 30, tzinfo=UTC), datetime(2026, 3, 29, 6, 30, tzinfo=UTC)),
    ],
)
def test_a_time_is_read_on_the_viewers_wall(to: str, now: datetime, moment: datetime) -> None:
    assert moment_of(to, now, BERLIN) == moment


@pytest.mark.parametrize(
    ("to", "problem"),
    [
        ("", "not a time"),
        ("tomorrow", "not a time"),
        ("tomorrow 25:00", "not a time"),
        ("9999-12-31T23:59:59-14:00", "not a time"),
        ("2026-11-23", "the clock goes forward"),
        ("2099-01-01", "at most a year"),
    ],
)
def test_what_is_no_time_to_come_is_refused(to: str, problem: str) -> None:
    with pytest.raises(QueryError, match=problem):
        moment_of(to, EVENING, BERLIN)
