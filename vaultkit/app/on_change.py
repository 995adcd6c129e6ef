"""A command of the user's own, run after updates."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

from vaultkit.model.errors import VaultkitError

__all__ = ["OnChange"]


class OnChange:
    """Runs a program with its arguments, never through a shell; one run at a time.

    It gets the updates since its last run on stdin, one JSON object a line, and the vault's folder
    as working folder and as ``VAULTKIT_VAULT``. What it prints comes out on stderr.
    """

    def __init__(self, arguments: Sequence[str], root: Path, *, environ: Mapping[str, str]) -> None:
        self._arguments = arguments
        self._root = root
        self._environ = {**environ, "VAULTKIT_VAULT": str(root)}
        self._waiting: list[Mapping[str, object]] = []
        self._running: subprocess.Popen[bytes] | None = None

    def add(self, update: Mapping[str, object]) -> None:
        """An update that the command is to hear of."""
        self._waiting.append(update)

    def look_after(self) -> VaultkitError | None:
        """Starts the command where updates wait and it does not run; what went wrong last time."""
        running = self._running
        failed = None
        if running is not None:
            code = running.poll()
            if code is None:
                return None
            self._running = None
            if code:
                failed = self._error("it ended with code {code}", code=str(code))
        if self._waiting:
            waiting, self._waiting = self._waiting, []
            try:
                self._running = self._started(waiting)
            except (OSError, ValueError) as error:
                reason = error.strerror if isinstance(error, OSError) else None
                return self._error(reason or str(error))
        return failed

    def _started(self, updates: Sequence[Mapping[str, object]]) -> subprocess.Popen[bytes]:
        dumps: Any = import_module("json").dumps
        # A file and no pipe: nobody waits for a command that does not read.
        with tempfile.TemporaryFile(prefix="vaultkit-") as told:
            for update in updates:
                told.write(dumps(update, ensure_ascii=False).encode("utf-8", "surrogatepass"))
                told.write(b"\n")
            told.seek(0)
            return subprocess.Popen(
                [*self._arguments],
                stdin=told,
                stdout=_own_stderr(),
                cwd=self._root,
                env=self._environ,
            )

    def _error(self, reason: str, **values: str) -> VaultkitError:
        return VaultkitError(
            "the command of --on-change failed: {reason}",
            where=self._arguments[0] if self._arguments else None,
            values={"reason": reason.format_map(values) if values else reason},
        )

    def close(self) -> None:
        """Waits for nothing: a command that still runs is left to its end."""
        self._waiting.clear()
        self._running = None


def _own_stderr() -> int | None:
    with suppress(OSError, ValueError, AttributeError):
        return sys.stderr.fileno()
    return subprocess.DEVNULL if os.name == "nt" else None
