"""Where the links of many notes lead, as far as pages care; what is found is asked for once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from vaultkit.app.share import NO_FACE, NOWHERE, Dest, Face
from vaultkit.store.paging import dest_rows, link_rows
from vaultkit.store.rows import LinkFlag
from vaultkit.store.store import Store

__all__ = ["LinkDests"]


class LinkDests:
    """Good for as long as nothing is called otherwise, and no file comes or goes."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[int, Dest] = {}
        """By number of the file."""

    def know_all(self, faces: Mapping[int, Face]) -> None:
        """Asks for all files at once; ``faces`` are those of all listed notes."""
        for number, path, excluded in self._store.each("SELECT id, path, excluded FROM files"):
            face = faces.get(number, NO_FACE)
            # The text that the face has already, where it has it: there may be 100,000 of them.
            self._known[number] = Dest(number, face.path or path, face, False, bool(excluded))

    def of(self, numbers: Sequence[int]) -> dict[int, list[Dest]]:
        """By note, of each of its links in their order."""
        rows = link_rows(self._store, numbers)
        self._ask({dest for _, dest, _ in rows if dest is not None})
        found: dict[int, list[Dest]] = {number: [] for number in numbers}
        for source, number, flags in rows:
            dest = NOWHERE if number is None else self._known[number]
            ambiguous = flags & LinkFlag.AMBIGUOUS
            found[source].append(dest._replace(ambiguous=True) if ambiguous else dest)
        return found

    def _ask(self, numbers: Iterable[int]) -> None:
        wanted = [number for number in numbers if number not in self._known]
        # A damaged index may lack a file, which is then one that no page shows.
        self._known.update((number, Dest(number, "", NO_FACE, False, False)) for number in wanted)
        for number, path, excluded, shown, kind in dest_rows(self._store, wanted):
            face = Face(path, shown, kind) if kind and not excluded else NO_FACE
            self._known[number] = Dest(number, path, face, False, bool(excluded))
