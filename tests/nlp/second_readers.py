"""The cases of figures against two other readers of numbers: every difference has its class, or this fails.

``make second-readers`` installs the two readers apart from the project, runs this and writes its page of ``docs``.
Only values are compared (both ends of a range): the readers know nothing of nouns, hedges and subjects.
"""

from __future__ import annotations

import datetime
import re
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from importlib.metadata import version
from itertools import chain
from pathlib import Path

import yaml

from tests.nlp.reader_differences import CLASSES, Case, Class, Difference

TABLE = Path(__file__).with_name("figure_cases.yaml")
PAGE = Path(__file__).parents[2] / "docs" / "second-readers.md"

Read = Callable[[str], Sequence[float]]
"""The values that a reader finds in a text; of a range both ends."""


def cases() -> Iterator[Case]:
    """The table, without its known misses."""
    for group, listed in yaml.safe_load(TABLE.read_text(encoding="utf-8")).items():
        for text, *rows in listed:
            if not any("xfail" in row for row in rows):
                values = [[row[key] for key in ("value", "low", "high") if key in row] for row in rows]
                yield Case(group, text, tuple((row["words"], tuple(v)) for row, v in zip(rows, values, strict=True)))


def difference(case: Case, found: Sequence[float]) -> Difference:
    """What ``found`` holds beyond the values of ``case``, and what it lacks."""
    less, more = list(case.values), []
    for value in found:
        same = next((each for each in less if abs(each - value) <= 1e-6 * max(1, abs(each))), None)
        if same is None:
            more.append(value)
        else:
            less.remove(same)
    return Difference(case, tuple(more), tuple(less))


def explained(found: Difference) -> tuple[list[Class], Difference]:
    """The classes that explain ``found``, and what none of them explains."""
    named: list[Class] = []
    for one in CLASSES:
        if not found:
            break
        more, less = one.explains(found)
        if more or less:
            named.append(one)
            found = replace(found, more=_without(found.more, more), less=_without(found.less, less))
    return named, found


def _without(values: Sequence[float], taken: Sequence[float]) -> tuple[float, ...]:
    left = list(values)
    for value in taken:
        left.remove(value)
    return tuple(left)


def quantulum3() -> Read:
    """The quantities of quantulum3; a value with an uncertainty is a range."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it would have its classifier, which tells units apart, not values
        parser = import_module("quantulum3.parser")

    def read(text: str) -> list[float]:
        found: list[float] = []
        for quantity in parser.parse(text):
            spread = quantity.uncertainty
            found += [quantity.value] if not spread else [quantity.value - spread, quantity.value + spread]
        return found

    return read


def text2num() -> Read:
    """The numerals of a text in which text2num has put digits for words."""
    alpha2digit = import_module("text_to_num").alpha2digit
    numeral = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")

    def read(text: str) -> list[float]:
        digits = numeral.findall(alpha2digit(text, "en", threshold=0))
        return [float(number.replace(",", "")) for number in digits]

    return read


READERS: Mapping[str, Callable[[], Read]] = {"quantulum3": quantulum3, "text2num": text2num}


@dataclass(frozen=True)
class Comparison:
    """One reader against the table: in how many cases it agrees, its differences by class, and those without one."""

    reader: str
    agrees: int
    classes: Mapping[Class, Sequence[Difference]]
    unexplained: Sequence[Difference]


def compare(reader: str, read: Read, listed: Sequence[Case]) -> Comparison:
    """``reader`` against all of ``listed``."""
    classes: dict[Class, list[Difference]] = {one: [] for one in CLASSES}
    found = [one for one in (difference(case, read(case.text)) for case in listed) if one]
    unexplained: list[Difference] = []
    for one in found:
        named, left = explained(one)
        for each in named:
            classes[each].append(one)
        if left:
            unexplained.append(left)
    return Comparison(reader, len(listed) - len(found), classes, unexplained)


def page(compared: Sequence[Comparison], count: int, today: datetime.date) -> str:
    """``docs/second-readers.md``."""
    agreed = "; ".join(f"{one.reader} {version(one.reader)} gives the same values in {one.agrees}" for one in compared)
    heads = " | ".join(one.reader for one in compared)
    lines = [
        "# The figures against two other readers of numbers",
        "",
        f"`make second-readers` wrote this on {today}. Of the {count} cases of `tests/nlp/figure_cases.yaml`",
        f"(known misses left out) {agreed}.",
        "Every difference has a class below, or the command fails; a case may stand in two. Only values are",
        "compared, both ends of a range: neither reader knows what is counted, of whom it is said, and by whom.",
        "A difference where the reader is right and the table is not would be ours to mend: there is none left.",
        "",
        f"| class | whose | {heads} | example |",
        f"| --- | --- | {' | '.join('---:' for _ in compared)} | --- |",
    ]
    for one in CLASSES:
        found = [comparison.classes[one] for comparison in compared]
        examples = sorted((each.case.text for each in chain.from_iterable(found)), key=len)
        if examples:
            counts = " | ".join(str(len(each)) for each in found)
            lines.append(f"| {one.name} | {one.whose} | {counts} | {examples[0]} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Compare, write the page, and name what is not explained. 0 also where the readers are not installed."""
    try:
        readers = {name: make() for name, make in READERS.items()}
    except ModuleNotFoundError as e:
        print(f"second readers: skipped: {e.name} is not installed; `make second-readers` installs it")
        return 0
    listed = list(cases())
    compared = [compare(name, read, listed) for name, read in readers.items()]
    PAGE.write_text(page(compared, len(listed), datetime.datetime.now(datetime.UTC).date()), encoding="utf-8")
    for one in compared:
        print(
            f"{one.reader}: {one.agrees} of {len(listed)} agree, {len(one.unexplained)} differences are not explained"
        )
        for left in one.unexplained:
            print(f"  {left.case.group}: {left.case.text} more: {left.more} less: {left.less}")
    return int(any(one.unexplained for one in compared))


if __name__ == "__main__":
    sys.exit(main())
