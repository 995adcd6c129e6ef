"""Messages and their plural forms."""

import errno
import os
import re
import subprocess
import sys

import pytest

from vaultkit.language.catalog import LANGUAGES, catalog
from vaultkit.model.diagnostic import SPECS


@pytest.mark.parametrize(
    ("language", "n", "text"),
    [
        ("en", 0, "0 notes"),
        ("en", 1, "1 note"),
        ("en", 2, "2 notes"),
        ("en", 21, "21 notes"),
        ("ru", 0, "0 заметок"),
        ("ru", 1, "1 заметка"),
        ("ru", 2, "2 заметки"),
        ("ru", 4, "4 заметки"),
        ("ru", 5, "5 заметок"),
        ("ru", 11, "11 заметок"),
        ("ru", 12, "12 заметок"),
        ("ru", 14, "14 заметок"),
        ("ru", 21, "21 заметка"),
        ("ru", 22, "22 заметки"),
        ("ru", 111, "111 заметок"),
        ("ru", 1001, "1001 заметка"),
    ],
)
def test_a_number_takes_the_form_of_its_language(language: str, n: int, text: str) -> None:
    assert catalog(language).plural("{n} note", "{n} notes", n) == text


def test_names_in_a_message_are_filled_and_their_values_left_alone() -> None:
    assert catalog("en").text("to {name}", name="{x} %s") == "to {x} %s"


def test_a_value_may_bear_the_name_of_a_parameter() -> None:
    assert catalog("en").text("{self} {message}", self="a", message="b") == "a b"


def test_a_message_without_translation_stays_english() -> None:
    assert catalog("ru").text("no such message") == "no such message"


def test_a_value_that_is_missing_is_told() -> None:
    with pytest.raises(KeyError):
        catalog("en").text("to {name}")


def test_an_unknown_language_is_told() -> None:
    with pytest.raises(ValueError, match="xx"):
        catalog("xx")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalog_is_read_once(language: str) -> None:
    assert catalog(language) is catalog(language)


def test_english_messages_load_no_babel() -> None:
    code = (
        "import sys; from vaultkit.language.catalog import catalog;"
        "catalog('en').text('x'); catalog('en').plural('a', 'b', 2);"
        "sys.exit(any(name.split('.')[0] == 'babel' for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("code", SPECS)
def test_every_diagnostic_has_a_russian_text_with_the_same_names(code: str) -> None:
    spec = SPECS[code]
    for message in (spec.message, spec.hint):
        text = catalog("ru").translations.gettext(message)
        names = re.findall(r"\{\w+\}", message)
        assert sorted(re.findall(r"\{\w+\}", text)) == sorted(names)
        assert text != message or message in names


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have other words")
@pytest.mark.parametrize("name", ["EACCES", "ENOENT", "ENOSPC", "EROFS", "EIO", "ENAMETOOLONG"])
def test_what_the_system_says_is_told_in_russian(name: str) -> None:
    said = os.strerror(getattr(errno, name))
    assert catalog("ru").text(said) != said
