"""A rough part of speech for each token, from closed classes, endings, capitals and neighbours.

The classes are few, because the rules ask few questions: may this token belong to a noun phrase, does a clause start
here, is this a finite verb? Closed classes of English are code, not configuration: no desk has reason to change them.
"""

from __future__ import annotations

from typing import Final

from bot.nlp.reading import Reading

NAME: Final = "N"
"""A capitalised word that is no function word."""
NOUN: Final = "n"
"""Any other word of an open class: nouns and adjectives are not told apart."""
DETERMINER: Final = "D"
NUMBER: Final = "#"
PRONOUN: Final = "P"
"""A pronoun that can be a subject."""
OBJECT: Final = "O"
"""A pronoun that can't."""
RELATIVE: Final = "W"
THAT: Final = "H"
VERB: Final = "V"
"""A finite verb."""
PAST: Final = "E"
"""A past tense or a participle: "filed"."""
GERUND: Final = "G"
AUXILIARY: Final = "X"
ADVERB: Final = "R"
PREPOSITION: Final = "I"
COORDINATOR: Final = "C"
SUBORDINATOR: Final = "S"
TO: Final = "T"
TIME: Final = "M"
"""A weekday, "yesterday", "earlier": an adverb that looks like a name or a noun."""
POSSESSIVE: Final = "Z"
"""An ’s, of a possessive or short for "is" or "has"."""
DASH: Final = "-"
HYPHEN: Final = "~"
QUOTED: Final = "Q"
"""A token inside quotation marks, or the marks themselves."""
OTHER: Final = "?"

NOMINAL: Final = frozenset((NAME, NOUN, NUMBER))
FINITE: Final = frozenset((VERB, PAST, AUXILIARY))

_CLOSED: Final = {
    DETERMINER: "the a an this these those his its their my our your some any every each no another such both all many "
    "several few most more other half enough much either neither her last next",
    PRONOUN: "he she they i we it you everyone everybody nobody someone somebody anyone one",
    OBJECT: "him them me us himself herself themselves itself myself ourselves yourself",
    RELATIVE: "who which whom whose what",
    THAT: "that",
    AUXILIARY: "am is are was were be been being has have had having do does did will would can could may might must "
    "shall should 'm 're 've 'd 'll ’m ’re ’ve ’d ’ll ca wo isn aren wasn",
    ADVERB: "not n't n’t also then now again once still just even later never always often soon already only too very "
    "twice thus instead perhaps maybe rather quite almost ever yet here there away back together privately "
    "publicly however meanwhile further furthermore moreover nonetheless nevertheless indeed anyway otherwise "
    "abruptly simply well though sometimes usually seldom frequently rarely repeatedly",
    PREPOSITION: "of in on at by for with from into onto about against between among during under over near inside "
    "outside within without toward towards upon across behind beyond beneath above below through throughout via per "
    "like unlike including despite beside besides regarding concerning off out up down around amid versus alongside",
    COORDINATOR: "and but or nor &",
    SUBORDINATOR: "as while when where because if after before since until unless although whereas whether why how "
    "so than once whenever lest",
    TO: "to",
    TIME: "monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow tonight earlier recently "
    "mon. tue. wed. thu. fri. sat. sun. tues. thurs. ago",
    POSSESSIVE: "'s ’s ' ’",
}
_WORDS: Final = {word: tag for tag, words in _CLOSED.items() for word in words.split()}
CLOSED_CLASSES: Final = frozenset(_WORDS)
"""Every function word, in lower case."""

_PUNCTUATION: Final = {
    ",": ",", ".": ".", ";": ";", ":": ":", "!": ".", "?": ".", "…": ".", "...": ".",
    "(": "(", ")": ")", "[": "(", "]": ")",
    "—": DASH, "–": DASH, "--": DASH, "---": DASH, "-": HYPHEN, "/": HYPHEN,
}  # fmt: skip

MONTHS: Final = frozenset(
    "january february march april may june july august september october november december jan. feb. mar. apr. "
    "jun. jul. aug. sept. sep. oct. nov. dec.".split()
)
NUMBERS: Final = frozenset(
    "one two three four five six seven eight nine ten eleven twelve dozen dozens hundred hundreds thousand "
    "thousands million millions billion billions".split()
)

_IRREGULAR_PAST: Final = frozenset(
    "said told wrote went took had came got made gave saw knew thought found kept left felt held brought began "
    "ran sat stood lost met led sent spoke spent won drew broke chose drove flew grew rose fell wore threw sought "
    "fought caught taught bought sold built heard paid became understood withdrew shook struck sank swore sang "
    "hung dealt bore arose laid lay hid swept slept forgot forgave froze woke stole bent slid blew tore quit hit "
    "cut put set shut let shot stuck dug won split overcame overtook undertook foresaw mistook misled rode hurt "
    "cast beat bet cost spread burst fled fed bled sped".split()
)
_VERBS: Final = frozenset(
    "accept add agree allow appear apply argue ask be become believe bring build call carry cause change choose "
    "claim come consider continue cost create deal decide demand deny describe deserve die discuss do draw drive "
    "earn eat enjoy expect face fail fall favor favour fear feel fight find fly follow force forget get give go "
    "grow happen hate have hear help hold hope include increase intend involve join keep know lack laugh lead "
    "learn leave let lie like listen live look lose love make matter mean meet miss move need offer oppose own "
    "pay plan play prefer prepare produce prove provide push put raise reach read realise realize refuse remain "
    "remember remove represent require rise run save say see seek seem sell send serve set share show sit sound "
    "speak spend stand start stay stop succeed suffer support suppose take talk teach tell tend think threaten "
    "throw treat try turn understand urge use visit vote wait walk want warn watch wear win wish wonder work "
    "worry write won acknowledge admit announce appeal assert attack attempt blame boast caution cite compare "
    "complain concede conclude condemn confirm contend criticize criticise declare defend emphasize estimate "
    "explain express hint imply indicate insist joke maintain mention note observe praise predict promise propose "
    "quote recall reject repeat reply report respond reveal stress suggest swear testify tout tweet vow write "
    "pledge urge view regard describe arrive emerge exist occur persist depend belong concern contain enable "
    "ensure lead remains".split()
)
_ADJECTIVES_IN_ED: Final = frozenset(
    "united so-called indeed unprecedented wicked sacred hundred naked aged beloved rugged".split()
)
_NOUNS_IN_ING: Final = frozenset(
    "building hearing meeting briefing king thing something nothing anything everything morning evening spring "
    "king ring wing string feeling filing funding housing painting rating recording ruling shooting spending "
    "understanding warning wedding beginning banking bombing clothing during string sterling being".split()
)
_NOT_ADVERBS: Final = frozenset(
    "ally family rally early only daily weekly monthly elderly italy july reply assembly supply anomaly friendly "
    "likely unlikely costly deadly lovely monopoly fly lonely holy ugly bully belly jelly billy kelly molly sally "
    "emily".split()
)
_OPEN_A_PHRASE: Final = frozenset("the a an his their its my our your".split())
_STARTERS: Final = frozenset("the a an this that these those".split())


def third_person(verb: str) -> str:
    """The form of ``verb`` that goes with "she"."""
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        return verb[:-1] + "ies"
    return verb + ("es" if verb.endswith(("s", "x", "z", "ch", "sh", "o")) else "s")


_PRESENT: Final = _VERBS | frozenset(map(third_person, _VERBS))


def tags_of(reading: Reading, starts: frozenset[int], speech: frozenset[str]) -> list[str]:
    """One tag for each token of ``reading``.

    ``starts`` are the tokens that begin a sentence, where a capital says nothing. ``speech`` are the verbs of saying.
    """
    tags: list[str] = []
    words, lower, region = reading.words, reading.lower, reading.region
    previous, count, nominal = ".", len(words), False
    for i, word in enumerate(words):
        if region[i] >= 0:
            if i == 0 or region[i - 1] != region[i]:
                nominal = _stands_for_a_noun(reading, i, previous)
            tag = NOUN if nominal else QUOTED
        else:
            tag = _PUNCTUATION.get(word) or _tag(
                word, lower[i], previous, lower[i - 1] if i else "", i in starts, speech
            )
            if tag == GERUND and word[0].isupper() and i + 1 < count and _is_verb_form(lower[i + 1], speech):
                tag = NAME  # "Schilling told"
            elif previous == "," and lower[i] in speech and lower[i].endswith("ing") and _opens_clause(lower, i + 1):
                tag = GERUND  # ", warning that", though a warning is a noun
            elif tag == NAME and i in starts and lower[i].endswith("ed") and i + 1 < count and lower[i + 1] == "by":
                tag = PAST  # "Alarmed by the vote, Lee …"
            elif tag == AMBIGUOUS:
                following = lower[i + 1] if i + 1 < count and region[i + 1] < 0 else "“"
                tag = _resolved(lower[i], lower[i - 1] if i else "", previous, following)
                if tag == VERB and previous == NOUN and _is_object(tags, lower, speech):
                    tag = NOUN
            if tag == HYPHEN and _spaced(reading, i):
                tag = DASH
            elif previous == HYPHEN and tag in _NOT_AFTER_HYPHEN:
                tag = NOUN  # "a voice-over"
        tags.append(tag)
        previous = tag
    return tags


def _opens_clause(lower: list[str], i: int) -> bool:
    return i < len(lower) and _WORDS.get(lower[i]) in (THAT, PRONOUN)


def _is_object(tags: list[str], lower: list[str], speech: frozenset[str]) -> bool:
    """Whether the next word ends the object of a verb: "made public | promises". A verb of saying takes a clause."""
    k = len(tags) - 1
    while k >= 0 and tags[k] in (NOUN, DETERMINER, NUMBER, POSSESSIVE):
        k -= 1
    if k >= 0 and tags[k] == TO:  # "not to pursue criminal | charges"
        return len(tags) - k > 2 and tags[k + 1] == NOUN
    return k >= 0 and tags[k] in (VERB, PAST, GERUND) and lower[k] not in speech


_NOT_AFTER_HYPHEN: Final = frozenset((PREPOSITION, ADVERB, SUBORDINATOR, DETERMINER, AUXILIARY, TO, PAST, GERUND))


def _is_verb_form(lower: str, speech: frozenset[str]) -> bool:
    return lower in _IRREGULAR_PAST or (lower in speech and not lower.endswith("ing"))


def _stands_for_a_noun(reading: Reading, first: int, previous: str) -> bool:
    """Whether the quoted region at ``first`` is a word of its sentence: a title, a scare quote ("the “alt-right”")."""
    if previous not in (DETERMINER, POSSESSIVE, PREPOSITION) or reading.breaks[first]:
        return False
    last = first
    while last < len(reading) and reading.region[last] == reading.region[first] and last - first <= 8:
        last += 1
    return last - first <= (4 if previous == PREPOSITION else 7)


def _spaced(reading: Reading, i: int) -> bool:
    """Whether white space stands on both sides of a hyphen, so that it is a dash."""
    before = i > 0 and reading.starts[i] > reading.ends[i - 1]
    return before and i + 1 < len(reading) and reading.starts[i + 1] > reading.ends[i]


def _tag(word: str, lower: str, previous: str, before: str, first: bool, speech: frozenset[str]) -> str:
    closed = _WORDS.get(lower)
    if closed is not None and word not in ("US", "IT", "WHO"):
        if word[0].isupper() and not first and lower not in _STARTERS and closed not in (PRONOUN, TIME, AUXILIARY):
            return NAME if previous == NAME and closed in (ADVERB, DETERMINER) else closed
        if lower in ("one", "no", "last", "next", "half"):
            return DETERMINER if lower != "one" else NUMBER
        if lower == "may" and word[0].isupper() and previous != PRONOUN:
            return TIME
        return closed
    if word[0].isdigit():
        return NUMBER
    if not word[0].isalpha():
        return NUMBER if word[0] in "$£€" else OTHER
    if word[0].isupper():
        if first and lower in ("said", "says", "asked", "added", "told"):
            return VERB
        if lower in MONTHS:
            return TIME
        if not first:
            return NAME
        if len(lower) > 4 and lower.endswith("ing") and lower not in _NOUNS_IN_ING:
            return GERUND
        if lower in NUMBERS:
            return NUMBER
        if lower.endswith("ly") and len(lower) > 5 and lower not in _NOT_ADVERBS:
            return ADVERB
        return NAME
    if lower in NUMBERS:
        return NUMBER
    if lower in _IRREGULAR_PAST:
        return (
            NOUN if previous == DETERMINER and lower in ("left", "found", "cut", "set", "hit", "shot", "cast") else VERB
        )
    if lower.endswith("ing") and len(lower) > 4 and lower not in _NOUNS_IN_ING:
        return NOUN if before in _OPEN_A_PHRASE or previous == POSSESSIVE else GERUND
    if lower.endswith("ed") and len(lower) > 3 and lower not in _ADJECTIVES_IN_ED:
        return NOUN if before in _OPEN_A_PHRASE else PAST
    if lower.endswith("ly") and len(lower) > 4 and lower not in _NOT_ADVERBS:
        return ADVERB
    if lower in _PRESENT or lower in speech:
        return AMBIGUOUS
    return NOUN


def _resolved(word: str, before: str, previous: str, following: str) -> str:
    """Verb or noun, for a word that can be both: "claims", "report", "press"."""
    if previous in (PRONOUN, RELATIVE, TO, AUXILIARY) or word in _ALWAYS_VERBS:
        return VERB
    if previous in (DETERMINER, POSSESSIVE, NUMBER, PREPOSITION, PAST):
        return NOUN
    # A subject and its verb agree: "critics claim", "the critic claims".
    if previous == QUOTED:
        return VERB if following not in _PUNCTUATION_AFTER_VERBS else NOUN
    plural = before.endswith("s") and not before.endswith("ss")
    singular = word.endswith("s") and not word.endswith("ss")
    agrees = plural != singular or (singular and previous == NAME)
    follows = (_WORDS.get(following) in _AFTER_VERBS and following != "of") or (
        previous != NOUN and following in _PUNCTUATION_AFTER_VERBS
    )
    return VERB if agrees and follows and previous in (NAME, NOUN, ADVERB, ")", ",", COORDINATOR) else NOUN


AMBIGUOUS: Final = "a"
_ONLY_VERBS: Final = frozenset(
    "say argue believe tell insist contend think know want read accuse acknowledge admit allege announce assert "
    "complain concede conclude condemn confirm contradict criticize criticise declare denounce deny describe "
    "disclose emphasize emphasise explain imply indicate inform predict proclaim recall recount reiterate reject "
    "reveal suggest testify underline underscore urge warn write propose advise remind assure continue".split()
)
_ALWAYS_VERBS: Final = _ONLY_VERBS | frozenset(map(third_person, _ONLY_VERBS))
"""Words that are verbs whatever stands before them, but for a noun phrase that has begun."""
_AFTER_VERBS: Final = frozenset((DETERMINER, PRONOUN, OBJECT, THAT, TO, SUBORDINATOR, RELATIVE, PREPOSITION, ADVERB))
_PUNCTUATION_AFTER_VERBS: Final = frozenset((".", ",", ":", "“", '"'))
