"""What is said of a time zone that there is not: with the ones that were perhaps meant."""

from __future__ import annotations

from zoneinfo import available_timezones

from vaultkit.app.nearest import NearestNames
from vaultkit.model.errors import UsageError
from vaultkit.model.paths import VaultPath

__all__ = ["unknown_zone"]


def unknown_zone(name: str, where: VaultPath | None = None) -> UsageError:
    """The error for a name that no time zone bears; ``where`` is the note that says it.

    Goes over all time zones that are known.
    """
    # Three letters that look alike are hours apart, and people write the blank of a city's name.
    places = (zone for zone in available_timezones() if "/" in zone)
    near = NearestNames.of(places).near("_".join(name.split()))
    return UsageError(
        "there is no time zone '{name}'",
        where=where,
        values={"name": name},
        hint="give an IANA name, such as Europe/Moscow",
        candidates=near,
    )
