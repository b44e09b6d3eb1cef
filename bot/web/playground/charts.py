"""Tables and charts: the blocks whose parts must agree with each other.

Where Slack's pages disagree about a limit, the smaller one is held here: what passes this passes both.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from bot.web.playground.rich_text import RICH_TEXT
from bot.web.playground.shapes import (
    Check,
    Json,
    Problems,
    anything,
    boolean,
    listing,
    null_or,
    number,
    one_of,
    shape,
    text,
    typed,
)

TABLE_TEXT = 10_000
DATA_TABLE_TEXT = 20_000

_RAW: dict[str, Check] = {
    "raw_text": shape({"type": anything, "text": text(TABLE_TEXT)}),
    "raw_number": shape({"type": anything, "value": number()}, {"text": text(TABLE_TEXT)}),
}
_CELL = typed({**_RAW, "rich_text": RICH_TEXT})


def words(value: object) -> Iterator[str]:
    """Every text that a reader sees in a payload, in its order."""
    if isinstance(value, list):
        yield from chain.from_iterable(map(words, value))
    elif isinstance(value, dict):
        for name, entry in value.items():
            if isinstance(entry, str) and name in _READ:
                yield entry
            elif name == "categories" and isinstance(entry, list):
                yield from (label for label in entry if isinstance(label, str))
            else:
                yield from words(entry)


# Fields whose string is shown; everything else that is a string is an id, an address or a kind.
_READ = frozenset({"text", "title", "alt_text", "caption", "label", "name", "x_label", "y_label", "initial_value"})


def _no_longer_than(most: int) -> Check:
    def check(value: Json, at: str, problems: Problems) -> None:
        if sum(map(len, words(value["rows"]))) > most:
            problems.add(f"must be less than {most + 1} characters in all", f"{at}/rows")

    return check


TABLE = shape(
    {"type": anything, "rows": listing(listing(_CELL, 1, 20), 1, 100)},
    {
        "block_id": text(255),
        "column_settings": listing(
            null_or(shape({}, {"align": one_of("left", "center", "right"), "is_wrapped": boolean})), 0, 20
        ),
    },
    _no_longer_than(TABLE_TEXT),
)


def _even_rows(value: Json, at: str, problems: Problems) -> None:
    columns = len(value["rows"][0])
    for position, row in enumerate(value["rows"]):
        if len(row) != columns:
            problems.add(f"must have {columns} cells, as the header has", f"{at}/rows/{position}")
    for position, cell in enumerate(value["rows"][0]):
        if cell["type"] == "rich_text":
            problems.add("header cells must not be rich_text", f"{at}/rows/0/{position}")
    if value.get("row_header_column_index", 0) >= columns:
        problems.add("must name a column", f"{at}/row_header_column_index")


DATA_TABLE = shape(
    {"type": anything, "caption": text(255), "rows": listing(listing(_CELL, 1, 20), 2, 201)},
    {
        "block_id": text(255),
        "page_size": number(1, 100, whole=True),
        "row_header_column_index": number(0, 19, whole=True),
    },
    _even_rows,
    _no_longer_than(DATA_TABLE_TEXT),
)


def _points_meet_categories(value: Json, at: str, problems: Problems) -> None:
    categories = value["axis_config"]["categories"]
    names = [series["name"] for series in value["series"]]
    if len(set(categories)) != len(categories):
        problems.add("categories must be unique", f"{at}/axis_config/categories")
    if len(set(names)) != len(names):
        problems.add("series names must be unique", f"{at}/series")
    for position, series in enumerate(value["series"]):
        if [point["label"] for point in series["data"]] != categories:
            problems.add("must have one point for each category, in their order", f"{at}/series/{position}/data")


_AXIS = shape({"categories": listing(text(20), 1, 20)}, {"x_label": text(50), "y_label": text(50)})
_SERIES = shape({"name": text(20), "data": listing(shape({"label": text(20), "value": number()}), 1, 20)})
_PLOT = shape({"type": anything, "series": listing(_SERIES, 1, 6), "axis_config": _AXIS}, {}, _points_meet_categories)
_PIE = shape({"type": anything, "segments": listing(shape({"label": text(20), "value": number(above=0)}), 1, 6)})

DATA_VISUALIZATION = shape(
    {"type": anything, "title": text(50), "chart": typed({"bar": _PLOT, "line": _PLOT, "area": _PLOT, "pie": _PIE})},
    {"block_id": text(255)},
)
