"""The contacts of the vault for other programs: vCards and tables, the same bytes each time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from vaultkit.app.contacts_cards import card_of
from vaultkit.app.contacts_identity import contact_notes
from vaultkit.app.meant import note_meant
from vaultkit.app.snapshot import Snapshot
from vaultkit.exchange.contact_table import table_of
from vaultkit.exchange.vcard import vcards
from vaultkit.model.errors import UsageError
from vaultkit.model.note import Note
from vaultkit.model.paths import name_key

__all__ = ["ExportForm", "contacts_meant", "exported"]

ExportForm = Literal["vcard3", "vcard4", "google", "hubspot", "salesforce", "linkedin"]


def contacts_meant(snapshot: Snapshot, texts: Sequence[str], tags: Sequence[str]) -> list[Note]:
    """The contacts named, in the order given; else those with any of the tags, or all, by path.

    Those that the settings exclude are only among the named ones. Raises UsageError for a name
    that means nobody, several notes, or no Markdown note.
    """
    if texts:
        notes = [note_meant(snapshot, text) for text in texts]
        for note in notes:
            if note.path.suffix != ".md":
                raise UsageError(
                    "{path} has no properties",
                    values={"path": note.path},
                    hint="give a Markdown note",
                )
        return list({note.path: note for note in notes}.values())
    wanted = {name_key(tag.removeprefix("#")) for tag in tags}
    listed = [note for note in contact_notes(snapshot) if note.path not in snapshot.excluded]
    return [note for note in listed if not wanted or wanted & set(map(name_key, note.tag_names))]


def exported(snapshot: Snapshot, notes: Sequence[Note], form: ExportForm, *, region: str) -> bytes:
    """The contacts in a form. Raises DiskError where a card or picture cannot be read."""
    match form:
        case "vcard3" | "vcard4":
            version = "3.0" if form == "vcard3" else "4.0"
            return vcards(
                [card_of(snapshot, note, version=version, region=region) for note in notes]
            )
        case _:
            cards = [card_of(snapshot, note, version="stored", region=region) for note in notes]
            return table_of(cards, form)
