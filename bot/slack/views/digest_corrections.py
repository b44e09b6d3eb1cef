"""What a digest's thread is told when one of its articles has changed."""

from __future__ import annotations

from functools import partial

from bot.domain.digest import Correction, Corrections
from bot.slack.views.articles import NAME, headline, moment, title
from bot.slack.views.blocks import FALLBACK, Draft, Message, Part, context, fit, line, quote, rich, run
from bot.slack.views.digest_entry import at_a_glance
from bot.slack.views.words import cut, listed, literal, one_line, plain

_SENTENCE = 300


def message(corrections: Corrections, mark: str) -> Message:
    """Each article that has changed, with what it says now; the last line prints ``mark``."""
    return fit(partial(_draft, corrections, mark))


def _draft(corrections: Corrections, mark: str, room: int) -> Draft:
    zone = corrections.subscription.schedule.zone
    first = corrections.items[0]
    now = listed([at_a_glance(hit) for hit in first.figures], most=2)
    heading = "New since this digest" if all(item.joined for item in corrections.items) else "Changed since this digest"
    said = (", with " if first.joined else ": now ").join(filter(None, [f"{heading}: {title(first.article)}", now]))
    imprint = [
        f"Digest {corrections.subscription.number}",
        f"noticed {moment(corrections.found, zone)}",
        literal(mark, NAME),
    ]
    return Draft(
        plain(said, FALLBACK),
        head=[rich(line(run(heading, bold=True)))],
        groups=[[_item(item, zone, min(room, _SENTENCE))] for item in corrections.items],
        foot=[context(" · ".join(imprint))],
    )


def _item(item: Correction, zone: str, room: int) -> Part:
    was = cut(one_line(item.old_title or ""), room)
    return rich(
        headline(item.article, zone),
        line(run("The headline was: "), run(was)) if was else None,
        *(quote(run(cut(notice.text.strip(), room))) for notice in item.notices),
        *(
            line(
                run("New: " if item.joined else "Now: "),
                run(at_a_glance(hit), bold=True),
                run(f" “{cut(one_line(hit.figure.sentence.of(item.article.text)), room)}”"),
            )
            for hit in item.figures
        ),
        line(run("No longer: "), run(listed([cut(one_line(words), NAME) for words in item.gone], most=4)))
        if item.gone
        else None,
    )
