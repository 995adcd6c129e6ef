from __future__ import annotations

from pathlib import Path

import pytest

from vaultkit.exchange.body import body_of, rooms_of
from vaultkit.exchange.calendar import read_calendar

ICS = Path(__file__).parent / "data" / "ics"
MEET = "-::~:~::~:~:~:~:~:~::~:~::-"
LINE = "_" * 80


@pytest.mark.parametrize(
    ("description", "body"),
    [
        ("Agenda: budget.", "Agenda: budget."),
        (f"Agenda.\n\n{MEET}\nJoin: https://meet.google.com/a\n{MEET}\n", "Agenda."),
        (f"Agenda.\n\n{MEET}\nJoin\n{MEET}\nP.S. cake", "Agenda.\n\nP.S. cake"),
        (f"Agenda.\n{MEET}\nJoin, cut short", "Agenda."),
        (f"Hi,\n\n{LINE}\nMicrosoft Teams\nJoin: x\n{LINE[:32]}\nDial in\n{LINE}\n", "Hi,"),
        (f"Повестка\n{LINE}\nСобрание Microsoft Teams\nx\n{LINE}", "Повестка"),
        (f"Form\n{LINE}\nName\n{LINE}", f"Form\n{LINE}\nName\n{LINE}"),
        (
            "<b>Agenda</b><br><ul><li>Pipeline</li><li>Intros</li></ul>",
            "Agenda\n\nPipeline\n\nIntros",
        ),
        ("", ""),
    ],
)
def test_the_body_is_what_people_wrote(description: str, body: str) -> None:
    assert body_of(description) == body


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("google-series-en.ics", "Agenda\n\nPipeline, intros\n\nOpen actions"),
        ("outlook-teams-request-en.ics", "Hi both,\n\nquick intro call."),
    ],
)
def test_a_sample_s_body_has_no_block_of_a_platform(name: str, body: str) -> None:
    event = read_calendar((ICS / name).read_bytes(), zone="UTC").events[0]
    assert body_of(event.description) == body


@pytest.mark.parametrize(
    ("location", "rooms"),
    [
        ("Microsoft Teams Meeting", ()),
        ("Собрание в Microsoft Teams; Переговорная 4.12", ("Переговорная 4.12",)),
        ("https://zoom.us/j/1234567890", ()),
        ("Zoom", ()),
        ("Google Meet", ()),
        ("Café Aurora\nRua do Exemplo 10, Lisboa", ("Café Aurora", "Rua do Exemplo 10, Lisboa")),
        ("Teams room 4", ("Teams room 4",)),
        ("", ()),
    ],
)
def test_rooms_are_places_where_one_can_go(location: str, rooms: tuple[str, ...]) -> None:
    assert rooms_of(location) == rooms
