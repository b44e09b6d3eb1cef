"""Who may see what: the ids that Slack sends, and what they come to."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.principal import Ids, Principal, Standing, principal
from bot.slack.profiles import Profile

# We are installed in T3 of the organisation E1, whose sister workspace is T4; T1 stands alone; T8, T9 of E2 are others.
UNKNOWN = Profile()


def told(team: str = "", *workspaces: str, **more: Any) -> Profile:
    return Profile(team=team, workspaces=frozenset(workspaces), is_known=True, **more)


def command(team: str = "T3", **more: object) -> dict[str, object]:
    return {"team_id": team, "user_id": "U1", "command": "/news", **more}


def press(team: str = "T3", *, at: str = "T3", **more: object) -> dict[str, object]:
    """A click or a form: Slack names the person's team beside the workspace that it belongs to."""
    return {"team": {"id": at}, "user": {"id": "U1", "team_id": team}, **more}


def event(*, at: str = "T3", shared: bool = False, **named: object) -> dict[str, object]:
    return {
        "type": "event_callback",
        "team_id": at,
        "authorizations": [{"team_id": at, "enterprise_id": "E1" if at == "T3" else None}],
        "is_ext_shared_channel": shared,
        "event": {"type": "app_mention", "user": "U1", **named},
    }


IN_T3 = told("T3", "T3")
IN_BOTH = told("T4", "T3", "T4")
IN_T4 = told("T4", "T4")

MEMBER, GUEST, OUTSIDER = Standing.MEMBER, Standing.GUEST, Standing.OUTSIDER

TABLE = [
    # A workspace of its own.
    ("a command", "T1", command("T1"), told("T1"), MEMBER),
    ("a command, Slack tells nothing", "T1", command("T1"), UNKNOWN, MEMBER),
    ("a command of somebody else's person", "T1", command("T1"), told("T9"), OUTSIDER),
    ("a press", "T1", press("T1", at="T1"), told("T1"), MEMBER),
    ("a press, Slack tells nothing", "T1", press("T1", at="T1"), UNKNOWN, MEMBER),
    ("a press in Slack Connect", "T1", press("T9", at="T1"), told("T9"), OUTSIDER),
    ("a press in Slack Connect, Slack tells nothing", "T1", press("T9", at="T1"), UNKNOWN, OUTSIDER),
    ("a press in Slack Connect, from a Grid", "T1", press("E2", at="T1"), told("E2", "T8", "T9"), OUTSIDER),
    ("a press that contradicts the profile", "T1", press("T9", at="T1"), told("T1"), OUTSIDER),
    ("a message", "T1", event(at="T1", team="T1"), told("T1"), MEMBER),
    ("a message without a team", "T1", event(at="T1"), told("T1"), MEMBER),
    ("the home tab, Slack tells nothing", "T1", event(at="T1"), UNKNOWN, MEMBER),
    # Slack Connect: our member in their channel, or theirs in ours.
    ("ours among others", "T1", event(at="T1", shared=True, team="T1", user_team="T1"), told("T1"), MEMBER),
    ("ours, Slack tells nothing", "T1", event(at="T1", shared=True, team="T1"), UNKNOWN, OUTSIDER),
    ("ours, without a team", "T1", event(at="T1", shared=True), told("T1"), MEMBER),
    ("nobody's, Slack tells nothing", "T1", event(at="T1", shared=True), UNKNOWN, OUTSIDER),
    ("theirs", "T1", event(at="T1", shared=True, team="T9", user_team="T9"), told("T9"), OUTSIDER),
    ("theirs, by the source alone", "T1", event(at="T1", shared=True, team="T1", source_team="T9"), told(), OUTSIDER),
    ("theirs, by the profile alone", "T1", event(at="T1", shared=True, user_profile={"team": "T9"}), told(), OUTSIDER),
    ("theirs, without a team", "T1", event(at="T1", shared=True), told("T9"), OUTSIDER),
    ("theirs from a Grid", "T1", event(at="T1", shared=True, user_team="E2", team="E2"), told("E2", "T9"), OUTSIDER),
    ("a Grid's own", "T3", event(shared=True, user_team="E1", team="T3"), IN_T3, MEMBER),
    ("a Grid's own, Slack tells nothing", "T3", event(shared=True, user_team="E1", team="T3"), UNKNOWN, OUTSIDER),
    ("a Grid's own, no list", "T3", event(shared=True, user_team="E1"), told("E1"), OUTSIDER),
    ("a sister's in Slack Connect", "T3", event(shared=True, user_team="T4", team="T4"), IN_T4, OUTSIDER),
    (
        "a form from their workspace",
        "T3",
        press("T9", at="T9", view={"app_installed_team_id": "T3"}),
        told("T9"),
        OUTSIDER,
    ),
    # An organisation: a member of T3, from wherever they act.
    ("own, as the organisation", "T3", press("E1", enterprise={"id": "E1"}), IN_T3, MEMBER),
    ("own, as the organisation, no list", "T3", press("E1", enterprise={"id": "E1"}), told("T3"), MEMBER),
    ("own, as the organisation, no more told", "T3", press("E1", enterprise={"id": "E1"}), told(), MEMBER),
    ("own, as the sister workspace", "T3", press("T4", enterprise={"id": "E1"}), IN_BOTH, MEMBER),
    ("own, as the sister workspace, no list", "T3", press("T4", enterprise={"id": "E1"}), told("T3"), MEMBER),
    ("own, by mention from there", "T3", event(team="T4", user_team="T4"), IN_BOTH, MEMBER),
    ("own, by command", "T3", command(enterprise_id="E1"), IN_BOTH, MEMBER),
    ("own, home tab", "T3", event(), IN_BOTH, MEMBER),
    # A person of T4 alone, in a channel that T3 and T4 share: the same by every door.
    ("sister, by command", "T3", command(enterprise_id="E1"), IN_T4, OUTSIDER),
    ("sister, by press", "T3", press("T4", enterprise={"id": "E1"}), IN_T4, OUTSIDER),
    ("sister, by press as the organisation", "T3", press("E1", enterprise={"id": "E1"}), IN_T4, OUTSIDER),
    ("sister, by mention", "T3", event(team="T4", user_team="T4"), IN_T4, OUTSIDER),
    ("sister, by mention as the organisation", "T3", event(team="T3", user_team="E1"), IN_T4, OUTSIDER),
    ("sister, by mention in our name", "T3", event(team="T3"), IN_T4, OUTSIDER),
    ("sister, home tab", "T3", event(), IN_T4, OUTSIDER),
    ("sister, no list", "T3", press("T4", enterprise={"id": "E1"}), told("T4"), OUTSIDER),
    ("sister, no list, by command", "T3", command(enterprise_id="E1"), told("T4"), OUTSIDER),
    ("sister or own: Slack tells nothing", "T3", press("T4", enterprise={"id": "E1"}), UNKNOWN, OUTSIDER),
    ("the organisation, Slack tells nothing", "T3", press("E1", enterprise={"id": "E1"}), UNKNOWN, OUTSIDER),
    ("the organisation, and no workspace", "T3", press("E1", enterprise={"id": "E1"}), told("E1"), OUTSIDER),
    # Guests of the workspace, strangers, and those who are gone.
    ("a guest by command", "T1", command("T1"), told("T1", is_guest=True), GUEST),
    ("a guest by press", "T1", press("T1", at="T1"), told("T1", is_guest=True), GUEST),
    ("a guest by mention", "T1", event(at="T1", team="T1"), told("T1", is_guest=True), GUEST),
    ("a guest of a Grid", "T3", press("E1"), told("E1", "T3", is_guest=True), GUEST),
    (
        "another workspace's guest",
        "T3",
        press("T4", enterprise={"id": "E1"}),
        told("T4", "T4", is_guest=True),
        OUTSIDER,
    ),
    ("a stranger", "T1", command("T1"), told("T1", is_stranger=True), OUTSIDER),
    ("somebody deactivated", "T1", command("T1"), told("T1", is_gone=True), OUTSIDER),
    ("a stranger of the organisation", "T3", command(), told("T3", "T3", is_stranger=True), OUTSIDER),
]


@pytest.mark.parametrize(
    ("at", "body", "profile", "standing"),
    [pytest.param(*row, id=name) for name, *row in TABLE],
)
def test_what_somebody_is(at: str, body: dict[str, object], profile: Profile, standing: Standing) -> None:
    organisation = "E1" if at == "T3" else None
    assert principal(Ids.of(body, at, organisation), profile).standing is standing


@pytest.mark.parametrize(
    ("who", "reads_all", "sees", "makes"),
    [
        (Principal(MEMBER, is_known=True), True, True, True),
        (Principal(MEMBER), True, True, False),
        (Principal(GUEST, is_known=True), False, False, False),
        (Principal(OUTSIDER, is_known=True), False, False, False),
        (Principal(OUTSIDER), False, False, False),
    ],
)
def test_what_each_may(who: Principal, reads_all: bool, sees: bool, makes: bool) -> None:
    assert (who.reads_all, who.sees_digests, who.makes_digests) == (reads_all, sees, makes)


def test_rights_elsewhere_are_none_here() -> None:
    admin = told("T9", is_admin=True)
    assert not principal(Ids("T1", own=frozenset({"T9"})), admin).is_admin
    assert not principal(Ids("T1"), told("T1", is_admin=True, is_guest=True)).is_admin
    assert principal(Ids("T1"), told("T1", is_admin=True)).is_admin


def test_the_body_tells_the_organisation_where_the_installation_does_not() -> None:
    assert Ids.of(press("E1", enterprise={"id": "E1"}), "T3", None).organisation == "E1"
    assert Ids.of(event(), "T3", None).organisation == "E1"
    assert Ids.of(command(enterprise_id="E1"), "T3", None).organisation == "E1"
    assert Ids.of(press("T9", at="T9", enterprise={"id": "E2"}), "T3", None).organisation is None


ids = st.sampled_from(["", "T1", "T3", "T4", "T9", "E1", "E2"])
anything = st.recursive(st.none() | st.booleans() | st.integers() | ids, lambda inner: st.lists(inner, max_size=2))


@given(
    body=st.fixed_dictionaries(
        {},
        optional={
            "team": anything | st.fixed_dictionaries({"id": anything}),
            "team_id": anything,
            "enterprise": anything | st.fixed_dictionaries({"id": anything}),
            "user": anything | st.fixed_dictionaries({"team_id": anything}),
            "event": anything | st.fixed_dictionaries({"team": anything, "user_team": anything}),
            "authorizations": anything | st.lists(st.fixed_dictionaries({"team_id": ids, "enterprise_id": anything})),
            "is_ext_shared_channel": anything,
        },
    ),
    workspaces=st.frozensets(ids.filter(lambda each: each[:1] == "T"), min_size=1),
)
def test_the_list_of_workspaces_decides_whatever_the_payload_says(body: Any, workspaces: frozenset[str]) -> None:
    for team in ("T1", "E1", ""):
        found = principal(Ids.of(body, "T3", None), Profile(team=team, workspaces=workspaces, is_known=True))
        assert found.reads_all == ("T3" in workspaces)


@given(own=st.frozensets(ids.filter(bool)), team=ids, organisation=st.none() | st.just("E1"))
def test_nobody_reads_all_of_whom_nothing_names_the_workspace(
    own: frozenset[str], team: str, organisation: str | None
) -> None:
    for shared, known in product((True, False), repeat=2):
        profile = Profile(team=team, is_known=known)
        reads = principal(Ids("T3", organisation, own, shared), profile).reads_all
        if reads and own - {"T3"}:
            assert known, "a team of elsewhere is named, and Slack told nothing"
            assert team in {"T3", ""}
        if reads and shared:
            assert known and team in {"T3", "E1", ""} and own <= {"T3"}


HERE: frozenset[str] = frozenset({"C1"})
UNTOLD = Principal(MEMBER)
RIGHTS = [
    # who, adds, removes their own, removes another's, keeps feeds by: admins, members, C1 (they are in it), C2
    (Principal(MEMBER, is_known=True, is_admin=True), True, True, True, True, True, True, True),
    (Principal(MEMBER, is_known=True), True, True, False, False, True, True, False),
    (UNTOLD, False, False, False, False, False, False, False),
    (Principal(GUEST, is_known=True), False, False, False, False, False, False, False),
    (Principal(GUEST, is_known=True, is_admin=True), False, False, False, False, False, False, False),
    (Principal(OUTSIDER, is_known=True, is_admin=True), False, False, False, False, False, False, False),
    (Principal(OUTSIDER), False, False, False, False, False, False, False),
]


@pytest.mark.parametrize(("who", "adds", "own", "others", "admins", "members", "inside", "outside"), RIGHTS)
def test_who_may_add_remove_and_keep_feeds(
    who: Principal, adds: bool, own: bool, others: bool, admins: bool, members: bool, inside: bool, outside: bool
) -> None:
    assert who.adds is adds
    assert (who.removes(is_own=True), who.removes(is_own=False)) == (own, others)
    kept = [who.keeps_feeds(by, is_in=HERE.__contains__) for by in ("admins", "members", "C1", "C2")]
    assert kept == [admins, members, inside, outside]
