import pytest

from bot.domain.query import Kind
from bot.slack.commands import AskDesk, AskDigests, Asked, AskFeeds, AskToAdd, in_words, route


@pytest.mark.parametrize(
    ("command", "text", "expected"),
    [
        ("/news", "taliban", AskDesk(Kind.NEWS, "taliban")),
        ("/news", "", AskDesk(Kind.NEWS, "")),
        # The desk's grammar reads "quotes", so that the command line and Slack agree.
        ("/news", "quotes blinken", AskDesk(Kind.NEWS, "quotes blinken")),
        ("/summary", " #12 ", AskDesk(Kind.SUMMARY, "#12")),
        ("/quotes", "digest", AskDesk(Kind.QUOTES, "digest")),
        ("/figures", "troops", AskDesk(Kind.FIGURES, "troops")),
        ("/compare", "#1", AskDesk(Kind.COMPARE, "#1")),
        ("/digest", "08:30 weekdays", AskDigests("08:30 weekdays")),
        ("/news", "digest list", AskDigests("list")),
        ("/news", "Digest", AskDigests("")),
        ("/news", "digestive tract", AskDesk(Kind.NEWS, "digestive tract")),
        ("/Desk-Quotes", "x", AskDesk(Kind.QUOTES, "x")),
        ("/nd_quotes", "x", AskDesk(Kind.QUOTES, "x")),
        ("/quotes-nd", "x", AskDesk(Kind.QUOTES, "x")),
        ("/news-figures", "x", AskDesk(Kind.FIGURES, "x")),
        ("/nd_people", "x", AskDesk(Kind.PEOPLE, "x")),
        ("/nd_digest", "list", AskDigests("list")),
        ("/nd_news", "digest list", AskDigests("list")),
        ("/nd_news", "quotes x", AskDesk(Kind.NEWS, "quotes x")),
        ("/my-newsdesk", "digest list", AskDigests("list")),
        ("/newsquotes", "x", AskDesk(Kind.NEWS, "x")),
        # The whole command pasted behind the command, and text over several lines.
        ("/news", "/quotes troops", AskDesk(Kind.NEWS, "quotes troops")),
        ("/news", "/digest list", AskDigests("list")),
        ("/digest", "/digest list", AskDigests("list")),
        ("/quotes", "/quotes troops", AskDesk(Kind.QUOTES, "troops")),
        ("/news", "digest\nlist", AskDigests("list")),
        ("/whatever", "x", AskDesk(Kind.NEWS, "x")),
        ("/news", "add https://a.example/x", AskToAdd(("https://a.example/x",))),
        (
            "/news",
            "add https://a.example/x https://b.example/y",
            AskToAdd(("https://a.example/x", "https://b.example/y")),
        ),
        ("/news", "Add a.example/x", AskToAdd(("https://a.example/x",))),
        ("/news", "add", AskToAdd()),
        ("/news", "add jobs", AskDesk(Kind.NEWS, "add jobs")),
        ("/news", "https://a.example/x", AskDesk(Kind.NEWS, "https://a.example/x")),
        ("/summary", "add https://a.example/x", AskDesk(Kind.SUMMARY, "add https://a.example/x")),
        ("/news", "feeds", AskFeeds("")),
        ("/news", "Feeds pause 2", AskFeeds("pause 2")),
        ("/news", "feed", AskFeeds("")),
        ("/news", "feed add a.example", AskFeeds("add a.example")),
        ("/news", "feed prices", AskDesk(Kind.NEWS, "feed prices")),
        ("/news", "add feed https://a.example", AskFeeds("add https://a.example")),
        ("/news", "add a feed", AskFeeds("add")),
        ("/quotes", "feeds", AskDesk(Kind.QUOTES, "feeds")),
    ],
)
def test_route(command: str, text: str, expected: Asked) -> None:
    assert route(command, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/quotes troops", "quotes troops"),
        ("/quotes", "quotes"),
        ("/news quotes troops", "quotes troops"),
        ("/news /quotes troops", "quotes troops"),
        ("/news how many troops?", "how many troops?"),
        ("/news", ""),
        ("/Desk-Quotes troops", "quotes troops"),
        ("/nd_digest list", "digest list"),
        ("/compare\n#12", "compare #12"),
        ("/help", "help"),
        ("/quotes: troops", "quotes troops"),
        ("／quotes troops", "quotes troops"),
        ("“/quotes troops”", "quotes troops"),
        ("(/quotes troops)", "quotes troops"),
        ("'/etc/quotes leaked'", "'/etc/quotes leaked'"),
        ("“/shrug”", "“/shrug”"),
        ("how many troops?", "how many troops?"),
        ("quotes /figures", "quotes /figures"),
        ("/etc/quotes leaked", "/etc/quotes leaked"),
        ("/r/worldnews", "/r/worldnews"),
        ("/shrug troops", "/shrug troops"),
        ("/", "/"),
    ],
)
def test_a_command_typed_in_a_message_is_read_as_its_words(text: str, expected: str) -> None:
    assert in_words(text) == expected
