"""What people wrote into an event, without what programs put beside it."""

from __future__ import annotations

import re

from vaultkit.exchange.invite import has_markup, text_of_html
from vaultkit.exchange.platforms import NAMES
from vaultkit.exchange.urls import iter_urls

__all__ = ["CALLED_OFF", "body_of", "rooms_of"]

CALLED_OFF = re.compile(r"\A(?:cancell?ed|отмен[её]н[оаы]?)\s*:\s*", re.IGNORECASE)
"""How the title of a meeting begins that is off, with programs that have no other word for it."""

# Google writes one line of this above its block and one below it.
_GOOGLE = re.compile(r"^[ \t]*-::~:~[:~]*::?-[ \t]*$", re.MULTILINE)
_RULE = re.compile(r"^[ \t]*_{20,}[ \t]*$", re.MULTILINE)
_TEAMS = re.compile(r"teams", re.IGNORECASE)
_BLANK = re.compile(r"[ \t]+$", re.MULTILINE)
_PLACEHOLDER_WORDS = frozenset(
    (
        *(
            "meeting",
            "online",
            "video",
            "call",
            "conference",
            "microsoft",
            "cisco",
            "google",
            "meet",
        ),
        *("собрание", "встреча", "онлайн", "видеовстреча", "конференция", "звонок", "в", "по"),
        *("skype", "huddle", "slack", "телемост", "telemost"),
    )
)


def body_of(description: str) -> str:
    """The description as plain text, the blocks of Google Meet and Teams cut out.

    Empty where nothing else is in it. Look for links before: these blocks have them.
    """
    text = text_of_html(description) if has_markup(description) else description
    text = _without_teams(_without_google(text.replace("\r\n", "\n")))
    text = _BLANK.sub("", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _without_google(text: str) -> str:
    """Between two lines of tildes, or from a single one on."""
    marks = list(_GOOGLE.finditer(text))
    if not marks:
        return text
    after = text[marks[1].end() :] if len(marks) > 1 else ""
    return text[: marks[0].start()] + after


def _without_teams(text: str) -> str:
    """From a line of underscores on, if Teams speaks below it, to the last such line."""
    marks = list(_RULE.finditer(text))
    for mark in marks:
        below = text[mark.end() : mark.end() + 200]
        if _TEAMS.search(_RULE.split(below, maxsplit=1)[0]):
            after = text[marks[-1].end() :] if mark is not marks[-1] else ""
            return text[: mark.start()] + after
    return text


def rooms_of(location: str) -> tuple[str, ...]:
    """The places of a location: neither links nor words such as Microsoft Teams Meeting."""
    found = (" ".join(piece.split()) for piece in re.split(r"[;\n]", location))
    return tuple(dict.fromkeys(each for each in found if each and not _is_placeholder(each)))


def _is_placeholder(place: str) -> bool:
    if next(iter_urls(place), None) is not None:
        return True
    for name in NAMES.values():
        place = name.sub(" ", place)
    return all(word.lower() in _PLACEHOLDER_WORDS for word in re.findall(r"\w+", place))
