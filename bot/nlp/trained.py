"""A trained spaCy pipeline beside the rules: what its parser and its names add, where it has them.

The rules read alone; what this adds was measured (docs/decisions/0010). A pipeline may lack a parser or names: then it
adds less. Labels differ between training data (PERSON and PER); they are made one here.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from bot.domain.analysis import PersonKind
from bot.domain.errors import SettingsError
from bot.nlp.reading import Reading

_VECTORS = frozenset(("tok2vec", "transformer", "curated_transformer"))
_PARSER = frozenset(("parser", "experimental_biaffine_parser"))
_NAMES = frozenset(("ner", "entity_ruler", "span_ruler", "beam_ner"))
_COMPLEMENTS = frozenset(("ccomp", "xcomp"))
_KINDS = {"PERSON": PersonKind.PERSON, "PER": PersonKind.PERSON, "ORG": PersonKind.ORGANISATION}
_HINT = "Install it into the same environment (pip), or leave nlp.model empty: the rules read alone."


@dataclass(frozen=True, slots=True)
class Syntax:
    """What a trained pipeline tells of one reading; positions are those of the reading's tokens.

    ``complements`` gives for a verb the bounds of the clause that completes it ("said | the plan was dead");
    ``kinds`` the kind of the name that covers exactly ``[start, end)``.
    """

    complements: dict[int, tuple[int, int]]
    kinds: dict[tuple[int, int], PersonKind]


NOTHING = Syntax({}, {})
"""What is known without a trained pipeline."""


class Trained:
    """The pipeline ``name``: an installed package, or a folder.

    Raises: SettingsError if there is none of that name, it can't be loaded, or it isn't for English.
    """

    def __init__(self, name: str) -> None:
        try:
            self._nlp: Language = spacy.load(name)
        except (OSError, ValueError, ImportError) as error:
            cause = "there is no such package or folder" if "[E050]" in str(error) else str(error).splitlines()[0]
            raise SettingsError([f"nlp.model: {name!r} can't be loaded: {cause}"], hint=_HINT) from error
        if self._nlp.lang != "en":
            raise SettingsError([f"nlp.model: {name!r} reads {self._nlp.lang!r}, not English"], hint=_HINT)
        wanted = _VECTORS | _PARSER | _NAMES
        self._components = [component for pipe, component in self._nlp.pipeline if pipe in wanted]
        self.offers = tuple(pipe for pipe in self._nlp.pipe_names if pipe in _PARSER | _NAMES)
        meta = self._nlp.meta
        self.version = f"{meta['name']}-{meta['version']}"

    @property
    def vocabulary(self) -> int:
        """How many strings the pipeline remembers."""
        return len(self._nlp.vocab.strings)

    def read(self, reading: Reading, starts: frozenset[int]) -> Syntax:
        """What the pipeline tells of ``reading``, whose sentences begin at ``starts``."""
        count = len(reading)
        if not count or not self.offers:
            return NOTHING
        doc = Doc(
            self._nlp.vocab,
            words=reading.words,
            spaces=[i + 1 < count and reading.ends[i] < reading.starts[i + 1] for i in range(count)],
            sent_starts=[i in starts or i == 0 for i in range(count)],  # the parser keeps to them
        )
        for component in self._components:
            doc = component(doc)
        kinds = {(entity.start, entity.end): _KINDS[entity.label_] for entity in doc.ents if entity.label_ in _KINDS}
        return Syntax(_complements(doc), kinds)


def _complements(doc: Doc) -> dict[int, tuple[int, int]]:
    if not doc.has_annotation("DEP"):
        return {}
    found: dict[int, tuple[int, int]] = {}
    # A Token for every word costs as much as the rules for quotes; few words are complements.
    labels = [doc.vocab.strings[label] for label in _COMPLEMENTS if label in doc.vocab.strings]
    for place in numpy.flatnonzero(numpy.isin(doc.to_array("DEP"), labels)).tolist():
        token = doc[place]
        if token.left_edge.i > token.head.i:
            found.setdefault(token.head.i, (token.left_edge.i, token.right_edge.i + 1))
    return found
