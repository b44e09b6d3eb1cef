"""A news site on this machine: pages, feeds, a page that comes when the test lets it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Mapping

from tests.unit.sources.site import Page
from tests.unit.sources.site import Site as Pages


def article(title: str, *paragraphs: str, published: str = "2026-11-20T08:00:00Z", lang: str = "en") -> str:
    """A page with an article, as a small paper has it."""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f'<!doctype html><html lang="{lang}"><head><title>{title}</title>'
        f'<meta property="og:site_name" content="Harbour Courier">'
        f'<meta property="article:published_time" content="{published}"></head>'
        f"<body><nav><a href='/'>Home</a></nav><main><article><h1>{title}</h1>{body}</article></main></body></html>"
    )


FERRY = article(
    "Ferry line orders four ships",
    "“We will carry twice as many people by spring,” said Mara Quist, who runs the ferry line, on Monday.",
    "The four ships cost $30 million, and the line will hire 120 sailors in the two years until they sail.",
    "The harbour board agreed to lengthen its northern pier by 60 metres, and to pay a third of what that costs.",
    "Fishermen had asked the board for a pier of their own, which it put off until the budget of next year.",
)
BRIDGE = article(
    "Bridge over the Tarn closes for repairs",
    "“Nobody should cross it on foot either,” engineer Paul Orme said on Tuesday after a look at its cables.",
    "Repairs will take 14 weeks and cost $2 million. Some 8,000 cars used the bridge each day of last summer.",
    "Buses go round by the old mill, which takes them half an hour longer than it did over the bridge.",
    "The town council meets on Thursday to decide who pays for the drivers that the longer way needs.",
)
RSS = (
    '<?xml version="1.0"?><rss version="2.0"><channel><title>Harbour Courier</title><link>{url}</link>'
    "<item><title>Ferry line orders four ships</title><link>{url}/ferry</link><guid>{url}/ferry</guid></item>"
    "</channel></rss>"
)


class Site(Pages):
    """Paths in ``held`` answer when ``release`` is set."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.held: set[str] = set()
        self.release = threading.Event()
        self.page("/ferry", FERRY)
        self.page("/bridge", BRIDGE)
        self.page("/rss", RSS.format(url=self.url), kind="application/rss+xml")

    def page(self, path: str, text: str, *, status: int = 200, kind: str = "text/html; charset=utf-8") -> str:
        """Put something at a path; its address."""
        self.pages[path] = Page(text.encode(), status, {"Content-Type": kind})
        return f"{self.url}{path}"

    def begin(self, path: str, headers: Mapping[str, str], connection: socket.socket) -> None:
        super().begin(path, headers, connection)
        if path in self.held:
            self.release.wait(60)

    def close(self) -> None:
        self.release.set()
