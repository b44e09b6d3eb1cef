"""One analyser for all tests of the extraction: it takes a while to build and keeps nothing between articles."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.domain.analysis import Analysis
from bot.domain.article import Document
from bot.nlp import Analyser

Analyse = Callable[[str], Analysis]


@pytest.fixture(scope="session")
def analyser() -> Analyser:
    return Analyser()


@pytest.fixture(scope="session")
def analyse(analyser: Analyser) -> Analyse:
    """The analysis of a text that is all body."""
    return lambda text: analyser.analyse(Document(locator="test", text=text, title=""))
