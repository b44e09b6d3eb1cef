"""The word lists of ``config/lexicon/*.yaml``: data that a desk can extend, read strictly."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

import bot
from bot.bounded_yaml import excess
from bot.domain.errors import SettingsError, cause_of

_MOST = 200_000
"""Words in one list."""
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The one in C reads all lists in a tenth of the time; not every build of PyYAML has it."""
HINT = "Correct the word list; newsdesk doctor reads all of them."


def directory_of(directory: Path | None) -> Path:
    """The folder of the word lists: ``directory`` or, if that is None, the one that comes with Newsdesk."""
    if directory is not None:
        return directory
    package = Path(bot.__file__).parent
    packaged = package / "lexicon"
    return packaged if packaged.is_dir() else package.parent / "config" / "lexicon"


def fingerprint(directory: Path) -> str:
    """Eight hexadecimal digits that change when any word list of ``directory`` changes."""
    digest = hashlib.sha256()
    for file in sorted(directory.glob("*.yaml")):
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:8]


@dataclass(frozen=True, slots=True)
class Entry:
    """A value of a word list with the place where it stands, for messages that a desk can act on."""

    file: Path
    node: yaml.Node

    def problem(self, what: str) -> SettingsError:
        """The error to raise about this value: ``what`` with the file and the line."""
        return SettingsError([f"line {self.node.start_mark.line + 1}: {what}"], self.file.name, hint=HINT)

    def text(self) -> str:
        """The value as one string, as it was written.

        Raises: SettingsError if it is a list, a table or empty.
        """
        if not isinstance(self.node, yaml.ScalarNode) or not self.node.value.strip():
            raise self.problem("a word is expected here")
        return str(self.node.value)

    def entries(self) -> tuple[Entry, ...]:
        """The items of a list. Raises: SettingsError if it is none."""
        if not isinstance(self.node, yaml.SequenceNode):
            raise self.problem("a list of words is expected here")
        return tuple(Entry(self.file, item) for item in self.node.value)

    def words(self) -> tuple[str, ...]:
        """The value as a list of words or phrases.

        Raises: SettingsError if it is no list, or one of its items is no word.
        """
        return tuple(entry.text() for entry in self.entries())

    def items(self) -> Iterator[tuple[str, Entry]]:
        """The keys and values of a table, in the order of the file.

        Raises: SettingsError if it is no table, or a key stands in it twice.
        """
        if not isinstance(self.node, yaml.MappingNode):
            raise self.problem("a table (key: value) is expected here")
        seen: set[str] = set()
        for key_node, value_node in self.node.value:
            key = Entry(self.file, key_node).text()
            if key in seen:
                raise Entry(self.file, key_node).problem(f"{key!r} stands here twice")
            seen.add(key)
            yield key, Entry(self.file, value_node)

    def table(self, *keys: str) -> dict[str, Entry]:
        """The values of a table whose keys must be exactly ``keys``.

        Raises: SettingsError for a missing or an unknown key.
        """
        found = dict(self.items())
        for key, entry in found.items():
            if key not in keys:
                raise entry.problem(f"unknown key {key!r}; known are {', '.join(keys)}")
        missing = [key for key in keys if key not in found]
        if missing:
            raise self.problem(f"missing: {', '.join(missing)}")
        return found


def read(directory: Path, name: str) -> Entry:
    """The word list ``name`` (without ".yaml") of ``directory``.

    Raises: SettingsError if there is no such file or it is not YAML.
    """
    file = directory / f"{name}.yaml"
    try:
        text = file.read_text(encoding="utf-8")
        too_much = excess(text, _LOADER, most=_MOST)
        node = yaml.compose(text, Loader=_LOADER) if too_much is None else None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError([f"can't be read: {cause_of(error)}"], str(file), hint=HINT) from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise SettingsError([f"line {line}: {error.problem or 'not YAML'}"], file.name, hint=HINT) from error
    except yaml.YAMLError as error:
        raise SettingsError([f"not YAML: {error}"], file.name, hint=HINT) from error
    if too_much is not None:
        raise SettingsError([too_much], file.name, hint=HINT)
    if node is None:
        raise SettingsError(["the file is empty"], file.name, hint=HINT)
    return Entry(file, node)
