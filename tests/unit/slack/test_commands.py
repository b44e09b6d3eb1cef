import pytest

from bot.domain.query import Kind
from bot.slack.commands import AskDesk, AskDigests, route


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
        ("/whatever", "x", AskDesk(Kind.NEWS, "x")),
    ],
)
def test_route(command: str, text: str, expected: AskDesk | AskDigests) -> None:
    assert route(command, text) == expected
