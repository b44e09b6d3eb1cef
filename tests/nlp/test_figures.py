"""Figures of whole texts: who says so, what is not body, names, and any input at all."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

import bot.nlp.pipeline  # registers the components  # noqa: F401
from bot.domain.analysis import Figure, Person, PersonKind, Quote, QuoteKind
from bot.domain.article import Excluded, Passage, Reason, Span
from bot.domain.errors import SettingsError
from bot.nlp.body import EXCLUDED, LEXICON
from bot.nlp.figures import figures
from bot.nlp.lexicon import directory_of

NLP = spacy.blank("en")
NLP.add_pipe("newsdesk_sentences", config={"lexicon": str(directory_of(None))})


def read(text: str, *excluded: Excluded, nlp: Language = NLP) -> Doc:
    doc = nlp.make_doc(text)
    doc.user_data[EXCLUDED] = excluded
    for _, component in nlp.pipeline:
        doc = component(doc)
    return doc


def quote(text: str, words: str, speaker: str | None, kind: QuoteKind = QuoteKind.DIRECT) -> Quote:
    start = text.index(words)
    return Quote(Passage.at(text, start, start + len(words)), kind, speaker)


def brief(found: tuple[Figure, ...]) -> list[tuple[str, str | None]]:
    return [(figure.words.text, figure.attributed_to) for figure in found]


def test_a_figure_is_attributed_to_the_speaker_of_what_covers_it() -> None:
    text = "Ali said that 40 boats sank. The coast guard counted 12 boats. “We lost 300 nets,” Berg said."
    quotes = [
        quote(text, "40 boats sank", "Ali", QuoteKind.INDIRECT),
        quote(text, "We lost 300 nets", "Berg"),
    ]
    assert brief(figures(read(text), quotes, ())) == [("40 boats", "Ali"), ("12 boats", None), ("300 nets", "Berg")]


def test_the_innermost_quotation_decides() -> None:
    text = "Ali said that Berg told him “20 boats sank” and that 30 nets were lost."
    quotes = [
        quote(text, text[len("Ali said that ") : -1], "Ali", QuoteKind.INDIRECT),
        quote(text, "20 boats sank", "Berg", QuoteKind.MIXED),
    ]
    assert brief(figures(read(text), quotes, ())) == [("20 boats", "Berg"), ("30 nets", "Ali")]


@pytest.mark.parametrize(
    ("text", "words", "speaker", "cue", "says_so"),
    [
        (
            "“It is not true that we lost 40 boats,” Ali said.",
            "It is not true that we lost 40 boats",
            "Ali",
            "said",
            None,
        ),
        ("“I never said 300 jobs would go,” Ali said.", "I never said 300 jobs would go", "Ali", "said", None),
        ("“Berg says 300 jobs will go,” Ali said.", "Berg says 300 jobs will go", "Ali", "said", None),
        ("“They claim that 5,000 came,” Ali said.", "They claim that 5,000 came", "Ali", "said", None),
        ("“I say that 300 jobs will go,” Ali said.", "I say that 300 jobs will go", "Ali", "said", "Ali"),
        ("“It is not true. We have 40 boats,” Ali said.", "It is not true. We have 40 boats", "Ali", "said", "Ali"),
        ("“We said no, but 40 boats left,” Ali said.", "We said no, but 40 boats left", "Ali", "said", "Ali"),
    ],
)
def test_what_somebody_reports_of_others_is_not_put_into_his_mouth(
    text: str, words: str, speaker: str, cue: str, says_so: str | None
) -> None:
    start = text.index(cue)
    found = replace(quote(text, words, speaker), cue=Passage.at(text, start, start + len(cue)))
    assert [figure.attributed_to for figure in figures(read(text), [found], ())] == [says_so]


def test_what_somebody_denies_is_said_by_nobody() -> None:
    text = "The mayor denied that 40 houses had burned."
    denied = replace(quote(text, "40 houses had burned", "the mayor", QuoteKind.INDIRECT), denied=True)
    assert [figure.attributed_to for figure in figures(read(text), [denied], ())] == [None]


def test_money_that_countries_share_is_that_of_the_country_the_article_names() -> None:
    text = "The museum in Manila opened again. It was closed for a year. A ticket costs 300 pesos."
    assert [figure.unit for figure in figures(read(text), (), ()) if figure.value == 300] == ["PHP"]


def test_a_sentence_that_names_the_country_outweighs_the_article() -> None:
    text = "Mexico sent 40 nurses. In the Philippines a nurse earns 900 pesos. Both agreed on 700 pesos."
    assert [figure.unit for figure in figures(read(text), (), ()) if figure.unit] == ["PHP", "peso"]


def test_the_clause_of_a_quoted_figure_starts_with_the_quotation() -> None:
    text = "According to Ali Harbour Watch has 30 boats."
    found = figures(read(text), [quote(text, "Harbour Watch has 30 boats", "Ali", QuoteKind.INDIRECT)], ())
    assert [figure.subject for figure in found] == ["Harbour Watch"]


def test_nothing_is_found_outside_the_body() -> None:
    text = "Ten boats sink\nOn Monday 12 boats sank.\n5,000 readers like us"
    excluded = (
        Excluded(Span(0, 14), Reason.TITLE),
        Excluded(Span(text.index("5,000"), len(text)), Reason.SHARING),
    )
    assert [figure.words.text for figure in figures(read(text, *excluded), (), ())] == ["12 boats"]


def test_numbers_inside_names_are_no_figures() -> None:
    text = "Troop 40 scouts met. They sold 40 boxes."
    person = Person("Troop 40", PersonKind.ORGANISATION, mentions=(Span(0, 8),))
    assert [figure.words.text for figure in figures(read(text), (), (person,))] == ["40 boxes"]


def test_a_figure_knows_its_sentence() -> None:
    text = "It rained.  Then 12 boats sank. Nobody came."
    (figure,) = figures(read(text), (), ())
    assert figure.sentence.of(text) == "Then 12 boats sank."


def test_the_noun_of_the_sentence_before_is_not_taken_over_by_a_bare_number() -> None:
    text = "Iran has 400 missiles. The index closed at 40,312."
    assert [figure.noun for figure in figures(read(text), (), ())] == ["missile", None]


def test_a_desk_can_add_its_own_words(tmp_path: Path) -> None:
    for file in directory_of(None).glob("*.yaml"):
        (tmp_path / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    units = tmp_path / "units.yaml"
    units.write_text(
        units.read_text(encoding="utf-8").replace("words:\n", "words:\n  furlong: [furlongs]\n", 1), encoding="utf-8"
    )
    doc = read("The race is 8 furlongs.")
    doc.user_data[LEXICON] = tmp_path
    assert [(figure.value, figure.unit) for figure in figures(doc, (), ())] == [(8, "furlong")]


@pytest.mark.parametrize(
    ("name", "old", "new", "problem"),
    [
        ("currencies", "  USD: [$", "  USX: [$", "no ISO 4217 code"),
        ("units", "hour: [60, minute]", "hour: [sixty, minute]", "a number and a smaller unit"),
        ("hedges", "after: [", "afterwards: [", "unknown key 'afterwards'"),
        ("nouns", "  people: person", "  people: [person]", "a word is expected"),
    ],
)
def test_a_mistake_in_a_word_list_is_named_with_its_line(
    tmp_path: Path, name: str, old: str, new: str, problem: str
) -> None:
    for file in directory_of(None).glob("*.yaml"):
        (tmp_path / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    file = tmp_path / f"{name}.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    doc = read("Two people came.")
    doc.user_data[LEXICON] = tmp_path
    with pytest.raises(SettingsError, match=problem) as raised:
        figures(doc, (), ())
    assert f"{name}.yaml" in str(raised.value)
    assert "line " in str(raised.value)


PIECES = st.sampled_from(
    [
        *"0 1 2 12 40 1,000 2.3 ½ 1½ 2019 $ £ € Rs. C$ bn m k % - – — minus to or and between from aged of".split(),
        *"the a an half two three twenty-two hundred thousand million dozen third quarter thirds percent".split(),
        *"points year old years-old km ft in people troops about up to more than a reported won lost vote".split(),
        *"said that number figure was May 1 8:30 3-1 “ ” \" ' . , : ; ( )".split(),
        "\n",
    ]
)


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.text(max_size=200), st.lists(PIECES, max_size=40).map(" ".join), st.lists(PIECES, max_size=40).map("".join)
    )
)
def test_on_any_text_every_span_is_exact(text: str) -> None:
    found = figures(read(text), (), ())
    for figure in found:
        assert text[figure.words.start : figure.words.end] == figure.words.text
        assert figure.sentence.covers(figure.words.span)
        assert figure.value is not None or (figure.low is not None and figure.high is not None)
        assert figure.low is None or figure.high is None or figure.low <= figure.high
    spans = [figure.words.span for figure in found]
    assert all(one.end <= other.start for one, other in pairwise(spans))
