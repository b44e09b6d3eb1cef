"""Why something failed, in words."""

from __future__ import annotations

import errno
import os
import socket
import ssl
from urllib.error import URLError

import pytest

from bot.domain.errors import cause_of


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), "x"), "there is no such file or folder"),
        (OSError(errno.EXDEV, "Invalid cross-device link"), "invalid cross-device link"),
        (socket.gaierror(-2, "Name or service not known"), "its name can't be looked up; is the network there?"),
        (URLError(socket.gaierror(-2, "x")), "its name can't be looked up; is the network there?"),
        (URLError(ConnectionRefusedError(errno.ECONNREFUSED, "x")), "the connection was refused"),
        (ssl.SSLError(1, "[SSL] record layer failure"), "no secure connection could be made"),
        (TimeoutError(), "no answer came in time"),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte"), "it is not UTF-8 text"),
        (ValueError("two\nlines"), "two lines"),
        (ValueError(), "ValueError"),
    ],
)
def test_a_cause_in_words(error: Exception, words: str) -> None:
    assert cause_of(error) == words
