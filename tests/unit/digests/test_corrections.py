"""What is worth telling when an article has changed since its digest."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import UTC, datetime

import pytest

from bot.digests.corrections import baseline, changes, correction, joined
from bot.domain.analysis import Analysis, Figure
from bot.domain.article import Article, Passage, Span
from bot.domain.claim import Claim, Measure, claim_of
from bot.domain.when import AsOf
from bot.storage.digests import Changed, Told
from bot.storage.store import Stored

NOON = datetime(2024, 7, 1, 12, tzinfo=UTC)
BEFORE = "There are 2,500 troops.\n\nThey stay."


def stored(
    text: str, *figures: tuple[str, float, str | None], title: str = "Troops stay", version: str = "1"
) -> Stored:
    article = Article(
        id="a1",
        workspace="T1",
        story=1,
        locator="/1",
        title=title,
        text=text,
        added=NOON,
        updated=NOON,
    )
    found = []
    for words, value, noun in figures:
        start = text.index(words)
        found.append(Figure(Passage.at(text, start, start + len(words)), Span(0, len(text)), value=value, noun=noun))
    return Stored(article, Analysis(version, figures=tuple(found)), 1)


KEPT = baseline(stored(BEFORE, ("2,500 troops", 2500, "troop")))


def test_a_corrected_figure_is_told_with_the_one_that_is_gone() -> None:
    text = BEFORE.replace("2,500", "3,500")
    found = correction(KEPT, stored(text, ("3,500 troops", 3500, "troop")))
    assert found is not None
    assert [hit.figure.words.text for hit in found.figures] == ["3,500 troops"]
    assert found.gone == ("2,500 troops",)
    assert (found.notices, found.old_title) == ((), None)


def test_a_new_figure_is_told_and_the_old_one_is_not_gone() -> None:
    text = BEFORE + " Some 600 left."
    found = correction(KEPT, stored(text, ("2,500 troops", 2500, "troop"), ("600 left", 600, "soldier")))
    assert found is not None
    assert [hit.figure.words.text for hit in found.figures] == ["600 left"]
    assert found.gone == ()


@pytest.mark.parametrize(
    "notice",
    [
        "Correction: there are 2,500 troops, not 2,300.",
        "Editor's note: an earlier version misspelt a name.",
        "This article was corrected on Monday.",
    ],
)
def test_the_outlets_own_notice_is_told(notice: str) -> None:
    found = correction(KEPT, stored(f"{BEFORE}\n\n{notice}", ("2,500 troops", 2500, "troop")))
    assert found is not None
    assert [each.text for each in found.notices] == [notice]


def test_a_new_headline_is_told() -> None:
    found = correction(KEPT, stored(BEFORE, ("2,500 troops", 2500, "troop"), title="Troops leave"))
    assert found is not None
    assert found.old_title == "Troops stay"


@pytest.mark.parametrize(
    "after",
    [
        stored(BEFORE + " A sentence more.", ("2,500 troops", 2500, "troop")),
        stored(BEFORE, ("2,500 troops", 2500, "troop"), version="2"),
        stored("Nothing was counted.\n\nThey stay."),
        stored(BEFORE + " It took 3.", ("2,500 troops", 2500, "troop"), ("3", 3, None)),
    ],
    ids=["more words", "another extractor", "a figure less", "a bare number"],
)
def test_nothing_else_is_worth_a_message(after: Stored) -> None:
    assert correction(KEPT, after) is None


SENTENCE = "By Monday the number stood there."
FIGURE = Figure(
    Passage.at("By Monday the number stood there.", 14, 20),
    Span(0, 33),
    value=17,
    unit="USD",
    per="hour",
    hedge="at least",
    change="up",
    subject="The fee",
    attributed_to="the mayor",
    as_of=AsOf(Passage.at(SENTENCE, 0, 9), "2026-11-30"),
)
OTHERWISE: dict[str, dict[str, object]] = {
    "measure": {"fate": "killed"},
    "value": {"value": 29},
    "low": {"low": 12.0},
    "high": {"high": 20.0},
    "bound": {"hedge": "at most"},
    "negated": {"hedge": "not"},
    "change": {"change": "down"},
    "as_of": {"as_of": AsOf(Passage.at(SENTENCE, 0, 9), "2025-11-30")},
    "subject": {"subject": "The fine"},
    "source": {"attributed_to": "the council"},
}
"""What makes each field of a claim another one."""
MEASURED: dict[str, dict[str, object]] = {
    "fate": {"fate": "killed"},
    "counted": {"unit": "EUR"},
    "per": {"per": "day"},
}


def an_article(figure: Figure, text: str = SENTENCE) -> Stored:
    return replace(stored(text), analysis=Analysis("1", figures=(figure,)))


@pytest.mark.parametrize("field", [field.name for field in fields(Claim)])
def test_whatever_a_claim_says_a_change_of_it_is_told(field: str) -> None:
    changed = replace(FIGURE, **OTHERWISE[field])  # type: ignore[arg-type]
    found = correction(baseline(an_article(FIGURE)), an_article(changed, SENTENCE.replace("stood", "stands")))
    assert found is not None
    assert [hit.figure for hit in found.figures] == [changed]
    assert found.gone == ("number",)


@pytest.mark.parametrize("field", [field.name for field in fields(Measure)])
def test_whatever_is_counted_a_change_of_it_is_told(field: str) -> None:
    changed = replace(FIGURE, **MEASURED[field])  # type: ignore[arg-type]
    assert correction(baseline(an_article(FIGURE)), an_article(changed, SENTENCE.replace("stood", "stands")))


@pytest.mark.parametrize(
    "said",
    [
        {"subject": None},
        {"subject": "the  fee"},
        {"attributed_to": None},
        {"as_of": None},
        {"change": None},
        {"hedge": "more than"},
        {"hedge": None},
    ],
    ids=str,
)
def test_what_is_worded_otherwise_or_told_in_less_detail_corrects_nothing(said: dict[str, object]) -> None:
    now = an_article(replace(FIGURE, **said), SENTENCE.replace("stood", "stands"))  # type: ignore[arg-type]
    assert correction(baseline(an_article(FIGURE)), now) is None


@pytest.mark.parametrize(
    ("was", "now", "is_told"),
    [
        ({"hedge": "about", "value": 7000}, {"hedge": None, "value": 7012}, False),
        ({"hedge": "more than", "value": 200}, {"hedge": "at least", "value": 212}, False),
        ({"hedge": "more than", "value": 200}, {"hedge": None, "value": 188}, True),
        ({"hedge": "at least", "value": 17}, {"hedge": "at least", "value": 18}, True),
        ({"hedge": None, "value": 4}, {"hedge": None, "value": 3.8}, True),
        ({"hedge": "about", "value": 7000}, {"hedge": None, "value": 9000}, True),
        ({"fate": "killed", "subject": "The storm"}, {"fate": "killed", "subject": "The death toll"}, False),
        ({"attributed_to": "the mayor"}, {"attributed_to": "Mayor Jane Roe"}, False),
    ],
    ids=str,
)
def test_a_number_that_was_rough_and_who_is_named_in_full_correct_nothing(
    was: dict[str, object], now: dict[str, object], is_told: bool
) -> None:
    before = an_article(replace(FIGURE, **was))  # type: ignore[arg-type]
    after = an_article(replace(FIGURE, **now), SENTENCE.replace("stood", "stands"))  # type: ignore[arg-type]
    assert (correction(baseline(before), after) is not None) == is_told


def test_every_field_of_a_figure_is_part_of_its_claim_or_its_place() -> None:
    places = {"words", "sentence"}
    otherwise: dict[str, object] = {
        "value": 29, "low": 1.0, "high": 2.0, "unit": "EUR", "noun": "fee", "hedge": "at most", "subject": "The fine",
        "attributed_to": "the council", "change": "down", "fate": "killed", "as_of": None, "per": "day",
    }  # fmt: skip
    plain = replace(FIGURE, unit=None, noun="fare")
    for field in fields(Figure):
        if field.name not in places:
            changed = replace(plain, **{field.name: otherwise[field.name]})  # type: ignore[arg-type]
            assert claim_of(changed) != claim_of(plain), field.name


def test_a_sentence_that_stood_there_before_corrects_nothing_however_it_is_read_now() -> None:
    read_anew = an_article(replace(FIGURE, value=29), f"{SENTENCE} More follows.")
    assert correction(baseline(an_article(FIGURE)), read_anew) is None


def test_what_an_older_version_kept_is_understood() -> None:
    old = json.dumps({"title": "Troops stay", "figures": [[17, None, None, "USD", None, "$17"]], "notices": []})
    toll = Figure(Passage.at(SENTENCE, 14, 20), Span(0, 33), value=3, fate="killed")
    assert correction(old, an_article(FIGURE)) is None
    assert correction(old, an_article(toll)) is None, "tolls without a noun were not kept: they may have been told"
    assert correction(old, an_article(replace(FIGURE, value=29))) is not None
    assert joined([old], an_article(FIGURE)) is None
    assert joined([old], an_article(toll)) is None
    assert joined([old], an_article(replace(FIGURE, value=29))) is not None


def test_what_was_told_is_not_told_again() -> None:
    changed = stored(BEFORE.replace("2,500", "3,500"), ("3,500 troops", 3500, "troop"))
    assert correction(KEPT, changed) is not None
    assert correction(baseline(changed), changed) is None


def test_an_article_that_joins_its_story_is_told_by_its_new_figures() -> None:
    text = "There are 2,500 troops, others say 3,500 troops, and again 3,500 troops."
    joining = stored(text, ("2,500 troops", 2500, "troop"), ("3,500 troops", 3500, "troop"))
    found = joined([KEPT], joining)
    assert found is not None
    assert (found.joined, found.gone, found.old_title) == (True, (), None)
    assert [hit.figure.value for hit in found.figures] == [3500]
    assert joined([KEPT, baseline(joining)], joining) is None, "that another outlet has it too is no news"


def test_what_counts_as_told_once_the_changes_are() -> None:
    told = Told("a1", KEPT, NOON, "print")
    new = stored("There are 3,500 troops.", ("3,500 troops", 3500, "troop"))
    same, gone = Changed(told, None), Changed(replace(told, article="a2", words=""), None)
    found, counts = changes([same, gone, Changed(told, new), Changed(replace(told, words=""), new, (KEPT,))])
    assert [each.joined for each in found] == [False, True]
    assert counts == (told, replace(told, words=baseline(new)), replace(told, words=baseline(new)))
