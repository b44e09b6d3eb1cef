"""What Slack signed: the signature, checked on the raw bytes, and only then what the bytes say. Pure functions."""

from __future__ import annotations

import hashlib
import hmac
import json
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NoReturn
from urllib.parse import parse_qsl

WINDOW = timedelta(minutes=5)
"""How far the time that was signed may be from ours. Source: Slack, "Verifying requests from Slack"."""
MOST_FIELDS = 100
"""Fields of a form; Slack's own have about fifteen."""
DEEPEST = 100
"""Levels of JSON; the blocks of Slack's messages have about twenty."""
LARGEST_CHECK = 1000
"""Bytes of a certificate check: it has two short fields."""

Headers = Iterable[tuple[bytes, bytes]]
"""Names and values as they came, one pair for each line."""

_TIMESTAMP = re.compile(rb"[0-9]{1,11}")
_SIGNATURE = re.compile(rb"v0=[0-9a-f]{64}")
_LONGEST_NUMBER = 20  # digits; Slack's are times in seconds or microseconds


@dataclass(frozen=True, slots=True)
class Signature:
    """What the headers claim about a body: when it was signed, and with what result."""

    timestamp: bytes
    value: bytes = field(repr=False)

    def fits(self, body: bytes, secret: str) -> bool:
        """Whether ``body`` was signed with ``secret``; with an empty secret nothing was."""
        signed = hmac.new(secret.encode(), b"v0:" + self.timestamp + b":", hashlib.sha256)
        signed.update(body)
        return bool(secret) and hmac.compare_digest(b"v0=" + signed.hexdigest().encode(), self.value)


def signature(headers: Headers, now: datetime) -> Signature | None:
    """The signature that the headers hold; None if they hold none, two, a malformed or an outdated one.

    It costs next to nothing, so that a body that can't be a signed one need not be received.
    """
    timestamp, value = _only(headers, b"x-slack-request-timestamp"), _only(headers, b"x-slack-signature")
    if not _TIMESTAMP.fullmatch(timestamp) or not _SIGNATURE.fullmatch(value):
        return None
    is_recent = abs(now.timestamp() - int(timestamp)) <= WINDOW.total_seconds()
    return Signature(timestamp, value) if is_recent else None


def verified(headers: Headers, raw_body: bytes, secret: str, now: datetime) -> bool:
    """Whether Slack, who alone knows ``secret`` besides us, signed these very bytes within ``WINDOW`` of ``now``."""
    claimed = signature(headers, now)
    return claimed is not None and claimed.fits(raw_body, secret)


def _only(headers: Headers, name: bytes) -> bytes:
    """The value of the one header of that name; empty if there is none, or more than one."""
    values = [value for each, value in headers if each.lower() == name]
    return values[0] if len(values) == 1 else b""


def parsed(content_type: str, raw_body: bytes) -> dict[str, object] | None:
    """What a signed body says; None if that is no JSON object and no form.

    A command is a form of its own. Everything else that comes as a form is JSON in its field ``payload``: the field of
    that name, not the word, which stands in commands, in names of channels and in names of people.
    """
    match content_type.partition(";")[0].strip().lower():
        case "application/json":
            return _object(raw_body)
        case "application/x-www-form-urlencoded":
            form = _form(raw_body)
            if form is None or "command" in form or "payload" not in form:
                return dict(form) if form is not None else None
            return _object(form["payload"].encode())
        case _:
            pass
    return None


def is_certificate_check(query: bytes) -> bool:
    """Whether this form, a query or a body, is Slack's look at our certificate: ``ssl_check=1``, not always signed.

    Source: Slack, "Implementing slash commands".
    """
    form = _form(query) if len(query) <= LARGEST_CHECK else None
    return form is not None and form.get("ssl_check") == "1"


def _form(raw: bytes) -> dict[str, str] | None:
    """The first value of each field; None for what is no form in UTF-8, or has too many fields."""
    try:
        fields = parse_qsl(raw.decode(), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError:
        return None
    form: dict[str, str] = {}
    for name, value in fields:
        form.setdefault(name, value)
    return form


def _object(raw: bytes) -> dict[str, object] | None:
    """The JSON object in UTF-8; None for anything that other readers, or a database, would read otherwise."""
    try:
        value = json.loads(raw.decode(), parse_int=_whole, parse_float=_finite, parse_constant=_refused)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) and _is_plain(value) else None


def _whole(digits: str) -> int:
    return int(digits) if len(digits) <= _LONGEST_NUMBER else _refused(digits)


def _finite(digits: str) -> float:
    number = float(digits)
    return number if math.isfinite(number) else _refused(digits)


def _refused(_: str) -> NoReturn:
    raise ValueError("not a number that JSON has")


def _is_plain(value: object) -> bool:
    """Whether it is not nested too deeply, and no half of a surrogate pair stands in its texts."""
    level, depth = [value], 0
    while level:
        if (depth := depth + 1) > DEEPEST:
            return False
        below: list[object] = []
        for each in level:
            if isinstance(each, dict):
                below += each.keys()
                below += each.values()
            elif isinstance(each, list):
                below += each
            elif isinstance(each, str) and not _is_encodable(each):
                return False
        level = below
    return True


def _is_encodable(text: str) -> bool:
    try:
        text.isascii() or text.encode()
    except UnicodeEncodeError:
        return False
    return True
