"""What goes wrong around vaultkit. What is wrong in a user's file is a ``Diagnostic`` instead.

VaultkitError                 exit 3
├── UsageError                exit 2   bad arguments, NOTE unknown or ambiguous, no vault
├── ConfigError                        vaultkit.toml cannot be used
├── DiskError                          a file or folder cannot be read or written
├── StoreError                         the index cannot be used
│   └── DamagedError                   it has to be made anew
├── LockedError                        another run is writing in the vault
├── ConflictError             exit 1   a file changed since it was read
├── LossError                 exit 1   many notes vanished: nothing is written
└── TemplateError             exit 1   a template cannot be filled, or is not trusted
"""

from __future__ import annotations

import errno
from collections.abc import Mapping

__all__ = [
    "ConfigError",
    "ConflictError",
    "DamagedError",
    "DiskError",
    "LockedError",
    "LossError",
    "StoreError",
    "TemplateError",
    "UsageError",
    "VaultkitError",
    "in_words",
]


class VaultkitError(Exception):
    """The environment or the caller is at fault: what, where, and what to do (``hint``).

    With ``values``, message and hint are templates in which ``{names}`` are filled; a front that
    speaks another language translates the templates and fills them itself.
    """

    exit_code = 3

    def __init__(
        self,
        message: str,
        *,
        where: str | None = None,
        hint: str | None = None,
        values: Mapping[str, str] | None = None,
    ) -> None:
        self.message_template = message
        self.hint_template = hint
        self.values = values
        self.message = message if values is None else message.format_map(values)
        self.hint = hint if hint is None or values is None else hint.format_map(values)
        self.where = where
        super().__init__(self.message)

    def __str__(self) -> str:
        text = f"{self.where}: {self.message}" if self.where else self.message
        return f"{text} ({self.hint})" if self.hint else text


class UsageError(VaultkitError):
    """The request cannot be understood; ``candidates`` are what may have been meant."""

    exit_code = 2

    def __init__(
        self,
        message: str,
        *,
        where: str | None = None,
        hint: str | None = None,
        values: Mapping[str, str] | None = None,
        candidates: tuple[str, ...] = (),
    ) -> None:
        super().__init__(message, where=where, hint=hint, values=values)
        self.candidates = candidates


class ConfigError(VaultkitError):
    """The configuration cannot be read or holds a bad value."""


class DiskError(VaultkitError):
    """A file or folder cannot be read or written."""


class StoreError(VaultkitError):
    """The index beside the vault cannot be used."""


class DamagedError(StoreError):
    """The index is not what was written, or not ours: it has to be made anew.

    ``file`` are the device and inode of the file that was found so, None where nobody knows.
    """

    file: tuple[int, int] | None = None


class LockedError(VaultkitError):
    """Another run is writing in the vault; nothing was done."""


class ConflictError(VaultkitError):
    """A file is not what it was when the plan was made; nothing was written to it."""

    exit_code = 1


class LossError(VaultkitError):
    """Many notes vanished or became empty since vaultkit wrote last, or the vault's folder is
    another one; nothing was written."""

    exit_code = 1


class TemplateError(VaultkitError):
    """A template of notes cannot be filled, or nobody has trusted it yet; nothing was written."""

    exit_code = 1


def in_words(error: Exception) -> VaultkitError:
    """An error that is not vaultkit's own as one that has words for people."""
    if isinstance(error, OSError) and error.filename is not None:
        return DiskError(error.strerror or str(error), where=str(error.filename))
    if isinstance(error, OSError) and error.errno == errno.EIO:
        # What is read or written of a vault has a name. Python reads what it is made of, and the
        # rules of time zones, without telling which file it was.
        return DiskError(
            "something outside of the vault cannot be read or written: {reason}",
            values={"reason": error.strerror or str(error)},
            hint="see whether the drive is well",
        )
    if isinstance(error, OSError):
        return DiskError(error.strerror or str(error))
    if isinstance(error, ImportError):
        return DiskError(
            "a part of vaultkit cannot be loaded: {reason}",
            values={"reason": str(error)},
            hint="see whether the drive is well, or install vaultkit again",
        )
    return VaultkitError(
        "an error in vaultkit itself: {kind}: {reason}",
        values={"kind": type(error).__name__, "reason": str(error)},
        hint="run it again as 'vaultkit --debug ...' and report what it prints",
    )
