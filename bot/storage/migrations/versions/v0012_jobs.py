"""Stub: to be filled before it lands."""

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    pass
