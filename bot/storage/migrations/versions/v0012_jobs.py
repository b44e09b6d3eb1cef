"""The queue: a table of our own for SQLite, Procrastinate's on PostgreSQL."""

from importlib.resources import files

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

LAST = "03.04.00_50_post_add_retry_failed_job_procedure.sql"
"""Procrastinate's own migrations are made up to this one, whichever version is installed: what a later version adds,
a later revision of ours makes."""

_WAITS = sa.text("holder IS NULL AND failed IS NULL")


def upgrade() -> None:
    # On PostgreSQL it stays empty: one declaration of the tables for both.
    op.create_table(
        "jobs",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("task", sa.String, nullable=False),
        sa.Column("args", sa.Text, nullable=False),
        sa.Column("key", sa.String),
        sa.Column("lock", sa.String),
        sa.Column("priority", sa.Integer, nullable=False),
        sa.Column("deaths", sa.Integer, nullable=False),
        sa.Column("failed", sa.DateTime(timezone=True)),
        sa.Column("holder", sa.String),
        sa.Column("lease", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
    )
    op.create_index("uq_jobs_key", "jobs", ["key"], unique=True, sqlite_where=_WAITS, postgresql_where=_WAITS)
    op.create_index("ix_jobs_priority_id", "jobs", ["priority", "id"])
    op.create_index("ix_jobs_lock", "jobs", ["lock"])
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        _make_procrastinates(connection)


def _make_procrastinates(connection: sa.Connection) -> None:
    there = connection.execute(sa.text("SELECT to_regproc('procrastinate_retry_job_v2') IS NOT NULL")).scalar_one()
    if there:
        return  # another application of this database uses it too, and at least in this version
    plain = {"no_parameters": True}  # "%" is not a place for a value here
    for script in sorted(files("procrastinate.sql.migrations").iterdir(), key=lambda each: each.name):
        if script.name.endswith(".sql") and script.name <= LAST:
            connection.exec_driver_sql(script.read_text(encoding="utf-8"), execution_options=plain)
