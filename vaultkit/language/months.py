"""The names of the months: after a day, and alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

__all__ = ["MONTHS", "Months"]

_ENGLISH = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)


class Months(NamedTuple):
    """From January on."""

    after_day: tuple[str, ...]
    alone: tuple[str, ...]


MONTHS: Mapping[str, Months] = {
    "en": Months(_ENGLISH, _ENGLISH),
    "ru": Months(
        after_day=(
            *("января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа"),
            *("сентября", "октября", "ноября", "декабря"),
        ),
        alone=(
            *("январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август"),
            *("сентябрь", "октябрь", "ноябрь", "декабрь"),
        ),
    ),
}
