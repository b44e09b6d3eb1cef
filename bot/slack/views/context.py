"""The paragraph that a passage stands in, as a modal."""

from __future__ import annotations

from bot.domain.answer import InContext
from bot.slack.views.articles import headline, marked
from bot.slack.views.blocks import Block, fit_view, line, modal_view, rich, run

_TITLE = "In context"


def modal(in_context: InContext, zone: str = "UTC") -> Block:
    """The paragraph with the passage in bold, under its article's title, outlet, date (in ``zone``) and link."""
    article, passage = in_context.article, in_context.marked
    within = in_context.paragraph.span

    def blocks(room: int) -> list[Block | None]:
        paragraph = line(*marked(article.text, within, [passage.span], room))
        return [
            rich(headline(article, zone)),
            rich(paragraph or line(run("There is nothing left at this place."))),
        ]

    return modal_view(_TITLE, fit_view(blocks))


def loading_modal() -> Block:
    """What the modal shows until the paragraph is found: Slack wants it opened within three seconds."""
    return modal_view(_TITLE, fit_view(lambda room: [rich(line(run("Looking it up…")))]))
