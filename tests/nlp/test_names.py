"""People and organisations: names with roles and aliases, joined over the article."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.domain.analysis import Analysis, PersonKind

Analyse = Callable[[str], Analysis]
Found = tuple[str, str | None, tuple[str, ...]]


def people(analysis: Analysis) -> list[Found]:
    """Name, role and aliases of each person."""
    return [(who.name, who.role, who.aliases) for who in analysis.people if who.kind is PersonKind.PERSON]


def organisations(analysis: Analysis) -> list[str]:
    return [who.name for who in analysis.people if who.kind is PersonKind.ORGANISATION]


CASES: list[tuple[str, list[Found]]] = [
    (
        "US Secretary of State Antony Blinken left. Blinken said so.",
        [("Antony Blinken", "US Secretary of State", ("Blinken",))],
    ),
    ("Antony Blinken, US Secretary of State on Tuesday said so.", [("Antony Blinken", "US Secretary of State", ())]),
    ("NATO Secretary-General Jens Stoltenberg said so.", [("Jens Stoltenberg", "NATO Secretary-General", ())]),
    (
        "The US Special Representative for Afghanistan Reconciliation Zalmay Khalilzad left.",
        [("Zalmay Khalilzad", "US Special Representative for Afghanistan Reconciliation", ())],
    ),
    ("President Joe Biden said so.", [("Joe Biden", "President", ())]),
    ("Secretary of State John F. Kerry left.", [("John F. Kerry", "Secretary of State", ())]),
    ("Lt. Gov. Dan Patrick left.", [("Dan Patrick", "Lt. Gov.", ())]),
    ("The campaign manager Robby Mook left.", [("Robby Mook", "campaign manager", ())]),
    ("Kabul’s mayor, Daud Sultanzoy, said so.", [("Daud Sultanzoy", "mayor", ())]),
    ("State Fire Marshal Anna Lee left.", [("Anna Lee", "State Fire Marshal", ())]),
    ("Deaconess Anna Lee wept.", [("Anna Lee", "Deaconess", ())]),
    ("Anna Lee, chair of the South Party, left.", [("Anna Lee", "chair of the South Party", ())]),
    ("White House press secretary Josh Earnest left.", [("Josh Earnest", "White House press secretary", ())]),
    ("Mr. Khan left. Khan said so.", [("Khan", None, ())]),
    ("Martin Luther King Jr. said so. King was right.", [("Martin Luther King Jr.", None, ("King",))]),
    ("Mohammed bin Salman said so.", [("Mohammed bin Salman", None, ())]),
    ("Hillary Rodham Clinton left. Hillary Clinton said so.", [("Hillary Rodham Clinton", None, ("Hillary Clinton",))]),
    ("Senators Ted Cruz and Marco Rubio left.", [("Ted Cruz", "Senators", ()), ("Marco Rubio", None, ())]),
    ("Historian Anna Lee left.", [("Anna Lee", "Historian", ())]),
    ("Chloe Marsh, 34, spoke. Later Chloe said so.", [("Chloe Marsh", None, ("Chloe",))]),
    ("Valérie Giscard d’Estaing said so.", [("Valérie Giscard d’Estaing", None, ())]),
    (
        "Fred Day III built it. Fred Day Jr. sold it. Fred Day Jr. said so.",
        [("Fred Day III", None, ()), ("Fred Day Jr.", None, ())],
    ),
    ("Fred Day Jr. sold it. Fred Day said so.", [("Fred Day Jr.", None, ("Fred Day",))]),
    ("Sanna Marin, 34, left.", [("Sanna Marin", None, ())]),
    (
        "Jane Day and Bob Day left. Mr. Day said so.",
        [("Jane Day", None, ()), ("Bob Day", None, ("Day",))],
    ),
    (
        "Mr. Lee and Ms. Lee left.",
        [("Mr. Lee", None, ("Lee",)), ("Ms. Lee", None, ("Lee",))],
    ),
    (
        "“Ambassador Khalilzad will travel,” Zalmay Khalilzad said.",
        [("Zalmay Khalilzad", "Ambassador", ("Khalilzad",))],
    ),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text for text, _ in CASES])
def test_people_with_role_and_aliases(analyse: Analyse, text: str, expected: list[Found]) -> None:
    assert people(analyse(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The talks in New York and Kabul ended on Monday, March 29.",
        "Washington said so.",
        "Officials said so. However, Monday was quiet.",
        "The Taliban said so.",
        "US To Leave Kabul As Talks End In Doha",
        "The State Department said so.",
        "The Brookings Institution said so.",
    ],
)
def test_places_days_headlines_and_organisations_are_no_people(analyse: Analyse, text: str) -> None:
    assert people(analyse(text)) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The State Department and the Taliban met. NATO said so.", ["State Department", "Taliban", "NATO"]),
        ("The New York Times told CNN.", ["New York Times", "CNN"]),
        ("The Department of Justice sued the University of Texas.", ["Department of Justice", "University of Texas"]),
        (
            "The Republican Governors Association met the Washington Speakers Bureau.",
            ["Republican Governors Association", "Washington Speakers Bureau"],
        ),
        ("LIFE IN PRISON The judge spoke. The WSO said so on TV.", ["WSO"]),
        ("ABSTRACT\nA senator (R-NH) from NH spoke.", []),
        ("According to Stoltenberg NATO has a plan. Jens Stoltenberg left.", ["NATO"]),
    ],
)
def test_organisations(analyse: Analyse, text: str, expected: list[str]) -> None:
    assert organisations(analyse(text)) == expected


def test_mentions_stand_where_the_name_stands(analyse: Analyse) -> None:
    text = "President Joe Biden left. Biden said so. Mr. Biden waved."
    (person,) = analyse(text).people
    assert [(span.start, span.of(text)) for span in person.mentions] == [
        (10, "Joe Biden"),
        (26, "Biden"),
        (45, "Biden"),
    ]
