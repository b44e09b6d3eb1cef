"""The reading of one article: its quotes, figures, people and summary. Only this package knows spaCy.

spaCy takes a second to import, and most commands read no article: ``Analyser`` is imported when it is asked for.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.nlp.lexicon import directory_of
from bot.nlp.words import Alike, alike_in

if TYPE_CHECKING:
    from bot.nlp.pipeline import Analyser

__all__ = ["Alike", "Analyser", "alike"]


def __getattr__(name: str) -> Any:
    if name == "Analyser":
        from bot.nlp.pipeline import Analyser

        return Analyser
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def alike(lexicon: Path | None) -> Alike:
    """For each word those that a question means as well: "stole" for "steal".

    Raises: SettingsError if the word lists of ``lexicon`` (None: those that come with Newsdesk) can't be read.
    """
    return alike_in(directory_of(lexicon))
