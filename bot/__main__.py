"""The command line: `kawan COMMAND`. Its commands are in `bot/commands/`, by what they are for."""

from bot.commands import figures, keeping, questionnaires, serving, villages  # noqa: F401 - they join it
from bot.commands.shell import cli

__all__ = ["cli", "main"]


def main() -> None:
    """What `kawan` calls."""
    cli()


if __name__ == "__main__":
    main()
