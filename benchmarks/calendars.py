"""One week out of a large calendar, against what icalendar needs to parse it.

    python -m benchmarks.calendars --events 10000

The goal: at most a quarter of that time, with the same instances. Needs the extra ``calendar``.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar
from recurring_ical_events import of as recurrences_of

from vaultkit.app.calendar_check import check_calendars
from vaultkit.app.calendar_files import CalendarFile
from vaultkit.app.calendar_window import window_of
from vaultkit.exchange.calendar import Limits

ZONE = "Europe/Stockholm"
WEEK = (date(2026, 11, 23), date(2026, 11, 29))
LIMITS = Limits(size=1_000_000_000, components=10_000_000)


def made_calendar(events: int, seed: int = 1) -> bytes:
    """Events of seven years, one in twenty a weekly series, with people and words."""
    chance = random.Random(seed)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//vaultkit//benchmark//EN"]
    for n in range(events):
        lines += _event(n, datetime(2020, 1, 1) + timedelta(hours=chance.randrange(24 * 365 * 7)))
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def _event(n: int, start: datetime) -> Iterator[str]:
    yield from ("BEGIN:VEVENT", f"UID:event-{n}@example.org", "DTSTAMP:20260101T000000Z")
    yield f"DTSTART;TZID={ZONE}:{start:%Y%m%dT%H%M%S}"
    yield f"DTEND;TZID={ZONE}:{start + timedelta(hours=1):%Y%m%dT%H%M%S}"
    yield f"SUMMARY:Встреча {n} about something"
    yield "ORGANIZER;CN=Marta Lindqvist:mailto:marta@example.org"
    for guest in range(2):
        yield "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;CN=Perso"
        yield f" n {guest};X-NUM-GUESTS=0:mailto:person{guest}@example.net"
    yield "DESCRIPTION:An agenda that is as long as such words are in life\\, with a lin"
    yield f" k to join it\\nhttps://meet.google.com/abc-defg-hij {n}"
    yield from ("LOCATION:Room 4.12", "STATUS:CONFIRMED", "SEQUENCE:0")
    if n % 20 == 0:
        yield "RRULE:FREQ=WEEKLY"
    yield "END:VEVENT"


def main() -> int:
    """Prints the figures; 1 where the goal is missed or the instances differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=10_000)
    data = made_calendar(parser.parse_args().events)

    began = time.perf_counter()
    file, window = CalendarFile("made.ics", data), window_of(*WEEK, ZONE)
    lines = check_calendars([file], zone=ZONE, window=window, limits=LIMITS)
    ours = time.perf_counter() - began
    found = sum(line.occurrences for line in lines)

    began = time.perf_counter()
    calendar = Calendar.from_ical(data)
    parsing = time.perf_counter() - began
    start = datetime.combine(WEEK[0], datetime.min.time(), ZoneInfo(ZONE)).astimezone(UTC)
    expected = len(list(recurrences_of(calendar).between(start, start + timedelta(days=7))))

    say = sys.stdout.write
    say(f"{len(data) / 1e6:.1f} MB; one week: {found} instances, {expected} by the slow way\n")
    say(f"vaultkit {ours:.2f} s, icalendar's parsing alone {parsing:.2f} s: {ours / parsing:.2f}\n")
    return int(found != expected or ours > parsing / 4)


if __name__ == "__main__":
    sys.exit(main())
