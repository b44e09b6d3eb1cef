"""The one way in which the workspace says no."""

from __future__ import annotations

from collections.abc import Sequence

from bot.web.playground.shapes import Json


class Refused(Exception):
    """Slack's refusal: ``code`` is its error, ``problems`` go into ``response_metadata.messages``."""

    def __init__(self, code: str, problems: Sequence[str] = (), **extra: object) -> None:
        super().__init__(": ".join([code, *problems]))
        self.code, self.problems, self.extra = code, tuple(problems), extra

    def json(self) -> Json:
        metadata = {"response_metadata": {"messages": list(self.problems)}} if self.problems else {}
        return {"ok": False, "error": self.code, **self.extra, **metadata}
