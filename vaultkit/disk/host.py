"""Which machine this is, among those that may share a home folder or a vault."""

from __future__ import annotations

import os
import sys

if sys.platform == "win32":
    import platform

__all__ = ["host_identity", "host_name"]

_PLACES = ("/etc/machine-id", "/var/lib/dbus/machine-id")


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
        digits = found.strip()  # it may be empty, or say that it is not made yet
        if len(digits) == 32 and set(digits) <= set(b"0123456789abcdef"):
            return digits.decode("ascii")
    return host_name().partition(".")[0].lower()
