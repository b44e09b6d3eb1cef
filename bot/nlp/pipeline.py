"""The pipeline: a document in, its analysis out."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from bot.domain.analysis import Analysis
from bot.domain.article import Document
from bot.nlp.body import EXCLUDED, LEXICON, PUBLISHED
from bot.nlp.figures import figures, prepare
from bot.nlp.lexicon import directory_of
from bot.nlp.names import Names
from bot.nlp.parse import Parse
from bot.nlp.quotes import quotes
from bot.nlp.sentences import divide
from bot.nlp.skipping import SKIPPED, Skipped
from bot.nlp.summary import key_sentences
from bot.nlp.tokens import english, tokenised
from bot.nlp.trained import Trained
from bot.nlp.version import version_of
from bot.nlp.words import words_in

VOCABULARY = 200_000
"""spaCy keeps every word it has met. After so many new ones the pipeline is built anew (0.2 s): memory stays flat.

``Language.memory_zone`` would drop them after each article, but it also drops the tokenizer's cache: 18 ms a thousand
words against 5.
"""

PEOPLE, QUOTES, FIGURES, SUMMARY = "newsdesk.people", "newsdesk.quotes", "newsdesk.figures", "newsdesk.summary"
TITLE, PARSE, NAMES = "newsdesk.title", "newsdesk.parse", "newsdesk.names"

Component = Callable[[Doc], Doc]


@Language.factory("newsdesk_sentences", default_config={"lexicon": ""}, assigns=["token.is_sent_start"])
def sentences_component(nlp: Language, name: str, lexicon: str) -> Component:
    """Sentence ends."""
    words = words_in(Path(lexicon))

    def component(doc: Doc) -> Doc:
        divide(doc, words)
        doc.user_data[PARSE] = Parse(doc, words)
        return doc

    return component


@Language.factory("newsdesk_trained", default_config={"model": ""}, requires=["token.is_sent_start"])
def trained_component(nlp: Language, name: str, model: str) -> Component:
    """What another installed pipeline tells of the same tokens."""
    return TrainedComponent(Trained(model))


class TrainedComponent:
    """Adds what ``trained`` tells to the parse of a document."""

    def __init__(self, trained: Trained) -> None:
        self.trained = trained

    def __call__(self, doc: Doc) -> Doc:
        parse: Parse = doc.user_data[PARSE]
        parse.syntax = self.trained.read(parse.reading, parse.starts)
        return doc


@Language.factory("newsdesk_names", requires=["token.is_sent_start"])
def names_component(nlp: Language, name: str) -> Component:
    """People and organisations."""

    def component(doc: Doc) -> Doc:
        doc.user_data[NAMES] = names = Names(doc.user_data[PARSE])
        doc.user_data[PEOPLE] = names.people()
        return doc

    return component


@Language.factory("newsdesk_quotes", requires=["token.is_sent_start"])
def quotes_component(nlp: Language, name: str) -> Component:
    """Quotes with their speakers."""

    def component(doc: Doc) -> Doc:
        found = doc.user_data
        found[QUOTES] = quotes(found[PARSE], found[NAMES], found[SKIPPED])
        return doc

    return component


@Language.factory("newsdesk_figures", requires=["token.is_sent_start"])
def figures_component(nlp: Language, name: str) -> Component:
    """Numbers with their unit or noun."""

    def component(doc: Doc) -> Doc:
        found = doc.user_data
        found[FIGURES] = found[SKIPPED].attempt(0, lambda: figures(doc, found[QUOTES], found[PEOPLE]), ())
        return doc

    return component


@Language.factory("newsdesk_summary", requires=["token.is_sent_start"])
def summary_component(nlp: Language, name: str) -> Component:
    """The sentences that carry the article."""

    def component(doc: Doc) -> Doc:
        found = doc.user_data
        found[SUMMARY] = found[SKIPPED].attempt(
            0, lambda: key_sentences(doc, found[QUOTES], found[FIGURES], found[TITLE]), ()
        )
        return doc

    return component


class Analyser:
    """Reads one article at a time; safe to share between threads.

    ``lexicon`` is the folder of the word lists, None for the one that comes with Newsdesk. ``model`` names a trained
    spaCy pipeline that reads beside the rules: an installed package or a folder.

    Raises: SettingsError if a word list can't be read, or the pipeline can't be used.
    """

    def __init__(self, lexicon: Path | None = None, model: str | None = None) -> None:
        self._lexicon, self._model = directory_of(lexicon), model
        self._rebuild()
        self._lock = threading.Lock()
        self.version = version_of(self._lexicon, *(trained.version for trained in self._trained()))

    def _rebuild(self) -> None:
        self._nlp = self._pipeline()
        self._empty = self.vocabulary

    def _pipeline(self) -> Language:
        words = words_in(self._lexicon)
        prepare(self._lexicon)  # a mistake in a list is told at the start, not with the first article
        nlp = english(words.abbreviations & words.titles.written)
        nlp.add_pipe("newsdesk_sentences", config={"lexicon": str(self._lexicon)})
        if self._model is not None:
            nlp.add_pipe("newsdesk_trained", config={"model": self._model})
        for component in ("newsdesk_names", "newsdesk_quotes", "newsdesk_figures", "newsdesk_summary"):
            nlp.add_pipe(component)
        return nlp

    @property
    def vocabulary(self) -> int:
        """How many strings the pipeline remembers: a measure of its memory."""
        return len(self._nlp.vocab.strings) + sum(trained.vocabulary for trained in self._trained())

    def _trained(self) -> list[Trained]:
        return [component.trained for _, component in self._nlp.pipeline if isinstance(component, TrainedComponent)]

    def analyse(self, document: Document) -> Analysis:
        """Everything found in the body of ``document``; offsets are code points into ``document.text``."""
        with self._lock:
            if self.vocabulary > self._empty + VOCABULARY:
                self._rebuild()
            nlp = self._nlp
            edges = [edge for item in document.excluded for edge in (item.span.start, item.span.end)]
            doc = tokenised(nlp, document.text, edges)
            doc.user_data[EXCLUDED] = document.excluded
            doc.user_data[LEXICON] = self._lexicon
            doc.user_data[PUBLISHED] = document.published
            doc.user_data[TITLE] = document.title
            doc.user_data[SKIPPED] = Skipped()
            found = nlp(doc).user_data
        return Analysis(
            version=self.version,
            summary=found[SUMMARY],
            quotes=found[QUOTES],
            figures=found[FIGURES],
            people=found[PEOPLE],
            skipped=len(found[SKIPPED].paragraphs),
        )
