"""Lists of feeds as other readers write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import SourceError
from bot.sources.opml import MOST_OUTLINES, Outline, opml_of, outlines_in

NESTED = """<?xml version="1.0" encoding="ISO-8859-1"?>
<opml version="1.1"><head><title>Mine</title></head><body>
<outline text="News"><outline text="World"><outline type="rss" text="The Daily" xmlUrl="https://daily.example/rss"/>
</outline></outline>
<outline TEXT="Shouting" XMLURL="https://loud.example/rss"/>
<outline type="rss" text="By url" url="https://old.example/rss"/>
<outline type="link" text="A page" url="https://page.example/"/>
<outline text="Bare & broken" xmlUrl="https://bare.example/?a=1&b=2"/>
<outline xmlUrl="https://daily.example/rss" text="again"/>
<outline text="empty" xmlUrl=""/>
</body></opml>"""


def test_feeds_are_found_however_deep_they_stand() -> None:
    assert [(each.title, each.address) for each in outlines_in(NESTED)] == [
        ("The Daily", "https://daily.example/rss"),
        ("Shouting", "https://loud.example/rss"),
        ("By url", "https://old.example/rss"),
        ("Bare & broken", "https://bare.example/?a=1&b=2"),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not a list of feeds"),
        ("a letter", "not a list of feeds"),
        ("<rss version='2.0'/>", "not a list of feeds"),
        ("<!DOCTYPE opml [<!ENTITY a 'b'>]><opml><body/></opml>", "declares entities"),
        ("<opml><body><!ENTITY a SYSTEM 'file:///etc/passwd'></body></opml>", "declares entities"),
        ("<opml>" + " " * 2_000_001, "too large"),
        (
            "<opml><body>" + "".join(f"<outline xmlUrl='h{n}'/>" for n in range(MOST_OUTLINES + 1)) + "</body></opml>",
            "too large",
        ),
    ],
)
def test_what_is_no_list_is_refused_in_a_sentence(text: str, said: str) -> None:
    with pytest.raises(SourceError, match=said) as caught:
        outlines_in(text)
    assert caught.value.hint


def test_a_list_as_deep_as_anything_is_read_or_refused() -> None:
    deep = "<outline text='x'>" * 5_000
    try:
        assert outlines_in(f"<opml><body>{deep}") == []
    except SourceError as error:
        assert error.hint


words = st.text(max_size=30).map(lambda text: " ".join(text.split()))


@given(st.lists(st.tuples(words, words), max_size=4))
def test_whatever_feeds_are_called_their_list_can_be_read(said: list[tuple[str, str]]) -> None:
    outlines = [Outline(title, f"https://daily.example/{number}") for number, (title, _) in enumerate(said)]
    assert [each.address for each in outlines_in(opml_of(outlines, title="x"))] == [each.address for each in outlines]
