"""What a page's structure tells of its lines: captions, forms, comments, words above the headline, other stories."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.domain.article import Reason
from bot.sources.lines import key_of
from bot.sources.marks import BESIDE, Element, words_of
from bot.sources.sizes import Sizes

CAPTION = re.compile(r"(?:^|[\s_-])(?:fig-?)?captions?(?:-text|__text|$|\s)|(?:photo|image)-?credit", re.IGNORECASE)
ASKING = re.compile(
    r"(?:^|[\s_-])(?:newsletters?|sign-?up|subscribe|subscription|consent|cookies?|(?:success|failure|error)-?messages?)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
COMMENTS = re.compile(r"(?:^|[\s_-])(?:comments?|disqus|replies)(?:$|[\s_-])", re.IGNORECASE)
LABEL = re.compile(
    r"^\W*(?:(?:read|see|find out|watch|listen|learn|hear)(?: more| also| next| this)?|more|also(?: read| on [\w.]+)?|"
    r"related(?: \w+)?|in pictures|recommended|don['’]t miss|opinion|analysis|video|photos)?\W*(?:\w+\W*){0,2}$",
    re.IGNORECASE,
)
LISTED = re.compile(
    r"\b(?:more|related|also|read|recommended|trending|popular|latest|elsewhere|next|stories|coverage)\b", re.IGNORECASE
)
LEADS_ON = re.compile(
    r"^\W*(?:also|related|more|(?:also )?(?:read|see|watch)(?: also| more| next)?|recommended)\s*:\W*$", re.I
)
PRESENTS = re.compile(r"[A-Z][\w&.’' -]{1,40}? (?:is|are) (?:an?|the|one|headquartered|based|listed)\b")
RULE = re.compile(r"[_*=~•–—-]{3,}|[*•] ?[*•] ?[*•]")
PLACED = re.compile(r"https?://|www\.|\S@\w|(?:^|\s)@\w")
BLOCKS = {"p", "li", "h2", "h3", "h4", "h5", "h6", "figcaption", "blockquote", "dd", "dt", "td", "th", "div", "section",
          "ul", "ol", "article", "aside", "table", "tr", "tbody", "header", "footer", "form", "main", "body", "figure",
          "nav", "h1", "label", "button", "center"}  # fmt: skip
HEADINGS = {"h2", "h3", "h4", "h5", "h6"}
FRAMES = {"div", "figure", "td", "center", "span", "section"}
ASIDES = {"alert", "alertdialog", "dialog", "status", "complementary", "navigation", "search", "contentinfo"}
UNREAD = {"script", "style", "noscript", "template", "head", "svg", "iframe"}
LARGE = 0.2
"""The share of a page's words from which on a part of it is no box beside the article, whatever it is called."""
TAIL = 0.3
"""The share of a text from which on what stands below its last rule is a part of it."""
HEADLINE_WORDS = 4
SHORT = 12
CAPTION_WORDS = 40
LONGEST_LINE = 400
STANDFIRST_WORDS = 8
WORD = re.compile(r"\w+")


@dataclass(slots=True)
class _Segment:
    """The words of one line of a block: up to a break or the next block."""

    reason: Reason | None
    tag: str = ""
    words: str = ""
    linked: str = ""
    """The words that lead to other pages of the site."""
    elsewhere: str = ""

    def add(self, words: str, *, link: bool | None) -> None:
        """Take ``words`` in; ``link`` says whether they link to the page's own site, None that they are no link."""
        self.words += words
        self.linked += words if link else ""
        self.elsewhere += words if link is False else ""

    @property
    def is_teaser(self) -> bool:
        """Whether it is a link to something else: nothing but a link, with no more than a label before or behind it."""
        if self.elsewhere.strip() and LEADS_ON.match(self.words.replace(self.elsewhere, " ", 1)):
            return True
        if not self.linked.strip() or len(WORD.findall(self.linked)) < HEADLINE_WORDS:
            return False
        left = self.words.replace(self.linked, " ", 1)
        return LABEL.match(left) is not None and not self.words.rstrip(" ”’\"'|").endswith(".")

    @property
    def is_rule(self) -> bool:
        return self.tag == "hr" or RULE.fullmatch(self.words.strip()) is not None


def notes_of(tree: Element, text: str, url: str | None, headline: str | None = None) -> Mapping[str, Reason]:
    """Lines that the page's structure shows not to be the article's, by their ``key_of``, and why.

    Links that stand alone in their line, lists of linked headlines, captions, forms, comments, what stands above the
    headline or in parts that are called related, newsletter and the like, headings with nothing below them. A line that
    stands in the article as well is not among them. ``text`` is what was extracted from the page: boxes that would take
    most of it are none.
    """
    bodies = tree.xpath("//body")
    if not bodies:
        return {}
    site = _site(url)
    segments = [(key, each) for each in _segments(bodies[0], site) if (key := key_of(each.words)) or each.is_rule]
    found: dict[str, Reason] = {}
    kept: set[str] = set()
    above = _above(segments, key_of(headline or ""))
    pictures = {key_of(str(alt)) for alt in bodies[0].xpath(".//img[string-length(@alt) < 400]/@alt")}
    for place, (key, segment) in enumerate(segments):
        reason = segment.reason or (Reason.RELATED if segment.is_teaser else None)
        if reason is None and place < above:
            reason = Reason.MENU
        if reason is None and key in pictures and segment.tag not in {"p", "h1", *HEADINGS} and key.count(" ") > 1:
            reason = Reason.NOTICE
        if reason is None:
            kept.add(key)
        else:
            found.setdefault(key, reason)
    if second := _second_headline(bodies[0], key_of(headline or "")):
        found[second] = Reason.TITLE
        kept.discard(second)
    linked = {key for key, segment in segments if segment.is_teaser}
    listed = dict.fromkeys(_listed(bodies[0], site), Reason.RELATED)
    notes = {key: reason for key, reason in found.items() if key and key not in kept} | listed
    lines = [line for line in text.split("\n") if line.strip()]
    keys = [key_of(line) for line in lines]
    sure = {key: why for key, why in notes.items() if key in linked or why is Reason.COMMENTS} | listed
    boxed = sum(len(line) for line, key in zip(lines, keys, strict=True) if key in notes and key not in sure)
    left = sum(len(line) for line, key in zip(lines, keys, strict=True) if key not in sure)
    notes = notes if boxed < 0.5 * left else sure
    return {**notes, **_endings(segments, lines, notes), **_about(lines)}


def _above(segments: list[tuple[str, _Segment]], headline: str) -> int:
    """How many segments stand above the headline, if those are no more than a box or two."""
    places = [i for i, (key, segment) in enumerate(segments) if segment.tag == "h1" and key == headline]
    if not places:
        return 0
    before = sum(len(each.words) for _, each in segments[: places[0]] if each.reason is None and not each.is_teaser)
    return places[0] if before < LARGE * sum(len(each.words) for _, each in segments if each.reason is None) else 0


def _endings(
    segments: list[tuple[str, _Segment]], lines: list[str], notes: Mapping[str, Reason]
) -> Mapping[str, Reason]:
    """Lines at the end of the text: headings and what ends with a colon, with nothing below them; below a rule what
    tells where to write or read on, or presents a firm.
    """
    headings = {key for key, segment in segments if segment.tag in HEADINGS}
    found: dict[str, Reason] = {}
    keys = set(map(key_of, lines))
    for line in reversed(lines[1:]):
        key = key_of(line)
        if key not in notes and (key in headings or (line.rstrip().endswith(":") and key.count(" ") < SHORT)):
            found[key] = Reason.MENU
        elif key not in notes and key.count(" ") > 1:
            break
    rules = [i for i, (_, segment) in enumerate(segments) if segment.is_rule]
    for i in reversed(rules):
        below = {
            key: each for key, each in segments[i + 1 :] if key in keys and key not in notes and each.reason is None
        }
        if not below:
            continue
        if sum(len(each.words) for each in below.values()) < TAIL * sum(map(len, lines)):
            found |= {key: Reason.NOTICE for key, each in below.items() if _signs_off(each.words)}
        break
    return found


def _signs_off(words: str) -> bool:
    return PLACED.search(words) is not None or PRESENTS.match(words.strip()) is not None


def _about(lines: list[str]) -> Mapping[str, Reason]:
    """The end of a press release from "About Moss Boats" on, where the next line begins with that name."""
    for place in range(max(1, len(lines) * 2 // 3), len(lines) - 1):
        words, below = key_of(lines[place]), key_of(lines[place + 1])
        name = words.removeprefix("about ")
        if name != words and name.count(" ") < 6 and f"{below} ".removeprefix("the ").startswith(f"{name} "):
            return dict.fromkeys(map(key_of, lines[place:]), Reason.AUTHOR_BOX)
    return {}


def _second_headline(body: Element, headline: str) -> str | None:
    """The line in a heading's element between the headline and the first paragraph: it sums up the article below."""
    shown = body.xpath(".//h1")
    first = next((each for each in shown if key_of(words_of(each)) == headline), next(iter(shown), None))
    if first is None:
        return None
    headings = "self::h2 or self::h3 or self::h4 or self::h5 or self::h6"
    after = first.xpath(f"following::*[{headings} or self::p][normalize-space()][1]")
    key = key_of(words_of(after[0])) if after and after[0].tag != "p" else ""
    return key if len(key.split()) >= STANDFIRST_WORDS else None


def _listed(body: Element, site: str) -> Iterator[str]:
    """The items of lists of which each begins with a link to a story of the same site, or, below a line that says so or
    a rule, holds one.
    """
    for each in body.xpath(".//ul[count(li) > 1]"):
        items = [item for item in each.xpath("li") if any(text.strip() for text in item.itertext())]
        stories = len(items) > 2 and all(_begins_with_story(item, site) for item in items)
        told = len(items) > 1 and _is_announced(each) and _all_but_few(_leads_to_story(item, site) for item in items)
        if stories or told:
            yield from (key_of(words_of(item)) for item in items)


def _all_but_few(answers: Iterable[bool]) -> bool:
    """Whether four in five are true."""
    given = list(answers)
    return sum(given) * 5 >= len(given) * 4


def _is_announced(element: Element) -> bool:
    """Whether a short line or a rule right above the list says that it is one of other stories."""
    before = element.getprevious()
    words = words_of(before) if before is not None else ""
    return before is not None and (
        before.tag == "hr" or (0 < len(words.split()) <= 6 and LISTED.search(words) is not None)
    )


def _leads_to_story(item: Element, site: str) -> bool:
    links = [link for link in item.xpath(".//a[@href][normalize-space()]") if _is_own(link, site)]
    words = words_of(item)
    return bool(links) and len(words) <= LONGEST_LINE and not words.endswith(".")


def _begins_with_story(item: Element, site: str) -> bool:
    links = item.xpath("(.//a[@href][normalize-space()])[1]")
    words = key_of(words_of(links[0])) if links and _is_own(links[0], site) else ""
    return len(words.split()) >= HEADLINE_WORDS and key_of(words_of(item)).startswith(words)


def _site(url: str | None) -> str:
    host = (urlsplit(url).hostname or "") if url else ""
    return ".".join(host.split(".")[-2:])


def _is_own(link: Element, site: str) -> bool:
    """Whether a link leads to the page's own site, as links to other stories do; goods and sources are elsewhere."""
    try:
        host = urlsplit(link.get("href", "").strip()).hostname or ""
    except ValueError:
        return False
    return not host or not site or host.endswith(site)


def _segments(body: Element, site: str) -> Iterator[_Segment]:
    """The lines of the page in its order. Walked with a stack of its own: pages nest deeper than Python calls."""
    sizes = Sizes(body)
    current = _Segment(None)
    stack: list[tuple[Element | str, Reason | None, bool | None, str | None]] = [(body, None, None, None)]
    while stack:
        node, reason, linked, closes = stack.pop()
        if isinstance(node, str):
            if closes is not None:
                if current.words.strip():
                    yield current
                current = _Segment(reason, closes)
            current.add(node, link=linked)
            continue
        if not isinstance(node.tag, str) or node.tag in UNREAD:
            continue
        block = node.tag in BLOCKS or node.tag in ("br", "hr")
        inside = reason or _reason(node, sizes)
        if inside and not reason and sizes[node].text <= LONGEST_LINE:
            yield _Segment(inside, "", words_of(node))  # a box may become one line
        tag = (closes or "") if node.tag == "br" or node.tag not in BLOCKS else node.tag
        if block:
            if current.words.strip():
                yield current
            if node.tag == "hr":
                yield _Segment(inside, "hr")
            current = _Segment(inside, tag)
        in_link = _is_own(node, site) if node.tag == "a" else linked
        if node.text:
            current.add(node.text, link=in_link)
        for child in reversed(list(node)):
            if child.tail:
                closing = child.tag in BLOCKS or child.tag in ("br", "hr")
                stack.append((child.tail, inside, in_link, tag if closing else None))
            stack.append((child, inside, in_link, tag))
    if current.words.strip():
        yield current


def _reason(element: Element, sizes: Sizes) -> Reason | None:
    """Why what ``element`` holds is not the article's, by its tag, role and class; None if it holds the headline or a
    lot of the page.
    """
    if element.tag in ("body", "html", "main", "article"):
        return None
    names = f"{element.get('class', '')} {element.get('id', '')}"
    reason = _named(element, names if names != " " else "")
    size = sizes[element]
    if reason is None and element.tag in FRAMES and size.images and not size.headings and not size.prose:
        reason = Reason.NOTICE if 0 < size.words <= CAPTION_WORDS else None  # a picture and what stands below it
    whole = sizes.whole
    large = size.text > LARGE * whole.text or size.prose > LARGE * max(whole.prose, 1)
    return None if large or size.headlines else reason


def _named(element: Element, names: str) -> Reason | None:
    if element.tag in ("figcaption", "form", "button", "label") or (names and CAPTION.search(names)):
        return Reason.NOTICE
    if names and COMMENTS.search(names):
        return Reason.COMMENTS
    if names and ASKING.search(names):
        return Reason.NOTICE
    beside = element.tag in ("aside", "nav", "footer") or element.get("role", "") in ASIDES
    return Reason.RELATED if beside or (names and BESIDE.search(names)) else None
