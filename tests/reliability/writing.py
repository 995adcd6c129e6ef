"""The commands that write, each as a case: what was there before, and what is there after.

A new command that writes gets a row in ``CASES``; rows of commands that are not there are left out.
"""

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.reliability.driver import PLAN, put_notes
from tests.store.forking import Forking
from vaultkit.cli.group import COMMANDS

__all__ = ["CASES", "Case", "attributes_of", "reset", "tree_of", "xattr_names_of"]


@dataclass(frozen=True, slots=True)
class Case:
    """A command, and what has to be done before it."""

    words: tuple[str, ...]
    prepare: tuple[tuple[str, ...], ...] = ()
    """Commands that are carried out first."""
    more: Mapping[str, bytes] | None = None
    """Notes that are put after those."""

    @property
    def name(self) -> str:
        return " ".join(self.words).removeprefix("tests.reliability.driver").strip() or "plan"

    @property
    def writes_pages(self) -> bool:
        """Pages can be made again: they need not be all old or all new."""
        return self.words[0] == "build"

    @property
    def exists(self) -> bool:
        return self.words[0] in (PLAN, *COMMANDS)


_CARDS = {
    "in.vcf": b"BEGIN:VCARD\nVERSION:3.0\nFN:Cy Wu\nEMAIL:cy@example.org\nX-ODD:1\n"
    b"PHOTO;ENCODING=b:/9j/4AAQSkZJRgABAQ==\nEND:VCARD\n"
    b"BEGIN:VCARD\nVERSION:3.0\nFN:Bo\nTEL:+15550100123\nEND:VCARD\n",
    "Old/Bo.md": b'---\nkind: contact\nvcard: "[[Bo.vcf]]"\n---\n# Bo\n',
    "Old/Bo.vcf": b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Bo\r\nTITLE:x\r\nEND:VCARD\r\n",
}
_BOBS = {
    "Bo.md": b"---\nkind: contact\nemail: bo@example.org\n---\n# Bo\n",
    "Bob.md": b"---\nkind: contact\nemail: bob@example.org\n---\n# Bob\n\n[[Anna]] [[Bo]]\n",
    "Knows.md": b"[[Bob]] and [[Bo]]\n",
}
_CALENDAR = (
    b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:sync@example.org\nDTSTART:20261124T140000\n"
    b"SUMMARY:Sync\nATTENDEE;CN=Anna:mailto:anna@example.org\nEND:VEVENT\nEND:VCALENDAR\n"
)
_MEETING = (
    b"---\nkind: meeting\ndate: 2026-11-24\norganiser: Ben\nattendees: [ana@example.org]\n"
    b'replies: ["Ben <ben@example.org>: accepted"]\n---\n# Sync\n'
)
_ROWS = (
    b"Record ID,Meeting name,Meeting start time,Email\n"
    b"1,Sync,2026-11-24,\n2,Talk,2026-12-01T10:00Z,ana@example.org\n"
)
_WITH_REGION = (("region", "add", "Anna", "backlinks"),)
_ALL = (
    Case((PLAN,)),
    Case(("undo",), prepare=((PLAN,),)),
    Case(("undo", "2"), prepare=((PLAN,), ("undo",))),
    Case(
        ("build", "--yes"),
        prepare=(("build", "--yes"),),
        more={"Notes.md": b"# Other\n\n[[Anna]] [[Nobody]] #new\n", "New.md": b"[[Notes]]\n"},
    ),
    Case(("property", "set", "Anna", "phone", "12:30")),
    Case(("property", "add", "Anna", "tags", "vip")),
    Case(("property", "remove", "Anna", "phone")),
    Case(("property", "rename", "Anna", "phone", "tel")),
    Case(("actions", "done", "Notes:3", "--on", "2026-12-01")),
    Case(("region", "add", "Anna", "backlinks")),
    Case(("region", "remove", "Anna", "backlinks"), prepare=_WITH_REGION),
    Case(("region", "release", "Anna", "backlinks"), prepare=_WITH_REGION),
    Case(
        (
            *("new", "meeting", "Sync", "--at", "2026-12-08 15:00", "--folder", "New/Meetings"),
            *("--with", "Bob", "--create-contacts", "--series", "Partners"),
        ),
        more={
            "2026-11-10.md": b"---\r\nkind: meeting\r\nseries: '[[Partners]]'\r\n---\r\n",
            "2027-01-12.md": b"---\nkind: meeting\nseries: '[[Partners]]'\nnumber: 2\n---\n",
        },
    ),
    Case(("rename", "Anna", "Anna Petrova")),
    Case(("rename", "Old/", "Older/")),
    Case(("rename", "Anna", "Anna Petrova", "--alias")),
    Case(("rename", "--tag", "people", "friends")),
    Case(("rename", "--heading", "Notes#Notes", "All notes")),
    Case(("contacts", "import", "in.vcf", "--folder", "Old"), more=_CARDS),
    Case(("contacts", "merge", "Bo", "Bob"), more=_BOBS),
    Case(("calendar", "import", "sync.ics"), more={"sync.ics": _CALENDAR}),
    Case(("meetings", "import", "in.csv"), more={"in.csv": _ROWS, "Sync.md": _MEETING}),
    Case(("calendar", "invite", "Sync"), more={"Sync.md": _MEETING}),
    Case(("calendar", "cancel", "Sync"), more={"Sync.md": _MEETING}),
)
CASES = [case for case in _ALL if case.exists]


def reset(case: Case, fork: Forking, root: Path) -> None:
    """The vault as it is before the case, with nothing in its journal but what comes of that."""
    for place in root.iterdir() if root.exists() else ():
        if place.name != ".vaultkit":
            shutil.rmtree(place) if place.is_dir() else place.unlink()
    for folder in ("journal", "aside", "recovered"):
        for place in root.glob(f".vaultkit/*/{folder}"):
            shutil.rmtree(place)
    put_notes(root)
    os.chmod(root / "Anna.md", 0o640)  # noqa: PTH101
    for words in case.prepare:
        outcome = fork.run(*words, vault=root)
        assert outcome.done.code == 0, outcome
    for path, data in (case.more or {}).items():
        (root / path).write_bytes(data)


def tree_of(root: Path) -> dict[str, bytes]:
    """Every file outside of ``.vaultkit``, temporary ones too."""
    return {
        path: place.read_bytes()
        for place in sorted(root.rglob("*"))
        if place.is_file()
        and not (path := place.relative_to(root).as_posix()).startswith(".vaultkit")
    }


def attributes_of(root: Path) -> dict[str, tuple[int, tuple[tuple[str, bytes], ...]]]:
    """The mode and the extended attributes of every file outside of ``.vaultkit``."""
    return {
        path: (stat.S_IMODE((root / path).stat().st_mode), _xattrs_of(root / path))
        for path in tree_of(root)
    }


def _xattrs_of(place: Path) -> tuple[tuple[str, bytes], ...]:
    return tuple((name, os.getxattr(place, name)) for name in xattr_names_of(place))


def xattr_names_of(place: Path) -> list[str]:
    """Sorted; none where the system or the drive knows no extended attributes."""
    if not hasattr(os, "listxattr"):
        return []
    try:
        return sorted(os.listxattr(place))
    except OSError as error:
        if error.errno != errno.ENOTSUP:
            raise
        return []
