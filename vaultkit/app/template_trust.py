"""Templates that a person trusts, as the command line changes them."""

from __future__ import annotations

from vaultkit.disk.trust import revoke, trust

__all__ = ["revoke", "trust"]
