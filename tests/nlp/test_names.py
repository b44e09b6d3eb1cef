"""People and organisations: names with roles and aliases, joined over the article."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.domain.analysis import Analysis, PersonKind

Analyse = Callable[[str], Analysis]
Found = tuple[str, str | None, tuple[str, ...]]


def people(analysis: Analysis) -> list[Found]:
    """Name, role and aliases of each person."""
    return [(who.name, who.role, who.aliases) for who in analysis.people if who.kind is PersonKind.PERSON]


def organisations(analysis: Analysis) -> list[str]:
    return [who.name for who in analysis.people if who.kind is PersonKind.ORGANISATION]


CASES: list[tuple[str, list[Found]]] = [
    (
        "US Secretary of State Antony Blinken left. Blinken said so.",
        [("Antony Blinken", "US Secretary of State", ("Blinken",))],
    ),
    ("Antony Blinken, US Secretary of State on Tuesday said so.", [("Antony Blinken", "US Secretary of State", ())]),
    ("NATO Secretary-General Jens Stoltenberg said so.", [("Jens Stoltenberg", "NATO Secretary-General", ())]),
    (
        "The US Special Representative for Afghanistan Reconciliation Zalmay Khalilzad left.",
        [("Zalmay Khalilzad", "US Special Representative for Afghanistan Reconciliation", ())],
    ),
    ("President Joe Biden said so.", [("Joe Biden", "President", ())]),
    ("Secretary of State John F. Kerry left.", [("John F. Kerry", "Secretary of State", ())]),
    ("Lt. Gov. Dan Patrick left.", [("Dan Patrick", "Lt. Gov.", ())]),
    ("The campaign manager Robby Mook left.", [("Robby Mook", "campaign manager", ())]),
    ("Kabul’s mayor, Daud Sultanzoy, said so.", [("Daud Sultanzoy", "mayor", ())]),
    ("State Fire Marshal Anna Lee left.", [("Anna Lee", "State Fire Marshal", ())]),
    ("Deaconess Anna Lee wept.", [("Anna Lee", "Deaconess", ())]),
    ("Anna Lee, chair of the South Party, left.", [("Anna Lee", "chair of the South Party", ())]),
    ("White House press secretary Josh Earnest left.", [("Josh Earnest", "White House press secretary", ())]),
    ("Mr. Khan left. Khan said so.", [("Khan", None, ("Mr. Khan",))]),
    ("Martin Luther King Jr. said so. King was right.", [("Martin Luther King Jr.", None, ("King",))]),
    ("Mohammed bin Salman said so.", [("Mohammed bin Salman", None, ())]),
    ("Hillary Rodham Clinton left. Hillary Clinton said so.", [("Hillary Rodham Clinton", None, ("Hillary Clinton",))]),
    ("Senators Ted Cruz and Marco Rubio left.", [("Ted Cruz", "Senators", ()), ("Marco Rubio", None, ())]),
    ("Historian Anna Lee left.", [("Anna Lee", "Historian", ())]),
    ("Chloe Marsh, 34, spoke. Later Chloe said so.", [("Chloe Marsh", None, ("Chloe",))]),
    (
        "Ursula von der Leyen spoke. Von der Leyen said so.",
        [("Ursula von der Leyen", None, ("Von der Leyen",))],
    ),
    (
        "Jean d’Ormesson wrote it. D’Ormesson said so. It was late, d’Ormesson said.",
        [("Jean d’Ormesson", None, ("D’Ormesson", "d’Ormesson"))],
    ),
    ("De Gaulle met Charles de Gaulle. El Paso is far.", [("Charles de Gaulle", None, ("De Gaulle",))]),
    ("Valérie Giscard d’Estaing said so.", [("Valérie Giscard d’Estaing", None, ())]),
    (
        "Fred Day III built it. Fred Day Jr. sold it. Fred Day Jr. said so.",
        [("Fred Day III", None, ()), ("Fred Day Jr.", None, ())],
    ),
    ("Fred Day Jr. sold it. Fred Day said so.", [("Fred Day Jr.", None, ("Fred Day",))]),
    ("Sanna Marin, 34, left.", [("Sanna Marin", None, ())]),
    (
        "Jane Day and Bob Day left. Mr. Day said so.",
        [("Jane Day", None, ()), ("Bob Day", None, ("Day", "Mr. Day"))],
    ),
    (
        "Mr. Lee and Ms. Lee left.",
        [("Mr. Lee", None, ("Lee",)), ("Ms. Lee", None, ("Lee",))],
    ),
    (
        "“Ambassador Khalilzad will travel,” Zalmay Khalilzad said.",
        [("Zalmay Khalilzad", "Ambassador", ("Khalilzad",))],
    ),
]

CASES += [
    ("Oversight ranking Democrat Elijah Moss left. Moss said so.", [("Elijah Moss", "Democrat", ("Moss",))]),
    ("Muhammad Basri died. Basri was 90.", [("Muhammad Basri", None, ("Basri",))]),
    ("Freddy Marsh fled. Freddy died.", [("Freddy Marsh", None, ("Freddy",))]),
    ("Historian David Moss said so.", [("David Moss", "Historian", ())]),
    ("Harpist David Moss played.", [("David Moss", "Harpist", ())]),
    ("Scotsman James Moss built it.", [("James Moss", "Scotsman", ())]),
    ("The Dominican priest Heinrich Moser fled.", [("Heinrich Moser", "Dominican priest", ())]),
    ("“No,” said the manager, Gordon Pike.", [("Gordon Pike", "manager", ())]),
    ("Ann Lee QC appealed.", [("Ann Lee", None, ())]),
    ("The Leeds-based Ann Lee sang.", [("Ann Lee", None, ())]),
    ("Kim Jong Han left. Kim smiled.", [("Kim Jong Han", None, ("Kim",))]),
    (
        "Jean-Luc d'Arbois and Mohammed al-Haddad met Cornelis van der Meer.",
        [
            ("Jean-Luc d'Arbois", None, ()),
            ("Mohammed al-Haddad", None, ()),
            ("Cornelis van der Meer", None, ()),
        ],
    ),
    (
        "It was written by Rian Holt, Tovel Lindt and Ymke Brandsma.",
        [
            ("Rian Holt", None, ()),
            ("Tovel Lindt", None, ()),
            ("Ymke Brandsma", None, ()),
        ],
    ),
    (
        "Peter Ellis Jr. sued Peter Ellis III. Ellis III wept.",
        [
            ("Peter Ellis Jr.", None, ()),
            ("Peter Ellis III", None, ("Ellis III",)),
        ],
    ),
    ("Adam Moss fell. Adam Moss Jr. left. Moss wept.", [("Adam Moss", None, ("Moss",)), ("Adam Moss Jr.", None, ())]),
    ("Mayor Don Guardian spoke.", [("Don Guardian", "Mayor", ())]),
    ("Barbara Boxer left. Ms. Boxer waved.", [("Barbara Boxer", None, ("Boxer", "Ms. Boxer"))]),
    ("George H.W. Moss left. George W. Moss came.", [("George H.W. Moss", None, ()), ("George W. Moss", None, ())]),
    ("Martin Luther Moss, Jr. left.", [("Martin Luther Moss, Jr.", None, ())]),
    ("Wenzlaff Torm was born in Riga.", [("Wenzlaff Torm", None, ())]),
    ("Rep. Nora Moss (R-Ill.) said so on TV.", [("Nora Moss", "Rep.", ())]),
    (
        "Tom Day, 54, stole it. His wife, Ann Day, 51, was cleared. Day said so. Mrs Day wept.",
        [("Tom Day", None, ("Day",)), ("Ann Day", "wife", ("Day", "Mrs Day"))],
    ),
    ("He met ANNA Lee. Anna Lee came back.", [("Anna Lee", None, ("ANNA Lee",))]),
    ("The £40m striker Bob Day scored.", [("Bob Day", "striker", ())]),
    ("He was the son of a docker, Tom Day, and his wife, Ann.", [("Tom Day", None, ()), ("Ann", "wife", ())]),
    ("The chair of the club, Alun Torm, rose. Alun Torm later said so.", [("Alun Torm", "chair of the club", ())]),
    (
        "A spokesman for the firm, Larkin Motors, left. The leader of the union, Tesk Rovan, said so.",
        [("Tesk Rovan", "leader of the union", ())],
    ),
    ("It is late, People said. It is what people say.", []),
    ("He met former Secretary of State Ann Lee.", [("Ann Lee", "former Secretary of State", ())]),
    (
        "He met then-Mayor Ann Lee and acting Governor Bob Day.",
        [("Ann Lee", "Mayor", ()), ("Bob Day", "acting Governor", ())],
    ),
    (
        "Secretary of State Ann Lee left. The aides of the secretary of state stayed; the secretary of the club left.",
        [("Ann Lee", "Secretary of State", ("the secretary of state",))],
    ),
    (
        "President Ann Lee met President Bob Day. The president left.",
        [("Ann Lee", "President", ()), ("Bob Day", "President", ())],
    ),
    ("Prof Ann Lee left.", [("Ann Lee", None, ())]),
    (
        "Professor Ann Lee met Dr Tom Lee. Prof Lee left.",
        [("Ann Lee", "Professor", ("Lee", "Prof Lee")), ("Tom Lee", None, ())],
    ),
    (
        "Professor Ann Lee met Dr Tom Lee. Dr Lee left.",
        [("Ann Lee", "Professor", ()), ("Tom Lee", None, ("Dr Lee", "Lee"))],
    ),
    ("“A warning,” said Berenberg analyst Anna Lee.", [("Anna Lee", "Berenberg analyst", ())]),
    ("Its rival Larkin Group closed, said Anna Lee.", [("Anna Lee", None, ())]),
    ("Dr Tom Day, of Flood Action, who took no part, said so.", [("Tom Day", None, ())]),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text for text, _ in CASES])
def test_people_with_role_and_aliases(analyse: Analyse, text: str, expected: list[Found]) -> None:
    assert people(analyse(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The talks in New York and Kabul ended on Monday, March 29.",
        "Washington said so.",
        "Officials said so. However, Monday was quiet.",
        "The Taliban said so.",
        "US To Leave Kabul As Talks End In Doha",
        "The State Department said so.",
        "The Brookings Institution said so.",
        "The George Washington Bridge was shut.",
        "FULL TEXT\n\nThe talks ended.",
        "The POLLS ARE WRONG, they say.",
        "The court in Leeds met with the Clean Air Act in hand.",
        "The Young Presidents Organization met.",
    ],
)
def test_places_days_headlines_and_organisations_are_no_people(analyse: Analyse, text: str) -> None:
    assert people(analyse(text)) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The State Department and the Taliban met. NATO said so.", ["State Department", "Taliban", "NATO"]),
        ("The New York Times told CNN.", ["New York Times", "CNN"]),
        ("The Department of Justice sued the University of Texas.", ["Department of Justice", "University of Texas"]),
        (
            "The Republican Governors Association met the Washington Speakers Bureau.",
            ["Republican Governors Association", "Washington Speakers Bureau"],
        ),
        ("LIFE IN PRISON The judge spoke. The WSO said so on TV.", ["WSO"]),
        ("ABSTRACT\nA senator (R-NH) from NH spoke.", []),
        (
            "Siemens AG, Tata Steel Ltd and Marks & Spencer plc fell.",
            ["Siemens AG", "Tata Steel Ltd", "Marks & Spencer plc"],
        ),
        ("The AFL-CIO backed Doctors Without Borders.", ["AFL-CIO", "Doctors Without Borders"]),
        ("The Budget Committee met. The Committee rose.", ["Budget Committee"]),
        ("The Bank said so. Police came.", []),
        ("ABSTRACT\n\nThe talks on VAT and DNA ended.", []),
        ("LEE: No. Lee left.", []),
        ("It took SIX weeks and cost a LOT, a lot of money. CI was 95%.", []),
        ("WaterEurope said so. McLean left.", ["WaterEurope"]),
        ("Its rival Larkin Group closed.", ["Larkin Group"]),
        ("According to Stoltenberg NATO has a plan. Jens Stoltenberg left.", ["NATO"]),
    ],
)
def test_organisations(analyse: Analyse, text: str, expected: list[str]) -> None:
    assert organisations(analyse(text)) == expected


def test_mentions_stand_where_the_name_stands(analyse: Analyse) -> None:
    text = "President Joe Biden left. Biden said so. Mr. Biden waved."
    (person,) = analyse(text).people
    assert [(span.start, span.of(text)) for span in person.mentions] == [
        (10, "Joe Biden"),
        (26, "Biden"),
        (45, "Biden"),
    ]


OPENINGS: list[tuple[str, str, list[str], list[str]]] = [
    (
        "court",
        (
            "LEEDS, England — A retired plumber who poisoned his neighbour's well was jailed for six years at "
            "Leeds Crown Court on Friday. Judge Harriet Osgood told Derek Pountney, 71, that he had shown no "
            "remorse. Pountney, of Otley, stared ahead. His daughter, Alison, wept, and his barrister, Imogen "
            "Tallis QC, said he would appeal."
        ),
        ["Harriet Osgood", "Derek Pountney", "Alison", "Imogen Tallis"],
        ["Leeds Crown Court"],
    ),
    (
        "sport",
        (
            "Marlow Rovers beat Tarnside United 3-1 on Saturday, with Kwame Boadi and Luis Ferreira scoring in "
            "the first half. “We were sloppy,” said the Tarnside manager, Gordon Pike. Boadi, a 19-year-old "
            "striker, left on a stretcher."
        ),
        ["Kwame Boadi", "Luis Ferreira", "Gordon Pike"],
        ["Marlow Rovers", "Tarnside United"],
    ),
    (
        "business",
        (
            "Shares in Brandt & Keller AG fell by a tenth on Tuesday after the Munich firm's chief executive, "
            "Jutta Reinholt, resigned. Klaus Wenders, an analyst at Hallmark Securities Ltd, called it a shock. "
            "Ms. Reinholt gave no reason."
        ),
        ["Jutta Reinholt", "Klaus Wenders"],
        ["Brandt & Keller AG", "Hallmark Securities Ltd"],
    ),
    (
        "science",
        (
            "Physicist Adaeze Nwosu of the University of Ibadan and her co-author, Tomasz Wilk, found the signal "
            "in 2019. “It was noise, we thought,” Nwosu said. The European Space Agency and NASA paid for the "
            "work."
        ),
        ["Adaeze Nwosu", "Tomasz Wilk"],
        ["University of Ibadan", "European Space Agency", "NASA"],
    ),
    (
        "war",
        (
            "Shelling killed nine people in Orlivka overnight, Gov. Oleksandr Marchuk said. Col. Pavlo Hrytsenko "
            "of the 31st Brigade blamed a drone. Doctors Without Borders withdrew, and Marchuk asked NATO for "
            "help."
        ),
        ["Oleksandr Marchuk", "Pavlo Hrytsenko"],
        ["Doctors Without Borders", "NATO"],
    ),
    (
        "council",
        (
            "The council voted 7-5 against the car park. Councillor Edith Blamire (Green) called the plan “a "
            "joke”; Cllr Ronald Blamire, no relation, voted for it. Ms. Blamire and Mr. Blamire did not speak "
            "afterwards."
        ),
        ["Edith Blamire", "Ronald Blamire"],
        [],
    ),
    (
        "obituary",
        (
            "Sir Alfred Quennell, who has died aged 90, was born in Hull. He married Dorothy Vance in 1958; she "
            "died in 2001. Their son, Rupert Quennell, said that his father never forgave the BBC."
        ),
        ["Alfred Quennell", "Dorothy Vance", "Rupert Quennell"],
        ["BBC"],
    ),
    (
        "culture",
        (
            "The Booker-winning novelist Padma Raghunathan will read at the Tara Theatre on Thursday. Critics "
            "such as Sinead O'Hara and Jean-Luc d'Arbois praised her. Raghunathan lives in Chennai."
        ),
        ["Padma Raghunathan", "Sinead O'Hara", "Jean-Luc d'Arbois"],
        ["Tara Theatre"],
    ),
    (
        "diplomacy",
        (
            "Prime Minister Arjun Mehrotra met Chancellor Friedrich Albers in Berlin on Monday. Mehrotra said "
            "India would buy turbines from Nordwind GmbH if asked. Albers smiled."
        ),
        ["Arjun Mehrotra", "Friedrich Albers"],
        ["Nordwind GmbH"],
    ),
    (
        "Nigeria",
        (
            "Nigeria's anti-graft agency arrested Senator Emeka Okonjo on Wednesday. His lawyer, Funmilayo "
            "Adebisi, said Okonjo was innocent. The Economic and Financial Crimes Commission declined to comment."
        ),
        ["Emeka Okonjo", "Funmilayo Adebisi"],
        ["Economic and Financial Crimes Commission"],
    ),
    (
        "family",
        (
            "Walter Crane Jr. sued his father, Walter Crane Sr., in a Delaware court. Crane Jr. said the older "
            "man had emptied the trust."
        ),
        ["Walter Crane Jr.", "Walter Crane Sr."],
        [],
    ),
    (
        "history",
        (
            "Historian Miles Thackeray said the letter, sold by Christie's, was a fake. The Dutch painter "
            "Cornelis van der Meer never left Delft, Thackeray wrote."
        ),
        ["Miles Thackeray", "Cornelis van der Meer"],
        [],
    ),
    (
        "ferry",
        (
            "The ferry Northern Star sank off Oban in March. Skipper Angus MacLeod and engineer Fergus Mackay "
            "were cleared. The Marine Accident Investigation Branch will report in June."
        ),
        ["Angus MacLeod", "Fergus Mackay"],
        ["Marine Accident Investigation Branch"],
    ),
    (
        "march",
        (
            "Black Lives Matter and the Warm Homes Alliance marched to City Hall. “We are cold,” said Latoya "
            "Briggs, a nurse. Mayor Tom Ferris did not come out."
        ),
        ["Latoya Briggs", "Tom Ferris"],
        ["Black Lives Matter", "Warm Homes Alliance"],
    ),
    (
        "bill",
        (
            "Rep. Nora Whitlock (R-Ill.) and Sen. Paul Dietz (D-N.Y.) wrote the bill. Whitlock said the AFL-CIO "
            "backed it. TV ads begin on Sunday."
        ),
        ["Nora Whitlock", "Paul Dietz"],
        ["AFL-CIO"],
    ),
]
"""The first lines of made-up articles of many kinds, with the people and the organisations in them."""


@pytest.mark.parametrize(
    ("text", "persons", "bodies"), [case[1:] for case in OPENINGS], ids=[case[0] for case in OPENINGS]
)
def test_openings(analyse: Analyse, text: str, persons: list[str], bodies: list[str]) -> None:
    analysis = analyse(text)
    assert [name for name, _, _ in people(analysis)] == persons
    assert organisations(analysis) == bodies
