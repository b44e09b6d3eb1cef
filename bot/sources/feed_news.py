"""What of a feed's entries is new or has changed since it was looked at last (pure)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from bot.domain.feed import KnownEntry
from bot.sources.entry import Entry, same_words

APART = timedelta(hours=12)
"""Times of publication that are farther apart than this are not those of one article that was edited."""
MOST_AT_ONCE = 3
"""So many entries, and most of a feed, whose links or times alone change at one look: the feed stamps each look."""
WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An entry that is to be read, and the key under which it is remembered."""

    key: str
    entry: Entry


@dataclass(frozen=True, slots=True)
class Found:
    """What a look found: ``news`` in the feed's order; the keys of the known entries that are still there, and the
    stamps of those that look different and are not.
    """

    news: tuple[NewEntry, ...]
    present: frozenset[str]
    restamped: tuple[tuple[str, str], ...] = ()


def found_in(entries: Iterable[Entry], known: Collection[KnownEntry]) -> Found:
    """The ``entries`` of a feed beside what is ``known`` of it.

    An entry is known by its id or, where that is of no use, by its address: an article whose headline and link were
    edited is the same one, and so is one that got another id.
    """
    entries = list(entries)
    matched = _matched(entries, known)
    changed = [(each, entry) for each, entry in matched if each.known and each.known.stamp != entry.stamp]
    slight = [each.key for each, entry in changed if each.known and same_words(each.known.stamp, entry.stamp)]
    there = sum(each.known is not None for each, _ in matched)
    untouched = set(slight) if len(slight) >= MOST_AT_ONCE and len(slight) * 2 > there else set()
    is_news = {each.key for each, _ in changed} - untouched
    return Found(
        tuple(NewEntry(each.key, entry) for each, entry in matched if each.known is None or each.key in is_news),
        frozenset(each.key for each, _ in matched if each.known),
        tuple((each.key, entry.stamp) for each, entry in changed if each.key in untouched),
    )


@dataclass(frozen=True, slots=True)
class _Match:
    key: str
    known: KnownEntry | None


def _matched(entries: list[Entry], known: Collection[KnownEntry]) -> list[tuple[_Match, Entry]]:
    by_key = {each.key: each for each in known}
    by_locator = {each.locator: each for each in known}
    times = Counter(entry.guid for entry in entries)
    here = {entry.locator for entry in entries}
    moved = sum(_has_moved(by_key.get(_key("id", entry.guid)), entry, here) for entry in entries if entry.guid)
    # Articles are edited one by one: where most ids come back with other addresses, the feed numbers its items anew.
    renumbered = moved >= MOST_AT_ONCE and moved * 2 > len(entries)
    taken: set[str] = set()
    matched = []
    for entry in entries:
        name = _key("id", entry.guid) if entry.guid and times[entry.guid] == 1 else _key("at", entry.locator)
        named, placed = by_key.get(name), by_locator.get(entry.locator)
        if named and named != placed and (placed or not _is_same(named, entry, here, by_title=renumbered)):
            name, named = _key("at", entry.locator), None
        same = named or placed
        if same and same.key in taken:
            same = None
        key = same.key if same else name
        if key in taken:
            continue
        taken.add(key)
        matched.append((_Match(key, same), entry))
    return matched


def _has_moved(known: KnownEntry | None, entry: Entry, here: Collection[str]) -> bool:
    """Whether the known entry of that id had another address, which the feed names no more."""
    return known is not None and known.locator != entry.locator and known.locator not in here


def _is_same(known: KnownEntry, entry: Entry, here: Collection[str], *, by_title: bool) -> bool:
    """Whether an entry at a new address is the known one that had its id: some feeds number their items from 1 at each
    look. ``by_title``: only if its headline is like the known one's.
    """
    if known.locator in here:
        return False
    if by_title or (known.published and entry.published and abs(known.published - entry.published) > APART):
        before, after = _words(known.title), _words(entry.title)
        return len(before & after) * 2 > min(len(before), len(after))
    return True


def _words(title: str | None) -> set[str]:
    return set(WORD.findall((title or "").casefold()))


def _key(kind: str, name: str) -> str:
    return sha256(f"{kind} {name}".encode(errors="replace")).hexdigest()[:40]
