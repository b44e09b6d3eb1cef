"""What a text that is no article is instead, so that it is refused in words and never stored as it is."""

from __future__ import annotations

import re

from bot.domain.errors import SourceError
from bot.sources.formats.given import Given
from bot.sources.formats.ninjs import json_of
from bot.sources.formats.xml import parsed_xml, root_of
from bot.sources.lines import Line, lines_of

LOOKED_AT = 20_000
LEAST_LINES = 3
XML = {
    "opml": ("it is a list of feeds (OPML)", "Give it to: newsdesk feeds import FILE"),
    "newsml": ("it is NewsML 1, which is not read", "Ask for NewsML-G2, NITF or ninjs."),
    "svg": ("it is a drawing (SVG)", ""),
    "sitemapindex": ("it is a list of pages (a sitemap)", ""),
    "urlset": ("it is a list of pages (a sitemap)", ""),
}
NAMED = {
    ".js": "JavaScript", ".mjs": "JavaScript", ".ts": "TypeScript", ".css": "a style sheet", ".csv": "a table",
    ".tsv": "a table", ".py": "a program", ".sh": "a program", ".sql": "a program", ".c": "a program",
    ".java": "a program", ".go": "a program", ".rs": "a program", ".php": "a program", ".yaml": "data (YAML)",
    ".yml": "data (YAML)", ".toml": "data (TOML)", ".ini": "a configuration", ".log": "a log", ".ics": "a calendar",
    ".vcf": "an address card",
}  # fmt: skip
TYPED = {
    "text/css": "a style sheet", "text/javascript": "JavaScript", "application/javascript": "JavaScript",
    "text/csv": "a table", "text/tab-separated-values": "a table", "text/calendar": "a calendar",
    "text/vcard": "an address card", "application/sql": "a program", "application/yaml": "data (YAML)",
}  # fmt: skip
BROKEN_JSON = re.compile(r"\s*(?:\{\s*\"|\[\s*[\[{])")
"""How JSON begins that breaks off, or a line of it after the other."""
MBOX = re.compile(r"From \S+ +(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [ \d]\d [\d:]{5,8} .{0,10}\d{4}")
ENCODED = re.compile(r"[A-Za-z0-9+/_-]{40,}={0,2}")
LAST_ENCODED = re.compile(r"[A-Za-z0-9+/_-]+={0,2}")
ARMOUR = re.compile(r"-----BEGIN [A-Z0-9 ]{3,40}-----|begin [0-7]{3} \S+$|data:[a-z]+/[\w.+-]+;base64,", re.MULTILINE)
CODE = re.compile(
    r"#!\s*/|(?:import|from|package|using|require|include|use|namespace|extern) [\w.:{*'\"/@-]+.{0,80}$"
    r"|#(?:include|define|ifdef|pragma)\b|(?:public|private|protected|static|export|async|abstract|final) \w+"
    r"|(?:def|class|function|func|fn|struct|interface|enum|sub|impl) [\w.<>]+ ?[({:<]"
    r"|(?:const|let|var|local|my) [\w${\[]+"
    r"|(?:if|for|while|switch|foreach|elif|except|with|try|else|return|catch|do)\b.*[{:;]$"
    r"|(?:SELECT|INSERT|CREATE|UPDATE|DELETE|ALTER|DROP) .*|return\b.{0,80}$|@\w+|//|/\*|\*/|\* "
    r"|[\w.$\[\]\"'>-]+ ?(?:[+*/|&-]?=|:=|->|=>) ?.*|[\w.$]+\(.*\)[;:{]?$|.*[;{}]$|[)\]}]+[;,]?$",
)
RULE = re.compile(r"[\w\s.#:,>*@()\[\]=\"'+~-]{1,200}\{|[\w-]+\s*:\s*[^;]{1,200};\}?|\}")
SETTING = re.compile(r"\[[\w .-]+\]$|[\w.-]+\s*=\s*.*$|[#;].*$")
LOGGED = re.compile(
    r"\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\S* |\S+ - - \[\d\d/[A-Z]|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \S"
)

SEPARATORS = {",": 2, ";": 2, "\t": 2, "|": 2, ":": 3}
"""What stands between the fields of a table, and how often at least: two colons are a time of day."""


def other_than_article(given: Given) -> tuple[str, str] | None:
    """What the text is instead of an article, and a hint where there is one; None if it may be one."""
    text = given.text
    if found := _markup(given, text):
        return found
    if json_of(given) is not None or BROKEN_JSON.match(text) or given.suffix in (".json", ".jsonl"):
        return "it is data (JSON), and no ninjs", ""
    if MBOX.match(text):
        return "it is a mailbox", "Save its mails one by one, as .eml."
    if what := TYPED.get(given.media_type) or NAMED.get(given.suffix):
        return f"it is {what}", ""
    if ARMOUR.match(text) or _is_encoded(text):
        return "it is encoded data", ""
    lines = [line for line in lines_of(text[:LOOKED_AT]) if line.text]
    return _by_lines(lines)


def _markup(given: Given, text: str) -> tuple[str, str] | None:
    root = root_of(text)
    if root is None:
        return ("it is broken XML", "") if text.lstrip()[:5] == "<?xml" else None
    if found := XML.get(root):
        return found
    declared = text.lstrip()[:5] == "<?xml" or given.suffix == ".xml" or given.media_type.endswith("xml")
    if declared or (text.rstrip().lower().endswith((f"</{root}>", f":{root}>")) and _is_xml(text)):
        return f"it is XML of another kind (<{root[:40]}>)", ""
    return None


def _is_xml(text: str) -> bool:
    try:
        parsed_xml(text, "")
    except SourceError:
        return False
    return True


def _is_encoded(text: str) -> bool:
    """Whether all is one alphabet of 64 letters in lines without a space."""
    *lines, last = text[:LOOKED_AT].split() or [""]
    whole = ENCODED.fullmatch(last) if not lines else LAST_ENCODED.fullmatch(last)
    digits = any(character.isdigit() for character in text[:200])
    return digits and bool(whole) and all(ENCODED.fullmatch(line) for line in lines)


def _by_lines(lines: list[Line]) -> tuple[str, str] | None:
    """What most of the lines look like; nothing else than an article, if sentences are a good part of it."""
    prose = sum(len(line.text) for line in lines if line.is_prose and not line.text.endswith((";", "{", "}")))
    whole = sum(len(line.text) for line in lines)
    if len(lines) < LEAST_LINES:
        return None
    if _is_table(lines):
        return "it is a table", ""
    if prose > 0.4 * whole:
        return None
    for pattern, what in (
        (LOGGED, "a log"),
        (RULE, "a style sheet"),
        (SETTING, "a configuration"),
        (CODE, "a program"),
    ):
        if sum(pattern.match(line.text) is not None for line in lines) >= 0.7 * len(lines) and _has_marks(lines):
            return f"it is {what}", ""
    return None


def _has_marks(lines: list[Line]) -> bool:
    """Whether signs that only machines read are in a third of the lines."""
    return sum(re.search(r"[;{}=]|\(\)|:$|\[\d|\d\d:\d\d:\d\d", line.text) is not None for line in lines) * 3 >= len(
        lines
    )


def _is_table(lines: list[Line]) -> bool:
    """Whether every line has the same number of fields, three at least, and hardly one ends a sentence."""
    if sum(line.ends_sentence for line in lines) * 5 > len(lines):
        return False
    for sign, least in SEPARATORS.items():
        counts = {line.text.count(sign) for line in lines}
        if len(counts) == 1 and counts.pop() >= least:
            return True
    return False
