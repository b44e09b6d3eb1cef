"""Of several figures in a sentence, the one that the question is about."""

from __future__ import annotations

import pytest

from bot.desk.aptness import aptest_first
from bot.domain.article import Article
from bot.nlp import Analyser, alike
from bot.sources import read_text
from bot.storage.store import Stored
from tests.unit.desk.test_across import NOW

ALIKE = alike(None).forms


def stored(sentence: str) -> Stored:
    document = read_text(f"News of the day\n\n{sentence}\n", locator="/a.txt")
    fields = {name: getattr(document, name) for name in document.__dataclass_fields__}
    article = Article(**fields, id="a", workspace="", story=1, added=NOW, updated=NOW)
    return Stored(article, Analyser().analyse(document), 1)


@pytest.mark.parametrize(
    ("sentence", "asked", "first"),
    [
        ("Officials said 23 miners were killed and 41 injured when the shaft fell in.", "miners injured", "41"),
        ("Officials said 23 miners were killed and 41 injured when the shaft fell in.", "people wounded", "41"),
        ("Officials said 23 miners were killed and 41 injured when the shaft fell in.", "miners killed", "23 miners"),
        ("The number of injured rose to 41 and that of the dead to 23.", "injured", "41"),
        ("The number of injured rose to 41 and that of the dead to 23.", "killed", "23"),
        ("Of the ferry that was sinking 23 men died and 41 were hurt.", "people died ferry sinking", "23 men"),
        ("The clerk stole $80,000 and paid back $15,000 of it.", "clerk steal", "$80,000"),
        ("The clerk stole $80,000 and paid back $15,000 of it.", "pay back", "$15,000"),
        ("The ship carried 90 cars, 12 children and 300 sheep.", "child", "12 children"),
        ("The fund sold 40% of the dock for £6m.", "fund sell", "40%"),
    ],
)
def test_the_figure_that_answers_comes_first(sentence: str, asked: str, first: str) -> None:
    article = stored(sentence)
    figures = article.analysis.figures
    for given in (figures, tuple(reversed(figures))):
        hits = aptest_first([(article, figure) for figure in given], asked.split(), ALIKE)
        assert hits[0].figure.words.text == first
        assert len(hits) == len(figures) > 1


def test_without_words_the_order_stays() -> None:
    article = stored("The ship carried 90 cars, 12 children and 300 sheep.")
    pairs = [(article, figure) for figure in article.analysis.figures]
    assert [hit.figure for hit in aptest_first(pairs, (), ALIKE)] == list(article.analysis.figures)
