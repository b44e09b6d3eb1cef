"""What can be asked: the help, and what is said when nothing is found."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.answer import Help, NothingFound
from bot.domain.query import Courtesy, Kind, Reader
from bot.slack.actions import Ask
from bot.slack.commands import AskDesk, route
from bot.slack.views.articles import ask_button, story, story_buttons, title
from bot.slack.views.blocks import FALLBACK, Draft, Message, Part, actions, bullets, context, fit, line, rich, run
from bot.slack.views.words import cut, listed, literal, one_line, plain

ABOUT = 120
"""How much of what somebody asked is said back to them."""
_EXAMPLES = 6
_NOUNS = {Kind.QUOTES: "quotes", Kind.FIGURES: "figures", Kind.PEOPLE: "people"}

_COMMANDS = (
    ("/news", "words", "stories, the best match first; /news alone, the newest"),
    ("/quotes", "name", "who said what, word for word"),
    ("/figures", "things", "numbers with the sentence that gives them"),
    ("/summary", "#12", "the sentences that carry a story; its number stands beside each title"),
    ("/news people", "#12", "who is in it, and in which role"),
    ("/compare", "#12", "where the outlets quote or count differently"),
)
"""Each with what stands behind it while no example is at hand."""
_COURTEOUS = {
    Courtesy.HELLO: ("Hello!", "Ask me about your articles: “what did … say?”, “how many …?”, “who is …?”, or help."),
    Courtesy.THANKS: ("You are welcome.", "Ask on here whenever you like."),
}
_NARROW = ("from:outlet", "by:name", "since:7d", "until:2024-07-31", "added:24h", '"exact phrase"', "-word", "#12")
_DIGESTS = ("/digest 08:30 weekdays taliban", "/digest list")


def what_to_ask(examples: Sequence[str] = ()) -> Part:
    """The whole of what can be asked, in one block; in the words of ``examples`` where they have some for it."""
    commands = [line(run(_typed(command, examples), code=True), run(f"  {told}")) for command, _, told in _COMMANDS]
    narrow = [each for key in _NARROW for each in (run(" "), run(key, code=True))]
    digests = [run(" "), run(digest_to_make(examples), code=True), run(" "), run("/digest list", code=True)]
    return rich(
        bullets(commands),
        line(run("Narrow it with", bold=True), *narrow),
        line(
            run("In a thread", bold=True),
            run(" under an answer, mention me and ask on: “what did she say?” is about that story. "),
            run("In a direct message just ask."),
        ),
        line(run("New stories on schedule:", bold=True), *digests),
        line(
            run("Put articles in:", bold=True),
            run(" "),
            run("/news add LINK", code=True),
            run(", a file dropped into a message to me, or Add to Newsdesk in a message’s menu. Feeds: "),
            run("/news feeds", code=True),
        ),
    )


def digest_to_make(examples: Sequence[str] = ()) -> str:
    """A digest that one could set up: of the stories that the example for a search finds."""
    return f"/digest 08:30 weekdays {_typed('/news', examples).removeprefix('/news ')}"


def _typed(command: str, examples: Sequence[str]) -> str:
    """The example of a command, or what it looks like."""
    others = [name for name, _, _ in _COMMANDS if name.startswith(f"{command} ")]
    otherwise = next(f"{name} {words}" for name, words, _ in _COMMANDS if name == command)
    fitting = (each for each in examples if each.startswith(f"{command} ") and not each.startswith(tuple(others)))
    return one_line(next(fitting, otherwise))


def example_buttons(examples: Sequence[str]) -> Part:
    """A button for each example that asks the desk something."""
    asked = [(example, route(*_split(example))) for example in examples[:_EXAMPLES]]
    return actions(
        *(
            ask_button(one_line(example), Ask(ask.kind, ask.text), f"example:{place}")
            for place, (example, ask) in enumerate(asked)
            if isinstance(ask, AskDesk) and one_line(example)
        )
    )


def _split(command: str) -> tuple[str, str]:
    name, _, text = command.partition(" ")
    return name, text


def help_message(answer: Help) -> Message:
    """What can be asked, and buttons for examples that find something in this library."""
    buttons = example_buttons(answer.examples)
    if answer.request.courtesy is not None:
        sentence, more = _COURTEOUS[answer.request.courtesy]
        asks = answer.request.courtesy is Courtesy.HELLO
        return fit(
            lambda room: Draft(sentence, head=[rich(line(run(f"{sentence} {more}")))], foot=[buttons] if asks else [])
        )
    text = "Ask me for stories, summaries, quotes, figures and people."
    if answer.examples:
        text += f" Try: {plain(listed(list(answer.examples), most=3), FALLBACK // 2)}"
    return fit(
        lambda room: Draft(
            text,
            head=[
                rich(line(run("What I can find in your articles", bold=True), run(", always word for word:"))),
                what_to_ask(answer.examples),
                rich(line(run("Try one now:"))) if buttons else None,
                buttons,
            ],
        )
    )


def nothing_found(answer: NothingFound, reader: Reader) -> Message:
    """What was not found, the nearest stories, and one example that does find something."""
    request = answer.request
    about = cut(one_line(request.text), ABOUT)
    what = f"No {_NOUNS.get(request.kind, 'stories')}"
    buttons = example_buttons([answer.example] if answer.example else [])
    missing = rich(line(run(what, bold=True), run(f" for {about}." if about else " yet.")))
    noted = context(literal(request.note, FALLBACK)) if request.note else None
    if not answer.nearest and not buttons:
        advice = "There are no articles to search. Add one: /news add LINK, or drop a file into a message to me."
        return fit(
            lambda room: Draft(plain(f"{what} found. {advice}", FALLBACK), head=[missing, rich(line(run(advice)))])
        )
    nearest = listed([title(hit.lead) for hit in answer.nearest], most=1)
    text = f"{what} for {about}." if about else f"{what} yet."
    return fit(
        lambda room: Draft(
            plain(f"{text} The nearest: {nearest}" if nearest else text, FALLBACK),
            head=[missing, noted, rich(line(run("The nearest stories:"))) if answer.nearest else None],
            groups=[
                [story(hit, reader.zone, min(room, FALLBACK)), story_buttons(hit, place)]
                for place, hit in enumerate(answer.nearest)
            ],
            foot=[
                rich(line(run("Or try:" if answer.nearest else "This finds something:"))) if buttons else None,
                buttons,
            ],
        )
    )
