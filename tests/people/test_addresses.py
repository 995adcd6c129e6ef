"""Addresses of e-mail, of telephones, and links."""

from __future__ import annotations

import pytest

from vaultkit.people.addresses import find_link, is_email, is_phone


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ana@example.org", True),
        ("ana.silva+x@mail.example.co.uk", True),
        ("аня@почта.рф", True),
        ("a@xn--e1aybc.xn--p1ai", True),
        ("ana@example", False),
        ("ana@@example.org", False),
        ("ana@example..org", False),
        ("ana@-x.org", False),
        ("@example.org", False),
        ("ana example.org", False),
        ("ana@example.org,", False),
        ("", False),
    ],
)
def test_an_address_of_e_mail_is_told(text: str, expected: bool) -> None:
    assert is_email(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("+46 70 000 00 00", True),
        ("8 (495) 555-01-07", True),
        ("8 (495) 555-01-07 доб. 12", True),
        ("tel:+1-201-555-0123", True),
        ("+1 201 555 0123 ext. 45", True),
        ("112", True),
        ("12", False),
        ("home", False),
        ("+46 call me", False),
        ("2026-12-08 15:00 x", False),
    ],
)
def test_a_telephone_number_is_told(text: str, expected: bool) -> None:
    assert is_phone(text) is expected


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("https://zoom.us/j/1?pwd=x", "https://zoom.us/j/1?pwd=x"),
        (" http://localhost:8080/r ", "http://localhost:8080/r"),
        ("zoommtg://zoom.us/join?confno=1", "zoommtg://zoom.us/join?confno=1"),
        ("zoom.us/j/1", "https://zoom.us/j/1"),
        ("телемост.рф/j/1", "https://телемост.рф/j/1"),
        ("tel:+46700000000", "tel:+46700000000"),
        ("zoom.us", None),
        ("soon", None),
        ("https://", None),
        ("https://x y", None),
        ("javascript:alert(1)", None),
        ("the link", None),
        ("", None),
    ],
)
def test_a_link_is_told(text: str, link: str | None) -> None:
    assert find_link(text) == link
