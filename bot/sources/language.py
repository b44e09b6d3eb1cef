"""Whether a text is English enough for the rules that read it."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

WORD = re.compile(r"[^\W\d_]+")
COMMONEST = frozenset(
    "the of and to in a is that for it was on are as with his they at be this from have or by had not but what were we "
    "when your can said there use an each which she do how their if will up about out many then them would like so "
    "these her him has more than who been its no into our".split()
)
LEAST_WORDS = 25
"""Shorter texts are taken as English unless their script is not Latin: names alone look like any language."""
LOOKED_AT = 4000
SURE = 0.9
# Those that the desk is likely to meet; the model's 130 others turn lists of names into Kabyle or Lingala.
LANGUAGES = (
    "en ar az bg bn ca cs da de el es et fa fi fr he hi hr hu hy id it ja ka kk ko ku lt lv mk ms my nb ne nl pa pl ps "
    "pt ro ru sk sl sq sr sv sw ta th tl tr uk ur uz vi zh"
).split()
NAMES = {
    "ar": "Arabic", "de": "German", "es": "Spanish", "fa": "Persian", "fr": "French", "hi": "Hindi", "it": "Italian",
    "ja": "Japanese", "ko": "Korean", "nl": "Dutch", "pl": "Polish", "ps": "Pashto", "pt": "Portuguese",
    "ru": "Russian", "sv": "Swedish", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu", "zh": "Chinese",
}  # fmt: skip


def foreign_language(text: str) -> str | None:
    """The name of the language that ``text`` is surely in instead of English, or None.

    Text in which the commonest English words are common is English at once; the statistical model is asked only about
    the rest, and believed only on longer text.
    """
    words = WORD.findall(text[:LOOKED_AT])
    letters = sum(map(len, words))
    latin = sum(unicodedata.name(character, "").startswith("LATIN") for word in words for character in word)
    if words and latin * 2 < letters:
        return _name(_identifier().classify(text[:LOOKED_AT])[0])
    common = sum(word.casefold() in COMMONEST for word in words)
    if len(words) < LEAST_WORDS or common * 5 >= len(words):
        return None
    code, probability = _identifier().classify(text[:LOOKED_AT])
    return _name(code) if code != "en" and probability >= SURE else None


def _name(code: str) -> str:
    return NAMES.get(code, "another language") if code != "en" else "another script"


@cache
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    known = set(identifier.labels)
    identifier.set_languages([code for code in LANGUAGES if code in known])
    return identifier
