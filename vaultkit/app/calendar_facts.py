"""What an event says, as the properties of its note."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone

from vaultkit.app.calendar_people import places_of
from vaultkit.exchange.body import CALLED_OFF
from vaultkit.exchange.joinlink import join_link_of
from vaultkit.exchange.masking import MASK, masked_text
from vaultkit.markdown.property_edit import Value
from vaultkit.markdown.yaml_scalars import Moment as Written
from vaultkit.model.calendar import Event, Moment
from vaultkit.model.joining import JoinLink
from vaultkit.pages.quote import one_line
from vaultkit.people.meeting_words import platform_of
from vaultkit.people.replies import Invitee, entry_of
from vaultkit.people.zones import find_zone

__all__ = [
    "Facts",
    "duration_text",
    "event_facts",
    "join_facts",
    "joined",
    "replies_facts",
    "rule_facts",
    "time_facts",
    "title_of",
    "version_facts",
    "written_moment",
    "zone_of",
]

Facts = Mapping[str, Value]
"""Properties; None where the note shall have none of that name."""

_DAY = timedelta(days=1)


def written_moment(moment: Moment) -> str:
    """``2026-12-08T17:00+03:00``; a floating time without an offset, a whole day as a day."""
    if moment.is_day:
        return moment.local.date().isoformat()
    if moment.utc is None:
        return _clock(moment.local)
    offset = moment.local - moment.utc.replace(tzinfo=None)
    if abs(offset) >= _DAY:
        return moment.text
    return _clock(moment.local.replace(tzinfo=timezone(offset)))


def _clock(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds" if moment.second else "minutes")


def title_of(event: Event) -> str:
    """What a meeting is called, without the word by which Outlook says that it is off.

    Secrets are blotted out: a title names a file, and stands in pages.
    """
    title = _clean(masked_text(CALLED_OFF.sub("", event.summary, count=1)))
    return title.strip() if isinstance(title, str) else ""


def zone_of(moment: Moment) -> str:
    """The IANA zone of a time, empty where it has none."""
    return moment.zone if moment.zone and find_zone(moment.zone) is not None else ""


def time_facts(start: Moment, end: Moment) -> dict[str, Value]:
    """When a meeting takes place. The end of whole days is the last of them."""
    length = max(end.order - start.order, timedelta(0))
    last = max(start.local, end.local - min(_DAY, length)) if start.is_day else None
    until = written_moment(end if last is None else Moment(last, is_day=True))
    begins = written_moment(start)
    return {
        "date": Written(start.local.date().isoformat()),
        "time": None if start.is_day else f"{start.local:%H:%M}",
        "start": Written(begins),
        "end": Written(until) if length and until != begins else None,
        "tz": zone_of(start) or None,
        "duration": None if start.is_day else length // timedelta(minutes=1) or None,
    }


def version_facts(sequence: int, modified: datetime | None) -> dict[str, Value]:
    """Which version of the event the note holds."""
    stamp = None if modified is None else modified.replace(tzinfo=None).isoformat() + "Z"
    stamped: dict[str, Value] = {} if stamp is None else {"ical_modified": Written(stamp)}
    return {"sequence": sequence, **stamped}


def joined(event: Event) -> JoinLink:
    """How to join, where the event says so; nothing of a link whose secrets are blotted out."""
    if any(f"={MASK}" in text for _, text in event.texts):
        return JoinLink()
    return join_link_of(event.texts)


def join_facts(link: JoinLink) -> dict[str, Value]:
    """How to join; nothing at all where the event does not say it.

    Secrets stand here as they are, since a note is where they are looked for; ``secrets`` names
    them for whatever leaves the vault.
    """
    facts: dict[str, Value] = {}
    if link.url or link.platform:
        facts = {
            "platform": platform_of(link.platform or "") or None,
            "join": link.url,
            "meeting_id": link.meeting_id,
            "passcode": link.passcode,
            "dial_in": link.dial_in or None,
            "secrets": link.secrets or None,
        }
    if link.fallback_urls:
        facts["fallback"] = link.fallback_urls
    if link.recording_url:
        facts["recording_url"] = link.recording_url
    return {name: _clean(value) for name, value in facts.items()}


def event_facts(event: Event) -> dict[str, Value]:
    """What else an event says of its meeting; what it does not say is left out."""
    places = places_of(event)
    facts: dict[str, Value] = {
        "room": "; ".join(places),
        "confidentiality": event.confidentiality,
        "busy": "" if event.busy == "busy" else event.busy,
        "importance": event.importance,
        "categories": event.categories,
        "remind": tuple(map(duration_text, event.reminders)),
        "related": event.related,
    }
    return {name: _clean(value) for name, value in facts.items() if value}


def replies_facts(people: Sequence[Invitee]) -> dict[str, Value]:
    """Who is invited and what they answered; left out where nobody is."""
    return {"replies": tuple(map(entry_of, people))} if people else {}


def rule_facts(event: Event) -> dict[str, Value]:
    """How often a series takes place, for its own note, which is of no one day."""
    facts: dict[str, Value] = {"rrule": event.rules or None}
    for name, moments in (("rdate", event.extra), ("exdate", event.without)):
        facts[name] = tuple(map(written_moment, moments)) or None
    return {**facts, "date": None, "time": None}


def duration_text(length: timedelta) -> str:
    """``15m``, ``1h30m``, ``1d``."""
    minutes = length // timedelta(minutes=1)
    days, minutes = divmod(minutes, 24 * 60)
    hours, minutes = divmod(minutes, 60)
    told = "".join(f"{n}{unit}" for n, unit in ((days, "d"), (hours, "h"), (minutes, "m")) if n)
    return told or "0m"


def _clean(value: Value) -> Value:
    """Without controls and marks that turn a text's direction."""
    if isinstance(value, tuple):
        return tuple(one_line(each) if isinstance(each, str) else each for each in value)
    return one_line(value) if isinstance(value, str) else value
