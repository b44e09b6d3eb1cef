"""What was asked and stored stays out of the errors, and so out of every log: tokens, questions, articles."""

from __future__ import annotations

import re

from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext

_DATA_EXCEPTION = "22"
"""The class of PostgreSQL's errors whose first line quotes a value that it could not read."""


def keep_values_out(engine: Engine) -> None:
    """Cut what the database says of an error, before anybody prints it, to what holds no value.

    ``hide_parameters`` keeps the values out that SQLAlchemy would add. PostgreSQL itself repeats a row below its first
    line ("DETAIL: Failing row contains (…)"), and in the first line what is no number or no time.
    """

    @event.listens_for(engine, "handle_error")
    def cut(context: ExceptionContext) -> None:
        is_about_a_value = (getattr(context.original_exception, "sqlstate", None) or "").startswith(_DATA_EXCEPTION)
        for error in (context.original_exception, context.sqlalchemy_exception):
            if error is not None and len(error.args) == 1 and isinstance(error.args[0], str):
                first = error.args[0].partition("\n")[0]
                error.args = (re.sub('".*', '"…"', first) if is_about_a_value else first,)
