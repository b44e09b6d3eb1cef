"""The word lists as the rules use them: read from ``config/lexicon``, inflected, ready for look-up."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.nlp.lexicon import read


@dataclass(frozen=True, slots=True)
class Speech:
    """Verbs and nouns of saying, each set with every inflection, in lower case.

    ``verbs`` holds all verbs that may attribute words in marks; ``report`` those that take a clause ("said that …");
    the rest are the lists of the same names in ``speech.yaml``.
    """

    verbs: frozenset[str]
    report: frozenset[str]
    address: frozenset[str]
    label: frozenset[str]
    infinitive: frozenset[str]
    topic: frozenset[str]
    nouns: frozenset[str]

    @property
    def running(self) -> frozenset[str]:
        """Verbs that attribute words further on in their sentence."""
        return self.report | self.label | self.infinitive | self.topic | self.address


@dataclass(frozen=True, slots=True)
class Titles:
    """What stands before a name. ``roles`` and ``before_roles`` are in lower case, ``honorifics`` as written."""

    honorifics: frozenset[str]
    roles: frozenset[str]
    before_roles: frozenset[str]

    @property
    def written(self) -> frozenset[str]:
        """The titles as they stand before a name."""
        return self.honorifics | frozenset(role.capitalize() for role in self.roles)


@dataclass(frozen=True, slots=True)
class Names:
    """What tells people from organisations and places; as written. ``known_organisations`` may hold several words."""

    organisations: frozenset[str]
    known_organisations: frozenset[str]
    places: frozenset[str]
    women: frozenset[str]
    men: frozenset[str]


@dataclass(frozen=True, slots=True)
class Words:
    """All word lists. ``abbreviations`` end in a full stop that ends no sentence."""

    speech: Speech
    titles: Titles
    names: Names
    abbreviations: frozenset[str]


def forms_of(verb: str) -> tuple[str, ...]:
    """The regular forms of an English verb: plain, third person, past, -ing."""
    if verb.endswith("e"):
        return verb, verb + "s", verb + "d", verb[:-1] + "ing"
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        return verb, verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"
    third = verb + ("es" if verb.endswith(("s", "x", "z", "ch", "sh")) else "s")
    return verb, third, verb + "ed", verb + "ing"


@cache
def words_in(directory: Path) -> Words:
    """The word lists of ``directory``.

    Raises: SettingsError if one of them can't be read, with its line.
    """
    titles = _lists(directory, "titles", "abbreviated", "honorifics", "roles", "before_roles")
    names = _lists(directory, "names", "organisations", "known_organisations", "places", "women", "men")
    return Words(
        speech=speech_in(directory),
        titles=Titles(titles["honorifics"], _lowered(titles["roles"]), _lowered(titles["before_roles"])),
        names=Names(**names),
        abbreviations=titles["abbreviated"],
    )


def _lists(directory: Path, name: str, *keys: str) -> dict[str, frozenset[str]]:
    return {key: frozenset(entry.words()) for key, entry in read(directory, name).table(*keys).items()}


def _lowered(words: frozenset[str]) -> frozenset[str]:
    return frozenset(word.lower() for word in words)


def speech_in(directory: Path) -> Speech:
    """The verbs and nouns of ``speech.yaml``, inflected.

    Raises: SettingsError if it can't be read, with the line.
    """
    lists = read(directory, "speech").table(
        "inflections", "report", "quote", "address", "label", "infinitive", "topic", "nouns"
    )
    irregular = {verb: (verb, *entry.words()) for verb, entry in lists["inflections"].items()}

    def inflected(key: str) -> frozenset[str]:
        verbs = lists[key].words()
        return frozenset(form for verb in verbs for form in irregular.get(verb, forms_of(verb)))

    report = inflected("report")
    return Speech(
        verbs=report | inflected("quote"),
        report=report,
        address=inflected("address"),
        label=inflected("label"),
        infinitive=inflected("infinitive"),
        topic=inflected("topic"),
        nouns=frozenset(form for noun in lists["nouns"].words() for form in (noun, noun + "s")),
    )
