"""The tables of figures: every line of figure_cases.yaml and of cases/figures*.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
import spacy
from spacy.language import Language

import bot.nlp.pipeline  # registers the components  # noqa: F401
from bot.domain.analysis import Figure
from bot.nlp.figures import figures
from bot.nlp.lexicon import directory_of
from tests.nlp.tables import listed, rows_of

TABLE = Path(__file__).with_name("figure_cases.yaml")
TABLES = (TABLE, *sorted(Path(__file__).with_name("cases").glob("figures*.yaml")))
HELD = ("value", "low", "high", "unit", "noun", "hedge", "change")
NAMED = ("subject", "attributed_to", "per", "fate", "as_of")

Row = Mapping[str, str | int | float]


@pytest.fixture(scope="module")
def nlp() -> Language:
    language = spacy.blank("en")
    language.add_pipe("newsdesk_sentences", config={"lexicon": str(directory_of(None))})
    return language


def seen(figure: Figure, row: Row) -> dict[str, object]:
    """What the table holds ``figure`` to; to some fields only where ``row`` names them."""
    fields = ("words", *HELD, *(field for field in NAMED if field in row))
    found = {field: figure.words.text if field == "words" else getattr(figure, field) for field in fields}
    return found | ({"as_of": figure.as_of and figure.as_of.words.text} if "as_of" in found else {})


def wanted(row: Row) -> dict[str, object]:
    expected: dict[str, object] = {**dict.fromkeys(HELD), **row}
    for field in ("value", "low", "high"):
        number = expected[field]
        if isinstance(number, float):
            expected[field] = pytest.approx(number)
    return expected


@pytest.mark.parametrize(("text", "rows"), list(rows_of(*TABLES)))
def test_figures_are_those_of_the_table(nlp: Language, text: str, rows: list[Row]) -> None:
    found = figures(nlp(text), (), ())
    assert [figure.words.text for figure in found] == [row["words"] for row in rows]
    for figure, row in zip(found, rows, strict=True):
        assert seen(figure, row) == wanted(row)
        assert text[figure.words.start : figure.words.end] == figure.words.text


def test_the_table_is_large_and_knows_few_misses() -> None:
    cases = [case for _, case in listed(TABLE)]
    misses = [case for case in cases if any("xfail" in row for row in case[1:])]
    assert len(cases) >= 300
    assert len(misses) <= 0.03 * len(cases)
