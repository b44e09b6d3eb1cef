"""Which language a short text is in."""

from __future__ import annotations

import pytest

from bot.sources.language import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Le préfet a fermé la route du col pour les camions.", "fr"),
        ("Der Minister hat die Brücke für den Verkehr gesperrt, und das ist nicht alles.", "de"),
        ("El alcalde cerró el puente por la lluvia y no se sabe hasta cuándo.", "es"),
        ("Il sindaco ha chiuso il ponte per la pioggia e non si sa che cosa fare.", "it"),
        ("De burgemeester heeft de brug gesloten en dat is niet alles.", "nl"),
        ("O prefeito fechou a ponte e não se sabe por quanto tempo.", "pt"),
        ("The mayor has shut the bridge, and nobody knows for how long.", "en"),
        ("Mayor shuts bridge", "en"),
        ("The Tour de France comes to La Rochelle in May, the mayor of the town said.", "en"),
        ("Real Madrid, Paris Saint-Germain, Bayern, Ajax", "en"),
        ("De la Cruz beat Van den Berg.", "en"),
        ("Los Angeles and Las Vegas plan a line for the Olympics.", "en"),
        ("", "en"),
    ],
)
def test_the_small_words_tell(text: str, language: str) -> None:
    assert language_of(text) == language
