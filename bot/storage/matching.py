"""From a ``Query`` to tantivy's: always built from parts, because its parser would let a user's text name any field."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tantivy import FieldType, Occur, Schema
from tantivy import Query as Clause

from bot.domain.query import Query
from bot.storage.entries import EntryKind, moment, scope
from bot.storage.wording import STOP_WORDS, encodable, exact, folded, is_stop_word, slips, stemming

_OWN: Mapping[EntryKind, Mapping[str, float]] = {
    "article": {"title": 3.0, "body": 1.0, "names": 1.0},
    "quote": {"words": 1.0, "about": 2.0},
    "figure": {"words": 1.0, "about": 2.0},
}
"""The fields where a word is looked for, with their weights."""

_CONTEXT: Mapping[EntryKind, Mapping[str, float]] = {
    "article": {},
    "quote": {"headline": 0.2},
    "figure": {"headline": 0.2},
}
"""Fields that may hold some of the words but not all: a quote is found by what it says, not by its article alone."""


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that must match.

    ``typed`` is how the user wrote it. ``own`` matches the entry itself and not only its article's headline; a filter
    has none. ``tokens`` and ``fields`` say what may be misspelt, and where.
    """

    typed: str
    clause: Clause
    own: Clause | None
    tokens: tuple[str, ...]
    fields: tuple[str, ...]


class Matching:
    """Builds clauses for one schema. Every list of clauses must be joined with ``within``.

    ``alike`` gives for a word all the words that are as good: "stole" for "steal", "defense" for "defence";
    ``counted`` those that are as good for figures: "wounded" for "injured".
    """

    def __init__(
        self, schema: Schema, alike: Mapping[str, Collection[str]], counted: Mapping[str, Collection[str]]
    ) -> None:
        self._schema, self._alike, self._counted = schema, alike, counted
        self._exact, self._stemming = exact(), stemming()
        self._small = frozenset(self._stemming.analyze(" ".join(STOP_WORDS)))

    def within(self, kind: EntryKind, readable: Collection[str]) -> Clause:
        """The fence: entries of this kind from these workspaces alone."""
        return silent(any_of(self._term("scope", scope(kind, workspace)) for workspace in sorted(readable)))

    def parts(self, query: Query, kind: EntryKind) -> list[Part]:
        """What must match and may be misspelt: words (small words apart), the person, the outlet."""
        telling = [word for word in query.words if not is_stop_word(word)] or query.words
        parts = [part for word in telling if (part := self._word(word, kind))]
        for name, typed in (("person", query.person), ("outlet", query.outlet)):
            if typed and (tokens := self._tokens(typed)):
                parts.append(Part(typed, silent(self._name(name, tokens)), None, tokens, (name,)))
        return parts

    def filters(self, query: Query) -> list[tuple[Occur, Clause]]:
        """What must match as it is: phrases, times, story, address, and what must not be there."""
        phrases = [self._tokens(phrase) for phrase in query.phrases]
        clauses = [(Occur.Must, self._phrase("exact", tokens)) for tokens in phrases if tokens]
        unwanted = [(word, self._tokens(word)) for word in query.excluded]
        clauses += [(Occur.MustNot, self._anywhere(word, tokens)) for word, tokens in unwanted if tokens]
        if query.since or query.until:
            clauses.append((Occur.Must, self._between("dated", query.since, query.until)))
        if query.since or query.until or query.undated:
            clauses.append((Occur.Must, silent(self._term("undated", int(query.undated)))))
        if query.added:
            clauses.append((Occur.Must, self._between("added", query.added, None)))
        if query.story is not None:
            clauses.append((Occur.Must, silent(self._term("story", query.story))))
        if query.url is not None:
            clauses.append((Occur.Must, silent(self._term("url", encodable(query.url)))))
        return clauses

    def joined(self, parts: Sequence[Part], filters: Sequence[tuple[Occur, Clause]], fence: Clause) -> Clause:
        """All parts and filters within the fence; at least one word must match the entry itself."""
        clauses = [(Occur.Must, fence), *filters, *((Occur.Must, part.clause) for part in parts)]
        if own := [part.own for part in parts if part.own is not None]:
            clauses.append((Occur.Must, silent(any_of(own))))
        return Clause.boolean_query(clauses)

    def respelt(self, part: Part, distance: int) -> Part | None:
        """The part with up to ``distance`` wrong letters in a word, None if it has no other spelling."""
        slip = [min(distance, slips(token)) for token in part.tokens]
        if not any(slip):
            return None
        clause = all_of(
            any_of(self._fuzzy(name, token, wrong) for name in part.fields)
            for token, wrong in zip(part.tokens, slip, strict=True)
        )
        return Part(part.typed, clause, part.own and clause, part.tokens, part.fields)

    def any_word(self, query: Query, kind: EntryKind) -> list[Part]:
        """The words of a query and of its phrases, each for itself."""
        words = [*query.words, *(word for phrase in query.phrases for word in phrase.split())]
        return self.parts(Query(words=tuple(words)), kind) if words else []

    def since(self, time: datetime) -> Clause:
        """Entries of articles dated at ``time`` or later."""
        return self._between("dated", time, None)

    def every(self, kind: EntryKind) -> Clause:
        """All entries of a kind, of all workspaces: to be counted, never shown."""
        return self._term("kind", kind)

    def entry(self, key: str) -> Clause:
        """All entries under a key."""
        return self._term("key", key)

    def stems(self, text: str) -> Counter[str]:
        """How often each stem stands in ``text``, small words apart."""
        return Counter(stem for stem in self._stemming.analyze(folded(text)) if stem not in self._small)

    def stem(self, stem: str, kind: EntryKind) -> Clause:
        """A word, given by its stem, in the fields of a kind."""
        fields = {**_OWN[kind], **_CONTEXT[kind]}.items()
        return any_of(Clause.boost_query(self._term(name, stem), boost) for name, boost in fields)

    def _word(self, word: str, kind: EntryKind) -> Part | None:
        tokens = self._tokens(word)
        if not tokens:
            return None
        if len(tokens) > 1:
            # "COVID-19", "2.5": its pieces side by side.
            phrase = self._phrase("exact", tokens)
            return Part(word, phrase, self._only_for_passages(kind, phrase), tokens, ("exact",))
        # A capital makes a name of it: Rose is nobody who rises.
        others = () if word[0].isupper() else self._alike.get(tokens[0], ())
        others = (*others, *(self._counted.get(tokens[0], ()) if kind == "figure" else ()))
        stems = {stem for each in (word, *others) for stem in self._stemming.analyze(folded(each))}
        own = any_of(self._term(name, stem) for stem in sorted(stems) for name in _OWN[kind])
        anywhere = any_of(self.stem(stem, kind) for stem in sorted(stems))
        return Part(word, anywhere, self._only_for_passages(kind, own), tokens, ("exact",))

    @staticmethod
    def _only_for_passages(kind: EntryKind, own: Clause) -> Clause | None:
        return own if _CONTEXT[kind] else None

    def _anywhere(self, word: str, tokens: tuple[str, ...]) -> Clause:
        """A word by its stem, or several side by side, in the entry itself, whatever its kind."""
        if len(tokens) > 1:
            return self._phrase("exact", tokens)
        [stem] = self._stemming.analyze(folded(word))
        return any_of(self._term(name, stem) for name in {name for fields in _OWN.values() for name in fields})

    def _name(self, field: str, tokens: tuple[str, ...]) -> Clause:
        """A name that holds these words in this order, the last one perhaps only begun; one word may lie between."""
        begun = Clause.phrase_prefix_query(self._schema, field, list(tokens))
        if len(tokens) == 1:
            return begun
        return any_of([begun, Clause.phrase_query(self._schema, field, list(tokens), slop=1)])

    def _between(self, field: str, since: datetime | None, until: datetime | None) -> Clause:
        lower = None if since is None else moment(since)
        upper = None if until is None else moment(until) - 1  # tantivy takes no open upper end beside a missing one
        return silent(Clause.range_query(self._schema, field, FieldType.Integer, lower, upper))

    def _phrase(self, field: str, tokens: tuple[str, ...]) -> Clause:
        # tantivy panics on a phrase of one word.
        if len(tokens) == 1:
            return self._term(field, tokens[0])
        return Clause.phrase_query(self._schema, field, list(tokens))

    def _fuzzy(self, field: str, token: str, distance: int) -> Clause:
        if distance == 0:
            return self._term(field, token)
        return Clause.fuzzy_term_query(self._schema, field, token, distance=distance)

    def _term(self, field: str, value: str | int) -> Clause:
        return Clause.term_query(self._schema, field, value)

    def _tokens(self, text: str) -> tuple[str, ...]:
        return tuple(self._exact.analyze(folded(text)))


def any_of(clauses: Iterable[Clause]) -> Clause:
    """At least one of the clauses (nothing, if there are none)."""
    return Clause.boolean_query([(Occur.Should, clause) for clause in clauses])


def all_of(clauses: Iterable[Clause]) -> Clause:
    """Each of the clauses."""
    return Clause.boolean_query([(Occur.Must, clause) for clause in clauses])


def silent(clause: Clause) -> Clause:
    """The clause as a filter that adds nothing to the score."""
    return Clause.const_score_query(clause, 0.0)
