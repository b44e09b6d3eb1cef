"""Files in Slack's three steps: ask for an address, send the bytes there, say that it is complete."""

from __future__ import annotations

from dataclasses import dataclass

from bot.web.playground.refusal import Refused
from bot.web.playground.shapes import Json
from bot.web.playground.timeline import Timeline


@dataclass(slots=True)
class File:
    id: str
    name: str
    length: int
    user: str
    created: int
    title: str = ""
    content: bytes | None = None
    complete: bool = False

    def json(self, base_url: str) -> Json:
        return {
            "id": self.id,
            "created": self.created,
            "timestamp": self.created,
            "name": self.name,
            "title": self.title or self.name,
            "filetype": self.name.rpartition(".")[2],
            "user": self.user,
            "size": self.length,
            "mode": "hosted",
            "is_external": False,
            "is_public": True,
            "url_private": f"{base_url}/files/{self.id}",
            "url_private_download": f"{base_url}/files/{self.id}",
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
