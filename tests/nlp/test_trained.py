"""A trained pipeline beside the rules: what it adds, what it may lack, and what is said where it can't be used."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy
from spacy.training import Example
from thinc.api import fix_random_seed

from bot.domain.analysis import PersonKind, QuoteKind
from bot.domain.article import Document
from bot.domain.errors import SettingsError
from bot.nlp import Analyser, pipeline

SENTENCE = "Anna Lee pointed out to the mayor how slow Zorvex was."
"""A clause that the rules do not see: too much stands between it and its verb."""
HEADS = [1, 2, 2, 2, 6, 6, 2, 8, 10, 10, 2, 2]
ENTITIES = [(0, 8, "PERSON"), (SENTENCE.index("Zorvex"), SENTENCE.index(" was"), "ORG")]
RELATIONS = "compound nsubj ROOT prt case det obl advmod xcomp nsubj ccomp punct".split()


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real pipeline with a parser and names, trained on one sentence until it knows it by heart."""
    fix_random_seed(0)
    nlp = spacy.blank("en")
    small = {"@architectures": "spacy.HashEmbedCNN.v2", "width": 32, "depth": 1, "embed_size": 100}
    small |= {"window_size": 1, "maxout_pieces": 2, "subword_features": True, "pretrained_vectors": None}
    nlp.add_pipe("tok2vec", config={"model": small})
    nlp.add_pipe("parser", config={"min_action_freq": 1})
    nlp.add_pipe("ner")
    gold = {"heads": HEADS, "deps": RELATIONS, "entities": ENTITIES}
    examples = [Example.from_dict(nlp.make_doc(SENTENCE), gold)]
    optimizer = nlp.initialize(lambda: examples)
    for _ in range(60):
        nlp.update(examples, sgd=optimizer)
    folder = tmp_path_factory.mktemp("trained") / "small"
    nlp.to_disk(folder)
    return folder


def document(text: str) -> Document:
    return Document(locator="test", text=text, title="")


def reported(analyser: Analyser) -> list[tuple[str, str | None]]:
    quotes = analyser.analyse(document(SENTENCE)).quotes
    return [(quote.words.text, quote.speaker) for quote in quotes if quote.kind is QuoteKind.INDIRECT]


def test_its_parser_shows_clauses_that_the_rules_do_not_see(analyser: Analyser, trained: Path) -> None:
    assert reported(analyser) == []
    with_model = Analyser(model=str(trained))
    assert reported(with_model) == [("how slow Zorvex was", "Anna Lee")]
    assert analyser.version in with_model.version != analyser.version


def named(analyser: Analyser) -> list[tuple[str, PersonKind]]:
    return [(who.name, who.kind) for who in analyser.analyse(document(SENTENCE)).people]


def test_its_names_tell_what_the_rules_leave_open(analyser: Analyser, trained: Path) -> None:
    anna = ("Anna Lee", PersonKind.PERSON)
    assert named(analyser) == [anna]
    assert named(Analyser(model=str(trained))) == [anna, ("Zorvex", PersonKind.ORGANISATION)]


def test_a_pipeline_that_only_knows_names_adds_no_clauses(trained: Path, tmp_path: Path) -> None:
    nlp = spacy.load(trained)
    nlp.remove_pipe("parser")
    nlp.to_disk(tmp_path / "names")
    assert reported(Analyser(model=str(tmp_path / "names"))) == []


def test_a_pipeline_that_offers_nothing_is_no_harm(analyser: Analyser, tmp_path: Path) -> None:
    spacy.blank("en").to_disk(tmp_path / "blank")
    assert reported(Analyser(model=str(tmp_path / "blank"))) == reported(analyser)


@pytest.mark.parametrize("text", ["", " \n ", "“", "a" * 1_000, "Anna Lee said\n\nso."])
def test_odd_texts_are_read(trained: Path, text: str) -> None:
    assert Analyser(model=str(trained)).analyse(document(text)).skipped == 0


def test_its_vocabulary_does_not_grow_for_ever(trained: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    analyser = Analyser(model=str(trained))
    before = analyser.vocabulary
    monkeypatch.setattr(pipeline, "VOCABULARY", 500)
    for start in range(0, 2_000, 200):
        analyser.analyse(document(" ".join(f"word{n}" for n in range(start, start + 200))))
    assert analyser.vocabulary <= before + 500 + 2 * 200


def test_a_pipeline_that_is_not_installed_is_named_with_what_to_do() -> None:
    with pytest.raises(SettingsError, match=r"nlp\.model: 'en_nowhere' can't be loaded: there is no such package") as e:
        Analyser(model="en_nowhere")
    assert "leave nlp.model empty" in e.value.hint


def test_a_pipeline_for_another_language_is_refused(tmp_path: Path) -> None:
    spacy.blank("de").to_disk(tmp_path / "german")
    with pytest.raises(SettingsError, match="reads 'de', not English"):
        Analyser(model=str(tmp_path / "german"))
