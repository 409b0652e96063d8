"""What one turn costs: the pure engine's time, statements and bytes of an interview, everyday answers read per second.

    python -m bench.turns [--rounds 5]

ODK_CONFORMANCE may name the folder of other engines' forms: the largest of them is then measured beside our own.
Times are processor time of this one process.
"""

import asyncio
import json
import os
import statistics
import tempfile
import time
from argparse import ArgumentParser
from collections import deque
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import event

from bot.flows.asking import ask
from bot.flows.forms.form import Form
from bot.flows.forms.record import Record
from bot.flows.forms.workbook import LIBRARY, load
from bot.flows.forms.xform import read_form
from bot.flows.interview import Interview
from bot.flows.reading.lines import read_lines
from bot.flows.respondent import Respondent
from bot.flows.setvalues import first_facts
from bot.flows.step import advance
from bot.messages import Incoming, Outgoing
from storage.engine import connect, migrate
from tests.chat import Conversation
from tests.flows.reading.tables import TODAY, table

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
MOST_TURNS = 400
KINDS = ("yesno", "number", "money", "date", "age", "phone")


def turns(form: Form, seed: int) -> Iterator[float]:
    """Milliseconds of each turn of a random household's interview."""
    record = Record(form, NOW)
    interview = Interview(1, record.after(first_facts(record, {"garis_kemiskinan": "650000"})))
    household = Respondent(seed)
    reply = ask(interview, "id")
    for _ in range(MOST_TURNS):
        said = household.says(interview, reply, "id")
        if said is None:
            return
        started = time.process_time()
        turn = advance(interview, said, "id")
        yield (time.process_time() - started) * 1000
        interview, reply = turn.interview, turn.reply if turn.reply.lines else ask(turn.interview, "id")
        if interview.asking is None:
            return


def tell_turns(name: str, form: Form, rounds: int) -> None:
    """Print the median and the 99th percentile of a turn on that form."""
    list(turns(form, 0))  # what is compiled once is not a turn's
    found = sorted(each for seed in range(1, rounds + 1) for each in turns(form, seed))
    p99 = found[int(len(found) * 0.99)]
    p50 = statistics.median(found)
    print(f"turn of the engine, {name}: {len(form.ordered)} nodes, p50 {p50:.2f} ms, p99 {p99:.2f} ms")


def largest(folder: Path) -> tuple[str, Form] | None:
    """The form of the corpus with the most nodes that can be read."""
    read = []
    for file in sorted((folder / "forms").glob("*.xlsx")):
        try:
            workbook = load(file)
            read.append((file.stem, read_form(workbook.xml, workbook.hash)))
        except Exception as error:
            print(f"{file.name}: left out ({type(error).__name__})")
    return max(read, key=lambda each: len(each[1].ordered), default=None)


def tell_reading() -> None:
    """Print how many everyday answers are read per second, each settled one of the tests once, of each kind."""
    rates = []
    for kind in KINDS:
        lines = [
            json.dumps({"id": n, "kind": kind, "text": text, "today": TODAY, "context": context})
            for n, (context, _, text) in enumerate(table(kind))
        ]
        deque(read_lines(lines, None), maxlen=0)  # what is read anew in every process is not measured
        started = time.process_time()
        count = sum(1 for _ in read_lines(lines, None))
        rates.append(f"{kind} {count / (time.process_time() - started):,.0f}")
    print(f"everyday answers read per second: {', '.join(rates)}")


async def tell_interview() -> None:
    """Print statements per answer, and the bytes of one whole interview each way, as Telegram's calls in JSON."""
    with tempfile.TemporaryDirectory() as folder:
        engine = connect(f"sqlite+aiosqlite:///{folder}/kawan.db")
        await migrate(engine)
        talk = Conversation(engine)
        await talk.settle()
        statements: list[str] = []
        event.listen(engine.sync_engine, "before_cursor_execute", lambda *about: statements.append(about[2]))
        sent, counts, bubbles = 0, [], 0
        kinds: dict[str, list[int]] = {}
        original = talk.dialogue.receive

        async def counted(incoming: Incoming) -> tuple[Outgoing, ...]:
            nonlocal sent, bubbles
            before = len(statements)
            replies = await original(incoming)
            counts.append(len(statements) - before)
            kinds.setdefault(_kind(incoming), []).append(counts[-1])
            sent += sum(len(_as_json(reply)) for reply in replies)
            bubbles += len(replies)
            return replies

        talk.dialogue.receive = counted  # type: ignore[method-assign]
        await talk.say("/start")
        await talk.say("[Bp. Budi · belum]")
        await talk.fill("Budi", "-")
        await engine.dispose()
    usual = statistics.mode(counts)
    print(f"statements of an answer on SQLite: {usual} (BEGIN among them), {len(counts)} messages, {bubbles} bubbles")
    by_kind = ", ".join(f"{kind} {statistics.median(found):.0f} to {max(found)}" for kind, found in kinds.items())
    print(f"statements by kind of message, median to most: {by_kind}")
    print(f"sent per interview: {sent / 1024:.1f} kB, {sent / len(counts):.0f} bytes a message")


def _kind(incoming: Incoming) -> str:
    """What the message is: words, a command, or a button by its verb."""
    return f"button {incoming.tap.verb}" if incoming.tap is not None else incoming.kind.value


def _as_json(bubble: Outgoing) -> bytes:
    """The bubble as the call that sends it."""
    keyboard = [[{"text": b.label, "callback_data": b.tap.pack()} for b in row] for row in bubble.rows]
    call = {"chat_id": 5_000_000, "text": bubble.text, "reply_markup": {"inline_keyboard": keyboard}}
    return json.dumps(call, ensure_ascii=False).encode()


def main() -> None:
    arguments = ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=5)
    given = arguments.parse_args()
    workbook = load(LIBRARY / "keluarga.md")
    tell_turns("keluarga", read_form(workbook.xml, workbook.hash), given.rounds)
    folder = os.environ.get("ODK_CONFORMANCE")
    corpus = largest(Path(folder)) if folder else None
    if corpus is None:
        print("turn of the engine, largest form of the corpus: left out, ODK_CONFORMANCE names no folder")
    else:
        tell_turns(corpus[0], corpus[1], given.rounds)
    tell_reading()
    asyncio.run(tell_interview())


if __name__ == "__main__":
    main()
