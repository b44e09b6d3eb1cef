"""The documents for those who work on Newsdesk name what is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"`((?:bot|config|docs|tests)/[\w./-]+|README\.md|CHANGELOG\.md)`")


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md", "docs/architecture.md"])
def test_every_path_that_a_document_names_is_there(document: str) -> None:
    named = NAMED.findall((ROOT / document).read_text(encoding="utf-8"))
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_the_tree_of_the_readme_is_that_of_the_package() -> None:
    tree = (ROOT / "README.md").read_text(encoding="utf-8").partition("    bot/\n")[2].partition("\n\n")[0]
    told = {name for line in tree.splitlines() for name in re.findall(r"\b([a-z_]+)/", line.split("  ")[3])}
    assert told == {path.name for path in (ROOT / "bot").iterdir() if path.is_dir() and path.name != "__pycache__"}
