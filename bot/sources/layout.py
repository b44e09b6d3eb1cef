"""Which lines of a plain text are its title, its byline, its furniture: everything that is not the article's body.

Precision comes first. A line is marked only when its own words, or its place beside the article and its shape, leave
no doubt; whatever is left over is body, short answers and sub-headings included.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.article import Excluded, Reason, Span
from bot.sources.byline import NAME, Byline, boxed_name, byline_in, dateline_of, masthead_in
from bot.sources.dates import date_at, is_date_line, stated_time
from bot.sources.furniture import CREDITS, Furniture, plain
from bot.sources.lines import Line, key_of, same_words
from bot.sources.names import names_in

LONGEST_TITLE = 250
EDGE = 80
"""Lines above or below the article that are looked at closely; a text of short lines has no longer head or foot."""
PUBLISHED = re.compile(
    r"(?:first |originally )?(?:(?:date )?published|posted|issued|released|(?:publication |publish |pub )?date)"
    r"(?: on| at)?(?: ?:| -)? +",
    re.IGNORECASE,
)
UPDATED = re.compile(r"(?:last )?(?:updated|modified)\b(?: on| at)?:? +", re.IGNORECASE)
AGO = re.compile(r"(?:updated )?(?:\d+|an?) (?:second|minute|min|hour|hr|day|week|month)s? ago", re.IGNORECASE)
SOURCE = re.compile(r"source: (?P<outlet>[A-Z][\w.’'& -]{1,50})", re.IGNORECASE)
LEDE = re.compile(
    r'["“”]|[.!?] [A-Z“]|:$|\b(?:said|yesterday)\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b', re.IGNORECASE
)
ARTICLE = re.compile(r"\b(?:the|an?|its?|his|her|their|our)\b(?!['’])", re.IGNORECASE)


@dataclass
class Layout:
    """What stands where in a text. ``excluded`` is in the text's order and never overlaps."""

    lines: Sequence[Line]
    furniture: Furniture
    labels: dict[int, Reason] = field(default_factory=dict)
    title: str | None = None
    byline: str | None = None
    outlet: str | None = None
    published: datetime | None = None
    dateline: Excluded | None = None

    @property
    def excluded(self) -> tuple[Excluded, ...]:
        whole = [Excluded(Span(self.lines[i].start, self.lines[i].end), reason) for i, reason in self.labels.items()]
        return tuple(sorted([*whole, *([self.dateline] if self.dateline else [])]))

    @property
    def body(self) -> list[Line]:
        """The lines that are left."""
        return [line for i, line in enumerate(self.lines) if i not in self.labels]

    def free(self, start: int, end: int) -> list[int]:
        """The lines of ``[start, end)`` that nothing has been said about yet."""
        return [i for i in range(start, min(end, len(self.lines))) if i not in self.labels]


def layout_of(
    lines: Sequence[Line], furniture: Furniture, *, title: str | None = None, notes: Mapping[str, Reason] | None = None
) -> Layout:
    """What the lines of one article are. ``title`` is given when something other than the text tells it."""
    layout = Layout(lines, furniture)
    for i, line in enumerate(lines):
        if not line.wrapped and (reason := furniture.reason(line.text) or _noted(line.text, title, notes)):
            layout.labels[i] = reason
    headline, body = _headline_and_body(layout, title)
    if headline is not None:
        layout.labels[headline] = Reason.TITLE
        layout.title = title or lines[headline].text
    _label_masthead(layout, headline, body)
    _label_head(layout, headline, body)
    _label_tail(layout, body)
    _label_author_boxes(layout, body)
    _find_credits(layout)
    _find_dateline(layout, body)
    return layout


def _noted(words: str, title: str | None, notes: Mapping[str, Reason] | None) -> Reason | None:
    """What the text's source knew of the line, unless that is the title."""
    return None if not notes or (title and same_words(words, title)) else notes.get(key_of(words))


def _headline_and_body(layout: Layout, title: str | None) -> tuple[int | None, int]:
    """The line of the title, if the text has one, and the first line of the body."""
    lines, count = layout.lines, len(layout.lines)
    body = _first_prose(layout, 0)
    if title is not None:
        headline = next((i for i in range(min(count, 15)) if same_words(lines[i].text, title)), None)
        return headline, body if headline is None or headline < body else _first_prose(layout, headline + 1)
    above = [i for i in layout.free(0, body) if _may_be_title(layout, i)]
    headline = next((i for i in above if lines[i].words >= 4), max(above, key=lambda i: lines[i].words, default=None))
    if headline is not None:
        return headline, body
    if body < count and _is_headline_sentence(layout, body):
        return body, _first_prose(layout, body + 1)
    return None, body


def _first_prose(layout: Layout, start: int) -> int:
    """The first line from ``start`` that reads like a paragraph, else the one after the first line that is free."""
    free = layout.free(start, min(start + EDGE, len(layout.lines)))
    for i in free:
        if (layout.lines[i].is_prose or dateline_of(layout.lines[i].text, layout.furniture)) and not _is_box(layout, i):
            return i
    if start:
        return free[0] if free else len(layout.lines)
    return free[1] if len(free) > 1 else free[0] if free else len(layout.lines)


def _may_be_title(layout: Layout, i: int) -> bool:
    line, furniture = layout.lines[i], layout.furniture
    follower = layout.lines[i + 1] if i + 1 < len(layout.lines) else None
    runs_on = follower is not None and not follower.gap and follower.text[0].islower()
    return not (
        line.wrapped
        or runs_on
        or len(line.text) > LONGEST_TITLE
        or line.text.endswith((":", ","))
        or not any(character.isalpha() for character in line.text)
        or furniture.at_the_edge(line.text)
        or furniture.is_section(line.text)
        or _time_line(line.text)
        or _named_by_neighbour(layout, i)
        or (line.words < 12 and byline_in(line.text, furniture))
    )


def _is_headline_sentence(layout: Layout, i: int) -> bool:
    """Whether the first paragraph is a headline that ends with a full stop, as some archives write them.

    Only where it stands by itself and is in title case or, failing that, is short, quotes nobody, tells no day and has
    a dateline below it or two longer paragraphs; headlines drop their articles, first sentences do not.
    """
    line = layout.lines[i]
    after = [layout.lines[j] for j in layout.free(i + 1, len(layout.lines)) if layout.lines[j].is_prose][:2]
    if line.wrapped or line.words > 24 or not after or not after[0].gap:
        return False
    title_case = [word[0].isupper() for word in line.text.split() if len(word) > 3 and word[0].isalpha()]
    if len(title_case) >= 3 and sum(title_case) >= 0.8 * len(title_case):
        return True
    if line.words > 16 or LEDE.search(line.text) or dateline_of(line.text, layout.furniture):
        return False
    dated = dateline_of(after[0].text, layout.furniture) is not None
    longer = len(after) == 2 and all(len(line.text) < len(each.text) for each in after)
    return dated or (longer and (line.text.endswith("?") or not ARTICLE.search(line.text)))


def _label_masthead(layout: Layout, headline: int | None, body: int) -> None:
    """Take the outlet that stands by itself below the title, in one line with a date or beside one, and that date.

    Above the title a date may be the day on which the page was read.
    """
    lines = layout.lines
    head = range(headline + 1, body) if headline is not None else range(0)
    for i in head:
        words = lines[i].text
        at = date_at(words)
        name, own = (words[:at].strip(" ,;|•·–—-"), words[at:]) if at else (words, "")
        dates = [j for j in (i - 1, i + 1) if j in head and _tells_when_published(lines[j].text)]
        when = own or next((lines[j].text for j in dates), "")
        if not when or (own and not is_date_line(own)) or byline_in(words, layout.furniture):
            continue
        if outlet := masthead_in(name, layout.furniture):
            layout.labels |= {i: Reason.BYLINE, **dict.fromkeys(dates, Reason.PAGE_DATE)}
            layout.outlet, layout.published = outlet, stated_time(when)
            return


def _tells_when_published(words: str) -> bool:
    return _time_line(words) and not UPDATED.match(words) and stated_time(words) is not None


def _label_head(layout: Layout, headline: int | None, body: int) -> None:
    """Say what stands above the body: section names, dates, bylines, the box of the outlet."""
    lines, furniture = layout.lines, layout.furniture
    given = byline = None
    for i in layout.free(0, body):
        words, below_title = lines[i].text, headline is not None and i > headline
        if _is_box(layout, i) or _named_by_neighbour(layout, i):
            layout.labels[i] = Reason.AUTHOR_BOX
        elif found := byline_in(words, furniture):
            layout.labels[i] = Reason.BYLINE
            byline = byline or i
            _take(layout, found)
        elif plain(words) == "by" and i + 1 < body and NAME.fullmatch(lines[i + 1].text):
            layout.labels[i] = layout.labels[i + 1] = Reason.BYLINE
            byline = i + 1
            layout.byline = layout.byline or lines[i + 1].text
        elif _time_line(words):
            layout.labels[i] = Reason.PAGE_DATE
            # Right below the byline a bare date is the article's; anywhere else it may be the day the page was read.
            if PUBLISHED.match(words) or (byline is not None and i == byline + 1 and not UPDATED.match(words)):
                given = given or stated_time(words)
        elif reason := furniture.at_the_edge(words):
            layout.labels[i] = reason
        elif furniture.is_section(words) or (headline is not None and not below_title and _is_label(lines[i])):
            layout.labels[i] = Reason.MENU
    layout.published = given or layout.published


def _label_tail(layout: Layout, body: int) -> None:
    """Say what stands below the last paragraph: lists of other articles, dates, the words of the page's foot."""
    lines, furniture = layout.lines, layout.furniture
    prose = [i for i in layout.free(body, len(lines)) if lines[i].ends_sentence]
    last = prose[-1] if prose else body
    related = foot = False
    for i in range(max(last + 1, len(lines) - EDGE), len(lines)):
        words = lines[i].text
        if i in layout.labels:
            related = layout.labels[i] is Reason.RELATED
            foot = True
        elif _time_line(words):
            layout.labels[i] = Reason.PAGE_DATE
            if PUBLISHED.match(words):
                layout.published = layout.published or stated_time(words)
        elif reason := furniture.at_the_edge(words):
            layout.labels[i] = reason
            foot = True
        elif related:
            layout.labels[i] = Reason.RELATED
        elif foot and lines[i].words <= 6:
            layout.labels[i] = Reason.MENU


def _label_author_boxes(layout: Layout, body: int) -> None:
    """Mark who presents themselves: below the article, and wherever the name stands alone on the line above."""
    lines = layout.lines
    for i in layout.free(body, len(lines)):
        if _is_box(layout, i) and i > 0 and same_words(lines[i - 1].text, _boxed(layout, i)[0]):
            layout.labels[i] = layout.labels[i - 1] = Reason.AUTHOR_BOX
    for i in layout.free(body, len(lines))[-2:]:
        box = boxed_name(lines[i].text, layout.furniture)
        if not box or i == body or box[1]:
            continue
        headed = i > 0 and layout.labels.get(i - 1) is Reason.AUTHOR_BOX
        by_author = layout.byline is not None and box[0].casefold() in layout.byline.casefold()
        # Somebody of whom the article itself says nothing: presented, not reported on.
        surname = box[0].split()[-1]
        unknown = not any(surname in lines[j].text for j in layout.free(0, len(lines)) if j != i)
        if headed or by_author or (unknown and re.search(r" (?:at|for|with) ", lines[i].text)):
            layout.labels[i] = Reason.AUTHOR_BOX


def _find_credits(layout: Layout) -> None:
    """Take the outlet and the author from what has been marked."""
    for i, reason in sorted(layout.labels.items()):
        if reason is Reason.AUTHOR_BOX and (box := boxed_name(layout.lines[i].text, layout.furniture)):
            name, is_outlet = box
            if is_outlet:
                layout.outlet = layout.outlet or name
            else:
                layout.byline = layout.byline or name
        elif reason is Reason.BYLINE and (found := byline_in(layout.lines[i].text, layout.furniture)):
            _take(layout, found)
    layout.byline = layout.byline or _signed_off(layout)
    for i in [*layout.free(0, EDGE), *layout.free(max(EDGE, len(layout.lines) - EDGE), len(layout.lines))]:
        if (match := SOURCE.fullmatch(layout.lines[i].text)) and len(layout.body) > 1:
            layout.labels[i] = Reason.NOTICE
            layout.outlet = layout.outlet or match["outlet"].strip()


def _signed_off(layout: Layout) -> str | None:
    """Who reported, by the line at an agency's end: "(Reporting by Jane Doe in Kabul; Editing by Tom Roe)"."""
    lines = [layout.lines[i].text for i, reason in sorted(layout.labels.items()) if reason is Reason.BYLINE]
    said = [line.strip("() ") for line in lines if CREDITS.match(line)]
    return ", ".join(next(filter(None, (names_in([line], layout.furniture) for line in said)), [])) or None


def _find_dateline(layout: Layout, body: int) -> None:
    for i in layout.free(body, len(layout.lines))[:3]:
        line = layout.lines[i]
        if found := dateline_of(line.text, layout.furniture):
            layout.dateline = Excluded(Span(line.start, line.start + found.length), Reason.DATELINE)
            layout.outlet = layout.outlet or found.agency
            return


def _take(layout: Layout, found: Byline) -> None:
    layout.byline = layout.byline or found.names
    layout.outlet = layout.outlet or found.outlet
    layout.published = layout.published or found.published


def _time_line(words: str) -> bool:
    """Whether the line tells when it was published, updated or read, and nothing else."""
    if len(words) > 120:
        return False
    if AGO.fullmatch(words) or is_date_line(words):
        return True
    opening = PUBLISHED.match(words) or UPDATED.match(words)
    return opening is not None and len(words.split()) <= 16 and stated_time(words) is not None


def _boxed(layout: Layout, i: int) -> tuple[str, bool]:
    return boxed_name(layout.lines[i].text, layout.furniture) or ("", False)


def _is_box(layout: Layout, i: int) -> bool:
    """Whether the line presents the author or the outlet that the line above names."""
    above = layout.lines[i - 1].text if i else ""
    if not above or len(above) > 60 or above.split()[-1].casefold() not in layout.lines[i].text[:100].casefold():
        return False  # most lines: found out without the slower rules
    name, _ = _boxed(layout, i)
    return bool(name) and same_words(above, name)


def _named_by_neighbour(layout: Layout, i: int) -> bool:
    """Whether the line is a name that the next lines repeat and present ("Khaama Press", twice, above its box)."""
    lines = layout.lines
    for j in range(i + 1, min(i + 4, len(lines))):
        if _is_box(layout, j) and same_words(lines[i].text, _boxed(layout, j)[0]):
            return True
        if not same_words(lines[i].text, lines[j].text):
            return False
    return False


def _is_label(line: Line) -> bool:
    """Whether a line above the title is too short to be more than a name of the site or of one of its parts."""
    return line.words <= 3 and not line.ends_sentence and not line.text.endswith((":", ","))
