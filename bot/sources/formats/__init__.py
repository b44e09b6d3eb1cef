"""The formats that articles come in, each with a reader of its own, in one table."""

from bot.sources.formats.table import MEDIA_TYPES, SUFFIXES, articles_in

__all__ = ["MEDIA_TYPES", "SUFFIXES", "articles_in"]
