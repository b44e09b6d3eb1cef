"""The tables of names: every case of ``cases/names*.yaml``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NotRequired, TypedDict

import pytest

from bot.domain.analysis import Analysis, Person, PersonKind
from tests.nlp.tables import listed

Analyse = Callable[[str], Analysis]
TABLES = sorted((Path(__file__).parent / "cases").glob("names*.yaml"))


class Case(TypedDict):
    """One text with what it names; what is left out is not looked at."""

    text: str
    people: NotRequired[list[str | Mapping[str, str]]]
    organisations: NotRequired[list[str]]
    aliases: NotRequired[Mapping[str, list[str]]]
    xfail: NotRequired[str]


def cases() -> Iterator[object]:
    for name, case in listed(*TABLES):
        marks = [pytest.mark.xfail(reason=case["xfail"], strict=True)] if "xfail" in case else []
        yield pytest.param(case, id=name, marks=marks)


def with_role(person: Person) -> str | Mapping[str, str]:
    return person.name if person.role is None else {person.name: person.role}


def wanted(told: str | Mapping[str, str]) -> str | Mapping[str, str]:
    """As ``with_role`` tells it: a name with a full stop is written "name: role" as one string."""
    if isinstance(told, str) and ": " in told:
        name, role = told.split(": ", 1)
        return {name: role}
    return told


@pytest.mark.parametrize("case", list(cases()))
def test_names_are_those_of_the_table(analyse: Analyse, case: Case) -> None:
    found = analyse(case["text"]).people
    if "people" in case:
        people = [with_role(who) for who in found if who.kind is PersonKind.PERSON]
        assert people == list(map(wanted, case["people"]))
    if "organisations" in case:
        assert [who.name for who in found if who.kind is PersonKind.ORGANISATION] == case["organisations"]
    aliases = {who.name: sorted(who.aliases) for who in found}
    for name, expected in case.get("aliases", {}).items():
        assert aliases[name] == expected


def test_there_are_cases() -> None:
    assert list(listed(*TABLES))
