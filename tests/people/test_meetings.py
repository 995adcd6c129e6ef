"""Meetings from notes and links."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.people.made import by_path, by_source, link, note
from vaultkit.model.links import Kind
from vaultkit.model.paths import VaultPath
from vaultkit.people.meetings import Meeting, meeting_of, meetings_of

ANNA, OLEG, TOPIC, MEET = "Люди/Анна.md", "Люди/Олег.md", "Темы/Бюджет.md", "Встречи/М.md"
KINDS: dict[VaultPath, Kind] = {
    VaultPath(ANNA): "contact",
    VaultPath(OLEG): "contact",
    VaultPath(TOPIC): "topic",
    VaultPath(MEET): "meeting",
}


@pytest.mark.parametrize(
    ("path", "properties", "day", "time"),
    [
        ("a.md", {"date": "2026-03-12"}, date(2026, 3, 12), ""),
        ("a.md", {"Date": "2026-03-12T15:00:00"}, date(2026, 3, 12), "15:00"),
        ("a.md", {"дата": "12.03.2026 9:05"}, date(2026, 3, 12), "09:05"),
        ("a.md", {"start": "2026-03-12 15:00"}, date(2026, 3, 12), "15:00"),
        ("a.md", {"date": "[[2026-03-12]]"}, date(2026, 3, 12), ""),
        ("a.md", {"date": "[[Daily/2026-03-12|вчера]]"}, None, ""),
        ("a.md", {"date": ["2026-03-12"]}, date(2026, 3, 12), ""),
        ("a.md", {"date": "2026-03-12", "time": "15:00"}, date(2026, 3, 12), "15:00"),
        ("a.md", {"date": "2026-03-12", "время": "15:00–16:00"}, date(2026, 3, 12), "15:00"),
        ("a.md", {"date": "", "start": "2026-03-12"}, date(2026, 3, 12), ""),
        ("a.md", {"date": "soon", "start": "2026-03-12"}, date(2026, 3, 12), ""),
        ("2026-03-12 Анна.md", {}, date(2026, 3, 12), ""),
        ("2026-03-12-1430 Анна.md", {}, date(2026, 3, 12), ""),
        ("Анна 2026-03-12.md", {"date": "2026-02-30"}, date(2026, 3, 12), ""),
        ("2026-03-12 x.md", {"date": "2026-04-01"}, date(2026, 4, 1), ""),
        ("12026-03-12.md", {}, None, ""),
        ("a.md", {"date": 20260312}, None, ""),
        ("a.md", {"date": None}, None, ""),
        ("a.md", {"date": {"from": "2026-03-12"}}, None, ""),
        ("a.md", {}, None, ""),
    ],
)
def test_the_day_is_that_of_a_property_else_of_the_name(
    path: str, properties: dict[str, Any], day: date | None, time: str
) -> None:
    meeting = meeting_of(note(path, properties), {}, ())
    assert (meeting.date, meeting.time) == (day, time)


def test_attendees_are_the_contacts_that_properties_name() -> None:
    links = [
        link(MEET, ANNA, "attendee", prop="attendees.0"),
        link(MEET, OLEG, "organiser", prop="organiser"),
        link(MEET, ANNA, "organiser", prop="organiser"),
        link(MEET, TOPIC, "attendee", prop="attendees.1"),
    ]
    assert meeting_of(note(MEET), KINDS, links).attendees == (ANNA, OLEG)


def test_contacts_of_the_body_attend_only_where_no_property_names_any() -> None:
    body = link(MEET, OLEG)
    named = link(MEET, ANNA, "attendee", prop="people.0")
    introduced = link(MEET, ANNA, "introduced_by", prop="introduced_by")
    assert meeting_of(note(MEET), KINDS, [named, body]).attendees == (ANNA,)
    assert meeting_of(note(MEET), KINDS, [introduced, body]).attendees == (OLEG,)


def test_links_inside_a_region_say_nothing() -> None:
    links = [link(MEET, OLEG, region="meetings"), link(MEET, TOPIC, region="meetings")]
    meeting = meeting_of(note(MEET), KINDS, links)
    assert (meeting.attendees, meeting.topics) == ((), ())


def test_topics_are_linked_notes_of_that_kind_each_once() -> None:
    links = [link(MEET, TOPIC, "topic", prop="topics.0"), link(MEET, TOPIC), link(MEET, ANNA)]
    assert meeting_of(note(MEET), KINDS, links).topics == (TOPIC,)


def test_series_and_type_are_texts() -> None:
    properties = {"series": "[[Партнёры]]", "type": ["[[Other]]"], "meeting_type": "group"}
    meeting = meeting_of(note(MEET, properties), KINDS, ())
    assert (meeting.series, meeting.type) == ("Партнёры", "group")


def test_only_notes_of_the_kind_are_meetings_in_path_order() -> None:
    notes = by_path(note("b.md"), note("a.md"), note("c.md"))
    kinds: dict[VaultPath, Kind] = {VaultPath("b.md"): "meeting", VaultPath("a.md"): "meeting"}
    met = meetings_of(notes, kinds, by_source())
    assert met == (Meeting(VaultPath("a.md"), "a"), Meeting(VaultPath("b.md"), "b"))


@pytest.mark.parametrize(
    ("status", "held"),
    [
        (None, True),
        ("done", True),
        ("проведена", True),
        ("planned", False),
        ("Запланирована", False),
        ("план", False),
        ("cancelled", False),
        ("Отменена", False),
        ("перенесено", False),
    ],
)
def test_a_meeting_is_held_unless_its_status_says_otherwise(status: str | None, held: bool) -> None:
    properties = {} if status is None else {"status": status}
    assert meeting_of(note(MEET, properties), KINDS, ()).held is held


def test_nobody_is_taken_to_have_come_where_the_properties_cannot_be_read() -> None:
    broken = note(MEET)._replace(error=True)
    assert meeting_of(broken, KINDS, [link(MEET, OLEG)]).attendees == ()
    named = link(MEET, ANNA, "attendee")
    assert meeting_of(broken, KINDS, [named, link(MEET, OLEG)]).attendees == (ANNA,)
