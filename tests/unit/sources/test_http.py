from __future__ import annotations

import gzip
import threading
import zlib
from collections.abc import Iterator
from datetime import timedelta

import httpcore
import pytest

from bot.domain.errors import SourceError
from bot.sources.http import Fetcher, Validators
from bot.sources.unread import Unread
from tests.unit.sources.site import Page, Site, serving

LOCAL = frozenset({"127.0.0.1"})


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as running:
        yield running


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    with Fetcher(allow_private=LOCAL) as ready:
        yield ready


def problem(fetcher: Fetcher, url: str) -> SourceError:
    with pytest.raises(SourceError) as caught:
        fetcher.fetch(url)
    error = caught.value
    assert "\n" not in str(error)
    assert error.hint
    return error


def test_a_page_comes_with_its_address_type_and_charset(site: Site, fetcher: Fetcher) -> None:
    fetched = fetcher.fetch(site.put("/a", b"<p>x</p>", "text/html; charset=ISO-8859-1", ETag='"1"'))
    assert fetched is not None
    assert (fetched.url, fetched.content) == (f"{site.url}/a", b"<p>x</p>")
    assert (fetched.media_type, fetched.charset) == ("text/html", "iso-8859-1")
    assert fetched.validators == Validators('"1"', None)


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        ("gzip", gzip.compress(b"words " * 5000, mtime=0)),
        ("deflate", zlib.compress(b"words " * 5000)),
        ("deflate", zlib.compress(b"words " * 5000, wbits=-15)),
    ],
)
def test_compressed_pages_are_opened(site: Site, fetcher: Fetcher, coding: str, packed: bytes) -> None:
    fetched = fetcher.fetch(site.put("/z", packed, Content_Encoding=coding))
    assert fetched is not None
    assert fetched.content == b"words " * 5000


def test_an_unchanged_feed_is_not_sent_again(site: Site, fetcher: Fetcher) -> None:
    def feed(headers: object) -> Page:
        unchanged = site.headers[-1].get("If-None-Match") == '"7"'
        return Page(b"" if unchanged else b"<rss/>", 304 if unchanged else 200, {"ETag": '"7"'})

    site.pages["/feed"] = feed
    first = fetcher.fetch(f"{site.url}/feed")
    assert first is not None
    assert fetcher.fetch(f"{site.url}/feed", unless=first.validators) is None


def test_redirects_are_followed_to_the_last_address(site: Site, fetcher: Fetcher) -> None:
    site.put("/end", "the end")
    for i in range(5):
        site.pages[f"/{i}"] = Page(status=302, headers={"Location": "/end" if i == 4 else f"/{i + 1}"})
    fetched = fetcher.fetch(f"{site.url}/0")
    assert fetched is not None
    assert (fetched.url, fetched.content) == (f"{site.url}/end", b"the end")


def test_a_sixth_redirect_is_too_many(site: Site, fetcher: Fetcher) -> None:
    site.pages["/loop"] = Page(status=301, headers={"Location": "/loop"})
    assert "more than 5 redirects" in str(problem(fetcher, f"{site.url}/loop"))
    assert len(site.asked) == 6


@pytest.mark.parametrize("host", ["localhost", "[::1]", "127.1", "2130706433", "0x7f000001", "[::ffff:127.0.0.1]"])
def test_a_redirect_to_a_private_address_is_refused(site: Site, fetcher: Fetcher, host: str) -> None:
    site.pages["/out"] = Page(status=302, headers={"Location": f"http://{host}/secret"})
    assert problem(fetcher, f"{site.url}/out").problem == "not opened"
    assert site.asked == ["/out"]


def test_numbers_with_leading_zeros_are_no_host(site: Site, fetcher: Fetcher) -> None:
    site.pages["/out"] = Page(status=302, headers={"Location": "http://0177.0.0.1/secret"})
    assert "invalid ipv4 address" in problem(fetcher, f"{site.url}/out").cause.lower()
    assert site.asked == ["/out"]


@pytest.mark.parametrize(
    "target", ["file:///etc/hostname", "ftp://example.org/", "http://u:secret@example.org/", "gopher://example.org/"]
)
def test_a_redirect_is_checked_like_an_address(site: Site, fetcher: Fetcher, target: str) -> None:
    site.pages["/out"] = Page(status=302, headers={"Location": target})
    error = problem(fetcher, f"{site.url}/out")
    assert "secret" not in str(error)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "localhost", "[::1]", "127.1", "2130706433", "017700000001", "0x7f.0.0.1", "0.0.0.0",
        "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "10.0.0.1", "192.168.1.1", "172.16.0.1", "169.254.169.254",
        "100.64.0.1", "[fe80::1]", "[fc00::1]", "[64:ff9b::7f00:1]", "224.0.0.1", "255.255.255.255",
    ],
)  # fmt: skip
def test_private_addresses_are_never_opened(host: str) -> None:
    with Fetcher() as fetcher:
        error = problem(fetcher, f"http://{host}/")
    assert (error.problem, error.cause) == ("not opened", f"{host.strip('[]')} is not a public address")


def test_a_name_that_changes_its_address_is_checked_where_the_connection_is_made(site: Site) -> None:
    asked: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    with Fetcher(allow_private=LOCAL, resolve=resolve) as fetcher:
        assert problem(fetcher, "http://rebinding.example/secret").problem == "not opened"
    assert asked == ["rebinding.example"]
    assert site.asked == []


def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    with Fetcher(resolve=lambda host, port: ["93.184.216.34", "10.0.0.1"]) as fetcher:
        assert problem(fetcher, "http://mixed.example/").problem == "not opened"


def test_the_name_is_resolved_once_and_the_connection_goes_to_what_was_checked(site: Site) -> None:
    asked: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    site.put("/a", "hello")
    with Fetcher(allow_private=frozenset({"wiki.internal"}), resolve=resolve) as fetcher:
        fetched = fetcher.fetch(f"http://wiki.internal:{site.port}/a")
    assert fetched is not None
    assert fetched.content == b"hello"
    assert asked == ["wiki.internal"]
    assert site.headers[0]["Host"] == f"wiki.internal:{site.port}"


@pytest.mark.parametrize(
    ("url", "cause"),
    [
        ("ftp://example.org/a", "only http and https are opened"),
        ("file:///etc/hostname", "only http and https are opened"),
        ("http://", "it is malformed"),
        ("http://exa mple.org/", "it is malformed"),
        ("http://example.org/" + "a" * 3000, "it is malformed"),
        ("http://user:pass@example.org/", "it holds a user name or a password"),
        ("http://example.org@127.0.0.1/", "it holds a user name or a password"),
        ("http://example.org:22/", "port 22 is not one of the web's"),
    ],
)
def test_what_is_no_public_web_address_is_refused_before_any_request(url: str, cause: str) -> None:
    def resolve(host: str, port: int) -> list[str]:
        raise AssertionError("nothing may be resolved")

    with Fetcher(resolve=resolve) as fetcher:
        error = problem(fetcher, url)
    assert error.cause == cause
    assert "pass" not in error.subject


def test_a_host_that_does_not_exist() -> None:
    def resolve(host: str, port: int) -> list[str]:
        raise OSError("Name or service not known")

    with Fetcher(resolve=resolve) as fetcher:
        error = problem(fetcher, "http://nowhere.example/a")
    assert str(error) == "could not fetch: http://nowhere.example/a: there is no such host"


@pytest.mark.parametrize(
    ("status", "words"), [(404, "404 Not Found"), (500, "500 Internal Server Error"), (299, "299")]
)
def test_only_200_is_an_answer(site: Site, fetcher: Fetcher, status: int, words: str) -> None:
    site.pages["/gone"] = Page(b"x", status)
    assert str(problem(fetcher, f"{site.url}/gone")) == f"could not fetch: {site.url}/gone: the server answers {words}"


@pytest.mark.parametrize("kind", ["image/png", "application/zip", "video/mp4", "text/css"])
def test_what_is_no_text_is_refused_by_its_type(site: Site, fetcher: Fetcher, kind: str) -> None:
    assert problem(fetcher, site.put("/x", b"....", kind)).cause == f"it is {kind}"


def test_a_page_over_the_limit_is_not_read_to_its_end(site: Site) -> None:
    written: list[int] = []

    def endless() -> Iterator[bytes]:
        for i in range(10_000):
            written.append(i)
            yield b"x" * 65536

    site.pages["/huge"] = Page(headers={"Content-Type": "text/plain"}, chunks=endless)
    with Fetcher(allow_private=LOCAL) as fetcher:
        assert problem(fetcher, f"{site.url}/huge").problem == "too large"
    assert len(written) < 2000


def test_a_decompression_bomb_stops_at_the_limit(site: Site, fetcher: Fetcher) -> None:
    bomb = gzip.compress(b"\0" * 200_000_000, compresslevel=1)
    assert problem(fetcher, site.put("/bomb", bomb, Content_Encoding="gzip")).problem == "too large"


@pytest.mark.parametrize("coding", ["gzip, gzip", "br", "zstd", "x-made-up"])
def test_an_encoding_that_was_not_asked_for_is_refused(site: Site, fetcher: Fetcher, coding: str) -> None:
    assert "not asked for" in problem(fetcher, site.put("/c", b"abc", Content_Encoding=coding)).cause


@pytest.mark.parametrize("body", [b"not gzip at all", gzip.compress(b"words" * 100, mtime=0)[:20]])
def test_broken_compression_is_an_error(site: Site, fetcher: Fetcher, body: bytes) -> None:
    assert problem(fetcher, site.put("/b", body, Content_Encoding="gzip")).problem == "could not fetch"


def test_a_server_that_says_nothing_is_given_up(site: Site) -> None:
    hold = threading.Event()

    def silent() -> Iterator[bytes]:
        yield b"a"
        hold.wait()

    site.pages["/silent"] = Page(chunks=silent)
    with Fetcher(allow_private=LOCAL, silence=0.1) as fetcher:
        assert problem(fetcher, f"{site.url}/silent").cause == "no answer in time"
    hold.set()


def test_a_server_that_drips_is_given_up_at_the_deadline(site: Site) -> None:
    now = [0.0]

    def dripping() -> Iterator[bytes]:
        while now[0] < 100:
            now[0] += 1
            yield b"a"

    site.pages["/drip"] = Page(chunks=dripping)
    with Fetcher(allow_private=LOCAL, seconds=5, clock=lambda: now[0]) as fetcher:
        assert problem(fetcher, f"{site.url}/drip").cause == "it took longer than 5 s"


def test_a_refused_connection(fetcher: Fetcher) -> None:
    with serving() as gone:
        pass
    assert problem(fetcher, f"{gone.url}/").problem == "could not fetch"


def test_cookies_are_not_kept_and_the_client_says_who_it_is(site: Site, fetcher: Fetcher) -> None:
    url = site.put("/c", "x", Set_Cookie="id=1")
    fetcher.fetch(url)
    fetcher.fetch(url)
    assert "Cookie" not in site.headers[1]
    assert site.headers[1]["User-Agent"].startswith("Newsdesk/")


# --- the whole of a fetch


def test_one_deadline_holds_for_all_redirects(site: Site) -> None:
    now = [0.0]

    def slow(headers: object) -> Page:
        now[0] += 2
        return Page(status=302, headers={"Location": "/again"})

    site.pages["/again"] = slow
    with Fetcher(allow_private=LOCAL, seconds=5, clock=lambda: now[0]) as fetcher:
        assert problem(fetcher, f"{site.url}/again").cause == "it took longer than 5 s"
    assert len(site.asked) == 3


def test_the_deadline_holds_between_addresses_that_do_not_answer() -> None:
    now = [0.0]
    tried: list[str] = []

    def dead(self: object, host: str, *_: object) -> None:
        tried.append(host)
        now[0] += 2
        raise httpcore.ConnectTimeout

    with (
        pytest.MonkeyPatch.context() as patch,
        Fetcher(
            seconds=5, clock=lambda: now[0], resolve=lambda host, port: [f"93.184.216.{n}" for n in range(20)]
        ) as fetcher,
    ):
        patch.setattr(httpcore.SyncBackend, "connect_tcp", dead)
        assert problem(fetcher, "http://dead.example/").cause == "it took longer than 5 s"
    assert len(tried) == 3


def test_a_look_up_that_hangs_is_left_behind() -> None:
    hold = threading.Event()

    def hangs(host: str, port: int) -> list[str]:
        hold.wait(60)
        return []

    with Fetcher(seconds=0.1, resolve=hangs) as fetcher:
        assert problem(fetcher, "http://hangs.example/").cause == "it took longer than 0.1 s"
    hold.set()


def test_a_resolver_that_breaks_is_an_error() -> None:
    def breaks(host: str, port: int) -> list[str]:
        raise UnicodeError("label too long")

    with Fetcher(resolve=breaks) as fetcher:
        assert problem(fetcher, "http://x.example/").cause == "there is no such host"


def test_what_follows_a_compressed_page_is_not_read(site: Site, fetcher: Fetcher) -> None:
    written: list[int] = []

    def endless() -> Iterator[bytes]:
        yield gzip.compress(b"the whole page")
        for i in range(10_000):
            written.append(i)
            yield b"x" * 65536

    site.pages["/z"] = Page(headers={"Content-Type": "text/plain", "Content-Encoding": "gzip"}, chunks=endless)
    fetched = fetcher.fetch(f"{site.url}/z")
    assert fetched is not None
    assert fetched.content == b"the whole page"
    assert len(written) < 500


def test_compressed_nothing_is_counted(site: Site) -> None:
    written: list[int] = []

    def endless() -> Iterator[bytes]:
        packer = zlib.compressobj(wbits=31)
        for i in range(100_000):
            written.append(i)
            yield packer.flush(zlib.Z_FULL_FLUSH) + b"\0\0\0\xff\xff" * 5000  # stored blocks of no bytes

    site.pages["/z"] = Page(headers={"Content-Type": "text/plain", "Content-Encoding": "gzip"}, chunks=endless)
    with Fetcher(allow_private=LOCAL, largest=500_000) as fetcher:
        assert problem(fetcher, f"{site.url}/z").problem in ("too large", "could not fetch")
    assert len(written) < 5000


def test_a_network_of_one_s_own_is_opened_by_address_and_by_name(site: Site) -> None:
    opened: list[tuple[str, int]] = []

    def refuse(self: object, host: str, port: int, *_: object) -> None:
        opened.append((host, port))
        raise httpcore.ConnectError("refused")

    site.put("/a", "hello")
    with Fetcher(allow_private=frozenset({"127.0.0.0/8"}), resolve=lambda host, port: ["127.0.0.1"]) as fetcher:
        assert fetcher.fetch(f"{site.url}/a") is not None
        assert (
            problem(fetcher, f"http://wiki.internal:{site.port}/a").cause == f"port {site.port} is not one of the web's"
        )
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(httpcore.SyncBackend, "connect_tcp", refuse)
            assert problem(fetcher, "http://wiki.internal/a").problem == "could not fetch"
    assert opened == [("127.0.0.1", 80)]
    with Fetcher(resolve=lambda host, port: ["127.0.0.1"]) as fetcher:
        error = problem(fetcher, "http://wiki.internal/a")
    assert error.problem == "not opened"
    assert "library.allowed_hosts" in error.hint


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        ("0", 0),
        ("-5", 0),
        ("soon", 0),
        ("", 0),
        ("9" * 5000, 86_400),
        ("Fri, 31 Dec 1999 23:59:59 GMT", 0),
    ],
)
def test_how_long_a_server_asks_to_wait(site: Site, fetcher: Fetcher, header: str, seconds: int) -> None:
    site.pages["/busy"] = Page(status=429, headers={"Retry-After": header} if header else {})
    error = problem(fetcher, f"{site.url}/busy")
    assert isinstance(error, Unread)
    assert error.after == timedelta(seconds=seconds)


@pytest.mark.parametrize("kind", ["text/html; charset*=punycode''%FF", "html", "/;;;=", "text/html;" + "a" * 5000])
def test_an_odd_content_type_is_no_obstacle(site: Site, fetcher: Fetcher, kind: str) -> None:
    fetched = fetcher.fetch(site.put("/odd", "hello", kind))
    assert fetched is not None
    assert fetched.charset is None
