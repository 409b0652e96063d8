"""What the README shows of an interview, made by holding it: `python -m tests.readme` writes it anew.

`docs/wawancara.txt` holds what is typed, a line each; what lies between two lines `...` is held, too, and not shown.
"""

import asyncio
import re
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from bot import demo
from bot.app import assemble
from bot.boundary import Boundary
from bot.handlers.terminal import Terminal
from bot.settings import Settings

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
TYPED = ROOT / "docs" / "wawancara.txt"
MORNING = datetime(2026, 1, 5, 1, tzinfo=UTC)  # 09.00 in the village; before any run, so that no word came early
_MARK = "..."
_BLOCK = re.compile(r"(?<=```text\n)Ketik jawaban.*?(?=```)", re.DOTALL)


async def held(folder: Path) -> str:
    """The whole interview in the terminal, with what is left out named where it was."""
    application = await assemble(
        Settings.model_validate({"database_url": f"sqlite:///{folder / 'kawan.db'}"}), lambda: MORNING, with_demo=True
    )
    typed = TYPED.read_text().splitlines()
    shown: list[str] = []
    left_out: list[str] | None = None

    def read(_: str) -> str:
        nonlocal left_out
        while typed and typed[0] == _MARK:
            typed.pop(0)
            if left_out is not None:
                shown.append(f"\n[… {sum(line.startswith('> ') for line in left_out)} answers left out here …]\n")
            left_out = [] if left_out is None else None
        if not typed:
            raise EOFError
        return typed.pop(0)

    def write(line: str) -> None:
        (shown if left_out is None else left_out).append(line)

    try:
        await Terminal(Boundary(application.dialogue), demo.CHAT, read, write, echo=True).run()
    finally:
        await application.close()
    return "\n".join(shown) + "\n"


def shown_in(readme: str) -> str:
    """The interview as the README shows it."""
    found = _BLOCK.search(readme)
    assert found is not None, "the README shows no interview"
    return found[0]


def main() -> None:
    """Write the interview into the README as it goes now."""
    with tempfile.TemporaryDirectory() as folder:
        interview = asyncio.run(held(Path(folder)))
    README.write_text(_BLOCK.sub(lambda _: interview, README.read_text(), count=1))


if __name__ == "__main__":
    main()
