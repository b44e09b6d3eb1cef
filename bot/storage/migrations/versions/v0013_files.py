"""Stub: to be filled before it lands."""

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    pass
