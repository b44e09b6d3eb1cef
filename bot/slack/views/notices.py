"""What went wrong, in one clear sentence, and what to do about it."""

from __future__ import annotations

import re

from bot.domain.errors import NewsdeskError
from bot.slack.views.blocks import FALLBACK, Message, Part, fit_lines, line, rich, run
from bot.slack.views.words import cut, one_line, plain

_PROBLEM = 600
_HINT = 400
_UNSENT = {
    "is_archived": "The channel is archived; ask me in a direct message.",
    "not_in_channel": "Type /invite @newsdesk there and ask again.",
    "channel_not_found": "Type /invite @newsdesk there and ask again.",
    "restricted_action": "The workspace's admins say who may post there; ask me in a direct message.",
    "restricted_action_thread_locked": "The thread is locked; ask me in a direct message.",
    "thread_locked": "The thread is locked; ask me in a direct message.",
}
_TOO_LATE = frozenset({"expired_trigger_id", "exchanged_trigger_id", "trigger_expired"})
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


def busy() -> Message:
    """For who can't be promised an answer: the library can't be written just now."""
    return told("Newsdesk can't take this in right now", "Try again in a minute.")


def postponed() -> Message:
    """For who has to wait until the library can be reached again."""
    return told("The library can't be reached right now", "Your answer comes as soon as it is back.")


def slow_form() -> Message:
    """For who submitted a form that was not answered in Slack's three seconds."""
    return told(
        "This took longer than Slack waits", "It may have been saved all the same: /digest list shows what there is."
    )


def no_form(again: str, code: str = "") -> Message:
    """For who gets no form or dialog because Slack refused to open it; ``again`` says what to do."""
    why = "it waits three seconds for it" if code in _TOO_LATE else code or "it said nothing"
    return told(f"Slack did not open the dialog: {why}", again)


def unsent(code: str) -> Message:
    """For who asked where Slack does not take the answer; ``code`` is Slack's word for why."""
    return told(f"Slack did not take my answer there ({code})", _UNSENT.get(code, "Ask again, or ask me directly."))


def unclear() -> Message:
    """For who asked, where nobody can find out whether the answer is there."""
    return told("Slack did not say whether it took my answer", "If you don't see it, ask again.")


def told(sentence: str, *more: str) -> Message:
    """A plain notice: what was done, and what can be done next. A channel's ``<#C024BE7LH>`` shows as its name."""
    lines = [_sentence(sentence, _PROBLEM) or "Done.", *(_sentence(each, _HINT) for each in more)]
    text = " ".join(_CHANNEL.sub("the channel", each) for each in lines)
    return Message(plain(text, FALLBACK), tuple(filter(None, [rich(*(line(*_runs(each)) for each in lines))])))


def digests_elsewhere() -> Message:
    """For who asks for a digest by a mention in a channel."""
    return told("Digests are set up with the command /digest", "Type /digest here, or write me in a direct message.")


def feeds_elsewhere() -> Message:
    """For who asks about feeds by a mention in a channel."""
    return told(
        "Feeds are kept with the command /news feeds", "Type /news feeds here, or write me in a direct message."
    )


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
