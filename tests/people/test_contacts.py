"""Contacts and topics, from meetings and links."""

from __future__ import annotations

from datetime import date

import pytest

from tests.people.made import by_path, by_source, link, note
from vaultkit.model.links import Kind
from vaultkit.model.paths import VaultPath
from vaultkit.people.contacts import contacts_of, topics_of
from vaultkit.people.meetings import Meeting

ANNA, ORG = VaultPath("Анна.md"), VaultPath("Acme.md")
BUDGET, ZOOM, LATER = VaultPath("Бюджет.md"), VaultPath("Zoom.md"), VaultPath("Потом.md")
KINDS: dict[VaultPath, Kind] = {ANNA: "contact", BUDGET: "topic", ZOOM: "topic", LATER: "topic"}
MET = (
    Meeting(VaultPath("1.md"), "1", date(2026, 3, 12), attendees=(ANNA,), topics=(BUDGET,)),
    Meeting(VaultPath("2.md"), "2", None, attendees=(ANNA,), topics=(BUDGET,)),
    Meeting(VaultPath("3.md"), "3", date(2026, 9, 1), topics=(ZOOM,)),
)


def test_a_contact_knows_its_meetings_and_the_latest_day() -> None:
    (anna,) = contacts_of(by_path(note(ANNA)), KINDS, by_source(), MET)
    assert anna.meetings == ("1.md", "2.md")
    assert anna.last_met == date(2026, 3, 12)


@pytest.mark.parametrize(
    ("properties", "last", "due"),
    [
        ({}, "2026-03-12", None),
        ({"cadence": {"ideal": "30d", "max": "45d"}}, "2026-03-12", "2026-04-11"),
        ({"cadence": "ежемесячно", "last_contact": "2026-03-20"}, "2026-03-20", "2026-04-19"),
        ({"cadence_max": "2w", "last_contact": "2026-01-01"}, "2026-03-12", "2026-03-26"),
        ({"cadence": "30d", "next_contact": "2026-09-01"}, "2026-03-12", "2026-09-01"),
        ({"cadence": "30d", "next_contact": "2026-03-01"}, "2026-03-12", "2026-04-11"),
        ({"next_contact": "2026-09-01"}, "2026-03-12", "2026-09-01"),
    ],
)
def test_a_contact_says_when_it_is_time_again_without_a_clock(
    properties: dict[str, object], last: str, due: str | None
) -> None:
    (anna,) = contacts_of(by_path(note(ANNA, properties)), KINDS, by_source(), MET)
    assert (anna.last_met, anna.due) == (
        date.fromisoformat(last),
        None if due is None else date.fromisoformat(due),
    )


def test_who_was_never_met_is_due_on_no_day() -> None:
    (anna,) = contacts_of(by_path(note(ANNA, {"cadence": "30d"})), KINDS, by_source(), ())
    assert (anna.last_met, anna.due) == (None, None)


def test_a_meeting_that_is_planned_or_called_off_has_met_nobody() -> None:
    planned = Meeting(
        VaultPath("9.md"), "9", date(2026, 12, 8), attendees=(ANNA,), topics=(ZOOM,), held=False
    )
    (anna,) = contacts_of(by_path(note(ANNA)), KINDS, by_source(), (*MET, planned))
    assert (anna.meetings, anna.last_met) == (("1.md", "2.md"), date(2026, 3, 12))
    (zoom,) = topics_of(by_path(note(ZOOM)), KINDS, (*MET, planned))
    assert (zoom.meetings, zoom.last) == (("3.md",), date(2026, 9, 1))


def test_topics_of_a_contact_are_linked_either_way_or_discussed() -> None:
    links = by_source(link(ANNA, LATER), link(ZOOM, ANNA), link(BUDGET, ANNA, region="x"))
    (anna,) = contacts_of(by_path(note(ANNA)), KINDS, links, MET[:1])
    assert anna.topics == (BUDGET, *sorted([LATER, ZOOM]))


def test_the_topic_most_discussed_with_a_contact_stands_first() -> None:
    talks = [
        Meeting(VaultPath(f"{n}.md"), "", attendees=(ANNA,), topics=topics)
        for n, topics in enumerate([(BUDGET, ZOOM), (ZOOM,), (LATER, ZOOM), (LATER,)])
    ]
    (anna,) = contacts_of(by_path(note(ANNA)), KINDS, by_source(), talks)
    assert anna.topics == (ZOOM, LATER, BUDGET)


def test_a_contact_without_meetings_has_never_been_met() -> None:
    (anna,) = contacts_of(by_path(note(ANNA)), KINDS, by_source(), ())
    assert (anna.meetings, anna.last_met, anna.topics) == ((), None, ())


def test_the_organisation_is_the_linked_note_else_the_text() -> None:
    linked = note(ANNA, {"org": ["[[Acme]]", "ООО «Ромашка»"], "роль": "CTO"})
    links = by_source(link(ANNA, ORG, "org", prop="org.0"))
    (anna,) = contacts_of(by_path(linked), KINDS, links, ())
    assert (anna.orgs, anna.role) == ((ORG, "ООО «Ромашка»"), "CTO")


def test_an_organisation_without_a_note_keeps_its_name() -> None:
    links = by_source(link(ANNA, "Acme.md", "org", prop="org", exists=False))
    (anna,) = contacts_of(by_path(note(ANNA, {"org": "[[Acme]]"})), KINDS, links, ())
    assert anna.orgs == ("Acme",)


def test_a_topic_knows_how_often_it_came_up_and_when_last() -> None:
    notes = by_path(note(ZOOM), note(BUDGET), note(LATER))
    topics = {topic.path: topic for topic in topics_of(notes, KINDS, MET)}
    assert list(topics) == sorted([BUDGET, LATER, ZOOM])
    assert (topics[BUDGET].meetings, topics[BUDGET].last) == (("1.md", "2.md"), date(2026, 3, 12))
    assert (topics[LATER].meetings, topics[LATER].last) == ((), None)
