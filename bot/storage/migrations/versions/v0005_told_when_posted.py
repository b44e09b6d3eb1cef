"""What is told is recorded when it is posted, no longer when it is composed; an index of each workspace's outlets."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

deliveries = sa.table(
    "deliveries", *map(sa.column, "subscription slot state sent upto content finished corrects".split())
)
NEVER_POSTED = deliveries.c.state.in_(["failed", "missed"])
UNSENT = sa.and_(deliveries.c.finished.is_(None), deliveries.c.state == "composed", deliveries.c.sent == 0)


def upgrade() -> None:
    for name in ("told_stories", "told_articles"):
        told = sa.table(name, sa.column("subscription"), sa.column("slot"))
        same = sa.and_(deliveries.c.subscription == told.c.subscription, deliveries.c.slot == told.c.slot)
        op.execute(told.delete().where(sa.exists().where(same, NEVER_POSTED | UNSENT)))
    # What was composed and not begun to be posted does not say what it tells: it is composed again. Not a correction:
    # what it follows counts as told already.
    again = deliveries.update().where(UNSENT, sa.not_(deliveries.c.corrects))
    op.execute(again.values(state="claimed", content=None))
    op.execute(deliveries.update().where(NEVER_POSTED).values(upto=0))
    op.create_index("ix_articles_workspace_outlet", "articles", ["workspace", "outlet"])
