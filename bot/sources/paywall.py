"""Whether a page shows only the beginning of its article and sells the rest."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from bot.domain.article import Reason
from bot.sources.furniture import DOUBLE_MARKS
from bot.sources.lines import key_of
from bot.sources.marks import Element, Marks

FEW_WORDS = 200
"""A stub is some sentences; sites also say that they sell what they show in full."""
BROKEN_OFF_WORDS = 400
"""A text that ends amid a sentence may be longer."""
PROMPT = re.compile(
    r"\bto (?:continue|keep) reading\b"
    r"|\bto (?:read|view|see|access|unlock|get) the (?:full|rest|whole|entire|complete)\b"
    r"|\bto (?:read|view|see|access|unlock|get) (?:this|more of this|the) (?:full |entire )?(?:article|story|content)\b"
    r"|\bunlock (?:this|the full) (?:article|story)\b"
    r"|\bcontinue reading (?:with|by|for|this)\b|\bkeep reading for\b"
    r"|\b(?:article|story|content|page|post) is (?:only |exclusively )?"
    r"(?:for|available (?:only )?(?:to|for)|reserved for|exclusive to|limited to|restricted to) "
    r"(?:(?:our|paid|paying|premium|registered|digital|all) ){0,3}(?:subscribers?|members?|users|readers)\b"
    r"|\b(?:subscribers?|members?|premium)[ -]only (?:article|story|content|post)\b"
    r"|\b(?:reached|used|hit) your (?:monthly )?(?:limit|(?:\w+ )?free (?:articles?|stories))\b"
    r"|\bsubscriber[ -]exclusive\b|\b(?:0|no|zero) (?:more )?free (?:articles?|stories) (?:left|remaining)\b"
    r"|\bthis is (?:a |an )?(?:premium|subscribers?|members?['’]?)(?:[ -](?:only|exclusive))? "
    r"(?:content|article|story)\b"
    r"|\bwant to read (?:more|on|the rest)\? *"
    r"(?:$|(?:subscribe|join|log in|sign in|register)\b(?!.{0,40}newsletter))"
    r"|\bsubscribe to (?:read|continue)\b",
    re.IGNORECASE,
)
PRICE = re.compile(
    r"(?:[£$€₹]|\bRs\.? ?|\b(?:USD|GBP|EUR) ?)\d+(?:[.,]\d+)?\s*"
    r"(?:/|\b(?:a|an|per|every|for(?: the)?(?: first)?(?: \w+)?)\s+)"
    r"(?:day|week|month|year|quarter|issue)s?\b|\bcancel (?:at )?any ?time\b|\bfree trial\b",
    re.IGNORECASE,
)
SELLS = re.compile(
    r"\bsubscri|\bsign (?:in|up)\b|\blog ?in\b|\bregister\b|\btrial\b|\bmember|\bunlimited\b|\bcancel\b", re.I
)
SELECTOR = re.compile(r"(?P<kind>[.#])(?P<name>[\w-]+)")
LONG_LINE = 40


def stub_offers(tree: Element, marks: Marks, text: str, notes: Mapping[str, Reason]) -> Mapping[str, Reason] | None:
    """The lines of ``text``, by their ``key_of``, that sell the rest of an article of which the page shows a part.

    None if it shows it whole.

    A part is short, and the page tells machines that it is not free and does not hold it, or its readers to subscribe
    if they want to go on. One that merely sells subscriptions is whole, and so is one that says that it is free.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    body = [line for line in lines if key_of(line) not in notes and not _is_offer(line)]
    free, selectors = _told(marks)
    words = sum(len(line.split()) for line in body)
    broken = bool(body) and body[-1].rstrip(" ”’\"')]").endswith(("…", "..."))
    if free is True or words > (BROKEN_OFF_WORDS if broken else FEW_WORDS):
        return None
    if not _asks(tree, body) and (free is not False or _holds(tree, selectors, words)):
        return None
    return {key_of(line): Reason.NOTICE for line in lines if _is_offer(line)}


def _is_offer(line: str) -> bool:
    return (
        len(line.split()) <= LONG_LINE
        and not DOUBLE_MARKS.search(line)
        and bool(
            PROMPT.search(line) or (PRICE.search(line) and SELLS.search(line)) or PRICE.fullmatch(line.strip(" .!"))
        )
    )


def _told(marks: Marks) -> tuple[bool | None, list[str]]:
    """Whether the JSON-LD says that the article is free, None if it does not; the selectors of what is not."""
    free = False if marks.first("article:content_tier") == "locked" else None
    selectors: list[str] = []
    for article in marks.articles:
        for part in (article, *_listed(article.get("hasPart"))):
            told = part.get("isAccessibleForFree")
            said = str(told).rsplit("/", 1)[-1].casefold() if told is not None else ""
            if said == "false":
                free = False
                selectors += [str(each) for each in _all(part.get("cssSelector"))]
            elif said == "true" and free is None and part is article:
                free = True
    return free, selectors


def _listed(given: object) -> Iterator[Mapping[str, object]]:
    return (each for each in _all(given) if isinstance(each, dict))


def _all(given: object) -> Iterable[object]:
    return given if isinstance(given, list) else [] if given is None else [given]


def _holds(tree: Element, selectors: Iterable[str], words: int) -> bool:
    """Whether most of the article's words stand in the elements that are called the paid part: they are in the page."""
    there = 0
    for kind, name in (found for each in selectors for found in SELECTOR.findall(each)[-1:]):
        attribute = "class" if kind == "." else "id"
        path = f"//body//*[contains(concat(' ', normalize-space(@{attribute}), ' '), $name)]"
        there += sum(len("".join(each.itertext()).split()) for each in tree.xpath(path, name=f" {name} ")[:50])
    return there * 2 > words


def _asks(tree: Element, body: list[str]) -> bool:
    """Whether the page asks its readers to subscribe if they want to go on: outside the article's own paragraphs and
    the page's head and foot.
    """
    apart = (
        "ancestor::script or ancestor::style or ancestor::header or ancestor::footer or ancestor::nav or ancestor::head"
    )
    page = " ".join(" ".join(map(str, tree.xpath(f"//body//text()[not({apart})]"))).split())
    own = " ".join(" ".join(body).split())
    return len(PROMPT.findall(page)) > len(PROMPT.findall(own))
