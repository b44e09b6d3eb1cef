"""The reading of one article: a document in, its quotes, figures, people and summary out. Only this package knows spaCy."""

from bot.nlp.pipeline import Analyser

__all__ = ["Analyser"]
