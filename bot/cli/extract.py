"""``newsdesk extract``: articles in, findings out, one JSON line each, without a library."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path

import bot
from bot.cli.records import Json, extract_record
from bot.domain.analysis import Analysis
from bot.domain.article import Document
from bot.domain.errors import NewsdeskError, SourceError
from bot.sources import read, read_html, read_text
from bot.sources.decoding import LARGEST
from bot.sources.formats import articles_in

STDIN = "-"
Analyse = Callable[[Document], Analysis]


def schema_text() -> str:
    """The JSON Schema of what ``extract`` writes."""
    package = Path(bot.__file__).parent
    packaged = package / "extract.schema.json"
    return (packaged if packaged.exists() else package.parent / "docs" / "extract.schema.json").read_text("utf-8")


def from_lines(lines: Iterable[bytes], analyse: Analyse) -> Iterator[Json]:
    """One record for each JSON line ``{"id", "text", "format": "text"|"html", "title"?, "url"?}``, in order.

    A line that can't be read or analysed gives ``{"id", "error"}``; the others go on. Blank lines are passed over.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        record_id: object = None
        try:
            given = json.loads(line)
            record_id = given.get("id") if isinstance(given, dict) else None
            document = _document(given)
            yield extract_record(document.locator, document, analyse(document))
        except UnicodeDecodeError as e:
            yield {"id": None, "error": f"line {number}: not UTF-8: byte 0x{line[e.start]:02x} at {e.start}"}
        except RecursionError:
            yield {"id": None, "error": f"line {number}: nested too deep"}
        except (NewsdeskError, ValueError) as e:
            yield {"id": record_id if isinstance(record_id, str) else None, "error": f"line {number}: {_one_line(e)}"}
        except Exception as e:  # one bad article never stops a batch, whatever the fault
            yield {"id": record_id if isinstance(record_id, str) else None, "error": f"line {number}: {e!r}"}


def _document(given: object) -> Document:
    if not isinstance(given, dict):
        raise ValueError("an object was expected")
    for key in ("id", "text"):
        if not isinstance(given.get(key), str):
            raise ValueError(f"{key!r} must be a string")
    title, url, kind = given.get("title"), given.get("url"), given.get("format", "text")
    for key in ("title", "url"):
        if given.get(key) is not None and not isinstance(given[key], str):
            raise ValueError(f"{key!r} must be a string")
    for key in ("id", "text", "title", "url"):
        _check_characters(key, given.get(key) or "")
    if kind == "text":
        return read_text(given["text"], locator=given["id"], title=title, url=url)
    if kind == "html":
        return read_html(given["text"], locator=given["id"], title=title, url=url)
    raise ValueError(f'\'format\' must be "text" or "html", not {kind!r}')


def _check_characters(key: str, words: str) -> None:
    """Raises: ValueError if ``words`` holds half of a surrogate pair."""
    try:
        words.encode()
    except UnicodeEncodeError as e:
        raise ValueError(f"{key!r} holds half of a surrogate pair, which is no character, at {e.start}") from None


def from_files(paths: Iterable[str], analyse: Analyse, now: datetime) -> Iterator[Json | SourceError]:
    """One record for each article in the files and folders, or the reason why it could not be read.

    "-" is what stands on the standard input, in any format.
    """
    for path in paths:
        for document in _from_stdin(now) if path == STDIN else read(path, None, now=now):
            if isinstance(document, SourceError):
                yield document
            else:
                yield extract_record(document.locator, document, analyse(document))


def _from_stdin(now: datetime) -> Iterator[Document | SourceError]:
    return articles_in(sys.stdin.buffer.read(LARGEST + 1), name="", locator=STDIN, now=now)


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())
