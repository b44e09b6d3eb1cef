"""An answer for its asker alone, where people of other organisations read the channel. Pure."""

from __future__ import annotations

from bot.slack.actions import SHARE
from bot.slack.views.blocks import Block, Message, context

NOTE = "Only you see this. People of other organisations read this channel, and it may hold articles of your workspace."
_ASKED: Block = {
    "title": {"type": "plain_text", "text": "Share it with all?"},
    "text": {
        "type": "plain_text",
        "text": "People of other organisations read this channel. They will see this answer, with the articles of your"
        " workspace that are in it.",
    },
    "confirm": {"type": "plain_text", "text": "Share"},
    "deny": {"type": "plain_text", "text": "Keep it"},
}


def for_asker_alone(message: Message) -> Message:
    """The message with a note that says who sees it; its button to share it asks first."""
    blocks = []
    for block in message.blocks:
        elements = block.get("elements")
        if block["type"] == "actions" and isinstance(elements, list):
            asking = [{**each, "confirm": _ASKED} if each.get("action_id") == SHARE else each for each in elements]
            block = {**block, "elements": asking}
        blocks.append(block)
    return Message(message.text, (*blocks, *filter(None, [context(NOTE)])))
