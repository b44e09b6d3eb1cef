"""One story of a digest: headline, key sentences, the strongest quote, the key figure, where its outlets differ."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.domain.analysis import Quote
from bot.domain.answer import FigureDispute, FigureHit
from bot.domain.article import Article
from bot.domain.claim import measure_of
from bot.domain.digest import DigestEntry
from bot.slack.views.articles import NAME, also_in, headline, outlet
from bot.slack.views.blocks import Part, bullets, line, quote, rich, run
from bot.slack.views.findings import also_quoted, attribution_in_short, figure_in_short
from bot.slack.views.words import cut, one_line

_CLAIMS = 3
_SHORT, _BRIEF = 40, 2
_CLAUSE = re.compile(r"[;:()“”\"–—]|,(?!\d)")
_PRONOUNS = frozenset({"he", "she", "it", "they", "we", "i"})


def entry_blocks(entry: DigestEntry, zone: str, room: int) -> Part:
    """The story in one block; each passage in at most ``room`` characters."""
    lead = entry.story.lead
    return rich(
        headline(lead, zone, also_in(entry.story.articles[1:], lead)),
        bullets(line(run(cut(words.text.strip(), room))) for words in entry.sentences),
        *_strongest(entry, room),
        *(_dispute(dispute) for dispute in entry.disputes[:_CLAIMS]),
    )


def _strongest(entry: DigestEntry, room: int) -> list[Part]:
    """The strongest quote with its speaker, then the key figure; each with its outlet if that is not the headline's."""
    parts: list[Part] = []
    if entry.quote and (words := cut(entry.quote.quote.words.text.strip(), room)):
        said = _said(entry.quote.quote, entry.role) + _elsewhere(entry.quote.article, entry)
        said = ", ".join(filter(None, [said.strip(), also_quoted(entry.quote)]))
        parts.append(quote(run(f"“{words}”"), run(f"\n— {said}" if said else "")))
    if entry.figure and (figure := at_a_glance(entry.figure)):
        other = _elsewhere(entry.figure.article, entry)
        parts.append(line(run("Key figure: "), run(figure, bold=True), run(other)))
    return parts


def _said(said: Quote, role: str | None) -> str:
    """Who says it, and what they are: "Ina Ruz, the mayor, partial quote"."""
    speaker, told = cut(one_line(said.speaker or ""), NAME), cut(one_line(role or ""), NAME)
    who = attribution_in_short(said)
    return who.replace(speaker, f"{speaker}, {told}", 1) if speaker and told else who


def at_a_glance(hit: FigureHit) -> str:
    """A figure understood at a glance: "at least 17 people killed", "52.4 percent of the vote", "NATO: 7,000 troops".

    Whom it is said of stands before it only in a word or two, unless nothing else tells what is counted.
    """
    figure, noun = hit.figure, hit.figure.noun or ""
    if figure.fate and noun and noun == measure_of(figure).counted:
        return f"{figure_in_short(figure)} {cut(one_line(figure.fate), NAME)}".strip()
    is_told = bool(figure.fate or figure.unit) or (noun and noun[:3].lower() in figure.words.text.lower())
    if is_told and (figure.fate or len((figure.subject or "").split()) > _BRIEF):
        figure = replace(figure, subject=None)
    if figure.fate or figure.unit is None:
        return figure_in_short(figure, about=True)
    words = f"{figure_in_short(figure)}{_rest(hit)}"
    return f"{cut(one_line(figure.subject), NAME)}: {words}" if figure.subject else words


def _rest(hit: FigureHit) -> str:
    """What of the figure's clause follows it, if that is short: " of the vote"."""
    sentence, start = hit.figure.sentence, hit.figure.words.end
    rest = hit.article.text[start : sentence.end].rstrip(".!?”\"’' \n")
    clause = _CLAUSE.split(rest, maxsplit=1)[0]
    return f" {one_line(clause)}" if 0 < len(clause.strip()) <= _SHORT and "." not in clause else ""


def _elsewhere(article: Article, entry: DigestEntry) -> str:
    """The outlet, in parentheses, of an article that is not the one whose headline stands above."""
    lead = entry.story.lead
    name = outlet(article) if article.id != lead.id else ""
    return f" ({name})" if name and name != outlet(lead) else ""


def _dispute(dispute: FigureDispute) -> Part:
    """Where the outlets differ: "people killed: at least 17 (CNN, citing the police) or 19 (Reuters)"."""
    about = cut(one_line(dispute.about), NAME) or "one figure"
    subject, _, counted = about.rpartition(": ")
    # "US: troops" is said as "US troops"; a subject of several words keeps its colon.
    about = f"{subject} {counted}" if subject and " " not in subject else about
    about = f"“{about}”" if "…" in about else about
    noun = next(iter(counted.replace("…", " ").split()), "")
    claims = [_claim(hit, noun) for hit in dispute.claims]
    more = len(claims) - _CLAIMS
    told = " or ".join(claims[:_CLAIMS]) + (f" or {more} more" if more > 0 else "")
    differs = "Given differently, though both can be true:" if dispute.both_hold else "Given differently:"
    return line(run(differs, bold=True), run(f" {about}: {told}"))


def _claim(hit: FigureHit, noun: str) -> str:
    """As literal text, without what is counted: "closer to 3,500 (Reuters, citing the New York Times)"."""
    figure = figure_in_short(hit.figure)
    figure = figure.removesuffix(f" {noun}") or figure
    by = cut(one_line(hit.figure.attributed_to or ""), NAME)
    by = "" if by.casefold() in _PRONOUNS else by
    name = outlet(hit.article)
    told = f"{name}, citing {by}" if name and by else name or by
    return f"{figure} ({told})" if told else figure
