"""One question from the command line to the desk and back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from bot.cli.records import answer_record
from bot.cli.text import answer_text
from bot.cli.told import json_text
from bot.desk.desk import Desk
from bot.desk.grammar import parse_command
from bot.desk.questions import parse_question
from bot.domain.query import Kind, Reader


def ask(desk: Desk, kind: Kind, text: str, *, as_json: bool, page: int, workspace: str) -> str:
    """The desk's answer, as text or as one JSON document.

    Raises:
        QueryError: if ``text`` can't be read.
        NotFound: if it names a story that is not here.
    """
    now, zone = datetime.now(UTC), "UTC"
    parsed = (
        parse_question(text, now=now, zone=zone)
        if kind is Kind.NEWS and text.strip()
        else parse_command(kind, text, now=now, zone=zone)
    )
    answer = desk.answer(replace(parsed, page=page), Reader(workspace=workspace, zone=zone))
    if as_json:
        return json_text(answer_record(answer), indent=2)
    return answer_text(answer, zone=zone)
