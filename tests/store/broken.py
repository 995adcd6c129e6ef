"""Programs that are wrong in the ways in which an index that remembers goes wrong.

Each is vaultkit with one such fault around it. The theorem is worth what it finds here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tests.cli.support import Done
from tests.store.fresh import VAULTKIT, source_of
from tests.store.places import Tree, put_tree, tree_of

__all__ = ["BROKEN"]

Right = Callable[[], Done]
"""Does what vaultkit does."""


class Broken:
    """Does everything right. What a child leaves undone is its fault."""

    def __init__(self) -> None:
        self.known: dict[object, object] = {}

    def call(self, words: Sequence[str], vault: Path, environ: Mapping[str, str]) -> Done:
        def right() -> Done:
            return VAULTKIT.call(words, vault, environ)

        if words[0] == "build" and "--dry-run" not in words:
            return self.build(vault, right)
        return self.answer(vault, words, right)

    def build(self, vault: Path, right: Right) -> Done:
        return right()

    def answer(self, vault: Path, words: Sequence[str], right: Right) -> Done:
        return right()


class BuildsWhatItSeesChanged(Broken):
    """Builds only where what it looks at is not as it was at the last build."""

    def seen(self, vault: Path) -> object:
        raise NotImplementedError

    def build(self, vault: Path, right: Right) -> Done:
        last = self.known.get("done")
        if isinstance(last, Done) and self.known["seen"] == self.seen(vault):
            return _with_nothing_written(last)
        done = right()
        self.known.update(done=done, seen=self.seen(vault))
        return done


class BelievesItsPages(BuildsWhatItSeesChanged):
    """Does not look whether its pages are still as it left them."""

    def seen(self, vault: Path) -> object:
        return source_of(tree_of(vault))


class TakesQuestionsForBuilds(BelievesItsPages):
    """Forgets that pages are still to be written when a question brought the index up to date."""

    def answer(self, vault: Path, words: Sequence[str], right: Right) -> Done:
        self.known["seen"] = self.seen(vault)
        return right()


class LeavesPages(Broken):
    """Leaves some pages as they are that a build should have written or removed."""

    def stale(self, path: str, after: Tree) -> bool:
        raise NotImplementedError

    def build(self, vault: Path, right: Right) -> Done:
        before = {path: data for path, data in tree_of(vault).items() if path.startswith("_index/")}
        done = right()
        after = tree_of(vault)
        stale = {path: data for path, data in before.items() if self.stale(path, after)}
        put_tree(vault, {path: data for path, data in stale.items() if after.get(path) != data})
        return done


class NeverRemoves(LeavesPages):
    """Leaves the pages that nothing asks for any more."""

    def stale(self, path: str, after: Tree) -> bool:
        return path not in after


class MakesBacklinksOnce(LeavesPages):
    """Writes the page of a note only when there is none yet."""

    def stale(self, path: str, after: Tree) -> bool:
        return "/backlinks/" in path and path in after


class NeverCountsAgain(LeavesPages):
    """Has the numbers of the first build on its home page."""

    def stale(self, path: str, after: Tree) -> bool:
        return path.endswith("/index-home.md") and path in after


class RemembersFacts(Broken):
    """Tells of a note what it told before while something of that note is the same."""

    kept = ""
    """The part of the facts that it remembers; empty: all of them."""

    def seen(self, place: Path) -> object:
        raise NotImplementedError

    def answer(self, vault: Path, words: Sequence[str], right: Right) -> Done:
        done = right()
        if words[0] != "facts":
            return done
        forms = [json.loads(line) for line in done.out.splitlines()]
        for number, form in enumerate(forms):
            known = self.known.setdefault(self.seen(vault / form["path"]), form)
            assert isinstance(known, dict)
            forms[number] = {**form, self.kept: known[self.kept]} if self.kept else known
        lines = [json.dumps(form, ensure_ascii=False) + "\n" for form in forms]
        return Done(done.code, "".join(lines), done.err)


class BelievesTimes(RemembersFacts):
    """Takes a note of the same size and time for unchanged."""

    def seen(self, place: Path) -> object:
        return place, place.lstat().st_size, place.lstat().st_mtime_ns


class ResolvesChangedNotesOnly(RemembersFacts):
    """Does not ask where links lead now while the note that they stand in is the same."""

    kept = "links"

    def seen(self, place: Path) -> object:
        return place, place.read_bytes()


class JudgesChangedNotesOnly(RemembersFacts):
    """Does not ask what kind a note is now, when only its place changed."""

    kept = "kind"

    def seen(self, place: Path) -> object:
        return place.read_bytes()


def _with_nothing_written(done: Done) -> Done:
    if not done.out.startswith("{"):
        return done
    said = json.loads(done.out)
    said["unchanged"] += said["written"]
    said["written"] = said["removed"] = 0
    return Done(done.code, json.dumps(said), done.err)


_STALE_PAGE = "got/_index/|missing: |there, and "

BROKEN: Mapping[str, tuple[type[Broken], str]] = {
    kind.__name__: (kind, finding)
    for kind, finding in (
        (BelievesItsPages, _STALE_PAGE),
        (TakesQuestionsForBuilds, _STALE_PAGE),
        (NeverRemoves, "there, and should not be: "),
        (MakesBacklinksOnce, "got/_index/backlinks/"),
        (NeverCountsAgain, "got/_index/index-home.md"),
        (BelievesTimes, "'facts'"),
        (ResolvesChangedNotesOnly, "'facts'"),
        (JudgesChangedNotesOnly, "'facts'"),
    )
}
"""What the theorem has to say of each."""
