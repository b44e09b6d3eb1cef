"""Words in marks: which are quotes, whose they are, and of which kind."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.domain.analysis import Analysis, QuoteKind

Analyse = Callable[[str], Analysis]
Found = tuple[str, str | None, str | None]


def in_marks(analysis: Analysis) -> list[Found]:
    """Words, speaker and cue of each quote in marks."""
    return [
        (quote.words.text, quote.speaker, quote.cue.text if quote.cue else None)
        for quote in analysis.quotes
        if quote.kind is not QuoteKind.INDIRECT
    ]


TAGS: list[tuple[str, list[Found]]] = [
    ("“We will stay,” Anna Lee said.", [("We will stay", "Anna Lee", "said")]),
    ("“We will stay,” said Anna Lee, the mayor of Boston.", [("We will stay", "Anna Lee", "said")]),
    ("“We will stay”, Anna Lee said.", [("We will stay", "Anna Lee", "said")]),
    ("“We will stay.” Anna Lee said.", [("We will stay.", "Anna Lee", "said")]),
    ("“Will we stay?” Anna Lee asked.", [("Will we stay?", "Anna Lee", "asked")]),
    ("Anna Lee told CNN: “We will stay.”", [("We will stay.", "Anna Lee", "told")]),
    ("Anna Lee said,“We will stay.”", [("We will stay.", "Anna Lee", "said")]),
    ("Anna Lee: “We will stay.”", [("We will stay.", "Anna Lee", None)]),
    ("As Anna Lee put it: “We will stay.”", [("We will stay.", "Anna Lee", "put")]),
    ("Anna Lee shot back: “We will stay.”", [("We will stay.", "Anna Lee", "shot")]),
    ("“We will stay,” Anna Lee shot back.", [("We will stay", "Anna Lee", "shot")]),
    ("Anna Lee’s answer was: “We will stay.”", [("We will stay.", "Anna Lee", None)]),
    ("Anna Lee’s reply was blunt: “We will stay.”", [("We will stay.", "Anna Lee", None)]),
    ("Anna Lee left. Her answer was short and blunt: “We will stay.”", [("We will stay.", "Anna Lee", None)]),
    ("Anna Lee called the plan “insane.”", [("insane.", "Anna Lee", "called")]),
    ("Anna Lee described it as “insane”.", [("insane", "Anna Lee", "described")]),
    ("From Anna Lee’s letter: “We will stay.”", [("We will stay.", "Anna Lee", None)]),
    ("“We will stay for good.” — Anna Lee", [("We will stay for good.", "Anna Lee", None)]),
    ("“We will stay for good,” according to Anna Lee.", [("We will stay for good", "Anna Lee", "according to")]),
    ("Anna Lee, who runs the bank, said: “We will stay.”", [("We will stay.", "Anna Lee", "said")]),
    ("The mayor, Anna Lee, said: “We will stay.”", [("We will stay.", "Anna Lee", "said")]),
    ("Anna Lee, a lawyer for the bank said: “We will stay.”", [("We will stay.", "Anna Lee", "said")]),
    ("Anna Lee sat down and said: “We will stay.”", [("We will stay.", "Anna Lee", "said")]),
    ("Anna Lee sat down, saying: “We will stay.”", [("We will stay.", "Anna Lee", "saying")]),
    ("A spokesman for Trump said: “We will stay.”", [("We will stay.", "A spokesman for Trump", "said")]),
    (
        "Anna Lee’s answer was that “money is the key to all this”.",
        [("money is the key to all this", "Anna Lee", None)],
    ),
    ("Bob Day went on to say Anna Lee’s conduct was “beyond belief”.", [("beyond belief", "Bob Day", "say")]),
    ("Anna Lee said the bank’s offer was “a very bad joke”.", [("a very bad joke", "Anna Lee", "said")]),
    ("Asked about it, Anna Lee said she was “ready to go at once”.", [("ready to go at once", "Anna Lee", "said")]),
    ("“We will stay,” said the mayor, Anna Lee.", [("We will stay", "Anna Lee", "said")]),
    ("“We will stay,” said her lawyer, Bob Day, on Monday.", [("We will stay", "Bob Day", "said")]),
    ("“We will stay,” said one of them, Anna Lee, 34.", [("We will stay", "Anna Lee", "said")]),
    ("“We will stay,” said Bob Day and his wife, Anna Lee.", [("We will stay", "Bob Day and his wife", "said")]),
    ("“We will stay,” said the mayor, Anna Lee’s brother.", [("We will stay", "the mayor", "said")]),
    ("“We will stay,” Anna Lee, who asked not to speak, told CNN.", [("We will stay", "Anna Lee", "told")]),
    ("Anna Lee said in a statement read to the court: “We will stay.”", [("We will stay.", "Anna Lee", "said")]),
    ("“Yes,” said Anna Lee.", [("Yes", "Anna Lee", "said")]),
    ("“Us too,” said another.", [("Us too", "another", "said")]),
    ("“Is this cricket?” the editorial board writes.", [("Is this cricket?", "the editorial board", "writes")]),
    ("The letter continues: “You have ten days.”", [("You have ten days.", "The letter", "continues")]),
    (
        "Senators Ann Lee and Bob Day said: “We will stay.”",
        [("We will stay.", "Ann Lee and Bob Day", "said")],
    ),
]


@pytest.mark.parametrize(("text", "expected"), TAGS, ids=[text for text, _ in TAGS])
def test_the_attribution_beside_the_words(analyse: Analyse, text: str, expected: list[Found]) -> None:
    assert in_marks(analyse(text)) == expected


OF_ANOTHER: list[tuple[str, list[Found]]] = [
    (
        "Anna Lee chairs the club. She went on to say Day’s conduct was “a disgrace to the club”.",
        [("a disgrace to the club", "Anna Lee", "say")],
    ),
    ("A porter recalled him saying “I never touched the till”.", [("I never touched the till", "him", "saying")]),
    ("Police played audio of her saying “I lit the match”.", [("I lit the match", "her", "saying")]),
    ("The Echo quoted a witness as saying “the roof gave way”.", [("the roof gave way", "a witness", "saying")]),
    ("The Echo quoted Anna Lee as saying: “The roof gave way.”", [("The roof gave way.", "Anna Lee", "saying")]),
    ("“The roof gave way,” the Echo quoted Anna Lee as saying.", [("The roof gave way", "Anna Lee", "quoted")]),
    ("“The roof gave way,” Anna Lee was quoted as saying.", [("The roof gave way", "Anna Lee", "quoted")]),
    ("Anna Lee was quoted by the Echo as saying: “The roof fell.”", [("The roof fell.", "Anna Lee", "saying")]),
    ("The clerk told jurors Day had said “it was a joke”.", [("it was a joke", "Day", "said")]),
    ("A nurse told the court her son shouted “get out now”.", [("get out now", "her son", "shouted")]),
    (
        "The judge praised the report, which called the bank “vain and reckless”.",
        [("vain and reckless", "the report", "called")],
    ),
    ("Bob Day was, in the words of Anna Lee, “a greedy thief”.", [("a greedy thief", "Anna Lee", "in the words of")]),
    ("Bob Day founded the bank and died in 1950.\n“We will grow,” he said.", [("We will grow", "he", "said")]),
    ("Bob Day was killed.\nTom Hill saw it.\n“It was dark,” he said.", [("It was dark", "Tom Hill", "said")]),
    ("Anna Lee thanked the bank, saying: “The money came.”", [("The money came.", "Anna Lee", "saying")]),
]


@pytest.mark.parametrize(("text", "expected"), OF_ANOTHER, ids=[text for text, _ in OF_ANOTHER])
def test_words_that_one_person_reports_of_another_are_the_others(
    analyse: Analyse, text: str, expected: list[Found]
) -> None:
    assert in_marks(analyse(text)) == expected


SEVERAL: list[tuple[str, list[Found]]] = [
    (
        "“We will stay,” Anna Lee said. “Nobody wants to leave.”",
        [("We will stay", "Anna Lee", "said"), ("Nobody wants to leave.", "Anna Lee", None)],
    ),
    (
        "“There is,” Anna Lee said, “no other way.”",
        [("There is", "Anna Lee", "said"), ("no other way.", "Anna Lee", "said")],
    ),
    (
        "“We will stay,” Anna Lee said.\n“Nobody wants to leave.”",
        [("We will stay", "Anna Lee", "said"), ("Nobody wants to leave.", "Anna Lee", None)],
    ),
    (
        "“We will stay,” Anna Lee said. “Nobody wants to leave.\n“We have waited long enough.”",
        [
            ("We will stay", "Anna Lee", "said"),
            ("Nobody wants to leave.", "Anna Lee", None),
            ("We have waited long enough.", "Anna Lee", None),
        ],
    ),
    (
        "“We have waited.\n“We have waited for years.\n“We can’t wait any longer,” Anna Lee said.",
        [
            ("We have waited.", "Anna Lee", None),
            ("We have waited for years.", "Anna Lee", None),
            ("We can’t wait any longer", "Anna Lee", "said"),
        ],
    ),
    (
        "Anna Lee said the banks had failed to give what they promised. “They missed by years.”",
        [("They missed by years.", "Anna Lee", None)],
    ),
    (
        "Bob Day was, in the words of Tom Hill, “a great bore”. It rained.\n“I am not,” he wrote.",
        [("a great bore", "Tom Hill", "in the words of"), ("I am not", "he", "wrote")],
    ),
    (
        "“Is it over?” Anna Lee asked. “Not yet,” said Bob Day.",
        [("Is it over?", "Anna Lee", "asked"), ("Not yet", "Bob Day", "said")],
    ),
    (
        "Tom Hill said it would stay. Tom Hill smiled when Bob Day asked whether fans came.\n“They will,” he said.",
        [("They will", "Tom Hill", "said")],
    ),
    (
        "Anna Lee spoke of the talks on Monday.\n“We will stay,” she said. “It is our home.”",
        [("We will stay", "Anna Lee", "said"), ("It is our home.", "Anna Lee", None)],
    ),
]


@pytest.mark.parametrize(("text", "expected"), SEVERAL, ids=[text for text, _ in SEVERAL])
def test_quotes_that_hang_together(analyse: Analyse, text: str, expected: list[Found]) -> None:
    assert in_marks(analyse(text)) == expected


TURNS: list[tuple[str, list[Found]]] = [
    (
        "ANN LEE, HOST: Who scored? He said “me”.\nBOB DAY: I did. It was late.\nLEE (laughing): So I hear.",
        [
            ("Who scored? He said “me”.", "ANN LEE", None),
            ("I did. It was late.", "BOB DAY", None),
            ("So I hear.", "ANN LEE", None),
        ],
    ),
    (
        "Judge Ann Lee heard Tom Hill on Monday.\nLEE: Why did you run?\nHILL: I was afraid.",
        [("Why did you run?", "Ann Lee", None), ("I was afraid.", "Tom Hill", None)],
    ),
    ("Ann Lee, Mary Lee and Tom Hill met.\nLEE: Why did you run?\nHILL: I was afraid.", []),
    (
        "ANNA BERG, HOST: How fast?\nMARIT HOLM, SCIENTIST: A metre a day.\nHOLM: Or two.",
        [("How fast?", "ANNA BERG", None), ("A metre a day.", "MARIT HOLM", None), ("Or two.", "MARIT HOLM", None)],
    ),
    ("Ann Lee spoke.\nLEE: We will stay.\nLONDON: It rained.", []),
    (
        "Ann Lee met Bob Day.\nAnn Lee: Did it hurt?\nBob Day: Not much.\nAL: Really?\nBD: She said, “Go home.”",
        [
            ("Did it hurt?", "Ann Lee", None),
            ("Not much.", "Bob Day", None),
            ("Really?", "Ann Lee", None),
            ("She said, “Go home.”", "Bob Day", None),
        ],
    ),
    (
        "Ann Lee met Bob Day.\nAL: Did it hurt?\nBD: Not much.\nQ: Why?\nA: I was asleep.",
        [
            ("Did it hurt?", "Ann Lee", None),
            ("Not much.", "Bob Day", None),
            ("Why?", "Ann Lee", None),
            ("I was asleep.", "Bob Day", None),
        ],
    ),
    (
        "Bob Day has a new book.\nQ: Is it long?\nA: Not for me.",
        [("Is it long?", "Q", None), ("Not for me.", "Bob Day", None)],
    ),
    (
        "Ann Lee met Bob Day.\nQ: Is it long?\nA: Not for me.",
        [("Is it long?", "Q", None), ("Not for me.", "A", None)],
    ),
    (
        "\n".join(
            (
                "Bob Day on his book",
                "Ann Lee met Bob Day.",
                "Q: Is it long?",
                "A: Yes.",
                "On the end",
                "I wrote it over and over at night.",
                "Q: Why?",
                "A: I was late.",
                "The book is out now, at ten pounds and fifty.",
            )
        ),
        [
            ("Is it long?", "Q", None),
            ("Yes.", "Bob Day", None),
            ("I wrote it over and over at night.", "Bob Day", None),
            ("Why?", "Q", None),
            ("I was late.", "Bob Day", None),
        ],
    ),
    ("Ann Lee met Bob Day.\nAnn Lee: 40 votes.\nBob Day: 30 votes.", []),
    ("Ann Lee met Bob Day.\nAnn Lee: What a year we had!\nBob Day: See you later?", []),
    ("Plans for the year.\nA: Paint the hall.\nB: Sell the hall.", []),
    ("MONDAY: Rain in the north.\nTUESDAY: Dry.\nUPDATE: Still dry.", []),
]


@pytest.mark.parametrize(("text", "expected"), TURNS, ids=[text for text, _ in TURNS])
def test_the_turns_of_a_transcript(analyse: Analyse, text: str, expected: list[Found]) -> None:
    assert in_marks(analyse(text)) == expected


MARKS = [
    ('"We will stay," Anna Lee said. "It is our home."', ["We will stay", "It is our home."]),
    ("‘We won’t stay,’ Anna Lee said. ‘It isn’t our boys’ war.’", ["We won’t stay", "It isn’t our boys’ war."]),
    ("'We won't stay,' Anna Lee said. 'It isn't our boys' war.'", ["We won't stay", "It isn't our boys' war."]),
    ("«We will stay,» Anna Lee said.", ["We will stay"]),
    ("„We will stay,“ Anna Lee said.", ["We will stay"]),
    ("“ We will stay ”, Anna Lee said.", ["We will stay"]),
    ("“We will stay,”, Anna Lee said.", ["We will stay"]),
    ("“He told me, ‘Go home,’ and I did,” Anna Lee said.", ["He told me, ‘Go home,’ and I did"]),
    ("\"He told us, 'It was only a loan,'\" Anna Lee said.", ["He told us, 'It was only a loan,'"]),
    ("“He told us, ‘It’s only a loan.’” Anna Lee wept.", []),
    ("“He said “go home” and I did,” Anna Lee said.", ["He said “go home” and I did"]),
    ("Anna Lee said: ‘He told me “go home” and I did.’", ["He told me “go home” and I did."]),
    (
        "'It was \"grim\", truly,' Anna Lee said. 'The dogs' home is gone.'",
        ['It was "grim", truly', "The dogs' home is gone."],
    ),
    ("The ’dogs ran “fast”. Anna Lee said “we won the cup”. It was the dogs’ day.", ["we won the cup"]),
    ("In the ’90s Anna Lee said: ‘We’ll stay ’til the end.’", ["We’ll stay ’til the end."]),
    ("Bob Day called it ‘a mistake’. He added: ‘We’re sorry.’", ["a mistake", "We’re sorry."]),
    ("Anna Lee said they were ‘only old friends’. She laughed: ‘Too old!’", ["only old friends", "Too old!"]),
    ("Anna Lee called it 'the lads' own fault', and Bob Day 'a joke'.", ["the lads' own fault", "a joke"]),
    ("‘It was the boys’, not mine,’ Anna Lee said.", ["It was the boys’, not mine"]),
    ("‘I told the boys’ mother I felt “sunk”,’ Anna Lee said.", ["I told the boys’ mother I felt “sunk”"]),
    ("‘It hurt,’ Anna Lee said. ‘We were, as you say, “sunk”.’", ["It hurt", "We were, as you say, “sunk”."]),
    (
        "Anna Lee said: ‘We lost the boys’ boat.\n‘We lost ours.\n‘Nobody came.’\nThe sea was calm.",
        ["We lost the boys’ boat.", "We lost ours.", "Nobody came."],
    ),
    (
        "'We lost the boat,' Anna Lee said. 'The crew swam.\n'Nobody came,' she added.",
        ["We lost the boat", "The crew swam.", "Nobody came"],
    ),
]


@pytest.mark.parametrize(("text", "expected"), MARKS, ids=[text for text, _ in MARKS])
def test_marks_of_every_style(analyse: Analyse, text: str, expected: list[str]) -> None:
    assert [words for words, _, _ in in_marks(analyse(text))] == expected


@pytest.mark.parametrize(
    "text",
    [
        "The so-called “alt-right” movement grew.",
        "He read “The Old Man and the Sea” on Monday.",
        "Anna Lee spoke on CNN’s “State of the Union” on Sunday.",
        "The sign on the door said nothing about the “red line”.",
        "“Peace, land, bread.”",
        "Anna Lee did not promise to “stay and wait for the end”.",
        "Anna Lee promised to refrain from using the phrase “lazy old tenant”.",
        "It's the boys' own fault, and it's the girls' too.",
        "Asked whether Day “had the skill to serve”, nine in ten voters said yes.",
    ],
)
def test_titles_scare_quotes_and_words_of_nobody_are_no_quotes(analyse: Analyse, text: str) -> None:
    assert in_marks(analyse(text)) == []


KINDS = [
    ("“We will stay,” Anna Lee said.", QuoteKind.DIRECT),
    ("Anna Lee said: “We will stay.”", QuoteKind.DIRECT),
    ("Anna Lee called the plan “a disaster for everyone”.", QuoteKind.MIXED),
    ("The plan was “a disaster for everyone,” Anna Lee said.", QuoteKind.MIXED),
    ("Anna Lee vowed to “build a wall” and to leave.", QuoteKind.MIXED),
]


@pytest.mark.parametrize(("text", "kind"), KINDS, ids=[text for text, _ in KINDS])
def test_the_kind_tells_whether_the_words_are_a_sentence_of_their_own(
    analyse: Analyse, text: str, kind: QuoteKind
) -> None:
    quotes = [quote for quote in analyse(text).quotes if quote.kind is not QuoteKind.INDIRECT]
    assert [(quote.kind, quote.speaker) for quote in quotes] == [(kind, "Anna Lee")]


def test_each_quote_says_how_sure_it_is_and_why(analyse: Analyse) -> None:
    sure, carried = analyse("“We will stay,” Anna Lee said.\n“Nobody wants to leave.”").quotes
    assert 1 > sure.confidence > carried.confidence > 0.5
    assert sure.why == "the attribution follows the words"
    assert carried.why == "the paragraph before quotes this speaker"
