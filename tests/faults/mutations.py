"""Broken inputs for every reader, made from whole ones by a seed: what becomes of each, and what it took.

A reader gives documents whose spans hold and whose words can be stored, or says in a sentence why it gives none.
"""

from __future__ import annotations

import io
import json
import random
import resource
import sys
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from multiprocessing import get_context
from time import thread_time

from bot.domain.article import Document
from bot.domain.errors import SourceError
from bot.sources.decoding import LARGEST
from bot.sources.entry import Entry
from bot.sources.feed import entries_of
from bot.sources.formats import articles_in
from tests.unit.sources import samples

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
SLOWEST = 5.0
"""Seconds of this thread's work that a reader may take for one input."""
MOST_MEMORY = 200 * 1024
"""KiB by which the process may have grown at its largest."""
UNFORESEEN = "it is broken in a way that no reader expects"


@dataclass(frozen=True, slots=True)
class Input:
    """What a reader is given."""

    kind: str
    name: str
    data: bytes
    media_type: str = ""
    charset: str | None = None


@dataclass(slots=True)
class Report:
    """What became of the inputs: how many, how they ended, the slowest, what the memory grew by, what went wrong."""

    count: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    slowest: tuple[float, int, str] = (0.0, 0, "")
    grown: int = 0
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        told = ", ".join(f"{count:,} {outcome}" for outcome, count in self.outcomes.most_common())
        seconds, seed, kind = self.slowest
        return (
            f"{self.count:,} mutated inputs: {told}; the slowest took {seconds:.2f} s (seed {seed}, {kind}), "
            f"memory grew by {self.grown // 1024} MB; {len(self.faults)} faults"
        )


@cache
def wholes() -> tuple[Input, ...]:
    """Whole inputs of every kind."""
    markdown = f"---\ntitle: {samples.TITLE}\ndate: 2026-11-30\n---\n# {samples.TITLE}\n\n{samples.BODY}\n\n> *quoted*"
    mixed = samples.parts(
        ("Content-Type: text/plain; charset=utf-8", samples.BODY.encode()),
        ("Content-Type: text/html; charset=utf-8", samples.HTML.encode()),
        ("Content-Type: application/pdf; name=a.pdf", samples.a_pdf()),
        ("Content-Type: message/rfc822", samples.mail(subject="=?utf-8?q?Caf=C3=A9?= closes for ever")),
    )
    forwarded = (
        f"See below.\n\n---------- Forwarded message ---------\nFrom: A <a@b.example>\nDate: x\n\n{samples.BODY}"
    )
    html_mail = samples.mail(samples.HTML, kind="text/html; charset=utf-8")
    nitf_inside = f'<inlineXML contenttype="application/nitf+xml">{samples.nitf().decode()}</inlineXML>'
    items = [samples.ninjs(uri=f"urn:h:{number}") for number in range(3)]
    return (
        Input("text", "a.txt", f"{samples.TITLE}\n\nBy Jane Harrow\n30 November 2026\n\n{samples.BODY}".encode()),
        Input("german", "a.txt", "Die Regierung sagte am Montag, dass die Brücke noch länger zu bleibt. ".encode() * 5),
        Input("latin", "a.txt", samples.BODY.encode("cp1252") * 3),
        Input("markdown", "a.md", markdown.encode()),
        Input(
            "page", "a.html", samples.page('<meta charset="utf-8"><link rel="canonical" href="https://g.example/a">')
        ),
        Input("nitf", "a.xml", samples.nitf(docdata='<date.issue norm="20261130T100000Z"/>')),
        Input("newsml", "a.xml", samples.news_message(samples.news_item(), samples.news_item(guid="2"))),
        Input("newsml with nitf", "a.xml", samples.news_item(content=nitf_inside).encode()),
        Input("ninjs", "a.json", json.dumps(items, ensure_ascii=False).encode()),
        Input("ninjs 3", "a.json", json.dumps(samples.ninjs_3()).encode()),
        Input("mail", "a.eml", samples.mail()),
        Input("html mail", "a.eml", html_mail),
        Input("forwarded mail", "a.eml", samples.mail(forwarded)),
        Input("mail of parts", "a.eml", mixed),
        Input("pdf", "a.pdf", samples.a_pdf("/Title (Bridge) /Author (Jane Harrow)")),
        Input("packed pdf", "a.pdf", samples.a_pdf(packed=True)),
        Input("docx", "a.docx", samples.docx()),
        Input("rss", "a.rss", samples.rss()),
        Input("atom", "a.atom", samples.ATOM),
        Input("json feed", "a.json", samples.JSON_FEED),
        Input("opml", "a.opml", samples.OPML),
    )


Mutation = Callable[[random.Random, bytes], bytes]


def _flipped(dice: random.Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(dice.choice((1, 2, 8, 50))):
        changed[dice.randrange(len(changed))] ^= 1 << dice.randrange(8)
    return bytes(changed)


def _cut(dice: random.Random, data: bytes) -> bytes:
    start, end = sorted((dice.randrange(len(data)), dice.randrange(len(data))))
    return dice.choice((data[:end], data[start:], data[:start] + data[end:]))


def _spliced(dice: random.Random, data: bytes) -> bytes:
    other = dice.choice(wholes()).data
    return data[: dice.randrange(len(data))] + other[dice.randrange(len(other)) :]


def _repeated(dice: random.Random, data: bytes) -> bytes:
    start = dice.randrange(len(data))
    block = data[start : start + dice.choice((1, 5, 30, 200, 1000))]
    times = dice.choice((2, 20, 300, 2_000))
    return (data[:start] + block * times + data[start:])[: LARGEST + 1]


ODD = (
    b"\0", b"\x1b", b"\x7f", b"\x0c", b"\r", b"\xed\xa0\x80", b"\xff\xfe", b"\xef\xbb\xbf", b"&#0;", b"&#xD800;",
    b"&bogus;", b"&#x110000;", b"]]>", b"<![CDATA[", b"<!--", b"<!DOCTYPE x [<!ENTITY a 'aa'>]>", b"&a;",
    b"<?xml version='1.1'?>", b"\\ud800", b"\\u0000", b"\n\n", b"--b1\r\n", b"--b1--\r\n", b"=00=ED=A0=80",
    b"=?utf-8?b?////?=", b"=?x?q?=?=", b"(", b")", b"<", b">", b"/Length 999999999", b"endstream", b"5 0 R", b"1e999",
    b"99999999999999999999", b"-1", b"null", b"{}", b"[", b"\xe2\x80\xae", b"\xf0\x9f\x92\xa5", b"\xc2\x85",
    b"\xe2\x80\xa8",
)  # fmt: skip


def _odd_inserted(dice: random.Random, data: bytes) -> bytes:
    for _ in range(dice.choice((1, 3, 20))):
        place = dice.randrange(len(data) + 1)
        data = data[:place] + dice.choice(ODD) + data[place:]
    return data


LABELS = (b"utf-8", b"utf-16", b"punycode", b"utf-7", b"koi8-r", b"shift_jis", b"idna", b"hex", b"no-such", b"gb18030")


def _declared_wrongly(dice: random.Random, data: bytes) -> bytes:
    label = dice.choice(LABELS)
    for told in (b"utf-8", b"WinAnsiEncoding", b"8bit"):
        data = data.replace(told, dice.choice((label, b"base64", b"quoted-printable")), dice.choice((-1, 1)))
    prolog = b'<?xml version="1.0" encoding="' + label + b'"?>'
    wide = data.decode().encode("utf-16") if data.isascii() else data
    return dice.choice((prolog + data, data, wide))


NESTS = (
    b"<div>", b"<p>", b"<b a='1'>", b"[", b'{"a":', b"<table><tr><td>", b"<<", b"> ", b"(", b"<newsItem>", b"<!--",
    b"* ", b"<ul><li>", b"<q>", b"<a href=x>",
)  # fmt: skip


def _nested(dice: random.Random, data: bytes) -> bytes:
    place = dice.randrange(len(data))
    return data[:place] + dice.choice(NESTS) * dice.choice((10, 300, 3_000)) + data[place:]


def _shuffled(dice: random.Random, data: bytes) -> bytes:
    sign = dice.choice((b"\n", b"<", b" ", b"/", b'"'))
    pieces = data.split(sign)
    for _ in range(dice.choice((1, 5))):
        pieces.insert(dice.randrange(len(pieces) + 1), pieces.pop(dice.randrange(len(pieces))))
    return sign.join(pieces)


MUTATIONS: tuple[Mutation, ...] = (
    _flipped, _cut, _spliced, _repeated, _odd_inserted, _declared_wrongly, _nested, _shuffled
)  # fmt: skip


def _inside_zip(dice: random.Random, data: bytes, mutate: Mutation) -> bytes:
    """A zip one of whose files is mutated."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    name = dice.choice(("word/document.xml", "word/document.xml", dice.choice(sorted(files))))
    return samples.zipped({**files, name: mutate(dice, files[name])})


def mutated(seed: int) -> Input:
    """The input of a seed, the same at every run."""
    dice = random.Random(seed)
    whole = dice.choice(wholes())
    data = whole.data
    for _ in range(dice.choice((1, 1, 2, 3))):
        mutate = dice.choice(MUTATIONS)
        is_whole_zip = data.startswith(b"PK") and data is whole.data
        data = _inside_zip(dice, data, mutate) if is_whole_zip and dice.random() < 0.7 else mutate(dice, data)
        if not data:
            break
    other = dice.choice(wholes())
    return replace(
        whole,
        data=data,
        name=dice.choice((whole.name, whole.name, other.name, "")),
        media_type=dice.choice(("", "", "text/html", "text/plain", "application/xml", "application/octet-stream")),
        charset=dice.choice((None, None, None, dice.choice(LABELS).decode())),
    )


Reader = Callable[[Input], Iterator[Document | SourceError]]


def in_a_file(given: Input) -> Iterator[Document | SourceError]:
    """What the table of readers makes of it."""
    return articles_in(
        given.data, name=given.name, media_type=given.media_type, charset=given.charset, locator="/in/x", now=NOW
    )


def in_a_feed(given: Input) -> Iterator[Document | SourceError]:
    """What the reader of feeds does; no article, but what it refuses."""
    problems: list[SourceError] = []
    try:
        entries = entries_of(given.data, url="https://g.example/feed", charset=given.charset, problems=problems)
    except SourceError as error:
        yield error
    else:
        for entry in entries:
            _check_entry(entry)
    yield from problems


def readers(given: Input) -> tuple[Reader, ...]:
    """Who may be given it: a feed comes as a file, or from its address."""
    return (in_a_file, in_a_feed) if given.kind in ("rss", "atom", "json feed", "opml") else (in_a_file,)


def _check_entry(entry: Entry) -> None:
    for words in (entry.locator, entry.link, entry.title, entry.author, entry.outlet, entry.teaser):
        assert words is None or _is_storable(words), f"an entry can't be stored: {words!r}"


def check(found: Document | SourceError) -> str:
    """How it ended, in a word. Raises: AssertionError if it is nothing that a reader may give."""
    if isinstance(found, SourceError):
        assert found.cause != UNFORESEEN, f"a reader broke: {found}"
        assert _is_storable(str(found)), f"an error that can't be told: {found!r}"
        return "refused"
    assert isinstance(found, Document), f"neither a document nor an error: {found!r}"
    assert found.text.strip(), "a document without a text"
    assert found.title.strip(), "a document without a title"
    for words in (found.text, found.title, found.locator, found.byline, found.outlet, found.url, found.language):
        assert words is None or _is_storable(words), f"it can't be stored: {words[:80]!r}"
    end = 0
    for each in found.excluded:
        assert end <= each.span.start < each.span.end <= len(found.text), f"a span that does not hold: {each}"
        end = each.span.end
    moment = found.published
    assert moment is None or (moment.tzinfo is UTC and moment <= NOW + timedelta(days=1)), f"published {moment}"
    return "read"


def _is_storable(words: str) -> bool:
    """Whether both databases take it: no null character, no half of a character."""
    return "\0" not in words and words == words.encode("utf-8", "replace").decode()


def run_all(first: int, count: int, *, chunk: int = 2_000) -> Report:
    """As ``run``, on all cores; the memory is that of the process that grew most."""
    whole = Report()
    chunks = [(start, min(chunk, first + count - start)) for start in range(first, first + count, chunk)]
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        for report in pool.map(run, *zip(*chunks, strict=True)):
            whole.count += report.count
            whole.outcomes += report.outcomes
            whole.slowest = max(whole.slowest, report.slowest)
            whole.grown = max(whole.grown, report.grown)
            whole.faults += report.faults
            if sys.stderr.isatty():
                print(f"\r{whole.count:,} of {count:,} ", end="", file=sys.stderr, flush=True)
    return whole


def run(first: int, count: int) -> Report:
    """Read the inputs of ``count`` seeds; what went wrong is in the report, with the seed that repeats it."""
    report = Report()
    for whole in wholes():
        for read in readers(whole):
            list(read(whole))  # what is loaded once counts for no input
    before = _largest()
    for seed in range(first, first + count):
        given = mutated(seed)
        endings: set[str] = set()
        for read in readers(given):
            started = thread_time()
            try:
                endings |= {check(found) for found in read(given)}
            except Exception as error:
                report.faults.append(f"seed {seed} ({given.kind}): {type(error).__name__}: {error}"[:500])
                endings.add("broken")
            seconds = thread_time() - started
            report.slowest = max(report.slowest, (seconds, seed, given.kind))
            if seconds > SLOWEST:
                report.faults.append(f"seed {seed} ({given.kind}): {read.__name__} took {seconds:.1f} s")
        report.count += 1
        report.outcomes[next(how for how in ("broken", "read", "refused") if how in {*endings, "refused"})] += 1
        report.grown = _largest() - before
    if report.grown > MOST_MEMORY:
        report.faults.append(f"memory grew by {report.grown // 1024} MB")
    return report


def _largest() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
