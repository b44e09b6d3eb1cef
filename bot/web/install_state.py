"""The state that an installation carries to Slack and back: signed, and nothing is stored until somebody comes back."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from slack_sdk.oauth import OAuthStateStore

STATE_LIFE = timedelta(minutes=10)
"""Between "Add to Slack" and the way back: Slack's own page lives that long, and so does the browser's cookie."""

_STATE = re.compile(r"(?P<issued>[0-9]{1,11})-(?P<nonce>[0-9a-f]{32})-(?P<mac>[0-9a-f]{64})")


class SignedStates(OAuthStateStore):
    """States that only whoever knows the app's client secret can issue, each good once and for ``STATE_LIFE``.

    ``first_time`` keeps the used ones, for longer than they live (``bot.storage.marks.SqlMarks``). That a state comes
    back in the browser that it was given to, Bolt sees to with a cookie.
    """

    def __init__(
        self, client_secret: str, first_time: Callable[[str, datetime], bool], clock: Callable[[], datetime]
    ) -> None:
        # A key of its own: what is signed here must be of no use anywhere else.
        self._key = hmac.new(client_secret.encode(), b"newsdesk: state of an installation", hashlib.sha256).digest()
        self._first_time, self._clock = first_time, clock

    def issue(self, *args: object, **kwargs: object) -> str:
        """A new state, fit for an address and a cookie."""
        begun = f"{int(self._clock().timestamp())}-{secrets.token_hex(16)}"
        return f"{begun}-{self._mac(begun)}"

    def consume(self, state: str) -> bool:
        """Whether the state was issued here, not long ago, and not used before; from now on it was.

        Raises:
            StorageError: if that can't be kept.
        """
        parts = _STATE.fullmatch(state)
        if parts is None or not hmac.compare_digest(self._mac(f"{parts['issued']}-{parts['nonce']}"), parts["mac"]):
            return False
        now = self._clock()
        age = now.timestamp() - int(parts["issued"])
        # A second's grace for another process whose clock is ahead.
        is_alive = -1 <= age <= STATE_LIFE.total_seconds()
        return is_alive and self._first_time(f"oauth:{hashlib.sha256(state.encode()).hexdigest()}", now)

    def _mac(self, begun: str) -> str:
        return hmac.new(self._key, begun.encode(), hashlib.sha256).hexdigest()
