"""The load program, with users who interview: they write where words are asked for, and press an answer elsewhere.

    python -m bench.cadres TGLOAD.PY [what it takes itself]

By itself the load program presses a button wherever there is one. Every question of ours has a way out on a button, so
its users would leave each house at the first question that wants words, and choose houses most of the time.
"""

import importlib.util
import sys
from types import ModuleType
from typing import Any


def load_program(path: str) -> ModuleType:
    """The load program as a module, its users turned into cadres."""
    spec = importlib.util.spec_from_file_location("tgload", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{path} is no program")
    program = importlib.util.module_from_spec(spec)
    sys.modules["tgload"] = program
    spec.loader.exec_module(program)
    program.World = _cadres(program.World)  # type: ignore[attr-defined]
    return program


def _cadres(world: Any) -> Any:
    class Cadres(world):  # type: ignore[misc]
        """Users who write where no button gives an answer and the last line of the question has words of their own."""

        def action(self, user: Any) -> tuple[str, dict[str, Any]]:
            """What the user does next."""
            shown = user.inline or ()
            ticked = any(button.get("text", "").startswith("☑") for button in shown)
            if shown and not ticked:  # nobody is done who has ticked nothing
                user.inline = shown = [button for button in shown if button.get("text") != "Selesai"] or shown
            buttons = [button for button in shown if not self.nav.search(button.get("text", ""))]
            if buttons or not user.inline or not any(rule.search(user.text or "") for rule, _ in self.table):
                user.presses = 0  # a user of the load program gives up on a bubble after eight presses
                return super().action(user)  # type: ignore[no-any-return]
            keyboard, user.inline = user.inline, None
            try:
                return super().action(user)  # type: ignore[no-any-return]
            finally:
                user.inline = keyboard

    return Cadres


def main() -> None:
    path, *rest = sys.argv[1:]
    load_program(path).main(rest)


if __name__ == "__main__":
    main()
