"""Everything that a thief of the database would have: the bytes of its files, or each column of each table."""

from pathlib import Path

from sqlalchemy import Text, cast, column, inspect, make_url, select, text
from sqlalchemy.ext.asyncio import AsyncEngine


async def dump(engine: AsyncEngine) -> bytes:
    """What is stored, as bytes: of SQLite the files as they are, WAL and all; of PostgreSQL every value."""
    address = make_url(engine.url)
    if address.get_backend_name() == "sqlite":
        folder = Path(address.database or "").parent
        return b"".join(path.read_bytes() for path in folder.glob(f"{Path(address.database or '').name}*"))
    found: list[bytes] = []
    async with engine.begin() as connection:
        for table in await connection.run_sync(lambda sync: inspect(sync).get_table_names()):
            whole = select(cast(column("t", is_literal=True), Text)).select_from(text(f'"{table}" AS t'))
            for (row,) in await connection.execute(whole):
                found.append(row.encode())
                found += [bytes.fromhex(part.split('"')[0]) for part in row.split(r"\\x")[1:]]
    return b"\n".join(found)


def found_in(dumped: bytes, markers: tuple[str, ...]) -> list[str]:
    """Which of the words stand in it, as they are or in capitals, in UTF-8, UTF-16 or hexadecimal."""
    lower = dumped.lower()
    spelled = {
        word: {word.encode(), word.lower().encode(), word.lower().encode("utf-16-le"), word.encode().hex().encode()}
        for word in markers
    }
    return [word for word, forms in spelled.items() if any(form.lower() in lower for form in forms)]
