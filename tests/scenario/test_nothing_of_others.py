"""What a workspace is told depends on nothing that another one has filed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.app.core import Core, open_core
from bot.cli.asking import ask
from bot.desk.grammar import parse_command
from bot.domain.errors import NewsdeskError
from bot.domain.query import Kind, Reader
from bot.settings import load
from bot.sources import read_text
from bot.storage.entries import EntryKind

ASKED = (
    "",
    "Ljubljana",
    "Ljubljna",
    "Novak",
    "Novik",
    "Quillfeather",
    "Quilfeather",
    "Quillfether merger",
    "zebrafish",
    "zebrafsh",
    '"hostile merger"',
    "from:Gazette",
    "from:Gazete",
    "by:Quillfeather",
    "by:Quilfeather",
    "by:Blinkin",
    "merger since:2020-01-01",
    "since:2020-01-01",
    "-merger",
    "figures merger",
    "what did Quillfeather say?",
    "#1",
    "#2",
)
KINDS: tuple[EntryKind, ...] = ("article", "quote", "figure")
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
OURS = "Ministers met in Ljubljana\n\n“We agreed on nothing,” said Foreign Minister Ana Novak. She sent 40 troops."
THEIRS = (
    "A hostile merger in Zebrafish number {0}\n\n“We want the merger {0},” said Director Wilma Quillfeather. "
    "She sent {1} troops to Ljubljana, and paid $4 million. “Troops, troops, troops,” Ana Novik told the Gazette."
)


@pytest.fixture
def core(store_file: Path, one_analyser: None) -> Iterator[Core]:
    config = store_file.with_name("newsdesk.yaml")
    config.write_text("library: {folders: []}\n", encoding="utf-8")
    with open_core(load({"DATABASE_URL": f"sqlite:///{store_file}", "NEWSDESK_CONFIG": str(config)}, Path())) as core:
        core.intake.file(read_text(OURS, locator="/ours.txt"), workspace="T2")
        yield core


def told(core: Core, workspace: str, text: str, kind: Kind) -> str:
    """What a reader there is told, as JSON or as the sentence that says why not."""
    try:
        return ask(core.desk, kind, text, as_json=True, page=1, workspace=workspace)
    except NewsdeskError as error:
        return f"{error} {error.hint}"


def all_told(core: Core, workspace: str) -> dict[str, object]:
    reader = Reader(workspace=workspace)
    found: dict[str, object] = {f"{kind} {text}": told(core, workspace, text, kind) for kind in Kind for text in ASKED}
    return {**found, "outlets": core.wire.outlets(reader), "newest": core.desk.newest(reader, 10)}


def file_theirs(core: Core) -> None:
    for number in range(12):
        document = read_text(THEIRS.format(number, number + 7), locator=f"/theirs{number}.txt")
        core.intake.file(document, workspace="T1")


def test_counts_suggestions_and_spelling_help_are_the_same_whatever_others_file(core: Core) -> None:
    before, theirs = all_told(core, "T2"), all_told(core, "T1")
    file_theirs(core)
    after = all_told(core, "T2")
    assert {what: after[what] for what in before if before[what] != after[what]} == {}
    changed = [what for what, answer in all_told(core, "T1").items() if theirs[what] != answer]
    assert len(changed) > len(before) / 2, "the others are told of it"


@pytest.mark.parametrize("text", ["troops", "zebrafish troops", "troops Ljubljana", "forces OR troops"])
def test_word_frequencies_are_shared_and_move_the_order_only(core: Core, text: str) -> None:
    """See docs/decisions: how telling a word is counts over all workspaces; what is found does not."""
    before = [found(core, kind, text) for kind in KINDS]
    file_theirs(core)
    assert [found(core, kind, text) for kind in KINDS] == before


def found(core: Core, kind: EntryKind, text: str) -> tuple[int, tuple[str, ...], set[tuple[str, int | None]]]:
    """How many match, in which other spelling, and which."""
    asked = parse_command(Kind.NEWS, text, now=NOW, zone="UTC").query
    hits = core.library.search(asked, kind, Reader(workspace="T2").readable, now=NOW, limit=1000)
    return hits.total, hits.respelt, {(hit.article_id, hit.place) for hit in hits.hits}
