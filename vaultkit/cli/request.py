"""One run of the command line: who asks, where, in what language."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

import click

from vaultkit.app.root import get_root
from vaultkit.language.catalog import Catalog, language_of_locale

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["VAULT_KEY", "Request", "interface_language", "request_of", "root_of"]

VAULT_KEY = "vaultkit.vault"
"""Where ``--vault`` is kept in click's ``meta``, which group and command share."""

_LANGUAGE_VARIABLES = ("VAULTKIT_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


class Request(NamedTuple):
    """What every command may ask of its surroundings."""

    words: Catalog
    environ: Mapping[str, str]
    place: str
    """The folder the command was given in, from the root on."""
    arguments: tuple[str, ...] = ()
    """The command line after the program's name."""

    @property
    def folder(self) -> Path:
        """The same as a path."""
        # Half of what pathlib loads is for URLs; the help does without any of it.
        folder: Path = import_module("pathlib").Path(self.place)
        return folder


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
