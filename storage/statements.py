"""Statements that every message needs: made once, for the driver as it takes them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ARRAY, JSON, ColumnElement, Dialect, Executable, Integer, any_, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.compiler import SQLCompiler

from storage.transactions import Direct

Given = Mapping[str, Any]
Rows = Sequence[Sequence[Any]]
_Turn = Callable[[Any], Any]  # a value into what the driver takes, or the other way


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A statement in a database's own words, and how its values and columns become what they mean."""

    sql: str
    constants: Given  # that stand in the statement itself
    values: tuple[tuple[str, _Turn | None], ...]
    columns: tuple[tuple[int, _Turn], ...]  # only those that the driver does not give as they are

    def with_values(self, given: Given) -> list[Any]:
        """These values as the driver takes them."""
        given = {**self.constants, **given} if self.constants else given
        return [turn(given[name]) if turn is not None else given[name] for name, turn in self.values]


class Statement:
    """One statement; where the databases differ, one of each by the database's name.

    It gives rows, whose columns are read by their position, or is only run.
    """

    def __init__(self, statement: Executable | Mapping[str, Executable]) -> None:
        self._statement = statement
        self._prepared: dict[str, _Prepared] = {}

    async def rows(self, connection: AsyncConnection, given: Given) -> Rows:
        """The rows that it gives for these values."""
        if not isinstance(connection, Direct):
            return (await connection.execute(self._of(connection.dialect), given)).all()
        prepared = self._on(connection.dialect)
        rows = await connection.rows(prepared.sql, prepared.with_values(given))
        if not prepared.columns:
            return rows
        turned = [list(row) for row in rows]
        for row in turned:
            for n, turn in prepared.columns:
                row[n] = turn(row[n])
        return turned

    async def row(self, connection: AsyncConnection, given: Given) -> Sequence[Any] | None:
        """The first of its rows, if any."""
        return next(iter(await self.rows(connection, given)), None)

    async def run(self, connection: AsyncConnection, *given: Given) -> None:
        """Run it, which gives no rows, for each of these values in one go."""
        if not given:
            return
        if not isinstance(connection, Direct):
            await connection.execute(self._of(connection.dialect), given)
            return
        prepared = self._on(connection.dialect)
        await connection.many(prepared.sql, [prepared.with_values(each) for each in given])

    def _on(self, dialect: Dialect) -> _Prepared:
        return self._prepared.get(dialect.name) or self._prepare(dialect)

    def _of(self, dialect: Dialect) -> Executable:
        statement = self._statement
        return statement[dialect.name] if isinstance(statement, Mapping) else statement

    def _prepare(self, dialect: Dialect) -> _Prepared:
        statement = self._of(dialect)
        assert isinstance(statement, ClauseElement)  # noqa: S101 - what a statement is
        compiled = statement.compile(dialect=dialect)
        assert isinstance(compiled, SQLCompiler)  # noqa: S101 - what it becomes
        binds = compiled.binds.items()
        types = {name: bind.type.dialect_impl(dialect) for name, bind in binds}
        columns = [column.type.dialect_impl(dialect) for column in compiled._result_columns]
        turns = [column.result_processor(dialect, None) for column in columns]
        prepared = self._prepared[dialect.name] = _Prepared(
            compiled.string,
            {name: bind.value for name, bind in binds if not bind.required},
            tuple((name, types[name].bind_processor(dialect)) for name in compiled.positiontup or ()),
            tuple((n, turn) for n, turn in enumerate(turns) if turn is not None),
        )
        return prepared


def among(column: InstrumentedAttribute[Any], name: str) -> dict[str, ColumnElement[bool]]:
    """Whether the column is one of the ids that are given under that name, as each database takes them all at once."""
    listed = func.json_each(bindparam(name, type_=JSON())).table_valued("value")
    return {
        "sqlite": column.in_(select(listed.c.value)),
        "postgresql": column == any_(bindparam(name, type_=ARRAY(Integer))),
    }
