"""A template filled in a process of its own: the job comes as JSON on stdin, the answer goes out.

Limits are set before the template is looked at; a system without them (Windows) relies on the
parent's clock. Whatever goes wrong beyond that ends the process, which the parent can tell.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import Any

from vaultkit.model.template_names import TemplateFaultError
from vaultkit.pages.marks import Ready
from vaultkit.pages.sandbox import fill

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

__all__ = ["CPU_S", "MEMORY_BYTES", "main", "packed", "unpacked"]

CPU_S = 2
MEMORY_BYTES = 512 * 1024 * 1024


def main() -> None:
    """Fills one template, and ends."""
    job = json.load(sys.stdin)
    _limit()
    try:
        filled = fill(job["source"], unpacked(job["values"]))
        answer = {"text": filled.text, "values": packed(filled.values)}
    except TemplateFaultError as error:
        code, line, args = error.fault
        answer = {"fault": [code, line, dict(args)]}
    sys.stdout.write(json.dumps(answer))


def packed(value: Any) -> Any:
    """A value as JSON takes it; Markdown is told from text."""
    match value:
        case Ready():
            return {"ready": [str(value), value.plain]}
        case Mapping():
            return {"mapping": {key: packed(each) for key, each in value.items()}}
        case list() | tuple():
            return [packed(each) for each in value]
    return value


def unpacked(value: Any) -> Any:
    """The value again. Raises KeyError or TypeError for what ``packed`` did not make."""
    if isinstance(value, list):
        return [unpacked(each) for each in value]
    if isinstance(value, dict):
        if "ready" in value:
            body, plain = value["ready"]
            return Ready(body, plain)
        return {key: unpacked(each) for key, each in value["mapping"].items()}
    return value


def _limit() -> None:
    if resource is None:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime) + CPU_S
    limits = {
        resource.RLIMIT_CPU: (seconds, seconds + 1),
        resource.RLIMIT_AS: (MEMORY_BYTES, MEMORY_BYTES),
        resource.RLIMIT_FSIZE: (0, 0),
        resource.RLIMIT_CORE: (0, 0),
    }
    for limit, (soft, hard) in limits.items():
        try:
            resource.setrlimit(limit, (soft, hard))
        except (ValueError, OSError):  # macOS refuses some; the parent's clock is left
            continue
