"""Pages that are no article: robot checks, questions for consent, "access denied", "not found", lists of others."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from bot.domain.article import Reason
from bot.sources.lines import key_of
from bot.sources.marks import Marks

WORDS_AT_MOST = 150
"""A text that is longer is an article, though it may be one about robots."""
LONG_LINE = 25
TEASERS = 6
SAYS = (
    (
        re.compile(
            r"just a moment\b|(?:checking|verifying) (?:if |that )?(?:your browser|you are (?:a )?human|the site)"
            r"|are you a (?:robot|human)|verify (?:that )?you(?:['’]re| are) (?:a )?(?:human|not a (?:ro)?bot)"
            r"|not a robot\b|unusual (?:traffic|activity)|pardon our interruption|attention required"
            r"|enable (?:javascript|js) and cookies|complete the (?:captcha|security check)|bot detection"
        ),
        "the site asks whether a robot reads it",
    ),
    (
        re.compile(
            r"access (?:to this page )?(?:has been |is )?denied|you don['’]t have permission"
            r"|request (?:was |is )?blocked|you have been blocked|403 forbidden"
            r"|not available in your (?:country|region|location)"
            r"|error (?:40[13]|429|451|5\d\d)\b|too many requests|service unavailable"
        ),
        "the site denies access to it",
    ),
    (
        re.compile(
            r"(?:page|article|story|content|site) (?:you (?:requested|are looking for|were looking for) )?"
            r"(?:was |is |could |can)?(?:not|n['’]t|cannot)(?: be)? found|404\b|page (?:doesn['’]t|does not) exist"
            r"|(?:page|article|story) (?:is |has been )?(?:no longer available|removed)|nothing (?:was )?found here"
            r"|we can['’]t find (?:the|that) page"
        ),
        "the page is not there",
    ),
    (
        re.compile(
            r"we value your privacy|before you continue|we and our (?:\d+ )?partners|cookie (?:consent|preferences)"
            r"|manage (?:your )?(?:consent|privacy|cookies)|accept (?:all )?cookies|consent to (?:the use|cookies)"
        ),
        "the site asks for consent first",
    ),
)


def why_no_article(
    text: str, title: str | None, notes: Mapping[str, Reason], marks: Marks, url: str | None
) -> str | None:
    """Why the page whose extracted words are ``text`` is no article, or None if it is one."""
    if len(text.split()) <= WORDS_AT_MOST:
        said = [" ".join(words.casefold().split()) for words in (title or "", *text.splitlines()[:6])]
        for pattern, cause in SAYS:
            if any(pattern.search(words[:160]) for words in said):
                return cause
    return "it lists other pages" if _is_index(text, notes, marks, url) else None


def _is_index(text: str, notes: Mapping[str, Reason], marks: Marks, url: str | None) -> bool:
    """Whether it is a home or section page: a site's root that claims no article, or links with hardly a paragraph."""
    if url and urlsplit(url).path in ("", "/") and not urlsplit(url).query:
        return not marks.articles and "article" not in (marks.first("og:type") or "")
    lines = [line for line in text.splitlines() if line.strip()]
    links = [line for line in lines if notes.get(key_of(line)) is Reason.RELATED]
    long = [line for line in lines if len(line.split()) >= LONG_LINE and line not in links]
    return len(links) >= TEASERS and len(links) > 2 * len(long)
