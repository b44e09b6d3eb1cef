"""What else a subscription may choose; what a digest told of each article, so that a correction can follow it."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("subscriptions", sa.Column("outlets", sa.Text, nullable=False, server_default=""))
    op.add_column("subscriptions", sa.Column("most", sa.Integer))
    op.add_column("deliveries", sa.Column("corrects", sa.Boolean, nullable=False, server_default=sa.false()))
    op.create_table(
        "told_articles",
        sa.Column("subscription", sa.String, nullable=False),
        sa.Column("article", sa.String, nullable=False),
        sa.Column("slot", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("fingerprint", sa.String, nullable=False),
        sa.Column("told", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("subscription", "article", "slot", name="pk_told_articles"),
    )
    op.create_index("ix_told_articles_slot", "told_articles", ["slot"])
