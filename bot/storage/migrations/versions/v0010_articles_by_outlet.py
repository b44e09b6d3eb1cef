"""The same words at two outlets are two articles; what was removed stays away; who added an article; what is news."""

import sqlalchemy as sa
from alembic import op

from bot.domain.outlets import whose

revision = "0010"
down_revision = "0009"

TIME = sa.DateTime(timezone=True)
AT_ONCE = 1000

articles = sa.table("articles", *map(sa.column, "id outlet url outlet_key".split()))


def upgrade() -> None:
    op.add_column("articles", sa.Column("outlet_key", sa.Text, nullable=False, server_default=""))
    op.add_column("articles", sa.Column("added_by", sa.String, nullable=False, server_default=""))
    op.add_column("articles", sa.Column("is_news", sa.Boolean, nullable=False, server_default=sa.true()))
    _name_outlets()
    # SQLite can't change the constraints of a table that there is: it is made again, with all that it holds.
    with op.batch_alter_table("articles") as table:
        table.drop_constraint("uq_articles_workspace_fingerprint", type_="unique")
        table.create_unique_constraint(
            "uq_articles_workspace_fingerprint_outlet_key", ["workspace", "fingerprint", "outlet_key"]
        )
    op.create_index("ix_articles_dated", "articles", ["dated"])
    op.create_table(
        "removed_articles",
        sa.Column("workspace", sa.String, nullable=False),
        sa.Column("locator", sa.String, nullable=False),
        sa.Column("fingerprint", sa.String, nullable=False),
        sa.Column("outlet_key", sa.Text, nullable=False),
        sa.Column("url", sa.Text),
        sa.Column("named", sa.Text, nullable=False),
        sa.Column("is_aged", sa.Boolean, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("workspace", "locator", "fingerprint", name="pk_removed_articles"),
    )
    for column in ("fingerprint", "url", "named"):
        op.create_index(f"ix_removed_articles_workspace_{column}", "removed_articles", ["workspace", column])


def _name_outlets() -> None:
    """Give each article the key of its outlet: of what is there, no two have the same words in one workspace."""
    connection, last = op.get_bind(), ""
    some = sa.select(articles.c.id, articles.c.outlet, articles.c.url).order_by(articles.c.id).limit(AT_ONCE)
    named = (
        articles.update()
        .where(articles.c.id == sa.bindparam("of", type_=sa.String))
        .values(outlet_key=sa.bindparam("key", type_=sa.Text))
    )
    while rows := connection.execute(some.where(articles.c.id > last)).all():
        connection.execute(named, [{"of": row.id, "key": whose(row.outlet, row.url).key} for row in rows])
        last = rows[-1].id
