"""What became of links and files that somebody gave, and what can still be done about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.desk.additions import Addition
from bot.domain.article import Article
from bot.domain.errors import NewsdeskError
from bot.domain.query import Kind
from bot.slack.actions import Ask, Give, Take, give_value, take_value
from bot.slack.views.articles import NAME, ask_button, headline, title
from bot.slack.views.blocks import FALLBACK, Draft, Message, Part, actions, button, context, fit, line, rich, run
from bot.slack.views.feeds import add_as_feed
from bot.slack.views.words import counted, cut, one_line, plain
from bot.storage.store import Outcome

_ASKED = (Kind.SUMMARY, Kind.QUOTES, Kind.FIGURES)
_HEADINGS = {Outcome.ADDED: "Added", Outcome.UPDATED: "Brought up to date", Outcome.UNCHANGED: "It is here already"}
_SHOWN = 200
_PROBLEM = 600


@dataclass(frozen=True, slots=True)
class Refused:
    """One thing that could not be added, and why; ``again`` is what to try again with, ``as_feed`` an address that who
    gave it may add as a feed instead.
    """

    error: NewsdeskError
    again: Give | None = None
    as_feed: str = ""


@dataclass(frozen=True, slots=True)
class Added:
    """One thing that is in the library now; ``removable``: who gave it may take it out again."""

    addition: Addition
    removable: bool


Told = Added | Refused


def told(results: Sequence[Told], zone: str, *, left: int = 0) -> Message:
    """What became of each thing that was given; ``left`` more were not looked at."""
    alone = len(results) == 1 and not left
    notes = [_in_short(each) for each in results]

    def draft(room: int) -> Draft:
        return Draft(
            plain(" ".join(notes), FALLBACK),
            groups=[_group(each, zone, place, alone=alone) for place, each in enumerate(results)],
            foot=[context(f"{counted(left, 'more was', 'more were')} not looked at: add them in another message.")]
            if left
            else [],
        )

    return fit(draft)


def offer(links: Sequence[str], files: Sequence[str] = (), *, name: str = "", left: int = 0) -> Message:
    """A button for each link or file that somebody showed without a word: perhaps it is to be added. ``left`` more have
    none.
    """
    given = [*(Give(link=link) for link in links), *(Give(file=file) for file in files)]
    if len(given) == 1:
        what = f"{cut(one_line(given[0].link or name), _SHOWN)} is not in the library." if given[0].link or name else ""
        sentence = what or "Shall this file be added to the library?"
        return _lines(
            [sentence, "Added, it can be searched, summed up and quoted by everybody in this workspace."], given
        )
    sentence = f"{counted(len(given) + left, 'thing')} not in the library yet."
    more = [f"The last {left:,} have no button here: show them in another message."] if left else []
    return _lines([sentence, *(cut(each.link or "a file", _SHOWN) for each in given), *more], given)


def not_here(link: str, *, may_add: bool) -> Message:
    """For who asks about a page that is not in the library: it can be added with one press, by who may."""
    sentence = f"No article here comes from {cut(one_line(link), _SHOWN)}"
    if not may_add:
        return _lines([f"{sentence}.", "A member of this workspace can add it: /news add LINK"], [])
    return _lines([f"{sentence}. Add it, and ask again."], [Give(link=link)])


def nothing_given() -> Message:
    """For who chose to add a message in which there is nothing to add."""
    return _lines(
        [
            "There is no link and no file in this message.",
            "Add to Newsdesk takes the links and the files of a message.",
        ],
        [],
    )


def not_texts() -> Message:
    """For who dropped a picture, sound or film."""
    return _lines(["I read texts: pictures, sound and films can't be added.", "Drop a text, a page or a document."], [])


def reading() -> Message:
    """While a page is read, which takes as long as its site takes."""
    return _lines(["Reading it…"], [])


def removed(article: Article, given: Give | None, zone: str) -> Message:
    """That an article is gone, with the button that brings it back."""
    back = button("Put back", "give:back", give_value(replace(given, alone=True)) if given else None)
    return fit(
        lambda room: Draft(
            plain(f"Removed: {title(article)}", FALLBACK),
            groups=[[rich(line(run("Removed from the library", bold=True)), headline(article, zone)), actions(back)]],
        )
    )


def recent(articles: Sequence[Article], zone: str) -> list[Part]:
    """What somebody added last, each with its button: for their home tab."""
    return [
        block
        for place, article in enumerate(articles)
        for block in (rich(headline(article, zone)), actions(_remove(article, place)))
    ]


def _group(each: Told, zone: str, place: int, *, alone: bool) -> list[Part]:
    if isinstance(each, Refused):
        return _refusal(each, place, alone=alone)
    addition = each.addition
    article = addition.article
    heading = f"{_HEADINGS[addition.outcome]}: #{article.story}"
    buttons = [ask_button(kind, Ask(kind, f"#{article.story}"), f"{kind.value}:{place}") for kind in _ASKED]
    if each.removable:
        buttons.append(_remove(article, place, alone=alone))
    return [
        rich(line(run(heading, bold=True)), headline(article, zone), line(run(_found(addition)))),
        actions(*buttons),
    ]


def _found(addition: Addition) -> str:
    """What was found in it: "3 quotes · 5 figures · 2 people"."""
    analysis = addition.stored.analysis
    counts = (
        counted(len(analysis.quotes), "quote"),
        counted(len(analysis.figures), "figure"),
        counted(len(analysis.people), "person", "people"),
    )
    return " · ".join(counts)


def _refusal(each: Refused, place: int, *, alone: bool) -> list[Part]:
    problem, hint = _sentence(str(each.error)), _sentence(each.error.hint)
    buttons: list[Part] = []
    if each.as_feed:
        buttons.append(add_as_feed(each.as_feed, place))
    if each.again is not None:
        buttons.append(button("Try again", f"give:add:{place}", give_value(replace(each.again, alone=alone))))
    told = line(run("Not added. ", bold=True), run(problem))
    return [rich(told, line(run(hint)) if hint else None), actions(*buttons)]


def _remove(article: Article, place: int, *, alone: bool = False) -> Part:
    says = f"Remove {cut(title(article), NAME)}"
    return button("Remove", f"take:{place}", take_value(Take(article.id, alone=alone)), says=says)


def _in_short(each: Told) -> str:
    if isinstance(each, Refused):
        return f"Not added: {each.error}."
    article = each.addition.article
    return f"{_HEADINGS[each.addition.outcome]}: #{article.story} {title(article)}."


def _lines(lines: Sequence[str], given: Sequence[Give]) -> Message:
    buttons = [
        button(
            "Add" if len(given) == 1 else f"Add {place + 1}",
            f"give:add:{place}",
            give_value(replace(each, alone=len(given) == 1)),
        )
        for place, each in enumerate(given)
    ]
    return fit(
        lambda room: Draft(
            plain(" ".join(lines), FALLBACK),
            groups=[[rich(*(line(run(each)) for each in lines)), actions(*buttons)]],
        )
    )


def _sentence(text: str) -> str:
    text = cut(one_line(text), _PROBLEM)
    if not text:
        return ""
    text = text[0].upper() + text[1:]
    return text if text[-1] in ".!?…" or "/" in text.rsplit(maxsplit=1)[-1] else f"{text}."
