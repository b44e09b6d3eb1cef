"""Indirect speech: the reported clause, without "that", and who is said to have said it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.domain.analysis import Analysis, QuoteKind

Analyse = Callable[[str], Analysis]
Found = tuple[str, str | None, str | None]


def reported(analysis: Analysis) -> list[Found]:
    """Words, speaker and cue of each indirect statement."""
    return [
        (quote.words.text, quote.speaker, quote.cue.text if quote.cue else None)
        for quote in analysis.quotes
        if quote.kind is QuoteKind.INDIRECT
    ]


CASES: list[tuple[str, list[Found]]] = [
    ("Anna Lee said that the plan was dead.", [("the plan was dead", "Anna Lee", "said")]),
    ("Anna Lee said the plan was dead.", [("the plan was dead", "Anna Lee", "said")]),
    ("Anna Lee said on Tuesday at a briefing that the plan was dead.", [("the plan was dead", "Anna Lee", "said")]),
    ("Anna Lee said Tuesday the plan was dead.", [("the plan was dead", "Anna Lee", "said")]),
    ("Anna Lee told reporters the plan was dead.", [("the plan was dead", "Anna Lee", "told")]),
    ("Anna Lee told CNN that the plan was dead.", [("the plan was dead", "Anna Lee", "told")]),
    ("The plan was dead, Anna Lee said.", [("The plan was dead", "Anna Lee", "said")]),
    ("The plan was dead, said Anna Lee.", [("The plan was dead", "Anna Lee", "said")]),
    ("The plan, Anna Lee said, was dead.", [("The plan, Anna Lee said, was dead", "Anna Lee", "said")]),
    ("According to Anna Lee, the plan was dead.", [("the plan was dead", "Anna Lee", "According to")]),
    ("According to Lee NATO has a plan.", [("NATO has a plan", "Lee", "According to")]),
    ("The plan was dead, according to Anna Lee.", [("The plan was dead", "Anna Lee", "according to")]),
    (
        "Anna Lee said the plan was dead, but nobody listened to her.",
        [("the plan was dead", "Anna Lee", "said")],
    ),
    (
        "While Anna Lee said the plan was dead, others went on with it.",
        [("the plan was dead", "Anna Lee", "said")],
    ),
    (
        "Anna Lee, who says the plan is dead, left on Monday.",
        [("the plan is dead", "Anna Lee", "says")],
    ),
    (
        "Anna Lee said the plan was dead, adding that nobody cared.",
        [("the plan was dead", "Anna Lee", "said"), ("nobody cared", "Anna Lee", "adding")],
    ),
    (
        "Anna Lee said the plan was dead and added that nobody cared.",
        [("the plan was dead", "Anna Lee", "said"), ("nobody cared", "Anna Lee", "added")],
    ),
    ("Anna Lee vowed to leave the bank.", [("to leave the bank", "Anna Lee", "vowed")]),
    ("Anna Lee urged the court to wait.", [("to wait", "Anna Lee", "urged")]),
    (
        "Anna Lee said there was “no way” the plan could pass.",
        [("there was “no way” the plan could pass", "Anna Lee", "said")],
    ),
    ("Anna Lee said there is a plan.", [("there is a plan", "Anna Lee", "said")]),
    (
        "Asked whether the bank would pay, a clerk said it was late and denied that the money was lost.",
        [("it was late", "a clerk", "said"), ("the money was lost", "a clerk", "denied")],
    ),
    (
        "The plan died after officials who once liked it said they had doubts.",
        [("they had doubts", "officials who once liked it", "said")],
    ),
    (
        "Anna Lee said her men had left the “lower town” but had not given up the bridge.",
        [("her men had left the “lower town” but had not given up the bridge", "Anna Lee", "said")],
    ),
    ("Anna Lee said the plan was dead but did not explain.", [("the plan was dead", "Anna Lee", "said")]),
    (
        "Anna Lee claimed, without a word of proof, that the votes were burned.",
        [("the votes were burned", "Anna Lee", "claimed")],
    ),
    ("Anna Lee said the road was open, a claim Holt disputed.", [("the road was open", "Anna Lee", "said")]),
    ("Anna Lee said the road was open, a charge that Holt denied.", [("the road was open", "Anna Lee", "said")]),
    (
        "Anna Lee, Bob Day and Tom Hill said the plan was dead.",
        [("the plan was dead", "Anna Lee, Bob Day and Tom Hill", "said")],
    ),
    (
        "The plan was dead, said Anna Lee, Bob Day and Tom Hill.",
        [("The plan was dead", "Anna Lee, Bob Day and Tom Hill", "said")],
    ),
    (
        "The dead were four boys, the regional governor, Anna Lee, said.",
        [("The dead were four boys", "Anna Lee", "said")],
    ),
    (
        "The Red Cross, which said it had lost two ships, Ada and Bee, for nine days, wanted help.",
        [("it had lost two ships, Ada and Bee, for nine days", "Red Cross", "said")],
    ),
    ("Bob Day was a man who, in the words of Tom Hill, “never sat still”.", []),
    ("Anna Lee insisted she had said no such thing.", [("she had said no such thing", "Anna Lee", "insisted")]),
    (
        "The firm reported sales of £4m, up 3% from a year earlier.",
        [("sales of £4m, up 3% from a year earlier", "The firm", "reported")],
    ),
    (
        "According to a summary of the case, Anna Lee, an aide, sent the letter.",
        [("Anna Lee, an aide, sent the letter", "a summary of the case", "According to")],
    ),
    ("Anna Lee issued a statement saying it was late.", [("it was late", "Anna Lee", "saying")]),
    (
        "The Echo reported that, according to an audit, half of the money was gone.",
        [("half of the money was gone", "Echo", "reported")],
    ),
    ("(Anna Lee said it was late.)", [("it was late", "Anna Lee", "said")]),
    (
        "Anna Lee said the plan (of May) was dead (it was not).",
        [("the plan (of May) was dead (it was not)", "Anna Lee", "said")],
    ),
    ("It proves through its decision not to pursue criminal charges that it is biased.", []),
    (
        "A spokesman for Anna Lee called a memo suggesting donors were favored “shameful.”",
        [
            ("a memo suggesting donors were favored “shameful.”", "A spokesman for Anna Lee", "called"),
            ("donors were favored “shameful.”", "a memo", "suggesting"),
        ],
    ),
    ("Train drivers have rejected a pay offer of 4.5 per cent.", []),
    (
        "Anna Lee accuses Bob Day of telling lies about her bank while Tom Hill leads the poll.",
        [("Bob Day of telling lies about her bank", "Anna Lee", "accuses")],
    ),
    (
        "Half said they would vote for Anna Lee, however that number has dropped.",
        [("they would vote for Anna Lee", "Half", "said")],
    ),
    (
        "Anna Lee again criticized the old press, though it had helped her.",
        [("the old press", "Anna Lee", "criticized")],
    ),
    (
        "If it rains too long, Anna Lee said, farmers can take a boat.",
        [("If it rains too long, Anna Lee said, farmers can take a boat", "Anna Lee", "said")],
    ),
    (
        "When it rains, it can flood, according to Anna Lee, head of the dam.",
        [("When it rains, it can flood", "Anna Lee", "according to")],
    ),
    (
        "The bill would ban waivers - a rule, Anna Lee said, that is meant to protect savers.",
        [("a rule, Anna Lee said, that is meant to protect savers", "Anna Lee", "said")],
    ),
    ("As Anna Lee told the Daily News, rent is paid for work.", [("rent is paid for work", "Anna Lee", "told")]),
    ("Voters rejected the plan to sell the bank.", []),
    ("The House rejected the bill, 49-50, on Monday.", []),
    ("Anna Lee rejected the bank’s claims.", [("the bank’s claims", "Anna Lee", "rejected")]),
    (
        "The leader of the council, Cllr Anna Lee, said the plan was dead.",
        [("the plan was dead", "Anna Lee", "said")],
    ),
    ("Anna Lee urged the court not to wait.", [("not to wait", "Anna Lee", "urged")]),
    ("Anna Lee said no official had paid.", [("no official had paid", "Anna Lee", "said")]),
    ("It is true that Anna Lee said the plan was dead.", [("the plan was dead", "Anna Lee", "said")]),
    (
        "An official, who asked not to be named, said that the plan was dead.",
        [("the plan was dead", "An official", "said")],
    ),
    ("Anna Lee asked whether the plan was dead.", [("whether the plan was dead", "Anna Lee", "asked")]),
    ("Anna Lee denied that she had lied.", [("she had lied", "Anna Lee", "denied")]),
    ("Officials in Iowa said the plan was dead.", [("the plan was dead", "Officials in Iowa", "said")]),
    ("People who know her say the plan is dead.", [("the plan is dead", "People who know her", "say")]),
    ("The New York Times reported that the plan was dead.", [("the plan was dead", "New York Times", "reported")]),
    ("Anna Lee has repeatedly said the plan is dead.", [("the plan is dead", "Anna Lee", "said")]),
    ("Anna Lee went on to say that the plan was dead.", [("the plan was dead", "Anna Lee", "say")]),
    (
        "By the end of the day, Anna Lee was forced into a rare moment of doubt and said that the plan was dead.",
        [("the plan was dead", "Anna Lee", "said")],
    ),
    ("The bank replied by saying the plan was dead.", [("the plan was dead", "The bank", "saying")]),
    ("The bank raised its rates, warning that prices would rise.", [("prices would rise", "The bank", "warning")]),
    (
        "The prize-winning novelist Anna Lee, one of the guests, told a crowd in Leeds that the plan was dead.",
        [("the plan was dead", "Anna Lee", "told")],
    ),
    ("Senator Anna Lee (I-VT) stated that the plan was dead.", [("the plan was dead", "Anna Lee", "stated")]),
    ("Meanwhile Anna Lee, who was there, said the plan was dead.", [("the plan was dead", "Anna Lee", "said")]),
    ("Anna Lee said on CNN, where she works, that the plan was dead.", [("the plan was dead", "Anna Lee", "said")]),
    ("She admitted as part of her plea that the plan was dead.", [("the plan was dead", "She", "admitted")]),
    (
        "Ms. Park and Mr. Hanson emphasize that the plan is dead.",
        [("the plan is dead", "Park and Hanson", "emphasize")],
    ),
    (
        "The clerks, Anna Lee and Bob Orr, have both said the plan was dead.",
        [("the plan was dead", "The clerks", "said")],
    ),
    ("Anna Lee and Bob Orr came. They all said the plan was dead.", [("the plan was dead", "They", "said")]),
    ("Two aides and Anna Lee said the plan was dead.", [("the plan was dead", "Two aides and Anna Lee", "said")]),
    ("Lee Marsden, 34, of Mill Lane, admitted manslaughter at the Leeds court.", []),
    ("Anna Lee said in a statement read to the court: “We will stay.”", []),
    (
        "Det Ch Insp Anna Lee, of the Yorkshire Police, said the plan was dead.",
        [("the plan was dead", "Anna Lee", "said")],
    ),
    ("Anna Lee herself said the plan was dead.", [("the plan was dead", "Anna Lee", "said")]),
    ("The plan was dead, the union reported last week.", [("The plan was dead", "the union", "reported")]),
    (
        "A rule that nobody reads is a burden, said Anna Lee, a nurse.",
        [("A rule that nobody reads is a burden", "Anna Lee", "said")],
    ),
    ("Officials said this week that the plan was dead.", [("the plan was dead", "Officials", "said")]),
    ("Officials said shops undercount their losses.", [("shops undercount their losses", "Officials", "said")]),
    ("The union lost a vote which members say left it weaker.", [("left it weaker", "members", "say")]),
    ("Anna Lee claimed to know the way.", [("to know the way", "Anna Lee", "claimed")]),
    ("Anna Lee vowed to “fight” the sale.", [("to “fight” the sale", "Anna Lee", "vowed")]),
    ("Anna Lee said she liked it, although she left early.", [("she liked it", "Anna Lee", "said")]),
    ("Officials have in the past said the plan was dead.", [("the plan was dead", "Officials", "said")]),
    ("Bob Orr on Thursday evening said the plan was dead.", [("the plan was dead", "Bob Orr", "said")]),
    ("Someone in the crowd said the plan was dead.", [("the plan was dead", "Someone in the crowd", "said")]),
    ("Alarmed by the vote, Anna Lee said the plan was dead.", [("the plan was dead", "Anna Lee", "said")]),
    ("According to recent polling, the plan is dead.", [("the plan is dead", "recent polling", "According to")]),
    (
        "Anna Lee complained that the plan was dead, a charge that the ministers strongly denied.",
        [("the plan was dead", "Anna Lee", "complained")],
    ),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text for text, _ in CASES])
def test_reported_clauses(analyse: Analyse, text: str, expected: list[Found]) -> None:
    assert reported(analyse(text)) == expected


MATTERS: list[tuple[str, list[Found]]] = [
    ("Anna Lee criticised the bank's new offer.", [("the bank's new offer", "Anna Lee", "criticised")]),
    ("Anna Lee criticised the new plan on Monday.", [("the new plan", "Anna Lee", "criticised")]),
    ("Anna Lee called for a full inquiry.", [("a full inquiry", "Anna Lee", "called")]),
    ("Anna Lee called on the bank to wait.", [("the bank to wait", "Anna Lee", "called")]),
    ("Anna Lee accused the bank of hiding losses.", [("the bank of hiding losses", "Anna Lee", "accused")]),
    (
        "Anna Lee called the bank's latest offer “a bad joke”.",
        [("the bank's latest offer “a bad joke”", "Anna Lee", "called")],
    ),
    ("Anna Lee described the offer as too low.", [("the offer as too low", "Anna Lee", "described")]),
    (
        "Anna Lee rejected the new charge, accusing the bank of simple greed.",
        [("the new charge", "Anna Lee", "rejected"), ("the bank of simple greed", "Anna Lee", "accusing")],
    ),
    ("Anna Lee rejected the new charge and left the room.", [("the new charge", "Anna Lee", "rejected")]),
    ("Anna Lee rejected the new charge, but she did not leave.", [("the new charge", "Anna Lee", "rejected")]),
    ("The bank has announced a plan for 300 new shops.", [("a plan for 300 new shops", "The bank", "announced")]),
    (
        "Anna Lee, who has seen the plan, reiterated her fear of a strike.",
        [("her fear of a strike", "Anna Lee", "reiterated")],
    ),
    ("Anna Lee called the police.", []),
    ("Anna Lee called her mother after the vote.", []),
    ("There were eight reported cases of fever.", []),
    ("Anna Lee accused the bank.", []),
    ("Anna Lee never criticised the bank's new offer.", []),
    ("Anna Lee was accused of hiding losses.", []),
    ("“We will stay,” said Anna Lee, rejecting it.", []),
]


@pytest.mark.parametrize(("text", "expected"), MATTERS, ids=[text for text, _ in MATTERS])
def test_what_is_spoken_of_without_a_clause(analyse: Analyse, text: str, expected: list[Found]) -> None:
    assert reported(analyse(text)) == expected


def test_whoever_is_told_does_not_speak(analyse: Analyse) -> None:
    quotes = reported(analyse("The plan was dead, her aide, Anna Lee, told the Harbour Post."))
    assert [speaker for _, speaker, _ in quotes] in ([], ["Anna Lee"])


@pytest.mark.parametrize(
    "text",
    [
        "Anna Lee withheld a letter that would have revealed the plan of the bank.",
        "Anna Lee recounted a short meeting with the bank that took place in March, to no one.",
        "Not everything Anna Lee says is true.",
        "Anna Lee made other public promises to the staff.",
        "Anna Lee did not say that the plan was dead.",
        "Anna Lee never said the plan was dead.",
        "Anna Lee declined to say whether the plan was dead.",
        "Anna Lee might say that the plan was dead.",
        "Anna Lee was told that the plan was dead.",
        "“We will stay,” Anna Lee said after the vote had ended.",
        "Anna Lee mentioned the plan of the committee.",
        "Anna Lee wrote a book that inspired the film.",
        "The report notes of the committee were lost.",
        "Neither Anna Park nor her deputy said the sale would go ahead.",
        "Nobody said the bank would close.",
        "No one said the bank would close.",
        "None of the ministers said the bank would close.",
        "No official said the bank would close.",
        "It is not true that Anna Lee said the bank was broke.",
        "It is false that Anna Lee said the bank was broke.",
        "Tim Orr denied saying the plan was dead.",
        "Tim Orr denied ever saying the plan was dead.",
        "The official asked not to be named.",
        "Bob Day was jailed and ordered to pay back the money.",
        "Staff, told to leave at once, ran.",
    ],
)
def test_what_nobody_said_is_not_reported(analyse: Analyse, text: str) -> None:
    assert reported(analyse(text)) == []


PRONOUNS = [
    ("Anna Lee arrived. She said the plan was dead.", "Anna Lee"),
    ("Bob Day met Anna Lee. He said the plan was dead.", "Bob Day"),
    ("Anna Lee met Maria Day. She said the plan was dead.", "She"),
    ("Anna Lee said it was late. Maria Day sat beside Anna Lee. She said the plan was dead.", "She"),
    ("It was late. She said the plan was dead.", "She"),
    ("Bob Day, the mayor, spoke. He said Carl Lee must do more. He added the plan was dead.", "Bob Day"),
    ("It was late. He said Carl Lee must do more. He added the plan was dead.", "He"),
    ("Bob Day left. While speaking beside Carl Lee, he said the plan was dead.", "Bob Day"),
    ("The minister, Anna Lee, arrived. The minister said the plan was dead.", "Anna Lee"),
    ("Mr. Lee and Ms. Lee arrived. Ms. Lee said the plan was dead.", "Ms. Lee"),
    ("Jane Day and Bob Day arrived. Day said the plan was dead.", "Day"),
    ("Jane Day and Bob Day arrived. Mr. Day said the plan was dead.", "Bob Day"),
    ("A spokesman for the bank said it was safe. He said nobody need worry.", "A spokesman for the bank"),
    ("Anna Lee left. A spokeswoman for the bank said it was safe. She said nobody lost.", "A spokeswoman for the bank"),
    ("A spokesman for the Home Office said it was “late”. He added it rained.", "A spokesman for the Home Office"),
    ("Bob Day left. The bank’s spokesman said it was safe. He said nobody lost.", "The bank’s spokesman"),
    ("The bank’s spokesman Bob Day left. The spokesman said it was safe. He said nobody lost.", "Bob Day"),
    ("Bob Day left. A spokeswoman for the bank said it was safe. He said nobody lost.", "Bob Day"),
    ("Dr Neil Castle, of Poison Action, who took no part in it, urged care. He said it was early.", "Neil Castle"),
]


@pytest.mark.parametrize(("text", "speaker"), PRONOUNS, ids=[text for text, _ in PRONOUNS])
def test_pronouns_and_titles_mean_a_person_or_stay_as_they_are(analyse: Analyse, text: str, speaker: str) -> None:
    assert reported(analyse(text))[-1][1] == speaker


def test_what_the_text_leaves_open_is_less_sure(analyse: Analyse) -> None:
    (quote,) = analyse("Anna Lee met Maria Day. She said the plan was dead.").quotes
    assert quote.confidence < 0.6
    assert "leaves open whom “She” means" in quote.why


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("Anna Lee denied that the money was lost.", True),
        ("Anna Lee rejected the old claims of the bank.", True),
        ("Anna Lee disputed that the money was lost.", True),
        ("Anna Lee said the money was lost.", False),
    ],
)
def test_what_the_speaker_does_not_stand_by_is_marked_as_denied(analyse: Analyse, text: str, denied: bool) -> None:
    assert [(quote.denied, quote.reported.of(text)) for quote in analyse(text).quotes] == [(denied, text[:-1])]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Anna Lee said there was “no such thing” as luck.", ["there was “no such thing” as luck"]),
        ("Anna Lee said Day was “a man without any luck”.", ["a man without any luck"]),
        ("Anna Lee said “no”. “There is no luck,” she said.", ["There is no luck"]),
    ],
)
def test_a_fragment_of_a_reported_clause_is_not_told_twice(analyse: Analyse, text: str, shown: list[str]) -> None:
    assert [quote.words.text for _, quote in analyse(text).told_apart()] == shown
