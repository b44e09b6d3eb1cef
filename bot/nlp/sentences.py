"""Where sentences end: around closing marks, abbreviations, ellipses, line breaks and excluded spans."""

from __future__ import annotations

import numpy
from spacy.tokens import Doc

from bot.nlp.reading import STARTS, Reading, reading_of
from bot.nlp.words import Words

ENDS = frozenset({".", "!", "?", "…", "...", "....", "?!", "!?", "!!", "??"})
CLOSERS = frozenset("”\"'’»)]")
OPENERS = frozenset("“\"‘'«([")
WHOLE = 100
"""A quotation of up to so many tokens stays in one sentence with its attribution; a longer one is divided."""

_LAST = frozenset(".!?…") | CLOSERS
"""How the tokens end that end a sentence."""
_MAY_START = frozenset(
    "The A An This That These Those He She It They We I You His Her Its Their Our My In On At By For From With But And "
    "However Meanwhile Mr. Ms. Mrs. Dr. If When While As After Before Since There Here What Who Some Many Most "
    "According Asked Also No Not One Two".split()
)


def divide(doc: Doc, words: Words) -> None:
    """Mark where sentences start in ``doc``; a line break or the edge of an excluded span always ends one."""
    reading = reading_of(doc)
    marks = numpy.full((len(doc), 1), -1, dtype=numpy.int64)
    doc.user_data[STARTS] = starts = sentence_starts(reading, words)
    for i in starts:
        marks[reading.places[i]] = 1
    marks[:1] = 1
    # Token.is_sent_start looks over the whole document each time it is set: an array takes linear time.
    doc.from_array(["SENT_START"], marks.astype(numpy.uint64))  # type: ignore[arg-type]


def sentence_starts(reading: Reading, words: Words) -> list[int]:
    """The numbers of the tokens that begin a sentence, in order."""
    whole = _whole_regions(reading)
    return [
        i
        for i in range(len(reading))
        if i == 0
        or reading.breaks[i]
        or (
            _ends_before(reading, i, words)
            and not _inside_whole(reading, i, whole)
            and not _tag_follows(reading, i, words)
        )
    ]


def _whole_regions(reading: Reading) -> set[int]:
    sizes: dict[int, int] = {}
    for number in reading.region:
        sizes[number] = sizes.get(number, 0) + 1
    return {number for number, size in sizes.items() if number >= 0 and size <= WHOLE}


def _inside_whole(reading: Reading, i: int, whole: set[int]) -> bool:
    return reading.region[i] in whole and reading.region[i] == reading.region[i - 1]


def _ends_before(reading: Reading, i: int, words: Words) -> bool:
    """Whether a sentence may end between the tokens ``i - 1`` and ``i``."""
    before = reading.words[i - 1]
    if before[-1] not in _LAST:
        return False
    if reading.ends[i - 1] == reading.starts[i] and before not in CLOSERS:
        return False
    last = i - 1
    while last > 0 and reading.words[last] in CLOSERS and reading.ends[last - 1] == reading.starts[last]:
        last -= 1
    word = reading.words[last]
    following = reading.words[i]
    starts_like_one = following[0].isupper() or following[0].isdigit() or following in OPENERS
    if not starts_like_one or (following in OPENERS and i + 1 < len(reading) and reading.words[i + 1][0].islower()):
        return False
    if word in ENDS:
        return not _is_abbreviation(reading, last, words)
    if len(word) > 1 and word[-1] == "." and word not in words.abbreviations:
        return last != i - 1 or (following in _MAY_START and len(word) > 2) or following in OPENERS
    return False


def _is_abbreviation(reading: Reading, stop: int, words: Words) -> bool:
    """Whether the full stop ``stop`` belongs to the word before it, as in "Lt." or an initial."""
    if reading.words[stop] != "." or stop == 0 or reading.ends[stop - 1] != reading.starts[stop]:
        return False
    word = reading.words[stop - 1]
    return word + "." in words.abbreviations or (len(word) == 1 and word.isupper() and word != "I")


def _tag_follows(reading: Reading, i: int, words: Words) -> bool:
    """Whether an attribution starts at ``i``, right after a closing mark: “What?” Smith asked."""
    if reading.words[i - 1] not in CLOSERS or reading.region[i - 1] < 0 or reading.region[i] == reading.region[i - 1]:
        return False
    asked = any(reading.words[k] in "?!" for k in range(max(0, i - 3), i))
    aside = False
    for k in range(i, min(i + (16 if asked else 6), len(reading))):
        word = reading.words[k]
        if reading.breaks[k] or reading.region[k] >= 0 or word in ENDS:
            return False
        if reading.lower[k] in words.speech.verbs and k > i:
            return asked or _closes(reading, k + 1)
        aside = aside or (asked and word == "," and k > i)
        if not (aside or word[0].isupper() or word in (".", "’s", "'s")):
            return False
    return False


def _closes(reading: Reading, k: int) -> bool:
    """Whether nothing is said after the speech verb: the attribution ends, or only time and place follow."""
    if k >= len(reading) or reading.breaks[k]:
        return True
    return reading.lower[k] in _AFTER_TAG or reading.lower[k].endswith("ing")


_AFTER_TAG = frozenset(
    ". , ; in on at during after before when while as of to later monday tuesday wednesday thursday friday "
    "saturday sunday".split()
)
