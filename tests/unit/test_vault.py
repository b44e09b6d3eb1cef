"""Secrets at rest: which keys there may be, and what each opens."""

from __future__ import annotations

from base64 import urlsafe_b64encode

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import SettingsError, StorageError
from bot.settings import load
from bot.storage.vault import vault
from tests.unit.test_settings import PROJECT

# The same in every process: pytest-xdist wants the same tests collected everywhere.
ONE, TWO, THREE = (urlsafe_b64encode(each * 32).decode() for each in (b"1", b"2", b"3"))
TOKEN = "xoxb-1-secret"


@pytest.mark.parametrize(
    "keys", [ONE, f" {ONE}\n", f"{ONE},{TWO}", f"{ONE} {TWO}", f"{ONE}, {TWO}\n{THREE}", f",{ONE},"]
)
def test_the_first_key_closes_and_commas_or_white_space_stand_between(keys: str) -> None:
    closed = vault(keys).close(TOKEN)
    assert Fernet(ONE).decrypt(closed).decode() == TOKEN
    assert vault(keys).is_current(closed)


@pytest.mark.parametrize(
    ("closing", "opening", "current"),
    [
        (ONE, ONE, True),
        (TWO, f"{ONE},{TWO}", False),
        (THREE, f"{ONE},{TWO},{THREE}", False),
        (TWO, f"{TWO} {ONE}", True),
    ],
)
def test_every_key_opens(closing: str, opening: str, current: bool) -> None:
    closed = vault(closing).close(TOKEN)
    assert (vault(opening).open(closed), vault(opening).is_current(closed)) == (TOKEN, current)


@given(st.text())
def test_what_was_closed_opens(secret: str) -> None:
    assert vault(ONE).open(vault(ONE).close(secret)) == secret


@pytest.mark.parametrize("clear", ["xoxb-1-2-abc", "xoxe.xoxb-1-abc", "https://hooks.slack.com/services/T/B/x", "g"])
def test_what_stands_in_clear_from_before_is_read_and_is_not_current(clear: str) -> None:
    assert (vault(ONE).open(clear), vault(ONE).is_current(clear)) == (clear, False)


def _changed(closed: str) -> str:
    return closed[:50] + ("A" if closed[50] != "A" else "B") + closed[51:]


@pytest.mark.parametrize(
    "stored",
    [vault(TWO).close(TOKEN), _changed(vault(ONE).close(TOKEN)), "gAAAAAé", "gAAAAA"],
    ids=["another key", "changed", "no ASCII", "cut off"],
)
def test_what_no_key_opens_is_told_without_it(stored: str) -> None:
    with pytest.raises(StorageError, match="no key in NEWSDESK_KEYS opens it") as raised:
        vault(ONE).open(stored)
    assert stored not in f"{raised.value}{raised.value.hint}"
    assert not vault(ONE).is_current(stored)


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ("mysecret", "what it holds is not a Fernet key"),
        (ONE[:-1], "what it holds is not a Fernet key"),
        (f"{ONE}x", "what it holds is not a Fernet key"),
        (ONE.replace("=", "é"), "what it holds is not a Fernet key"),
        (f"{ONE};{TWO}", "what it holds is not a Fernet key"),
        (f'"{ONE}"', "what it holds is not a Fernet key"),
        (" , ", "what it holds is not a Fernet key"),
        (f"{ONE},mysecret,{TWO},x", "key 2 of 4 is not a Fernet key; key 4 of 4 is not a Fernet key"),
    ],
)
def test_a_malformed_key_is_told_by_its_place_only(keys: str, told: str) -> None:
    for read in (vault, lambda text: load({"NEWSDESK_KEYS": text}, PROJECT)):
        with pytest.raises(SettingsError) as raised:
            read(keys)
        assert str(raised.value).endswith(told)
        assert not any(part in f"{raised.value}{raised.value.hint}" for part in ("mysecret", ONE[:20]))


def test_settings_and_a_vault_show_no_key() -> None:
    settings = load({"NEWSDESK_KEYS": f"{ONE} {TWO}"}, PROJECT)
    assert ONE not in f"{settings!r}{settings}{settings.model_dump_json()}{vault(ONE)!r}"
