"""Whether what was typed is an address: of e-mail, of a telephone, a link. Pure."""

from __future__ import annotations

import re

__all__ = ["find_link", "is_email", "is_phone"]

_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_EMAIL = re.compile(rf"[^\s@<>,;:\"()\[\]\\]+@(?:{_LABEL}\.)+{_LABEL}")
_PHONE = re.compile(
    r"(?:tel:)?\+?[\d\s()./–-]{3,}(?:[\s,;]*(?:x|ext\.?|extension|доб\.?|добавочный|#)\s*=?\d{1,7})?",
    re.IGNORECASE,
)
_LINK = re.compile(r"[a-z][a-z0-9+.-]*://[^\s<>\"]+|(?:tel|sips?|skype|facetime):[^\s<>\"]+", re.I)
_NO_SCHEME = re.compile(rf"(?:{_LABEL}\.)+[^\W\d_]{{2,12}}(?::\d+)?/[^\s<>\"]*", re.IGNORECASE)


def is_email(text: str) -> bool:
    """Whether it can be an address: a name, an ``@``, and a host with a dot in it."""
    return _EMAIL.fullmatch(text) is not None


def is_phone(text: str) -> bool:
    """Whether it can be a number, in any country's way of writing it; an extension may follow."""
    return _PHONE.fullmatch(text.strip()) is not None and sum(map(str.isdigit, text)) >= 3


def find_link(text: str) -> str | None:
    """The link, with ``https://`` where it was left out; None for what is none."""
    text = text.strip()
    if _LINK.fullmatch(text):
        return text
    return f"https://{text}" if _NO_SCHEME.fullmatch(text) else None
