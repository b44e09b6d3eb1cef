"""The commands. What a user can fix is one line on stderr and exit code 1; wrong usage is exit code 2."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from typer.core import TyperGroup

import bot
from bot.cli.feeds import feeds
from bot.cli.operating import db, keys, workspace
from bot.cli.told import STDERR, AsJson, Teller, json_text, mention, problems_told, say, tell
from bot.domain.errors import NewsdeskError
from bot.domain.query import Kind
from bot.domain.showable import strip_unshowable


class _Commands(TyperGroup):
    """The commands; what typer says of wrong usage repeats what was typed, and is printed by typer itself."""

    def make_context(self, *args: Any, **kwargs: Any) -> Any:
        with _shown_in_errors():
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: Any) -> Any:
        with _shown_in_errors():
            return super().invoke(ctx)


@contextmanager
def _shown_in_errors() -> Iterator[None]:
    try:
        yield
    except _UsageError as e:
        e.message = strip_unshowable(e.message)
        raise


app = typer.Typer(
    name="newsdesk",
    cls=_Commands,
    help="News, answered with what stands in the articles: summaries, quotes and figures, each at its offset.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
_UsageError: Any = typer.BadParameter.__base__  # click.UsageError, or the one that typer brings itself
_OPTION = re.compile(r"--[A-Za-z][\w-]*(?:=.*)?")
_Item = TypeVar("_Item")

Words = Annotated[list[str] | None, typer.Argument(metavar="QUERY", help='Words, from:outlet, "exact phrase", #12 …')]
PageNumber = Annotated[int, typer.Option("--page", min=1, max=9_999, help="Which page of a long answer.")]
Workspace = Annotated[str, typer.Option("--workspace", help="A Slack team's id; without it, what everybody may read.")]


_QUESTIONS = {
    Kind.NEWS: 'Search stories; a first word such as "quotes" or a question works too.',
    Kind.SUMMARY: "The sentences that carry a story (sentences:5 for more of them).",
    Kind.QUOTES: "Who said what, word for word.",
    Kind.FIGURES: "Numbers with their unit, hedge and sentence.",
    Kind.PEOPLE: "Who is in it, in which role.",
    Kind.COMPARE: "Who quotes the same words differently, whose figures disagree.",
}


def _asking(kind: Kind) -> Callable[..., None]:
    """The command that asks questions of one kind."""

    def command(query: Words = None, as_json: AsJson = False, page: PageNumber = 1, workspace: Workspace = "") -> None:
        from bot.app.core import open_core
        from bot.cli.asking import ask

        _check_options(query or [])
        with problems_told(), open_core() as core:
            teller = Teller()
            core.look_at_folders(on_problem=teller)
            teller.finish()
            say(ask(core.desk, kind, " ".join(query or []), as_json=as_json, page=page, workspace=workspace))

    return command


def _check_options(words: Iterable[str]) -> None:
    """Raises: BadParameter for what begins with two dashes, which leaves no word out."""
    for word in words:
        if _OPTION.fullmatch(word):
            raise typer.BadParameter(
                f"there is no option {word.partition('=')[0]}; to leave a word out, put one dash before it, and to look"
                " for it, quotation marks around it: '\"--word\"'"
            )


# "-word" leaves a word out: nothing that begins with one dash may be taken for an option here, -h included.
_WORDS_ONLY = {"ignore_unknown_options": True, "help_option_names": ["--help"]}
for _kind, _told in _QUESTIONS.items():
    app.command(_kind.value, help=_told, context_settings=_WORDS_ONLY)(_asking(_kind))


@app.command()
def add(
    locators: Annotated[list[str], typer.Argument(metavar="PATH|URL|FEED…", help="Files, folders, pages or feeds.")],
    workspace: Workspace = "",
    as_json: Annotated[bool, typer.Option("--json", help="A line of JSON for each, for programs.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Name each, however many they are.")] = False,
) -> None:
    """Take articles into the library."""
    from bot.cli.adding import add as run

    with problems_told():
        if code := run(locators, workspace=workspace, as_json=as_json, verbose=verbose):
            raise typer.Exit(code)


@app.command()
def remove(
    locators: Annotated[
        list[str],
        typer.Argument(metavar="PATH|FOLDER|URL…", help="Where the articles came from, or a page's address."),
    ],
    workspace: Workspace = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask, however many they are.")] = False,
) -> None:
    """Take articles out of the library for good: no folder and no feed brings them back, only add does."""
    from bot.cli.removing import removal_here, removed_lines

    with problems_told(), removal_here() as removal:
        failed = False
        for locator in locators:
            try:
                found = removal.found(locator, workspace=workspace)
                if len(found) > 1 and not yes:
                    typer.confirm(f"Remove {len(found):,} articles below {locator}?", abort=True)
                for line in removed_lines(removal.remove(locator, workspace=workspace)):
                    say(line)
                mention(f"To bring {'them' if len(found) > 1 else 'it'} back: newsdesk add {shlex.quote(locator)}")
            except NewsdeskError as e:
                tell(e)
                failed = True
    if failed:
        raise typer.Exit(1)


@app.command()
def extract(
    files: Annotated[
        list[str] | None, typer.Argument(metavar="FILE…", help="Articles or folders of them; - is the standard input.")
    ] = None,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help='Read {"id", "text", "format", "title"?} lines on stdin.')
    ] = False,
    schema: Annotated[bool, typer.Option("--schema", help="Print the JSON Schema of the output.")] = False,
) -> None:
    """Analyse articles without a library: one JSON line each."""
    from bot.app.core import settings_here
    from bot.cli.extract import from_files, from_lines, schema_text

    if schema:
        say(schema_text(), end="")
        return
    if jsonl == bool(files):
        raise typer.BadParameter("name files, or pipe JSON lines in with --jsonl (not both)")
    with problems_told():
        from bot.nlp import Analyser

        nlp = settings_here().nlp
        analyse = Analyser(nlp.lexicon, nlp.model).analyse
        failed = 0
        if jsonl:
            for record in _shown("Analysing", from_lines(sys.stdin.buffer, analyse)):
                failed += "error" in record
                say(json_text(record))
        else:
            for record_or_problem in _shown("Analysing", from_files(files or (), analyse, datetime.now(UTC))):
                if isinstance(record_or_problem, NewsdeskError):
                    failed += 1
                    tell(record_or_problem)
                else:
                    say(json_text(record_or_problem))
    if failed and not jsonl:
        raise typer.Exit(1)


@app.command(name="eval")
def evaluation(
    data: Annotated[Path, typer.Option(help="The folder of the measuring data.")] = Path("../shared"),
    write: Annotated[
        Path | None, typer.Option(metavar="PAGE", help="Write the tables into this page, the scores beside it.")
    ] = None,
) -> None:
    """Measure the extraction on articles with marked quotes, and name the cases that got worse."""
    from bot.app.core import settings_here
    from bot.cli.evaluation import PAGE, evaluate

    with problems_told():
        from bot.nlp import Analyser

        nlp, now = settings_here().nlp, datetime.now(UTC)
        analyser = Analyser(nlp.lexicon, nlp.model)
        report = evaluate(
            data, analyser.analyse, analyser.version, page=write or PAGE, write=write is not None, now=now
        )
        say(report.markdown())


def _progress(what: str) -> Progress:
    """A bar on stderr, where that is a terminal and the output goes elsewhere: at a terminal, the lines show the way.

    What is printed stays on stdout: rich would send it to the bar's stream, wrapped to the terminal's width.
    """
    columns = (SpinnerColumn(), TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    hidden = sys.stdout.isatty() or not sys.stderr.isatty()
    return Progress(*columns, console=STDERR, disable=hidden, transient=True, redirect_stdout=False)


def _shown(what: str, items: Iterable[_Item]) -> Iterator[_Item]:
    with _progress(what) as progress:
        task = progress.add_task(what, total=None)
        for item in items:
            progress.advance(task)
            yield item


@app.command()
def demo(
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="The page's port; else 8484, or a free one.")
    ] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Forget what earlier demos kept in data/demo.")] = False,
    browse: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the page where there is a browser.")
    ] = True,
    text: Annotated[bool, typer.Option("--text", help="Print a few answers here instead.")] = False,
) -> None:
    """Try it without Slack: the bot and a local Slack workspace in the browser."""
    from bot.cli.demo import print_answers
    from bot.cli.demo import serve as run

    with problems_told():
        if text:
            print_answers()
        else:
            run(port=port, fresh=fresh, browse=browse)


@app.command()
def serve(
    work: Annotated[bool, typer.Option("--work/--no-work", help="Also post digests and watch the folders.")] = True,
) -> None:
    """Answer Slack over HTTP on PORT (3000)."""
    from bot.cli.processes import serve as run

    with problems_told():
        run(work=work)


@app.command()
def socket() -> None:
    """Answer Slack by Socket Mode: no public address needed."""
    from bot.cli.processes import socket as run

    with problems_told():
        run()


@app.command()
def work() -> None:
    """Post digests and watch folders and feeds, without HTTP."""
    from bot.cli.processes import work as run

    with problems_told():
        run()


@app.command()
def manifest(
    url: Annotated[
        str | None, typer.Option(help="The public https address, for HTTP; without it, Socket Mode.")
    ] = None,
) -> None:
    """Print the app manifest to install Newsdesk in Slack."""
    from bot.slack.manifest import as_yaml
    from bot.slack.manifest import manifest as made

    with problems_told():
        say(as_yaml(made(mode="http" if url else "socket", base_url=url)), end="")


@app.command()
def doctor() -> None:
    """What is configured, what is missing, and what to do about it."""
    from bot.cli.doctor import examine

    if not examine(Console(highlight=False)):
        raise typer.Exit(1)


for _name, _more in (("db", db), ("feeds", feeds), ("keys", keys), ("workspace", workspace)):
    app.add_typer(_more, name=_name)


digest = typer.Typer(help="Digests.", no_args_is_help=True)
app.add_typer(digest, name="digest")


@digest.command()
def preview(
    query: Words = None,
    since: Annotated[str | None, typer.Option(help="New since when: 24h (the default), 7d or a date.")] = None,
    moment: Annotated[
        str | None, typer.Option("--for", help="When it is due: 2025-03-30T08:30; now if left out.")
    ] = None,
    zone: Annotated[str, typer.Option(help="On whose wall that is: Europe/Berlin.")] = "UTC",
    workspace: Workspace = "",
) -> None:
    """Print what a digest of the stories added lately would hold, and how its time is reckoned."""
    from bot.app.core import open_core
    from bot.cli.digest import preview_text

    with problems_told(), open_core() as core:
        core.look_at_folders(on_problem=tell)
        words = " ".join(query or [])
        say(preview_text(core, words, since=since, workspace=workspace, moment=moment, zone=zone))


@digest.command()
def log(
    workspace: Annotated[
        str | None, typer.Option("--workspace", help="A Slack team's id; all of them if left out.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="How many lines at most.")] = 50,
) -> None:
    """Print what became of the digests that were due, the latest first."""
    from bot.app.core import open_core
    from bot.cli.digest import log_text

    with problems_told(), open_core() as core:
        say(log_text(core, workspace=workspace, limit=limit))


def _version(wanted: bool) -> None:
    if wanted:
        say(f"newsdesk {bot.__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """News, answered with what stands in the articles: summaries, quotes and figures, each at its offset."""
