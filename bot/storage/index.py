"""The index: what matches a question, in milliseconds. Disposable: made from the store's changes, never the truth."""

from __future__ import annotations

import logging
import math
import shutil
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from threading import Lock

import tantivy
from tantivy import DocAddress, Occur, Searcher
from tantivy import Query as Clause

from bot.domain.query import Query
from bot.storage import private
from bot.storage.entries import EXACT, FORMAT, STEMS, Entry, EntryKind, entries, schema, time_of
from bot.storage.matching import Matching, Part, any_of
from bot.storage.ranking import HALF_LIFE, by_relevance_and_age
from bot.storage.store import Change
from bot.storage.wording import exact, stemming

_log = logging.getLogger(__name__)

_WRITER_BYTES = 64_000_000
_WINDOW = 200
"""How many of the best matches, and of the best new ones, are ordered by age too."""
_COPIES = 2
"""How many times a quote may stand in the articles of its story, on average, for a page to be full."""
_TELLING = 25
"""How many words of a text are looked for to find its like."""
_A_WORD_MORE = 20.0
_READ = 3000
"""How many code points of it: news says in its first paragraphs what it is about."""
_WORDS_REMEMBERED = 1 << 14
_FOLDER = "newsdesk-index-v"
"""How our folders in the configured directory begin: those of other formats are ours to remove, nothing else is."""
_MARK = "high water"
"""The key of the entry that says how far the index has read: no article's id has a space."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A match: ``place`` is the quote's or figure's number in its article's analysis, None for an article.

    A quote that several articles of a story have is one match: ``also`` are the others, and ``same`` is its number.
    """

    article_id: str
    place: int | None
    score: float
    also: tuple[str, ...] = ()
    same: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """Some of the matches, best first, and how many there are; ``respelt`` words match in another spelling only."""

    hits: tuple[Hit, ...] = ()
    total: int = 0
    respelt: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Page:
    """Which of the matches are wanted; ``spare`` times as many are looked at, for some are copies of others."""

    limit: int
    offset: int = 0
    spare: int = 1

    @property
    def reach(self) -> int:
        return self.spare * (self.offset + self.limit)


class Index:
    """An index in memory or, given a directory, in memory-mapped files that outlive the process.

    ``alike`` gives for a word those that are found for it as well, ``counted`` those among figures. Safe to share
    between threads. Nothing from a workspace that ``readable`` does not name is ever returned.
    """

    def __init__(
        self,
        directory: Path | None = None,
        *,
        alike: Mapping[str, Collection[str]] | None = None,
        counted: Mapping[str, Collection[str]] | None = None,
    ) -> None:
        self._schema = schema()
        self._matching = Matching(self._schema, alike or {}, counted or {})
        # News uses the same words again and again.
        self._stems = lru_cache(_WORDS_REMEMBERED)(lambda word: tuple(self._matching.stems(word)))
        self._writing = Lock()
        self._index, self._writer = self._opened(directory)
        self._index.config_reader("manual")
        self._index.reload()
        self.high_water, self.identity = self._mark()

    # Writing ----------------------------------------------------------------------------------------------------

    def apply(self, changes: Iterable[Change], *, identity: int = 0, upto: int = 0, afresh: bool = False) -> int:
        """Take over the changes, all or none, and how many they were; they are found from now on.

        ``identity`` says whose changes they are, ``upto`` the revision that they reach at least. ``afresh`` forgets
        everything else in the same step: a reader sees either the old or the new index, never an empty one.
        """
        with self._writing:
            revision, count = upto if afresh else max(upto, self.high_water), 0
            try:
                if afresh:
                    self._writer.delete_all_documents()
                for change in changes:
                    self._writer.delete_documents_by_term("key", change.article_id)
                    if change.stored is not None:
                        for entry in entries(change.stored):
                            self._add(entry)
                    revision, count = max(revision, change.revision), count + 1
                # The mark is written in the same commit as what it stands for: a crash leaves both or neither.
                self._writer.delete_documents_by_term("key", _MARK)
                self._add({"key": _MARK, "revision": revision, "identity": identity})
                self._writer.commit()
            except BaseException:
                self._writer.rollback()
                raise
            self._index.reload()
            self.high_water, self.identity = revision, identity
        return count

    def close(self) -> None:
        """Let another process write to the directory. The index must not be used after this."""
        with self._writing:
            self._writer.wait_merging_threads()

    # Reading ----------------------------------------------------------------------------------------------------

    def search(
        self,
        query: Query,
        kind: EntryKind,
        readable: frozenset[str],
        *,
        now: datetime,
        limit: int,
        offset: int = 0,
    ) -> Found:
        """The entries that match all of ``query``: by relevance and age or, without words, the newest first.

        Only if nothing matches, words that nobody wrote are looked for in a similar spelling.
        """
        searcher = self._index.searcher()
        fence = self._matching.within(kind, readable)
        parts, filters = self._matching.parts(query, kind), self._matching.filters(query)
        strict = self._matching.joined(parts, filters, fence)
        ordered = self._by_relevance if query.has_text else self._by_date
        page = _Page(limit, offset, spare=_COPIES if kind == "quote" else 1)
        found = ordered(searcher, strict, now, page)
        unknown = [] if found.total else [self._is_unknown(searcher, part, fence) for part in parts]
        for distance in (1, 2) if any(unknown) else ():
            spelt = [
                self._matching.respelt(part, distance) if new else part
                for part, new in zip(parts, unknown, strict=True)
            ]
            loose = self._matching.joined([part for part in spelt if part], filters, fence)
            if None not in spelt and (found := ordered(searcher, loose, now, page)).total:
                respelt = tuple(part.typed for part, new in zip(parts, unknown, strict=True) if new)
                return replace(found, respelt=respelt)
        return found

    def nearest(
        self, query: Query, readable: frozenset[str], *, now: datetime, limit: int, kind: EntryKind = "article"
    ) -> Found:
        """What matches at least one word of ``query``, the more the better.

        Its filters hold if anything passes them.
        """
        searcher = self._index.searcher()
        fence = self._matching.within(kind, readable)
        parts = self._matching.any_word(query, kind)
        for number, part in enumerate(parts):
            if self._is_unknown(searcher, part, fence):
                parts[number] = self._matching.respelt(part, 2) or part
        if not parts:
            return Found()
        # A second word counts for more than a first one in the title.
        counted = [Clause.const_score_query(part.clause, _A_WORD_MORE) for part in parts]
        some_word = any_of([*(part.clause for part in parts), *counted])
        named = [part.clause for part in self._matching.parts(replace(query, words=()), kind)]
        filters = self._matching.filters(replace(query, phrases=()))
        filtered = [*filters, *((Occur.Must, clause) for clause in named)]
        for conditions in (filtered, []):
            clause = Clause.boolean_query([(Occur.Must, fence), (Occur.Must, some_word), *conditions])
            if (found := self._by_relevance(searcher, clause, now, _Page(limit))).total:
                return found
        return Found()

    def similar(self, title: str, text: str, readable: Collection[str], *, limit: int) -> list[str]:
        """The ids of readable articles that share the most telling words with a text, the likest first."""
        searcher = self._index.searcher()
        articles = _count(searcher, self._matching.every("article"))
        weights: dict[str, float] = {}
        for stem, times in self._matching.stems(f"{title}\n{text[:_READ]}").items():
            if holding := self._holding(searcher, stem):
                weights[stem] = (1 + math.log(times)) * math.log(1 + articles / holding)
        telling = sorted(weights, key=lambda stem: (-weights[stem], stem))[:_TELLING]
        if not telling:
            return []
        some = any_of(self._matching.stem(stem, "article") for stem in telling)
        fence = self._matching.within("article", readable)
        clause = Clause.boolean_query([(Occur.Must, fence), (Occur.Must, some)])
        return [self._hit(searcher, [(address, score)]).article_id for score, address in _best(searcher, clause, limit)]

    def frequency(self, words: Iterable[str]) -> dict[str, int]:
        """About how many articles, of all workspaces, hold each word in any of its forms."""
        searcher = self._index.searcher()
        return {word: min((self._holding(searcher, stem) for stem in self._stems(word)), default=0) for word in words}

    def count(self) -> int:
        """How many articles the index holds, of all workspaces."""
        return _count(self._index.searcher(), self._matching.every("article"))

    # ------------------------------------------------------------------------------------------------------------

    def _by_relevance(self, searcher: Searcher, clause: Clause, now: datetime, page: _Page) -> Found:
        best = _best(searcher, clause, max(_WINDOW, page.reach))
        head = {_key(address): (score, address) for score, address in best[:_WINDOW]}
        if len(best) < _WINDOW:
            total = len(best)
        else:
            # Of a common word, the best matches of many years leave no room for those of this week.
            total = _count(searcher, clause)
            fresh = Clause.boolean_query([(Occur.Must, clause), (Occur.Must, self._matching.since(now - HALF_LIFE))])
            head |= {_key(address): (score, address) for score, address in _best(searcher, fresh, _WINDOW)}
        dates = searcher.fast_field_values("dated", [address for _, address in head.values()])
        ranked = by_relevance_and_age(
            (
                (address, score, time_of(int(date or 0)))
                for (score, address), date in zip(head.values(), dates, strict=True)
            ),
            now,
        )
        tail = [(address, score) for score, address in best[_WINDOW:] if _key(address) not in head]
        return self._found(searcher, [*ranked, *tail], total, page)

    def _by_date(self, searcher: Searcher, clause: Clause, _now: datetime, page: _Page) -> Found:
        result = searcher.search(clause, max(_WINDOW, page.reach), count=False, order_by_field="dated")
        newest = [(address, 0.0) for _, address in result.hits]
        return self._found(searcher, newest, _count(searcher, clause), page)

    def _found(self, searcher: Searcher, ranked: Sequence[tuple[DocAddress, float]], total: int, page: _Page) -> Found:
        """A page of the matches, each quote once; of very many ``total`` is an upper bound."""
        numbers = searcher.fast_field_values("same", [address for address, _ in ranked])
        once: dict[object, list[tuple[DocAddress, float]]] = {}
        for (address, score), same in zip(ranked, numbers, strict=True):
            once.setdefault(_key(address) if same is None else same, []).append((address, score))
        shown = list(once.items())[page.offset : page.offset + page.limit]
        hits = tuple(self._hit(searcher, some, same if isinstance(same, int) else None) for same, some in shown)
        return Found(hits, total - len(ranked) + len(once))

    def _is_unknown(self, searcher: Searcher, part: Part, fence: Clause) -> bool:
        return not _best(searcher, self._matching.joined([part], [], fence), 1)

    @staticmethod
    def _holding(searcher: Searcher, stem: str) -> int:
        return max(searcher.doc_freq("body", stem), searcher.doc_freq("title", stem))

    @staticmethod
    def _hit(searcher: Searcher, found: Sequence[tuple[DocAddress, float]], same: int | None = None) -> Hit:
        """The match that is found at each of these places, the best first."""
        first, *others = (searcher.doc(address) for address, _ in found)
        key, also = str(first.get_first("key")), dict.fromkeys(str(other.get_first("key")) for other in others)
        return Hit(key, first.get_first("place"), found[0][1], tuple(each for each in also if each != key), same)

    def _add(self, entry: Entry) -> None:
        self._writer.add_document(tantivy.Document.from_dict(entry, self._schema))

    def _mark(self) -> tuple[int, int]:
        """How far the index has read, and whose history: as the last commit wrote it."""
        searcher = self._index.searcher()
        marks = [address for _, address in _best(searcher, self._matching.entry(_MARK), 1)]
        if not marks:
            return 0, 0
        [revision], [identity] = (searcher.fast_field_values(name, marks) for name in ("revision", "identity"))
        return int(revision or 0), int(identity or 0)

    def _opened(self, directory: Path | None) -> tuple[tantivy.Index, tantivy.IndexWriter]:
        if directory is not None:
            try:
                return self._on_disk(directory / f"{_FOLDER}{FORMAT}")
            except _Busy:
                _log.warning("another process writes to %s: this one keeps its index in memory", directory)
        index = self._with_analysers(tantivy.Index(self._schema))
        return index, index.writer(_WRITER_BYTES, num_threads=1)

    def _on_disk(self, directory: Path) -> tuple[tantivy.Index, tantivy.IndexWriter]:
        """The index in ``directory``; one that can't be read is thrown away, and other formats' beside it too."""
        private.make_folder(directory)
        private.tighten(directory, *directory.iterdir())
        try:
            index = tantivy.Index(self._schema, path=str(directory))
        except ValueError as error:
            _log.warning("the index in %s can't be read and is made again: %s", directory, error)
            shutil.rmtree(directory)
            private.make_folder(directory)
            index = tantivy.Index(self._schema, path=str(directory))
        try:
            writer = self._with_analysers(index).writer(_WRITER_BYTES, num_threads=1)
        except ValueError as error:
            if "LockBusy" in str(error):
                raise _Busy from error
            raise
        for other in directory.parent.glob(f"{_FOLDER}*"):
            if other != directory:
                shutil.rmtree(other, ignore_errors=True)
        return index, writer

    @staticmethod
    def _with_analysers(index: tantivy.Index) -> tantivy.Index:
        index.register_tokenizer(EXACT, exact())
        index.register_tokenizer(STEMS, stemming())
        return index


class _Busy(Exception):
    """Another writer has the directory."""


def _best(searcher: Searcher, clause: Clause, limit: int) -> list[tuple[float, DocAddress]]:
    # tantivy panics on a limit of 0.
    return searcher.search(clause, limit, count=False).hits if limit > 0 else []


def _count(searcher: Searcher, clause: Clause) -> int:
    return searcher.search(clause, 1).count  # type: ignore[attr-defined, no-any-return]  # missing in tantivy's stubs


def _key(address: DocAddress) -> tuple[int, int]:
    return address.segment_ord, address.doc
