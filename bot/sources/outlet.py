"""What a paper is called: one name for all its pages, whatever each of them, or a feed, says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from urllib.parse import urlsplit

import yaml

from bot.domain.errors import SettingsError, cause_of
from bot.sources.furniture import Furniture, lexicon, plain
from bot.sources.lines import same_words
from bot.sources.marks import Element, Marks, words_of

SITE_META = ("og:site_name", "application-name", "apple-mobile-web-app-title", "dc.publisher", "publisher")
APART = re.compile(r"\s+[|•·»›>~/–—-]+\s+|\s*[|»›>]\s*|:\s+")
ADDRESS = re.compile(r"(?:https?://)?(?:www\.)?(?:[\w-]+\.)+[a-z]{2,}(?:/\S*)?", re.IGNORECASE)
WORD = re.compile(r"[^\W_]+")
SECOND_LABELS = frozenset({"com", "co", "org", "net", "gov", "edu", "ac", "go", "or", "ne"})
"""What stands before a country's label in names that are registered: "gazette.co.uk"."""
NO_NAME = frozenset(
    {"home", "homepage", "home page", "index", "website", "site", "my site", "my blog", "blog", "wordpress", "hosted",
     "u.s", "us", "usa", "uk", "united states", "united kingdom", "rss", "rss feed", "feed", "feeds", "latest",
     "magazine",
     "top stories", "all stories", "front page", "untitled", "online", "live", "app", "web", "article", "articles",
     "story", "stories", "post", "posts", "newsroom", "press release", "press releases", "official site",
     "official website", "just another wordpress site", "default", "test", "null", "undefined", "none", "unknown"}
)  # fmt: skip
SECTION_WORDS = frozenset(
    {"latest", "breaking", "top", "stories", "headlines", "all", "and", "the", "us", "u.s", "uk", "rss"}
)
FEED_ENDING = re.compile(r"\s+(?:RSS(?: feeds?)?|feeds?)$", re.IGNORECASE)
LONGEST = 60
MOST_WORDS = 8


def outlet_of(tree: Element, marks: Marks, url: str | None, furniture: Furniture) -> str | None:
    """The name of the paper that a page is of.

    By the table of hosts, else what the page calls its publisher or its site, the end of its title, at last its host.
    """
    if known := named(url, known_hosts()):
        return known
    label = _label(_host(url))
    told = [*_publishers(marks), *marks.every(*SITE_META)]
    names = [name for each in told if (name := clean(each, url, furniture))]
    names += [] if names else list(_title_ends(tree, marks, url, furniture))
    return next((name for name in names if _fits(name, label)), next(iter(names), None)) or readable(url, furniture)


def outlet_of_feed(title: str | None, url: str | None, furniture: Furniture) -> str | None:
    """The name of the paper behind an article that only a feed tells: that of the article's host in the table, else the
    feed's title without its section, or at last the host.
    """
    return named(url, known_hosts()) or (clean(title, url, furniture) if title else None) or readable(url, furniture)


def named(url: str | None, names: Mapping[str, str]) -> str | None:
    """What ``names`` calls the host of ``url``, or the nearest host above it, or None."""
    labels = _host(url).split(".")
    places = (".".join(labels[i:]) for i in range(len(labels) - 1))
    return next((names[place] for place in places if place in names), None)


@cache
def known_hosts() -> Mapping[str, str]:
    """The names of well-known papers by their hosts (``config/lexicon/outlets.yaml``).

    Raises: SettingsError if the table can't be read.
    """
    path = lexicon() / "outlets.yaml"
    try:
        content: object = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError, UnicodeDecodeError) as error:
        raise SettingsError([cause_of(error)], path.name) from error
    if not isinstance(content, dict) or not all(isinstance(each, str) for pair in content.items() for each in pair):
        raise SettingsError(["it should be a table of hosts and names"], path.name)
    return content


def clean(name: str, url: str | None, furniture: Furniture) -> str | None:
    """``name`` as a paper's, without its section, slogan or address ("Eastbury Gazette - Local").

    None if nothing that names a paper is left: an address, a handle, "Home", "U.S.", a part of the host ("Hosted").
    """
    label = _label(_host(url))
    sides = set(_host(url).split(".")) - {label}
    whole = FEED_ENDING.sub("", " ".join(name.split()))
    parts = [_without_domain(part) for each in APART.split(whole) if (part := each.strip(" -–—|•·,"))]
    names = [part for part in parts if _may_name(part, sides, furniture)]
    fitting = [part for part in names if _fits(part, label)]
    papers = [part for part in names if set(plain(part).split()) & furniture.mastheads and "," not in part]
    return next(iter([*fitting, *papers, *names]), None)


def _without_domain(part: str) -> str:
    """A name that was written as an address: EastburyNews of "EastburyNews.com"; in small letters it stays one."""
    name = part.removeprefix("www.").partition(".")[0]
    return name if ADDRESS.fullmatch(part) and sum(map(str.isupper, name)) > 1 else part


def _may_name(part: str, sides: set[str], furniture: Furniture) -> bool:
    words = plain(part).split()
    sections = furniture.sections | SECTION_WORDS
    return not (
        not words
        or len(part) > LONGEST
        or len(words) > MOST_WORDS
        or "@" in part
        or "_" in part
        or ADDRESS.fullmatch(part)
        or plain(part) in NO_NAME | sides
        or all(word in sections for word in words)
        or (len(part) <= 2 and not part.isupper())
        or (part[0].islower() and len(words) > 1)
        or part.endswith(("!", "?"))
    )


def _fits(name: str, label: str) -> bool:
    """Whether a host's label is made of a name ("eastburygazette", "eg"), whatever articles it leaves out."""
    words = WORD.findall(name.casefold().replace("’", "").replace("'", ""))
    bare = [word for word in words if word not in ("the", "of", "and")]
    plain_label = label.replace("-", "")
    initials = {"".join(word[0] for word in each) for each in (words, bare) if len(each) > 1}
    return bool(label) and (
        plain_label in ("".join(words), "".join(bare), "the" + "".join(bare)) or plain_label in initials
    )


def _publishers(marks: Marks) -> Iterator[str]:
    for given in marks.linked("publisher"):
        for each in given if isinstance(given, list) else [given]:
            name = each.get("name") if isinstance(each, dict) else each
            if isinstance(name, str):
                yield name


def _title_ends(tree: Element, marks: Marks, url: str | None, furniture: Furniture) -> Iterator[str]:
    """What stands behind, or before, the headline in the page's title, where it has a word that papers go by, or names
    the host.
    """
    titles = [words_of(each) for each in tree.xpath("//head/title")[:1]]
    headlines = [*marks.every("og:title", "twitter:title"), *(words_of(each) for each in tree.xpath("//h1")[:5])]
    for title in titles:
        ends = [part.strip() for part in APART.split(title[:400])]
        for end in (*ends[:0:-1], *ends[:1]) if len(ends) > 1 else ():
            name = clean(end, url, furniture)
            papers = set(plain(name or "").split()) & furniture.mastheads
            if name and (papers or _fits(name, _label(_host(url)))) and not _is_any(name, headlines):
                yield name


def _is_any(name: str, others: Iterable[str]) -> bool:
    return any(same_words(name, other) for other in others)


def readable(url: str | None, furniture: Furniture) -> str | None:
    """A host as a name: "eastbury-gazette.co.uk" and "eastburygazette.com" are the Eastbury Gazette; one whose words
    can't be told stays an address.
    """
    host = _host(url)
    label = _label(host)
    words = label.split("-")
    if len(words) == 1:
        ending = max((word for word in furniture.mastheads if label.endswith(word)), key=len, default="")
        rest = label.removesuffix(ending)
        article, rest = ("the", rest[3:]) if rest.startswith("the") and len(rest) > 5 else ("", rest)
        words = [word for word in (article, rest, ending) if word] if len(ending) > 3 and len(rest) > 2 else []
    named_ = " ".join(word.capitalize() for word in words if word)
    return named_ if named_ and set(words) & furniture.mastheads else host or None


def _host(url: str | None) -> str:
    try:
        host = (urlsplit(url).hostname or "") if url else ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


def _label(host: str) -> str:
    """The part of a host that somebody chose: "gazette" of "news.gazette.co.uk"; nothing of an IP address."""
    labels = host.split(".")
    if len(labels) < 2 or labels[-1].isdigit() or ":" in host:
        return ""
    at = -3 if len(labels) > 2 and labels[-2] in SECOND_LABELS and len(labels[-1]) == 2 else -2
    return labels[at]
