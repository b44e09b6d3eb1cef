"""What tells one state of the extractor from another."""

from __future__ import annotations

from pathlib import Path

from bot.nlp.lexicon import fingerprint

RULES = "rules-5"
"""Raised whenever a rule changes what is found: articles analysed by another version are analysed again."""


def version_of(lexicon: Path, *trained: str) -> str:
    """The version of the rules with the word lists of ``lexicon`` and the ``trained`` pipelines beside them."""
    return "+".join([RULES, fingerprint(lexicon), *trained])
