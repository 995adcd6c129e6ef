"""A TOML file with the lines its keys stand on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from vaultkit.disk.read import read_bytes
from vaultkit.model.errors import ConfigError, DiskError
from vaultkit.model.paths import VaultPath

__all__ = ["dotted", "line_of", "lines_of", "parse_toml", "read_text"]

_MAX_BYTES = 16384
"""A dotted key of 64 KB keeps tomllib busy for half a minute; of 16 KB, two seconds."""
_DEEPEST = 3
"""Keys of ours have at most three parts."""


def read_text(root: Path, path: VaultPath) -> str:
    """The file's text without a BOM, empty where there is no such file.

    Raises ConfigError where it cannot be read, is over 16 KB or not UTF-8.
    """
    place = str(root / path)
    try:
        data = read_bytes(root, path, follow_symlinks=True)
    except DiskError as error:
        if isinstance(error.__cause__, FileNotFoundError):
            return ""
        raise ConfigError(
            error.message_template, where=place, hint=error.hint, values=error.values
        ) from error
    if len(data) > _MAX_BYTES:
        raise ConfigError("larger than 16 KB", where=place, hint="no configuration is that long")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigError(
            "not valid UTF-8", where=f"{place}:{line}", hint="save the file as UTF-8"
        ) from error


def parse_toml(text: str, place: str) -> dict[str, Any]:
    """The document. Raises ConfigError at ``place`` and line for what is no TOML."""
    if not text.strip():
        return {}  # most vaults have no such file, and do without the parser
    try:
        return _loaded(text)
    except ValueError as error:
        reason, line = _reason_of(str(error), text)
        raise ConfigError(
            "not valid TOML: {reason}",
            where=f"{place}:{line}",
            hint="mend this line",
            values={"reason": reason},
        ) from error
    except RecursionError as error:
        raise ConfigError("nested too deeply", where=place, hint="flatten the lists") from error


def _loaded(text: str) -> dict[str, Any]:
    table: dict[str, Any] = import_module("tomllib").loads(text)
    return table


def _reason_of(message: str, text: str) -> tuple[str, int]:
    # tomllib says where only in its message until Python 3.14.
    found = re.fullmatch(r"(.*?) \(at (?:line (\d+), column \d+|end of document)\)", message, re.S)
    if found is None:
        return message, 1
    return found[1], int(found[2]) if found[2] else max(len(text.splitlines()), 1)


def lines_of(text: str) -> dict[tuple[str, ...], int]:
    """The 1-based line of each table and key that begins one.

    tomllib gives no positions. A line inside a text of several lines that looks like a key is
    taken for one; it can only shift the line that a message names.
    """
    lines: dict[tuple[str, ...], int] = {}
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.split("\n"), 1):
        if header := re.match(r"\s*\[([^\[\]]+)\]\s*(?:#.*)?\r?$", line):
            table = _key_path(header[1])
            lines.setdefault(table, number)
        elif "=" in line:
            path = (*table, *_key_path(line.partition("=")[0]))
            for end in range(len(table) + 1, min(len(path), _DEEPEST) + 1):
                lines.setdefault(path[:end], number)
    return lines


def _key_path(text: str) -> tuple[str, ...]:
    if text.count(".") >= _DEEPEST:
        return (text.strip(),)
    try:
        table = _loaded(f"{text} = 0")
    except ValueError:
        return (text,)
    path: list[str] = []
    while isinstance(table, dict) and table:  # empty: the line is a comment
        key = next(iter(table))
        path.append(key)
        table = table[key]
    return tuple(path) or (text,)


def line_of(path: tuple[str, ...], lines: Mapping[tuple[str, ...], int]) -> int:
    """The line of a key, else of the table around it, else 1."""
    for end in range(len(path), 0, -1):
        if path[:end] in lines:
            return lines[path[:end]]
    return 1


def dotted(path: tuple[str, ...]) -> str:
    """The key path as TOML writes it, such as ``pages.folder`` or ``pages."max entries"``."""
    return ".".join(key if re.fullmatch(r"[\w-]+", key) else f'"{key}"' for key in path)
