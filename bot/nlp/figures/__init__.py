"""The figures of an article: numbers with unit or noun, hedge, whom they are said of and who says so."""

from __future__ import annotations

from bot.nlp.figures.extraction import figures, prepare

__all__ = ["figures", "prepare"]
