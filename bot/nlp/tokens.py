"""English tokens, in linear time over any text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import compile_infix_regex

LONGEST_WORD = 200
"""spaCy's tokenizer takes quadratic time over a run without white space: a longer one is cut before it is read."""

_RUN = re.compile(r"\S+")


def english(abbreviations: Iterable[str] = ()) -> Language:
    """A pipeline that holds nothing but the tokenizer.

    A mark that is glued to words on both sides (said,“Look) is a token of its own; each of ``abbreviations`` is one
    token with its full stop.
    """
    nlp = spacy.blank("en")
    infixes = [*(nlp.Defaults.infixes or ()), r"[“”„«»]", r"(?<=\S)\"(?=\S)", r"[,:;](?=[“\"])"]
    nlp.tokenizer.infix_finditer = compile_infix_regex(infixes).finditer  # type: ignore[union-attr]
    for word in abbreviations:
        nlp.tokenizer.add_special_case(word, [{"ORTH": word}])  # type: ignore[union-attr]
    # Each new word would be given its shape, its norm and twenty other attributes, for a sixth of the whole time. The
    # rules read the words themselves (see ``Reading``).
    setattr(nlp.vocab, "lex_attr_getters", {})  # noqa: B010 - spaCy's type stub does not know it
    nlp.max_length = 2**31
    return nlp


def tokenised(nlp: Language, text: str, edges: Iterable[int] = ()) -> Doc:
    """``text`` as tokens of ``nlp``; none of them reaches over one of ``edges``."""
    inside = [at for at in edges if 0 < at < len(text) and not text[at - 1].isspace() and not text[at].isspace()]
    if not inside and all(len(run) <= LONGEST_WORD for run in text.split()):
        return nlp.tokenizer(text)
    words: list[str] = []
    spaces: list[bool] = []
    for piece in _pieces(text, sorted(inside)):
        for token in nlp.tokenizer(piece):
            words.append(token.text)
            spaces.append(bool(token.whitespace_))
    return Doc(nlp.vocab, words=words, spaces=spaces)


def _pieces(text: str, edges: list[int]) -> Iterator[str]:
    """``text`` cut at ``edges`` and around long runs; those are cut into stretches of ``LONGEST_WORD``."""
    for start, end in pairwise([0, *edges, len(text)]):
        begin = start
        for match in _RUN.finditer(text, start, end):
            if match.end() - match.start() > LONGEST_WORD:
                if begin < match.start():
                    yield text[begin : match.start()]
                for at in range(match.start(), match.end(), LONGEST_WORD):
                    yield text[at : min(at + LONGEST_WORD, match.end())]
                begin = match.end()
        if begin < end:
            yield text[begin:end]
