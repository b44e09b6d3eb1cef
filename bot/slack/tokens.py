"""Slack's secrets as they should look, and where an app's page shows them."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PRINTED = re.compile(r"[!-~]+")


@dataclass(frozen=True, slots=True)
class Secret:
    """One secret by the name of its variable: how it begins, and where it is found on api.slack.com."""

    name: str
    prefix: str
    where: str

    def trouble(self, value: str) -> str:
        """What is wrong with ``value``, without a word of it; "" if it may be right."""
        if not value.startswith(self.prefix):
            return f"does not start with {self.prefix}"
        return "" if _PRINTED.fullmatch(value) else "holds a space, a line break or another character that none has"


SECRETS = (
    Secret("SLACK_BOT_TOKEN", "xoxb-", "OAuth & Permissions → Bot User OAuth Token"),
    Secret("SLACK_APP_TOKEN", "xapp-", "Basic Information → App-Level Tokens, with the scope connections:write"),
    Secret("SLACK_SIGNING_SECRET", "", "Basic Information → Signing Secret"),
)
