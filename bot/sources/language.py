"""Whether a text is English enough for the rules that read it."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

WORD = re.compile(r"[^\W\d_]+")
COMMONEST = frozenset(
    "the of and to in a is that for it was on are as with his they at be this from have or by had not but what were we "
    "when your can said there use an each which she do how their if will up about out many then them would like so "
    "these her him has more than who been its no into our".split()
)
SMALL_WORDS = {
    code: frozenset(words.split())
    for code, words in {
        "fr": "le la les un une des du de et est que qui dans pour pas sur au aux avec ce cette il elle ils nous sont",
        "de": "der die das den dem des ein eine einer und ist nicht mit von zu auf im für sich auch es sie wir ich bei",
        "es": "el la los las un una de del y es que en por con para no se su al lo como más pero son este esta fue",
        "it": "il lo la gli le un una di del della dei e è che in per non si con da al alla sono come più ma nel ha",
        "nl": "de het een van en is dat in op te niet zijn met voor die er maar ook aan bij door naar heeft wordt ze",
        "pt": "o a os as um uma de do da dos das e é que em no na por com para não se ao mais foi são como mas",
    }.items()
}
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
    latin = sum(len(word) if word.isascii() else sum(map(_is_latin, word)) for word in words)
    if words and latin * 2 < letters:
        return _name(_identifier().classify(text[:LOOKED_AT])[0])
    common = sum(word.casefold() in COMMONEST for word in words)
    if len(words) < LEAST_WORDS or common * 5 >= len(words):
        return None
    code, probability = _identifier().classify(text[:LOOKED_AT])
    return _name(code) if code != "en" and probability >= SURE else None


def language_of(text: str) -> str:
    """The ISO 639-1 code of the language whose small words ``text`` is made of; "en" unless they leave no doubt.

    For texts too short for ``foreign_language``: at least three small words of the other language, a fifth of the text,
    and twice as many as English ones.
    """
    words = [word.casefold() for word in WORD.findall(text[:LOOKED_AT])]
    times = {code: sum(word in small for word in words) for code, small in SMALL_WORDS.items()}
    code = max(times, key=lambda code: times[code])
    english = sum(word in COMMONEST for word in words)
    clear = times[code] >= 3 and times[code] * 5 >= len(words) and times[code] >= 2 * english
    return code if clear else "en"


@lru_cache(maxsize=1 << 12)
def _is_latin(letter: str) -> bool:
    return unicodedata.name(letter, "").startswith("LATIN")


def _name(code: str) -> str:
    return NAMES.get(code, "another language") if code != "en" else "another script"


@cache
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    known = set(identifier.labels)
    identifier.set_languages([code for code in LANGUAGES if code in known])
    return identifier
