"""How long one request waits for what it has to ask Slack first: who somebody is, who is in a channel."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from slack_sdk import WebClient

from bot.slack.quiet import quiet

SECONDS = 2.0
"""In all. Slack waits 3 for a form's answer, and nobody's answer shall hang on Slack's being slow."""

_LEAST = 0.05
_T = TypeVar("_T")


class Patience:
    """What is left of the seconds of one request. It sleeps for no ``Retry-After`` and asks nothing twice."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._left = seconds

    def ask(self, client: WebClient, question: Callable[[WebClient], _T]) -> _T:
        """What ``question`` gives, asked through a client like ``client`` that waits no longer than what is left.

        Raises:
            SlackClientError: if Slack refuses.
            OSError: without an answer in time.
        """
        if self._left < _LEAST:
            raise TimeoutError("Slack has used up this request's patience")
        began = time.monotonic()
        try:
            return question(self._hurried(client))
        finally:
            self._left -= time.monotonic() - began

    def _hurried(self, client: WebClient) -> WebClient:
        return WebClient(
            client.token,
            base_url=client.base_url,
            timeout=self._left,  # type: ignore[arg-type]  # it goes to urllib, which takes fractions
            proxy=client.proxy,
            logger=quiet,
            retry_handlers=[],
        )
