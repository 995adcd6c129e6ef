"""Where telephone numbers of a vault are dialled that have no country's code."""

from __future__ import annotations

from vaultkit.app.snapshot import Snapshot
from vaultkit.app.vault_language import vault_language
from vaultkit.exchange.phones import is_region
from vaultkit.model.errors import UsageError

__all__ = ["region_of"]


def region_of(snapshot: Snapshot, named: str | None) -> str:
    """The country in which numbers without a country's code are dialled: the one named, else that
    of the vault's language, empty where neither says it. Raises UsageError for one that is none.
    """
    if named is None:
        return "RU" if vault_language(snapshot) == "ru" else ""
    if not is_region(named.upper()):
        raise UsageError(
            "there is no country '{name}'",
            values={"name": named},
            hint="give its two letters, such as SE",
        )
    return named.upper()
