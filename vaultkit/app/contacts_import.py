"""Cards and rows of address books made contacts of the vault: one plan for all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, NamedTuple

from vaultkit.app.contacts_fields import Filled, Wishes, filled, is_said_by, texts_held
from vaultkit.app.contacts_files import CardPlace
from vaultkit.app.contacts_identity import KnownContacts, groups_of, known_contacts
from vaultkit.app.contacts_store import (
    CARDS,
    PHOTO,
    KeptCards,
    kept_bytes,
    kept_cards,
    ranked,
    revision_of,
)
from vaultkit.app.contacts_told import ImportedCard
from vaultkit.app.contacts_words import ContactOutcome
from vaultkit.app.new_links import link_in, names_with
from vaultkit.app.new_note import (
    NewNote,
    Place,
    Wanted,
    free_path,
    is_taken,
    note_path,
    plan_note,
)
from vaultkit.app.snapshot import Snapshot
from vaultkit.disk.read import read_bytes
from vaultkit.exchange.card_fields import Facts, facts_of, united
from vaultkit.exchange.photos import Photo, digest_in, pictured
from vaultkit.exchange.vcard import card_text
from vaultkit.markdown.decode import decode
from vaultkit.model.calendar import Remark
from vaultkit.model.card import Card
from vaultkit.model.config import Language
from vaultkit.model.errors import DiskError, UsageError
from vaultkit.model.note import Note
from vaultkit.model.paths import VaultPath
from vaultkit.model.plan import FileEdit, Plan
from vaultkit.pages.note_names import cut_at_grapheme, numbered
from vaultkit.people.directory import EMAIL_NAMES

__all__ = ["Imported", "attachment_folder", "plan_import"]

_REASON = "contacts imported"
_LONGEST_NAME = 245
"""Bytes of an attachment's name."""


class Imported(NamedTuple):
    """The plan of an import, and a line for each card in the order of the files."""

    plan: Plan
    cards: tuple[ImportedCard, ...]


class _Arrival(NamedTuple):
    """A card that was found, with its place among all."""

    at: int
    place: CardPlace
    card: Card
    facts: Facts
    photos: tuple[Photo, ...]
    remarks: tuple[Remark, ...]


def plan_import(
    snapshot: Snapshot,
    found: Sequence[CardPlace],
    place: Place,
    *,
    region: str,
    folder: str | None = None,
) -> Imported:
    """What makes every card a contact, or brings its contact up.

    ``folder`` is where new notes go, None where the settings decide. The order of the cards means
    nothing but for the lines. Costs the notes of the vault and the cards. Raises UsageError for a
    folder that is none, TemplateError, DiskError where a file of the vault cannot be read.
    """
    _refuse_unread(snapshot)
    told: dict[int, ImportedCard] = {}
    arrivals: list[_Arrival] = []
    for at, each in enumerate(found):
        outcome = _arrival(at, each, region)
        if isinstance(outcome, _Arrival):
            arrivals.append(outcome)
        else:
            told[at] = outcome
    # Told apart by what they say and not by where they stood, so that notes come out alike.
    arrivals.sort(key=lambda each: (each.facts.name, card_text(each.card), each.at))
    run = _Run(snapshot, place, region, folder, known_contacts(snapshot))
    groups = [
        [arrivals[n] for n in group] for group in groups_of([each.facts for each in arrivals])
    ]
    for group, paths, only_name in _by_note(run.known, groups):
        told.update(run.settled(group, paths, only_name=only_name))
    return Imported(Plan(tuple(run.edits)), tuple(told[at] for at in range(len(found))))


def _refuse_unread(snapshot: Snapshot) -> None:
    """Who has a note that cannot be read would get a second one."""
    unread = next((each for each in snapshot.diagnostics if each.code == "file-unreadable"), None)
    if unread is not None:
        raise DiskError(
            "cannot be read: {reason}",
            where=unread.path,
            hint="see that it exists and that you may read it",
            values=unread.args,
        )


def _by_note(
    known: KnownContacts, groups: Iterable[list[_Arrival]]
) -> Iterator[tuple[list[_Arrival], tuple[VaultPath, ...], bool]]:
    """The groups with the notes that are theirs; those of one note, which may go by several
    names, put together."""
    of_note: dict[VaultPath, tuple[list[_Arrival], bool]] = {}
    rest: list[tuple[list[_Arrival], tuple[VaultPath, ...], bool]] = []
    for group in groups:
        paths, only_name = known.find([each.facts for each in group])
        if len(paths) != 1:
            rest.append((group, paths, only_name))
            continue
        before, was = of_note.get(paths[0], ([], False))
        of_note[paths[0]] = ([*before, *group], was or only_name)
    yield from ((group, (path,), was) for path, (group, was) in sorted(of_note.items()))
    yield from rest


def _arrival(at: int, place: CardPlace, region: str) -> _Arrival | ImportedCard:
    found = place.found
    if found.card is None:
        return ImportedCard(place.file, found.line, "", "refused", remarks=found.remarks)
    seen = pictured(found.card)
    facts = facts_of(seen.card, region=region)
    remarks = (*found.remarks, *seen.remarks)
    if seen.card.first("KIND").lower() == "group":
        remark = Remark("card-is-group")
        return ImportedCard(
            place.file, found.line, facts.name, "skipped", remarks=(remark, *remarks)
        )
    if not facts.name:
        remark = Remark("card-empty")
        return ImportedCard(place.file, found.line, "", "refused", remarks=(remark, *remarks))
    unread = (Remark("phone-unread", {"value": each}) for each in facts.unread_phones)
    return _Arrival(at, place, seen.card, facts, seen.photos, (*remarks, *unread))


# --- one person


@dataclass(slots=True)
class _Run:
    """An import at work."""

    snapshot: Snapshot
    place: Place
    region: str
    folder: str | None
    known: KnownContacts
    edits: list[FileEdit] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)
    """The keys of the paths that are made."""

    def settled(
        self, group: Sequence[_Arrival], paths: Sequence[VaultPath], *, only_name: bool
    ) -> Iterator[tuple[int, ImportedCard]]:
        """What becomes of the cards of one person, who may have these notes."""
        if len(paths) > 1:
            remark = Remark("several-notes", {"notes": ", ".join(paths)})
            return _all(group, "refused", None, remark)
        if paths:
            return self._brought_up(group, paths[0], only_name=only_name)
        return self._made(group)

    def _made(self, group: Sequence[_Arrival]) -> Iterator[tuple[int, ImportedCard]]:
        cards = ranked(each.card for each in group)
        said = united(facts_of(card, region=self.region) for card in cards)
        wanted = Wanted("contact", said.name, self.place.moment, self.folder)
        try:
            path = note_path(self.snapshot, wanted, "contact", self.place)
        except UsageError as error:
            if (error.values or {}).get("title") != said.name:
                raise
            return _all(group, "refused", None, Remark("name-empty"))
        try:
            free_path(self.snapshot, path, "contact")
        except UsageError as error:
            other = str((error.values or {}).get("path", path))
            return _all(group, "refused", None, Remark("name-taken", {"path": other}))
        if path.key in self.taken:
            return _all(group, "refused", None, Remark("name-taken", {"path": path}))
        note = self._planned(wanted, said)
        self.taken.add(note.path.key)
        source = decode(note.path, note.text.encode())
        kept, before = KeptCards(), len(self.edits)
        links = self._kept(note.path, kept, cards, group)
        outcome = filled(source, self._wishes(said, kept, group, links, is_new=True))
        failures = _failures(outcome)
        if failures:  # what the vault's template makes has no place for a link to the cards
            del self.edits[before:]
            return _all(group, "refused", None, *failures)
        self.edits.append(FileEdit(note.path, None, outcome.data, _REASON))
        return _all(group, "new", note.path)

    def _planned(self, wanted: Wanted, said: Facts) -> NewNote:
        def values_at(path: VaultPath, language: Language) -> Mapping[str, Any]:
            org = self._note_of_org(said.org)
            link = link_in(self.snapshot, path, self.snapshot.names)
            return {
                "aliases": list(said.aliases),
                "email": next(iter(said.emails), ""),
                "phone": next(iter(said.phones), ""),
                "org": link(org, said.org) if org else said.org,
                "role": said.role,
                "tz": said.tz,
                "date": said.met,
            }

        return plan_note(self.snapshot, wanted, self.place, values_at=values_at)

    def _brought_up(
        self, group: Sequence[_Arrival], path: VaultPath, *, only_name: bool
    ) -> Iterator[tuple[int, ImportedCard]]:
        snapshot = self.snapshot
        note = snapshot.notes[path]
        data = read_bytes(snapshot.root, path, follow_symlinks=snapshot.config.follow_symlinks)
        source = decode(path, data)
        kept = kept_cards(snapshot, note)
        if not kept.is_whole:
            return _all(group, "refused", path, Remark("cards-damaged", {"path": str(kept.path)}))
        before = len(self.edits)
        cards = ranked((*kept.cards, *(each.card for each in group)))
        elsewhere = {card_text(card) for card in kept.elsewhere}
        cards = tuple(card for card in cards if card_text(card) not in elsewhere)
        said = united(
            facts_of(card, region=self.region) for card in ranked((*cards, *kept.elsewhere))
        )
        links = self._kept(path, kept, cards, group)
        outcome = filled(source, self._wishes(said, kept, group, links, is_new=False))
        failures = _failures(outcome)
        if failures:
            # A note that cannot be edited has no link to its cards, so none are kept.
            del self.edits[before:]
            return _all(group, "refused", path, *failures)
        if outcome.data != data:
            self.edits.append(FileEdit(path, source.digest, outcome.data, _REASON))
        done: ContactOutcome = "update" if len(self.edits) > before else "unchanged"
        named = [Remark("only-name", {"note": path})] if only_name and _has_email(note) else []
        return _all(group, done, path, *named, *outcome.remarks, known=kept)

    def _wishes(
        self,
        said: Facts,
        kept: KeptCards,
        group: Sequence[_Arrival],
        links: Mapping[str, tuple[str, ...]],
        *,
        is_new: bool,
    ) -> Wishes:
        earlier = ranked((*kept.cards, *kept.elsewhere))
        before = united(facts_of(card, region=self.region) for card in earlier)
        arrived = united(each.facts for each in group)
        arrived = arrived._replace(aliases=said.aliases)
        return Wishes(said, before, arrived, self.region, is_new, links, self._shown)

    def _shown(self, part: str, value: str) -> str:
        org = self._note_of_org(value) if part == "org" else None
        return f"[[{self.snapshot.names.shortest_link(org)}]]" if org else value

    def _note_of_org(self, name: str) -> VaultPath | None:
        """The note of an organisation, where its name says so and nothing else does."""
        found = self.snapshot.names.named(name) if name and "/" not in name else ()
        if len(found) != 1 or found[0].suffix != ".md":
            return None
        return None if self.snapshot.kinds.get(found[0]) in ("contact", "template") else found[0]

    # --- the files beside a note

    def _kept(
        self,
        note: VaultPath,
        kept: KeptCards,
        cards: Sequence[Card],
        group: Sequence[_Arrival],
    ) -> dict[str, tuple[str, ...]]:
        """Plans the files of cards and pictures; comes back with the links that lead to them."""
        links: dict[str, tuple[str, ...]] = {}
        photos = self._photos(note, kept, group)
        if photos:
            links[PHOTO] = tuple(map(self._link, photos))
        data = kept_bytes(cards)
        if kept.path is not None and data != kept.data:
            assert kept.data is not None
            digest = sha256(kept.data).hexdigest()
            self.edits.append(FileEdit(kept.path, digest, data, _REASON))
        elif kept.path is None and cards:
            path = self._free(note, ".vcf")
            self.edits.append(FileEdit(path, None, data, _REASON))
            links[CARDS] = (self._link(path),)
        return links

    def _photos(
        self, note: VaultPath, kept: KeptCards, group: Sequence[_Arrival]
    ) -> list[VaultPath]:
        stored = {digest_in(line) for card in (*kept.cards, *kept.elsewhere) for line in card.lines}
        new = {photo.digest: photo for each in group for photo in each.photos}
        paths = []
        for digest in sorted(new.keys() - stored):
            path = self._free(note, new[digest].suffix)
            self.edits.append(FileEdit(path, None, new[digest].data, _REASON))
            paths.append(path)
        return paths

    def _free(self, note: VaultPath, suffix: str) -> VaultPath:
        """A free path beside the note, or where the vault keeps attachments."""
        folder = attachment_folder(self.snapshot, note)
        # A number has to fit behind it.
        stem = cut_at_grapheme(note.stem, _LONGEST_NAME - len(suffix)).rstrip(". ")
        base = f"{folder}/{stem}" if folder else stem
        number = 0
        while True:
            path = VaultPath(f"{numbered(base, number) if number else base}{suffix}")
            if path.key not in self.taken and not is_taken(self.snapshot, path):
                self.taken.add(path.key)
                return path
            number += 1

    def _link(self, path: VaultPath) -> str:
        return f"[[{names_with(self.snapshot.names, [path]).shortest_link(path)}]]"


def attachment_folder(snapshot: Snapshot, note: VaultPath) -> str:
    """Where the attachments of a note go; beside it where Obsidian's settings name no place."""
    setting = snapshot.settings.attachment_folder or "./"
    if setting.startswith("./"):
        below = setting[2:].strip("/")
        setting = "/".join(filter(None, (note.folder, below)))
    folder = setting.strip("/")
    try:
        is_fit = not folder or bool(VaultPath(folder))
    except ValueError:
        is_fit = False
    hidden = any(part.startswith(".") for part in folder.split("/"))
    return folder if is_fit and not hidden else note.folder


def _has_email(note: Note) -> bool:
    return bool(texts_held(note, EMAIL_NAMES))


def _failures(outcome: Filled) -> tuple[Remark, ...]:
    return tuple(each for each in outcome.remarks if each.code == "note-uneditable")


def _all(
    group: Iterable[_Arrival],
    outcome: ContactOutcome,
    path: VaultPath | None,
    *remarks: Remark,
    known: KeptCards | None = None,
) -> Iterator[tuple[int, ImportedCard]]:
    for each in group:
        older = (Remark("older-card"),) if _is_older(each.card, known) else ()
        mine = (remark for remark in remarks if _is_about(remark, each.facts))
        said = (*each.remarks, *mine, *older)
        place = each.place
        yield (
            each.at,
            ImportedCard(place.file, place.found.line, each.facts.name, outcome, path, said),
        )


def _is_about(remark: Remark, facts: Facts) -> bool:
    """Whether what is said of a person is due to what one card says."""
    match remark.code:
        case "differs":
            return is_said_by(remark, facts)
        case "only-name":
            return bool(facts.emails)
        case _:
            return True


def _is_older(card: Card, known: KeptCards | None) -> bool:
    uid, revision = card.first("UID"), revision_of(card)
    if known is None or not uid or not revision:
        return False
    return any(one.first("UID") == uid and revision_of(one) > revision for one in known.cards)
