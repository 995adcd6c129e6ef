"""How notes are called on pages: by title, by file where titles are shared, then by path."""

from __future__ import annotations

from collections.abc import Iterator

from vaultkit.model.paths import VaultPath, name_key
from vaultkit.store.marks import marked
from vaultkit.store.store import Store

__all__ = ["put_shown_names"]


def put_shown_names(store: Store, *, whole: bool) -> set[int]:
    """Puts how notes are called; comes back with those that are called otherwise now.

    Of listed notes that share a title the names of their files are taken, and where these are
    the same too, the path tells them apart. With ``whole`` all names are put anew.
    """
    if whole:
        store.run("UPDATE notes SET second = title, second_key = title_key, shown = title")
        keys = set(store.column(_SHARED.format("title_key")))
    else:
        keys = {str(key) for key in marked(store, "title")}
    second, renamed = set(keys), set()
    for key in sorted(keys):
        for number, *changed in _iter_named_by_file(store, key):
            renamed.add(number)
            second.update(changed)
    if whole:
        second = set(store.column(_SHARED.format("second_key")))
    for key in sorted(second):
        renamed.update(_iter_named_by_path(store, key))
    return renamed


def _iter_named_by_file(store: Store, key: str) -> Iterator[tuple[int, str, str]]:
    """The notes of this title that get another name, with the keys of what they had and have."""
    rows = store.all(_NAMED.format("title_key"), (key,))
    for number, path, title, second, second_key, _ in rows:
        new = _link_name(VaultPath(path)) if len(rows) > 1 else title
        if new != second:
            store.run(
                "UPDATE notes SET second = ?, second_key = ?, shown = ? WHERE id = ?",
                (new, name_key(new), new, number),
            )
            yield number, second_key, name_key(new)


def _iter_named_by_path(store: Store, key: str) -> Iterator[int]:
    """The notes of this second name that are called otherwise now."""
    rows = store.all(_NAMED.format("second_key"), (key,))
    for number, path, _, second, _, shown in rows:
        new = f"{second} ({path.removesuffix('.md')})" if len(rows) > 1 else second
        if new != shown:
            store.run("UPDATE notes SET shown = ? WHERE id = ?", (new, number))
            yield number


_SHARED = (
    "SELECT {0} FROM notes JOIN files USING (id) WHERE NOT excluded"
    " GROUP BY {0} HAVING count(*) > 1"
)
_NAMED = (
    "SELECT id, path, title, second, second_key, shown FROM notes JOIN files USING (id)"
    " WHERE {0} = ? AND NOT excluded"
)


def _link_name(path: VaultPath) -> str:
    return path.stem if path.suffix == ".md" else path.name
