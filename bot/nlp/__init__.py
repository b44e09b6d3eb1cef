"""The reading of one article: its quotes, figures, people and summary. Only this package knows spaCy."""

from bot.nlp.pipeline import Analyser

__all__ = ["Analyser"]
