import pytest

from bot.slack.mentions import question_in


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<@UBOT> quotes blinken", "quotes blinken"),
        ("quotes <@UBOT|newsdesk> blinken", "quotes blinken"),
        ("<@UBOT>", ""),
        ("", ""),
        ("hey <@U2|anna> what is new?", "hey anna what is new?"),
        ("hey <@U2> what is new?", "hey what is new?"),
        ("<!here> news in <#C1|general>", "news in general"),
        ("<!date^1392734382^{date}|18 Feb> news", "18 Feb news"),
        ("summary <https://a.example/x|a.example>", "summary <https://a.example/x|a.example>"),
        ("mail <mailto:a@b.example|a@b.example>", "mail a@b.example"),
        ("AT&amp;T &lt;b&gt;", "AT&amp;T &lt;b&gt;"),
        ("  two\n lines ", "two lines"),
    ],
)
def test_question_in(text: str, expected: str) -> None:
    assert question_in(text, "UBOT") == expected


def test_without_a_bot_user_every_mention_goes_by_its_name() -> None:
    assert question_in("<@UBOT|newsdesk> news", None) == "newsdesk news"
