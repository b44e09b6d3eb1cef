"""The reading of one article: its quotes, figures, people and summary. Only this package knows spaCy."""

from pathlib import Path

from bot.nlp.lexicon import directory_of
from bot.nlp.pipeline import Analyser
from bot.nlp.words import Alike, alike_in

__all__ = ["Alike", "Analyser", "alike"]


def alike(lexicon: Path | None) -> Alike:
    """For each word those that a question means as well: "stole" for "steal".

    Raises: SettingsError if the word lists of ``lexicon`` (None: those that come with Newsdesk) can't be read.
    """
    return alike_in(directory_of(lexicon))
