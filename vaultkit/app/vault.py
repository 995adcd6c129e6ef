"""``Vault``: the handle that programs hold.

The examples run as tests; in them ``folder`` is a vault of three notes::

    Contacts/Anna.md     # Anna: works with [[Kenji]] on [[Networking]] #vip
    Contacts/Kenji.md    aliases: [Kenji-san]; a link to [[Nobody yet]]
    Topics/Networking.md # Networking
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from vaultkit.app.indexing import Index, discard_index, locked_index, open_index
from vaultkit.app.lists import (
    Backlink,
    UnresolvedName,
    backlinks_of,
    dead_ends_of,
    links_of,
    orphans_of,
    unresolved_names,
)
from vaultkit.app.meant import file_meant, note_meant
from vaultkit.app.properties import PropertyCount, property_counts
from vaultkit.app.settings import Opening
from vaultkit.app.snapshot import Snapshot
from vaultkit.app.tags import TagCount, tag_counts
from vaultkit.app.vault_graph import VaultGraph
from vaultkit.model.config import Config
from vaultkit.model.diagnostic import Diagnostic
from vaultkit.model.errors import DamagedError, LockedError, VaultkitError
from vaultkit.model.links import Kind, ResolvedLink
from vaultkit.model.note import Note
from vaultkit.model.plan import Plan

if TYPE_CHECKING:
    from vaultkit.app.built import BuildResult

__all__ = ["Vault"]


P = ParamSpec("P")
T = TypeVar("T")


def _looked_up(question: Callable[Concatenate[Vault, P], T]) -> Callable[Concatenate[Vault, P], T]:
    """A question that is looked up in the index; one that is found damaged is thrown away."""

    @wraps(question)
    def asked(vault: Vault, /, *args: P.args, **kwargs: P.kwargs) -> T:
        store = vault.snapshot.index.store
        try:
            with store.blamed():
                return question(vault, *args, **kwargs)
        except DamagedError as error:
            vault.close()  # some systems delete no open file
            raise _thrown_away(vault, error) from error

    return asked


def _thrown_away(vault: Vault, error: DamagedError) -> DamagedError:
    """The error to raise once the damaged index is gone, or where another run writes now."""
    hint = "open the vault again: the index is made anew from the notes"
    try:
        discard_index(vault.root, vault.opening, damaged=error.file, wait_s=0)
    except VaultkitError:
        hint = "open the vault again when no other run writes in it any more"
    place = vault.snapshot.index.store.place
    raised = DamagedError(
        "the index is not as it was written: {reason}",
        where=None if place is None else str(place),
        hint=hint,
        values={"reason": error.message},
    )
    raised.file = error.file
    return raised


@dataclass(frozen=True, slots=True)
class Vault:
    """A vault as it was when it was opened. Reading it again is ``reopen``.

    Wherever a note is asked for, a path, a name or an alias will do; a name that means no note,
    or several, raises ``UsageError`` with the candidates.
    """

    snapshot: Snapshot
    opening: Opening

    @classmethod
    def open(
        cls,
        path: str | os.PathLike[str],
        *,
        environ: Mapping[str, str] | None = None,
        jobs: int | None = 1,
        executor: Executor | None = None,
    ) -> Vault:
        """The vault in a folder. What changed since it was opened last is read; nothing is written
        but the index in ``.vaultkit``, and that not where no such folder can be made.

        ``environ`` may hold ``VAULTKIT_*`` settings; None stands for the process's own. Notes are
        read by so many processes (None for as many as is quickest) or by an ``executor``.
        Raises ConfigError where ``vaultkit.toml`` cannot be used, DiskError where there is no
        such folder.

        >>> vault = Vault.open(folder)
        >>> len(vault.notes())
        3
        """
        opening = Opening(
            environ=os.environ if environ is None else environ,
            jobs=jobs,
            executor=executor,
            command="a program",
        )
        return cls(_opened(Path(path).expanduser().absolute(), opening), opening)

    def reopen(self) -> Vault:
        """The same vault as it is now."""
        return Vault(_opened(self.root, self.opening), self.opening)

    def close(self) -> None:
        """Lets go of the index. What was asked for already stays good."""
        self.snapshot.index.store.close()

    @property
    def root(self) -> Path:
        """The vault's folder."""
        return self.snapshot.root

    @property
    def config(self) -> Config:
        """What ``vaultkit.toml`` says, with the defaults filled in."""
        return self.snapshot.config

    @_looked_up
    def notes(self) -> tuple[Note, ...]:
        """Every note, canvas and base that is not excluded, in code-point order of the path.

        >>> [note.path for note in Vault.open(folder).notes()]
        ['Contacts/Anna.md', 'Contacts/Kenji.md', 'Topics/Networking.md']
        """
        return self.snapshot.listed

    @_looked_up
    def note(self, name: str) -> Note:
        """The note of a path, a name or an alias, an excluded one too.

        >>> vault = Vault.open(folder)
        >>> vault.note("Anna").title
        'Anna'
        >>> vault.note("kenji-san").path
        'Contacts/Kenji.md'
        >>> vault.note("Ana")
        Traceback (most recent call last):
        vaultkit.model.errors.UsageError: no note answers to 'Ana' (give a path, a name or an alias)
        """
        return note_meant(self.snapshot, name)

    @_looked_up
    def kind(self, name: str) -> Kind:
        """What kind of note it is: topic, contact, meeting, daily, index, template or other.

        >>> Vault.open(folder).kind("Anna")
        'contact'
        """
        return self.snapshot.kinds[self.note(name).path]

    @_looked_up
    def links(self, name: str) -> tuple[ResolvedLink, ...]:
        """The links and embeds of a note and where each leads, in document order.

        >>> [link.path for link in Vault.open(folder).links("Anna")]
        ['Contacts/Kenji.md', 'Topics/Networking.md']
        """
        return links_of(self.snapshot, self.note(name).path)

    @_looked_up
    def backlinks(self, name: str) -> tuple[Backlink, ...]:
        """The links of other notes to a note or an attachment, by source, in document order.

        Linear in the vault's links.

        >>> for backlink in Vault.open(folder).backlinks("Networking"):
        ...     print(backlink.resolved.source, backlink.resolved.link.line, backlink.text)
        Contacts/Anna.md 3 works with [[Kenji]] on [[Networking]] #vip
        """
        return backlinks_of(self.snapshot, file_meant(self.snapshot, name))

    @_looked_up
    def unresolved(self) -> tuple[UnresolvedName, ...]:
        """The names that links ask for and no file bears, in order of the name.

        >>> [name.name for name in Vault.open(folder).unresolved()]
        ['Nobody yet']
        """
        return unresolved_names(self.snapshot)

    @_looked_up
    def orphans(self) -> tuple[Note, ...]:
        """The notes and canvases that no link leaves or reaches, in path order.

        >>> Vault.open(folder).orphans()
        ()
        """
        return orphans_of(self.snapshot)

    @_looked_up
    def dead_ends(self) -> tuple[Note, ...]:
        """The notes and canvases without a link to anything else, in path order.

        >>> [note.title for note in Vault.open(folder).dead_ends()]
        ['Networking']
        """
        return dead_ends_of(self.snapshot)

    @_looked_up
    def tags(self) -> tuple[TagCount, ...]:
        """Every tag and parent of a nested one with the number of its notes, by key.

        >>> [(tag.name, tag.count) for tag in Vault.open(folder).tags()]
        [('vip', 1)]
        """
        return tag_counts(self.notes())

    @_looked_up
    def properties(self) -> tuple[PropertyCount, ...]:
        """Every property with the types of its values and the number of its notes, by key.

        >>> [(each.name, each.types) for each in Vault.open(folder).properties()]
        [('aliases', ('list',))]
        """
        return property_counts(self.notes())

    @_looked_up
    def graph(self) -> VaultGraph:
        """The notes and the links between them; networkx is loaded only by what needs it.

        >>> graph = Vault.open(folder).graph()
        >>> graph.neighbours("Contacts/Kenji.md")
        ('?Nobody yet', 'Contacts/Anna.md')
        >>> graph.to_networkx().number_of_edges()
        3
        """
        return VaultGraph(self.snapshot.graph)

    @_looked_up
    def check(self) -> tuple[Diagnostic, ...]:
        """Everything that is wrong in the vault's files, by path, then by place.

        >>> for found in Vault.open(folder).check():
        ...     print(f"{found.path}:{found.line} {found.code}: {found.message}")
        Contacts/Kenji.md:4 link-unresolved: no file answers to [[Nobody yet]]
        """
        # jinja2 and networkx, which render the pages, take a while to load.
        from vaultkit.app.check import check  # noqa: PLC0415

        return check(self.snapshot)

    def plan_build(self) -> Plan:
        """What ``build`` would write and remove now. Writes nothing but the index.

        >>> plan = Vault.open(folder).plan_build()
        >>> plan.edits[-1].path
        '_index/tags/tag-vip.md'
        """
        from vaultkit.app.build import plan_build  # noqa: PLC0415

        def planned(index: Index) -> Plan:
            plans: list[Plan] = []
            plan_build(index, show=plans.append)
            return Plan(
                tuple(edit for plan in plans for edit in plan.edits),
                tuple(found for plan in plans for found in plan.diagnostics),
            )

        return self._locked(planned)

    def build(self) -> BuildResult:
        """Writes the index pages that differ from what the vault says now; the numbers of it.

        Raises LockedError where another run writes in the vault, ConflictError where a page
        changes while it runs, DiskError where one cannot be written.

        >>> vault = Vault.open(folder)
        >>> planned = vault.plan_build()
        >>> vault.build().written == len(planned.edits)
        True
        >>> vault.reopen().build().written
        0
        """
        from vaultkit.app.build import build  # noqa: PLC0415

        return self._locked(build)

    def _locked(self, work: Callable[[Index], T]) -> T:
        """What is done with the index under the lock; once again where it is damaged."""
        try:
            with locked_index(self.root, self.opening) as index:
                return work(index)
        except DamagedError as error:
            discard_index(self.root, self.opening, damaged=error.file)
        with locked_index(self.root, self.opening) as index:
            return work(index)


def _opened(root: Path, opening: Opening) -> Snapshot:
    try:
        return Snapshot(open_index(root, opening))
    except DamagedError as error:
        damaged = error.file
    try:
        discard_index(root, opening, damaged=damaged, wait_s=0)
    except LockedError:  # who reads waits for nobody
        opening = opening._replace(kept=False)
    return Snapshot(open_index(root, opening))
