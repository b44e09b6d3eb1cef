"""The workspace's feeds: how they stand, what can be done with them, and the form that adds one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.domain.feed import Feed, FeedState
from bot.slack.actions import FeedPress, feed_value
from bot.slack.feed_words import EXAMPLES, FeedVerb
from bot.slack.views.articles import moment
from bot.slack.views.blocks import (
    FALLBACK,
    Block,
    Draft,
    Message,
    Part,
    actions,
    button,
    fit,
    fit_view,
    line,
    link,
    modal_view,
    rich,
    run,
)
from bot.slack.views.words import counted, cut, one_line, plain

CALLBACK = "feed_form"
"""The form's ``callback_id``."""
ADDRESS = "feed_form:address"
"""Its one field: the id of its block and of its element."""

_NAME = 120
_ERROR = 200
_TOLD = 600
_LISTED = 5
_OFFERED = 5
_OPML = 7_500
"""Characters of a list of feeds that are shown in a message; with the rest of it they are what Slack takes."""
_STATES = {FeedState.ACTIVE: "", FeedState.PAUSED: "paused", FeedState.GONE: "gone for good: it is not asked any more"}


def name(feed: Feed) -> str:
    """What a feed is called."""
    return cut(one_line(feed.title or feed.url), _NAME) or "Untitled"


def listing(feeds: Sequence[Feed], zone: str, page: int, *, may_keep: bool) -> Message:
    """One page of the list: number, name, state, when it last worked and last brought something, its last error."""
    if not feeds:
        hint = "Add one: /news feeds add ADDRESS" if may_keep else "An admin can add one: /news feeds add ADDRESS"
        return _said("This workspace has no feeds yet.", hint)
    pages = -(-len(feeds) // _LISTED)
    page = min(page, pages)
    shown = feeds[(page - 1) * _LISTED : page * _LISTED]
    amount = counted(len(feeds), "feed")
    where = f", page {page} of {pages}" if pages > 1 else ""
    foot: list[Part] = [
        actions(
            button("Previous", "feed:page:previous", feed_value(FeedPress("page", page - 1))) if page > 1 else None,
            button("Next", "feed:page:next", feed_value(FeedPress("page", page + 1))) if page < pages else None,
            button("Add a feed", "feed:form", feed_value(FeedPress("form"))) if may_keep else None,
        )
    ]
    return fit(
        lambda room: Draft(
            plain(f"{amount}{where}: {', '.join(name(each) for each in shown)}", FALLBACK),
            head=[rich(line(run(f"{amount}{where}", bold=True)))],
            groups=[feed_group(each, zone, place, may_keep=may_keep) for place, each in enumerate(shown)],
            foot=foot,
        )
    )


def feed_group(feed: Feed, zone: str, place: int, *, may_keep: bool) -> list[Part]:
    """One feed, and the buttons for who may press them."""
    facts = " · ".join(filter(None, [f"Feed {feed.number}", _STATES[feed.state], *_times(feed, zone)]))
    wrong = one_line(feed.last_error or "")
    block = rich(
        line(link(name(feed), feed.url, bold=True), run(f"\n{facts}")),
        line(run(cut(wrong, _ERROR))) if wrong else None,
    )
    return [block, _buttons(feed, place) if may_keep else None]


def told(feed: Feed, what: str, zone: str, *more: str, may_keep: bool = True) -> Message:
    """What was done with a feed, and how it stands."""
    sentence = f"Feed {feed.number} {what}"
    return fit(
        lambda room: Draft(
            plain(f"{sentence}: {name(feed)}", FALLBACK),
            head=[rich(line(run(sentence, bold=True)), *(line(run(each)) for each in more))],
            groups=[feed_group(feed, zone, 0, may_keep=may_keep)],
        )
    )


def removed(feed: Feed) -> Message:
    """That it is gone, with the button that adds it again; the articles that it brought stay."""
    again = button("Add it again", "feed:add:again", feed_value(FeedPress("add", address=feed.url)))
    return fit(
        lambda room: Draft(
            plain(f"Feed {feed.number} is removed: {name(feed)}", FALLBACK),
            groups=[
                [
                    rich(
                        line(run(f"Feed {feed.number} is removed: ", bold=True), run(name(feed))),
                        line(run("The articles that it brought stay.")),
                    ),
                    actions(again),
                ]
            ],
        )
    )


def choice(site: str, found: Sequence[tuple[str, str | None]]) -> Message:
    """The feeds (address and title) that a site names, each with its button."""
    lines = [
        line(run(f"{place}. "), link(cut(one_line(title or url), _NAME), url))
        for place, (url, title) in _numbered(found)
    ]
    buttons = [
        button(f"Add {place}", f"feed:add:{place}", feed_value(FeedPress("add", address=url)))
        for place, (url, _) in _numbered(found)
    ]
    sentence = f"{cut(one_line(site), _NAME)} has {counted(len(found), 'feed')}. Which one?"
    return fit(
        lambda room: Draft(
            plain(sentence, FALLBACK), groups=[[rich(line(run(sentence, bold=True)), *lines), actions(*buttons)]]
        )
    )


def _numbered(found: Sequence[tuple[str, str | None]]) -> list[tuple[int, tuple[str, str | None]]]:
    return list(enumerate(found[:_OFFERED], 1))


def add_as_feed(address: str, place: int) -> Part:
    """The button that adds an address as a feed."""
    return button("Add as a feed", f"feed:add:{place}", feed_value(FeedPress("add", address=address)))


def import_offered(files: Sequence[str]) -> Message:
    """For who dropped a list of feeds: it can be taken in with one press."""
    buttons = [
        button("Import feeds", f"feed:import:{file}", feed_value(FeedPress("import", file=file))) for file in files
    ]
    sentence = "That is a list of feeds (OPML)."
    more = "Imported, their new articles come in by themselves, for this workspace."
    return fit(
        lambda room: Draft(
            f"{sentence} {more}", groups=[[rich(line(run(sentence)), line(run(more))), actions(*buttons)]]
        )
    )


def imported(added: int, known: int, problems: Sequence[str]) -> Message:
    """What became of a list of feeds."""
    lines = [
        f"{counted(added, 'feed is', 'feeds are')} added"
        + (f", {known} {'was' if known == 1 else 'were'} here" if known else "")
        + "."
    ]
    lines += [cut(one_line(each), _ERROR) for each in problems[:_LISTED]]
    lines += [f"{len(problems) - _LISTED} more could not be added."] if len(problems) > _LISTED else []
    return _said(*lines, "See them with: /news feeds")


def exported(opml: str, count: int) -> Message | None:
    """The list of feeds as text; None if it is too long for a message."""
    if len(opml) > _OPML:
        return None
    block: Block = {
        "type": "rich_text",
        "elements": [{"type": "rich_text_preformatted", "elements": [{"type": "text", "text": opml}]}],
    }
    head = f"{counted(count, 'feed')} as OPML, for another reader:"
    return fit(lambda room: Draft(head, head=[rich(line(run(head)))], groups=[[block]]))


def how_to_import() -> Message:
    """How a list of feeds comes in."""
    return _said(
        "Drop the OPML file that another reader exported into a direct message to me; I offer to import it then.",
        "One feed: /news feeds add ADDRESS",
    )


def help_on_feeds() -> Message:
    """What can be typed."""
    return _said(
        "Feeds bring new articles in by themselves, for this workspace alone.",
        "Add one by its address or its site's: /news feeds add https://paper.example",
        f"Then: /news feeds lists them; {EXAMPLES}",
    )


def ended(feed: Feed, sentence: str) -> Message:
    """For who made a feed that is not read any more, with what can be done."""
    verb = FeedVerb.RESUME
    resume = button("Resume", f"feed:{verb.value}:0", feed_value(FeedPress(verb.value, feed.number)))
    return fit(
        lambda room: Draft(
            plain(sentence, FALLBACK),
            groups=[
                [
                    rich(
                        line(run(f"Feed {feed.number} is read no more", bold=True)),
                        line(run(cut(one_line(sentence), _TOLD))),
                        line(run("The articles that it brought stay.")),
                    ),
                    actions(resume, _remove(feed, 0)),
                ]
            ],
        )
    )


def form(place: str = "") -> Block:
    """The form that asks for the address of a feed; ``place`` is the conversation that it was opened from."""
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "private_metadata": place,
        "title": _plain("Add a feed"),
        "submit": _plain("Add"),
        "close": _plain("Cancel"),
        "blocks": [
            {
                "type": "input",
                "block_id": ADDRESS,
                "label": _plain("Address"),
                "hint": _plain("Of the feed, or of a site that names its feeds."),
                "element": {
                    "type": "plain_text_input",
                    "action_id": ADDRESS,
                    "max_length": 2000,
                    "placeholder": _plain("https://paper.example"),
                    "focus_on_load": True,
                },
            },
        ],
    }


def typed(view: Mapping[str, object]) -> str:
    """The address in the form as Slack tells of it, "" if there is none."""
    value: object = view.get("state")
    for key in ("values", ADDRESS, ADDRESS, "value"):
        value = value.get(key) if isinstance(value, Mapping) else None
    return value.strip() if isinstance(value, str) else ""


def in_modal(message: Message) -> Block:
    """What became of the form."""
    return modal_view("Feeds", list(message.blocks))


def loading() -> Block:
    """What the form becomes while the address is looked at."""
    return modal_view("Feeds", fit_view(lambda room: [rich(line(run("Looking at it…")))]))


def _times(feed: Feed, zone: str) -> list[str]:
    if feed.state is FeedState.ACTIVE and feed.last_success is None and not feed.last_error:
        return ["not looked at yet"]
    return [
        _when("last looked at", feed.last_success, zone) or "never read so far",
        _when("last new article", feed.last_new, zone),
    ]


def _when(what: str, when: datetime | None, zone: str) -> str:
    return f"{what} {moment(when, zone)}" if when else ""


def _buttons(feed: Feed, place: int) -> Part:
    verb = FeedVerb.PAUSE if feed.state is FeedState.ACTIVE else FeedVerb.RESUME
    return actions(
        button(verb.value.capitalize(), f"feed:{verb.value}:{place}", feed_value(FeedPress(verb.value, feed.number))),
        _remove(feed, place),
    )


def _remove(feed: Feed, place: int) -> Part:
    value = feed_value(FeedPress(FeedVerb.REMOVE.value, feed.number))
    danger = f"Feed {feed.number} ({name(feed)}) will bring no new articles; those that it brought stay."
    return button("Remove", f"feed:{FeedVerb.REMOVE.value}:{place}", value, danger=danger)


def confirm(feed: Feed) -> Message:
    """Whether a feed is really to be removed, for who typed it."""
    sentence = f"Remove feed {feed.number}, {name(feed)}? The articles that it brought stay."
    return fit(
        lambda room: Draft(plain(sentence, FALLBACK), groups=[[rich(line(run(sentence))), actions(_remove(feed, 0))]])
    )


def _said(*lines: str) -> Message:
    return fit(lambda room: Draft(plain(" ".join(lines), FALLBACK), head=[rich(*(line(run(each)) for each in lines))]))


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": text, "emoji": False}
