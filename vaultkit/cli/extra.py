"""What needs packages that not everybody installs."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from vaultkit.model.errors import VaultkitError

__all__ = ["load"]

_EXTRAS = {
    "icalendar": "calendar",
    "recurring_ical_events": "calendar",
    "dateutil": "calendar",
    "phonenumbers": "contacts",
}
"""Which extra brings a package."""


def load(module: str) -> ModuleType:
    """The module. Raises VaultkitError where an extra has to be installed for it."""
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        extra = _EXTRAS.get((error.name or "").partition(".")[0])
        if extra is None:
            raise
        raise VaultkitError(
            "the package '{package}' is missing",
            hint="install it: pip install 'vaultkit[{extra}]'",
            values={"package": str(error.name), "extra": extra},
        ) from error
