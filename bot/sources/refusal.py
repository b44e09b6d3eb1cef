"""Pages that are no article: robot checks, questions for consent, "access denied", "not found", lists of others."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from bot.domain.article import Reason
from bot.sources.address import canonical
from bot.sources.lines import key_of
from bot.sources.marks import MOST_CANDIDATES, PAGE_TYPES, Beside, Element, Marks, kinds_of, words_of

WORDS_AT_MOST = 150
"""A text that is longer is an article, though it may be one about robots."""
LONG_LINE = 25
TEASERS = 6
TEASER_WORDS = 4
INTRODUCTION = 60
ROOT = re.compile(r"/?(?:(?:index|default|home)(?:\.\w{2,5})?/?)?", re.IGNORECASE)
REPORTS = re.compile(
    r"\b(?:said|told|says|according to|announced|reported(?! by))\b"
    r"|\b(?:on|last|since|until|by) (?:mon|tues|wednes|thurs|fri|satur|sun)day\b"
)
"""What articles say and such pages do not: they speak to their reader, of no one else."""
SPEAKS = re.compile(r"\b(?:you|your|please|we|our|us|sorry|oops)\b")
FEW_WORDS = 20
SAYS = (
    (
        re.compile(
            r"just a moment\b|(?:check|verify|validat)ing (?:if |that )?(?:your (?:browser|connection"
            r"|request|identity)"
            r"|you are (?:a )?human|the site)|(?:while|as) we (?:check|verify|confirm)|security (?:check"
            r"|verification)"
            r"|are you a (?:robot|human)|(?:robot|bot) or (?:human|not)|human (?:verification|or robot)"
            r"|(?:verify|confirm|prove|sure|that) (?:that )?you(?:['’]re| are) (?:a |not a )?(?:human"
            r"|real person|(?:ro)?bot)"
            r"|not a robot\b|unusual (?:traffic|activity)|pardon our interruption|attention required"
            r"|(?:press|activate|click) (?:and|&) hold|(?:slide|drag) .{0,20}(?:puzzle|slider|right)"
            r"|(?:enable|turn on|turn|requires?|supports?|needs?) (?:javascript|js)\b|(?:javascript"
            r"|js) (?:is )?(?:disabled|required)"
            r"|complete the captcha|bot detection|connection is secure|ddos protection|ray id\b"
            r"|against malicious bots"
            r"|redirect(?:ed)? (?:you )?to (?:your|the) requested|allow up to \d+ seconds|disable (?:any"
            r"|your) ad ?blocker"
            r"|browser (?:is )?(?:not supported|unsupported|out of date|outdated)|(?:upgrade|update) your browser"
        ),
        "the site asks whether a robot reads it",
    ),
    (
        re.compile(
            r"access (?:to this page )?(?:has been |is )?(?:denied|restricted|blocked)|you don['’]t have permission"
            r"|request(?:ed url)? (?:was |is |has been )?(?:blocked|rejected)|you have been blocked|403 forbidden"
            r"|(?:not|un)(?: currently)? ?available (?:in|to|from|for) (?:your|most|visitors|users"
            r"|readers|europe|the (?:e[eu]|eur))"
            r"|(?:viewed|accessed|watched) (?:from|in) your (?:location|country|region)"
            r"|from a country belonging to|european economic area|european (?:visitors|users|readers)"
            r"|for legal reasons"
            r"|\b(?:40[13]|429|451|5\d\d) (?:error|forbidden|unauthorized|bad gateway|service|gateway"
            r"|internal|unavailable|too)"
            r"|^(?:http )?(?:error )?(?:40[13]|429|451|50\d)$"
            r"|error (?:40[13]|429|451|5\d\d)\b|too many requests|service unavailable|bad gateway"
            r"|temporarily un(?:available|able)|(?:scheduled|under) maintenance|internal (?:server )?error"
        ),
        "the site denies access to it",
    ),
    (
        re.compile(
            r"(?:log|sign)(?:ged)? ?in (?:to|or|with|before) (?:your|continue|view|see|read|access"
            r"|proceed|register|create|subscribe)"
            r"|(?:must|need to|have to) (?:be (?:logged|signed) in|log in|sign in)|forgot(?:ten)? (?:your )?password"
            r"|please (?:log|sign) ?in\b|(?:log|sign) ?in required|create (?:a free |an )?account to"
        ),
        "the site asks its readers to log in",
    ),
    (
        re.compile(
            r"(?:page|article|story|content|site) (?:you (?:requested|are looking for|were looking for|wanted) )?"
            r"(?:was |is |could |can)?(?:not|n['’]t|cannot)(?: be)? found|404\b|page (?:doesn['’]t|does not) exist"
            r"|(?:page|article|story) (?:is |has been )?(?:no longer available|removed)"
            r"|nothing (?:was )?found (?:here|at)"
            r"|(?:can['’]t|cannot|could not|couldn['’]t|unable to) (?:find|locate) (?:the|that"
            r"|this) (?:page|article|story)"
        ),
        "the page is not there",
    ),
    (
        re.compile(
            r"we (?:value|care about|respect) your privacy|before you continue|(?:we|its?|our) (?:and"
            r"|&) (?:our |its )?"
            r"(?:\d+ )?partners|and (?:our|its) (?:\d+ )?(?:trusted )?partners|cookie (?:consent"
            r"|preferences|settings|choices)"
            r"|manage (?:your |my )?(?:consent|privacy|cookies)|accept (?:all )?cookies"
            r"|consent to (?:the use|cookies)"
            r"|agree to (?:our|the) use of cookies|(?:uses|use) cookies\b|(?:click|choose"
            r"|press)(?:ing)? [“\"']?(?:accept|agree|ok\b)"
            r"|(?:agree|consent) to (?:advertising|tracking|personali[sz]ed)|your (?:privacy )?choices?\b.{0,20}$"
        ),
        "the site asks for consent first",
    ),
)


def why_no_article(
    tree: Element, text: str, title: str | None, notes: Mapping[str, Reason], marks: Marks, url: str | None
) -> str | None:
    """Why the page whose extracted words are ``text`` is no article, or None if it is one."""
    whole = " ".join(text.casefold().split())
    count = whole.count(" ") + 1
    if count <= WORDS_AT_MOST and not REPORTS.search(whole) and (count <= FEW_WORDS or SPEAKS.search(whole)):
        said = [" ".join(words.casefold().split()) for words in (title or "", *text.splitlines()[:6])]
        for pattern, cause in SAYS:
            if any(pattern.search(words[:160]) for words in said):
                return cause
    return "it lists other pages" if _is_index(tree, text, notes, marks, url) else None


def _is_index(tree: Element, text: str, notes: Mapping[str, Reason], marks: Marks, url: str | None) -> bool:
    """Whether it is a home or section page: a site's root that claims no article, or links with hardly a paragraph."""
    claims = any(kinds_of(each) - PAGE_TYPES for each in marks.articles) or "article" in (marks.first("og:type") or "")
    if url and ROOT.fullmatch(urlsplit(canonical(url) or url)._replace(scheme="", netloc="").geturl()):
        return not marks.articles and not claims
    lines = [line for line in text.splitlines() if line.strip()]
    links = [line for line in lines if notes.get(key_of(line)) is Reason.RELATED]
    long = [line for line in lines if len(line.split()) >= LONG_LINE and line not in links]
    return (len(links) >= TEASERS and len(links) > 2 * len(long)) or (not claims and _is_of_cards(tree))


def _is_of_cards(tree: Element) -> bool:
    """Whether the page is a row of linked headlines, each with an excerpt at most, and no text before them.

    A list article has them as well ("The ten best walls"): under a headline of its own, with more to say on each.
    """
    headings = tree.xpath("//*[self::h2 or self::h3 or self::h4][.//a[@href] or parent::a[@href]]")[:MOST_CANDIDATES]
    beside = Beside(tree)
    cards = [each for each in headings if len(words_of(each).split()) >= TEASER_WORDS and not beside.holds(each)]
    if len(cards) < TEASERS:
        return False
    before = sum(len(words_of(each).split()) for each in cards[0].xpath("preceding::p"))
    told = sum(len(words_of(each).split()) for each in tree.xpath("//body//p"))
    headline = max((len(words_of(each).split()) for each in tree.xpath("//h1")), default=0)
    return before < INTRODUCTION and (headline < TEASER_WORDS or told < LONG_LINE * len(cards))
