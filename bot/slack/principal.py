"""What somebody is to the workspace that a request belongs to, by ids alone, and what that lets them see. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.slack.profiles import Profile

ADMINS, MEMBERS = "admins", "members"
"""Who keeps a workspace's feeds, where it is not the members of one channel."""


class Standing(StrEnum):
    """What a person is to a workspace."""

    MEMBER = "member"
    """A full member, from whichever workspace of the organisation they act."""
    GUEST = "guest"
    """Single- or multi-channel guest: somebody from outside whom the workspace lets into some channels."""
    OUTSIDER = "outsider"
    """Of another workspace or organisation, in a channel that they share with this one; and who can't be told."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Who stands behind a request. ``is_known``: Slack told of them; what it did not tell is the least."""

    standing: Standing
    is_known: bool = False
    is_admin: bool = False

    @property
    def reads_all(self) -> bool:
        """Whether they see the workspace's own articles, besides the shared ones."""
        return self.standing is Standing.MEMBER

    @property
    def sees_digests(self) -> bool:
        """Whether they see digests at all; which ones, ``bot.digests.subscriptions.may_see`` says."""
        return self.standing is Standing.MEMBER

    @property
    def makes_digests(self) -> bool:
        """Whether they may set one up, which goes on when they are gone: for that Slack has to tell who they are."""
        return self.standing is Standing.MEMBER and self.is_known

    @property
    def adds(self) -> bool:
        """Whether they may put an article into the workspace's library; Slack has to tell who they are."""
        return self.standing is Standing.MEMBER and self.is_known

    def removes(self, *, is_own: bool) -> bool:
        """Whether they may take one of the workspace's articles out: what they added themselves, an admin any."""
        return self.adds and (is_own or self.is_admin)

    def keeps_feeds(self, feeds_by: str, *, is_in: Callable[[str], bool]) -> bool:
        """Whether they may add, pause and remove feeds, which go on by themselves.

        ``feeds_by`` is ``ADMINS``, ``MEMBERS`` or the id of the channel whose members may (an admin may always);
        ``is_in`` says whether they are in a channel.
        """
        if not self.adds:
            return False
        return self.is_admin or feeds_by == MEMBERS or (feeds_by != ADMINS and is_in(feeds_by))


@dataclass(frozen=True, slots=True)
class Ids:
    """What a request says of its sender: the ``workspace`` (T…) that it belongs to and its ``organisation`` (E…),
    and every team and organisation that the payload names as the sender's ``own``.
    """

    workspace: str
    organisation: str | None = None
    own: frozenset[str] = frozenset()
    is_externally_shared: bool = False

    @classmethod
    def of(cls, body: Mapping[str, object], workspace: str, organisation: str | None) -> Ids:
        """The ids in a request's body; ``organisation`` is the installation's, where it is known.

        A form and a click name a person's team in ``user``; an event in ``user_team`` (an organisation's id for a
        person from another Grid), ``team``, ``source_team`` and the profile that it carries; a command names none.
        Sources: Slack, Understanding Slack Connect; slackapi/bolt-python, request/internals.py.
        """
        event, user = body.get("event"), body.get("user")
        named: list[object] = []
        if isinstance(user, Mapping):
            named.append(user.get("team_id"))
        if isinstance(event, Mapping):
            profile = event.get("user_profile")
            named += [event.get("user_team"), event.get("team"), event.get("source_team")]
            named.append(profile.get("team") if isinstance(profile, Mapping) else None)
        own = frozenset(each for each in named if isinstance(each, str) and each)
        organisation = organisation or next(_organisations(body, workspace), None)
        return cls(workspace, organisation, own, body.get("is_ext_shared_channel") is True)


def principal(ids: Ids, profile: Profile) -> Principal:
    """What the sender is to the workspace. ``profile`` is what Slack tells of them when the workspace asks."""
    if not _belongs(ids, profile):
        return Principal(Standing.OUTSIDER, profile.is_known)
    if profile.is_guest:
        return Principal(Standing.GUEST, profile.is_known)
    return Principal(Standing.MEMBER, profile.is_known, profile.is_admin)


def _belongs(ids: Ids, profile: Profile) -> bool:
    """Whether they are one of the workspace's own people; no if that is not clear.

    The list of a person's workspaces is the authority: in an organisation, payloads name any one of them, or only the
    organisation (slackapi/bolt-js#1875). Where Slack tells no list, what the payload and the profile name must agree.
    """
    if profile.is_stranger or profile.is_gone:
        return False
    if profile.workspaces:
        return ids.workspace in profile.workspaces
    elsewhere = ids.own - {ids.workspace}
    if not elsewhere:
        here = {ids.workspace} if ids.is_externally_shared and not ids.own else {ids.workspace, ids.organisation, ""}
        return profile.team in here if profile.is_known else not ids.is_externally_shared
    if not profile.is_known or ids.is_externally_shared or ids.organisation is None:
        return False
    if elsewhere == {ids.organisation}:
        return profile.team in {ids.workspace, ""}
    # Another workspace is named: theirs as well, if it is of the same organisation and the profile names this one.
    return profile.team == ids.workspace and all(each == ids.organisation or each[:1] == "T" for each in elsewhere)


def _organisations(body: Mapping[str, object], workspace: str) -> Iterator[str]:
    """The organisation of ``workspace``, where the body names it. That of somebody from outside can stand there too:
    it is only ever a reason to ask Slack who they are.
    """
    authorizations, team = body.get("authorizations"), body.get("team")
    first = authorizations[0] if isinstance(authorizations, list) and authorizations else None
    if isinstance(first, Mapping) and first.get("team_id") == workspace:
        yield from _id(first.get("enterprise_id"))
    enterprise = body.get("enterprise")
    if isinstance(enterprise, Mapping) and isinstance(team, Mapping) and team.get("id") == workspace:
        yield from _id(enterprise.get("id"))
    if body.get("team_id") == workspace:
        yield from _id(body.get("enterprise_id"))


def _id(value: object) -> Iterator[str]:
    if isinstance(value, str) and value:
        yield value
