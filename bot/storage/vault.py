"""Secrets at rest: what opens and closes them, and the column that holds them closed."""

from __future__ import annotations

import re

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import Dialect, Text, TypeDecorator

from bot.domain.errors import SettingsError, StorageError

VARIABLE = "NEWSDESK_KEYS"
MAKE_ONE = f"newsdesk keys new makes a key; set {VARIABLE} to it for every process, and keep it."

_KEY = re.compile(r"[A-Za-z0-9_-]{43}=")
_CLOSED = "gAAAAA"
"""How everything begins that Fernet has closed: its version, and a time before 2106. No token of Slack's does."""


class Vault:
    """Fernet keys: the first closes, all of them open (https://cryptography.io/en/latest/fernet/)."""

    def __init__(self, keys: list[str]) -> None:
        self._first = Fernet(keys[0])
        self._all = MultiFernet([Fernet(key) for key in keys])

    def __repr__(self) -> str:
        return "Vault(…)"

    def close(self, secret: str) -> str:
        """``secret`` as it is stored."""
        return self._first.encrypt(secret.encode()).decode()

    def open(self, stored: str) -> str:
        """The secret that ``stored`` holds; from before there were keys, that is the secret itself.

        Raises:
            StorageError: if none of the keys has closed it, or it was changed since.
        """
        if not stored.startswith(_CLOSED):
            return stored
        try:
            return self._all.decrypt(stored.encode()).decode()
        except InvalidToken:
            raise StorageError(
                "a stored token can't be read",
                cause=f"no key in {VARIABLE} opens it",
                hint=f"Put the key that closed it behind the others in {VARIABLE}, or install the app again.",
            ) from None

    def is_current(self, stored: str) -> bool:
        """Whether the first key has closed ``stored``."""
        try:
            self._first.decrypt(stored.encode())
        except InvalidToken:
            return False
        return True


def vault(text: str) -> Vault:
    """The vault of the keys in ``text``, between which commas or white space stand.

    Raises:
        SettingsError: naming each that is no key by its place, with nothing of it.
    """
    keys = re.split(r"[,\s]+", text.strip(" \t\r\n,"))
    wrong = [number for number, key in enumerate(keys, 1) if not _KEY.fullmatch(key)]
    if wrong:
        raise SettingsError(
            [f"{_which(number, keys)} is not a Fernet key" for number in wrong], VARIABLE, hint=MAKE_ONE
        )
    return Vault(keys)


def _which(number: int, keys: list[str]) -> str:
    return f"key {number} of {len(keys)}" if len(keys) > 1 else "what it holds"


def new_key() -> str:
    """A fresh key."""
    return Fernet.generate_key().decode()


class Closed(TypeDecorator[str]):
    """A text whose values stand in the database as the vault closes them."""

    impl = Text
    cache_ok = True

    def __init__(self, vault: Vault) -> None:
        super().__init__()
        self.vault = vault

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else self.vault.close(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else self.vault.open(value)
