"""What a message says of adding: its words, links and files."""

from __future__ import annotations

from typing import Any

import pytest

from bot.slack import adding
from bot.slack.adding import Dropped, Words

LINK = "https://paper.example/2026/ferry"

SAYS_SO = [
    f"add {LINK}",
    f"Add: {LINK}",
    f"please add this: {LINK}",
    f"Please add {LINK}, thanks!",
    f"{LINK} please add",
    f"{LINK} – add this article please",
    f"could you add this story to the library? {LINK}",
    f"newsdesk add {LINK}",
    f"/add {LINK}",
    f"save {LINK} for us",
    f"add this article about the storm {LINK}",
    f"please add {LINK} (the one on ferries)",
    f"add <{LINK}>",
    f"add ({LINK}).",
    "add paper.example/2026/ferry",
]


@pytest.mark.parametrize("text", SAYS_SO)
def test_words_that_say_so(text: str) -> None:
    words = adding.read(text)
    assert words.says_so
    assert words.links == (LINK,)


ASKS = [
    LINK,
    f"what does this say about troops? {LINK}",
    f"summary {LINK}",
    f"Storm hits the coast {LINK}",
    f"don't add {LINK}",
    f"add up the figures in {LINK}",
    f"who added the line on troops in {LINK}?",
    f"the file of the ministry {LINK}",
    "what did the ministers add?",
    "added value",
]


@pytest.mark.parametrize("text", ASKS)
def test_words_that_ask(text: str) -> None:
    words = adding.read(text)
    assert not (words.says_so and words.links)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", Words((), is_bare=True)),
        (LINK, Words((LINK,), is_bare=True)),
        (f"{LINK}\n{LINK} https://b.example/x?", Words((LINK, "https://b.example/x"), is_bare=True)),
        ("https://a.example/x_(y)", Words(("https://a.example/x_(y)",), is_bare=True)),
        ("– …", Words((), is_bare=True)),
        ("add ftp://paper.example/x.", Words(("ftp://paper.example/x",), says_so=True)),
        ("please add file:///srv/x.txt", Words(("file:///srv/x.txt",), says_so=True)),
        ("what is ftp://paper.example/x", Words(())),
        ("paper.example/story", Words(())),
        ("add this", Words((), says_so=True)),
        ("add troops", Words(())),
        ("add b.example/x https://a.example", Words(("https://b.example/x", "https://a.example"), says_so=True)),
    ],
)
def test_links_and_bare_words(text: str, words: Words) -> None:
    assert adding.read(text) == words


def test_the_links_of_a_message_are_those_that_it_shows() -> None:
    message: dict[str, Any] = {
        "text": f"Two: <{LINK}|the ferry> &amp; <https://b.example/?a=1&amp;b=2>, see <https://x.slack.com/archives/C1/p1>",
        "blocks": [
            {
                "type": "rich_text",
                "elements": [
                    {
                        "type": "rich_text_section",
                        "elements": [{"type": "link", "url": LINK}, {"type": "link", "url": "mailto:a@b.example"}],
                    }
                ],
            },
            {"type": "section", "text": {"type": "mrkdwn", "text": "<https://c.example/story>"}},
        ],
        "attachments": [{"title_link": "https://d.example/story", "fallback": "<https://d.example/story|D>"}],
    }
    assert adding.links_in(message) == (
        LINK,
        "https://b.example/?a=1&b=2",
        "https://c.example/story",
        "https://d.example/story",
    )


@pytest.mark.parametrize("message", [{}, {"text": "no links"}, {"text": None, "blocks": None, "attachments": "x"}])
def test_a_message_without_links(message: dict[str, Any]) -> None:
    assert adding.links_in(message) == ()


def test_files_are_sorted_by_what_they_may_hold() -> None:
    files = [
        {"id": "F1", "name": "story.txt", "mimetype": "text/plain"},
        {"id": "F2", "name": "map.png", "mimetype": "image/png"},
        {"id": "F3", "name": "Feeds.OPML"},
        {"id": "F4", "mode": "tombstone"},
        {"id": "F1", "name": "story.txt"},
        {"name": "without an id"},
        "no file",
    ]
    found = adding.files_in({"files": files})
    assert found == Dropped(("F1", "F4"), ("F3",), ("F2",))
    assert found.all == ("F1", "F4", "F3")
    assert adding.files_in({"files": [files[1]]}).all == ("F2",)
    assert adding.files_in({"files": "none"}) == Dropped()


def test_a_file_s_locator_leads_back_to_it() -> None:
    assert adding.file_of(adding.locator_of("F1", "a/b.txt")) == "F1"
    assert adding.file_of(adding.locator_of("F1", "mails.eml") + "#2") == "F1"
    assert adding.file_of(LINK) is None
