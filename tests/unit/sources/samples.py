"""Made-up articles in every format that is read: one story told in each, for the tests of readers and their faults."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

TITLE = "Bridge at Eastbury closes for three weeks"
PARAGRAPHS = (
    "EASTBURY — The bridge over the Wend will be closed for three weeks from Monday, the council said.",
    "“We have no choice, because 14 of the 62 bolts are loose,” said Ann Tolland, the council's engineer.",
    "About 9,000 drivers use the bridge every day. The ferry will run until midnight, and repairs cost £1.2 million.",
)
BODY = "\n\n".join(PARAGRAPHS)
HTML = "".join(f"<p>{escape(words)}</p>" for words in PARAGRAPHS)
NITF_NAMESPACE = "http://iptc.org/std/NITF/2006-10-18/"
G2 = "http://iptc.org/std/nar/2006-10-01/"


def page(head: str = "", body: str = HTML) -> bytes:
    """A page."""
    return (
        f"<!DOCTYPE html><html><head><title>{TITLE}</title>{head}</head><body><article><h1>{TITLE}</h1>{body}".encode()
    )


def nitf(
    *, docdata: str = "", body: str = HTML, head: str = f"<hedline><hl1>{TITLE}</hl1></hedline>", prolog: str = ""
) -> bytes:
    """A story in NITF."""
    return (
        f'{prolog}<nitf xmlns="{NITF_NAMESPACE}"><head><title>slug</title><docdata><doc-id id-string="h1"/>{docdata}'
        f'</docdata><pubdata name="Harbour Gazette"/></head><body><body.head>{head}'
        f"<byline>By <person>Jane Harrow</person></byline></body.head><body.content>{body}</body.content></body></nitf>"
    ).encode()


def news_item(
    *, guid: str = "urn:h:1", meta: str = "", content: str | None = None, kind: str = "text", title: str = TITLE
) -> str:
    """An item of NewsML-G2."""
    xhtml = f'<html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body>{HTML}</body></html>'
    inside = content or f'<inlineXML contenttype="application/xhtml+xml">{xhtml}</inlineXML>'
    return (
        f'<newsItem xmlns="{G2}" guid="{guid}" version="2" standard="NewsML-G2"><itemMeta>'
        f'<itemClass qcode="ninat:{kind}"/><provider qcode="nprov:HNA"><name>Harbour News Agency</name></provider>'
        f"<versionCreated>2026-11-30T10:00:00Z</versionCreated>{meta}</itemMeta><contentMeta>"
        f"<headline>{title}</headline><by>By Jane Harrow</by></contentMeta>"
        f"<contentSet>{inside}</contentSet></newsItem>"
    )


def news_message(*items: str) -> bytes:
    """A message of NewsML-G2."""
    inside = "".join(items)
    return f'<?xml version="1.0"?><newsMessage xmlns="{G2}"><header/><itemSet>{inside}</itemSet></newsMessage>'.encode()


def ninjs(**changed: object) -> dict[str, object]:
    """An item of ninjs, of the kind that 1.x has."""
    item: dict[str, object] = {
        "uri": "urn:h:1",
        "type": "text",
        "versioncreated": "2026-11-30T10:00:00Z",
        "pubstatus": "usable",
        "headline": TITLE,
        "byline": "By Jane Harrow",
        "body_xhtml": HTML,
        "provider": {"name": "Harbour News Agency"},
    }
    return {key: value for key, value in {**item, **changed}.items() if value is not None}


def ninjs_3() -> dict[str, object]:
    """The same as 3.x has it."""
    return {
        "standard": {"name": "ninjs", "version": "3.0"},
        "uri": "urn:h:1",
        "type": "text",
        "versioncreated": "2026-11-30T10:00:00Z",
        "headlines": [{"role": "short", "value": "Bridge shut"}, {"role": "main", "value": TITLE}],
        "bodies": [
            {"role": "main", "contenttype": "text/plain", "value": BODY},
            {"role": "main", "contenttype": "text/html", "value": HTML},
        ],
        "by": [{"name": "Jane Harrow"}],
        "infosources": [{"name": "Harbour News Agency"}],
    }


def mail(
    body: str = BODY, *, kind: str = "text/plain; charset=utf-8", headers: str = "", subject: str = TITLE
) -> bytes:
    """A mail of one part."""
    return (
        f'From: "Harbour Gazette" <news@gazette.example>\r\nTo: desk@news.example\r\nSubject: {subject}\r\n'
        f"Date: Mon, 30 Nov 2026 10:00:00 +0000\r\nMessage-ID: <1@gazette.example>\r\nMIME-Version: 1.0\r\n"
        f"{headers}Content-Type: {kind}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{body}\r\n"
    ).encode()


def parts(*of: tuple[str, bytes], kind: str = "mixed") -> bytes:
    """A mail of several parts, each with its headers."""
    inside = b"".join(b"--b1\r\n" + head.encode() + b"\r\n\r\n" + data + b"\r\n" for head, data in of)
    return mail("", kind=f'multipart/{kind}; boundary="b1"') + inside + b"--b1--\r\n"


Placed = tuple[float, float, float, str]
"""A line of a PDF: x, y, size in points, and its words."""


def pdf(pages: Sequence[Iterable[Placed]], *, info: str = "", trailer: str = "", packed: bool = False) -> bytes:
    """A PDF of lines at their places."""
    kids = " ".join(f"{5 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        f"<< {info} >>".encode("cp1252"),
    ]
    for number, lines in enumerate(pages):
        drawn = "\n".join(
            f"/F1 {size} Tf 1 0 0 1 {x} {y} Tm ({words.translate({40: '[', 41: ']', 92: '/'})}) Tj"
            for x, y, size, words in lines
        )
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {6 + 2 * number} 0 R "
            f"/Resources << /Font << /F1 3 0 R >> >> >>".encode(),
            stream(f"BT\n{drawn}\nET".encode("cp1252"), packed=packed),
        ]
    return pdf_of(objects, trailer=f"/Info 4 0 R {trailer}")


def stream(data: bytes, *, packed: bool = False, entries: str = "") -> bytes:
    """An object of a PDF that holds ``data``."""
    data = zlib.compress(data, 9) if packed else data
    filters = "/Filter /FlateDecode" if packed else ""
    return f"<< /Length {len(data)} {filters} {entries} >>\nstream\n".encode() + data + b"\nendstream"


def pdf_of(objects: Sequence[bytes], *, trailer: str = "") -> bytes:
    """A PDF of objects, of which the first is the catalogue."""
    out = b"%PDF-1.4\n"
    offsets = []
    for number, each in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n" % number + each + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return (
        out
        + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
        + table
        + f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{len(out)}\n%%EOF".encode()
    )


def lines_of_a_page(words: str = BODY, *, top: float = 660, width: int = 80) -> list[Placed]:
    """Paragraphs broken at a width, as a PDF draws them."""
    placed: list[Placed] = []
    y = top
    for paragraph in words.split("\n\n"):
        line = ""
        for word in [*paragraph.split(), ""]:
            if not word or len(line) + len(word) >= width:
                placed.append((72, y, 11, line))
                y, line = y - 14, word
            else:
                line = f"{line} {word}".strip()
        y -= 10
    return placed


def a_pdf(info: str = "", *, trailer: str = "", packed: bool = False) -> bytes:
    """The story as a PDF of one page."""
    head = [(72, 720, 20, "Bridge at Eastbury closes"), (72, 696, 20, "for three weeks")]
    return pdf([[*head, *lines_of_a_page()]], info=info, trailer=trailer, packed=packed)


WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATED = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def paragraph(words: str, style: str = "") -> str:
    """A paragraph of a Word document."""
    kind = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f'<w:p>{kind}<w:r><w:t xml:space="preserve">{escape(words)}</w:t></w:r></w:p>'


def docx(inside: str | None = None, *, more: dict[str, bytes] | None = None, relations: str = "") -> bytes:
    """The story as a Word document, or one of other paragraphs, with more files in it."""
    if inside is None:
        inside = paragraph(TITLE, "Title") + "".join(map(paragraph, PARAGRAPHS))
    styles = (
        f'<w:styles xmlns:w="{WORDS}"><w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/></w:style>'
        f'<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style></w:styles>'
    )
    kinds = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override '
        'PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.'
        'document.main+xml"/></Types>'
    )
    document = f'<w:document xmlns:w="{WORDS}" xmlns:r="{OFFICE}"><w:body>{inside}</w:body></w:document>'
    files = {
        "[Content_Types].xml": kinds.encode(),
        "_rels/.rels": f'<Relationships xmlns="{RELATED}"><Relationship Id="r1" Type="{OFFICE}/officeDocument" '
        f'Target="word/document.xml"/></Relationships>'.encode(),
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{RELATED}"><Relationship Id="s1" '
        f'Type="{OFFICE}/styles" Target="styles.xml"/>{relations}</Relationships>'.encode(),
        "word/document.xml": document.encode(),
        "word/styles.xml": styles.encode(),
        **(more or {}),
    }
    return zipped(files)


def zipped(files: dict[str, bytes]) -> bytes:
    """A zip of files."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return held.getvalue()


def rss(*items: str) -> bytes:
    """A feed; without items one that carries the story, told long enough to be whole."""
    told = escape(HTML * 4)
    whole = (
        f"<item><title>{TITLE}</title><link>https://gazette.example/a</link><description>{told}</description></item>"
    )
    return (
        f'<rss version="2.0"><channel><title>Harbour Gazette</title>{"".join(items) or whole}</channel></rss>'.encode()
    )


ATOM = (
    f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Harbour Gazette</title><entry><id>u:1</id><title>{TITLE}</title>'
    f'<link href="https://gazette.example/a"/><updated>2026-11-30T10:00:00Z</updated><content type="html">'
    f"{escape(HTML * 4)}</content></entry></feed>"
).encode()
JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Harbour Gazette",
        "items": [{"id": "1", "url": "https://gazette.example/a", "title": TITLE, "content_html": HTML * 4}],
    }
).encode()
OPML = (
    b'<?xml version="1.0"?><opml version="2.0"><head><title>Feeds</title></head><body>'
    b'<outline text="Gazette" type="rss" xmlUrl="https://gazette.example/feed"/></body></opml>'
)
