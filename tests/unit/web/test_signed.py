"""The signature over the raw bytes, and what signed bytes say."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.web.playground.signing import Signer
from bot.web.signed import DEEPEST, LARGEST_CHECK, MOST_FIELDS, is_certificate_check, parsed, verified

NOW = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
FORM, JSON = "application/x-www-form-urlencoded", "application/json"


def headers(body: bytes, secret: str = SECRET, at: datetime = NOW) -> list[tuple[bytes, bytes]]:
    signed = Signer(secret, lambda: at).headers(body)
    return [(name.lower().encode(), value.encode()) for name, value in signed.items()]


def test_slacks_own_example_is_verified() -> None:
    # Slack's documentation, "Verifying requests from Slack".
    body = (
        b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&"
        b"channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&"
        b"response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&"
        b"trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    found = [
        (b"X-Slack-Request-Timestamp", b"1531420618"),
        (b"X-Slack-Signature", b"v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"),
    ]
    assert verified(found, body, SECRET, datetime.fromtimestamp(1531420618, UTC))
    assert not verified(found, body + b"&", SECRET, datetime.fromtimestamp(1531420618, UTC))


@given(body=st.binary())
def test_any_bytes_are_verified_as_they_came(body: bytes) -> None:
    assert verified(headers(body), body, SECRET, NOW)
    assert not verified(headers(body), body + b" ", SECRET, NOW)
    assert not verified(headers(body, "another"), body, SECRET, NOW)
    assert not verified(headers(body, ""), body, "", NOW)


@pytest.mark.parametrize(
    ("seconds", "is_taken"), [(-301, False), (-300, True), (-299, True), (0, True), (300, True), (301, False)]
)
def test_a_signature_lasts_five_minutes(seconds: int, is_taken: bool) -> None:
    assert verified(headers(b"x", at=NOW + timedelta(seconds=seconds)), b"x", SECRET, NOW) is is_taken


STAMP, SIGNATURE = (value for _, value in headers(b"x"))


@pytest.mark.parametrize(
    ("stamps", "signatures"),
    [
        ([], [SIGNATURE]),
        ([STAMP], []),
        ([STAMP, STAMP], [SIGNATURE]),
        ([STAMP], [SIGNATURE, SIGNATURE]),
        ([STAMP], [SIGNATURE, b"v0=" + b"0" * 64]),
        ([b"1" * 5000], [SIGNATURE]),
        ([b"-" + STAMP], [SIGNATURE]),
        ([b"+" + STAMP], [SIGNATURE]),
        ([STAMP + b".0"], [SIGNATURE]),
        ([STAMP + b"\n"], [SIGNATURE]),
        ([b" " + STAMP], [SIGNATURE]),
        ([b"1_7" + STAMP[2:]], [SIGNATURE]),
        (["١٧".encode() + STAMP[2:]], [SIGNATURE]),
        ([b""], [SIGNATURE]),
        ([b"NaN"], [SIGNATURE]),
        ([b"\xff"], [SIGNATURE]),
        ([STAMP], [b"v0=\xe9"]),
        ([STAMP], [SIGNATURE + b"\xe9"]),
        ([STAMP], [b""]),
        ([STAMP], [SIGNATURE[3:]]),
        ([STAMP], [b"v1=" + SIGNATURE[3:]]),
        ([STAMP], [SIGNATURE + b"0"]),
        ([STAMP], [SIGNATURE + b"\n"]),
        ([STAMP], [b"v0=" + b"f" * 100_000]),
    ],
)
def test_a_malformed_header_is_no_signature(stamps: list[bytes], signatures: list[bytes]) -> None:
    found = [(b"x-slack-request-timestamp", each) for each in stamps]
    found += [(b"x-slack-signature", each) for each in signatures]
    assert not verified(found, b"x", SECRET, NOW)


@given(
    found=st.lists(
        st.tuples(
            st.sampled_from([b"x-slack-request-timestamp", b"X-SLACK-SIGNATURE", b"x"]),
            st.binary() | st.sampled_from([STAMP, b"v0=" + b"0" * 64]),
        )
    ),
    body=st.binary(),
)
def test_no_headers_raise(found: list[tuple[bytes, bytes]], body: bytes) -> None:
    assert not verified(found, body, SECRET, NOW)


@pytest.mark.parametrize("word", ["payload", "rocket payload", "payloads carried by drones", "payload=x", "{payload}"])
@pytest.mark.parametrize("place", ["text", "channel_name", "user_name", "team_domain", "command"])
def test_a_command_is_its_form_whatever_words_stand_in_it(place: str, word: str) -> None:
    form = {"command": "/news", "text": "x", "channel_name": "desk", place: word}
    assert parsed(FORM, urlencode(form).encode()) == form


@pytest.mark.parametrize(
    ("kind", "body", "says"),
    [
        (FORM, b"payload=%7B%22type%22%3A%22x%22%7D", {"type": "x"}),
        (FORM + "; charset=utf-8", b"payload=%7B%7D", {}),
        ("Application/X-WWW-Form-URLencoded", b"payload={}", {}),
        (FORM, b'payload={"a":"b+c"}', {"a": "b c"}),
        (FORM, b"payload={}&command=/news", {"payload": "{}", "command": "/news"}),
        (FORM, b"command=/news&payload=", {"command": "/news", "payload": ""}),
        (FORM, b"payload={}&payload=[]", {}),
        (FORM, b"command=/a&command=/b", {"command": "/a"}),
        (FORM, b"text=gr%C3%BC%C3%9Fe&text2", {"text": "grüße", "text2": ""}),
        (FORM, b"", {}),
        (FORM, b"Payload={}", {"Payload": "{}"}),
        (FORM, b"payload", None),
        (FORM, b"payload=[]", None),
        (FORM, b"payload=payload", None),
        (FORM, b"payload=%FF", None),
        (FORM, b"text=%ED%A0%80", None),
        (FORM, b"text=\xff", None),
        (FORM, b"&".join([b"a=b"] * (MOST_FIELDS + 1)), None),
        (JSON, b'{"payload": {"type": "x"}}', {"payload": {"type": "x"}}),
        (JSON + ";charset=UTF-8", '{"é": "ü🗞"}'.encode(), {"é": "ü🗞"}),
        (JSON, b'{"a": "\\ud83d\\uddde", "n": [1, -2.5, true, null]}', {"a": "🗞", "n": [1, -2.5, True, None]}),
        (JSON, b"\xef\xbb\xbf{}", None),
        (JSON, b"payload={}", None),
        (JSON, b'{"a": "\\ud800"}', None),
        (JSON, b'{"\\udc00": 1}', None),
        (JSON, b'{"a": [{"b": "\\uDfff"}]}', None),
        (JSON, b'{"a": NaN}', None),
        (JSON, b'{"a": -Infinity}', None),
        (JSON, b'{"a": 1e999}', None),
        (JSON, b'{"a": ' + b"9" * 21 + b"}", None),
        (JSON, b'{"a": ' + b"9" * 100_000 + b"}", None),
        (JSON, b"[" * 100_000, None),
        (JSON, b'{"a":' * 100_000, None),
        (JSON, b'{"a":' * DEEPEST + b"1" + b"}" * DEEPEST, None),
        (JSON, b"[1]", None),
        (JSON, b'"x"', None),
        (JSON, b"null", None),
        (JSON, b"", None),
        (JSON, "{}".encode("utf-16"), None),
        ("text/plain", b"{}", None),
        ("multipart/form-data", b"command=/news", None),
        ("", b"{}", None),
    ],
)
def test_what_signed_bytes_say(kind: str, body: bytes, says: dict[str, object] | None) -> None:
    assert parsed(kind, body) == says


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**18), 10**18) | st.text(),
    lambda below: st.lists(below) | st.dictionaries(st.text(), below),
)


@given(value=st.dictionaries(st.text(), PLAIN))
def test_json_reads_as_it_was_written_by_both_ways(value: dict[str, object]) -> None:
    for written in (json.dumps(value), json.dumps(value, ensure_ascii=False)):
        assert parsed(JSON, written.encode()) == value
        assert parsed(FORM, urlencode({"payload": written}).encode()) == value


@given(form=st.dictionaries(st.text().filter(lambda name: name != "payload"), st.text(), max_size=20))
def test_a_form_reads_as_it_was_filled_in(form: dict[str, str]) -> None:
    assert parsed(FORM, urlencode(form).encode()) == form


@given(kind=st.sampled_from([FORM, JSON, ""]) | st.text(), body=st.binary())
def test_no_bytes_raise(kind: str, body: bytes) -> None:
    parsed(kind, body)
    is_certificate_check(body)


@pytest.mark.parametrize(
    ("query", "is_one"),
    [
        (b"ssl_check=1&token=abc", True),
        (b"token=abc&ssl_check=1", True),
        (b"ssl_check=", False),
        (b"ssl_check=0", False),
        (b"text=ssl_check%3D1", False),
        (b"text=%26ssl_check%3D1", False),
        (b"", False),
        (b"\xff", False),
        (b"ssl_check=1&text=" + quote("x" * LARGEST_CHECK).encode(), False),
    ],
)
def test_a_certificate_check_is_known_by_its_field(query: bytes, is_one: bool) -> None:
    assert is_certificate_check(query) is is_one
