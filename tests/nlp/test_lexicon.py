"""The word lists: what a desk can extend, and what it is told about a mistake."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.domain.article import Document
from bot.domain.errors import SettingsError
from bot.nlp import Analyser
from bot.nlp.lexicon import directory_of, read
from bot.nlp.words import forms_of


@pytest.fixture
def lexicon(tmp_path: Path) -> Path:
    """A copy of the word lists that a test may change."""
    return shutil.copytree(directory_of(None), tmp_path / "lexicon")


@pytest.mark.parametrize(
    ("verb", "forms"),
    [
        ("argue", ("argue", "argues", "argued", "arguing")),
        ("deny", ("deny", "denies", "denied", "denying")),
        ("say", ("say", "says", "sayed", "saying")),
        ("press", ("press", "presses", "pressed", "pressing")),
        ("predict", ("predict", "predicts", "predicted", "predicting")),
    ],
)
def test_regular_inflections(verb: str, forms: tuple[str, ...]) -> None:
    assert forms_of(verb) == forms


def test_a_verb_that_a_desk_adds_attributes_words(lexicon: Path) -> None:
    text = "Anna Lee kvetched that the plan was dead."
    document = Document(locator="test", text=text, title="")
    assert Analyser(lexicon).analyse(document).quotes == ()
    speech = lexicon / "speech.yaml"
    speech.write_text(
        speech.read_text(encoding="utf-8").replace("  - add\n", "  - add\n  - kvetch\n"), encoding="utf-8"
    )
    (quote,) = Analyser(_moved(lexicon)).analyse(document).quotes
    assert (quote.words.text, quote.speaker) == ("the plan was dead", "Anna Lee")


def _moved(lexicon: Path) -> Path:
    """The same lists under another name: a folder is read once in a process."""
    return lexicon.rename(lexicon.with_name("changed"))


def test_the_version_changes_with_the_word_lists(lexicon: Path) -> None:
    before = Analyser(lexicon).version
    assert before == Analyser(lexicon).version == Analyser().version
    titles = lexicon / "titles.yaml"
    titles.write_text(titles.read_text(encoding="utf-8") + "# a comment is a change too\n", encoding="utf-8")
    assert Analyser(lexicon).version != before


def _drop(name: str) -> Callable[[Path], None]:
    return lambda lexicon: (lexicon / name).unlink()


def _write(name: str, text: str) -> Callable[[Path], None]:
    def write(lexicon: Path) -> None:
        (lexicon / name).write_text(text, encoding="utf-8")

    return write


def _append(name: str, text: str) -> Callable[[Path], None]:
    def append(lexicon: Path) -> None:
        with (lexicon / name).open("a", encoding="utf-8") as file:
            file.write(text)

    return append


def _replace(name: str, old: str, new: str) -> Callable[[Path], None]:
    def replace(lexicon: Path) -> None:
        text = (lexicon / name).read_text(encoding="utf-8")
        (lexicon / name).write_text(text.replace(old, new), encoding="utf-8")

    return replace


MISTAKES: list[tuple[str, Callable[[Path], None], str]] = [
    ("missing", _drop("speech.yaml"), "speech.yaml: can't be read: there is no such file or folder"),
    ("empty", _write("titles.yaml", ""), "titles.yaml: the file is empty"),
    ("no table", _write("titles.yaml", "- Mr.\n"), "titles.yaml: line 1: a table (key: value) is expected here"),
    ("not YAML", _write("titles.yaml", "abbreviated: [Mr.\nroles: x"), "titles.yaml: line 2:"),
    ("deep", _write("titles.yaml", "[" * 100_000), "titles.yaml: line 1: lists and keys stand more than 20 deep"),
    ("unknown key", _append("titles.yaml", "\ntitels: [Mr.]\n"), "unknown key 'titels'; known are abbreviated"),
    ("twice", _append("titles.yaml", "\nroles: [mayor]\n"), "'roles' stands here twice"),
    ("no frame", _replace("speech.yaml", "  - accuse … of\n", "  - accuse … of it\n"), "a verb is expected here, then"),
    ("of figures", _append("hedges.yaml", "\nhedgs: [about]\n"), "unknown key 'hedgs'"),
    ("no list", _write("titles.yaml", "abbreviated: Mr.\n"), "titles.yaml: line 1: missing: honorifics, roles"),
]


@pytest.mark.parametrize(("spoil", "message"), [case[1:] for case in MISTAKES], ids=[case[0] for case in MISTAKES])
def test_a_mistake_is_named_with_file_and_line(lexicon: Path, spoil: Callable[[Path], None], message: str) -> None:
    spoil(lexicon)
    with pytest.raises(SettingsError) as raised:
        Analyser(lexicon)
    assert message in str(raised.value)
    assert raised.value.hint == "Correct the word list; newsdesk doctor reads all of them."


@pytest.mark.parametrize(
    ("yaml", "message"),
    [
        ("roles: mayor\n", "line 1: a list of words is expected here"),
        ("roles:\n  - mayor\n  - [a, b]\n", "line 3: a word is expected here"),
        ("roles:\n  - mayor\n  -\n", "line 3: a word is expected here"),
    ],
)
def test_a_list_holds_words_only(tmp_path: Path, yaml: str, message: str) -> None:
    (tmp_path / "some.yaml").write_text(yaml, encoding="utf-8")
    with pytest.raises(SettingsError) as raised:
        read(tmp_path, "some").table("roles")["roles"].words()
    assert message in str(raised.value)
