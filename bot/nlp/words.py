"""The word lists as the rules use them: read from ``config/lexicon``, inflected, ready for look-up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.nlp.lexicon import Entry, read

ANYTHING, MARKS = "…", "“”"
"""In a frame: somebody or something; words in marks."""
ABSTRACT = ("tion", "tions", "ism", "ity", "ology", "ics", "tional")
"""How words end that are inside the names of bodies and things, not of people."""
_TRADES = ("ologist", "ographer", "onomer", "iatrist", "iatrician")
"""How words end that are trades and nothing else."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands behind a verb of saying: ``preposition`` right after it, ``later`` further on (``MARKS``, or a word).

    "call on … to" has the preposition "on" and the later word "to".
    """

    preposition: str | None
    later: str | None


@dataclass(frozen=True, slots=True)
class Speech:
    """Verbs and nouns of saying, each set with every inflection, in lower case.

    ``verbs`` holds all verbs that may attribute words in marks; ``report`` those that take a clause ("said that …");
    ``matter`` the frames of each form of a verb, the fullest first; ``running`` those that attribute words further on
    in their sentence; the rest are the lists of the same names in ``speech.yaml``.
    """

    verbs: frozenset[str]
    report: frozenset[str]
    address: frozenset[str]
    label: frozenset[str]
    infinitive: frozenset[str]
    topic: frozenset[str]
    matter: Mapping[str, tuple[Frame, ...]]
    denying: frozenset[str]
    verdicts: frozenset[str]
    bodies: frozenset[str]
    acts: frozenset[str]
    nouns: frozenset[str]
    running: frozenset[str]


@dataclass(frozen=True, slots=True)
class Titles:
    """What stands before a name. ``roles`` and ``before_roles`` are in lower case, ``honorifics`` as written."""

    honorifics: frozenset[str]
    roles: frozenset[str]
    heads: frozenset[str]
    before_roles: frozenset[str]

    def is_role(self, lower: str) -> bool:
        """Whether the word, in lower case, says what a person is: one of ``roles``, or made like "geologist"."""
        return lower in self.roles or lower.endswith(_TRADES)

    @property
    def written(self) -> frozenset[str]:
        """The titles as they stand before a name."""
        return self.honorifics | frozenset(role.capitalize() for role in self.roles)


@dataclass(frozen=True, slots=True)
class Names:
    """What tells people from organisations and places; as written.

    Names hold several words in ``known_organisations`` and ``places``. ``bodies`` are common nouns for organisations
    ("company"), ``beginnings`` first words of their names, ``descriptive`` words inside the names of bodies and things.
    ``surnames`` are those of ``organisations`` and ``things`` that people bear too. ``bands`` and ``works`` are the
    nouns before names that may begin with a title and are nobody's. ``place_starts`` begin and ``things`` end names of
    places, laws and works; ``capitals`` are abbreviations that name no one: "TV". ``families`` are names of families
    that stand first: "Kim Jong Un". ``given`` are all given names, ``either`` those that tell no gender.
    """

    organisations: frozenset[str]
    known_organisations: frozenset[str]
    beginnings: frozenset[str]
    bodies: frozenset[str]
    places: frozenset[str]
    place_starts: frozenset[str]
    descriptive: frozenset[str]
    surnames: frozenset[str]
    bands: frozenset[str]
    works: frozenset[str]
    things: frozenset[str]
    capitals: frozenset[str]
    families: frozenset[str]
    women: frozenset[str]
    men: frozenset[str]
    either: frozenset[str]
    given: frozenset[str]


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
    titles = _lists(directory, "titles", "abbreviated", "honorifics", "roles", "heads", "before_roles")
    names = _lists(
        directory,
        "names",
        "organisations",
        "known_organisations",
        "bodies",
        "descriptive",
        "surnames",
        "bands",
        "works",
        "places",
        "things",
        "capitals",
        "families",
        "women",
        "men",
        "either",
        "beginnings",
    )
    places = _lists(directory, "places", "countries", "peoples", "towns", "starts")
    names["place_starts"] = places.pop("starts")
    names["places"] = names["places"].union(*places.values())
    return Words(
        speech=speech_in(directory),
        titles=Titles(
            honorifics=titles["honorifics"],
            roles=_lowered(titles["roles"]),
            heads=_lowered(titles["heads"]),
            before_roles=_lowered(titles["before_roles"]),
        ),
        names=Names(**names, given=names["women"] | names["men"] | names["either"]),
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
        "inflections",
        "report",
        "quote",
        "address",
        "label",
        "infinitive",
        "topic",
        "matter",
        "denying",
        "verdicts",
        "bodies",
        "acts",
        "nouns",
    )
    irregular = {verb: (verb, *entry.words()) for verb, entry in lists["inflections"].items()}

    def inflections(verb: str) -> tuple[str, ...]:
        return irregular.get(verb, forms_of(verb))

    def inflected(key: str) -> frozenset[str]:
        return frozenset(form for verb in lists[key].words() for form in inflections(verb))

    def counted(key: str) -> frozenset[str]:
        return frozenset(form for noun in lists[key].words() for form in (noun, noun + "s"))

    matter: defaultdict[str, list[Frame]] = defaultdict(list)
    for verb, frame in _frames(lists["matter"]):
        for form in inflections(verb):
            matter[form].append(frame)
    taking = {key: inflected(key) for key in ("report", "address", "label", "infinitive", "topic")}
    return Speech(
        **taking,
        verbs=taking["report"] | inflected("quote"),
        running=frozenset().union(*taking.values()),
        matter={form: tuple(sorted(frames, key=_fullest_first)) for form, frames in matter.items()},
        denying=inflected("denying"),
        verdicts=inflected("verdicts"),
        bodies=counted("bodies"),
        acts=counted("acts"),
        nouns=counted("nouns"),
    )


@dataclass(frozen=True, slots=True)
class Alike:
    """For each word the words that are as good, itself among them, in lower case.

    ``forms`` holds the forms of irregular verbs and nouns and the spellings of words; ``counted`` what news counts
    under several names.
    """

    forms: Mapping[str, frozenset[str]]
    counted: Mapping[str, frozenset[str]]


@cache
def alike_in(directory: Path) -> Alike:
    """The words that are alike, by ``forms.yaml`` and the inflections of ``speech.yaml``.

    Raises: SettingsError if they can't be read, with the line.
    """
    lists = read(directory, "forms").table("verbs", "nouns", "spellings", "counted")
    verbs_of_saying = dict(read(directory, "speech").items())["inflections"]
    return Alike(
        forms=_grouped(verbs_of_saying, lists["verbs"], lists["nouns"], lists["spellings"]),
        counted=_grouped(lists["counted"]),
    )


def _grouped(*tables: Entry) -> Mapping[str, frozenset[str]]:
    alike: defaultdict[str, frozenset[str]] = defaultdict(frozenset)
    for table in tables:
        for word, entry in table.items():
            forms = frozenset(form.lower() for form in (word, *entry.words()))
            for form in forms:
                alike[form] |= forms
    return dict(alike)


def _frames(entry: Entry) -> Iterator[tuple[str, Frame]]:
    """The verbs of ``matter`` with their frames: "accuse … of", "call for", "call … “”".

    Raises: SettingsError for an item of another shape.
    """
    for item in entry.entries():
        verb, *rest = item.text().split()
        preposition = rest.pop(0) if rest and rest[0] != ANYTHING else None
        if rest and (rest[0] != ANYTHING or len(rest) != 2):
            raise item.problem("a verb is expected here, then perhaps its preposition, then perhaps … and a word or “”")
        yield verb, Frame(preposition, rest[1] if rest else None)


def _fullest_first(frame: Frame) -> tuple[bool, bool]:
    return frame.later is None, frame.preposition is None
