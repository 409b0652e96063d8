"""What the published Bot API says of a call, read out of aiogram's sources, which are generated from its pages.

Names, types, what must be there, and the limits that stand in a field's words ("1-4096 characters", "1-64 bytes", "At
most 100 …"). The sources are read, not imported: that would take three seconds in every process. Not covered: what the
page says in other words only (a keyboard's hundred buttons), and what Telegram knows of its chats and messages; the
emulator in `tests.telegram_peer` refuses some of that.
"""

import ast
import importlib.util
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_LENGTH = re.compile(r"(\d+)-(\d+) (characters|bytes)")
_MOST = re.compile(r"at most (\d+) ", re.IGNORECASE)
_PLAIN: Mapping[str, tuple[type, ...]] = {"str": (str,), "int": (int,), "bool": (bool,), "float": (float, int)}
_LOOKS = frozenset({"text", "icon_custom_emoji_id", "style"})  # of a button; of its other fields it has exactly one


@dataclass(frozen=True)
class _Field:
    kind: ast.expr
    required: bool
    words: str


def problems(method: str, call: Mapping[str, Any]) -> list[str]:
    """What is wrong with a call as it goes over the wire (objects are JSON); nothing where all is well."""
    fields = _fields("methods", method[0].upper() + method[1:])
    if fields is None:
        return [f"{method}: no such method"]
    decoded = {name: _decoded(fields[name].kind, value) if name in fields else value for name, value in call.items()}
    return [*_object(method, fields, decoded)]


def _decoded(kind: ast.expr, value: Any) -> Any:
    names = {node.id for node in ast.walk(kind) if isinstance(node, ast.Name)}
    if not isinstance(value, str) or names <= {"str", "Default"}:
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _object(where: str, fields: Mapping[str, _Field], value: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"{where}: {name} is unknown" for name in value if name not in fields)
    yield from (f"{where}: {name} is missing" for name, field in fields.items() if field.required and name not in value)
    for name, field in fields.items():
        if value.get(name) is not None:
            yield from _value(f"{where}.{name}", field.kind, value[name])
            yield from _limits(f"{where}.{name}", field.words, value[name])


def _value(where: str, kind: ast.expr, value: Any) -> list[str]:
    match kind:
        case ast.BinOp(left=left, right=right):
            one = _value(where, left, value)
            return one and min(one, _value(where, right, value), key=len)
        case ast.Constant(value=None):
            return [] if value is None else [f"{where}: expected nothing"]
        case ast.Subscript(value=ast.Name(id="list"), slice=inner):
            if not isinstance(value, list):
                return [f"{where}: expected a list"]
            return [problem for n, each in enumerate(value) for problem in _value(f"{where}[{n}]", inner, each)]
        case ast.Name(id="Default"):
            return [f"{where}: expected nothing"]
        case ast.Name(id=name) if name in _PLAIN:
            fits = isinstance(value, _PLAIN[name]) and (name == "bool" or not isinstance(value, bool))
            return [] if fits else [f"{where}: expected {name}"]
        case ast.Name(id=name):
            return _named(where, name, value)
        case _:
            raise NotImplementedError(ast.dump(kind))


def _named(where: str, name: str, value: Any) -> list[str]:
    alias = _alias(name)
    if alias is not None:
        return _value(where, alias, value)
    fields = _fields("types", name)
    if fields is None or not isinstance(value, dict):
        return [f"{where}: expected {name}"]
    found = [*_object(where, fields, value)]
    if name == "InlineKeyboardButton" and len(value.keys() - _LOOKS) != 1:
        found.append(f"{where}: a button does exactly one thing")
    return found


def _limits(where: str, words: str, value: Any) -> Iterator[str]:
    if isinstance(value, str) and (limit := _LENGTH.search(words)):
        encoded = value.encode() if limit[3] == "bytes" else value.encode("utf-16-le")
        length = len(encoded) if limit[3] == "bytes" else len(encoded) // 2
        if not int(limit[1]) <= length <= int(limit[2]):
            yield f"{where}: {length} {limit[3]}, allowed {limit[1]}-{limit[2]}"
    if isinstance(value, list) and (limit := _MOST.search(words)) and len(value) > int(limit[1]):
        yield f"{where}: {len(value)}, at most {limit[1]}"


@cache
def _fields(package: str, name: str) -> Mapping[str, _Field] | None:
    """The fields of a method or an object, or None where there is none of that name."""
    module = _module(package, name)
    found = next((node for node in module.body if isinstance(node, ast.ClassDef) and node.name == name), None)
    if found is None:
        return None
    fields: dict[str, _Field] = {}
    for node, after in zip(found.body, [*found.body[1:], ast.Pass()], strict=True):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            words = after.value.value if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant) else ""
            fields[node.target.id] = _Field(node.annotation, node.value is None, str(words))
    return fields


@cache
def _alias(name: str) -> ast.expr | None:
    for node in _module("types", name).body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id == name:
            return node.value
    return None


@cache
def _module(package: str, name: str) -> ast.Module:
    aiogram = importlib.util.find_spec("aiogram")
    assert aiogram is not None
    assert aiogram.origin is not None
    file = Path(aiogram.origin).parent / package / f"{re.sub(r'(?<!^)(?=[A-Z])', '_', name).lower()}.py"
    return ast.parse(file.read_text(encoding="utf-8")) if file.exists() else ast.Module([], [])
