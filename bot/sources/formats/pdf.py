"""A PDF, by pypdf: its lines with their places on the page → the paragraphs that they were.

A PDF's own dates tell when it was made, not when the article came out; they are not read.
"""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from time import thread_time
from typing import Any

from bot.domain.deadline import check, within
from bot.domain.errors import SourceError, TookTooLong
from bot.sources.byline import NAME
from bot.sources.formats.given import Found, Given
from bot.sources.formats.prose import joined
from bot.sources.formats.story import Story, document_of, one_line
from bot.sources.lines import CLOSING, SENTENCE_END, key_of

SECONDS = 3.0
"""Of this thread's own work, however busy the machine is."""
MOST_PAGES = 60
MOST_CHARACTERS = 500_000
LIMITS: dict[str, Any] = {
    "maximum_declared_stream_length": 5_000_000,
    "array_based_stream_maximum_output_length": 5_000_000,
    "lzw_maximum_output_length": 5_000_000,
    "run_length_maximum_output_length": 5_000_000,
    "zlib_maximum_output_length": 5_000_000,
    "zlib_maximum_recovery_input_length": 200_000,
    "brotli_maximum_output_length": 5_000_000,
    "image_maximum_buffer_size": 5_000_000,
    "stream_filters_maximum_length": 4,
    "stream_decoding_work_maximum_length": 10_000_000,
    "stream_parsing_work_maximum_count": 200_000,
    "xmp_maximum_input_length": 100_000,
    "page_tree_maximum_entries": 2_000,
    "page_tree_maximum_depth": 30,
    "page_tree_maximum_page_entries": 50_000,
    "xform_maximum_invocations_per_extraction": 100,
    "jbig2dec_binary": None,
    "disable_legacy_handling": True,
}
"""What a stranger's file may make of itself, of what pypdf lets one bound; a page's text has some 10 kB."""
HINT = "Save its text as a file and add that."
NUMBER = re.compile(r"(?:page |p\. ?)?[-–— ]*\d{1,4}[-–— ]*(?:(?:of|/) ?\d{1,4})?", re.IGNORECASE)
DIGITS = re.compile(r"\d+")
NO_TITLE = re.compile(
    r"(?:microsoft (?:word|powerpoint)|powerpoint|print(?:ing)?|slide|layout|page) ?\W.*|document ?\d*|untitled.*|"
    r"\S*[\\/_]\S*|.*\.(?:docx?|rtf|odt|txt|pdf|indd|qxd|html?|pptx?|xlsx?)\b.*",
    re.IGNORECASE,
)
EDGE = 2
"""Lines at the top and at the foot of a page that may be its running head or its number."""

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it tells of every oddity that it mends


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a page; ``x``, ``y`` (from the foot) and ``size`` in points, 0 where the page does not tell."""

    text: str
    x: float
    y: float
    size: float

    @property
    def ends_sentence(self) -> bool:
        return self.text.rstrip(CLOSING).endswith((*SENTENCE_END, ":"))


def is_pdf(given: Given) -> bool:
    """Whether the bytes are a PDF's: what is called one may have some before its mark."""
    called = given.suffix == ".pdf" or given.media_type.endswith("pdf")
    return given.data.lstrip().startswith(b"%PDF") or (called and b"%PDF-" in given.data[:1024])


def read(given: Given) -> Iterator[Found]:
    """The article of the PDF. Raises: SourceError if it is locked, without text, broken, or too much of it."""
    # Not at the top: it takes a while to load, and few need it.
    import pypdf
    from pypdf.errors import DependencyError, FileNotDecryptedError

    try:
        with within(SECONDS, clock=thread_time), pypdf.apply_configuration(**LIMITS):
            pages, told = _pages(pypdf.PdfReader(io.BytesIO(given.data)), given)
            check()
    except TookTooLong as error:
        raise SourceError("too large", given.locator, "the PDF takes too long to read", hint=HINT) from error
    except (FileNotDecryptedError, DependencyError) as error:
        raise _locked(given) from error
    except SourceError:
        raise
    except Exception as error:  # a maze of objects that may lead anywhere
        raise SourceError("not read", given.locator, "the PDF is broken", hint=HINT) from error
    yield Found("", document_of(_story(pages, told, given), given))


def _locked(given: Given) -> SourceError:
    return SourceError("not read", given.locator, "the PDF is locked with a password", hint=HINT)


def _pages(reader: Any, given: Given) -> tuple[list[list[_Line]], dict[str, str]]:
    """The lines of each page, and what the PDF tells of itself. Raises: SourceError, TookTooLong, pypdf's errors."""
    if reader.is_encrypted and not reader.decrypt(""):
        raise _locked(given)
    count = len(reader.pages)
    if count > MOST_PAGES:
        cause = f"the PDF has {count:,} pages, {MOST_PAGES} are read at most"
        raise SourceError("too large", given.locator, cause, hint=HINT)
    pages: list[list[_Line]] = []
    size = 0
    for page in reader.pages:
        pages.append(_lines(page))
        size += sum(len(line.text) for line in pages[-1])
        if size > MOST_CHARACTERS:
            raise SourceError("too large", given.locator, "the PDF holds more text than an article", hint=HINT)
    if not any(pages):
        cause = "the PDF holds pictures of pages, no text" if count else "the PDF has no pages"
        raise SourceError("not read", given.locator, cause, hint=HINT)
    told = reader.metadata or {}
    return pages, {key: str(told.get(key) or "")[:1000] for key in ("/Title", "/Author")}


def _lines(page: Any) -> list[_Line]:
    check()
    lines: list[_Line] = []
    parts: list[tuple[str, float, float, float]] = []

    def on_text(text: str, cm: Sequence[float], tm: Sequence[float], _font: object, size: float) -> None:
        check()
        for place, piece in enumerate(text.split("\n")):
            if place and (line := _line(parts)):
                lines.append(line)
            if place:
                parts.clear()
            if piece:
                x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
                y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
                scale = abs(tm[3] or tm[1] or 1) * abs(cm[3] or cm[1] or 1)
                parts.append((piece, x, y, abs(size) * scale))

    def on_operator(_operator: object, _operands: object, _cm: object, _tm: object) -> None:
        check()

    page.extract_text(visitor_text=on_text, visitor_operand_before=on_operator)
    if line := _line(parts):
        lines.append(line)
    return lines


def _line(parts: list[tuple[str, float, float, float]]) -> _Line | None:
    """The line that pieces are, at the place of its first words and of the size of most of it."""
    text = " ".join("".join(piece for piece, *_ in parts).split())
    if not text:
        return None
    said = [part for part in parts if part[0].strip()]
    largest = max(said, key=lambda part: len(part[0]))
    return _Line(text, said[0][1], largest[2], round(largest[3], 1))


def _story(pages: list[list[_Line]], told: dict[str, str], given: Given) -> Story:
    pages = [_without_edges(page, heads) for heads in [_running(pages)] for page in pages]
    lines = [line for page in pages for line in page]
    sizes = Counter[float]()
    for line in lines:
        sizes[line.size] += len(line.text)
    body = max(sizes, key=lambda size: sizes[size], default=0.0)
    known = frozenset(
        word.strip(".,;:!?”’\"'()").lower() for line in lines for word in line.text.split() if "-" in word
    )
    texts = _paragraphs(lines, body, known)
    opening = [text for text, _ in texts[:12]]
    said = key_of(" ".join(text for text, _ in texts[:40]))
    title = _titled(opening, one_line(told["/Title"]) or "", said) or _headline(texts[:12], body)
    author = one_line(told["/Author"])
    named = author and NAME.fullmatch(author) and key_of(author) in key_of(" ".join(opening))
    return Story(text="\n\n".join(text for text, _ in texts), title=title, byline=author if named else None)


def _titled(opening: list[str], title: str, said: str) -> str | None:
    """The title that the PDF gives itself, if it is in the text, as the text has it: some are cut, some are the name of
    a file or of another article.
    """
    key = key_of(title)
    if NO_TITLE.fullmatch(title) or len(title.split()) < 3 or key not in said:
        return None
    return next((line for line in opening if key in key_of(line) and len(line) < 2 * len(title)), title)


def _headline(texts: list[tuple[str, float]], body: float) -> str | None:
    """The largest of the first paragraphs, if it is clearly larger than the text and as long as a headline."""
    large = [(text, size) for text, size in texts if size > 1.15 * body and 3 <= len(text.split()) <= 30]
    return max(large, key=lambda each: each[1])[0] if large else None


def _running(pages: list[list[_Line]]) -> set[str]:
    """The lines, without their numbers, that stand at the edge of at least two pages and of half of all."""
    edges = [{_same(line) for line in (*page[:EDGE], *page[-EDGE:])} for page in pages]
    times = Counter(key for keys in edges for key in keys)
    return {key for key, count in times.items() if count >= 2 and count * 2 >= len(pages)}


def _same(line: _Line) -> str:
    return DIGITS.sub("0", line.text.casefold())


def _without_edges(page: list[_Line], running: set[str]) -> list[_Line]:
    """The page without its running head and foot and its number."""
    edge = {*range(EDGE), *range(len(page) - EDGE, len(page))}
    return [
        line
        for place, line in enumerate(page)
        if place not in edge or not (_same(line) in running or NUMBER.fullmatch(line.text))
    ]


def _paragraphs(lines: list[_Line], body: float, known: frozenset[str]) -> list[tuple[str, float]]:
    """The paragraphs that the lines are, each with the size of its letters."""
    gaps = [above.y - below.y for above, below in pairwise(lines) if 0 < above.y - below.y < 4 * max(body, 1.0)]
    leading = median(gaps) if gaps else 0.0
    full = sorted(len(line.text) for line in lines if line.size == body)
    width = full[len(full) * 3 // 4] if full else 0
    texts: list[tuple[str, float]] = []
    for place, line in enumerate(lines):
        if place and _goes_on(lines[place - 1], line, leading, width, body):
            texts[-1] = (joined(texts[-1][0], line.text, known), texts[-1][1])
        else:
            texts.append((line.text, line.size))
    return texts


def _goes_on(above: _Line, below: _Line, leading: float, width: int, body: float) -> bool:
    """Whether the paragraph of one line goes on in the next."""
    if abs(above.size - below.size) > 0.1 * max(above.size, below.size):
        return False
    gap = above.y - below.y
    if gap < 0 or gap > 8 * max(leading, body):  # the next column or page
        return above.size == body and not above.ends_sentence and len(above.text) > 0.5 * width
    if leading and above.size == body and gap > 1.3 * leading:
        return False
    if above.size > 1.1 * body:  # a headline of several lines
        return gap < 2 * above.size
    if above.ends_sentence and (len(above.text) < 0.8 * width or below.x > above.x + 0.6 * body):
        return False
    return above.ends_sentence or len(above.text) > 0.6 * width or below.text[0].islower()
