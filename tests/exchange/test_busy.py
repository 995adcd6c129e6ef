"""Busy times of a calendar file, in UTC."""

from __future__ import annotations

import pytest

from vaultkit.exchange.busy import iter_busy_periods


def busy_of(*lines: str, component: str = "VFREEBUSY") -> list[str]:
    text = "\r\n".join(
        ["BEGIN:VCALENDAR", f"BEGIN:{component}", *lines, f"END:{component}", "END:VCALENDAR", ""]
    )
    return [f"{a:%d %H:%M}-{b:%H:%M}" for a, b in iter_busy_periods(text.encode())]


@pytest.mark.parametrize(
    ("line", "periods"),
    [
        ("FREEBUSY:20261124T090000Z/20261124T100000Z", ["24 09:00-10:00"]),
        ("FREEBUSY:20261124T090000Z/PT45M", ["24 09:00-09:45"]),
        (
            "FREEBUSY;FBTYPE=BUSY-TENTATIVE:20261124T090000Z/PT1H,20261125T090000Z/PT1H",
            ["24 09:00-10:00", "25 09:00-10:00"],
        ),
        ("FREEBUSY;FBTYPE=busy-unavailable:20261124T090000/20261124T100000", ["24 09:00-10:00"]),
        ("FREEBUSY;FBTYPE=FREE:20261124T090000Z/PT1H", []),
        ("FREEBUSY:20261124T100000Z/20261124T090000Z", []),
        ("FREEBUSY:20261124T100000Z/-PT1H", []),
        ("FREEBUSY:20261124/20261125,nonsense,/,20261124T090000Z", []),
        ("DTSTART:20261124T090000Z", []),
    ],
)
def test_a_period_is_busy_or_passed_by(line: str, periods: list[str]) -> None:
    assert busy_of(line) == periods


def test_only_free_busy_components_have_such_periods() -> None:
    assert busy_of("FREEBUSY:20261124T090000Z/PT1H", component="VEVENT") == []
    assert list(iter_busy_periods(b"\xff\x00")) == []
