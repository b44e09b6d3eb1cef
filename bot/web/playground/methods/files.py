"""``files.*``: what the app may know of a file, and the first and the last step of an upload: the bytes go to the
address that the first one gives.
"""

from __future__ import annotations

from typing import Any

from bot.web.playground.calls import method
from bot.web.playground.refusal import Refused
from bot.web.playground.shapes import Json
from bot.web.playground.state import State


@method("files.getUploadURLExternal", "files:write")
def get_upload_url(state: State, *, filename: str, length: int, alt_txt: str = "", snippet_type: str = "") -> Json:
    if length < 1:
        raise Refused("invalid_arguments", ["[ERROR] must be at least 1 [json-pointer:/length]"])
    file = state.files.expect(filename, length, state.app.bot_user)
    return {"upload_url": f"{state.base_url}/upload/{file.id}", "file_id": file.id}


@method("files.completeUploadExternal", "files:write")
def complete_upload(
    state: State,
    *,
    files: list[Any],
    channel_id: str = "",
    channels: str = "",
    thread_ts: str = "",
    initial_comment: str = "",
) -> Json:
    talk = state.conversations
    wanted = [name for name in (channel_id, *channels.split(",")) if name]
    places = [talk.open_for_posting(name) for name in wanted]
    roots = {place.id: talk.root(place.id, thread_ts) if thread_ts else "" for place in places}
    done = [state.files.finish(str(file["id"]), str(file.get("title") or "")) for file in files]
    for file in done:
        file.places |= {place.id for place in places}
    shown = [file.json(state.base_url) for file in done]
    for one in shown:
        state.timeline.publish("file", {"file": one})
    for place in places:
        fields = {**talk.by_bot(), "text": initial_comment, "files": shown, "upload": True}
        talk.post(place.id, fields, thread_ts=roots[place.id])
    return {"files": shown}


@method("files.info", "files:read")
def info(state: State, *, file: str, count: int = 20, page: int = 1, cursor: str = "", limit: int = 0) -> Json:
    channels = state.conversations.channels.values()
    ours = {channel.id for channel in channels if state.app.bot_user in channel.members}
    return {"file": state.files.shared(file, ours).json(state.base_url), "comments": []}
