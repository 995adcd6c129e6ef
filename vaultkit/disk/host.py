"""Which machine this is, among those that may share a home folder or a vault."""

from __future__ import annotations

import os
import re
import sys

if sys.platform == "win32":
    import platform

__all__ = ["host_identity", "host_name"]

_PLACES = ("/etc/machine-id", "/var/lib/dbus/machine-id")
_MACHINE_ID = re.compile(rb"[0-9a-f]{32}\s*")


def host_name() -> str:
    """The name that the machine has for people."""
    if sys.platform == "win32":
        return platform.node()
    return os.uname().nodename


def host_identity(places: tuple[str, ...] = _PLACES) -> str:
    """What tells this machine from others: the system's own id for it, or else its name.

    Only the first part of the name counts: the rest changes with the network.
    """
    for place in places:
        try:
            with open(place, "rb") as file:
                found = file.read(64)
        except OSError:
            continue
        if _MACHINE_ID.fullmatch(found):  # it may be empty, or say that it is not made yet
            return found.strip().decode("ascii")
    return host_name().partition(".")[0].lower()
