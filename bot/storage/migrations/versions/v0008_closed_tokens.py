"""Room for Slack's tokens as they are closed: half as long again and 80 characters, on PostgreSQL more than fits."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

BOTS = ("bot_token", "bot_refresh_token")
INSTALLATIONS = (*BOTS, "user_token", "user_refresh_token", "incoming_webhook_url")


def upgrade() -> None:
    for table, columns in (("slack_bots", BOTS), ("slack_installations", INSTALLATIONS)):
        with op.batch_alter_table(table) as batch:
            for column in columns:
                batch.alter_column(column, existing_type=sa.String(200), type_=sa.Text)
