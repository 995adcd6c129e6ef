"""Which versions of other packages the index's rows and the pages were made with."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress

__all__ = ["versions_in"]

_PACKAGES = frozenset(
    (
        *("pyromark", "py_yaml12", "pyyaml", "python_frontmatter"),  # they read notes
        *("babel", "jinja2", "markupsafe", "networkx"),  # they make pages
    )
)
_FOLDERS = ("site-packages", "dist-packages")
_ENDINGS = (".dist-info", ".egg-info")


def versions_in(places: Iterable[str]) -> tuple[str, ...]:
    """Names such as ``pyromark-0.10.3`` of what is installed in folders of packages, sorted.

    ``places`` are those of ``sys.path``; any other folder is passed by, as it may be anybody's. To
    list them costs a tenth of a millisecond, where to load ``importlib.metadata`` costs many.
    """
    return tuple(sorted({found for place in places for found in _installed_in(place)}))


def _installed_in(place: str) -> Iterator[str]:
    if not place.endswith(_FOLDERS):
        return
    with suppress(OSError), os.scandir(place) as entries:
        for entry in entries:
            if entry.name.endswith(_ENDINGS):
                told = entry.name.rpartition(".")[0]
                if told.partition("-")[0].lower().replace(".", "_") in _PACKAGES:
                    yield told
