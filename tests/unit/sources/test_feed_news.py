"""What of a feed is new: tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.feed import KnownEntry
from bot.sources.counters import without_counters
from bot.sources.entry import Entry, as_json, entry_of, from_json
from bot.sources.feed_news import found_in

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def entry(
    link: str = "/a", guid: str = "", title: str = "Wall falls", teaser: str = "A wall fell.", time: str = ""
) -> Entry:
    return entry_of(
        feed="https://daily.example/feed",
        name=guid,
        link=link,
        title=title,
        author=None,
        outlet=None,
        times=[time] if time else [],
        body=teaser,
        is_html=True,
    )


def remembered(entries: Sequence[Entry]) -> list[KnownEntry]:
    """What is known after a look at a feed that had these."""
    return [
        KnownEntry(new.key, new.entry.locator, new.entry.title, new.entry.published, new.entry.stamp)
        for new in found_in(entries, []).news
    ]


def news(before: Sequence[Entry], now: Sequence[Entry]) -> list[str]:
    """The titles of what is new, or has changed, in a feed that is looked at again; new ones with a "+"."""
    known = remembered(before)
    keys = {each.key for each in known}
    return [f"{'' if each.key in keys else '+'}{each.entry.title}" for each in found_in(now, known).news]


DAY = "2026-03-01T09:00:00Z"
NEXT_DAY = "2026-03-02T09:00:00Z"
CASES = {
    "nothing": ([entry()], [entry()], []),
    "a new one": ([entry()], [entry("/b", title="B"), entry()], ["+B"]),
    "another title": ([entry()], [entry(title="Wall stands")], ["Wall stands"]),
    "another teaser": ([entry()], [entry(teaser="A wall fell on Monday.")], ["Wall falls"]),
    "another number": ([entry(teaser="12 are dead.")], [entry(teaser="15 are dead.")], ["Wall falls"]),
    "votes are news": ([entry(teaser="He won by 12 votes.")], [entry(teaser="He won by 15 votes.")], ["Wall falls"]),
    "a counter of comments": (
        [entry(teaser="<p>A wall.</p>1 comment")],
        [entry(teaser="<p>A wall.</p>12 comments")],
        [],
    ),
    "a counter in brackets": ([entry(teaser="A wall (3 comments).")], [entry(teaser="A wall (4 comments).")], []),
    "only other markup": ([entry(teaser="A <b>wall</b>")], [entry(teaser="A <i class='x'>wall</i>")], []),
    "another time": ([entry(time=DAY)], [entry(time=NEXT_DAY)], ["Wall falls"]),
    "tracking in the link": ([entry("/a?utm_source=x")], [entry("/a?utm_source=y")], []),
    "an edited link": ([entry("/a", "1")], [entry("/a-2", "1")], ["Wall falls"]),
    "an edited link and title": ([entry("/a", "1")], [entry("/a-2", "1", "All new")], ["All new"]),
    "another id": ([entry("/a", "1")], [entry("/a", "1#2")], []),
    "ids that say nothing": ([entry("/a", "x"), entry("/b", "x")], [entry("/c", "x", "C"), entry("/a", "x")], ["+C"]),
    "ids by place": ([entry("/a", "1"), entry("/b", "2")], [entry("/c", "1", "C"), entry("/a", "2")], ["+C"]),
    "numbered anew at each look": (
        [entry(f"/{n}", str(n), title, time=DAY) for n, title in enumerate(("Wall falls", "Bank opens", "Ferry late"))],
        [entry(f"/n{n}", str(n), title, time=DAY) for n, title in enumerate(("Storm near", "Cup won", "Mayor out"))],
        ["+Storm near", "+Cup won", "+Mayor out"],
    ),
    "all moved to other addresses": (
        [entry(f"/{n}", str(n), f"Wall {n} falls", time=DAY) for n in range(4)],
        [entry(f"/new/{n}", str(n), f"Wall {n} falls", time=DAY) for n in range(4)],
        [],
    ),
    "one edited among others": (
        [entry(f"/{n}", str(n), f"Wall {n} falls", time=DAY) for n in range(4)],
        [
            entry("/x", "0", "Storm near", time=DAY),
            *(entry(f"/{n}", str(n), f"Wall {n} falls", time=DAY) for n in range(1, 4)),
        ],
        ["Storm near"],
    ),
    "one id for each day's": (
        [entry("/a", "daily", "Cartoon of a wall", time=DAY)],
        [entry("/b", "daily", "Storm over Corley", time=NEXT_DAY)],
        ["+Storm over Corley"],
    ),
    "all stamped at each look": (
        [entry(f"/{n}", time=DAY) for n in range(4)],
        [entry(f"/{n}", time=NEXT_DAY) for n in range(4)],
        [],
    ),
    "all with another session": (
        [entry(f"/{n}?s=1", f"id{n}") for n in range(4)],
        [entry(f"/{n}?s=2", f"id{n}") for n in range(4)],
        [],
    ),
    "all rewritten": (
        [entry(f"/{n}", teaser="Old.") for n in range(4)],
        [entry(f"/{n}", teaser="New.") for n in range(4)],
        ["Wall falls"] * 4,
    ),
}


@pytest.mark.parametrize(("before", "now", "expected"), CASES.values(), ids=CASES)
def test_what_is_new(before: list[Entry], now: list[Entry], expected: list[str]) -> None:
    assert news(before, now) == expected


def test_what_only_got_another_stamp_is_remembered_by_it() -> None:
    known = remembered([entry(f"/{n}", time=DAY) for n in range(4)])
    found = found_in([entry(f"/{n}", time=NEXT_DAY) for n in range(4)], known)
    assert {key for key, _ in found.restamped} == {each.key for each in known} == found.present


entries = st.lists(
    st.builds(
        entry,
        st.sampled_from(["/a", "/b", "/c", "", "::"]),
        st.sampled_from(["", "1", "2", "x"]),
        st.sampled_from(["A", "B"]),
        st.sampled_from(["", "t", "12 comments"]),
        st.sampled_from(["", DAY, NEXT_DAY]),
    ),
    max_size=6,
)


@given(entries, entries)
def test_each_key_is_found_once_and_a_second_look_finds_nothing(before: list[Entry], now: list[Entry]) -> None:
    known = remembered(before)
    found = found_in(now, known)
    keys = [each.key for each in found.news]
    assert len(set(keys)) == len(keys)
    table = {each.key: each for each in known}
    for new in found.news:
        one = new.entry
        table[new.key] = KnownEntry(new.key, one.locator, one.title, one.published, one.stamp)
    for key, stamp in found.restamped:
        before_ = table[key]
        table[key] = KnownEntry(key, before_.locator, before_.title, before_.published, stamp)
    if len({each.locator for each in now}) == len(now):
        assert found_in(now, list(table.values())).news == ()


@given(st.builds(entry, teaser=st.text(max_size=50), title=st.text(max_size=20)))
def test_an_entry_comes_back_from_its_json(one: Entry) -> None:
    assert as_json(one).isascii()
    assert from_json(as_json(one)) == one


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("A wall fell.\n12 comments", "A wall fell."),
        ("A wall fell. 12 comments", "A wall fell."),
        ("A wall fell. | 1.2k views | 3 shares", "A wall fell."),
        ("Points: 34\n# Comments: 5\nA wall fell.", "A wall fell."),
        ("Posted 5 minutes ago. A wall fell.", "A wall fell."),
        ("No comments\nA wall fell.", "A wall fell."),
        ("A wall fell (3 comments)", "A wall fell"),
        ("He won by 12 votes.", "He won by 12 votes."),
        ("The bank sold 12 shares.", "The bank sold 12 shares."),
        ("12 people died.", "12 people died."),
        ("The index fell 34 points on Monday.", "The index fell 34 points on Monday."),
        ("", ""),
    ],
)
def test_what_only_counts_readers_is_no_word_of_the_entry(text: str, left: str) -> None:
    assert without_counters(text) == left


def test_the_known_times_are_compared_with_a_margin() -> None:
    one = entry("/a", "1", "Wall falls", time="2026-03-01T09:00:00Z")
    later = entry("/b", "1", "Sea takes harbour", time="2026-03-01T15:00:00Z")
    assert (later.published or NOW) - (one.published or NOW) == timedelta(hours=6)
    assert news([one], [later]) == ["Sea takes harbour"]
