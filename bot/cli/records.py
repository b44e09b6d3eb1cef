"""Values as JSON, for programs: what ``extract`` writes for an article and ``--json`` for an answer. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.domain.analysis import Analysis, Figure, Person, Quote
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
from bot.domain.article import Article, Document, Passage, Span

Json = Mapping[str, object]


def extract_record(record_id: str, document: Document, analysis: Analysis) -> Json:
    """One line of ``newsdesk extract``; ``docs/extract.schema.json`` is its schema."""
    return {
        "id": record_id,
        "title": document.title,
        "source": document.outlet,
        "byline": document.byline,
        "published": _time(document.published),
        "language": document.language,
        "text": document.text,
        "summary": [{**_passage(each.words), "score": round(each.score, 4)} for each in analysis.summary],
        "quotes": [quote_record(quote) for quote in analysis.quotes],
        "figures": [figure_record(figure) for figure in analysis.figures],
        "people": [_person(person) for person in analysis.people],
        "excluded": [{**_span(each.span), "reason": each.reason.value} for each in document.excluded],
    }


def quote_record(quote: Quote) -> Json:
    return {
        **_passage(quote.words),
        "kind": quote.kind.value,
        "speaker": quote.speaker,
        "mention": quote.mention and _passage(quote.mention),
        "cue": quote.cue and _passage(quote.cue),
        "denied": quote.denied,
        "confidence": round(quote.confidence, 2),
        "why": quote.why,
    }


def figure_record(figure: Figure) -> Json:
    return {
        **_passage(figure.words),
        "value": figure.value,
        "low": figure.low,
        "high": figure.high,
        "unit": figure.unit,
        "noun": figure.noun,
        "hedge": figure.hedge,
        "subject": figure.subject,
        "attributed_to": figure.attributed_to,
        "change": figure.change,
        "per": figure.per,
        "fate": figure.fate,
        "as_of": figure.as_of and {**_passage(figure.as_of.words), "date": figure.as_of.date},
        "sentence": _span(figure.sentence),
    }


def _person(person: Person) -> Json:
    return {
        "name": person.name,
        "kind": person.kind.value,
        "role": person.role,
        "aliases": list(person.aliases),
        "mentions": [_span(span) for span in person.mentions],
    }


def answer_record(answer: Answer) -> Json:
    """An answer for programs: its kind, and the same findings that people see, each with its article and offsets."""
    found: dict[str, object] = {"request": answer.request.kind.value, "text": answer.request.text}
    match answer:
        case Stories(hits=hits, page=page):
            found |= {"stories": [_story(hit) for hit in hits], "page": _page(page)}
        case Summary():
            found |= {
                "article": article_record(answer.article),
                "sentences": [
                    {**_passage(hit.sentence.words), "article": article_record(hit.article)} for hit in answer.sentences
                ],
                "others": [article_record(article) for article in answer.others],
            }
        case Quotes(hits=hits, page=page):
            found |= {"quotes": [_quote_hit(hit) for hit in hits], "page": _page(page)}
            if answer.named:
                found |= {"named": answer.named, "by": answer.by, "mentions": _mentions(answer.mentions)}
        case Figures(hits=hits, page=page):
            found |= {"figures": [_figure_hit(hit) for hit in hits], "page": _page(page)}
        case People(hits=hits, page=page):
            people = [
                {
                    "name": hit.person.name,
                    "kind": hit.person.kind.value,
                    "role": hit.person.role,
                    "aliases": list(hit.person.aliases),
                    "mentions": hit.mentions,
                    "quotes": hit.quotes,
                    "articles": [article_record(article) for article in hit.articles],
                }
                for hit in hits
            ]
            found |= {"people": people, "page": _page(page), "mentions": _mentions(answer.mentions)}
        case Comparison():
            found |= _comparison(answer)
        case NothingFound():
            found |= {"nearest": [_story(hit) for hit in answer.nearest], "example": answer.example}
        case Help():
            found |= {"examples": list(answer.examples)}
    if answer.request.note:
        found["note"] = answer.request.note
    respelt: Sequence[str] = getattr(answer, "respelt", ())
    return found | ({"respelt": list(respelt)} if respelt else {})


def _mentions(mentions: Sequence[InContext]) -> list[Json]:
    return [{**_passage(place.marked), "article": article_record(place.article)} for place in mentions]


def _comparison(answer: Comparison) -> dict[str, object]:
    return {
        "story": _story(answer.story),
        "quotes": [
            {
                "speaker": variant.speaker,
                "versions": [
                    {**_quote_hit(hit), "part": _passage(part)}
                    for hit, part in zip(variant.versions, variant.parts, strict=True)
                ],
            }
            for variant in answer.variants
        ],
        "figures": [
            {
                "about": dispute.about,
                "both_hold": dispute.both_hold,
                "claims": [_figure_hit(hit) for hit in dispute.claims],
            }
            for dispute in answer.disputes
        ],
    }


def article_record(article: Article) -> Json:
    """How an article is cited."""
    return {
        "id": article.id,
        "story": article.story,
        "title": article.title,
        "source": article.outlet,
        "byline": article.byline,
        "url": article.url,
        "published": _time(article.published),
        "added": _time(article.added),
    }


def _story(hit: StoryHit) -> Json:
    return {
        "story": hit.number,
        "articles": [article_record(article) for article in hit.articles],
        "sentence": hit.key_sentence and _passage(hit.key_sentence),
    }


def _quote_hit(hit: QuoteHit) -> Json:
    also_in = [article_record(article) for article in hit.also]
    return {**quote_record(hit.quote), "article": article_record(hit.article), "also_in": also_in}


def _figure_hit(hit: FigureHit) -> Json:
    return {**figure_record(hit.figure), "article": article_record(hit.article)}


def _page(page: Page) -> Json:
    return {"number": page.number, "pages": page.count, "total": page.total}


def _passage(passage: Passage) -> Json:
    return {"start": passage.start, "end": passage.end, "text": passage.text}


def _span(span: Span) -> Json:
    return {"start": span.start, "end": span.end}


def _time(value: datetime | None) -> str | None:
    return value.isoformat() if value else None
