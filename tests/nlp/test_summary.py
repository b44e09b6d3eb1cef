"""Key sentences: verbatim, in order, readable on their own."""

from __future__ import annotations

from itertools import pairwise

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

import bot.nlp.pipeline  # registers the components  # noqa: F401
from bot.domain.analysis import Analysis, Quote, QuoteKind
from bot.domain.article import Excluded, Passage, Reason, Span
from bot.nlp.body import EXCLUDED
from bot.nlp.lexicon import directory_of
from bot.nlp.standing import Layout, leans
from bot.nlp.summary import MOST, key_sentences

NLP = spacy.blank("en")
NLP.add_pipe("newsdesk_sentences", config={"lexicon": str(directory_of(None))})

LEAD = "The harbour of Brindle will close on Friday for repairs to its storm wall."
FERRY = "Ferries to the northern islands will sail from Oldport while the harbour of Brindle is shut."
DANGLING = "But he expects the harbour repairs in Brindle to take a month at the very least."
COSTS = "The repairs to the storm wall cost four million pounds, the harbour board said."
MARKET = "The fish market in Brindle stays open throughout the repairs to the wall."
BOATS = "Owners of small boats must move them to the river before the harbour closes."
WEATHER = "A storm in January tore a hole of nine metres in the wall of the harbour."
BODY = "\n".join((LEAD, FERRY, DANGLING, COSTS, MARKET, BOATS, WEATHER))


def read(text: str, *excluded: Excluded) -> Doc:
    doc = NLP.make_doc(text)
    doc.user_data[EXCLUDED] = excluded
    for _, component in NLP.pipeline:
        doc = component(doc)
    return doc


def sentences(text: str, *quotes: Quote, title: str = "") -> list[str]:
    return [sentence.words.text for sentence in key_sentences(read(text), quotes, (), title)]


def best(text: str, count: int, title: str = "") -> list[str]:
    analysis = Analysis("test", summary=key_sentences(read(text), (), (), title))
    return [sentence.words.text for sentence in analysis.key_sentences(count)]


def test_sentences_are_verbatim_and_in_order() -> None:
    found = key_sentences(read(BODY), (), (), "Brindle harbour closes")
    assert all(BODY[item.words.start : item.words.end] == item.words.text for item in found)
    assert [item.words.start for item in found] == sorted(item.words.start for item in found)
    assert found[0].words.text == LEAD


def test_the_lead_is_the_one_sentence_summary() -> None:
    assert best(BODY, 1) == [LEAD]


@pytest.mark.parametrize("count", range(1, MOST + 1))
def test_a_sentence_that_leans_on_another_never_comes_without_it(count: int) -> None:
    found = best(BODY, count)
    assert DANGLING not in found or FERRY in found


@pytest.mark.parametrize(
    "odd",
    [
        "“The wall of the harbour in Brindle will hold through the winter storms, the board told us.",
        'The board said "the wall of the harbour in Brindle will hold through the winter storms.',
        "Repairs to the storm wall of Brindle",
        "The storm wall of the harbour in Brindle in January. Image: A. Painter.",
        '<tweet id="7">The storm wall of the harbour in Brindle will hold<tweet/>.',
        "THE STORM WALL OF THE HARBOUR IN BRINDLE WILL HOLD.",
        "• The storm wall of the harbour in Brindle will hold this winter.",
        "The wall (the harbour of Brindle needs it will hold through the winter storms.",
    ],
)
def test_what_is_no_whole_sentence_of_the_story_is_left_out(odd: str) -> None:
    text = "\n".join((LEAD, odd, FERRY, COSTS, MARKET, BOATS))
    assert odd not in sentences(text, title=odd)
    assert not any(item.startswith(odd[:30]) for item in sentences(text, title=odd))


def test_a_sentence_cut_by_a_quotation_or_only_quoted_is_left_out() -> None:
    cut = "The harbour wall of Brindle will hold, said the mayor of the town."
    words = "The harbour wall of Brindle will hold all of this winter."
    only = f"“{words}”"
    text = "\n".join((LEAD, cut, FERRY, only, COSTS, MARKET, BOATS))
    start, inner = text.index(cut) + 20, text.index(words)
    over = Quote(Passage.at(text, start, text.index(FERRY) + 10), QuoteKind.DIRECT)
    whole = Quote(Passage.at(text, inner, inner + len(words)), QuoteKind.DIRECT)
    found = sentences(text, over, whole)
    assert cut not in found
    assert FERRY not in found
    assert only not in found
    assert COSTS in found


@pytest.mark.parametrize(
    ("words", "is_leaning"),
    [
        ("He called the sum a scandal.", True),
        ("“He will resign,” the mayor of Brindle said.", True),
        ("But the harbour stays open.", True),
        ("That’s a big difference, the mayor of Brindle said.", True),
        ("They've sailed from Oldport since.", True),
        ("The latter sails from Oldport.", True),
        ("In this regard, the harbour stays open.", True),
        ("In this town the harbour stays open.", False),
        ("The pair sailed from Oldport.", True),
        ("One of them sailed from Oldport.", True),
        ("For example, ferries sail from Oldport.", True),
        ("As a result, ferries sail from Oldport.", True),
        ("As a result of the storm, ferries sail from Oldport.", False),
        ("In addition to the ferries, trawlers sail from Oldport.", False),
        ("The former mayor of Brindle sailed to Oldport.", False),
        ("There are ferries from Oldport.", False),
        ("There, ferries sail from Oldport.", True),
        ("It's no secret that ferries sail from Oldport.", False),
        ("It was clear that ferries sail from Oldport.", False),
        ("It is expected that sails from Oldport.", True),
        ("Theresa Lind sailed from Oldport.", False),
        ("…", False),
    ],
)
def test_what_leans_on_the_sentence_before(words: str, is_leaning: bool) -> None:
    assert leans(words) is is_leaning


SAID = "“The wall of the harbour will hold,”"


@pytest.mark.parametrize(
    ("words", "mention", "speaker", "is_alone"),
    [
        (f"{SAID} he told reporters in Brindle.", "he", None, False),
        (f"{SAID} she told reporters in Brindle.", "she", "Ann Lind", False),
        ("‘The wall of the harbour will hold,’ she told reporters in Brindle.", "she", "she", False),
        ("The wall of the harbour will hold, she told reporters.", "she", "Ann Lind", False),
        (f"In an interview on Friday, she said: {SAID[:-2]}.”", "she", "Ann Lind", False),
        (f"While meeting the ferryman Jon Berg, she said: {SAID[:-2]}.”", "she", "Ann Lind", False),
        (f"When Ann Lind met the ferryman, she said: {SAID[:-2]}.”", "she", "Ann Lind", True),
        (f"Asked by Ann Lind’s critics, she said: {SAID[:-2]}.”", "she", "Ann Lind", True),
        (f"The mayor of Brindle sighed before she said: {SAID[:-2]}.”", "she", "Ann Lind", True),
        (f"{SAID} Lind told reporters in Brindle.", "Lind", "Ann Lind", True),
    ],
)
def test_a_speaker_who_is_only_a_pronoun_needs_the_sentence_before(
    words: str, mention: str, speaker: str | None, is_alone: bool
) -> None:
    text = "\n".join((LEAD, FERRY, words, COSTS))
    start, where = text.index("The wall of"), text.index(words)
    said = text.index(f" {mention} ", where) + 1
    quote = Quote(
        Passage.at(text, start, start + len("The wall of the harbour will hold")),
        QuoteKind.DIRECT,
        speaker,
        Passage.at(text, said, said + len(mention)),
    )
    layout = Layout(read(text), [quote], "")
    assert layout.leans(Passage.at(text, where, where + len(words))) is not is_alone
    assert not layout.leans(Passage.at(text, text.index(COSTS), len(text)))


def test_a_second_headline_is_no_sentence_of_the_story() -> None:
    title, deck = "Brindle shuts its harbour", "Ferries to the islands will sail from Oldport."
    body = "\n\n".join((LEAD, FERRY, COSTS, MARKET, BOATS))
    excluded = Excluded(Span(0, len(title)), Reason.TITLE)
    under = [item.words.text for item in key_sentences(read(f"{title}\n{deck}\n\n{body}", excluded), (), (), title)]
    lead = [item.words.text for item in key_sentences(read(f"{title}\n\n{deck}\n\n{body}", excluded), (), (), title)]
    assert deck not in under
    assert deck in lead
    assert LEAD in under


def test_the_headline_itself_is_no_sentence_of_the_story() -> None:
    title = "Storm wall of Brindle harbour needs repairs. Who will pay for all of it?"
    found = sentences("\n\n".join((title, LEAD, FERRY, COSTS, MARKET, BOATS)), title=title.rstrip("?"))
    assert LEAD in found
    assert not [sentence for sentence in found if sentence in title]


def test_a_transcript_is_summed_up_by_what_is_told_beside_it() -> None:
    talk = ("ANN LEE: The harbour wall of Brindle needs repairs. The board knows.", "MAYOR LIND: We found the money.")
    spoken = [*talk, "LEE: The repairs to the harbour wall of Brindle will take the whole of the summer."]
    found = sentences("\n".join((LEAD, FERRY, *spoken, COSTS, MARKET, BOATS)))
    assert LEAD in found
    assert not [item for item in found if any(item in line for line in spoken)]
    dated = f"NEW BRINDLE: {LEAD}"
    assert dated in sentences("\n".join((dated, FERRY, COSTS, MARKET, BOATS)))


def test_a_quotation_of_many_sentences_is_not_one() -> None:
    words = "The wall of the harbour will hold. Ferries will sail. Boats will come home. Brindle will see."
    long = f"“{words}” the mayor of Brindle said."
    short = "“The wall of the harbour will hold. Ferries will sail again,” the mayor said."
    found = sentences("\n".join((LEAD, long, FERRY, short, COSTS, MARKET, BOATS)))
    assert not [item for item in found if item in long]
    assert short in found


def test_nothing_comes_from_outside_the_body() -> None:
    text = f"{LEAD}\n{FERRY}\n{COSTS}\n{MARKET}\n{BOATS}"
    excluded = Excluded(Span(0, len(LEAD)), Reason.TITLE)
    found = key_sentences(read(text, excluded), (), (), LEAD)
    assert LEAD not in [item.words.text for item in found]


def test_a_very_short_body_is_its_own_summary() -> None:
    text = "The harbour is shut. It opens on Friday."
    assert sentences(text) == ["The harbour is shut.", "It opens on Friday."]
    assert best(text, 1) == ["The harbour is shut."]
    assert sentences("") == []


def test_the_same_thing_is_not_said_twice() -> None:
    again = LEAD.replace("will close", "is going to close")
    found = sentences("\n".join((LEAD, FERRY, again, COSTS, MARKET)))
    assert LEAD in found
    assert again not in found


def test_at_most_seven() -> None:
    names = "Oslo Bergen Turku Gdansk Riga Tallinn Lübeck Malmö Aarhus Kiel Visby Narva".split()
    text = "\n".join(
        f"The port of {name} welcomed {name[:3]}ish sailors and {name[-3:]}ovian traders warmly." for name in names
    )
    assert len(sentences(text)) <= MOST


PIECES = st.sampled_from(
    'He But The harbour wall storm said that “ ” " ( ) . ! ? … \n \n\n Image: 12 Brindle, closes'.split(" ")
)


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=80).map(" ".join)), st.text(max_size=20))
def test_on_any_text_every_sentence_is_exact(text: str, title: str) -> None:
    found = key_sentences(read(text), (), (), title)
    assert len(found) <= MOST
    assert all(text[item.words.start : item.words.end] == item.words.text for item in found)
    ends = [item.words.span for item in found]
    assert all(one.end <= other.start for one, other in pairwise(ends))
