"""Where the articles of one story quote the same words differently."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.desk.variants import quote_variants
from bot.domain.analysis import Quote, QuoteKind
from bot.domain.answer import QuoteHit
from bot.domain.article import Article, Passage
from bot.domain.deadline import within
from bot.domain.errors import TookTooLong
from tests.unit.desk import variants_before

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def an_article(article_id: str, text: str) -> Article:
    return Article(
        id=article_id, locator=article_id, text=text, title="T", workspace="", story=1, added=NOW, updated=NOW
    )


def said(article_id: str, words: str, speaker: str | None = "Ann Lee", kind: QuoteKind = QuoteKind.DIRECT) -> QuoteHit:
    article = an_article(article_id, f"She said: “{words}”")
    return QuoteHit(article, Quote(Passage(11, 11 + len(words), words), kind, speaker))


LONG = "We’ve been clear that we went in together, we’ve adapted together and we will leave together when it is time"
SHORT = "We went in together, we adjusted together and when it is time we will go together"


def test_one_statement_in_two_wordings_is_a_variant_with_the_parts_that_match() -> None:
    (variant,) = quote_variants([said("a", LONG), said("b", SHORT)])
    assert variant.speaker == "Ann Lee"
    assert [part.text for part in variant.parts] == [
        "we went in together, we’ve adapted together and we will leave together when it is time",
        SHORT,
    ]
    for hit, part in zip(variant.versions, variant.parts, strict=True):
        assert hit.article.text[part.start : part.end] == part.text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(said("a", SHORT), said("b", SHORT.upper()), id="the same words"),
        pytest.param(said("a", SHORT), said("a", LONG), id="one article"),
        pytest.param(said("a", SHORT), said("b", LONG, "Bo Ek"), id="two speakers"),
        pytest.param(said("a", SHORT), said("b", LONG, kind=QuoteKind.INDIRECT), id="reported speech"),
        pytest.param(
            said("a", SHORT), said("b", "The budget will be balanced by the end of the year, I promise you"), id="other"
        ),
        pytest.param(
            said("a", "The harbour master, who is, as we all know, his cousin, signed it"),
            said("b", "is, as we all know, his cousin", kind=QuoteKind.MIXED),
            id="a part of it",
        ),
        pytest.param(
            said("a", "By the way, the bridge is closed and nobody told us"),
            said("b", "The bridge is closed and nobody told us. We are angry, and so is everybody in town"),
            id="parts that overlap",
        ),
        pytest.param(
            said("a", "It's going to be harder than it should be"),
            said("b", "It's going to be the end of many small shops in the old town"),
            id="only the opening",
        ),
        pytest.param(said("a", "Yes, we can"), said("b", "Yes, we do"), id="too short to tell"),
    ],
)
def test_what_is_no_variant(one: QuoteHit, other: QuoteHit) -> None:
    assert quote_variants([one, other]) == ()


def test_a_part_never_ends_where_the_versions_differ() -> None:
    safe = said("a", "The bridge was inspected in the spring and was found to be safe. We trust the reports.")
    worn = said("b", "The bridge was inspected in spring and was found to be in need of repair.")
    (variant,) = quote_variants([safe, worn])
    assert [part.text for part in variant.parts] == [
        "The bridge was inspected in the spring and was found to be safe",
        "The bridge was inspected in spring and was found to be in need of repair",
    ]


def test_a_part_keeps_the_not_before_it() -> None:
    denied = said("a", "I repeat what I told you: we did not sell the old railway station to a foreign investor")
    claimed = said("b", "We sell the old railway station to a foreign investor")
    (variant,) = quote_variants([denied, claimed])
    assert variant.parts[0].text.startswith("not sell") or "did not sell" in variant.parts[0].text


def test_three_outlets_are_one_variant() -> None:
    hits = [said("a", LONG), said("b", SHORT), said("c", SHORT.replace("adjusted", "changed"))]
    (variant,) = quote_variants(hits)
    assert [hit.article.id for hit in variant.versions] == ["a", "b", "c"]


TYPOGRAPHY = [
    (
        "numbers",
        "The depot cost £1.4million and took six years to build",
        "The depot cost £1.4m and took 6 years to build",
    ),
    ("percent", "We asked for four per cent and we were offered two", "We asked for 4% and we were offered 2"),
    ("dashes", "It was dark – nobody could see the other boat", "It was dark. Nobody could see the other boat"),
    ("contractions", "I didn’t see the boat and I can’t explain it", "I did not see the boat and I cannot explain it"),
    ("spelling", "Our neighbours recognised the colour of that van", "Our neighbors recognized the color of that van"),
    (
        "hyphens",
        "It was a well-planned, half-hour raid on the depot",
        "It was a well planned half hour raid on the depot",
    ),
]


@pytest.mark.parametrize(("one", "other"), [pytest.param(*pair, id=name) for name, *pair in TYPOGRAPHY])
def test_words_that_are_only_written_differently_are_no_variant(one: str, other: str) -> None:
    assert quote_variants([said("a", one), said("b", other)]) == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("The depot cost £1.4m to build", "The depot cost £1.9m to build", id="amounts"),
        pytest.param("They promised it to us in 2021", "They promised it to us in 2022", id="years"),
        pytest.param("I did not see the boat that night", "I did see the boat that night", id="a not"),
        pytest.param("Never trust them with the boat", "Trust them with the boat. They know it well", id="a never"),
        pytest.param("We saw the boats in the harbour", "We saw the boat in the harbour", id="one or many"),
    ],
)
def test_other_words_are_a_variant(one: str, other: str) -> None:
    assert len(quote_variants([said("a", one), said("b", other)])) == 1


def test_a_part_begins_with_its_sentence_where_little_stands_before() -> None:
    one = said("a", "You looked these people in the eye and robbed them of their old age")
    other = said("b", "You looked those people in the eye, and you robbed them of their old age")
    (variant,) = quote_variants([one, other])
    assert [part.text for part in variant.parts] == [hit.quote.words.text for hit in (one, other)]


WORDS = st.sampled_from(
    "the the of and we will not no bridge bridges safe repaired closed £9.3million £9.3m 4 four didn’t did it’s"
    " colour color troops. leave? together, together; inspected 5 million per cent".split()
)


@st.composite
def statements(draw: st.DrawFn) -> list[QuoteHit]:
    """Quotes of some articles: of few words, so that many are alike, and wordings of one sentence among them."""
    base = draw(st.lists(WORDS, min_size=5, max_size=16))
    hits = []
    for _ in range(draw(st.integers(2, 7))):
        words = list(base) if draw(st.booleans()) else draw(st.lists(WORDS, max_size=24))
        for _ in range(draw(st.integers(0, 4))):
            at = draw(st.integers(0, len(words)))
            words[at : at + draw(st.integers(0, 2))] = draw(st.lists(WORDS, max_size=3))
        hits.append(
            said(
                draw(st.sampled_from("abcd")),
                " ".join(words),
                draw(st.sampled_from(["Ann Lee", "Lee", "Bo Ek", None])),
                draw(st.sampled_from([QuoteKind.DIRECT, QuoteKind.MIXED, QuoteKind.INDIRECT])),
            )
        )
    return hits


@given(statements())
@example([said("a", LONG), said("b", SHORT), said("c", LONG.replace("adapted", "changed"))])
@example([said("a", " ".join([SHORT] * 12)), said("b", " ".join([LONG] * 12)), said("c", SHORT)])
def test_it_finds_what_comparing_everything_with_everything_finds(hits: list[QuoteHit]) -> None:
    assert quote_variants(hits) == variants_before.quote_variants(hits)


def test_a_comparison_is_stopped_when_its_time_is_up() -> None:
    with within(0), pytest.raises(TookTooLong):
        quote_variants([said("a", LONG), said("b", SHORT)])
