"""Files that people give to Newsdesk in Slack: what Slack tells of them, and their bytes.

The bot's token goes to Slack's own file host and nowhere else: no other address, no redirect, no log.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.domain.errors import DeliveryError, SourceError, cause_of
from bot.slack.adding import locator_of
from bot.slack.refusals import delivery_errors, missing_scope

HOSTS = frozenset({"files.slack.com", "files.slack-gov.com"})
"""Where Slack keeps files."""
_SILENCE = 10.0  # seconds until the next byte
_GONE = frozenset({"file_deleted", "file_not_found"})
_MODES = {
    "tombstone": ("it was deleted", "Drop it again."),
    "hidden_by_limit": ("Slack keeps it back: this workspace has reached its limit", "Drop it again."),
    "quip": ("it is a canvas", "Download it and drop that, or paste its text into a text snippet."),
    "canvas": ("it is a canvas", "Download it and drop that, or paste its text into a text snippet."),
    "list": ("it is a list", "Newsdesk reads articles."),
}


@dataclass(frozen=True, slots=True)
class SharedFile:
    """A file as Slack has it: ``url`` is where its bytes are for who shows the token."""

    id: str
    name: str
    media_type: str
    size: int
    url: str = field(repr=False)

    @property
    def locator(self) -> str:
        """The identity of the article in it."""
        return locator_of(self.id, self.name)


class SharedFiles:
    """Reads the files of any workspace, ``largest`` bytes of each at most.

    ``api_url`` is another Web API base, whose host keeps the files as well. Safe to share between threads.
    """

    def __init__(self, *, largest: int, api_url: str | None = None) -> None:
        self._largest = largest
        self._api = urlsplit(api_url) if api_url else None
        self._client = httpx.Client(timeout=_SILENCE, follow_redirects=False)

    def close(self) -> None:
        """Let go of the connections to Slack's file host."""
        self._client.close()

    def info(self, client: WebClient, file_id: str) -> SharedFile:
        """What Slack has of a file.

        Raises:
            SourceError: if it is deleted, kept elsewhere or too large.
            NotAllowed: if the app may not read files here.
            DeliveryError: if Slack does not tell.
        """
        try:
            with delivery_errors("could not ask Slack about the file"):
                told = client.files_info(file=file_id)["file"]
        except DeliveryError as error:
            if error.code in _GONE:
                raise SourceError(
                    "not added", "the file", "Slack does not have it any more", hint="Drop it again."
                ) from error
            if error.code in {"access_denied", "no_permission", "not_allowed"}:
                hint = "Drop it into a message to me."
                raise SourceError("not added", "the file", "Slack does not show it to me", hint=hint) from error
            if error.code == "missing_scope":
                raise missing_scope("read files", _needed(error) or "files:read") from error
            raise
        return _checked(told, file_id, self._largest)

    def read(self, client: WebClient, file: SharedFile) -> bytes:
        """The bytes of a file. Raises: SourceError."""
        if not self._is_slacks(file.url):
            raise SourceError("not added", file.name, "it is not kept at Slack", hint="Drop the file itself.")
        try:
            return b"".join(self._bytes(file, client.token or ""))
        except (httpx.HTTPError, OSError) as error:
            raise SourceError("could not read", file.name, _cause(error), hint="Try again in a minute.") from error

    def _bytes(self, file: SharedFile, token: str) -> Iterator[bytes]:
        headers = {"Authorization": f"Bearer {token}"}
        with self._client.stream("GET", file.url, headers=headers) as response:
            if response.status_code != httpx.codes.OK:
                # A redirect leads to a page to log in at: the token is not good for this file.
                cause = "Slack does not give it to me" if response.status_code < 500 else "Slack can't give it now"
                raise SourceError("could not read", file.name, cause, hint="Drop it again, or try again in a minute.")
            size = 0
            for chunk in response.iter_bytes(65536):
                size += len(chunk)
                if size > self._largest:
                    raise _too_large(file.name, self._largest)
                yield chunk

    def _is_slacks(self, url: str) -> bool:
        """Whether the token may be shown at an address."""
        try:
            parts = urlsplit(url)
            place = (parts.scheme, parts.hostname, parts.port)
        except ValueError:
            return False
        if self._api is not None and place == (self._api.scheme, self._api.hostname, self._api.port):
            return True
        return place[0] == "https" and place[1] in HOSTS and place[2] in {None, 443} and parts.username is None


def _checked(told: Mapping[str, Any], file_id: str, largest: int) -> SharedFile:
    name = " ".join(str(told.get("name") or told.get("title") or "file").split())[:200].replace("/", "-")
    mode = str(told.get("mode") or "")
    if cause := _MODES.get(mode):
        raise SourceError("not added", name if mode != "tombstone" else "the file", cause[0], hint=cause[1])
    if told.get("is_external") or mode == "external":
        where = {"gdrive": "Google Drive", "dropbox": "Dropbox", "onedrive": "OneDrive", "box": "Box"}
        kept = where.get(str(told.get("external_type") or ""), "another service")
        raise SourceError("not added", name, f"it is kept at {kept}", hint="Download it and drop the file itself.")
    url = str(told.get("url_private_download") or told.get("url_private") or "")
    if told.get("file_access") in {"access_denied", "file_not_found"} or not url:
        raise SourceError("not added", name, "Slack does not show it to me", hint="Drop it into a message to me.")
    size = told.get("size")
    size = size if isinstance(size, int) else 0
    if size > largest:
        raise _too_large(name, largest)
    return SharedFile(str(told.get("id") or file_id), name, str(told.get("mimetype") or ""), size, url)


def _too_large(name: str, largest: int) -> SourceError:
    hint = "Keep the article and leave out the rest."
    return SourceError("too large", name, f"it has more than {largest // (1024 * 1024)} MB", hint=hint)


def _needed(error: DeliveryError) -> str:
    """The scope that Slack says is missing, "" if it does not say."""
    api = error.__cause__
    answer = api.response.data if isinstance(api, SlackApiError) else None
    return str(answer.get("needed") or "") if isinstance(answer, Mapping) else ""


def _cause(error: Exception) -> str:
    """Why, without the address."""
    return (
        "no answer came in time"
        if isinstance(error, httpx.TimeoutException)
        else cause_of(error if isinstance(error, OSError) else OSError("the connection broke"))
    )
