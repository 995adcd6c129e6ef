"""What somebody is there for."""

from __future__ import annotations

import pytest

from vaultkit.people.roles import is_organising, roles_in


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("host", {"host"}),
        ("Ведущая", {"host"}),
        ("co-host", {"cohost"}),
        ("Co Host", {"cohost"}),
        ("соведущий", {"cohost"}),
        ("speaker, host", {"speaker", "host"}),
        ("Докладчица", {"speaker"}),
        ("гость", {"attendee"}),
        ("head of design", set()),
        ("", set()),
    ],
)
def test_roles_are_told_in_both_languages(text: str, roles: set[str]) -> None:
    assert roles_in(text) == roles
    assert is_organising(text) is ("host" in roles)
