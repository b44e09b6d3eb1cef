"""Where the articles of one story give different figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.claims import Claim, claims_of
from bot.desk.disputes import figure_disputes
from bot.domain.analysis import Figure
from bot.domain.answer import FigureHit
from bot.domain.article import Article, Passage, Span
from bot.domain.deadline import within
from bot.domain.errors import TookTooLong
from bot.domain.tolerance import Difference, difference, is_equal

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def an_article(article_id: str, text: str) -> Article:
    return Article(
        id=article_id, locator=article_id, text=text, title="T", workspace="", story=1, added=NOW, updated=NOW
    )


def counted(
    article_id: str,
    value: float,
    *,
    subject: str | None = "The US",
    noun: str = "troop",
    hedge: str | None = None,
    by: str | None = None,
    fate: str | None = None,
    sentence: str = "",
) -> FigureHit:
    text = sentence or f"{subject} has {value} {noun}s"
    article = an_article(article_id, text)
    number = text.find(str(value)) if str(value) in text else 0
    words = Passage.at(text, number, text.find(" ", number))
    return FigureHit(
        article,
        Figure(
            words, Span(0, len(text)), value=value, noun=noun, subject=subject, hedge=hedge, attributed_to=by, fate=fate
        ),
    )


def test_two_numbers_for_one_thing_are_a_dispute() -> None:
    hits = [counted("a", 2500, hedge="reported"), counted("b", 3500, subject="US")]
    assert [dispute.claims for dispute in figure_disputes(hits)] == [tuple(hits)]


def test_one_article_may_report_two_sources() -> None:
    both = "The US has 2500 troops there, but the Times said it was 3500 troops"
    hits = [counted("a", 2500, sentence=both), counted("a", 3500, by="the Times", sentence=both)]
    assert figure_disputes(hits)
    calm = both.replace("but the Times said it was", "and another")
    assert not figure_disputes([counted("a", 2500, sentence=calm), counted("a", 3500, by="the Times", sentence=calm)])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(counted("a", 2500), counted("a", 3500), id="one source"),
        pytest.param(counted("a", 2500), counted("b", 7000, subject="NATO"), id="two subjects"),
        pytest.param(counted("a", 2500), counted("b", 3500, noun="tank"), id="two nouns"),
        pytest.param(counted("a", 7000, hedge="about"), counted("b", 7012), id="a rounding"),
        pytest.param(counted("a", 2500), counted("b", 3500, hedge="not"), id="a number that is denied"),
        pytest.param(counted("a", 200, hedge="more than"), counted("b", 212), id="a bound that rounds"),
        pytest.param(counted("a", 200, hedge="nearly"), counted("b", 200, hedge="about"), id="two hedges"),
        pytest.param(
            counted("a", 2, subject=None, noun="dog", sentence="Two dogs were seen in the park by the river"),
            counted("b", 3, subject=None, noun="dog", sentence="Three dogs won prizes at the county show on Saturday"),
            id="sentences about different things",
        ),
    ],
)
def test_what_is_no_dispute(one: FigureHit, other: FigureHit) -> None:
    assert figure_disputes([one, other]) == ()


@pytest.mark.parametrize(
    ("one", "other", "both_hold"),
    [
        pytest.param(counted("a", 50, hedge="more than"), counted("b", 34), False, id="a bound that does not hold"),
        pytest.param(counted("a", 30, hedge="at least"), counted("b", 34), True, id="a bound that holds"),
        pytest.param(counted("a", 40, hedge="up to"), counted("b", 34), True, id="another bound that holds"),
        pytest.param(counted("a", 17, hedge="at least"), counted("b", 18), True, id="one more, counted one by one"),
        pytest.param(counted("a", 40), counted("b", 41), False, id="exact"),
    ],
)
def test_a_dispute_says_whether_both_can_hold(one: FigureHit, other: FigureHit, both_hold: bool) -> None:
    assert [dispute.both_hold for dispute in figure_disputes([one, other])] == [both_hold]


def test_of_an_amount_the_subject_is_only_who_names_it() -> None:
    sentence = "{} promised {} kroner for a new road bridge over the fjord"
    one = counted("a", 50, noun="", subject="The government", sentence=sentence.format("The government", 50))
    other = counted("b", 65, noun="", subject="Jonas Berg", sentence=sentence.format("Jonas Berg", 65))
    hits = [replace(hit, figure=replace(hit.figure, unit="NOK", noun=None)) for hit in (one, other)]
    assert figure_disputes(hits)


def test_deaths_in_other_words_are_one_thing() -> None:
    one = counted("a", 7, subject=None, noun="person", fate="killed", sentence="7 people died in the fire at the mill")
    other = counted(
        "b", 9, subject="The blaze", noun="person", fate="killed", sentence="The blaze killed 9 people on Monday"
    )
    assert figure_disputes([one, other])


def test_without_subjects_the_sentences_tell() -> None:
    one = counted("a", 12, subject=None, noun="person", sentence="12 people died when the ferry sank off Lesbos")
    other = counted("b", 14, subject=None, noun="person", sentence="14 people died as a ferry sank near Lesbos")
    assert figure_disputes([one, other])


def test_outlets_that_carry_one_report_are_one_dispute() -> None:
    hits = [counted(outlet, value) for outlet in ("a", "b", "c") for value in (2500,)]
    others = [counted(outlet, 3500) for outlet in ("d", "e")]
    (dispute,) = figure_disputes([*hits, *others])
    assert [hit.article.id for hit in dispute.claims] == ["a", "d"]


def test_three_numbers_are_one_dispute() -> None:
    (dispute,) = figure_disputes([counted("a", 2500), counted("b", 3500), counted("c", 4800), counted("d", 3500)])
    assert [hit.figure.value for hit in dispute.claims] == [2500, 3500, 4800]


def groups_by_comparing_all(hits: Sequence[FigureHit]) -> set[tuple[FigureHit, ...]]:
    """Who disagrees with whom, by holding every claim against every other one: the definition, cubic as it is."""
    claims = claims_of(hits)

    def states(article: str, claim: Claim) -> bool:
        return article != claim.article.id and any(
            each.article.id == article and each.measure == claim.measure and is_equal(each.number, claim.number)
            for each in claims
        )

    def disagree(one: Claim, other: Claim) -> bool:
        if not one.is_about(other) or states(other.article.id, one) or states(one.article.id, other):
            return False
        found = difference(one.number, other.number)
        return found is not None and not (found is Difference.OPEN and one.article.id == other.article.id)

    used: set[int] = set()
    groups = set()
    for place, claim in enumerate(claims):
        if place in used:
            continue
        group = {place: claim}
        for at, other in enumerate(claims):
            if at > place and at not in used and all(disagree(each, other) for each in group.values()):
                group[at] = other
        if len(group) > 1:
            used |= {
                at
                for at, each in enumerate(claims)
                if at in group
                or (
                    any(each.is_about(one) for one in group.values())
                    and any(is_equal(each.number, one.number) for one in group.values())
                )
            }
            groups.add(tuple(each.hit for each in group.values()))
    return groups


FIGURES = st.builds(
    counted,
    st.sampled_from("abcd"),
    st.sampled_from([2, 3, 17, 19, 2500, 2600, 3500, 3512]),
    subject=st.sampled_from(["The US", "US", "NATO", None]),
    noun=st.sampled_from(["troop", "person"]),
    hedge=st.sampled_from([None, None, "about", "at least", "up to", "not"]),
    by=st.sampled_from([None, None, "police"]),
    fate=st.sampled_from([None, "killed"]),
)


@given(st.lists(FIGURES, max_size=12))
def test_it_finds_what_comparing_all_finds(hits: list[FigureHit]) -> None:
    assert {dispute.claims for dispute in figure_disputes(hits)} == groups_by_comparing_all(hits)


def test_a_comparison_is_stopped_when_its_time_is_up() -> None:
    with within(0), pytest.raises(TookTooLong):
        figure_disputes([counted("a", 2500)])
