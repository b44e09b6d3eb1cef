"""The two seeds against everything that an editor finds in them."""

from __future__ import annotations

import json
from pathlib import Path

from bot.cli.evaluation_data import Analyse, Shown, needed
from bot.cli.evaluation_report import Part, Table
from bot.cli.evaluation_scores import GoldSeed, seed_scores
from bot.sources import read_text


def seeds(data: Path, analyse: Analyse, shown: Shown) -> Part:
    """The two seeds against everything that an editor finds in them. Raises: NotFound."""
    gold_file = data / "gold" / "seeds.json"
    needed("seeds", gold_file)
    gold: dict[str, GoldSeed] = json.loads(gold_file.read_text("utf-8"))
    rows, cases = [], {}
    for name in (name for name in gold if name.endswith(".txt")):
        needed("seeds", data / "seeds" / name)
        document = read_text((data / "seeds" / name).read_text("utf-8"), locator=name)
        counts = seed_scores(gold[name], document.title, analyse(document))
        rows.append((name, *(f"{right} of {wanted}" for right, wanted in counts.values())))
        cases[f"seed {name}"] = {
            kind: round(right / wanted, 4) if wanted else 1.0 for kind, (right, wanted) in counts.items()
        }
    columns = ("article", "title", "words in marks", "indirect", "figures", "people")
    return Part((Table("The two seeds: exact place, speaker, cue and value", columns, tuple(rows)),), cases)
