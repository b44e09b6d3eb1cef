"""What a conversation is about: its story, as it was kept or as the thread's first message says, and its person."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError

from bot.domain.answer import (
    Answer,
    Comparison,
    Figures,
    NothingFound,
    People,
    Quotes,
    Stories,
    StoryHit,
    Summary,
)
from bot.domain.article import SHARED, Article
from bot.domain.errors import NewsdeskError
from bot.domain.escapes import undone
from bot.domain.query import Kind, Query, Reader, Request, Talk
from bot.slack.text import plain_text

_LINK = re.compile(r"<(https?://[^|>\s]+)[^>]*>")
_NUMBER = re.compile(r"(?<![\w&#/])#(\d{1,9})\b")
_WORD = re.compile(r"\w+(?:['’]\w+)?")
_TITLE_WORDS = 3
"""A shorter title ("Election") stands in too many messages by chance."""

_IN_THREAD, _OUTSIDE = timedelta(days=7), timedelta(hours=1)
"""How long "he" means who was asked about last; in a direct message outside of threads, who knows what came between."""

_log = logging.getLogger(__name__)


class Memory(Protocol):
    """What is remembered of conversations (``bot.storage.marks.SqlMarks``); ``thread_ts`` is "" outside of threads."""

    def remember_thread(self, workspace: str, channel: str, thread_ts: str, story: int, now: datetime) -> None:
        """Keep the story that a thread is about."""

    def thread_story(self, workspace: str, channel: str, thread_ts: str, since: datetime | None = None) -> int | None:
        """The story that a thread is about, if it was kept (after ``since``)."""

    def remember_asked(
        self, workspace: str, channel: str, thread_ts: str, kind: str, person: str | None, now: datetime
    ) -> None:
        """Keep what was asked last in a conversation, and about whom."""

    def asked(self, workspace: str, channel: str, thread_ts: str, since: datetime) -> tuple[str, str | None] | None:
        """What was asked last in a conversation and about whom, if that was after ``since``."""


@dataclass(frozen=True, slots=True)
class Threads:
    """The stories and people of conversations. ``ask`` is the desk's ``answer``."""

    memory: Memory
    ask: Callable[[Request, Reader], Answer]
    clock: Callable[[], datetime]

    def talk(self, client: WebClient, reader: Reader, workspace: str, channel: str, thread_ts: str | None) -> Talk:
        """What a follow-up in the thread is about; without a thread, in the direct message.

        A thread that begins with an answer of ours in a direct message goes on with what was asked there.
        """
        now = self.clock()
        outside = self.memory.asked(workspace, channel, "", now - _OUTSIDE)
        if thread_ts:
            story = self.story(client, reader, workspace, channel, thread_ts)
            asked = self.memory.asked(workspace, channel, thread_ts, now - _IN_THREAD) or outside
        else:
            story, asked = self.memory.thread_story(workspace, channel, "", now - _OUTSIDE), outside
        kind, person = asked or (None, None)
        return Talk(story=story, person=person, kind=Kind(kind) if kind in tuple(Kind) else None)

    def story(self, client: WebClient, reader: Reader, workspace: str, channel: str, thread_ts: str) -> int | None:
        """The story that the thread is about, None if it is about several or none, or one that the reader can't see."""
        if (kept := self.memory.thread_story(workspace, channel, thread_ts)) is not None:
            # Who sees only what all share may stand in a thread about a workspace's own story.
            sees_it = reader.workspace != SHARED or self._hits(Query(story=kept), reader)
            return kept if sees_it else None
        root = _root(client, channel, thread_ts)
        found = self._about(root, reader) if root else None
        if found is not None:
            self.memory.remember_thread(workspace, channel, thread_ts, found, self.clock())
        return found

    def keep(self, answer: Answer, workspace: str, channel: str, thread_ts: str | None) -> None:
        """Keep what an answer given in the thread is about: its story, unless the thread has one already, and whom.

        Without a thread it was given in a direct message, where the newest story is meant.
        """
        now, found, place = self.clock(), story_of(answer), thread_ts or ""
        if found is not None and (not place or self.memory.thread_story(workspace, channel, place) is None):
            self.memory.remember_thread(workspace, channel, place, found, now)
        if answer.request.kind is Kind.HELP:
            return
        _, before = self.memory.asked(workspace, channel, place, now - _IN_THREAD) or ("", None)
        person, kind = person_of(answer) or before, answer.request.kind.value
        self.memory.remember_asked(workspace, channel, place, kind, person, now)

    def _about(self, root: Mapping[str, object], reader: Reader) -> int | None:
        sent = list(_texts(root))
        texts = [plain_text(text, labels=True) for text in sent]
        numbers = {int(number) for text in texts for number in _NUMBER.findall(text)}
        links = {undone(link) for text in sent for link in _LINK.findall(text)} | set(_urls(root))
        named = {hit.number for number in sorted(numbers)[:5] for hit in self._hits(Query(story=number), reader)}
        named |= {hit.number for link in sorted(links)[:5] for hit in self._hits(Query(url=link), reader)}
        if not named:
            named = {hit.number for hit in self._titled(" ".join(texts), reader)}
        return named.pop() if len(named) == 1 else None

    def _titled(self, text: str, reader: Reader) -> Iterator[StoryHit]:
        """The stories one of whose titles stands in ``text``."""
        said = _words(text)
        lines = [words for line in text.splitlines() if (words := _words(line))]
        for words in lines[:3]:
            for hit in self._hits(Query(words=tuple(words[:20])), reader):
                if any(_stands_in(_words(article.title), said) for article in hit.articles):
                    yield hit

    def _hits(self, query: Query, reader: Reader) -> tuple[StoryHit, ...]:
        try:
            answer = self.ask(Request(kind=Kind.NEWS, query=query), reader)
        except NewsdeskError:
            return ()
        # What is only near counts where its title is looked for, never for a number or a link.
        by_words = bool(query.words)
        match answer:
            case Stories(hits=hits):
                return hits
            case NothingFound(nearest=nearest) if by_words:
                return nearest
            case _:
                return ()


def story_of(answer: Answer) -> int | None:
    """The one story that an answer is about, None if there are several or none."""
    articles: tuple[Article, ...]
    match answer:
        case Summary(article=article):
            articles = (article,)
        case Comparison(story=story):
            articles = story.articles
        case Stories(hits=hits):
            return hits[0].number if len(hits) == 1 else None
        case Quotes(hits=hits) | Figures(hits=hits):
            articles = tuple(hit.article for hit in hits)
        case People(hits=hits):
            articles = tuple(article for hit in hits for article in hit.articles)
        case _:
            return None
    stories = {article.story for article in articles}
    return stories.pop() if len(stories) == 1 else None


def person_of(answer: Answer) -> str | None:
    """Whom an answer is about, under the name that it gives or, if it is about several, as they were asked for."""
    names: set[str | None] = set()
    match answer:
        case Quotes(named=str() as named) if not answer.request.query.person:
            names = {named if " and " not in named else " ".join(answer.request.query.words)}
        case Quotes(hits=hits) if answer.request.query.person:
            names = {hit.quote.speaker for hit in hits}
        case People(hits=hits):
            names = {hit.person.name for hit in hits}
        case _:
            pass
    return names.pop() if len(names) == 1 else answer.request.query.person


def _root(client: WebClient, channel: str, thread_ts: str) -> Mapping[str, object] | None:
    try:
        messages = client.conversations_replies(channel=channel, ts=thread_ts, limit=1)["messages"]
    except (SlackClientError, OSError) as error:
        _log.info("a thread's first message can't be read: %s", type(error).__name__)
        return None
    return messages[0] if messages and messages[0].get("ts") == thread_ts else None


def _texts(value: object) -> Iterator[str]:
    """Every text that a message shows: its own, its blocks', its attachments'."""
    if isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            if key in {"text", "title", "fallback"} and isinstance(item, str):
                yield item
            elif isinstance(item, Mapping | list):
                yield from _texts(item)


def _urls(value: object) -> Iterator[str]:
    """Every address that a message links to outside its mrkdwn."""
    if isinstance(value, list):
        for item in value:
            yield from _urls(item)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            if key in {"url", "title_link", "from_url", "original_url"} and isinstance(item, str):
                yield item
            elif isinstance(item, Mapping | list):
                yield from _urls(item)


def _words(text: str) -> list[str]:
    return [word.replace("’", "'") for word in _WORD.findall(text.casefold())]


def _stands_in(title: list[str], said: list[str]) -> bool:
    size = len(title)
    return size >= _TITLE_WORDS and any(said[at : at + size] == title for at in range(len(said) - size + 1))
