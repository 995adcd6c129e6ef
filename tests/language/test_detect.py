"""The language of a vault from its text."""

import pytest

from vaultkit.language.detect import language_of, script_of


@pytest.mark.parametrize(
    ("texts", "language"),
    [
        ([], "en"),
        (["2026-03-12", "🚀"], "en"),
        (["Meeting notes"], "en"),
        (["Встреча", "Обсудили Zoom и Teams с Анной"], "ru"),
        (["Анна", "We met Anna and talked about the budget of the year"], "en"),
        (["会議", "メモ"], "en"),
        (["аб", "ab"], "en"),
        (["абв", "ab"], "ru"),
        (["déjà vu"], "en"),
    ],
)
def test_the_script_with_more_letters_names_the_language(texts: list[str], language: str) -> None:
    assert language_of(script_of(texts)) == language
    assert language_of(sum(script_of([text]) for text in reversed(texts))) == language
