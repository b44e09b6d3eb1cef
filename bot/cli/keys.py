"""``newsdesk keys``: the keys that close the tokens of installations, made and changed."""

from __future__ import annotations

from bot.app.core import opened_store, settings_here
from bot.app.slack_side import vault_of
from bot.domain.errors import StorageError
from bot.slack.installations import rotate as closed_anew
from bot.storage.vault import VARIABLE


def rotate() -> str:
    """Close all tokens with the first key; what came of it, in a line.

    Raises:
        SettingsError: if there are no keys.
        StorageError: if the store fails, or a token can't be opened; the others are closed anew all the same.
    """
    settings = settings_here()
    vault = vault_of(settings)
    engine = opened_store(settings)
    try:
        rotated = closed_anew(engine, vault)
    finally:
        engine.dispose()
    if rotated.unread:
        raise StorageError(
            "tokens that no key opens",
            ", ".join(rotated.unread),
            hint=f"Put the key that closed them behind the others in {VARIABLE}, or install the app there again.",
        )
    return f"{rotated.anew:,} encrypted with the first key, {rotated.current:,} were so already"
