"""What befell those whom a number counts, however an outlet words it."""

from __future__ import annotations

import pytest
import spacy
from spacy.language import Language

import bot.nlp.pipeline  # registers the components  # noqa: F401
from bot.domain.claim import Measure, measure_of
from bot.nlp.figures import figures
from bot.nlp.lexicon import directory_of

K, W, M, D = "killed", "wounded", "missing", "displaced"

CASES: list[tuple[str, list[str | None]]] = [
    # the number is the object of the verb
    ("The landslide killed 31 villagers and injured 12.", [K, W]),
    ("The landslide killed at least 31.", [K]),
    ("Gunmen shot dead five guards.", [K]),
    ("A boiler burst, killing nine workers and wounding 14 more.", [K, W]),
    ("The rains displaced some 4,000 families.", [D]),
    ("The landslide killed three guards and two dogs near the gate.", [K, K]),
    ("The landslide killed 31 people, including four children.", [K, K]),
    ("The landslide killed all 31 miners.", [K]),
    # the number counts those of whom it is said
    ("At least 31 villagers were killed.", [K]),
    ("At least 31 were killed and more than 50 hurt.", [K, W]),
    ("Thirty-one people have died.", [K]),
    ("Thirty-one people have been confirmed dead and 12 are missing.", [K, M]),
    ("The landslide left 31 dead and 12 injured.", [K, W]),
    ("31 dead, 12 injured as ferry sinks", [K, W]),
    ("31 miners killed in shaft collapse", [K]),
    ("Eleven passengers remain unaccounted for.", [M]),
    ("Some 4,000 people were left homeless.", [D]),
    ("About 4,000 people have been forced from their homes.", [D]),
    ("Some 31 people on board were killed.", [K]),
    ("Some 31 people, including four children, were killed.", [K, K]),
    ("More than 70 Peruvians and 13 Chilean sailors died.", [K, K]),
    ("The crash hurt nobody, but 12 of them drowned.", [K]),
    ("Dozens were killed and dozens more wounded.", [K, W]),
    ("The death toll could rise to as many as 45, a rescuer said.", [None]),
    ("The blast may have killed 45.", [None]),
    ("Officials feared 45 people had died.", [None]),
    ("The storm left 900 homeless.", [D]),
    ("The 31 dead included six children.", [K, None]),
    ("At least 31 are known to have died.", [K]),
    # a noun names it
    ("There were 31 deaths and 12 injuries.", [K, W]),
    ("The ministry counted 31 fatalities.", [K]),
    ("The landslide claimed 31 lives.", [K]),
    ("In all, 31 lives were lost.", [K]),
    # a toll
    ("The death toll rose to 31.", [K]),
    ("The death toll from the landslide has risen from 28 to 31.", [K, K]),
    ("That brings the death toll to at least 31.", [K]),
    ("The number of injured rose to 80.", [W]),
    ("The number of dead stands at 31.", [K]),
    ("The death toll rose to 31 after 40 houses collapsed.", [K, None]),
    ("All of the 31 miners died.", [K]),
    ("A total of 31 miners died.", [K]),
    ("He mourned the deaths of 31 miners.", [K]),
    ("Some 31 people were taken to hospital.", [W]),
    ("Some 4,000 people, mostly women and children, have been displaced.", [D]),
    # said of others, or not said
    ("None of the 31 miners died.", [None]),
    ("Not one of the 31 miners was hurt.", [None]),
    ("Most of the 31 miners died.", [None]),
    ("Only two of the 31 miners died.", [K]),
    ("Neither of the two pilots was hurt.", []),
    ("Police arrested 31 people.", [None]),
    ("Thirty-one people were not hurt.", [None]),
    ("The guards did not kill 31 people.", [None]),
    ("Some 31 people are feared dead.", [None]),
    ("Some 31 people were killed or wounded.", [None]),
    ("The bombs killed or wounded 31 people.", [None]),
    ("Twelve rebels killed 31 soldiers.", [None, K]),
    ("Twelve rebels killed civilians.", [None]),
    ("He was killed 31 miles from home.", [None]),
    ("He was nearly killed 31 times.", [None]),
    ("Some 40 people said the driver had died.", [None]),
    ("The missing aid is worth $40m.", [None]),
    ("Some 40 people lost their jobs.", [None]),
    ("The storm killed three people and 40 houses burned down.", [K, None]),
    ("The crash cost 31 jobs.", [None]),
    ("About 40% were killed.", [None]),
]


@pytest.fixture(scope="module")
def nlp() -> Language:
    language = spacy.blank("en")
    language.add_pipe("newsdesk_sentences", config={"lexicon": str(directory_of(None))})
    return language


@pytest.mark.parametrize(("text", "fates"), CASES)
def test_a_figure_tells_what_befell_those_it_counts(nlp: Language, text: str, fates: list[str | None]) -> None:
    assert [figure.fate for figure in figures(nlp(text), (), ())] == fates


def test_two_wordings_of_one_toll_count_the_same(nlp: Language) -> None:
    told = [
        "The landslide killed 31 people.",
        "The landslide left 31 dead.",
        "Thirty-one deaths were reported.",
        "The death toll rose to 31.",
        "In all, 31 lives were lost.",
        "It killed four guards and 31 others.",
    ]
    assert {measure_of(figures(nlp(text), (), ())[-1]) for text in told} == {Measure("killed", "person")}


def test_a_part_of_them_is_another_count(nlp: Language) -> None:
    people, children = figures(nlp("The landslide killed 31 people, including four children."), (), ())
    assert measure_of(people) != measure_of(children)
