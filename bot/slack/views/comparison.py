"""Where the articles of one story differ, side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count, groupby, zip_longest

from bot.domain.answer import Comparison, FigureDispute, QuoteVariant
from bot.slack.views.articles import NAME
from bot.slack.views.blocks import Part, section
from bot.slack.views.findings import figure_blocks, part_blocks, sentence_of
from bot.slack.views.words import literal

_ABOUT = 150


def compare_groups(answer: Comparison, room: int) -> list[Sequence[Part]]:
    """A group of blocks for each statement quoted differently, then for each figure given differently."""
    places = count()
    return [
        *(_variant(variant, places, room) for variant in answer.variants),
        *(_dispute(dispute, places, room) for dispute in answer.disputes),
    ]


def _variant(variant: QuoteVariant, places: Iterator[int], room: int) -> list[Part]:
    speaker = literal(variant.speaker or "", NAME)
    versions = zip_longest(variant.versions, variant.parts[: len(variant.versions)])
    return [
        section(f"*{speaker}*, in different words" if speaker else "*The same words*, quoted differently"),
        *(block for hit, part in versions for block in part_blocks(hit, part, places, room)),
    ]


def _dispute(dispute: FigureDispute, places: Iterator[int], room: int) -> list[Part]:
    about = literal(dispute.about, _ABOUT)
    claims = [list(hits) for _, hits in groupby(dispute.claims, key=sentence_of)]
    differs = "given differently (both can be true)" if dispute.both_hold else "given differently"
    return [
        section(f"*{about}*, {differs}" if about else f"*A figure* {differs}"),
        *(block for hits in claims for block in figure_blocks(hits, places, room, named=True)),
    ]
