"""Telephone numbers as people write them, in the one form that all programs compare: E.164."""

from __future__ import annotations

import re

import phonenumbers

__all__ = ["international", "is_region"]

_LONGEST = 60
"""Letters of a number with all that people write around it."""


def international(written: str, region: str) -> str | None:
    """The number as ``+74955550107``, an extension behind ``;ext=``; None where it is none.

    ``region`` are the two letters of the country in which it is dialled without a country's code,
    empty where nobody knows. Numbers need only be possible: those of examples are in no plan.
    """
    text = written.strip()
    if text.lower().startswith("tel:"):
        text = text[4:]
    if len(text) > _LONGEST or not re.search(r"[0-9]", text):
        return None
    try:
        number = phonenumbers.parse(text, region or None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    plain = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return f"{plain};ext={number.extension}" if number.extension else plain


def is_region(name: str) -> bool:
    """Whether these are the two letters of a country that has telephone numbers."""
    return name in phonenumbers.SUPPORTED_REGIONS
