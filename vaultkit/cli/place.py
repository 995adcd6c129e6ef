"""When and where a command that makes notes was given."""

from __future__ import annotations

from datetime import datetime
from importlib import import_module
from typing import TYPE_CHECKING

import click

from vaultkit.cli.request import request_of, root_of

if TYPE_CHECKING:
    from vaultkit.app.new_note import Place

__all__ = ["place_of"]


def place_of(ctx: click.Context) -> Place:
    """The moment, the environment, and the folder in the vault if it is one."""
    request, root = request_of(ctx), root_of(ctx)
    folder = request.folder.resolve()
    inside = folder.is_relative_to(root.resolve()) and folder.relative_to(root.resolve())
    here = inside.as_posix() if inside else None
    place: Place = import_module("vaultkit.app.new_note").Place(
        datetime.now(), request.environ, "" if here == "." else here
    )
    return place
