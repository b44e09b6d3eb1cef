"""A word with the database's planner."""

from __future__ import annotations

from typing import Any

from sqlalchemy import String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class off_index(FunctionElement[str]):  # noqa: N801 - written like one of SQL's own functions
    """A text column that narrows what another index has found, and whose own index is not to be walked for it.

    Without statistics SQLite takes "workspace IN (two of them)" for rarer than "id IN (ten of them)", and reads all
    that the workspaces hold. A plus sign before a column is its documented way to tell it otherwise
    (https://www.sqlite.org/optoverview.html#disqualifying_where_clause_terms_using_unary_). ANALYZE would do as well,
    until the library has grown. PostgreSQL keeps statistics by itself, and gets the bare column.
    """

    inherit_cache = True
    type = String()


@compiles(off_index)
def _bare(element: off_index, compiler: SQLCompiler, **kwargs: Any) -> str:
    return compiler.process(element.clauses, **kwargs)


@compiles(off_index, "sqlite")
def _with_plus(element: off_index, compiler: SQLCompiler, **kwargs: Any) -> str:
    return f"+{_bare(element, compiler, **kwargs)}"
