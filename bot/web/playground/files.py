"""Files: those that people drop into a conversation, and the app's in Slack's three steps (ask for an address, send the
bytes there, say that it is complete).
"""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass, field

from bot.web.playground.refusal import Refused
from bot.web.playground.shapes import Json
from bot.web.playground.timeline import Timeline


@dataclass(slots=True)
class File:
    """``more`` is what Slack tells of a file that is none of the usual: external, deleted (mode ``tombstone``) …"""

    id: str
    name: str
    length: int
    user: str
    created: int
    title: str = ""
    content: bytes | None = None
    complete: bool = False
    places: set[str] = field(default_factory=set)
    more: Json = field(default_factory=dict)

    @property
    def is_deleted(self) -> bool:
        return self.more.get("mode") == "tombstone"

    def json(self, base_url: str) -> Json:
        if self.is_deleted:
            return {"id": self.id, "mode": "tombstone"}
        return {
            "id": self.id,
            "created": self.created,
            "timestamp": self.created,
            "name": self.name,
            "title": self.title or self.name,
            "mimetype": mimetypes.guess_type(self.name)[0] or "application/octet-stream",
            "filetype": self.name.rpartition(".")[2],
            "user": self.user,
            "size": self.length,
            "mode": "hosted",
            "is_external": False,
            "is_public": True,
            "url_private": f"{base_url}/files/{self.id}",
            "url_private_download": f"{base_url}/files/{self.id}",
            "file_access": "visible",
            **self.more,
        }


class Files:
    """All methods must be called with the timeline's lock held."""

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self.files: dict[str, File] = {}

    def expect(self, name: str, length: int, user: str) -> File:
        file = File(self._timeline.new_id("F"), name, length, user, int(self._timeline.now()))
        self.files[file.id] = file
        return file

    def drop(self, name: str, content: bytes, user: str, channel: str, more: Json) -> File:
        """A file that somebody drops into a channel, complete at once."""
        file = self.expect(name, len(content), user)
        file.content, file.complete, file.more = content, True, more
        file.places.add(channel)
        return file

    def shared(self, file_id: str, channels: set[str]) -> File:
        """The file, if it was shared in one of the channels.

        Raises:
            Refused: ``file_not_found`` or ``file_deleted``.
        """
        file = self.files.get(file_id)
        if file is None or not file.complete or not file.places & channels:
            raise Refused("file_not_found")
        if file.is_deleted:
            raise Refused("file_deleted")
        return file

    def receive(self, file_id: str, content: bytes) -> bool:
        """Keep the bytes; ``False`` when nobody asked for them, or they are not as many as were announced."""
        file = self.files.get(file_id)
        if file is None or file.content is not None or len(content) != file.length:
            return False
        file.content = content
        return True

    def finish(self, file_id: str, title: str) -> File:
        """The file, now complete.

        Raises:
            Refused: ``file_not_found`` when its bytes have not come.
        """
        file = self.files.get(file_id)
        if file is None or file.content is None:
            raise Refused("file_not_found")
        file.title, file.complete = title, True
        return file
