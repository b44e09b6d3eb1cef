"""What each reader takes out of its format, and what looks like a format and is none."""

from __future__ import annotations

import base64
import json
import quopri
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from textwrap import wrap

import pytest

from bot.domain.article import Document
from bot.domain.errors import SourceError
from bot.sources.formats import articles_in
from bot.sources.unread import Embargoed, Gone, Unread
from tests.unit.sources import samples
from tests.unit.sources.samples import BODY, HTML, PARAGRAPHS, TITLE

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
TEN = datetime(2026, 11, 30, 10, tzinfo=UTC)
TOMORROW = "2026-12-01T06:00:00Z"


def found_in(data: bytes | str, name: str = "a", **more: str) -> list[Document | SourceError]:
    content = data.encode() if isinstance(data, str) else data
    return list(
        articles_in(
            content, name=name, locator="/in/a", now=NOW, media_type=more.get("media_type", ""), url=more.get("url")
        )
    )


def read(data: bytes | str, name: str = "a", **more: str) -> Document:
    (found,) = found_in(data, name, **more)
    assert isinstance(found, Document), found
    return found


def refused(data: bytes | str, name: str = "a", **more: str) -> str:
    (found,) = found_in(data, name, **more)
    assert isinstance(found, SourceError), found
    return ": ".join(filter(None, (found.problem, found.cause)))


def body(document: Document) -> str:
    """The words of the article, without what is marked as none of it."""
    text = document.text
    for each in reversed(document.excluded):
        text = text[: each.span.start] + text[each.span.end :]
    return text


def told(found: Iterable[Document | SourceError]) -> list[str]:
    return [f"{each.locator}: {each.title}" if isinstance(each, Document) else str(each) for each in found]


# --- one story in every format


EVERY = {
    "NITF": (samples.nitf(), "a.xml"),
    "NewsML-G2": (samples.news_item().encode(), "a.xml"),
    "a message": (samples.news_message(samples.news_item()), "a.xml"),
    "ninjs": (json.dumps(samples.ninjs()).encode(), "a.json"),
    "ninjs 3": (json.dumps(samples.ninjs_3()).encode(), "a.json"),
    "a mail": (samples.mail(), "a.eml"),
    "a PDF": (samples.a_pdf(), "a.pdf"),
    "a packed PDF": (samples.a_pdf(packed=True), "a.pdf"),
    "a Word document": (samples.docx(), "a.docx"),
    "a page": (samples.page(), "a.html"),
    "text": (f"{TITLE}\n\n{BODY}".encode(), "a.txt"),
    "Markdown": (f"# {TITLE}\n\n{BODY}".encode(), "a.md"),
}


@pytest.mark.parametrize("called", [None, "a.txt", "a.html", ""])
@pytest.mark.parametrize("kind", EVERY)
def test_a_story_reads_the_same_in_every_format_whatever_the_file_is_called(kind: str, called: str | None) -> None:
    data, name = EVERY[kind]
    told_by_name = kind in ("text", "Markdown")
    document = read(data, name if called is None or told_by_name else called)
    assert document.title == TITLE
    assert [words in " ".join(document.text.split()) for words in PARAGRAPHS] == [True] * 3
    assert [line for line in document.text.split("\n") if line.strip() and line != TITLE] == list(PARAGRAPHS)


@pytest.mark.parametrize("kind", ["NITF", "NewsML-G2", "ninjs", "ninjs 3"])
def test_what_agencies_tell_of_a_story(kind: str) -> None:
    document = read(*EVERY[kind])
    outlet = "Harbour Gazette" if kind == "NITF" else "Harbour News Agency"
    assert (document.byline, document.outlet) == ("Jane Harrow", outlet)
    assert document.published == (None if kind == "NITF" else TEN)


# --- NITF


@pytest.mark.parametrize(
    ("docdata", "published"),
    [
        ('<date.issue norm="20261130T100000Z"/>', TEN),
        ('<date.issue norm="2026-11-30T11:00:00+01:00"/>', TEN),
        ('<date.issue norm="soon"/>', None),
        ('<date.issue norm="20301130T100000Z"/>', None),
        ('<date.release norm="20261130T100000Z"/>', None),
    ],
)
def test_the_time_of_a_story_in_nitf(docdata: str, published: datetime | None) -> None:
    assert read(samples.nitf(docdata=docdata)).published == published


def test_nitf_with_references_tables_and_pictures() -> None:
    inside = (
        "<p>The caf&eacute; &mdash; &ldquo;Quay&rdquo; &amp; Sons &mdash; will close for good on Monday.</p>"
        "<hl2>Why now</hl2><media media-type='image'><media-caption>A picture of it</media-caption></media>"
        "<p>Its owner, <person>Ann Tolland</person>, said that <em>rents</em> had doubled.</p>"
    )
    document = read(samples.nitf(body=inside, prolog='<!DOCTYPE nitf SYSTEM "http://www.nitf.org/nitf.dtd">'))
    assert document.text.split("\n\n") == [
        "The café — “Quay” & Sons — will close for good on Monday.",
        "Why now",
        "Its owner, Ann Tolland, said that rents had doubled.",
    ]


# --- what may not be published


def item(meta: str) -> bytes:
    return samples.news_item(meta=meta).encode()


def as_json(**changed: object) -> bytes:
    return json.dumps(samples.ninjs(**changed)).encode()


@pytest.mark.parametrize(
    ("data", "cause", "kind"),
    [
        (item('<pubStatus qcode="stat:canceled"/>'), "its sender calls it canceled", Gone),
        (item('<pubStatus uri="http://cv.iptc.org/pubstatusg2/canceled"/>'), "its sender calls it canceled", Gone),
        (item('<signal qcode="sig:kill"/>'), "its sender calls it canceled", Gone),
        (item('<pubStatus qcode="stat:withheld"/>'), "its sender holds it back", Embargoed),
        (item(f"<embargoed>{TOMORROW}</embargoed>"), "it is embargoed until 1 December 2026, 06:00 UTC", Embargoed),
        (item("<embargoed>2026-12-02T06:00:00+05:00</embargoed>"),
         "it is embargoed until 2 December 2026, 01:00 UTC", Embargoed),
        (item("<embargoed/>"), "its sender holds it back", Embargoed),
        (as_json(pubstatus="canceled"), "its sender calls it canceled", Gone),
        (as_json(pubstatus="withheld"), "its sender holds it back", Embargoed),
        (as_json(embargoed=TOMORROW), "it is embargoed until 1 December 2026, 06:00 UTC", Embargoed),
        (as_json(embargoed="until the speech"), "its sender holds it back", Embargoed),
        (
            samples.nitf(docdata='<date.release norm="20261201T060000Z"/>'),
            "it is embargoed until 1 December 2026, 06:00 UTC",
            Embargoed,
        ),
        (samples.mail(f"EMBARGOED UNTIL 06:00 GMT, 1 DECEMBER 2026\n\n{BODY}"),
         "it is embargoed until 1 December 2026, 06:00 UTC", Embargoed),
        (f"STRICTLY EMBARGOED: 00.01 1 December 2026\n\n{TITLE}\n\n{BODY}".encode(),
         "it is embargoed until 1 December 2026, 12:01 UTC", Embargoed),
        (f"{TITLE}\n\nNot for publication before noon GMT on 1 December 2026\n\n{BODY}".encode(),
         "it is embargoed until 1 December 2026, 12:00 UTC", Embargoed),
        (f"EMBARGOED UNTIL 9AM TUESDAY\n\n{TITLE}\n\n{BODY}".encode(),
         "it says: EMBARGOED UNTIL 9AM TUESDAY", Embargoed),
    ],
)  # fmt: skip
def test_what_its_sender_does_not_let_out_is_refused(data: bytes, cause: str, kind: type[SourceError]) -> None:
    (found,) = found_in(data)
    assert isinstance(found, kind)
    assert (found.problem, found.cause) == ("not for publication", cause)
    assert isinstance(found, Unread) == (kind is Embargoed)


@pytest.mark.parametrize(
    "data",
    [
        item('<pubStatus qcode="stat:usable"/>'),
        item("<embargoed>2026-11-29T06:00:00Z</embargoed>"),
        as_json(pubstatus="Usable"),
        as_json(embargoed="2026-11-29T06:00:00Z", pubstatus="withheld"),
        samples.nitf(docdata='<date.release norm="20261129T060000Z"/>'),
        f"EMBARGOED UNTIL 06:00 GMT, 28 NOVEMBER 2026\n\n{TITLE}\n\n{BODY}".encode(),
        f"Embargo on oil is lifted\n\nThe embargo had been agreed in May, and ends on 1 December 2026. {BODY}".encode(),
        f"Embargo until 2030 agreed by ministers\n\n{BODY}".encode(),
        f"Embargoed papers show how the bridge was built\n\n{BODY}".encode(),
    ],
)
def test_what_is_let_out_is_read(data: bytes) -> None:
    document = read(data)
    assert "EMBARGOED" not in body(document)


# --- several in one file


def test_a_message_gives_each_of_its_texts_under_an_identity_of_its_own() -> None:
    message = samples.news_message(
        samples.news_item(guid="urn:h:1"),
        samples.news_item(guid="urn:h:2", kind="picture"),
        samples.news_item(guid="urn:h:3", title="Ferry runs until midnight", meta='<pubStatus qcode="stat:canceled"/>'),
        samples.news_item(guid="urn:h:1", title="Second words under one identity"),
    )
    assert told(found_in(message)) == [
        f"/in/a#urn:h:1: {TITLE}",
        "not for publication: /in/a#urn:h:3: its sender calls it canceled",
        "/in/a#urn:h:1-3: Second words under one identity",
    ]
    one, _, _ = found_in(message, url="https://h.example/news")
    assert isinstance(one, Document)
    assert one.url is None


@pytest.mark.parametrize("wrapped", [False, True])
def test_a_list_of_ninjs(wrapped: bool) -> None:
    items = [
        samples.ninjs(),
        samples.ninjs(uri="urn:h:2", type="picture"),
        samples.ninjs(uri="urn:h:3", body_xhtml=None),
    ]
    assert told(found_in(json.dumps({"items": items} if wrapped else items))) == [
        f"/in/a#urn:h:1: {TITLE}",
        "not an article: /in/a#urn:h:3: the ninjs carries no text of its own",
    ]


def test_what_newsml_may_carry() -> None:
    for content in (
        f'<inlineXML contenttype="application/nitf+xml">{samples.nitf().decode()}</inlineXML>',
        f'<inlineData contenttype="text/plain">{BODY}</inlineData>',
        f'<inlineData contenttype="text/html">{HTML.replace("<", "&lt;")}</inlineData>',
    ):
        assert read(samples.news_item(content=content)).text == BODY
    assert refused(samples.news_item(content='<remoteContent href="a.jpg"/>')) == (
        "not an article: the item carries no text of its own"
    )
    assert refused(samples.news_message(samples.news_item(kind="picture"))) == (
        "not an article: the NewsML-G2 holds no text, only pictures, packages or links"
    )


def test_a_feed_that_was_saved() -> None:
    teaser = (
        "<item><title>More of it</title><link>https://gazette.example/b</link><description>Soon.</description></item>"
    )
    for data in (samples.rss(), samples.ATOM, samples.JSON_FEED):
        document = read(data)
        assert (document.title, document.outlet, document.url) == (
            TITLE,
            "Harbour Gazette",
            "https://gazette.example/a",
        )
    assert refused(samples.rss(teaser)) == "passed over: 1 of its 1 entries only announce an article"


# --- mails

ROWS = (
    '<a href="x">View this email in your browser</a>',
    f"<h1>{TITLE}</h1>",
    HTML,
    "You are receiving this because you signed up.",
    "<a>Unsubscribe</a> | <a>Update your preferences</a>",
)
HIDDEN = '<div style="display:none">A preview &#847;&zwnj; of it</div>'
NEWSLETTER = f"<html><body>{HIDDEN}<table>{''.join(f'<tr><td>{row}</td></tr>' for row in ROWS)}</table>"


def test_a_newsletter() -> None:
    document = read(samples.mail(NEWSLETTER, kind="text/html; charset=utf-8"))
    assert (document.title, document.outlet, document.published) == (TITLE, "Harbour Gazette", TEN)
    assert "preview" not in document.text
    assert body(document).split() == BODY.removeprefix("EASTBURY — ").split()


@pytest.mark.parametrize(
    ("plain", "html", "taken"),
    [
        (BODY, HTML, BODY),
        (BODY, "<img src='x'><p>Hello</p>", BODY),
        ("Your mail program shows no HTML.", HTML, BODY),
        (BODY, "", BODY),
    ],
)
def test_of_two_forms_of_a_mail_the_one_that_says_more_is_taken(plain: str, html: str, taken: str) -> None:
    data = samples.parts(
        ("Content-Type: text/plain; charset=utf-8", plain.encode()),
        ("Content-Type: text/html; charset=utf-8", html.encode()),
        kind="alternative",
    )
    assert read(data).text == taken


@pytest.mark.parametrize("charset", ["utf-8", "windows-1252", "no-such-charset"])
@pytest.mark.parametrize("coding", ["quoted-printable", "base64"])
def test_a_mail_in_any_coding(charset: str, coding: str) -> None:
    data = BODY.encode("cp1252" if charset == "windows-1252" else "utf-8")
    coded = quopri.encodestring(data) if coding == "quoted-printable" else base64.encodebytes(data)
    mail = samples.mail(coded.decode(), kind=f"text/plain; charset={charset}").replace(b"8bit", coding.encode())
    assert read(mail, "a.eml").text == BODY


def test_a_mail_whose_lines_were_broken() -> None:
    broken = "\n".join(wrap(PARAGRAPHS[2] + " " + PARAGRAPHS[1], 72))
    assert read(samples.mail(broken)).text == f"{PARAGRAPHS[2]} {PARAGRAPHS[1]}"


@pytest.mark.parametrize(
    ("above", "subject"),
    [
        (("FYI.\n\n---------- Forwarded message ---------\nFrom: Council Press <p@e.example>\nDate: Fri, Nov 27, 2026 "
         "at 9:14 AM\nSubject: Bolts of the bridge are loose\nTo: <n@g.example>\n\n"), "Fwd: Bolts of the bridge"),
        (("Begin forwarded message:\n\nFrom: Council Press <p@e.example>\nSubject: Bolts of the bridge are loose\n"
         "Date: 27 November 2026 at 09:14:00 GMT\nTo: news@g.example\n\n"), "Fwd: x"),
        (("From: Council Press [mailto:p@e.example]\nSent: 27 November 2026 09:14\nTo: News\nSubject: Bolts of the "
         "bridge are loose\n\n"), "FW: x"),
    ],
)  # fmt: skip
def test_a_mail_that_was_passed_on_is_the_first_senders(above: str, subject: str) -> None:
    document = read(samples.mail(above + BODY, subject=subject))
    assert (document.title, document.outlet, document.text) == ("Bolts of the bridge are loose", "Council Press", BODY)
    assert document.published == datetime(2026, 11, 27, 9, 14, tzinfo=UTC)


def test_a_forwarded_mail_whose_sender_is_a_heap_of_brackets_is_read_without_one() -> None:
    above = f"---------- Forwarded message ---------\nFrom: A <a@b.example{'(' * 3000}>\nSubject: Bolts are loose\n\n"
    document = read(samples.mail(above + BODY))
    assert (document.title, document.text) == ("Bolts are loose", BODY)


def test_what_is_attached_to_a_mail() -> None:
    pdf = "Content-Type: application/pdf\r\nContent-Disposition: attachment; filename=release.pdf"
    word = "Content-Type: application/octet-stream; name=more.docx"
    logo = ("Content-Type: image/png; name=logo.png", b"\x89PNG")
    note = ("Content-Type: text/plain; charset=utf-8", b"Please find our release attached. Yours, Jane Harrow")
    story = ("Content-Type: text/plain; charset=utf-8", BODY.encode())
    assert told(found_in(samples.parts(note, (pdf, samples.a_pdf()), logo))) == [f"/in/a: {TITLE}"]
    assert told(found_in(samples.parts(story, logo))) == [f"/in/a: {TITLE}"]
    assert told(found_in(samples.parts(story, (pdf, samples.a_pdf()), (word, samples.docx())))) == [
        f"/in/a: {TITLE}",
        f"/in/a#release.pdf: {TITLE}",
        f"/in/a#more.docx: {TITLE}",
    ]
    inner = ("Content-Type: message/rfc822", samples.mail(subject="Ferry will run until midnight"))
    assert told(found_in(samples.parts(note, inner))) == ["/in/a: Ferry will run until midnight"]
    attached = read(samples.parts(note, (pdf, samples.a_pdf())))
    assert (attached.outlet, attached.published) == ("Harbour Gazette", TEN)


# --- PDFs


def test_a_pdf_loses_its_running_heads_and_numbers_and_mends_its_words() -> None:
    pages = []
    for number in range(1, 4):
        page = samples.lines_of_a_page(
            f"Part {number} of this story tells what the council did in those years.\n\n{BODY}"
        )
        pages.append([(72, 760, 9, f"Harbour Gazette, page {number}"), *page, (300, 30, 9, f"- {number} -")])
    pages[0][1:1] = [(72, 740, 20, "A long story about a bridge")]
    pages[2] += [(72, 200, 11, "They gave every reason that engin-"), (72, 186, 11, "eers give, and long-term ones.")]
    document = read(samples.pdf(pages))
    assert document.title == "A long story about a bridge"
    assert "Gazette" not in document.text
    assert "- 2 -" not in document.text
    assert document.text.endswith("They gave every reason that engineers give, and long-term ones.")


@pytest.mark.parametrize(
    ("info", "title", "byline"),
    [
        ("/Title (Bridge at Eastbury closes) /Author (Jane Harrow)", TITLE, None),
        ("/Title (Microsoft Word - draft3.doc) /Author (Administrator)", TITLE, None),
        ("/Title (Another article of last year altogether)", TITLE, None),
        ("/CreationDate (D:20200101000000Z)", TITLE, None),
    ],
)
def test_what_a_pdf_says_of_itself_counts_only_where_its_text_says_so(
    info: str, title: str, byline: str | None
) -> None:
    document = read(samples.a_pdf(info))
    assert (document.title, document.byline, document.published) == (title, byline, None)


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (b"%PDF-1.7\nnothing", "not read: the PDF is broken"),
        (samples.pdf([[]]), "not read: the PDF holds pictures of pages, no text"),
        (samples.pdf([[]] * 61), "too large: the PDF has 61 pages, 60 are read at most"),
        (samples.a_pdf(trailer="/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O (aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa) "
                       "/U (aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa) >> /ID [(a) (a)]"),
         "not read: the PDF is locked with a password"),
    ],
)  # fmt: skip
def test_a_pdf_that_can_not_be_read_is_told(data: bytes, cause: str) -> None:
    assert refused(data, "a.pdf") == cause


# --- Word documents


def test_a_word_document_gives_its_paragraphs_without_what_was_struck_out() -> None:
    struck = '<w:p><w:r><w:t xml:space="preserve">The ferry </w:t></w:r>'
    struck += "<w:del><w:r><w:delText>never </w:delText></w:r></w:del>"
    struck += "<w:r><w:t>runs until midnight, they said.</w:t></w:r></w:p>"
    document = read(samples.docx(samples.paragraph("Ferry runs on", "Heading1") + struck + samples.paragraph(BODY)))
    assert document.title == "Ferry runs on"
    assert "The ferry runs until midnight, they said." in document.text


def test_a_word_document_opens_nothing_outside_it() -> None:
    relation = (
        f'<Relationship Id="p1" Type="{samples.OFFICE}/image" Target="file:///etc/hostname" TargetMode="External"/>'
    )
    drawing = (
        '<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
        '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData><pic:pic '
        'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:blipFill><a:blip r:link="p1"/>'
        "</pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
    )
    document = read(samples.docx(drawing + "".join(map(samples.paragraph, PARAGRAPHS)), relations=relation))
    assert document.text == BODY


# --- what is none of them


@pytest.mark.parametrize(
    ("data", "name", "cause"),
    [
        (samples.OPML, "a.opml", "it is a list of feeds (OPML)"),
        ('<?xml version="1.0"?><invoice><a>Bridge</a></invoice>', "a.txt", "it is XML of another kind (<invoice>)"),
        ("<invoice><line>Bridge</line></invoice>", "a.txt", "it is XML of another kind (<invoice>)"),
        ('<svg xmlns="http://www.w3.org/2000/svg"><text>Bridge</text></svg>', "a", "it is a drawing (SVG)"),
        ("<NewsML><NewsItem/></NewsML>", "a.xml", "it is NewsML 1, which is not read"),
        ('{"name": "newsdesk", "version": 3}', "a", "it is data (JSON), and no ninjs"),
        ('[{"uri": "x", "headline": "An article that is none"}]', "a.txt", "it is data (JSON), and no ninjs"),
        ('{"a": 1}\n{"a": 2}\n', "a", "it is data (JSON), and no ninjs"),
        ("body { margin: 0; }\n.a > b {\n  color: red;\n}\n.c, .d {\n  top: 0;\n}\n", "a.txt", "it is a style sheet"),
        ("import os\n\ndef main():\n    x = os.getcwd()\n    return x\n\nif __name__:\n    main()\n", "a.txt",
         "it is a program"),
        ("const a = require('b');\nfunction c(d) {\n  return d;\n}\nmodule.exports = { c };\n", "a", "it is a program"),
        ("name,age,town\nAnn,31,Eastbury\nBob,22,Westbury\nCem,45,Northbury\n", "a.txt", "it is a table"),
        ("one\ttwo\tthree\n1\t2\t3\n4\t5\t6\n", "a", "it is a table"),
        ("a,b\n1,2\n", "a.csv", "it is a table"),
        ("ann:x:1000:100:Ann:/home/ann\nbob:x:1001:100:Bob:/home/bob\ncem:x:1002:100:Cem:/home/cem\n", "users",
         "it is a table"),
        ("[main]\nkey = value\nother = 3\n", "a.txt", "it is a configuration"),
        ("2026-11-30 10:00:01 INFO started x=1\n2026-11-30 10:00:02 INFO took 3\n2026-11-30 10:00:03 WARN y=2\n", "a",
         "it is a log"),
        (base64.encodebytes(bytes(range(256)) * 4), "a.txt", "it is encoded data"),
        ("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n", "a", "it is encoded data"),
        (b"From jane@g.example Mon Nov 30 10:00:00 2026\n" + samples.mail(), "a", "it is a mailbox"),
    ],
)  # fmt: skip
def test_what_is_no_article_is_refused_in_a_sentence(data: bytes | str, name: str, cause: str) -> None:
    assert refused(data, name) == f"not an article: {cause}"


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (rb"{\rtf1 Bridge closes}", "it is an RTF file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "it is an old Office file"),
        (samples.zipped({"content.xml": b"x"}), "it is a Word, OpenDocument or ZIP file"),
        (b"\x89PNG\r\n\x1a\n\0", "it is a picture"),
        (bytes(range(256)) * 8, "it holds binary data"),
    ],
)
def test_what_is_no_text_is_refused_in_a_sentence(data: bytes, cause: str) -> None:
    assert refused(data, "a.txt") == f"not a text: {cause}"


@pytest.mark.parametrize(
    "text", ["x", "asdf", "asdf asdf", "test " * 30, "Bridge closes", "hello world.", "TODO buy milk"]
)
@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.eml", ""])
def test_a_few_words_are_no_article(text: str, name: str) -> None:
    assert refused(text, name) == "too short to be an article"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Bridge closed. Nobody was hurt in it.", "Bridge closed. Nobody was hurt in it."),
        ("Bridge closed\n\nThe bridge at Eastbury was closed on Monday.", "Bridge closed"),
        ("A fire closed the mill. No one was hurt.", "A fire closed the mill. No one was hurt."),
        ("The heron\n\nGrey on the weir\nit waits for noon\nand for the slow\nbright fish below", "The heron"),
        ('How JSON works\n\nA table is written {"a": 1}.\n\nIn {braces}, each name has a value; lists have [brackets].',
         "How JSON works"),
        (("What a style sheet is\n\nbody { margin: 0; }\n\nThat line takes the white edge away from a page, she said.\n"
         "It was the first thing that a designer of the paper's site learned, and the last that they forgot."),
         "What a style sheet is"),
        (f"From: the council\nDate: Monday\nSubject: Bins\n\n{BODY}", "From: the council"),
        (("Results of the day\n\nHarriers 2, Rovers 1\nTown 0, City 0\nUnited 3, Albion 3\nThe league is led by "
         "Harriers, who have lost no game."), "Results of the day"),
        ("[AP] Bridge closed\n\nThe bridge at Eastbury was closed on Monday.", "[AP] Bridge closed"),
        ("%PDF is a mark at the start of files\n\n" + BODY.replace("EASTBURY — ", ""), None),
    ],
)  # fmt: skip
def test_what_looks_like_none_and_is_an_article(text: str, title: str | None) -> None:
    if title is None:
        assert refused(text, "a.txt") == "not read: the PDF is broken"
        return
    assert read(text, "a.txt").title == title


def test_a_page_with_an_xml_prolog_is_a_page_and_so_is_a_piece_of_one() -> None:
    xhtml = b'<?xml version="1.0" encoding="utf-8"?>\n<!-- made by hand -->\n' + samples.page()
    assert read(xhtml, "a.xml").title == TITLE
    assert read(f"<h1>{TITLE}</h1>{HTML}", "a.txt").title == TITLE
    assert read(f"{TITLE}\n\nHe wrote <p> and </p> by hand. {BODY}", "a.txt").text.count("<p>") == 1


# --- bounds


def a_pdf_of(page: bytes) -> bytes:
    """A PDF of one page that draws ``page``."""
    pages = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    own = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>"
    catalogue = b"<< /Type /Catalog /Pages 2 0 R >>"
    return samples.pdf_of([catalogue, pages, own, samples.stream(page, packed=True)])


def a_loop_of_pages() -> bytes:
    pages = b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 9999999 >>"
    return samples.pdf_of([b"<< /Type /Catalog /Pages 2 0 R >>", pages])


def many_laughs() -> bytes:
    laughs = "".join(f"<!ENTITY a{n} '" + f"&a{n - 1};" * 10 + "'>" for n in range(1, 10))
    return f'<!DOCTYPE nitf [<!ENTITY a0 "ha">{laughs}]>'.encode() + samples.nitf(body="<p>&a9;</p>")


def many_attributes() -> bytes:
    return samples.nitf(body="<p " + " ".join(f"a{n}=''" for n in range(150_000)) + ">x</p>")


def an_entity_in_word() -> bytes:
    return samples.docx(more={"word/styles.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'})


TYPE = ("Content-Type: text/plain", b"x")
BOMBS: dict[str, Callable[[], bytes]] = {
    "entities": many_laughs,
    "deep XML": lambda: samples.nitf(body="<p>" * 50_000),
    "deep ninjs": lambda: b'{"uri": "x", "headline": "a", "bodies": ' + b"[" * 200_000,
    "attributes": many_attributes,
    "elements": lambda: samples.page(body="<p>x" * 400_000),
    "parts": lambda: samples.parts(*[TYPE] * 10_000),
    "parts without heads": lambda: samples.mail("", kind='multipart/mixed; boundary="b"') + b"--b\n\n" * 500_000,
    "mails in mails": lambda: samples.mail("", kind="message/rfc822") + b"Content-Type: message/rfc822\r\n\r\n" * 5_000,
    "headers": lambda: samples.mail(headers="X-A: b\r\n" * 100_000),
    "a zip bomb": lambda: samples.docx(more={"word/media.xml": b"<a>" + b" " * 30_000_000}),
    "a zip of many": lambda: samples.zipped(
        {**dict.fromkeys(map(str, range(9_000)), b""), "word/document.xml": b"<a/>"}
    ),
    "a document of entities": an_entity_in_word,
    "a deep document": lambda: samples.docx("<w:p>" * 2_000),
    "a PDF bomb": lambda: a_pdf_of(b" " * 30_000_000),
    "a PDF of numbers": lambda: a_pdf_of(b"0 " * 1_000_000),
    "a loop of pages": a_loop_of_pages,
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_what_would_take_too_much_is_refused(bomb: str) -> None:
    assert refused(BOMBS[bomb]()).split(":")[0] in ("too large", "not read", "not an article")


def test_a_mail_with_an_endless_header_is_read() -> None:
    assert read(samples.mail(headers="To: " + "<a@b.example>, " * 100_000 + "\r\n")).title == TITLE
