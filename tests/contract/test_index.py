"""What the index finds, and what it must not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.analysis import Analysis, Figure, Person, PersonKind, Quote, QuoteKind
from bot.domain.article import SHARED, Article, Excluded, Passage, Reason, Span
from bot.domain.query import Query
from bot.storage.entries import EntryKind
from bot.storage.index import Found, Index
from bot.storage.store import Change, Stored

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
OURS = frozenset({SHARED, "T1"})


@dataclass
class Shelf:
    """Articles on their way into an index, numbered as a store would."""

    filled: Index = field(default_factory=Index)
    pending: list[Change] = field(default_factory=list)
    revision: int = 0

    @property
    def index(self) -> Index:
        """The index with everything in it; many articles go in together, which is faster."""
        if self.pending:
            self.filled.apply(self.pending)
            self.pending = []
        return self.filled

    def add(
        self,
        name: str,
        text: str = "",
        *,
        workspace: str = SHARED,
        quotes: Iterable[tuple[str | None, str]] = (),
        figures: Iterable[dict[str, Any]] = (),
        people: tuple[Person, ...] = (),
        story: int = 1,
        days: float = 1,
        **told: Any,
    ) -> None:
        self.revision += 1
        body = text + "".join(f"\n“{words}”" for _, words in quotes) + "".join(f"\n{each['says']}" for each in figures)
        dated = NOW - timedelta(days=days)
        given: dict[str, Any] = {"title": name, "locator": name, "published": dated} | told
        article = Article(
            **given,
            text=body,
            id=name,
            workspace=workspace,
            story=story,
            added=dated,
            updated=dated,
        )
        analysis = Analysis(
            "1",
            quotes=tuple(Quote(_at(body, words), QuoteKind.DIRECT, speaker) for speaker, words in quotes),
            figures=tuple(_figure(body, **each) for each in figures),
            people=people,
        )
        self.pending.append(Change(self.revision, name, Stored(article, analysis, self.revision)))

    def remove(self, name: str) -> None:
        self.revision += 1
        self.pending.append(Change(self.revision, name, None))

    def found(
        self,
        kind: EntryKind = "article",
        readable: frozenset[str] = OURS,
        limit: int = 20,
        offset: int = 0,
        **asked: Any,
    ) -> Found:
        return self.index.search(Query(**asked), kind, readable, now=NOW, limit=limit, offset=offset)


def _at(text: str, words: str) -> Passage:
    start = text.index(words)
    return Passage.at(text, start, start + len(words))


def _figure(text: str, *, words: str, says: str, **told: Any) -> Figure:
    return Figure(words=_at(text, words), sentence=_at(text, says).span, **told)


def names(found: Found) -> list[str]:
    return [hit.article_id for hit in found.hits]


def places(found: Found) -> list[tuple[str, int | None]]:
    return [(hit.article_id, hit.place) for hit in found.hits]


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture(scope="module")
def kabul() -> Shelf:
    """A small newsroom: three articles with their quotes and figures."""
    shelf = Shelf()
    shelf.add(
        "exit",
        "US troops went in together and will withdraw together, closer to 3,500 of them. NATO agrees. Zoë was there.",
        title="Allies leave Afghanistan",
        outlet="Khaama Press",
        byline="Ann de la Cruz",
        url="https://khaama.example/exit",
        quotes=[("Antony Blinken", "We will come out together when the time is right"), (None, "No comment")],
        figures=[
            {
                "words": "2,500 troops",
                "says": "The US has 2,500 troops there, says the Times.",
                "value": 2500,
                "noun": "troop",
                "subject": "The US",
                "attributed_to": "the Times",
            },
            {"words": "$2.5 million", "says": "It costs $2.5 million a day.", "value": 2500000, "unit": "USD"},
        ],
        people=(Person("Antony Blinken", PersonKind.PERSON, "Secretary of State", ("Tony Blinken",)),),
        story=1,
        days=2,
    )
    shelf.add(
        "talks",
        "The Taliban resume talks in Doha. COVID-19 delayed them. They said so to us.",
        title="Talks in Doha",
        outlet="Al Jazeera",
        quotes=[("Jens Stoltenberg", "The Taliban must negotiate"), ("Jens Stoltenberg", "Together we decide")],
        story=2,
        days=1,
    )
    shelf.add(
        "budget", "A minister cut the budget by a tenth.", title="Budget cut", outlet="The New York Times", days=400
    )
    return shelf


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, ["undated", "today", "old"]),
        ({"since": NOW - timedelta(days=7)}, ["today"]),
        ({"until": NOW}, ["today", "old"]),
        ({"undated": True}, ["undated"]),
        ({"undated": True, "words": ("quay",)}, ["undated"]),
        ({"added": NOW - timedelta(days=3)}, ["undated", "today"]),
        ({"added": NOW - timedelta(hours=1)}, []),
    ],
)
def test_an_undated_article_is_of_no_time_but_that_of_its_coming(
    shelf: Shelf, asked: dict[str, Any], expected: list[str]
) -> None:
    shelf.add("old", "The quay.", days=90)
    shelf.add("today", "The quay.", days=0.5)
    shelf.add("undated", "The quay.", days=0.4, published=None)
    assert names(shelf.found(**asked)) == expected


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"words": ("together",)}, ["exit", "talks"]),
        ({"words": ("withdrawal",)}, ["exit"]),
        ({"words": ("TROOP",)}, ["exit"]),
        ({"words": ("troops", "nato")}, ["exit"]),
        ({"words": ("troops", "doha")}, []),
        ({"words": ("the", "budget", "of", "a")}, ["budget"]),
        ({"words": ("the",)}, ["exit", "talks", "budget"]),
        ({"words": ("zoe",)}, ["exit"]),
        ({"words": ("Zoë",)}, ["exit"]),
        ({"words": ("3500",)}, ["exit"]),
        ({"words": ("3,500",)}, ["exit"]),
        ({"words": ("U.S.", "troops")}, ["exit"]),
        ({"words": ("COVID-19",)}, ["talks"]),
        ({"words": ("Khaama",)}, ["exit"]),
        ({"words": ("cruz",)}, ["exit"]),
        ({"words": ("—",)}, ["talks", "exit", "budget"]),
        ({"phrases": ("went in together",)}, ["exit"]),
        ({"phrases": ("in together went",)}, []),
        ({"phrases": ("withdrawal together",)}, []),
        ({"phrases": ("doha",)}, ["talks"]),
        ({"phrases": ("Leave Afghanistan",)}, ["exit"]),
        ({"words": ("together",), "excluded": ("taliban",)}, ["exit"]),
        ({"words": ("together",), "excluded": ("Withdrawing",)}, ["talks"]),
        ({"words": ("together",), "excluded": ("went in together",)}, ["talks"]),
        ({"excluded": ("budget",)}, ["talks", "exit"]),
        ({"outlet": "khaama"}, ["exit"]),
        ({"outlet": "aljazeera"}, ["talks"]),
        ({"outlet": "york times"}, ["budget"]),
        ({"outlet": "yor"}, ["budget"]),
        ({"person": "blinken"}, ["exit"]),
        ({"person": "antony blinken"}, ["exit"]),
        ({"person": "Cruz"}, ["exit"]),
        ({"person": "Stoltenberg", "words": ("doha",)}, ["talks"]),
        ({"person": "Stoltenberg", "words": ("budget",)}, []),
        ({"since": NOW - timedelta(days=2)}, ["talks", "exit"]),
        ({"since": NOW - timedelta(days=2) + timedelta(microseconds=1)}, ["talks"]),
        ({"until": NOW - timedelta(days=2)}, ["budget"]),
        ({"until": NOW - timedelta(days=2) + timedelta(microseconds=1)}, ["exit", "budget"]),
        ({"story": 2}, ["talks"]),
        ({"story": 2, "words": ("troops",)}, []),
        ({"url": "https://khaama.example/exit"}, ["exit"]),
        ({"words": ('scope:other" OR *',)}, []),
        ({}, ["talks", "exit", "budget"]),
    ],
)
def test_articles(kabul: Shelf, asked: dict[str, Any], expected: list[str]) -> None:
    found = kabul.found(**asked)
    assert (sorted(names(found)), found.total, found.respelt) == (sorted(expected), len(expected), ())
    if not {"words", "phrases"} & set(asked):
        assert names(found) == expected  # the newest first


@pytest.mark.parametrize(
    ("kind", "asked", "expected"),
    [
        ("quote", {"words": ("together",)}, [("exit", 0), ("talks", 1)]),
        ("quote", {"words": ("taliban",)}, [("talks", 0)]),
        ("quote", {"words": ("stoltenberg",)}, [("talks", 0), ("talks", 1)]),
        ("quote", {"words": ("secretary",)}, [("exit", 0)]),
        ("quote", {"words": ("doha",)}, []),
        ("quote", {"words": ("doha", "taliban")}, [("talks", 0)]),
        ("quote", {"words": ("doha", "together")}, [("talks", 1)]),
        ("quote", {"words": ("troops",)}, []),
        ("quote", {"person": "stoltenberg"}, [("talks", 0), ("talks", 1)]),
        ("quote", {"person": "Tony"}, [("exit", 0)]),
        ("quote", {"person": "cruz"}, []),
        ("quote", {"phrases": ("when the time is right",)}, [("exit", 0)]),
        ("quote", {"words": ("together",), "outlet": "khaama"}, [("exit", 0)]),
        ("quote", {"words": ("together",), "excluded": ("decide",)}, [("exit", 0)]),
        ("quote", {"story": 1}, [("exit", 0), ("exit", 1)]),
        ("figure", {"words": ("troops",)}, [("exit", 0)]),
        ("figure", {"words": ("2500",)}, [("exit", 0)]),
        ("figure", {"words": ("usd",)}, [("exit", 1)]),
        ("figure", {"words": ("2500000",)}, [("exit", 1)]),
        ("figure", {"words": ("costs",)}, [("exit", 1)]),
        ("figure", {"words": ("nato",)}, []),
        ("figure", {"words": ("afghanistan", "costs")}, [("exit", 1)]),
        ("figure", {"person": "times"}, [("exit", 0)]),
        ("figure", {"since": NOW - timedelta(days=1)}, []),
    ],
)
def test_quotes_and_figures_are_found_by_what_they_say(
    kabul: Shelf, kind: EntryKind, asked: dict[str, Any], expected: list[tuple[str, int]]
) -> None:
    found = kabul.found(kind, **asked)
    assert (sorted(places(found)), found.total, found.respelt) == (expected, len(expected), ())


@pytest.mark.parametrize(
    ("kind", "asked", "expected", "respelt"),
    [
        ("article", {"words": ("Stoltenburg",)}, ["talks"], ("Stoltenburg",)),
        ("article", {"words": ("Talliban", "doha")}, ["talks"], ("Talliban",)),
        ("article", {"words": ("aghfanistan",)}, ["exit"], ("aghfanistan",)),
        ("article", {"words": ("Talliban", "withdrwal")}, [], ()),
        ("article", {"words": ("talks", "budget")}, [], ()),
        ("article", {"words": ("dohb", "talks"), "outlet": "khaama"}, [], ()),
        ("article", {"words": ("3,501",)}, [], ()),
        ("article", {"words": ("cot",)}, [], ()),
        ("quote", {"person": "stoltenburg"}, ["talks", "talks"], ("stoltenburg",)),
        ("quote", {"person": "jens stoltnberg", "words": ("togehter",)}, ["talks"], ("togehter", "jens stoltnberg")),
        ("article", {"outlet": "kaama"}, ["exit"], ("kaama",)),
    ],
)
def test_another_spelling_is_tried_when_nothing_matches(
    kabul: Shelf, kind: EntryKind, asked: dict[str, Any], expected: list[str], respelt: tuple[str, ...]
) -> None:
    found = kabul.found(kind, **asked)
    assert (names(found), found.respelt) == (expected, respelt)


def test_a_right_spelling_is_never_widened(shelf: Shelf) -> None:
    shelf.add("right", "The minister resigned.")
    shelf.add("wrong", "The ministry resigned. The sinister one.")
    assert names(shelf.found(words=("sinister",))) == ["wrong"]


def test_the_nearest_spelling_comes_before_a_further_one(shelf: Shelf) -> None:
    shelf.add("one letter off", "Stoltenberg")
    shelf.add("two letters off", "Stultenberg")
    assert names(shelf.found(words=("Stoltenburg",))) == ["one letter off"]


def test_a_title_counts_more_than_the_body(shelf: Shelf) -> None:
    shelf.add("body", "Budget talks went on and on and on in the capital.", title="Ministers meet again today")
    shelf.add("title", "Ministers meet again and again and again and again.", title="Budget of the capital")
    assert names(shelf.found(words=("budget",))) == ["title", "body"]


def test_the_newer_of_two_like_articles_comes_first(shelf: Shelf) -> None:
    for days in (30, 1, 9):
        shelf.add(f"{days} days old", "The same words", title="Same", days=days)
    assert names(shelf.found(words=("words",))) == ["1 days old", "9 days old", "30 days old"]


def test_new_articles_on_a_common_word_are_not_lost_behind_many_old_ones(shelf: Shelf) -> None:
    for number in range(210):
        shelf.add(f"old {number}", "budget budget", title="Budget", days=900)
    shelf.add("new", "A long account of how the budget budget was made", title="Budget", days=0.1)
    assert names(shelf.found(words=("budget",), limit=1)) == ["new"]


def test_pages_hold_every_match_once(shelf: Shelf) -> None:
    for number in range(230):
        shelf.add(f"{number}", "budget " * (1 + number % 7), days=number)
    questions: tuple[dict[str, Any], ...] = ({"words": ("budget",)}, {})
    for asked in questions:
        pages = [shelf.found(limit=50, offset=offset, **asked) for offset in range(0, 300, 50)]
        assert sorted(int(name) for page in pages for name in names(page)) == list(range(230))
        assert {page.total for page in pages} == {230}
    assert names(shelf.found(limit=3)) == ["0", "1", "2"]
    assert shelf.found(words=("budget",), limit=0).total == 230


def test_furniture_is_not_found_and_no_phrase_reaches_over_it(shelf: Shelf) -> None:
    text = "Talks go on\nAdvertisement\nin Doha"
    shelf.add("talks", text, title="Talks", excluded=(Excluded(Span(11, 26), Reason.ADVERTISEMENT),))
    assert shelf.found(words=("advertisement",)).total == 0
    assert shelf.found(phrases=("go on in doha",)).total == 0
    assert shelf.found(phrases=("in doha",)).total == 1


def test_an_update_replaces_all_that_was_known(shelf: Shelf) -> None:
    shelf.add("it", "Old words", quotes=[("Ann", "old saying"), ("Bob", "older saying")])
    shelf.add("it", "New words", quotes=[("Ann", "new saying")])
    assert (shelf.found(words=("old",)).total, shelf.found("quote").total) == (0, 1)
    assert (shelf.index.count(), shelf.index.high_water) == (1, 2)


def test_a_removed_article_is_gone_with_its_quotes_and_figures(shelf: Shelf) -> None:
    shelf.add("it", "Words", quotes=[("Ann", "saying")], figures=[{"words": "7 men", "says": "Those 7 men."}])
    shelf.remove("it")
    assert [shelf.found(kind).total for kind in ("article", "quote", "figure")] == [0, 0, 0]
    assert shelf.index.high_water == 2


def test_the_last_of_several_changes_in_one_step_holds(shelf: Shelf) -> None:
    article = Article(locator="", text="Words", title="", id="it", workspace=SHARED, story=1, added=NOW, updated=NOW)
    stored = Stored(article, Analysis("1"), 1)
    shelf.index.apply([Change(1, "it", stored), Change(2, "it", None), Change(3, "it", stored)])
    assert (shelf.found(words=("words",)).total, shelf.index.high_water) == (1, 3)


def test_changes_that_fail_on_the_way_leave_the_index_as_it_was(shelf: Shelf) -> None:
    shelf.add("it", "Words")

    def broken() -> Iterable[Change]:
        yield Change(2, "it", None)
        raise RuntimeError("the store went away")

    for afresh in (False, True):
        with pytest.raises(RuntimeError):
            shelf.index.apply(broken(), afresh=afresh)
        assert (shelf.found(words=("words",)).total, shelf.index.high_water) == (1, 1)
    shelf.add("other", "Words")
    assert shelf.found(words=("words",)).total == 2


def test_no_method_shows_a_workspace_to_another(shelf: Shelf) -> None:
    for workspace in ("T1", "T2", "T", "T11", SHARED):
        shelf.add(
            workspace or "shared",
            "Secret Kandahar talks",
            workspace=workspace,
            quotes=[("Ann", "secret saying")],
            figures=[{"words": "7 secrets", "says": "Those 7 secrets."}],
        )
    seen = {"T1", "shared"}
    for kind in ("article", "quote", "figure"):
        for asked in ({}, {"words": ("secret",)}, {"words": ("secrte",)}, {"phrases": ("secret",)}, {"story": 1}):
            found = shelf.found(kind, **asked)
            assert set(names(found)) <= seen and found.total <= 2, (kind, asked)
    nearest = shelf.index.nearest(Query(words=("secret", "unheard")), OURS, now=NOW, limit=20)
    assert set(names(nearest)) == seen and nearest.total == 2
    assert set(shelf.index.similar("Secret talks", "Kandahar", OURS, limit=20)) == seen
    for nobody in (frozenset[str](), frozenset({"T3"})):
        assert shelf.found(readable=nobody, words=("secret",)) == Found()
        assert shelf.index.similar("Secret talks", "Kandahar", nobody, limit=20) == []


def test_a_word_that_only_another_workspace_knows_is_unknown(shelf: Shelf) -> None:
    shelf.add("theirs", "Kandahar", workspace="T2")
    shelf.add("ours", "Kandahars", workspace="T1", title="x")
    shelf.add("ours too", "Kandaher", workspace="T1", title="x")
    assert shelf.found(words=("Kandahir",)).respelt == ("Kandahir",)
    assert shelf.index.nearest(Query(words=("Kandahar",)), frozenset({"T3"}), now=NOW, limit=9) == Found()


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"words": ("doha", "unheard")}, ["talks"]),
        ({"words": ("doha", "talliban")}, ["talks"]),
        ({"words": ("troops", "nato", "doha")}, ["exit", "talks"]),
        ({"phrases": ("unheard doha",)}, ["talks"]),
        ({"words": ("doha", "troops"), "outlet": "khaama"}, ["exit"]),
        ({"words": ("doha",), "outlet": "khaama"}, ["talks"]),
        ({"words": ("the", "unheard")}, []),
        ({"outlet": "khaama"}, []),
    ],
)
def test_the_nearest_match_some_of_the_words(kabul: Shelf, asked: dict[str, Any], expected: list[str]) -> None:
    found = kabul.index.nearest(Query(**asked), OURS, now=NOW, limit=9)
    assert (names(found), found.total) == (expected, len(expected))


def test_the_like_of_a_text_share_its_telling_words(kabul: Shelf) -> None:
    assert kabul.index.similar("Taliban talks", "In Doha, the talks were about a ceasefire.", OURS, limit=1) == [
        "talks"
    ]
    assert kabul.index.similar("", "of the and", OURS, limit=9) == []
    assert kabul.index.similar("Zebra", "Xylophone", OURS, limit=9) == []


def test_how_many_articles_hold_a_word(kabul: Shelf) -> None:
    assert kabul.index.frequency(["Troops", "talks", "unheard", "—"]) == {"Troops": 1, "talks": 1, "unheard": 0, "—": 0}
    assert kabul.index.count() == 3


anything = st.text(max_size=12) | st.sampled_from(
    ['"', "scope:T2", "*", "a" * 5000, "\0", "\ud800", "'s", "U.S.", "1,000"]
)
several = st.lists(anything, max_size=3).map(tuple)


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.builds(Query, words=several, phrases=several, excluded=several, outlet=anything, person=anything, url=anything)
)
def test_whatever_is_typed_is_answered(kabul: Shelf, query: Query) -> None:
    for kind in ("article", "quote", "figure"):
        assert kabul.index.search(query, kind, frozenset({"T3"}), now=NOW, limit=5) == Found()
        kabul.index.search(query, kind, OURS, now=NOW, limit=5)
    kabul.index.nearest(query, OURS, now=NOW, limit=5)
