"""Answers as plain text for a terminal. Pure: an answer in, lines out."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time
from typing import assert_never
from zoneinfo import ZoneInfo

from bot.desk.figure_words import left_open, stated, when
from bot.domain.analysis import Quote, QuoteKind
from bot.domain.answer import (
    Answer,
    Comparison,
    FigureHit,
    Figures,
    Help,
    InContext,
    NothingFound,
    Page,
    People,
    QuoteHit,
    Quotes,
    Stories,
    StoryHit,
    Summary,
)
from bot.domain.article import Article, caveats
from bot.domain.digest import Digest
from bot.domain.query import Courtesy

_WIDTH = 78
_CONTEXT = 240


def answer_text(answer: Answer, *, zone: str = "UTC") -> str:
    """The answer as text of at most 78 columns where words allow, times in ``zone``; ends without a newline."""
    lines = [*_noted(answer), *_respelt(answer), *_body(answer, zone)]
    while lines and not lines[-1]:
        lines.pop()
    return "\n".join(lines)


def _body(answer: Answer, zone: str) -> Iterable[str]:
    match answer:
        case Stories():
            return _stories(answer, zone)
        case Summary():
            return _summary(answer, zone)
        case Quotes():
            return [*_quotes(answer, zone), *(_paging(answer.page, "quote", "quotes") if answer.hits else ())]
        case Figures():
            figures = _by_article([(each.article, list(_figure(each))) for each in answer.hits], zone)
            return [*figures, *_paging(answer.page, "figure", "figures")]
        case People():
            return _people(answer, zone)
        case Comparison():
            return _comparison(answer, zone)
        case NothingFound():
            return _nothing_found(answer, zone)
        case Help():
            return _help(answer)
        case _:
            assert_never(answer)


def _stories(answer: Stories, zone: str) -> Iterator[str]:
    for story in answer.hits:
        yield from (*_story(story, zone), "")
    yield from _paging(answer.page, "story", "stories")


def _summary(answer: Summary, zone: str) -> Iterator[str]:
    yield from (*_cited(answer.article, zone), "")
    several = len({hit.article.id for hit in answer.sentences}) > 1
    for hit in answer.sentences:
        named = several and (hit.article.outlet or hit.article.id != answer.article.id)
        where = f" — {_told_by(hit.article)}" if named else ""
        yield from _wrapped(f"{hit.sentence.words.text}{where}", "  • ", "    ")
    if answer.others:
        yield from ("", "Also: " + "; ".join(f"{other.title} ({_outlet(other)})" for other in answer.others))


def _people(answer: People, zone: str) -> Iterator[str]:
    for person in answer.hits:
        role = f", {person.person.role}" if person.person.role else f" ({person.person.kind.value})"
        counts = f"{_count(person.mentions, 'mention')}, {_count(person.quotes, 'quote')}"
        yield from _wrapped(f"{person.person.name}{role} — {counts}", "  ", "    ")
    if not answer.hits:
        yield from (f"Nobody is known here as “{answer.request.query.person}”.", "")
    if answer.mentions:
        yield from ("", *_mentions(answer.mentions, zone))
    if answer.hits:
        yield from ("", *_paging(answer.page, "name", "names"))


def _nothing_found(answer: NothingFound, zone: str) -> Iterator[str]:
    yield f"Nothing found for: {answer.request.text}" if answer.request.text else "Nothing is here yet."
    if not answer.nearest and not answer.example:
        yield "There are no articles yet. Take some in with: newsdesk add PATH|URL|FEED"
    if answer.nearest:
        yield from ("", "Nearest:")
    for near in answer.nearest:
        yield from _story(near, zone)
    if answer.example:
        yield from ("", f"Try: {_as_typed(answer.example)}")


def _help(answer: Help) -> Iterator[str]:
    if answer.request.courtesy is Courtesy.THANKS:
        yield "You are welcome."
        return
    if answer.request.courtesy is Courtesy.HELLO:
        yield "Hello! Ask about your articles."
    else:
        yield "newsdesk news|summary|quotes|figures|people|compare WORDS"
        yield 'Narrow it: from:outlet by:person since:7d until:2024-07-31 added:24h "exact phrase" -word #12'
    yield from (f"Try: {_as_typed(example)}" for example in answer.examples)


def digest_text(digest: Digest, *, zone: str = "UTC") -> str:
    """A digest as text, as ``answer_text`` does answers."""
    lines: list[str] = []
    for entry in digest.entries:
        lines += _cited(entry.story.lead, zone)
        for sentence in entry.sentences:
            lines += _wrapped(sentence.text, "  • ", "    ")
        lines += _quote(entry.quote) if entry.quote else ()
        if entry.figure:
            says = " ".join(entry.figure.figure.sentence.of(entry.figure.article.text).split())
            lines += _wrapped(f"{_told(entry.figure)}: {says}", "  # ", "    ")
        for dispute in entry.disputes:
            told = " or ".join(f"{stated(hit.figure)} ({_says(hit)})" for hit in dispute.claims)
            both = " (both can be true)" if dispute.both_hold else ""
            lines += _wrapped(f"{dispute.about}: {told}{both}", "  ≠ ", "    ")
        others = [_told_by(article) for article in entry.story.articles[1:]]
        lines += [f"  also in {', '.join(others)}"] if others else []
        lines.append("")
    if digest.more:
        lines.append(f"{digest.more} more")
    return "\n".join(lines).strip() or "Nothing new: nothing would be posted."


def cited(article: Article, *, zone: str = "UTC") -> str:
    """The outlet, the date or "undated", and the address of an article, on one line."""
    when = _date(article.published, zone) if article.published else "undated"
    parts = (_outlet(article), when, f"#{article.story}", *caveats(article), article.url)
    return " · ".join(part for part in parts if part)


def _cited(article: Article, zone: str) -> list[str]:
    return [*_wrapped(article.title, "", ""), cited(article, zone=zone)]


def _outlet(article: Article) -> str:
    return article.outlet or "outlet not named"


def _date(moment: datetime, zone: str) -> str:
    if moment.time() == time.min:
        # Midnight in UTC stands for an article that gives only its day.
        return f"{moment.day} {moment:%b %Y}"
    local = moment.astimezone(ZoneInfo(zone))
    return f"{local.day} {local:%b %Y, %H:%M %Z}"


def _story(hit: StoryHit, zone: str) -> list[str]:
    lines = _cited(hit.lead, zone)
    if hit.key_sentence:
        lines += _wrapped(hit.key_sentence.text, "  ", "  ")
    others = [f"{_outlet(article)}: {article.title}" for article in hit.articles[1:]]
    return [*lines, *(line for other in others for line in _wrapped(f"also {other}", "  ", "    "))]


def _by_article(entries: list[tuple[Article, list[str]]], zone: str) -> Iterator[str]:
    """Each article's citation once above the entries that follow one another from it."""
    last = ""
    for article, lines in entries:
        if article.id != last:
            yield from ("",) if last else ()
            yield from (*_cited(article, zone), "")
            last = article.id
        yield from lines
    yield ""


def _quotes(answer: Quotes, zone: str) -> Iterator[str]:
    """Somebody's quotes, then those that name them; or where they are named, if they said nothing."""
    by = max(0, answer.by - answer.page.first + 1) if answer.named else len(answer.hits)
    if answer.named and not answer.by:
        yield from (f"No quotes by {answer.named}.", "")
    yield from _by_article([(hit.article, list(_quote(hit))) for hit in answer.hits[:by]], zone)
    if answer.mentions:
        yield from (*_mentions(answer.mentions, zone), "")
    if answer.hits[by:]:
        yield from (f"Quotes that mention {' '.join(answer.request.query.words) or answer.named}:", "")
        yield from _by_article([(hit.article, list(_quote(hit))) for hit in answer.hits[by:]], zone)


def _mentions(mentions: Sequence[InContext], zone: str) -> Iterator[str]:
    yield "Named here:"
    for place in mentions:
        yield from ("", *_cited(place.article, zone), "")
        yield from _wrapped(" ".join(_around(place).split()), "  ", "  ")


def _around(place: InContext) -> str:
    """The paragraph that a name stands in; of a long one, what is next to the name."""
    text, at = place.paragraph.text, place.marked.start - place.paragraph.start
    start = text.rfind(" ", 0, max(0, at - _CONTEXT)) + 1 if at > _CONTEXT else 0
    end = text.find(" ", at + _CONTEXT)
    return f"{'… ' if start else ''}{text[start : end if end > 0 else None]}{' …' if end > 0 else ''}"


def _quote(hit: QuoteHit) -> Iterator[str]:
    quote = hit.quote
    # Denied words would say the opposite without who denied them.
    words = " ".join((quote.reported.of(hit.article.text) if quote.denied else quote.words.text).split())
    shown = words if quote.denied or quote.kind is QuoteKind.INDIRECT else f"“{words}”"
    yield from _wrapped(shown, "  ", "  ")
    yield f"    — {said_by(quote)}{_also_in(hit)}"


def _also_in(hit: QuoteHit) -> str:
    return f", also in {', '.join(hit.also_in)}" if hit.also_in else ""


def said_by(quote: Quote) -> str:
    """Who said it, how the text names them if differently, the cue, and "reported speech" where there are no marks."""
    speaker = quote.speaker or "speaker not named"
    notes = [quote.cue.text] if quote.cue else []
    notes += ["reported speech"] if quote.kind is QuoteKind.INDIRECT else []
    return f"{speaker} ({', '.join(notes)})" if notes else speaker


def _figure(hit: FigureHit) -> Iterator[str]:
    figure = hit.figure
    of = f"{' '.join(figure.subject.split())}: " if figure.subject else ""
    at = f" {when(figure)}" if figure.as_of else ""
    says = f" — {figure.attributed_to}" if figure.attributed_to else ""
    yield from _wrapped(f"{of}{_told(hit)}{at}{says}", "  ", "    ")
    yield from _wrapped(" ".join(figure.sentence.of(hit.article.text).split()), "    ", "    ")


def _comparison(answer: Comparison, zone: str) -> Iterator[str]:
    for article in answer.story.articles:
        yield from _cited(article, zone)
    yield ""
    if not answer.variants and not answer.disputes:
        yield "Nothing differs that can be told from the words."
    for variant in answer.variants:
        yield f"{variant.speaker or 'One speaker'}, quoted differently:"
        for version, part in zip(variant.versions, variant.parts, strict=True):
            yield from _wrapped(
                f"“{' '.join(part.text.split())}” — {_told_by(version.article)}{_also_in(version)}", "  ", "    "
            )
        yield ""
    for dispute in answer.disputes:
        both = ", both can be true" if dispute.both_hold else ""
        yield f"Figures that differ ({dispute.about}{both}):"
        for hit in dispute.claims:
            yield from _wrapped(f"{_told(hit)} — {_says(hit)}", "  ", "    ")
        yield ""


def _told(hit: FigureHit) -> str:
    """The figure as the article words it, with its hedge and what the words leave open: "about 7,000 (troops)"."""
    open_points = ", ".join(left_open(hit.figure))
    return f"{stated(hit.figure)} ({open_points})" if open_points else stated(hit.figure)


def _says(hit: FigureHit) -> str:
    """The outlet, and whom it cites for the number where it does: two outlets may cite one source differently."""
    told, source = _told_by(hit.article), hit.figure.attributed_to
    return f"{told}, citing {source}" if source else told


def _told_by(article: Article) -> str:
    """What tells one article of a story from the others."""
    return article.outlet or f"“{textwrap.shorten(article.title, 40, placeholder=' …')}”"


def _respelt(answer: Answer) -> Iterator[str]:
    words = getattr(answer, "respelt", ())
    if words:
        yield f"Not found as typed; shown for another spelling: {', '.join(words)}"
        yield ""


def _noted(answer: Answer) -> Iterator[str]:
    """What is to be said before the answer: how the question was read, and that it has no such page."""
    page = getattr(answer, "page", None)
    if answer.request.note:
        yield from (*_wrapped(answer.request.note, "", ""), "")
    if page is not None and answer.request.page > page.number:
        yield from (f"There is no page {answer.request.page}; this is the last one.", "")


def _paging(page: Page, one: str, many: str) -> Iterator[str]:
    if page.count > 1:
        last = min(page.total, page.first + page.size - 1)
        yield f"{page.first}–{last} of {page.total} {many}; more with --page {page.number % page.count + 1}"
    else:
        yield f"{page.total} {one if page.total == 1 else many}"


def _as_typed(command: str) -> str:
    """A slash command as one types it here."""
    words = command.removeprefix("/").split()
    words = words[1:] if words[:1] == ["news"] and words[1:2] == ["people"] else words
    return "newsdesk " + " ".join(f"'{word}'" if word.startswith("#") else word for word in words)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")


def _wrapped(text: str, first: str, rest: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent=first, subsequent_indent=rest, break_long_words=False)
