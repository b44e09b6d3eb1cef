"""One odd paragraph never loses an article: it is left out, logged and counted."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeVar

log = logging.getLogger(__name__)

Found = TypeVar("Found")

SKIPPED = "newsdesk.skipped"
"""Key of ``doc.user_data``: the article's ``Skipped``."""


class Skipped:
    """The paragraphs of one article, by number, in which a rule failed."""

    def __init__(self) -> None:
        self.paragraphs: set[int] = set()

    def attempt(self, paragraph: int, rule: Callable[[], Found], otherwise: Found) -> Found:
        """What ``rule`` finds, or ``otherwise`` if it fails on the paragraph, which then counts as skipped."""
        try:
            return rule()
        # Any bug in a rule may surface here, on text that nobody foresaw; the log keeps its traceback.
        except Exception:
            log.exception("paragraph %d skipped", paragraph)
            self.paragraphs.add(paragraph)
            return otherwise
