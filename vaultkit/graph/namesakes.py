"""The files that share a name, and which of them a link takes (RS-03 to RS-09).

Thousands of links may ask for a name that thousands of files share, so none of them looks through
these: what finds a file is made when the first link asks, and kept.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from vaultkit.model.paths import VaultPath, name_key

__all__ = ["NO_NAMESAKES", "IndexedFile", "Namesakes", "is_hidden", "namesakes_of"]


class IndexedFile(NamedTuple):
    """A file as links look for it. The natural order is Obsidian's preference (RS-05, RS-06)."""

    length: int
    """Of the NFC path in UTF-16 units: Obsidian compares JavaScript's ``path.length``."""
    key: str
    path: VaultPath

    @classmethod
    def of(cls, path: VaultPath) -> IndexedFile:
        """The file of a path."""
        composed = path if path.isascii() else unicodedata.normalize("NFC", path)
        return cls(len(composed.encode("utf-16-le", "surrogatepass")) // 2, path.key, path)


class Namesakes:
    """Files of one name. ``wanted`` is always a path or the end of one, with its extension."""

    __slots__ = ("_ways", "files")

    def __init__(self, files: Iterable[IndexedFile] = ()) -> None:
        self.files: tuple[IndexedFile, ...] = tuple(sorted(files))
        """Preferred first."""
        self._ways: _Ways | None = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Namesakes) and self.files == other.files

    def __hash__(self) -> int:
        return hash(self.files)

    @property
    def paths(self) -> tuple[VaultPath, ...]:
        """The same in code-point order; one tuple, however often it is asked for."""
        return self._found_by.paths

    def find_at(self, wanted: str) -> IndexedFile | None:
        """The file at exactly this path. Of several that differ in case or Unicode form alone it
        is the one spelled so, else the first."""
        key = name_key(wanted)
        if len(self.files) == 1:
            return self.files[0] if self.files[0].key == key else None
        first = self._found_by.first.get(key)
        return None if first is None else self._found_by.spelled.get((key, wanted), first)

    def ending(self, wanted: str) -> Namesakes:
        """Those whose path is the wanted one, of several segments, or ends with it (RS-07).

        Obsidian compares without a boundary, so that ``b/N`` may hit ``ab/N.md``; we do not.
        """
        key = name_key(wanted)
        if len(self.files) == 1:
            return self if ("/" + self.files[0].key).endswith("/" + key) else NO_NAMESAKES
        return self._found_by.ending(key)

    def winner(self, wanted: str, source: VaultPath) -> IndexedFile:
        """Of these files, which all end so, the one that Obsidian takes; there is one at least.

        The exact path (RS-03), else those in the source's folder or below (RS-04), else any; of
        these the first. Two files whose paths differ only in case or Unicode form are told apart
        by the spelling of the link, so that each of them can be linked.
        """
        if len(self.files) == 1:
            return self.files[0]
        ways = self._found_by
        first = ways.first.get(name_key(wanted))
        if first is None:
            first = ways.nearest.get(name_key(source.folder) + "/", self.files[0])
        return ways.spelled.get((first.key, wanted), first)

    @property
    def _found_by(self) -> _Ways:
        if self._ways is None:
            self._ways = _Ways(self.files)
        return self._ways


class _Ways:
    """What finds one of many files; each is made in one round over them, when it is asked for."""

    def __init__(self, files: tuple[IndexedFile, ...]) -> None:
        self._files = files
        self._endings: dict[int, Mapping[str, Namesakes]] = {}

    @cached_property
    def paths(self) -> tuple[VaultPath, ...]:
        """In code-point order."""
        return tuple(sorted(file.path for file in self._files))

    @cached_property
    def first(self) -> Mapping[str, IndexedFile]:
        """The first file of each key of a path."""
        return {file.key: file for file in reversed(self._files)}

    @cached_property
    def nearest(self) -> Mapping[str, IndexedFile]:
        """The first file in each folder or below it, by the folder's key with a slash behind."""
        found: dict[str, IndexedFile] = {}
        for file in self._files:
            for at in _starts(file.key):
                found.setdefault(file.key[:at], file)
        return found

    @cached_property
    def spelled(self) -> Mapping[tuple[str, str], IndexedFile]:
        """Of several files of one key the first whose path ends with a text: by key and text.

        Only texts that begin where a segment does: a link's has the same key as the end of the
        path, and neither case nor Unicode form makes a segment's end as long as the whole.
        """
        found: dict[tuple[str, str], IndexedFile] = {}
        if len(self.first) == len(self._files):
            return found
        for file in self._files:
            for at in (0, *_starts(file.path)):
                found.setdefault((file.key, file.path[at:]), file)
        return found

    def ending(self, key: str) -> Namesakes:
        """The files whose key is this one or ends with it, where a segment begins."""
        count = key.count("/") + 1
        if count not in self._endings:
            groups: defaultdict[str, list[IndexedFile]] = defaultdict(list)
            for file in self._files:
                groups["/".join(file.key.rsplit("/", count)[-count:])].append(file)
            self._endings[count] = {end: Namesakes(files) for end, files in groups.items()}
        return self._endings[count].get(key, NO_NAMESAKES)


NO_NAMESAKES = Namesakes()


def namesakes_of(paths: Iterable[VaultPath]) -> Namesakes:
    """Files of one name. Those in or below a dot folder are left out (RS-14)."""
    return Namesakes(IndexedFile.of(path) for path in paths if not is_hidden(path))


def is_hidden(path: VaultPath) -> bool:
    """Whether it is, or lies in, what begins with a dot."""
    return path.startswith(".") or "/." in path


def _starts(path: str) -> Iterator[int]:
    """Where the segments of a path begin, but the first."""
    at = path.find("/") + 1
    while at:
        yield at
        at = path.find("/", at) + 1
