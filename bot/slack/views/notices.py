"""What went wrong, in one clear sentence, and what to do about it."""

from __future__ import annotations

import re

from bot.domain.errors import NewsdeskError
from bot.slack.views.blocks import FALLBACK, Message, Part, fit_lines, line, rich, run
from bot.slack.views.words import cut, one_line, plain

_PROBLEM = 600
_HINT = 400
_CHANNEL = re.compile("<#([CDG][A-Z0-9]{2,20})>")


def problem(error: NewsdeskError) -> Message:
    """The problem and its hint, for the one who can do something about it."""
    return fit_lines(_sentence(str(error), _PROBLEM) or "That did not work.", _sentence(error.hint, _HINT))


def apology(reference: str) -> Message:
    """For a fault of ours: ``reference`` is what the log has it under."""
    return fit_lines(
        f"Sorry, something went wrong here. The log has it as {one_line(reference)[:80]}.",
        "Try again in a minute; if it stays, give this reference to whoever runs Newsdesk.",
    )


def unavailable() -> Message:
    """For whoever asks while the store can't be used; why it can't is nothing that they can mend."""
    return told("The library can't be reached right now.", "Try again in a minute.")


def told(sentence: str, *more: str) -> Message:
    """A plain notice: what was done, and what can be done next. A channel's ``<#C024BE7LH>`` shows as its name."""
    lines = [_sentence(sentence, _PROBLEM) or "Done.", *(_sentence(each, _HINT) for each in more)]
    text = " ".join(_CHANNEL.sub("the channel", each) for each in lines)
    return Message(plain(text, FALLBACK), tuple(filter(None, [rich(*(line(*_runs(each)) for each in lines))])))


def digests_elsewhere() -> Message:
    """For who asks for a digest by a mention in a channel."""
    return told("Digests are set up with the command /digest", "Type /digest here, or write me in a direct message.")


def _runs(text: str) -> list[Part]:
    """``text`` literally, but for the channels that it names. (``split`` gives words and ids in turn.)"""
    return [
        {"type": "channel", "channel_id": part} if place % 2 else run(part)
        for place, part in enumerate(_CHANNEL.split(text))
    ]


def _sentence(text: str, limit: int) -> str:
    """``text`` with a capital and a full stop; a command or an address at its end keeps clear of the stop."""
    text = cut(one_line(text), limit)
    if not text:
        return ""
    text = text[0].upper() + text[1:]
    is_command = text.startswith("Try:") or "/" in text.rsplit(maxsplit=1)[-1]
    return text if is_command or text[-1] in ".!?…:" else f"{text}."
