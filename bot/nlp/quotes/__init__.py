"""Who said what: words in marks and reported clauses, with speaker, cue and kind."""

from bot.nlp.quotes.found import quotes

__all__ = ["quotes"]
