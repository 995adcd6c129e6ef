"""The only module that imports jinja2: templates that ship, filled with plain data.

Whatever a template prints is quoted, unless it is ``Markdown`` already: a filter forgotten in a
template can make a page ugly, never unsafe. A macro's outcome is marked with ``|md``.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from vaultkit.model.errors import VaultkitError
from vaultkit.pages.quote import Markdown, quote_block, quote_line

__all__ = ["render", "templates_root"]


def templates_root() -> Path:
    """The folder of the templates that ship: in the installed package, else in the checkout.

    Raises VaultkitError where neither has them, so where the installation is broken.
    """
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "templates", package.parent / "templates"):
        if (folder / "pages").is_dir():
            return folder
    raise VaultkitError(
        "the templates that belong to vaultkit are not there",
        where=str(package),
        hint="install vaultkit again",
    )


def render(template: str, values: Mapping[str, Any]) -> str:
    """The text of a template of ``templates/pages``, named without its ending, filled.

    The values are data and functions that return text; a name that is not given raises
    jinja2's ``UndefinedError``.
    """
    return _environment().get_template(f"{template}.md.j2").render(values)


@cache
def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        loader=jinja2.FileSystemLoader(templates_root() / "pages"),
        undefined=jinja2.StrictUndefined,
        finalize=_printed,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # HTML's escapes are not Markdown's: _printed quotes instead
        auto_reload=False,
    )
    environment.filters.update(md=Markdown, block=quote_block)
    return environment


def _printed(value: object) -> str:
    """What a template's expression prints."""
    if isinstance(value, Markdown):
        return value
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return quote_line(value)
    raise TypeError(f"a template prints {type(value).__name__}, which is no text")
