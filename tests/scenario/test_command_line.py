"""The command line as a newcomer uses it: in a folder of its own, over the two seeds."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import jsonschema
import pytest
from typer.testing import CliRunner, Result

from bot.cli.main import app

PROJECT = Path(__file__).parents[2]
SCHEMA = json.loads((PROJECT / "docs" / "extract.schema.json").read_text(encoding="utf-8"))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A project folder with the seeds, where commands are run."""
    for folder in ("config", "seeds"):
        shutil.copytree(PROJECT / folder, tmp_path / folder)
    config = tmp_path / "config" / "newsdesk.yaml"
    # In this process: to start one for each of a hundred commands takes its time.
    config.write_text(config.read_text(encoding="utf-8").replace("processes: null", "processes: 1"), encoding="utf-8")
    for variable in ("DATABASE_URL", "NEWSDESK_CONFIG", "PORT", "SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.chdir(tmp_path)
    yield tmp_path


def newsdesk(*words: str, stdin: str | bytes = "", code: int = 0) -> Result:
    result = CliRunner().invoke(app, list(words), input=stdin)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == code, result.output
    return result


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["news", "Afghanistan"], ["NATO, US to decide troops pullout", "Khaama Press", "undated · #1", "1 story"]),
        (["summary", "#1"], ["  • ", "NATO", "Also: "]),
        (["quotes", "ceasefire"], ["permanent ceasefire and a durable and just peace", "— State Department"]),
        (["figures", "troops"], ["closer to 3,500", "New York Times", "4 figures"]),
        (["people", "Khalilzad"], ["Zalmay Khalilzad, US Special Representative for Afghanistan Reconciliation"]),
        (["compare", "#1"], ["Antony Blinken, quoted differently", "we adjusted together", "Figures that differ"]),
        (["news", "quotes", "ceasefire"], ["permanent ceasefire"]),
        (["news", "what did Biden say about the date?"], ["hard to meet", "Joe Biden"]),
        (["news", "blinkin"], ["another spelling", "Blinken"]),
        (["news", "zzzyx"], ["Nothing found for: zzzyx", "Try: newsdesk"]),
        (["digest", "preview"], ["US and NATO partners will exit", "also in Khaama Press", "Antony Blinken"]),
    ],
)
def test_a_question_is_answered(home: Path, words: list[str], told: list[str]) -> None:
    output = " ".join(newsdesk(*words).stdout.split())
    assert [part for part in told if " ".join(part.split()) not in output] == []


def test_an_answer_as_json_carries_the_offsets(home: Path) -> None:
    answer = json.loads(newsdesk("quotes", "ceasefire", "--json").stdout)
    (quote,) = answer["quotes"]
    seed = (home / "seeds" / "000_4299d985c06aff5a.txt").read_text(encoding="utf-8")
    assert seed[quote["start"] : quote["end"]] == quote["text"]
    assert (quote["speaker"], quote["article"]["story"]) == ("State Department", 1)


@pytest.mark.parametrize("count", [1, 3, 5])
def test_a_summary_as_json_names_the_article_of_each_sentence(home: Path, count: int) -> None:
    sentences = json.loads(newsdesk("summary", "#1", f"sentences:{count}", "--json").stdout)["sentences"]
    seeds = {None: "000_4299d985c06aff5a.txt", "Khaama Press": "003_622d24a92d145783.txt"}
    texts = {outlet: (home / "seeds" / name).read_text(encoding="utf-8") for outlet, name in seeds.items()}
    assert len(sentences) == count
    assert all(texts[each["article"]["source"]][each["start"] : each["end"]] == each["text"] for each in sentences)
    assert count == 1 or {each["article"]["source"] for each in sentences} == set(texts)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["quotes", "#99"], "no such story: #99"),
        (["news", "since:soon"], "not a time: since:soon"),
        (["news", "https://nowhere.example/x"], "no article from this address"),
        (["add", "gone.txt"], "gone.txt"),
        (["add", ""], "nothing to read"),
        (["manifest", "--url", "http://plain.example"], "not an https address"),
        (["remove", "gone.txt"], "no such article: gone.txt"),
        (["extract", "gone.txt"], "gone.txt"),
        (["extract", "https://news.example/story"], "not opened: https://news.example/story"),
    ],
)
def test_a_mistake_is_one_line_and_a_hint_with_exit_code_1(home: Path, words: list[str], told: str) -> None:
    result = newsdesk(*words, code=1)
    problem, hint = result.stderr.strip().splitlines()
    assert problem.startswith("newsdesk: ")
    assert told in problem
    assert hint.startswith("  ")


@pytest.mark.parametrize(
    "words",
    [
        ["extract"],
        ["nonsense"],
        ["quotes", "--page", "0"],
        ["extract", "--jsonl", "x.txt"],
        ["quotes", "--bad"],
        ["news", "troops", "--since=7d"],
    ],
)
def test_wrong_usage_is_exit_code_2(home: Path, words: list[str]) -> None:
    newsdesk(*words, code=2)


def test_an_empty_library_says_how_to_fill_it(home: Path) -> None:
    shutil.rmtree(home / "seeds")
    (home / "config" / "newsdesk.yaml").write_text("", encoding="utf-8")
    result = newsdesk("news", "bridge")
    assert "There are no articles yet" in result.stdout
    assert result.stderr == ""


def test_an_unknown_option_is_no_word_to_leave_out(home: Path) -> None:
    assert "there is no option --bad" in " ".join(newsdesk("quotes", "--bad", code=2).stderr.split())
    assert "2 stories" not in newsdesk("news", "troops", "-Khaama").stdout
    assert "Nothing found" in newsdesk("news", '"--dashes"').stdout


def test_extract_reads_the_standard_input(home: Path) -> None:
    text = "Bridge shut\n\nThe council shut the bridge on Monday. It carries 4,000 cars a day.\n"
    record = json.loads(newsdesk("extract", "-", stdin=text).stdout)
    assert (record["id"], record["title"], record["text"]) == ("-", "Bridge shut", text)
    page = f"<html><body><article><h1>Bridge shut</h1><p>{text * 20}</p></article></body></html>"
    assert "<p>" not in json.loads(newsdesk("extract", "-", stdin=page).stdout)["text"]
    assert "nothing to read: -" in newsdesk("extract", "-", stdin="", code=1).stderr


def test_adding_a_folder_says_how_many_came(home: Path) -> None:
    below = home / "in" / "deeper"
    below.mkdir(parents=True)
    for number in range(3):
        text = f"Bridge {number} shut\n\nThe council shut bridge number {number} on Monday, the mayor said.\n"
        (below / f"{number}.txt").write_text(text, encoding="utf-8")
    for number in range(6):
        (below / f"empty{number}.txt").write_text("", encoding="utf-8")
    result = newsdesk("add", "in", code=1)
    assert "9 in all: 3 added, 6 not taken in" in result.stderr
    assert result.stderr.count("newsdesk: nothing to read") == 3
    assert "newsdesk: and 3 more: nothing to read: it is empty" in result.stderr
    assert "in all" not in newsdesk("add", "in/deeper/0.txt").stderr


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_a_server_that_is_stopped_ends_well(home: Path, sign: signal.Signals) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environ = os.environ | {"PORT": str(port), "SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s"}
    command = [sys.executable, "-m", "bot", "serve", "--no-work"]
    environ |= {"PYTHONPATH": str(PROJECT)}
    with subprocess.Popen(command, cwd=home, env=environ, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        told = next(line for line in process.stderr if "serving on port" in line)
        for _ in range(200):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(0.05)
        process.send_signal(sign)
        told = process.stderr.read()
        assert process.wait(timeout=20) == 0
    assert told.strip().endswith("stopped")
    assert "Traceback" not in told


def test_adding_changing_and_removing_an_article(home: Path) -> None:
    story = home / "harbour.txt"
    text = "Harbour strike ends\n\nDockers in Rotterdam returned to work on Monday, the union said. {} ships wait.\n"
    story.write_text(text.format("Forty"), encoding="utf-8")
    assert newsdesk("add", "harbour.txt").stdout.startswith("added: #1 Harbour strike ends")
    assert newsdesk("add", "harbour.txt").stdout.startswith("unchanged: #1")
    assert "Forty ships" in newsdesk("figures", "ships").stdout
    story.write_text(text.format("Sixty"), encoding="utf-8")
    assert newsdesk("add", "harbour.txt").stdout.startswith("updated: #1")
    assert "Sixty ships" in newsdesk("figures", "ships").stdout
    assert newsdesk("remove", "harbour.txt").stdout.startswith("removed: Harbour strike ends")
    assert "Nothing found" in newsdesk("figures", "ships").stdout


def test_what_was_removed_is_said_to_stay_away_and_comes_back_by_its_name(home: Path) -> None:
    watched = home / "seeds"
    for name in ("one", "two"):
        text = f"Harbour report {name}\n\nThe harbour office counted {len(name)}0 ships on Monday, the union said.\n"
        (watched / f"{name}.txt").write_text(text, encoding="utf-8")
    os.utime(watched / "one.txt", (1, 1))
    result = newsdesk("remove", "seeds/one.txt", "seeds/gone.txt", code=1)
    assert "no such article: seeds/one.txt" in result.stderr  # it was never taken in
    newsdesk("add", "seeds/one.txt")
    result = newsdesk("remove", "seeds/one.txt", "seeds/gone.txt", code=1)
    assert result.stdout == "removed: Harbour report one\n"
    assert "To bring it back: newsdesk add seeds/one.txt" in result.stderr
    assert "no such article: seeds/gone.txt" in result.stderr
    assert "Harbour report one" not in newsdesk("news", "harbour").stdout  # a question looks at the folders first
    result = newsdesk("add", "seeds")
    assert "left out: Harbour report one" in result.stdout
    assert "it was removed; to bring it back: newsdesk add " in result.stderr
    assert newsdesk("remove", "seeds", stdin="n\n", code=1).stdout.startswith("Remove 3 articles below seeds?")
    assert newsdesk("remove", "seeds", stdin="y\n").stdout.count("removed: ") == 3
    assert newsdesk("remove", "seeds", "--yes", code=1).stderr.startswith("newsdesk: no such article: seeds")
    assert newsdesk("add", "seeds").stdout.count("added: ") == 3
    assert newsdesk("add", "seeds/one.txt").stdout.startswith("added: ")


def test_one_bad_file_never_stops_the_others(home: Path) -> None:
    folder = home / "mixed"
    folder.mkdir()
    (folder / "a.txt").write_bytes(b"\x00\x01\x02\xff" * 400)
    (folder / "b.txt").write_text("", encoding="utf-8")
    (folder / "c.txt").write_text(
        "Council votes on bridge\n\nThe council voted on Tuesday to close the old bridge, the mayor said.\n",
        encoding="utf-8",
    )
    result = newsdesk("add", "mixed", code=1)
    assert "added: #1 Council votes on bridge" in result.stdout
    assert result.stderr.count("newsdesk: ") == 2


def test_a_workspace_of_its_own(home: Path) -> None:
    (home / "secret.txt").write_text(
        "Merger talks at Acme\n\nAcme is in talks to buy Bolt Works for $2 billion, two people said on Monday.\n",
        encoding="utf-8",
    )
    newsdesk("add", "secret.txt", "--workspace", "T1")
    assert "Acme" in newsdesk("news", "merger", "--workspace", "T1").stdout
    assert "Nothing found" in newsdesk("news", "merger").stdout
    assert "Nothing found" in newsdesk("news", "merger", "--workspace", "T2").stdout


def test_extract_keeps_to_its_schema_and_to_the_text(home: Path) -> None:
    seeds = sorted((home / "seeds").glob("*.txt"))
    lines = [{"id": path.name, "text": path.read_text(encoding="utf-8"), "format": "text"} for path in seeds]
    lines.append(
        {"id": "html", "text": "<html><body><article><h1>A title</h1><p>" + "He paid £2.3bn. " * 30, "format": "html"}
    )
    stdin = "\n".join(["not json", json.dumps({"id": "x"}), "", *map(json.dumps, lines), json.dumps([1])])
    records = [json.loads(line) for line in newsdesk("extract", "--jsonl", stdin=stdin).stdout.splitlines()]
    assert [record["id"] for record in records] == [None, "x", *(path.name for path in seeds), "html", None]
    assert ["error" in record for record in records] == [True, True, False, False, False, True]
    for record in records:
        jsonschema.validate(record, SCHEMA, format_checker=jsonschema.FormatChecker())
    for record, line in zip(records[2:4], lines, strict=False):
        assert record["text"] == line["text"]
        spans = [*record["summary"], *record["quotes"], *record["figures"]]
        spans += [quote[part] for quote in record["quotes"] for part in ("mention", "cue") if quote[part]]
        assert len(spans) > 10
        assert all(record["text"][span["start"] : span["end"]] == span["text"] for span in spans)


def test_extract_of_files_gives_one_line_each(home: Path) -> None:
    records = [json.loads(line) for line in newsdesk("extract", "seeds").stdout.splitlines()]
    assert [record["title"] for record in records] == [
        "US and NATO partners will exit Afghanistan ‘together’: Blinken",
        "NATO, US to decide troops pullout as an Alliance: Blinken",
    ]
    assert json.loads(newsdesk("extract", "--schema").stdout) == SCHEMA


def test_the_demo_answers(home: Path) -> None:
    output = newsdesk("demo", "--text").stdout
    for part in ("we adjusted together", "closer to 3,500", "Jens Stoltenberg"):
        assert part in output


def test_doctor_tells_what_is_missing_and_where_it_is(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    output = newsdesk("doctor").stdout
    assert "-- Slack: SLACK_BOT_TOKEN is not set" in output
    assert "OAuth & Permissions" in output
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xapp-mixed-up")
    output = newsdesk("doctor", code=1).stdout
    assert "!! Slack: SLACK_BOT_TOKEN does not start with xoxb-" in output
    assert "mixed-up" not in output


def test_doctor_tells_every_mistake_in_the_file(home: Path) -> None:
    (home / "config" / "newsdesk.yaml").write_text("library:\n  folder: [x]\nlog: {level: loud}\n", encoding="utf-8")
    output = newsdesk("doctor", code=1).stdout
    assert "line 2: unknown key 'library.folder', did you mean 'folders'?" in output
    assert "line 3: log.level" in output


@pytest.mark.parametrize(
    ("command", "missing"),
    [("serve", "SLACK_SIGNING_SECRET"), ("socket", "SLACK_APP_TOKEN"), ("work", "SLACK_BOT_TOKEN")],
)
def test_without_tokens_a_server_says_which_and_where(home: Path, command: str, missing: str) -> None:
    result = newsdesk(command, code=1)
    assert f"{missing} is not set" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 2


def test_doctor_tells_each_mistake_in_one_line(home: Path) -> None:
    (home / "config" / "newsdesk.yaml").write_text("log: {level: loud}\nweb: 5\n", encoding="utf-8")
    output = newsdesk("doctor", code=1).stdout
    assert output.count("!!") == 2


def test_doctor_tells_what_cant_be_read_in_a_folder(home: Path) -> None:
    (home / "seeds" / "dangling.txt").symlink_to(home / "nowhere.txt")
    output = newsdesk("doctor", code=1).stdout
    assert "(2 files)" in output
    assert "!! articles: 1 below" in output
    assert "dangling.txt" in output


@pytest.mark.parametrize("place", ["afile/x.sqlite", "seeds", "afile"])
def test_a_place_for_the_store_that_cant_be_used(home: Path, place: str) -> None:
    (home / "afile").write_text("no database, but some words to read\n" * 50, encoding="utf-8")
    (home / "config" / "newsdesk.yaml").write_text(f"storage: {{file: {place}}}\n", encoding="utf-8")
    for words in (["news", "x"], ["db", "upgrade"]):
        problem, hint = newsdesk(*words, code=1).stderr.strip().splitlines()
        assert str(home / place) in problem
        assert "Errno" not in problem
        assert "Error:" not in problem
        assert "storage.file" in hint
        assert "db upgrade" not in hint
    assert "!! store: " in newsdesk("doctor", code=1).stdout


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("sqlite:///{home}/other/x.sqlite", "ok store: {home}/other/x.sqlite (made at the first start)"),
        ("sqlite:///x.sqlite", "ok store: {home}/x.sqlite (made at the first start)"),
        ("sqlite:////proc/newsdesk/x.sqlite", "!! store: /proc/newsdesk/x.sqlite can't be made: /proc: "),
        ("sqlite:///{home}/afile/x.sqlite", "{home}/afile is a file, not a folder"),
        ("sqlite:///{home}/empty.sqlite", "ok store: sqlite, {home}/empty.sqlite (tables made at the next start)"),
        ("sqlite:///{home}/newer.sqlite", "!! store: sqlite, {home}/newer.sqlite is of a newer Newsdesk"),
        ("sqlite://", "ok store: sqlite, memory"),
    ],
)
def test_doctor_judges_the_store_that_is_used(home: Path, monkeypatch: pytest.MonkeyPatch, url: str, told: str) -> None:
    newsdesk("db", "upgrade")  # storage.file is fine, and not what counts here
    (home / "afile").write_text("in the way")
    (home / "empty.sqlite").touch()
    shutil.copy(home / "data" / "newsdesk.sqlite", home / "newer.sqlite")
    with closing(sqlite3.connect(home / "newer.sqlite")) as newer, newer:
        newer.execute("UPDATE alembic_version SET version_num = '9999'")
    monkeypatch.setenv("DATABASE_URL", url.format(home=home))
    before = sorted(home.iterdir())
    output = newsdesk("doctor", code=1 if "!!" in told or "afile" in url else 0).stdout
    assert told.format(home=home) in output
    assert sorted(home.iterdir()) == before


@pytest.mark.parametrize(
    ("token", "told"),
    [
        ("xoxb-mixed-up", "SLACK_APP_TOKEN does not start with xapp-"),
        ("xapp-1 2", "SLACK_APP_TOKEN holds a space"),
        ("xapp-1\n", "SLACK_APP_TOKEN holds a space, a line break"),
        ("xapp-ü", "SLACK_APP_TOKEN holds"),
    ],
)
def test_a_malformed_token_is_told_before_anything_starts(
    home: Path, monkeypatch: pytest.MonkeyPatch, token: str, told: str
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    monkeypatch.setenv("SLACK_APP_TOKEN", token)
    result = newsdesk("socket", code=1)
    assert told in result.stderr
    assert token.strip() not in result.stderr
    assert len(result.stderr.strip().splitlines()) == 2


def test_a_port_that_is_taken_is_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("0.0.0.0", 0)) as taken:
        for name, value in (
            ("PORT", str(taken.getsockname()[1])),
            ("SLACK_BOT_TOKEN", "xoxb-1"),
            ("SLACK_SIGNING_SECRET", "s"),
        ):
            monkeypatch.setenv(name, value)
        result = newsdesk("serve", code=1)
    assert "Set another PORT." in result.stderr
    assert len(result.stderr.strip().splitlines()) == 2


def test_upgrading_the_store_twice_is_fine(home: Path) -> None:
    for _ in range(2):
        assert newsdesk("db", "upgrade").stdout.strip() == "sqlite: the tables are up to date"
