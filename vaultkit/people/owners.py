"""Who is to do a task, as its own line says. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Literal, NamedTuple

from vaultkit.model.links import Kind, ResolvedLink
from vaultkit.model.paths import VaultPath
from vaultkit.people.directory import Directory, Named, directory_of_names

__all__ = ["Claim", "NamedHere", "claimed_by", "find_owner_field", "owner_in", "owner_words"]

_LINKED = r"!?\[\[[^\[\]]*\]\]|\[[^\[\]]*\]\([^()]*\)"
_KEYS = "owner|assignee|responsible|who|ответственный|ответственная|исполнитель|владелец|кто"
_FIELD = re.compile(
    rf"\[\s*(?:{_KEYS})\s*::(?P<square>(?:{_LINKED}|[^\[\]])*)\]"
    rf"|\(\s*(?:{_KEYS})\s*::(?P<round>(?:{_LINKED}|[^()])*)\)",
    re.IGNORECASE,
)
# Not the host of an address; and Anna Petrova may be written with a blank or without.
_MENTION = re.compile(r"(?<![\w@./:+-])@([^\W\d_][\w.'’-]*)(?: ([^\W\d_][\w.'’-]*))?")
_BEFORE_COLON = re.compile(
    r"[*_ ]*([^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){0,3})[*_ ]*:(?=[\s*_]|$)"
)

_PAUSE = re.compile(r"\s*[:,]\s+|\s*[–—]\s*|\s+-\s+")


class Claim(NamedTuple):
    """A name as a task has it, and how it is marked as that of an owner.

    What stands ``before`` a colon may be anything (``Budget: ...``), so it is an owner's only where
    somebody is called so. ``longer`` is the name with the word after it, which may be a surname.
    """

    name: str
    form: Literal["field", "mention", "before"]
    longer: str = ""


class NamedHere:
    """The contacts that a note links to, by task and by what they are called there.

    Names are those that the note itself writes: the linked file's, and what links show.
    """

    def __init__(self, kinds: Mapping[VaultPath, Kind], links: Sequence[ResolvedLink]) -> None:
        self._links = [
            (each.link, each.path)
            for each in links
            if each.path and each.link.region is None and kinds.get(each.path) == "contact"
        ]

    @cached_property
    def of_task(self) -> Mapping[int, Sequence[tuple[str, VaultPath]]]:
        """The source of each link in a task and its contact, in document order."""
        found: dict[int, list[tuple[str, VaultPath]]] = {}
        for link, path in self._links:
            if link.task is not None:
                found.setdefault(link.task, []).append((link.original, path))
        return found

    @cached_property
    def _directory(self) -> Directory:
        names = {(path, name) for link, path in self._links for name in (path.stem, link.display)}
        return directory_of_names(sorted(names))

    def find(self, claim: Claim) -> VaultPath | None:
        """The one contact that a name means in this note."""
        found = claimed_by(claim, self._directory) if self._links else ()
        return found[0] if len(found) == 1 else None


def owner_in(text: str, task: int, named: NamedHere) -> tuple[VaultPath | None, Claim | None]:
    """Who is to do the task of a number, or whose name says it but is not known in the note.

    A field decides (``[owner:: Anna]``). Else the first that is named, be it by a link, with an
    ``@`` or before a colon that the text begins with; these two only where the note links to the
    contact, anywhere in it. So a linked contact is never put aside for a word that may mean
    somebody, and what the note alone says stays true when all contacts are asked.
    """
    linked = named.of_task.get(task, ())
    field = _FIELD.search(text)
    value = "" if field is None else field[field.lastgroup or 0].strip().removeprefix("@")
    if value:
        claim = Claim(value, "field")
        owner = next((path for source, path in linked if source in value), named.find(claim))
        return owner, None if owner else claim
    claims = [*_iter_claims(text)]
    owners = [(at, path) for at, claim in claims if (path := named.find(claim)) is not None]
    for source, path in linked[:1]:
        at = text.find(source)
        owners.append((at if at >= 0 else len(text), path))  # below the first line
    if owners:
        return min(owners, key=lambda each: each[0])[1], None
    surest = min(
        (claim for _, claim in claims), key=lambda each: each.form == "before", default=None
    )
    return None, surest


def find_owner_field(text: str) -> tuple[int, int] | None:
    """Where a field that names an owner begins and ends; None where there is none."""
    field = _FIELD.search(text)
    return field.span() if field and field[field.lastgroup or 0].strip() else None


def owner_words(text: str, sources: Sequence[str], directory: Directory) -> int:
    """Where the words end with which a text begins that say no more than whose it is; else 0.

    They are one of the ``sources`` of links to the owner before a colon or a dash, an ``@`` with
    a name of theirs, or such a name before a colon. ``directory`` knows the owner alone.
    """
    for source in sources:
        if text.startswith(source) and (after := _PAUSE.match(text, len(source))):
            return after.end()
    if mention := _MENTION.match(text):
        name, after_name = (part and part.rstrip(".'’-") for part in mention.groups())
        longer = f"{name} {after_name}" if after_name else ""
        if longer and directory.find(Named(longer)):
            return _past_pause(text, 1 + len(longer))
        return _past_pause(text, 1 + len(name)) if directory.find(Named(name)) else 0
    before = _BEFORE_COLON.match(text)
    if before is None or not directory.find(Named(before[1])):
        return 0
    return len(text) - len(text[before.end() :].lstrip(" *_"))


def _past_pause(text: str, end: int) -> int:
    pause = _PAUSE.match(text, end)
    return pause.end() if pause else len(text) - len(text[end:].lstrip())


def claimed_by(claim: Claim, directory: Directory) -> tuple[VaultPath, ...]:
    """The contacts that a name may mean among those of a directory: none, one, or several."""
    longer = directory.find(Named(claim.longer)) if claim.longer else ()
    return longer or directory.find(Named(claim.name))


def _iter_claims(text: str) -> Iterator[tuple[int, Claim]]:
    """Names that may be an owner's, with their places, in their order."""
    if before := _BEFORE_COLON.match(text):
        yield 0, Claim(before[1], "before")
    for mention in _MENTION.finditer(text):
        name, after = (part and part.rstrip(".'’-") for part in mention.groups())
        yield mention.start(), Claim(name, "mention", f"{name} {after}" if after else "")
