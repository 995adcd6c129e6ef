"""gettext's ``.po`` text to a catalog in memory. Loaded only for languages other than English.

Read here and not by babel, which knows every form of such files but takes 80 ms to load and read
this one: as long as a whole command may take.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from gettext import NullTranslations, c2py
from pathlib import Path

__all__ = ["Translations", "parse_po", "read_translations"]

_LINE = re.compile(r'(?:(msgid|msgid_plural|msgstr|msgstr\[\d\])[ \t]+)?"((?:[^"\\]|\\.)*)"[ \t]*')
_ESCAPED = re.compile(r"\\(.)")
_SIGNS = {"n": "\n", "t": "\t", "r": "\r"}
_PLURAL_RULE = re.compile(r"^Plural-Forms:.*\bplural=([^;\n]+)", re.MULTILINE)
_ONE_FORM = "0"


class Translations(NullTranslations):
    """Messages by their English text, and of plurals every form; what is missing stays English."""

    def __init__(
        self, messages: Mapping[str, str], plurals: Mapping[str, Mapping[int, str]], rule: str
    ) -> None:
        super().__init__()
        self._messages = messages
        self._plurals = plurals
        self._form_of = c2py(rule)

    @property
    def translated(self) -> tuple[str, ...]:
        """The messages that have a translation; of those with plurals the first form."""
        return (*self._messages, *self._plurals)

    def gettext(self, message: str) -> str:
        """The message; of one with plurals the form for one thing."""
        found = self._messages.get(message)
        if found is None:
            found = self._plurals.get(message, {}).get(self._form_of(1))
        return message if found is None else found

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The form that goes with ``n``; messages with plurals are known by their first form."""
        found = self._plurals.get(msgid1, {}).get(self._form_of(n))
        return super().ngettext(msgid1, msgid2, n) if found is None else found


def read_translations(language: str) -> Translations:
    """The translations of the file that stands beside this module."""
    return parse_po(Path(__file__).with_name(f"{language}.po").read_text(encoding="utf-8"))


def parse_po(text: str) -> Translations:
    """The translations that a ``.po`` text holds, its plural rule among them.

    Comments are passed by, and so are messages without a translation. Contexts and obsolete
    entries are not known here. Raises ValueError, with the line, for whatever is no part of an
    entry.
    """
    messages: dict[str, str] = {}
    plurals: dict[str, dict[int, str]] = {}
    for entry in _entries(text):
        message = entry.pop("msgid")
        if "msgid_plural" in entry:
            del entry["msgid_plural"]
            forms = {int(key[len("msgstr[") : -1]): form for key, form in entry.items()}
            if all(forms.values()):
                plurals[message] = forms
        elif entry.get("msgstr"):
            messages[message] = entry["msgstr"]
    rule = _PLURAL_RULE.search(messages.pop("", ""))
    return Translations(messages, plurals, _ONE_FORM if rule is None else rule[1])


def _entries(text: str) -> Iterator[dict[str, str]]:
    """The texts of each entry by their keywords."""
    entry: dict[str, str] = {}
    key = ""
    for number, line in enumerate(text.split("\n"), 1):
        if not line or line[0] == "#":
            continue
        found = _LINE.fullmatch(line)
        if found is None or not (found[1] or key):
            raise ValueError(f"line {number} is no part of an entry: {line}")
        said = _ESCAPED.sub(_sign, found[2]) if "\\" in found[2] else found[2]
        if found[1] == "msgid":
            if entry:
                yield entry
            entry = {}
        elif found[1] and "msgid" not in entry:
            raise ValueError(f"line {number} belongs to no message: {line}")
        key = found[1] or key
        entry[key] = said if found[1] else entry[key] + said
    if entry:
        yield entry


def _sign(escaped: re.Match[str]) -> str:
    return _SIGNS.get(escaped[1], escaped[1])
