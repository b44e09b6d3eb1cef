"""What is one article and what is two, what stays away, and what is news: as somebody at the command line sees it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.app.core import Core, open_core
from bot.cli.asking import ask
from bot.cli.digest import preview_text
from bot.cli.text import answer_text
from bot.desk.questions import parse_question
from bot.domain.analysis import Analysis
from bot.domain.article import SHARED, Document
from bot.domain.errors import NotFound, SourceError
from bot.domain.query import Kind, Reader
from bot.settings import load
from bot.sources import read_text
from bot.storage.store import Filed, Outcome
from bot.web.playground.server import LocalSlack
from tests.scenario.conftest import Newsdesk

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
HOLT = "“We will not run a boat that we cannot crew safely,” said Reena Holt, the harbour master."
BODY = f"""The council of Eastbury voted on Friday to close the ferry line across the harbour.

{HOLT} Forty people work on the line.

The last boat leaves in March, and a bus will take its place.
"""


def page(
    outlet: str, host: str, *, canonical: str = "", body: str = BODY, title: str = "Eastbury ferry to close"
) -> str:
    paragraphs = "".join(f"<p>{line}</p>" for line in body.strip().split("\n\n"))
    name = f'<meta property="og:site_name" content="{outlet}">' if outlet else ""
    link = f'<link rel="canonical" href="{canonical or f"https://{host}/news/ferry"}">' if host else ""
    head = f"<html lang='en'><head><title>{title}</title>{name}{link}</head>"
    return f"{head}<body><main><article><h1>{title}</h1>{paragraphs}</article></main></body></html>"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "articles"
    made.mkdir()
    return made


Opened = Callable[..., AbstractContextManager[Core]]


@pytest.fixture
def opened(one_analyser: None, tmp_path: Path, folder: Path) -> Opened:
    """Opens the library of the folder, as each start of a process does."""

    @contextmanager
    def run(now: datetime = NOW, settings: str = "", keep: str = "null") -> Iterator[Core]:
        config = tmp_path / "newsdesk.yaml"
        library = f"library: {{folders: [{folder}], keep_days: {keep}}}\n"
        config.write_text(library + settings, encoding="utf-8")
        environ = {"DATABASE_URL": f"sqlite:///{tmp_path / 'newsdesk.sqlite'}", "NEWSDESK_CONFIG": str(config)}
        with open_core(load(environ, tmp_path), clock=lambda: now) as core:
            yield core

    return run


def write(path: Path, text: str, *, at: datetime = NOW - timedelta(hours=1)) -> None:
    path.write_text(text, encoding="utf-8")
    os.utime(path, (at.timestamp(), at.timestamp()))


def look(core: Core) -> int:
    problems: list[object] = []
    found = core.look_at_folders(on_problem=problems.append)
    assert problems == []
    return found


def asked(core: Core, question: str) -> str:
    return answer_text(core.desk.answer(parse_question(question, now=core.clock(), zone="UTC"), Reader()))


def titles(core: Core) -> list[str]:
    return [article.title for hit in core.desk.newest(Reader(), 9) for article in hit.articles]


def add(core: Core, what: Path | str) -> list[Outcome]:
    return [each.outcome for each in core.intake.take_in(str(what)) if isinstance(each, Filed)]


# Once, but for each outlet --------------------------------------------------------------------------------------


def test_the_same_words_at_two_outlets_are_one_story_of_two_articles(opened: Opened, folder: Path) -> None:
    write(folder / "a.html", page("Eastbury Gazette", "gazette.example"))
    write(folder / "b.html", page("Coast Herald", "herald.example"))
    with opened() as core:
        assert look(core) == 2
        [hit] = core.desk.newest(Reader(), 9)
        assert {article.outlet for article in hit.articles} == {"Eastbury Gazette", "Coast Herald"}
        assert "Coast Herald" in asked(core, "news from:Herald")
        told = asked(core, "quotes safely")
        assert told.count("cannot crew safely") == 1
        assert "also in" in told
        record = json.loads(ask(core.desk, Kind.QUOTES, "#1", as_json=True, page=1, workspace=""))
        [quote] = [each for each in record["quotes"] if "cannot crew" in each["text"]]
        outlets = {quote["article"]["source"], *(each["source"] for each in quote["also_in"])}
        assert outlets == {"Eastbury Gazette", "Coast Herald"}
        assert "quoted differently" not in asked(core, "compare #1")


def test_a_quote_is_found_at_the_outlet_that_is_asked_for(opened: Opened, folder: Path) -> None:
    write(folder / "a.html", page("Eastbury Gazette", "gazette.example"))
    write(folder / "b.html", page("Coast Herald", "herald.example"))
    with opened() as core:
        look(core)
        told = asked(core, "quotes safely from:Herald")
        assert "Coast Herald" in told
        assert "also in" not in told


def test_a_copy_with_small_changes_joins_the_story(opened: Opened, folder: Path) -> None:
    write(folder / "a.html", page("Eastbury Gazette", "gazette.example"))
    edited = BODY.replace("on Friday to", "on Friday evening to").replace("Forty people", "About forty people")
    write(
        folder / "b.html", page("Coast Herald", "herald.example", body=edited, title="Ferry across the harbour to go")
    )
    with opened() as core:
        look(core)
        [hit] = core.desk.newest(Reader(), 9)
        assert len(hit.articles) == 2
        told = asked(core, "quotes Holt")
        assert told.count("cannot crew safely") == 1
        assert "also in" in told


@pytest.mark.parametrize(
    "again",
    [
        page("Eastbury Gazette", "m.gazette.example"),
        page("eastbury  gazette", "amp.gazette.example"),
        page("EastburyGazette", "gazette-mobile.example"),
        page("", "gazette.example", canonical="https://www.gazette.example/news/ferry/amp"),
        page("", ""),
    ],
    ids=["another host", "another spelling", "written in one", "no name, but the site", "nobody's copy"],
)
@pytest.mark.parametrize("first", [True, False])
def test_one_outlets_words_are_one_article(opened: Opened, folder: Path, again: str, first: bool) -> None:
    one, other = ("b.html", "a.html") if first else ("a.html", "b.html")
    write(folder / one, page("Eastbury Gazette", "www.gazette.example"))
    write(folder / other, again)
    with opened() as core:
        look(core)
        assert len(titles(core)) == 1
        assert "azette" in asked(core, "news from:gazette")
    with opened() as core:
        assert look(core) == 0


def test_a_digest_tells_a_copy_as_another_outlet_of_its_story(opened: Opened, folder: Path) -> None:
    write(folder / "a.html", page("Eastbury Gazette", "gazette.example"))
    with opened() as core:
        look(core)
    write(folder / "b.html", page("Coast Herald", "herald.example"))
    with opened() as core:
        look(core)
        told = preview_text(core, "", since=None, workspace="")
        assert told.count("Eastbury ferry to close") == 1
        assert told.count("Reena Holt (said), also in ") == 1


# Gone is gone ---------------------------------------------------------------------------------------------------


def test_what_was_removed_stays_away_until_it_is_added(opened: Opened, folder: Path) -> None:
    file = folder / "ferry.txt"
    write(file, f"Eastbury ferry to close\n\n{BODY}")
    with opened() as core:
        look(core)
        [gone] = core.intake.remove(str(file))
        assert gone.title == "Eastbury ferry to close"
        assert look(core) == 0
        write(file, f"Eastbury ferry to close\n\n{BODY}", at=NOW - timedelta(minutes=5))
        assert look(core) == 0
        with pytest.raises(NotFound):
            core.intake.remove(str(file))
    with opened() as core:
        assert look(core) == 0
        assert titles(core) == []
        write(folder / "renamed.txt", f"Eastbury ferry to close\n\n{BODY}")
        write(file, f"Eastbury ferry to close\n\n{BODY.replace('Friday', 'Thursday')}")
        assert look(core) == 0
        assert add(core, folder) == [Outcome.LEFT_OUT, Outcome.LEFT_OUT]
        assert add(core, file) == [Outcome.ADDED]
    with opened() as core:
        assert titles(core) == ["Eastbury ferry to close"]


def test_a_folder_is_removed_with_all_that_is_below_and_comes_back_by_its_name(opened: Opened, folder: Path) -> None:
    inside = folder / "old_100%"
    inside.mkdir()
    write(inside / "one.txt", "Harbour wall repaired\n\nThe council repaired the harbour wall at a cost of £3m.")
    write(inside / "two.txt", "Library opens\n\nThe new library of Eastbury opened its doors on Monday.")
    write(folder / "old_1000.txt", "Market moves\n\nThe fish market moves to the old station in May.")
    with opened() as core:
        look(core)
        assert [each.title for each in core.intake.remove(str(inside))] == ["Harbour wall repaired", "Library opens"]
        assert titles(core) == ["Market moves"]
        assert add(core, inside) == [Outcome.ADDED, Outcome.ADDED]


def test_a_members_article_says_who_added_it_and_is_removed_by_its_id(opened: Opened, folder: Path) -> None:
    document = read_text(f"Eastbury ferry to close\n\n{BODY}", locator="https://gazette.example/ferry")
    document = replace(document, url=document.locator)
    with opened() as core:
        article = core.intake.file(document, workspace="T1", added_by="U7", explicit=True).article
        assert article.added_by == "U7"
        with pytest.raises(NotFound):
            core.intake.remove_article(article.id, workspace="T2")
        assert core.intake.remove_article(article.id, workspace="T1").added_by == "U7"
        slug = replace(document, locator="https://gazette.example/ferry-line", url="https://gazette.example/ferry-line")
        for again in (document, slug):
            assert core.intake.file(again, workspace="T1").outcome is Outcome.LEFT_OUT
        assert core.intake.file(document, workspace="T2").outcome is Outcome.ADDED  # its own library
        assert core.intake.file(document, workspace="T1", added_by="U8", explicit=True).article.added_by == "U8"


def test_reading_again_leaves_what_was_removed_alone(opened: Opened, folder: Path) -> None:
    write(folder / "ferry.txt", f"Eastbury ferry to close\n\n{BODY}")
    with opened() as core:
        look(core)
        core.intake.remove(str(folder / "ferry.txt"))
        assert core.intake.reanalyse(10) == 0
        assert titles(core) == []


# How long it is kept --------------------------------------------------------------------------------------------


def dated(number: int, published: datetime | None) -> Document:
    text = f"Report {number} of the harbour office\n\nThe office counted {number} ships in the harbour of Eastbury."
    return replace(read_text(text, locator=f"/reports/{number}.txt"), published=published)


def test_what_is_older_than_the_library_keeps_goes_and_stays_away(opened: Opened, folder: Path) -> None:
    write(folder / "undated.txt", f"Eastbury ferry to close\n\n{BODY}")
    with opened() as core:
        look(core)
        core.intake.file(dated(1, NOW - timedelta(days=40)), workspace="T1")
        core.intake.file(dated(2, NOW - timedelta(days=3)), workspace="T1")
        assert core.intake.expire() == 0  # nothing is said of how long
    with opened(keep="30") as core:
        assert core.intake.expire() == 1
        assert core.library.count() == 2
        assert core.intake.file(dated(1, NOW - timedelta(days=40)), workspace="T1").outcome is Outcome.LEFT_OUT
        with pytest.raises(
            SourceError, match=r"older than the library keeps: /reports/1\.txt: it is of 21 October 2026"
        ):
            core.intake.file(dated(1, NOW - timedelta(days=40)), workspace="T1", explicit=True)
    later = NOW + timedelta(days=31)
    with opened(later, keep="30") as core:
        assert core.intake.expire() == 2
        assert look(core) == 0  # though its file is still there
        assert core.library.count() == 0
        changed = later - timedelta(hours=1)
        write(folder / "undated.txt", "Library opens\n\nThe new library of Eastbury opened its doors.", at=changed)
        assert look(core) == 1  # another story in a file of the same name


# What is news ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("published", "archive", "is_told"),
    [
        (NOW - timedelta(days=2), False, True),
        (NOW - timedelta(days=7, hours=20), False, True),
        (NOW - timedelta(days=9), False, False),
        (NOW + timedelta(hours=5), False, True),
        (None, False, True),
        (None, True, False),
        (NOW - timedelta(days=2), True, False),
    ],
)
def test_an_old_article_that_comes_in_today_is_found_and_is_no_news(
    opened: Opened, published: datetime | None, archive: bool, is_told: bool
) -> None:
    with opened() as core:
        core.intake.file(dated(1, published), archive=archive)
        assert ("Report 1" in preview_text(core, "", since=None, workspace="")) == is_told
        assert "Report 1" in asked(core, "news harbour")
        changed = replace(dated(1, published), text=dated(1, None).text + "\n\nIt counts again in May.")
        assert core.intake.file(changed).outcome is Outcome.UPDATED
        assert ("Report 1" in preview_text(core, "", since=None, workspace="")) == is_told


def test_a_preview_says_why_it_is_empty(opened: Opened) -> None:
    with opened() as core:
        for number, year in enumerate((2020, 2021)):
            core.intake.file(dated(number, datetime(year, 3, 1, tzinfo=UTC)))
        told = preview_text(core, "", since=None, workspace="")
        assert "2 articles that came in since are of 2020 to 2021: no news." in told


def test_what_is_news_can_be_set(opened: Opened) -> None:
    with opened(settings="digests: {news_days: null}\n") as core:
        core.intake.file(dated(1, datetime(2020, 3, 1, tzinfo=UTC)))
        assert "Report 1" in preview_text(core, "", since=None, workspace="")


def test_a_copy_of_an_archive_article_is_no_news(opened: Opened) -> None:
    one = replace(dated(1, NOW - timedelta(days=2)), outlet="Eastbury Gazette")
    with opened() as core:
        core.intake.file(one, archive=True)
        core.intake.file(replace(one, locator="/copy.txt", outlet="Coast Herald"), workspace=SHARED)
        assert core.library.count() == 2
        assert "Report 1" not in preview_text(core, "", since=None, workspace="")


def test_what_is_old_goes_within_the_hour(start: Callable[..., Newsdesk], slack: LocalSlack) -> None:
    newsdesk = start(settings="library: {folders: [], keep_days: 30}\n")
    newsdesk.core.library.store.put(
        dated(1, datetime(2020, 3, 1, tzinfo=UTC)),
        Analysis(version="7"),
        fingerprint="1",
        workspace=slack.state.team.id,
        story=None,
        now=NOW,
    )
    newsdesk.file(dated(2, None), workspace=slack.state.team.id)
    assert newsdesk.core.library.catch_up() == 0
    assert newsdesk.core.library.count() == 4
    newsdesk.side.prune()
    assert newsdesk.core.library.count() == 3
    assert "Report 1" not in asked(newsdesk.core, "news harbour")
