"""One run of the command line: who asks, where, in what language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import click

from vaultkit.app.config import language_of_locale
from vaultkit.app.root import get_root
from vaultkit.language.catalog import Catalog

__all__ = ["VAULT_KEY", "Request", "interface_language", "request_of", "root_of"]

VAULT_KEY = "vaultkit.vault"
"""Where ``--vault`` is kept in click's ``meta``, which group and command share."""

_LANGUAGE_VARIABLES = ("VAULTKIT_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


@dataclass(frozen=True, slots=True)
class Request:
    """What every command may ask of its surroundings."""

    words: Catalog
    environ: Mapping[str, str]
    folder: Path
    """The folder the command was given in."""


def interface_language(environ: Mapping[str, str]) -> str:
    """``ru`` or ``en``: the first of the variables that is set and not ``auto`` decides."""
    for name in _LANGUAGE_VARIABLES:
        value = environ.get(name, "")
        if value and value != "auto":
            return language_of_locale(value) or "en"
    return "en"


def request_of(ctx: click.Context) -> Request:
    """The run that a command belongs to."""
    return ctx.ensure_object(Request)


def root_of(ctx: click.Context) -> Path:
    """The vault that is asked about. Raises UsageError where there is none."""
    request = request_of(ctx)
    return get_root(request.folder, named=ctx.meta.get(VAULT_KEY), environ=request.environ)
