"""Questions in plain English, as people put them in a mention or a direct message, read into a ``Request``.

What is no question that we know is read as the words after ``/news``. In a thread, "this story" and everything that
names no story is about the thread's story, "he" and "she" is who was asked about last, and "and the wounded?" asks for
the same kind of thing again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from bot.desk.grammar import MAX_LENGTH, kind_named, parse_command
from bot.domain.errors import QueryError
from bot.domain.query import Courtesy, Kind, Query, Request, Talk

_SAY = r"(?:say|said|says|tell|told|think|claim(?:ed)?|announce[d]?|promise[d]?|comment(?:ed)?)"
_ABOUT = r"(?:\s+(?:about|on|of|for|regarding|to)\s+(?P<topic>.+?))?"
_OUTLETS = r"(?:the\s+)?(?:outlets|papers|articles|sources|they)"
_AMOUNTS = (
    r"(?:turnout|toll|price|cost|rate|score|share|revenue|turnover|profit|loss|sales|inflation|population|budget|deficit"
    r"|majority|margin|salary|pay|offer|fine|fee|bill|size|age|speed|temperature|percentage|proportion|amount|total)s?"
)
"""What is told in numbers: who asks what it was wants a figure."""
_PATTERNS: tuple[tuple[Kind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(rf"(?:{pattern})[\s?!.]*", re.IGNORECASE))
    for kind, pattern in (
        (Kind.HELP, r"what\s+can\s+(?:you|i)\s+(?:do|ask)(?:\s+(?:you|here))?|(?:who|what)\s+are\s+you"),
        (Kind.HELP, r"how\s+(?:do|does)\s+(?:you|this|it)\s+work"),
        (Kind.QUOTES, rf"what\s+(?:did|does|has|have|do)\s+(?P<person>.+?)\s+{_SAY}{_ABOUT}"),
        (Kind.QUOTES, rf"what\s+was\s+{_SAY}{_ABOUT}"),
        (Kind.QUOTES, r"(?:quotes?|what\s+are\s+the\s+quotes)\s+(?:by|from)\s+(?P<person>.+?)" + _ABOUT),
        (Kind.QUOTES, r"who\s+(?:said|says|told|claimed|claims)\s+(?:that\s+)?(?P<topic>.+?)"),
        (Kind.QUOTES, r"who\s+(?:is|was|are|were)\s+quoted" + _ABOUT),
        (Kind.FIGURES, r"how\s+(?:many|much|big|large|old|long|far|high)\s+(?P<topic>.+?)"),
        (Kind.FIGURES, r"what\s+(?:is|are|was|were)\s+the\s+(?:figures?|numbers?)" + _ABOUT),
        (Kind.FIGURES, rf"what(?:'s|\s+(?:is|are|was|were))\s+the\s+(?P<topic>(?:\w+\s+){{0,2}}{_AMOUNTS}(?:\s.+?)?)"),
        (Kind.PEOPLE, r"who(?:\s+is|\s+was|\s+are|\s+were|'s)\s+(?P<person>(?-i:[A-Z]).*?)"),
        (Kind.PEOPLE, r"who(?:\s+is|\s+was|\s+are|\s+were|'s|\s+else\s+is)\s+(?P<topic>.+?)"),
        (Kind.SUMMARY, r"(?:what(?:\s+is|\s+was|'s)|tell\s+me)\s+(?:this|it|(?:the|this)\s+story)(?:\s+about)?"),
        (Kind.SUMMARY, r"(?:what\s+happened|tl;?dr|sum\s+(?:it|this)\s+up|in\s+short)"),
        (Kind.COMPARE, rf"(?:where|how)\s+do\s+{_OUTLETS}\s+(?:differ|disagree){_ABOUT}"),
        (Kind.NEWS, r"(?:what(?:'s|\s+is)\s+(?:new|the\s+latest)|any\s+news|(?:the\s+)?latest|news)" + _ABOUT),
    )
)  # fmt: skip
_NAMES_THE_STORY = re.compile(
    r"\b(?:in|of|about|on|from)?\s*(?:this|the|that)\s+(?:story|article|piece|thread)\b"
    r"|\bhere\b|\b(?:in|about)\s+it\b|^it$",
    re.IGNORECASE,
)
_GREETING = r"(?:hi+|hello|hey+|hiya|good\s+(?:morning|afternoon|evening|day))"
_PRAISE = r"(?:ok(?:ay)?|great|perfect|nice|cool)"
_ADDRESSED = r"(?:\s+(?:newsdesk|there|all|everyone|you|again|so\s+much|very\s+much|a\s+lot))*[\s!.?,:)]*"
_COURTESIES = {
    courtesy: re.compile(pattern + _ADDRESSED, re.IGNORECASE)
    for courtesy, pattern in (
        (Courtesy.HELLO, _GREETING),
        (Courtesy.THANKS, rf"(?:{_PRAISE}[,\s]+)?(?:thanks?(?:\s+you)?|thx|cheers|{_PRAISE}|well\s+done|good\s+bot)"),
    )
}
_SALUTATION = re.compile(
    rf"\A(?:{_GREETING}(?:\s+(?:newsdesk|there|all|everyone)\b[\s,;:!.–—-]*|\s*[,;:!.–—]\s*|\s+-\s+)"
    r"|(?:@newsdesk\b|newsdesk\s*[,;:!–—])[\s,;:!.–—-]*)(?=.*\w)",
    re.IGNORECASE,
)
"""Before a question: "hi, how many troops?"; "hello kitty" is a name."""
_BEFORE = re.compile(
    r"(?:[^\w\s]+\s+|(?:\d{1,2}[.)]|[a-z]\))\s+|q(?:uestion)?\s*[:.]\s*|(?:please|pls|well|um+|uh|er|fyi)[,:]?\s+)+",
    re.IGNORECASE,
)
"""Before a question: "- how many troops?", "1. how many troops?", "Q: how many troops?"."""
_AFTER = re.compile(
    r"(?:(?:(?<=[?!.…])[\s–—,-]*(?:(?:many\s+)?thanks?(?:\s+you)?(?:\s+in\s+advance)?|thx|cheers|please|pls)"
    r"|\s@newsdesk)\b[\s!.?]*|\s+[^\w\s]+)+\Z",
    re.IGNORECASE,
)
"""Behind one: "how many troops? thanks!"."""
_HELD = re.compile(
    r"""['‘(\[{]+(?P<all>.+?)['’)\]}]+[?!.]*|["“„«](?P<question>.+?)["”“»]\?|["“„«](?P<asked>.+\?)["”“»]"""
)
"""Around one; words in quotation marks are a question if a question mark says so, or else the exact words."""
_FOLLOW = re.compile(
    r"(?:(?:and|but|ok(?:ay)?|so)[,\s]+)?(?:(?:what|how)\s+about\s+)?(?P<rest>.+?)[\s?!.]*", re.IGNORECASE
)
_FOLLOWS = {
    Kind.FIGURES: "how many {}",
    Kind.QUOTES: "what did {} say",
    Kind.PEOPLE: "who is {}",
}
"""How a follow-up is asked in full: "and the wounded?"."""
_SHORT = 2
_ANYBODY = frozenset({"people", "persons"})
_NO_TALK = Talk()
_PRONOUN = re.compile(r'"[^"]*"|“[^”]*”|«[^»]*»|\b(?P<pronoun>he|she|him|his|her)\b', re.IGNORECASE)
_SMALL_WORDS = frozenset(
    (
        "a an and are at be been by can could did do does for from had has have he her him his how i in is it its me my"
        " of on or our please s say says said she so that the their them there they this to us was we were what when"
        " want wanted wants where which who why will with would you your about any some tell show give find get going"
    ).split()
)
_EXACT = re.compile(r'[a-z]+:|#\d|https?://|["“„«]|(?:^|\s)-\w')


def parse_question(text: str, *, now: datetime, zone: str, talk: Talk = _NO_TALK) -> Request:
    """The request that a mention or a direct message makes; ``talk`` is what was said before it.

    Raises:
        QueryError: if a filter in it can't be read, or it says "he" and nobody was named.
    """
    said, story = " ".join(text.replace("’", "'").split()), talk.story
    text = _SALUTATION.sub("", said)
    for courtesy, courteous in _COURTESIES.items():
        if courteous.fullmatch(said) or courteous.fullmatch(text):
            return Request(kind=Kind.HELP, courtesy=courtesy)
    if not any(character.isalnum() for character in text) and text.isascii():
        text = ""  # "?" asks what one can ask
    for asked in _readings(_named(_bare(text), talk.person), talk):
        for kind, pattern in _PATTERNS:
            if match := pattern.fullmatch(asked):
                if kind is Kind.HELP:
                    return Request(kind=kind)
                groups = match.groupdict()
                return _about(talk, kind, groups.get("person"), groups.get("topic") or "", now=now, zone=zone)
    request = parse_command(Kind.NEWS, text, now=now, zone=zone)
    if request.kind is Kind.HELP or (request.kind is Kind.NEWS and not text and story is None):
        return replace(request, kind=Kind.HELP)
    if request.kind is Kind.NEWS and _EXACT.search(text) is None:
        if story is None and request.text and not _telling(request.text):
            return Request(kind=Kind.HELP)  # "what is it?": of nothing that anybody has named
        return _about(talk, Kind.NEWS, None, request.text, now=now, zone=zone)
    return _in_thread(request, story)


def _bare(text: str) -> str:
    """The question without what stands around it and asks nothing; what is too long to search for stays as it is."""
    if len(text) > MAX_LENGTH:
        return text
    begun = _BEFORE.match(text)
    asked = _AFTER.sub("", text[begun.end() :] if begun else text)
    held = _HELD.fullmatch(asked)
    return next(filter(None, held.groups())) if held else asked


def _named(text: str, person: str | None) -> str:
    """The question with the name for "he" and "she"; what stands in quotation marks stays."""
    if person is None:
        return text
    return _PRONOUN.sub(lambda found: person if found["pronoun"] else found[0], text)


def _readings(text: str, talk: Talk) -> Iterator[str]:
    """The question as it stands, without the "and" before it, and as the same kind of question as the last one."""
    yield text
    follow = _FOLLOW.fullmatch(text)
    if follow is None:
        return
    rest = follow["rest"]
    yield rest
    # In a thread "the wounded?" is enough; elsewhere two words are a search of their own.
    telling = _telling(rest)
    begun = follow.start("rest") > 0 or (talk.story is not None and 0 < len(telling) <= _SHORT)
    # "and the quotes?" names another kind; "and the people hurt?" only begins like one.
    named = kind_named(telling[0]) if telling else None
    another = named is not None and (named is not Kind.PEOPLE or len(telling) == 1)
    if talk.kind in _FOLLOWS and begun and not another and _EXACT.search(rest) is None:
        about = re.fullmatch(r"(?:about|on)\s+(.+)", rest, re.IGNORECASE)
        asks_about = about and talk.kind is Kind.QUOTES
        yield f"what was said about {about[1]}" if about and asks_about else _FOLLOWS[talk.kind].format(rest)


def _about(talk: Talk, kind: Kind, person: str | None, topic: str, *, now: datetime, zone: str) -> Request:
    topic = _NAMES_THE_STORY.sub(" ", topic)
    person = person and re.sub(r"^(?:the|mr\.?|mrs\.?|ms\.?|president|secretary)\s+", "", person.strip(), flags=re.I)
    telling = _telling(topic)
    if kind is Kind.FIGURES and (others := [word for word in telling if word.lower() not in _ANYBODY]):
        telling = others  # "how many people were hurt?": the article may say that it was dockers
    words = topic if _EXACT.search(topic) else " ".join(telling)
    someone = (person or topic if kind is Kind.PEOPLE else person or "").lower()
    if someone in {"he", "she"} and talk.story is None:
        raise QueryError("nobody was named yet", f"“{someone}”", hint="Name the person, as in: what did Blinken say?")
    if someone in {"he", "she", "they", "it", "people", "everyone", "anyone", "who"}:
        person = talk.person if someone == "they" else None
    person = person and person.replace('"', "")
    text = f'by:"{person}" {words}' if person and " " in person else f"by:{person} {words}" if person else words
    return _in_thread(parse_command(kind, text.strip(), now=now, zone=zone), talk.story)


def _telling(topic: str) -> list[str]:
    words = [word.strip("?!.,;:'\"()") for word in topic.split()]
    return [word for word in words if word and word.lower() not in _SMALL_WORDS]


def _in_thread(request: Request, story: int | None) -> Request:
    """The request, kept to the thread's story unless it names another."""
    query = request.query
    if story is None or query.story or query.url:
        return request
    kind = request.kind
    if kind is Kind.NEWS and query == Query():
        kind = Kind.SUMMARY
    text = f"#{story} {request.text}".strip()
    return replace(request, kind=kind, query=replace(query, story=story), text=text)
