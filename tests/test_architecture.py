"""Imports go one way: handlers, boundary, dialogue, storage, bot.flows, scoring. The code says who knows whom."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LAYERS = (
    "scoring",
    "bot.flows",
    "storage",
    "dialogue",
    "boundary",
    "handlers",
    "shell",
)  # each may import those before
SHELL = {
    "bot.app",
    "bot.__main__",
    "bot.commands",
    "bot.operation.doctor",
    "bot.villages.inviting",
}  # puts all together, known by no one
LOW = {"bot.messages": "bot.flows", "bot.language": "bot.flows", "bot.locale": "bot.flows"}  # of no particular layer
OUTSIDE = {"aiogram", "telegram", "sqlalchemy", "alembic", "aiosqlite", "asyncpg", "aiohttp", "apscheduler"}
MODULES = sorted(path for folder in ("bot", "storage", "scoring") for path in (ROOT / folder).rglob("*.py"))


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def layer_of(module: str) -> int:
    for prefix, layer in LOW.items():
        if module == prefix or module.startswith(f"{prefix}."):
            return LAYERS.index(layer)
    if module in SHELL or module.startswith("bot.commands."):
        return LAYERS.index("shell")
    for prefix, layer in (
        ("scoring", "scoring"),
        ("bot.flows", "bot.flows"),
        ("storage", "storage"),
        ("bot.boundary", "boundary"),
        ("bot.handlers", "handlers"),
        ("bot", "dialogue"),
    ):
        if module == prefix or module.startswith(f"{prefix}."):
            return LAYERS.index(layer)
    raise LookupError(module)


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=str(module), names=names):
                yield module
                yield from (
                    f"{module}.{a.name}" for a in names if (ROOT / f"{module}.{a.name}".replace(".", "/")).exists()
                )


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_knows_only_what_lies_below(path: Path) -> None:
    own = layer_of(name_of(path))
    ours = [module for module in imported(path) if module.split(".")[0] in {"bot", "storage", "scoring"}]
    above = [module for module in ours if layer_of(module) > own]
    assert not above, f"{name_of(path)} may not import {above}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_what_decides_knows_no_messenger_no_database_and_no_clock(path: Path) -> None:
    if layer_of(name_of(path)) > LAYERS.index("bot.flows"):
        return
    assert not {module.split(".")[0] for module in imported(path)} & OUTSIDE
    clocks = [
        node.lineno
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr in {"now", "today", "utcnow", "time", "monotonic"}
        if isinstance(node.value, ast.Name) and node.value.id in {"datetime", "date", "time"}
    ]
    assert not clocks, f"{name_of(path)} reads a clock in line {clocks}; time is handed in"


def test_every_folder_of_code_is_a_package_that_an_installation_takes_along() -> None:
    assert not [folder for folder in {path.parent for path in MODULES} if not (folder / "__init__.py").exists()]
