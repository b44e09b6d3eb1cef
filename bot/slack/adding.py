"""What somebody wants added: by their words, by the links and files of a message. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.domain.escapes import undone

MOST = 5
"""Links and files of one message that are added; each can take its site's whole patience."""
_VERBS = frozenset({"add", "adding", "added", "save", "file", "import", "include", "index"})
_POLITE = frozenset(
    "please pls plz kindly hi hey hello can could would will you newsdesk @newsdesk and now also".split()
)
_FILLERS = _POLITE | frozenset(
    "this these that those it them the a an following new article articles story stories page pages link links url urls"
    " file files text piece here to into in for me us from my our your library articles desk too as well thanks thank"
    " cheers".split()
)
_WORD = re.compile(r"\S+")
_WEB = re.compile(r"https?://[^\s<>|]+", re.I)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.I)
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,24}(?::\d{1,5})?(?:[/?#]\S*)?", re.I)
"""An address as people type it, without "https://"."""
_AROUND = "([{<\"'“”‘’«»*_~`>)]},.;:!?…"
_LINK = re.compile(r"<(https?://[^|>\s]+)[^>]*>")
_SLACKS = ("slack.com", "slack-gov.com")
_FILES = "slack-file:"
_PLACES = frozenset({"url", "title_link", "from_url", "original_url"})


@dataclass(frozen=True, slots=True)
class Words:
    """What a message says of adding: the ``links`` that it names, whether it says that they be added (``says_so``),
    and whether it says nothing else at all (``is_bare``).
    """

    links: tuple[str, ...]
    says_so: bool = False
    is_bare: bool = False


def read(text: str) -> Words:
    """What ``text`` says of adding. It is plain text (``bot.slack.text``).

    "add LINK", "please add this: LINK" and "LINK add this please" say so; anything that says more is a question, but
    for words behind "add LINK" or "add this".
    """
    links: list[str] = []
    words: list[str] = []
    for token in _WORD.findall(text):
        if (address := _address(token)) is not None:
            links.append(address)
        elif word := token.strip(_AROUND + "-–—|·•/").casefold():
            words.append(word)
    if not any(word in _VERBS for word in words):
        return Words(_each(links), is_bare=not words)
    # "paper.example/story" is an address where somebody says that it be added; elsewhere it is a word.
    said = [word for word in words if not _is_typed(word)]
    says_so = all(word in _FILLERS or word in _VERBS for word in said) or _begins_with_it(text)
    in_order = [_address(token, typed=True) for token in _WORD.findall(text)]
    return Words(_each([link for link in in_order if link]), says_so, is_bare=False)


def _begins_with_it(text: str) -> bool:
    """Whether it begins "add LINK" or "please add this …": the rest only tells what that is."""
    tokens = iter(_WORD.findall(text))
    for token in tokens:
        word = token.strip(_AROUND).casefold()
        if word == "add":
            following = next(tokens, "")
            return _address(following, typed=True) is not None or following.strip(_AROUND).casefold() in {
                "this",
                "these",
            }
        if word not in _POLITE:
            return False
    return False


def _address(token: str, *, typed: bool = False) -> str | None:
    """The address that a word is, without the sentence's punctuation; ``typed``: be it without "https://"."""
    if found := _WEB.search(token):
        before = token[: found.start()].strip(_AROUND)
        return None if before else _ended(found[0])
    bare = token.strip(_AROUND)
    if not typed:
        return None
    return bare if _SCHEME.match(bare) else f"https://{bare}" if _DOMAIN.fullmatch(bare) else None


def _is_typed(word: str) -> bool:
    """Whether a word is an address where somebody says "add": without a scheme or, to hear why not, with any."""
    return _DOMAIN.fullmatch(word) is not None or _SCHEME.match(word) is not None


def _ended(address: str) -> str:
    """The address without what follows it in a sentence; a closing parenthesis stays if it was opened in it."""
    while address and address[-1] in ",.;:!?…\"'”’»*`>)]}":
        if address[-1] == ")" and address.count("(") >= address.count(")"):
            break
        address = address[:-1]
    return address


def links_in(message: Mapping[str, object]) -> tuple[str, ...]:
    """The links of a message as Slack has it: of its text, its blocks and its attachments, in their order, each once.

    Links to Slack itself (other messages, files) lead to no article.
    """
    text = str(message.get("text") or "")
    found = [undone(link) for link in _LINK.findall(text)]
    found += _addresses([message.get("blocks"), message.get("attachments")])
    return tuple(link for link in _each(found) if not _is_slacks(link))


def _addresses(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            if key in _PLACES and isinstance(item, str) and _WEB.match(item):
                yield undone(item)
            elif key in {"text", "fallback"} and isinstance(item, str):
                yield from map(undone, _LINK.findall(item))
            else:
                yield from _addresses(item)
    elif isinstance(value, Sequence) and not isinstance(value, str | bytes):
        for item in value:
            yield from _addresses(item)


@dataclass(frozen=True, slots=True)
class Dropped:
    """The ids of a message's files: ``texts`` may hold articles, ``feeds`` may be lists of feeds, ``others`` are
    pictures, sound and films.
    """

    texts: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    others: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        """Every one, but for what is beside the point where there is something that can be read."""
        return (*self.texts, *self.feeds) or self.others


def files_in(message: Mapping[str, object]) -> Dropped:
    """The files of a message, those that were deleted included."""
    files = message.get("files")
    found: dict[str, list[str]] = {"texts": [], "feeds": [], "others": []}
    for file in files if isinstance(files, list) else []:
        if isinstance(file, Mapping) and file.get("id"):
            found[_sort(file)].append(str(file["id"]))
    return Dropped(_each(found["texts"]), _each(found["feeds"]), _each(found["others"]))


def _sort(file: Mapping[str, object]) -> str:
    if str(file.get("name") or "").casefold().endswith(".opml"):
        return "feeds"
    return "others" if str(file.get("mimetype") or "").startswith(("image/", "video/", "audio/")) else "texts"


def locator_of(file: str, name: str) -> str:
    """The identity of the article in one of Slack's files: the same as long as the file is the same."""
    return f"{_FILES}{file}/{name}"


def file_of(locator: str) -> str | None:
    """The id of the file that an article came from, None if it came from elsewhere."""
    return locator.removeprefix(_FILES).partition("/")[0] if locator.startswith(_FILES) else None


def _is_slacks(link: str) -> bool:
    try:
        host = (urlsplit(link).hostname or "").lower()
    except ValueError:
        return False
    return any(host == own or host.endswith(f".{own}") for own in _SLACKS)


def _each(found: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))
