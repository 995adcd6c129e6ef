"""A template of a vault filled in a process of its own, with limits.

The sandbox keeps a template from everything but its values; only a process that can be ended keeps
it from taking all time and memory there is.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from threading import Timer
from typing import Any

from vaultkit.model.template_names import TemplateFault, TemplateFaultError
from vaultkit.pages.marks import MARK, Filled, cleaned
from vaultkit.pages.sandbox import MAX_OUTPUT
from vaultkit.pages.sandbox_child import packed, unpacked

__all__ = ["WALL_CLOCK_S", "run_template"]

WALL_CLOCK_S = 10.0
_MAX_ANSWER = 8 * MAX_OUTPUT
"""In JSON a letter may take twelve bytes, which no text of this length is made of alone."""
_ENDED = "it takes more than 2 seconds or 512 MB"

# An isolated interpreter, as neither the folder nor the environment may name modules of its own.
_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from vaultkit.pages.sandbox_child import main; main()"
)


def run_template(
    source: str, values: Mapping[str, Any], *, wall_clock_s: float = WALL_CLOCK_S
) -> Filled:
    """The template with its values marked, as ``sandbox.fill`` gives it.

    The process may take two seconds of computing, 512 MB where the system can limit it, and write
    5 MB. Raises TemplateFaultError where it does not end well.
    """
    job = json.dumps({"source": source, "values": packed(cleaned(values))})
    code, answer = _answer(job.encode("ascii"), wall_clock_s)
    try:
        found = _read(answer) if code == 0 else None
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        found = None  # it was ended before it had written all
    if found is None:
        raise _refused(_ENDED)
    if isinstance(found, TemplateFault):
        raise TemplateFaultError(found)
    _check_size(found)
    return found


def _read(answer: bytes) -> Filled | TemplateFault:
    found = json.loads(answer)
    if "fault" in found:
        code, line, args = found["fault"]
        return TemplateFault(code, line, args)
    if not isinstance(found["text"], str):
        raise TypeError("no text")
    return Filled(found["text"], tuple(map(cleaned, unpacked(found["values"]))))


def _answer(job: bytes, wall_clock_s: float) -> tuple[int, bytes]:
    """Exit code and what was written; a process that writes too much or too long is ended."""
    with subprocess.Popen(
        [sys.executable, "-I", "-X", "utf8", "-c", _START, json.dumps(sys.path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ},
        close_fds=True,
    ) as process:
        clock = Timer(wall_clock_s, process.kill)
        clock.start()
        try:
            assert process.stdin is not None
            assert process.stdout is not None
            _write_all(process, job)
            answer = process.stdout.read(_MAX_ANSWER + 1)
            if len(answer) > _MAX_ANSWER:
                process.kill()
            return process.wait(), answer
        finally:
            clock.cancel()
            process.kill()


def _write_all(process: subprocess.Popen[bytes], job: bytes) -> None:
    assert process.stdin is not None
    try:
        process.stdin.write(job)
        process.stdin.close()
    except BrokenPipeError:  # it ended before it read; its exit code says why
        pass


def _check_size(filled: Filled) -> None:
    """A mark may stand in the text more than once."""
    lengths = [len(str(value)) for value in filled.values]
    size = len(filled.text)
    for found in MARK.finditer(filled.text):
        number = int(found[1])
        size += lengths[number] if number < len(lengths) else 0
        if size > MAX_OUTPUT:
            raise _refused("it writes more than 5 MB")


def _refused(reason: str) -> TemplateFaultError:
    return TemplateFaultError(TemplateFault("template-refused", 0, {"reason": reason}))
