"""Quotes, figures and people as every view shows them: who, in which words, where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.desk.figure_words import is_counted_by_subject, left_open, stated, when
from bot.domain.analysis import Figure, Quote, QuoteKind
from bot.domain.answer import FigureHit, InContext, PersonHit, QuoteHit
from bot.domain.article import Article, Passage, Span, paragraph_around
from bot.domain.query import Kind
from bot.slack.actions import Ask
from bot.slack.views.articles import NAME, ask_button, context_button, headline, marked, outlet
from bot.slack.views.blocks import Part, quote, rich, run, section
from bot.slack.views.words import counted, cut, listed, literal, one_line

_UNCERTAIN = 0.5
_PHRASE = 80
_ALSO = 300
_MENTIONS = 100
"""From here on buttons of mentions are numbered, for their ids are their own within a message."""
_AROUND = 280
"""How much of its paragraph a partial quote is shown with: about the sentence that it stands in."""


def quote_blocks(hit: QuoteHit, places: Iterator[int], room: int) -> list[Part]:
    """Who said it and how the article says so, with "Show in context" beside; below, the words."""
    said, article = hit.quote, hit.article
    accessory = context_button(
        article, said.words.span, next(places), says="Show in context: this quote in its paragraph"
    )
    told = " · ".join(filter(None, [attribution(said), literal(also_quoted(hit), _ALSO)]))
    return [section(told, accessory), rich(quote(*_words(article, said, room)))]


def also_quoted(hit: QuoteHit) -> str:
    """Which other outlets have the quote: "also in CNN and Reuters", "" if none."""
    names = list(filter(None, (cut(one_line(name), NAME) for name in hit.also_in)))
    return f"also in {listed(names, most=3)}" if names else ""


def attribution(said: Quote) -> str:
    """As mrkdwn: "*Joe Biden* (“he”) said · reported speech"."""
    name = literal(said.speaker or "", NAME)
    speaker = f"*{name}*" if name else "Unattributed"
    mention = one_line(said.mention.text) if said.mention else ""
    if name and mention and not _shares_a_word(mention, said.speaker or ""):
        speaker += f" (“{literal(mention, NAME)}”)"
    cue = literal(said.cue.text if said.cue else "", NAME)
    who = f"{cue} {speaker}" if cue.casefold().startswith("according") else f"{speaker} {cue}".strip()
    return " · ".join(
        filter(None, [who, _KIND[said.kind], "speaker uncertain" if said.confidence < _UNCERTAIN else ""])
    )


def attribution_in_short(said: Quote) -> str:
    """Literal, for where nothing is parsed: "Antony Blinken, partial quote"."""
    return ", ".join(filter(None, [cut(one_line(said.speaker or ""), NAME), _KIND[said.kind]]))


_KIND = {QuoteKind.DIRECT: "", QuoteKind.MIXED: "partial quote", QuoteKind.INDIRECT: "reported speech"}


def _shares_a_word(one: str, other: str) -> bool:
    return not set(one.casefold().split()).isdisjoint(other.casefold().split())


def _words(article: Article, said: Quote, room: int) -> list[Part]:
    """The words in marks; reported speech without; a partial quote in bold in the sentence that it stands in.

    What somebody denied stands in bold behind who denied it: alone it would say the opposite.
    """
    words = said.words
    if said.kind is QuoteKind.MIXED and words.text and words.span.of(article.text) == words.text:
        around = paragraph_around(article.text, words.span).span
        return marked(article.text, around, [words.span], min(room, len(words.text) + _AROUND))
    if said.denied:
        return marked(article.text, said.reported, [words.span], room)
    text = cut(words.text.strip(), room)
    return [run(text if said.kind is QuoteKind.INDIRECT or not text else f"“{text}”")]


def quote_in_short(said: Quote, limit: int) -> str:
    """Literal, for where nothing is parsed: "Antony Blinken: “We went in together…”"."""
    words = cut(one_line(said.words.text), limit)
    words = words if said.kind is QuoteKind.INDIRECT else f"“{words}”"
    speaker = cut(one_line(said.speaker or ""), NAME)
    if said.denied and said.cue:
        speaker = f"{speaker} {one_line(said.cue.text)}".strip()
    return f"{speaker}: {words}" if speaker else words


def figure_blocks(hits: Sequence[FigureHit], places: Iterator[int], room: int, *, named: bool = False) -> list[Part]:
    """Figures of one sentence: a line for each, with "Show in context" beside; below, the sentence, their words bold.

    ``named`` puts the outlet before each figure.
    """
    article, sentence = hits[0].article, hits[0].figure.sentence
    lines = [
        section(
            " · ".join(filter(None, [literal(outlet(article), NAME) if named else "", figure_line(hit.figure)])),
            context_button(
                article, hit.figure.words.span, next(places), says="Show in context: this figure in its paragraph"
            ),
        )
        for hit in hits
    ]
    return [*lines, rich(quote(*marked(article.text, sentence, [hit.figure.words.span for hit in hits], room)))]


def sentence_of(hit: FigureHit) -> tuple[str, Span]:
    """What figures of one sentence have in common."""
    return hit.article.id, hit.figure.sentence


def figure_in_short(figure: Figure, *, about: bool = False) -> str:
    """Literal, for where nothing is parsed: "about 7,000 troops".

    ``about`` adds what it counts and of whom, for where its sentence is not shown: "around 10,000 foreign troops",
    "NATO: about 7,000 troops".
    """
    words, subject = one_line(stated(figure)), one_line(figure.subject or "")
    if not about or not words:
        return cut(words, _PHRASE)
    if is_counted_by_subject(figure):
        return cut(f"{words} {subject.removeprefix('The ').removeprefix('the ')}", _PHRASE)
    open_points = one_line(", ".join(left_open(figure)))
    told = f"{words} ({open_points})" if open_points else words
    return cut(f"{subject}: {told}" if subject else told, _PHRASE)


def figure_line(figure: Figure) -> str:
    """As mrkdwn: "*closer to 3,500* (troops) in June · according to the New York Times"."""
    subject, words = literal(figure.subject or "", _PHRASE), stated(figure)
    told = f"*{literal(words, _PHRASE)}*" if words else "a figure"
    if subject:
        told = f"{subject}: {told}"
    if open_points := literal(", ".join(left_open(figure)), _PHRASE):
        told = f"{told} ({open_points})"
    if time := literal(when(figure), NAME):
        told = f"{told} {time}"
    source = literal(figure.attributed_to or "", NAME)
    return f"{told} · according to {source}" if source else told


def person_block(hit: PersonHit, place: int, about: str) -> Part:
    """Name and role, how often mentioned and quoted; beside it the button for their quotes in ``about``."""
    person = hit.person
    name = literal(person.name, NAME) or "Unnamed"
    first = " · ".join(filter(None, [f"*{name}*", literal(person.role or "", _PHRASE)]))
    known = [f"“{literal(alias, NAME)}”" for alias in person.aliases if one_line(alias) and alias != person.name]
    facts = [counted(hit.mentions, "mention"), counted(hit.quotes, "quote") if hit.quotes else ""]
    if len(hit.articles) > 1:
        facts.append(f"in {counted(len(hit.articles), 'article')}")
    if known:
        facts.append(f"also {listed(known, most=3)}")
    asked = one_line(person.name).replace('"', "")
    ask = Ask(Kind.QUOTES, f'{about} by:"{asked}"'.strip())
    accessory = ask_button(Kind.QUOTES, ask, f"by:{place}") if hit.quotes and asked else None
    return section(f"{first}\n{' · '.join(filter(None, facts))}", accessory)


def mention_groups(mentions: Sequence[InContext], zone: str, room: int) -> list[list[Part]]:
    """Where somebody is named: the article, then the words around the name, with "Show in context"."""
    return [
        [
            rich(headline(place.article, zone)),
            section("Named here:", context_button(place.article, place.marked.span, _MENTIONS + number)),
            rich(quote(*marked(place.article.text, place.paragraph.span, [place.marked.span], min(room, _AROUND)))),
        ]
        for number, place in enumerate(mentions)
    ]


def part_blocks(hit: QuoteHit, part: Passage | None, places: Iterator[int], room: int) -> list[Part]:
    """One article's version of a statement: its outlet beside "Show in context"; below, the words, ``part`` bold."""
    words = hit.quote.words.span
    shown = [part.span] if part and words.covers(part.span) else [Span(words.start, words.start)]
    name = literal(outlet(hit.article) or hit.article.title, NAME) or "Untitled"
    name = ", ".join(filter(None, [name, literal(also_quoted(hit), _ALSO)]))
    accessory = context_button(hit.article, words, next(places), says="Show in context: this version in its paragraph")
    return [section(name, accessory), rich(quote(*marked(hit.article.text, words, shown, room)))]
