"""The desk's answers as messages. Each ends with what can be asked next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import count, groupby

from bot.domain.answer import (
    Answer,
    Comparison,
    Figures,
    Help,
    NothingFound,
    Page,
    People,
    Quotes,
    SentenceHit,
    Stories,
    Summary,
)
from bot.domain.article import Article
from bot.domain.query import Kind, Reader, Request
from bot.slack.actions import SHARE, Ask, ask_value
from bot.slack.views.articles import (
    ask_button,
    context_button,
    headline,
    outlet,
    published,
    story,
    story_buttons,
    title,
)
from bot.slack.views.blocks import FALLBACK, Draft, Message, Part, actions, button, context, fit, line, link, rich, run
from bot.slack.views.blocks import bullets as listing
from bot.slack.views.comparison import compare_groups
from bot.slack.views.findings import (
    figure_blocks,
    figure_in_short,
    mention_groups,
    person_block,
    quote_blocks,
    quote_in_short,
    sentence_of,
)
from bot.slack.views.guidance import ABOUT, help_message, nothing_found
from bot.slack.views.remarks import (
    amount_of,
    head_of,
    mentions_heading,
    notes,
    notification,
    respelt_note,
    said_nothing,
)
from bot.slack.views.words import counted, cut, listed, one_line, plain

_LONGEST_SUMMARY = 7
"""Of ``sentences:`` in the users' grammar."""
_OTHERS = 5


def render(answer: Answer, reader: Reader) -> Message:
    """The answer as a message within Slack's limits, its dates in the reader's zone."""
    match answer:
        case Stories():
            return fit(partial(_stories, answer, reader.zone))
        case Summary():
            return fit(partial(_summary, answer, reader.zone))
        case Quotes():
            return fit(partial(_quotes, answer, reader.zone))
        case Figures():
            return fit(partial(_figures, answer, reader.zone))
        case People():
            return fit(partial(_people, answer, reader.zone))
        case Comparison():
            return fit(partial(_comparison, answer, reader.zone))
        case NothingFound():
            return nothing_found(answer, reader)
        case Help():
            return help_message(answer)


def shared_by(message: Message, user_id: str) -> Message:
    """The message as the channel sees it: who shared it, and no button to share it again."""
    note = context(f"Shared by <@{user_id}>") if user_id.isalnum() else None
    return Message(message.text, (*without_share(message).blocks, *([note] if note else [])))


def without_share(message: Message) -> Message:
    """The message without its button to share it, for where everybody sees it already."""
    blocks = []
    for block in message.blocks:
        elements = block.get("elements")
        if block["type"] == "actions" and isinstance(elements, list):
            block = block | {"elements": [each for each in elements if each.get("action_id") != SHARE]}
        if block.get("elements") != []:
            blocks.append(block)
    return Message(message.text, tuple(blocks))


# one function for each kind of answer: how it looks with this much room for each passage


def _stories(answer: Stories, zone: str, room: int) -> Draft:
    amount = amount_of(answer.page, len(answer.hits), "story", "stories")
    return Draft(
        notification(answer.request, amount, listed([title(hit.lead) for hit in answer.hits], most=1)),
        head=[
            head_of(answer.request, amount, otherwise="newest first"),
            *notes(answer.request, answer.page),
            respelt_note(answer.respelt),
        ],
        groups=[[story(hit, zone, room), story_buttons(hit, place)] for place, hit in enumerate(answer.hits)],
        foot=[_next_steps(answer.request, page=answer.page)],
    )


def _summary(answer: Summary, zone: str, room: int) -> Draft:
    article, request = answer.article, answer.request
    byline = cut(one_line(article.byline or ""), ABOUT)
    sentences = answer.sentences[:_LONGEST_SUMMARY]
    several = len({hit.article.id for hit in sentences}) > 1
    places = [
        context_button(
            hit.article,
            hit.sentence.words.span,
            place,
            label=f"{place} in context",
            says=f"Show sentence {place} in context",
        )
        for place, hit in enumerate(sentences, start=1)
    ]
    key = listing(
        (_told(hit, room, _source(hit.article, article) if several else "") for hit in sentences), ordered=True
    )
    longer = request.sentences < _LONGEST_SUMMARY and len(sentences) >= request.sentences
    return Draft(
        plain(
            f"{title(article)}: {sentences[0].sentence.words.text if sentences else 'no sentence carries it'}", FALLBACK
        ),
        head=[
            *notes(request),
            respelt_note(answer.respelt),
            rich(headline(article, zone, byline), key or line(run("Nothing in it is long enough to sum it up."))),
            actions(*places),
            _also(answer.others, zone),
        ],
        foot=[
            _next_steps(
                request,
                Kind.QUOTES,
                Kind.FIGURES,
                Kind.PEOPLE,
                *([Kind.COMPARE] if answer.others else []),
                number=article.story,
                longer=longer,
            )
        ],
    )


def _told(hit: SentenceHit, room: int, source: str) -> Part:
    """A sentence of a summary, with the ``source`` that tells its article from the story's others, if any."""
    return line(run(cut(hit.sentence.words.text.strip(), room)), run(f" — {source}" if source else ""))


def _source(article: Article, heading: Article) -> str:
    """What names an article: its outlet or else its title, which a reader need not read again below the heading."""
    return outlet(article) or ("" if article.id == heading.id else cut(title(article), ABOUT))


def _also(others: Sequence[Article], zone: str) -> Part:
    if not others:
        return None
    more = [line(run(f"and {counted(len(others) - _OTHERS, 'more article')}"))] if len(others) > _OTHERS else []
    lines = [_article_line(each, zone) for each in others[:_OTHERS]]
    return rich(line(run("Also on this story:")), listing([*lines, *more]))


def _article_line(article: Article, zone: str) -> Part:
    facts = " · ".join(filter(None, [outlet(article), published(article, zone)]))
    return line(link(title(article), article.url), run(f"  {facts}"))


def _quotes(answer: Quotes, zone: str, room: int) -> Draft:
    amount = amount_of(answer.page, len(answer.hits), "quote")
    articles = [hit.article for hit in answer.hits]
    return Draft(
        notification(answer.request, amount, quote_in_short(answer.hits[0].quote, FALLBACK) if answer.hits else ""),
        head=[
            head_of(answer.request, amount),
            *notes(answer.request, answer.page),
            respelt_note(answer.respelt),
            said_nothing(answer),
        ],
        groups=[
            *mention_groups(answer.mentions, zone, room),
            *(
                [
                    mentions_heading(answer, place),
                    _article_head(articles, place, zone),
                    *quote_blocks(hit, count(place), room),
                ]
                for place, hit in enumerate(answer.hits)
            ),
        ],
        foot=[
            _next_steps(
                answer.request,
                Kind.FIGURES,
                Kind.SUMMARY,
                *_compare(articles),
                page=answer.page,
                number=_one_story(articles),
            )
        ],
    )


def _figures(answer: Figures, zone: str, room: int) -> Draft:
    amount = amount_of(answer.page, len(answer.hits), "figure")
    articles = [hit.article for hit in answer.hits]
    sentences = [list(hits) for _, hits in groupby(answer.hits, key=sentence_of)]
    firsts = [hits[0].article for hits in sentences]
    places = count()
    return Draft(
        notification(answer.request, amount, listed([figure_in_short(hit.figure) for hit in answer.hits], most=3)),
        head=[head_of(answer.request, amount), *notes(answer.request, answer.page), respelt_note(answer.respelt)],
        groups=[
            [_article_head(firsts, place, zone), *figure_blocks(hits, places, room)]
            for place, hits in enumerate(sentences)
        ],
        foot=[
            _next_steps(
                answer.request,
                Kind.QUOTES,
                Kind.SUMMARY,
                *_compare(articles),
                page=answer.page,
                number=_one_story(articles),
            )
        ],
    )


def _people(answer: People, zone: str, room: int) -> Draft:
    who = cut(one_line(answer.request.query.person or ""), ABOUT)
    amount = amount_of(answer.page, len(answer.hits), "name")
    articles = [article for hit in answer.hits for article in hit.articles]
    number = _one_story(articles)
    return Draft(
        notification(answer.request, amount, listed([one_line(hit.person.name) for hit in answer.hits], most=3)),
        head=[
            head_of(answer.request, amount),
            *notes(answer.request, answer.page),
            respelt_note(answer.respelt),
            None if answer.hits else rich(line(run(f"Nobody is known here as “{who}”."))),
        ],
        groups=[
            *(
                [person_block(hit, place, f"#{number}" if number is not None else "")]
                for place, hit in enumerate(answer.hits)
            ),
            *mention_groups(answer.mentions, zone, room),
        ],
        foot=[_next_steps(answer.request, Kind.QUOTES, Kind.FIGURES, Kind.SUMMARY, page=answer.page, number=number)],
    )


def _comparison(answer: Comparison, zone: str, room: int) -> Draft:
    hit = answer.story
    differences = [
        counted(len(answer.variants), "statement") + " quoted in different words" if answer.variants else "",
        counted(len(answer.disputes), "figure") + " given differently" if answer.disputes else "",
    ]
    found = " and ".join(filter(None, differences)) or "no quote and no figure that they give differently"
    amount = counted(len(hit.articles), "article")
    return Draft(
        plain(f"{title(hit.lead)}: {amount}, {found}", FALLBACK),
        head=[
            *notes(answer.request),
            rich(
                line(run(f"{amount} on #{hit.number}", bold=True), run(f" · {found}")),
                listing(_article_line(each, zone) for each in hit.articles[:_OTHERS]),
            ),
        ],
        groups=compare_groups(answer, room),
        foot=[_next_steps(answer.request, Kind.SUMMARY, Kind.QUOTES, Kind.FIGURES, number=hit.number)],
    )


# what they share


def _article_head(articles: Sequence[Article], place: int, zone: str) -> Part:
    """The article's title where it begins, None where the one before is of the same article."""
    article = articles[place]
    is_new = place == 0 or articles[place - 1].id != article.id
    return rich(headline(article, zone)) if is_new else None


def _one_story(articles: Sequence[Article]) -> int | None:
    numbers = {article.story for article in articles}
    return numbers.pop() if len(numbers) == 1 else None


def _compare(articles: Sequence[Article]) -> list[Kind]:
    """Compare, where several articles of one story are shown."""
    several = len({article.id for article in articles}) > 1
    return [Kind.COMPARE] if several and _one_story(articles) is not None else []


def _next_steps(
    request: Request, *kinds: Kind, page: Page | None = None, number: int | None = None, longer: bool = False
) -> Part:
    """Previous and Next, the other ``kinds`` of answer to the same question, and Share in channel.

    What was typed may be too long for a button: then the one story that the answer is about is asked for instead.
    """
    again = Ask(request.kind, request.text, page.number if page else 1, request.sentences)
    by_number = f"#{number}" if number is not None else None
    text = request.text if ask_value(again) is not None and request.text else by_number or request.text
    previous = replace(again, page=again.page - 1) if page and page.number > 1 else None
    following = replace(again, page=again.page + 1) if page and page.number < page.count else None
    more = Ask(Kind.SUMMARY, text, sentences=min(_LONGEST_SUMMARY, request.sentences + 2)) if longer else None
    return actions(
        ask_button("Previous", previous, "previous") if previous else None,
        ask_button("Next", following, "next") if following else None,
        *(
            ask_button(kind, Ask(kind, by_number or text if kind is Kind.COMPARE else text), kind.value)
            for kind in kinds
        ),
        ask_button("Longer", more, "longer") if more else None,
        button("Share in channel", SHARE, ask_value(again)),
    )
