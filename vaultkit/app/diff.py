"""A plan as a unified diff."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import unified_diff

from vaultkit.model.paths import VaultPath
from vaultkit.model.plan import FileEdit, Plan

__all__ = ["iter_diff", "iter_file_diff"]

_NO_LINE_END = "\n\\ No newline at end of file"


def iter_diff(plan: Plan, present: Mapping[VaultPath, bytes]) -> Iterator[str]:
    """The lines of the diff, without line ends, file by file in the plan's order, then its moves.

    ``present`` are the bytes of the files that the plan replaces or removes.
    """
    for edit in plan.edits:
        yield from _iter_edit(edit, present.get(edit.path))
    for move in plan.moves:
        yield f"rename from {move.path}"
        yield f"rename to {move.to}"


def iter_file_diff(name: str, old: bytes | None, new: bytes | None) -> Iterator[str]:
    """The lines of one file's diff; None where there is no such file. Empty for equal bytes."""
    if old == new:
        return
    before = "/dev/null" if old is None else f"a/{name}"
    after = "/dev/null" if new is None else f"b/{name}"
    if _is_binary(old) or _is_binary(new):
        yield f"Binary files {before} and {after} differ"
        return
    yield from unified_diff(_lines_of(old), _lines_of(new), before, after, lineterm="")


def _is_binary(data: bytes | None) -> bool:
    """Whether the bytes are no text, but a picture, say; UTF-8 with a stray NUL is one."""
    if not data or b"\0" not in data:
        return False
    try:
        data.decode()
    except UnicodeDecodeError:
        return True
    return False


def _iter_edit(edit: FileEdit, old: bytes | None) -> Iterator[str]:
    return iter_file_diff(edit.path, old, edit.data)


def _lines_of(data: bytes | None) -> list[str]:
    if not data:
        return []
    *lines, last = data.decode("utf-8", "replace").split("\n")
    # A text without a line end at its end differs from one that has it.
    return [*lines, f"{last}{_NO_LINE_END}"] if last else lines
