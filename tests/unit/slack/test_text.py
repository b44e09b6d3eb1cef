"""Any text that Slack sends, read as plain words."""

from __future__ import annotations

import re
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.text import plain_text
from bot.slack.views.words import escape, literal

PEOPLE = {"U55": "Anna Smith", "U56": "ben", "W57": "Zoë *Star* O'Neil", "U58": "Q&amp;A desk"}


def read(text: str) -> str:
    return plain_text(text, bot_user="UB1", people=PEOPLE.get)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("   \n ", ""),
        ("how many troops?", "how many troops?"),
        ("  two\t words ", "two words"),
        ("two\r\n\r\n\r\n\r\n lines ", "two\n\nlines"),
        # Entities are undone once, and only Slack's own three.
        ("Q&amp;A", "Q&A"),
        ("Q&amp;amp;A", "Q&amp;A"),
        ("AT&amp;T &lt;b&gt; 5 &gt; 3", "AT&T <b> 5 > 3"),
        ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),
        ("&amp;copy; &copy; &nbsp &quot;x&quot;", "&copy; &copy; &nbsp &quot;x&quot;"),
        ("https://a.example/x?a=1&amp;copy=2", "https://a.example/x?a=1&copy=2"),
        ("&lt;@UB1&gt; typed as such", "<@UB1> typed as such"),
    ],
)
def test_spaces_and_entities(text: str, expected: str) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<@UB1> quotes blinken", "quotes blinken"),
        ("quotes <@UB1|newsdesk> blinken", "quotes blinken"),
        ("<@UB1>", ""),
        ("<@UB1>?", ""),
        ("<@UB1>, how many troops?", "how many troops?"),
        ("<@UB1>: how many troops?", "how many troops?"),
        ("<@UB1>:how many troops?", "how many troops?"),
        ("<@UB1> : how many troops?", "how many troops?"),
        ("<@UB1> - how many troops?", "how many troops?"),
        ("<@UB1> — how many troops?", "how many troops?"),
        ("<@UB1>... how many troops?", "how many troops?"),
        ("<@UB1>，how many troops?", "how many troops?"),
        ("<@UB1> -&gt; how many troops?", "how many troops?"),
        ("<@UB1> | how many troops?", "how many troops?"),
        ("<@UB1>:wave: how many troops?", "how many troops?"),
        ("<@UB1> :wave:, how many troops?", "how many troops?"),
        ("how many troops <@UB1> ?", "how many troops"),
        ("<@UB1>! How many troops?", "How many troops?"),
        ("*<@UB1>*, how many troops?", "how many troops?"),
        ("_<@UB1>, how many troops?_", "how many troops?"),
        ("<@UB1> <@UB1>, how many troops?", "how many troops?"),
        ("<@UB1>\nhow many troops?", "how many troops?"),
        ("<@UB1>\n&gt; how many troops?", "how many troops?"),
        ("hey <@UB1> – how many troops please", "how many troops please"),
        ("Hi, <@UB1>! how many troops?", "how many troops?"),
        ("Good morning <@UB1>, how many troops?", "how many troops?"),
        (":wave: hello there <@UB1> :smile: – how many troops?", "how many troops?"),
        ("how many troops, <@UB1>?", "how many troops"),
        ("how many troops? <@UB1>", "how many troops?"),
        ("how many troops – <@UB1>", "how many troops"),
        ("what, <@UB1>, did Blinken say?", "what did Blinken say?"),
        ("<@UB1>—how many troops?", "how many troops?"),
        ("<@UB1>--how many troops?", "how many troops?"),
        ("<@UB1>=&gt;how many troops?", "how many troops?"),
        ("<@UB1> » how many troops?", "how many troops?"),
        ("<@UB1> # how many troops?", "how many troops?"),
        ("@<@UB1> how many troops?", "how many troops?"),
        ("- <@UB1> how many troops?", "how many troops?"),
        ("“<@UB1>” how many troops?", "how many troops?"),
        ('"<@UB1>", how many troops?', "how many troops?"),
        ("「<@UB1>」how many troops?", "how many troops?"),
        ("（<@UB1>）：how many troops?", "how many troops?"),
        ("&lt;<@UB1>&gt; how many troops?", "how many troops?"),
        ("<!everyone>: how many troops?", "how many troops?"),
        # Punctuation that is not the name's.
        ("<@UB1> -taliban troops", "-taliban troops"),
        ("<@UB1> #12", "#12"),
        ('<@UB1> "come out together"', '"come out together"'),
        ("<@UB1> “come out”", "“come out”"),
        ("(<@UB1>) how many troops?", "how many troops?"),
        ("cc <@UB1>: how many troops?", "how many troops?"),
        ("thank you <@UB1>! And the wounded?", "And the wounded?"),
        ("thanks <@UB1>", "thanks"),
        ("<@UB1> .38 special", ".38 special"),
        ("<@UB1> /quotes troops", "/quotes troops"),
        ("<@UB1>/quotes troops", "/quotes troops"),
        ("<@UB1> &gt;50 troops", ">50 troops"),
        ("said “<@UB1> is late”", "said “ is late”"),
        ("<@UB1> $5 million", "$5 million"),
        ("<@UB1> :100", ":100"),
        # Where a greeting is all, it is what was said; a word that begins like one is a word.
        ("hey <@UB1>", "hey"),
        ("hello <@UB1>!", "hello"),
        ("hi<@UB1>", "hi"),
        ("heyday <@UB1> quotes", "heyday quotes"),
        ("Hello Kitty <@UB1>", "Hello Kitty"),
    ],
)
def test_the_bots_name_goes_with_what_stands_around_it(text: str, expected: str) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("what did <@U55> say?", "what did Anna Smith say?"),
        ("what did <@U55|anna> say?", "what did anna say?"),
        ("<@UB1> what did <@U56>’s boss say?", "what did ben’s boss say?"),
        ("quotes by:<@U55> troops", 'quotes by:"Anna Smith" troops'),
        ("quotes by:<@U56>", "quotes by:ben"),
        ("quotes by:*<@U55>*", 'quotes by:"Anna Smith"'),
        ("quotes <@W57>", "quotes Zoë Star O'Neil"),
        ("quotes <@U58>", "quotes Q&A desk"),
        ("ask<@U56>now", "ask ben now"),
        ("hey <@U99> what is new?", "hey what is new?"),
        ("<!here> news in <#C1|general>", "news in general"),
        ("news in <#C1>", "news in"),
        ("news in <#C1|>", "news in"),
        ("<!channel|@channel> <!everyone> how many?", "how many?"),
        ("<!subteam^S1|@editors> how many troops?", "how many troops?"),
        ("how many troops? cc <!subteam^S1>", "how many troops? cc"),
        ("<!date^1392734382^{date}|Feb 18> news", "Feb 18 news"),
        ("<!date^1392734382^Posted {date_num} {time_secs}^https://a.example/|18 Feb, 06:39>", "18 Feb, 06:39"),
        ("since:<!date^1392734382^{date}|2014-02-18>", "since:2014-02-18"),
    ],
)
def test_people_and_places_become_their_names(text: str, expected: str) -> None:
    assert read(text) == expected


def test_without_a_bot_user_every_mention_goes_by_its_name() -> None:
    assert plain_text("<@UB1|newsdesk> news") == "newsdesk news"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<https://a.example/x>", "https://a.example/x"),
        ("summary <https://a.example/x|a.example/x>", "summary https://a.example/x"),
        ("summary <https://a.example/x|this story>", "summary https://a.example/x"),
        ("<https://a.example/x?a=1&amp;b=2>", "https://a.example/x?a=1&b=2"),
        ("*<https://a.example/_x_/*y*>*", "https://a.example/_x_/*y*"),
        ("*https://a.example/_x_y*", "https://a.example/_x_y"),
        ("see https://a.example/_x_, https://a.example/*y*.", "see https://a.example/_x_, https://a.example/*y*."),
        ("quotes from:<http://paper.example|paper.example>", "quotes from:paper.example"),
        ("quotes from:<http://paper.example/|paper.example>", "quotes from:paper.example"),
        ("quotes from:<https://paper.example>", "quotes from:paper.example"),
        ("from:<http://paper.example/world|paper.example/world>", "from:paper.example/world"),
        ("from:<https://paper.example|https://paper.example>", "from:paper.example"),
        ("<https://a.example/x?a=1&amp;b=2|https://a.example/x?a=1&amp;b=2>", "https://a.example/x?a=1&b=2"),
        ("from:<https://paper.example|The Paper>", 'from:"The Paper"'),
        ("<http://Paper.example|Paper.example> troops", "Paper.example troops"),
        ("*<http://paper.example|paper.example>*", "paper.example"),
        ("<mailto:a@b.example|a@b.example>", "a@b.example"),
        ("<mailto:a@b.example>", "a@b.example"),
        ("call <tel:+4930123|030 123>", "call 030 123"),
        ("<slack://channel?id=C1|our channel>", "our channel"),
    ],
)
def test_links_leave_what_was_typed(text: str, expected: str) -> None:
    assert read(text) == expected


def test_of_a_link_its_label_where_the_words_count() -> None:
    text = "<https://a.example/x|US &amp; NATO exit> said <http://cnn.example|cnn.example>, <https://a.example/y>"
    assert plain_text(text, labels=True) == "US & NATO exit said cnn.example, https://a.example/y"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("*how many troops?*", "how many troops?"),
        ("_how many troops?_", "how many troops?"),
        ("~how many~ troops?", "how many troops?"),
        ("*_how_ many* `troops`?", "how many troops?"),
        ("*_crossed*_ marks", "crossed marks"),
        ("**how** __many__", "how many"),
        ("```how many troops?```", "how many troops?"),
        ("```\nhow many troops?\n```", "how many troops?"),
        ("`/quotes troops`", "/quotes troops"),
        ("_quotes_ `troops`", "quotes troops"),
        ("*all*\n_of_ it", "all\nof it"),
        ("from:*CNN* -_taliban_", "from:CNN -taliban"),
        ("“*quoted*”, (*held*)", "“quoted”, (held)"),
        ("&gt; figures bridges", "figures bridges"),
        ("> figures bridges", "figures bridges"),
        ("&gt;figures bridges", "figures bridges"),
        ("&gt;&gt;&gt; figures bridges", "figures bridges"),
        ("&gt; *figures*\n&gt; bridges", "figures\nbridges"),
        ("&gt; &gt; twice", "twice"),
        ("• figures bridges", "figures bridges"),
        ("• figures\n    ◦ bridges", "figures\nbridges"),
        ("&gt; • figures", "figures"),
        ("- figures\n- bridges", "figures\nbridges"),
    ],
)
def test_formatting_leaves_its_words(text: str, expected: str) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "2*3*4",
        "a • b",
        "-5%",
        "→ north",
        "5 * 3 * 2",
        "* alone",
        "snake_case_name",
        "a file_name.txt and other_file.txt",
        "~10 and ~20",
        "4* and 5* hotels",
        "*.txt and *.csv",
        "America/New_York",
        "5 > 3",
        "percent > 50",
        ">50 troops",
        ">= 5",
        "08:30 weekdays",
        "1:2:3",
        "12:30:15",
        "from:Reuters by:Blinken since:7d",
        "the 10:1 vote:",
        "C++ & C#",
        "#12",
        "it's 'all' “quoted” „so“ «or so»",
        "O’Neil – and — so",
        "2 < 3 | x",
        "100 °C ©",
        "中文 *字",
        "naïve café",
    ],
)
def test_real_characters_stay(text: str) -> None:
    assert read(escape(text)) == text
    assert read(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("👋🏽 how many troops?", "how many troops?"),
        ("👋, how many troops?", "how many troops?"),
        ("👩‍👩‍👧 how many troops? 🇩🇪", "how many troops?"),
        ("Ⓜ️ ↗️ how many troops? ▪️", "how many troops?"),
        ("1️⃣ how many troops? ❤️", "how many troops?"),
        (":wave: how many troops?", "how many troops?"),
        (":wave::skin-tone-3: how many troops?", "how many troops?"),
        (":flag-de: :+1: :100: how many troops? :stuck_out_tongue:", "how many troops?"),
        (":wave: – how many troops?:wave:", "how many troops?"),
        ("*:wave:* how many troops?", "how many troops?"),
        ("harbour 🎉 :tada: strike", "harbour strike"),
        ("harbour 🎉\n:tada: strike", "harbour\nstrike"),
        ("how many :military_helmet: troops?", "how many troops?"),
        # Alone, they are what was said.
        ("😀", "😀"),
        (":wave: :tada:", ":wave: :tada:"),
        # No emoji:
        (":30: is late", ":30: is late"),
        ("by:Reuters:", "by:Reuters:"),
        ("at 10:wave: x", "at 10:wave: x"),
    ],
)
def test_emoji_at_the_edges_go(text: str, expected: str) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("how many \u200btroops?", "how many troops?"),
        ("Asia/\u2060Tokyo \ufeffx\u200d", "Asia/Tokyo x"),
        ("Amer\u00adica/New\u200b_\u200bYork", "America/New_York"),
        ("\u202dleft\u202c \u2066in\u2069 \u200fright\u200e", "left in right"),
        ("how\u00a0many\u202ftroops\u3000here\u2003now\u2800then", "how many troops here now then"),
        ("nul\x00 and \x07bell", "nul and bell"),
        ("one\u2028two\x85three", "one\ntwo\nthree"),
        ("half \ud83d of a pair", "half of a pair"),
    ],
)
def test_what_is_not_seen_is_not_there(text: str, expected: str) -> None:
    assert read(text) == expected


@pytest.mark.parametrize("emoji", [":wave:", ":wave: ", ":wave::skin-tone-3:", ":a_1:", ":+1:", "👋🏽", "<@UB1>:wave:"])
def test_a_row_of_emoji_is_read_at_once(emoji: str) -> None:
    assert read(f"{emoji * 500} how many troops?") == "how many troops?"


WORDS = st.sampled_from(
    "how many troops? what did Blinken say AT&T <b> 5 > 3 2*3*4 snake_case a_b_c.txt ~10 08:30 1:2:3 from:Reuters "
    "#12 naïve “quoted” «so» -word O’Neil since:7d &amp; &lt; C++ half/half 10% $5 <@U55> <!here> Q&A".split()
)
TYPED = st.lists(WORDS, min_size=1, max_size=8).map(lambda words: f"Figures {' '.join(words)} here")
"""Plain text with whatever Slack might take for its own, begun and ended by a word."""
BEFORE = ("", " ", ", ", ": ", ":", " – ", "... ", "! ", " - ", "\n", "，", " | ", " -&gt; ")


@given(TYPED)
def test_plain_text_is_read_as_it_was_typed(typed: str) -> None:
    assert read(escape(typed)) == typed


@given(
    TYPED, st.sampled_from(["{}", "*{}*", "_{}_", "~{}~", "`{}`", "```{}```", "*_{}_*", "&gt; {}", "&gt;&gt;&gt; {}"])
)
def test_formatted_text_reads_as_the_text(typed: str, form: str) -> None:
    assert read(form.format(escape(typed))) == typed


FORMS = [*(f"<@UB1>{mark}{{}}" for mark in BEFORE), "hey <@UB1> – {}", "{} <@UB1>", "{}, <@UB1>", "{} – <@UB1>"]
EDGES = ["{}", "👋 {}", ":wave: {}", "\u200b{}\u2060", "{} :tada:"]


@given(TYPED, st.sampled_from(FORMS), st.sampled_from(EDGES))
def test_text_to_the_bot_reads_as_the_text(typed: str, form: str, edge: str) -> None:
    assert read(edge.format(form.format(escape(typed)))) == typed


@given(st.from_regex(r"[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?(\.[a-z]{2,6}){1,2}", fullmatch=True))
def test_a_domain_that_slack_linked_reads_as_the_domain(domain: str) -> None:
    assert read(f"quotes from:<http://{domain}|{domain}> troops") == f"quotes from:{domain} troops"
    assert read(f"about <http://{domain}|{domain}>") == f"about {domain}"


TOKENS = ["<@UB1>", "<@U55>", "<!here>", "<https://a.example/_x|y>", "&gt;", "&amp;", ":wave:", "https://", "👋", "hey"]
SLACK = st.lists(st.sampled_from([*TOKENS, *"*_`~>a1 \n,-:<|\u200b\x00"]) | st.text(max_size=4), max_size=20).map(
    "".join
)


@given(SLACK)
def test_any_text_is_read(text: str) -> None:
    found = read(text)
    assert "\x00" not in found and "\u200b" not in found
    assert found == found.strip()


def no_fence(text: str) -> bool:
    """Whether no three backticks meet in it, once other marks between them are gone."""
    return "```" not in re.sub("[*_~]", "", text)


@given(st.text(alphabet="ab 1*_~`:,.-\n“”'\"#()/é你", max_size=40).filter(no_fence))
def test_what_was_read_is_read_again_as_it_is(text: str) -> None:
    once = read(text)
    assert read(once) == once


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "Z", "S"]), max_size=80))
def test_what_a_view_shows_pasted_back_reads_as_the_text(text: str) -> None:
    shown = literal(text, 500)
    assert read(shown) == read(escape(text))


@pytest.mark.parametrize(
    "piece", ["*a ", "_*~`", "<@", "<", "&gt; ", "👋", ":a:", ":a", "https://", "\n", "hey ", ",<@UB1> "]
)
def test_long_texts_are_read_whole(piece: str) -> None:
    size = 40_000 // len(piece)
    assert read(f"{piece * size}troops").endswith("troops")


@pytest.mark.parametrize(("first", "second"), [*product(["*", "_", "~", "`"], repeat=2)])
def test_one_mark_within_another(first: str, second: str) -> None:
    assert read(f"{first}{second}how{second} many{first} troops?") == "how many troops?"
