"""Invitations to a meeting and cancellations of it, and what its note keeps of them."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any, Literal, NamedTuple

from vaultkit.app.calendar_events import event_of
from vaultkit.app.calendar_notes import sequence_of, text_of_uid
from vaultkit.app.note_sources import NoteSources
from vaultkit.app.snapshot import Snapshot
from vaultkit.app.vault_language import vault_language
from vaultkit.exchange.invitation import invitation_mail
from vaultkit.exchange.names import parse_email
from vaultkit.exchange.written import calendar_bytes
from vaultkit.language.catalog import Catalog, catalog
from vaultkit.model.calendar import Attendee, Event
from vaultkit.model.errors import UsageError
from vaultkit.model.paths import VaultPath
from vaultkit.model.plan import Plan
from vaultkit.pages.quote import one_line
from vaultkit.people.directory import parse_named

__all__ = ["Invitation", "InvitationKind", "plan_invitation"]

InvitationKind = Literal["REQUEST", "CANCEL"]


class Invitation(NamedTuple):
    """The two files, and the plan that notes down in the meeting's note what they say.

    The plan is empty where they say what was said before, and its diagnostics tell why a note
    cannot be edited.
    """

    plan: Plan
    calendar: bytes
    mail: bytes
    uid: str
    sequence: int
    without_address: tuple[str, ...]
    """The people whom the mail does not reach, by name."""
    has_masked: bool
    """Whether something that lets people in was blotted out."""


def plan_invitation(
    snapshot: Snapshot,
    path: VaultPath,
    kind: InvitationKind,
    *,
    organiser: str = "",
    masked: bool = True,
) -> Invitation:
    """The invitation of a meeting's note; the next number where it says something new.

    Raises UsageError for a note without a day, a meeting that is called off and shall be invited
    to, and where nobody is known who invites or is invited.
    """
    event = _event(snapshot, path, kind, organiser, masked=masked)
    told = _digest(replace(event, sequence=0))
    properties = snapshot.notes[path].properties
    held = properties.get("invited")
    sequence = sequence_of(snapshot.notes[path])
    is_first = not isinstance(held, str) and kind == "REQUEST"
    if str(held) != told and not is_first:
        sequence += 1
    event = replace(event, sequence=sequence)
    sources = NoteSources(snapshot)
    if str(held) != told:
        facts: dict[str, Any] = {"ical_uid": event.uid, "sequence": sequence, "invited": told}
        sources.set(path, {**facts, **({"status": "cancelled"} if kind == "CANCEL" else {})})
    data = calendar_bytes([event], method=kind)
    words = catalog(vault_language(snapshot))
    return Invitation(
        plan=sources.plan("calendar cancel" if kind == "CANCEL" else "calendar invite"),
        calendar=data,
        mail=invitation_mail(event, data, _text(event, words)),
        uid=event.uid,
        sequence=sequence,
        without_address=tuple(each.names[0] for each in event.attendees if not each.email),
        has_masked=masked
        and event_of(snapshot, snapshot.notes[path], masked=False)
        != event_of(snapshot, snapshot.notes[path], masked=True),
    )


def _event(
    snapshot: Snapshot, path: VaultPath, kind: InvitationKind, organiser: str, *, masked: bool
) -> Event:
    note = snapshot.notes.get(path)
    event = None if note is None else event_of(snapshot, note, masked=masked)
    if note is None or event is None:
        raise UsageError(
            "{path} has no day to meet on",
            values={"path": path},
            hint="give it the properties date and time, or start",
        )
    if kind == "REQUEST" and event.status == "CANCELLED":
        raise UsageError(
            "{path} is called off",
            values={"path": path},
            hint="change its property status to invite again",
        )
    host = _host(organiser) if organiser else event.organizer
    if host is None or not host.email:
        raise UsageError(
            "nobody with an e-mail address invites to {path}",
            values={"path": path},
            hint="give the note an organiser who has one, or --organiser 'NAME <ADDRESS>'",
        )
    asked = tuple(each for each in event.attendees if each.email != host.email)
    if not asked:
        raise UsageError(
            "nobody is invited to {path}",
            values={"path": path},
            hint="link people in its property attendees",
        )
    status = "CANCELLED" if kind == "CANCEL" else event.status
    reminders = () if kind == "CANCEL" else event.reminders
    return replace(
        event,
        organizer=host,
        attendees=tuple(each._replace(status="needs-action") for each in asked),
        method=kind,
        status=status,
        reminders=reminders,
        # The note keeps when a calendar changed it; what goes out from here is newer.
        modified=event.modified if text_of_uid(note) else None,
    )


def _host(text: str) -> Attendee:
    named = parse_named(text)
    return Attendee((one_line(named.name),) if named.name else (), parse_email(named.email))


def _digest(event: Event) -> str:
    """Equal for invitations that say the same, whatever their number."""
    said = replace(event, modified=None)
    return hashlib.sha256(calendar_bytes([said], method=event.method)).hexdigest()[:8]


def _text(event: Event, words: Catalog) -> str:
    """What the mail says to people whose program knows no calendars."""
    clock = "%Y-%m-%d" if event.start.is_day else "%Y-%m-%d %H:%M"
    zone = f" ({event.start.zone})" if event.start.zone else ""
    lines = [
        words.text("Called off: {title}", title=event.summary)
        if event.method == "CANCEL"
        else words.text("Invitation: {title}", title=event.summary),
        words.text("When: {when}", when=f"{event.start.local:{clock}}{zone}"),
    ]
    if event.location:
        lines.append(words.text("Where: {place}", place=event.location))
    urls = [text for field, text in event.texts if field == "url" and text != event.location]
    return "\n".join([*lines, *urls, ""])
