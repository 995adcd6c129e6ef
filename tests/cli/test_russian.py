"""The interface in Russian: every message is there, with the same values in it."""

from __future__ import annotations

import re
from gettext import GNUTranslations
from string import Formatter

import pytest

from tests.cli.messages import interface_messages
from vaultkit.app.check_names import unsafe_part
from vaultkit.language.catalog import catalog

MESSAGES = sorted(interface_messages())


def translations() -> dict[str, str]:
    """The Russian texts by their English ones; of plurals the form for one."""
    found = catalog("ru").translations
    assert isinstance(found, GNUTranslations)
    table: dict[str | tuple[str, int], str] = getattr(found, "_catalog")  # noqa: B009
    return {
        key if isinstance(key, str) else key[0]: text
        for key, text in table.items()
        if isinstance(key, str) or key[1] == 0
    }


def names_in(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_the_messages_are_found() -> None:
    assert {"Usage:", "{n} error", "no file answers to {original}", "meeting"} <= set(MESSAGES)
    assert len(MESSAGES) > 200


def test_every_message_has_a_russian_text() -> None:
    assert sorted(set(MESSAGES) - set(translations())) == []


@pytest.mark.parametrize("message", MESSAGES)
def test_a_translation_fills_the_same_values(message: str) -> None:
    assert names_in(translations()[message]) == names_in(message)


@pytest.mark.parametrize("message", MESSAGES)
def test_a_translation_is_written_in_russian(message: str) -> None:
    words = Formatter().parse(message)
    if any(re.search("[a-z]{3}", literal) for literal, _, _, _ in words):
        assert re.search("[а-яё]", translations()[message], re.IGNORECASE)


@pytest.mark.parametrize("name", ["a\x07b.md", "a\u202eb.md", "NUL.md", "a .md"])
def test_a_phrase_inside_a_finding_is_translated_too(name: str) -> None:
    assert unsafe_part(name) in translations()
