"""Who is meant by a name, an alias or an e-mail address. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from vaultkit.model.note import Note
from vaultkit.model.paths import VaultPath, name_key
from vaultkit.people.fields import find_property, texts_of

__all__ = [
    "EMAIL_NAMES",
    "PHONE_NAMES",
    "Directory",
    "Named",
    "directory_of",
    "directory_of_names",
    "parse_named",
    "text_property",
]

EMAIL_NAMES = ("email", "emails", "e-mail", "mail", "почта", "эл. почта")
PHONE_NAMES = ("phone", "phones", "tel", "telephone", "mobile", "телефон", "телефоны", "тел")
_WIKILINK = re.compile(r"\s*\[\[[^\[\]\n]*\]\]")
_EMAIL = re.compile(r"[^\s<>,;\"]+@[^\s<>,;\"]+")


class Named(NamedTuple):
    """A person as typed: ``Ana Silva <ana@example.org>``, with role and reply behind colons."""

    name: str
    email: str = ""
    role: str = ""
    reply: str = ""


class Directory(NamedTuple):
    """The contacts of a vault by what they answer to. Paths are in code-point order."""

    by_name: Mapping[str, tuple[VaultPath, ...]]
    """By title, file name and alias."""
    by_email: Mapping[str, tuple[VaultPath, ...]]
    by_word: Mapping[str, tuple[VaultPath, ...]]
    """By each word of those names."""
    names: tuple[str, ...]
    """All names, for proposals."""

    def find(self, named: Named) -> tuple[VaultPath, ...]:
        """The contacts that may be meant: none, one, or all among which it is not clear.

        An address decides; else a whole name; else a part of one that only one contact bears.
        """
        if named.email and (found := self.by_email.get(_email_key(named.email))):
            return found
        key = name_key(named.name.strip())
        if not key:
            return ()
        if found := self.by_name.get(key):
            return found
        words = [set(self.by_word.get(word, ())) for word in _words(key)]
        return tuple(sorted(set.intersection(*words))) if words else ()

    def find_email(self, address: str) -> tuple[VaultPath, ...]:
        """The contacts that have an address."""
        return self.by_email.get(_email_key(address), ())


def directory_of(contacts: Iterable[Note]) -> Directory:
    """What the contacts answer to. Linear in their names."""
    names: list[tuple[VaultPath, str]] = []
    by_email: defaultdict[str, set[VaultPath]] = defaultdict(set)
    for note in contacts:
        own = dict.fromkeys((note.title, note.path.stem, *note.aliases))
        names += [(note.path, name) for name in own]
        for text in texts_of(find_property(note, EMAIL_NAMES)):
            for address in _EMAIL.findall(text):
                by_email[_email_key(address)].add(note.path)
    return directory_of_names(names)._replace(by_email=_sorted(by_email))


def directory_of_names(named: Iterable[tuple[VaultPath, str]]) -> Directory:
    """The same of names alone, each with the contact that bears it."""
    by_name: defaultdict[str, set[VaultPath]] = defaultdict(set)
    by_word: defaultdict[str, set[VaultPath]] = defaultdict(set)
    names: list[str] = []
    for path, name in named:
        names.append(name)
        by_name[name_key(name)].add(path)
        for word in _words(name_key(name)):
            by_word[word].add(path)
    return Directory(_sorted(by_name), {}, _sorted(by_word), tuple(names))


def parse_named(text: str) -> Named:
    """A person as typed on the command line: ``NAME[:ROLE[:REPLY]]``. NAME may be a wikilink."""
    link = _WIKILINK.match(text)
    linked = "" if link is None else link[0]
    who, _, rest = text[len(linked) :].partition(":")
    role, _, reply = rest.partition(":")
    email = _EMAIL.search(who)
    name = linked or who
    if email is not None and not linked:
        name = (who[: email.start()] + who[email.end() :]).strip(' <>"')
    return Named(name.strip(), email[0] if email else "", role.strip(), reply.strip())


def text_property(note: Note, *names: str) -> str:
    """The first text of a property, empty where there is none."""
    texts = texts_of(find_property(note, names))
    return texts[0] if texts else ""


def _sorted(found: Mapping[str, set[VaultPath]]) -> Mapping[str, tuple[VaultPath, ...]]:
    return {key: tuple(sorted(paths)) for key, paths in found.items()}


def _words(key: str) -> list[str]:
    return re.findall(r"[^\W_]+", key)


def _email_key(address: str) -> str:
    """The host's case means nothing; that of the name, to all real hosts, nothing either."""
    return address.casefold().removeprefix("mailto:")
