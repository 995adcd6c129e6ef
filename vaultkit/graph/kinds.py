"""What kind of note a note is: topic, contact, meeting, daily, index, template or other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from vaultkit.model.config import DEFAULT_KINDS, Config, KindRule, ObsidianSettings
from vaultkit.model.links import KINDS, Kind
from vaultkit.model.note import Note
from vaultkit.model.paths import VaultPath, name_key
from vaultkit.model.rows import PROPERTIES, TAGS

__all__ = ["KIND_PROPERTIES", "KindRules", "date_pattern", "kind_of"]

KIND_PROPERTIES = (
    "kind",
    "вид",
    "type",
    "тип",
    "categories",
    "category",
    "категории",
    "категория",
)
"""The properties that may name a kind, in the order in which they are asked."""
_KIND_KEYS = frozenset(KIND_PROPERTIES)


class KindRules(NamedTuple):
    """What a vault's configuration says of kinds, under ``name_key``; built by ``of``."""

    values: Mapping[str, Kind]
    tags: Mapping[str, Kind]
    folders: Mapping[str, Kind]
    """A folder's own name, or its path from the root where it holds a slash."""
    templates_folder: str | None
    """The one template folder that is configured; None where any folder's name may say so."""
    daily_folder: str | None
    """Empty where daily notes lie at the root; None where Obsidian names no place for them."""
    daily_name: re.Pattern[str]
    """The path of a daily note below its folder, without ``.md``."""

    @classmethod
    def of(cls, config: Config, settings: ObsidianSettings) -> KindRules:
        """The rules of a vault. A word of two kinds goes to the one that the user gave it to."""
        folder = config.templates_folder or settings.templates_folder
        daily = settings.daily_folder
        return cls(
            values=_owners({kind: rule.values for kind, rule in config.kinds.items()}),
            tags=_owners({kind: rule.tags for kind, rule in config.kinds.items()}),
            folders=_owners({kind: rule.folders for kind, rule in config.kinds.items()}),
            templates_folder=_folder_key(folder or "") or None,
            daily_folder=None if daily is None else _folder_key(daily),
            daily_name=date_pattern(settings.daily_format),
        )


def _owners(words: Mapping[Kind, tuple[str, ...]]) -> dict[str, Kind]:
    """Each word's kind: a word that is no default of its kind is the user's own and goes first."""
    claims = [
        (word in _default_words(kind), rank, name_key(word.strip("#/ ")), kind)
        for rank, kind in enumerate(KINDS)
        for word in words.get(kind, ())
    ]
    owners: dict[str, Kind] = {}
    for _, _, word, kind in sorted(claims):
        owners.setdefault(word, kind)
    owners.pop("", None)
    return owners


def _default_words(kind: Kind) -> frozenset[str]:
    rule = DEFAULT_KINDS.get(kind, KindRule())
    return frozenset((*rule.values, *rule.tags, *rule.folders))


def _folder_key(folder: str) -> str:
    return name_key(folder).strip("/ ")


def kind_of(note: Note, rules: KindRules) -> Kind:
    """A note's kind: the template folder decides, then a property, a tag, the nearest folder.

    A property that names no kind is passed over. Canvases and bases are ``other`` unless they lie
    among the templates, and so is a note of which nothing is said.
    """
    path = note.path
    folders = _folders_of(path.folder)
    if _is_template(folders, rules):
        return "template"
    if path[-3:] != ".md" and path.suffix != ".md":
        return "other"
    return (
        _kind_by_property(note, rules)
        or _kind_by_tag(note, rules)
        or _kind_by_folder(path, folders, rules)
        or "other"
    )


_Folders = tuple[tuple[str, str], ...]
"""The key of each folder a file lies in and of its own name, nearest first, without the root."""


@lru_cache(1024)
def _folders_of(folder: str) -> _Folders:
    """Notes share few folders."""
    found = []
    key = name_key(folder)
    while key:
        outer, _, name = key.rpartition("/")
        found.append((key, name))
        key = outer
    return tuple(found)


def _is_template(folders: _Folders, rules: KindRules) -> bool:
    if rules.templates_folder is not None:
        return any(key == rules.templates_folder for key, _ in folders)
    return "template" in [_folder_kind(key, name, rules) for key, name in folders]


def _folder_kind(key: str, name: str, rules: KindRules) -> Kind | None:
    return rules.folders.get(key) or rules.folders.get(name)


def _kind_by_property(note: Note, rules: KindRules) -> Kind | None:
    values: dict[str, Any] = {}
    for name, value in note.record[PROPERTIES].items():
        key = name_key(name)
        if key in _KIND_KEYS:
            values[key] = value
    if values:
        for key in KIND_PROPERTIES:
            for word in _iter_words(values.get(key)):
                kind = rules.values.get(word)
                if kind is not None:
                    return kind
    return None


def _iter_words(value: Any) -> Iterator[str]:
    """The keys of the texts and link names in a value; lists are gone through.

    Also ``categories: [[Meetings]]`` without quotes, which YAML reads as a list in a list.
    """
    if isinstance(value, str):
        yield name_key(_link_name(value.strip()))
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _iter_words(item)


def _link_name(text: str) -> str:
    """``Meetings`` of ``[[x/Meetings.md#part|these]]``; other text as it is."""
    if not (text.startswith("[[") and text.endswith("]]")):
        return text
    name = re.split(r"[#|]", text[2:-2], maxsplit=1)[0].strip().rpartition("/")[2]
    return name[: -len(".md")] if name.lower().endswith(".md") else name


def _kind_by_tag(note: Note, rules: KindRules) -> Kind | None:
    """Of the first tag that names a kind; ``meeting/zoom`` is a ``meeting`` (TG-03)."""
    for row in note.record[TAGS]:
        name = name_key(row[0]) if row[-1] is None else ""
        while name:
            kind = rules.tags.get(name)
            if kind is not None:
                return kind
            name = name.rpartition("/")[0]
    return None


def _kind_by_folder(path: VaultPath, folders: _Folders, rules: KindRules) -> Kind | None:
    for folder, name in (*folders, ("", "")):
        if folder == rules.daily_folder and _is_daily_name(path, folder, rules):
            return "daily"
        kind = _folder_kind(folder, name, rules) if folder else None
        if kind is not None:
            return kind
    return None


def _is_daily_name(path: VaultPath, folder: str, rules: KindRules) -> bool:
    below = path.key[len(folder) :].lstrip("/") if folder else path.key
    return rules.daily_name.fullmatch(below.removesuffix(".md")) is not None


_WORD = r"[^\W\d_]+\.?"
_DATE_TOKENS: Mapping[str, str] = {
    "YYYY": r"[0-9]{4}",
    "GGGG": r"[0-9]{4}",
    "gggg": r"[0-9]{4}",
    "YY": r"[0-9]{2}",
    "MMMM": _WORD,
    "MMM": _WORD,
    "MM": r"(?:0[1-9]|1[0-2])",
    "M": r"(?:[1-9]|1[0-2])",
    "DDDD": r"[0-9]{3}",
    "DDD": r"[0-9]{1,3}",
    "DD": r"(?:0[1-9]|[12][0-9]|3[01])",
    "Do": r"(?:[1-9]|[12][0-9]|3[01])[-.]?[^\W\d_]{0,3}",
    "D": r"(?:[1-9]|[12][0-9]|3[01])",
    "dddd": _WORD,
    "ddd": _WORD,
    "dd": _WORD,
    "d": r"[0-6]",
    "ww": r"[0-5][0-9]",
    "WW": r"[0-5][0-9]",
    "w": r"[1-5]?[0-9]",
    "W": r"[1-5]?[0-9]",
    "Q": r"[1-4]",
}
_DATE_PART = re.compile(
    r"\[([^\]]*)\]|(" + "|".join(sorted(_DATE_TOKENS, key=len, reverse=True)) + r")|(.)", re.DOTALL
)


def date_pattern(date_format: str) -> re.Pattern[str]:
    """What a name in one of Moment's date formats looks like (TM-02), against its ``name_key``.

    Day and month names may be any word, since they follow the app's language; ``[text]`` stands
    for itself.
    """
    pattern = ""
    for literal, token, other in _DATE_PART.findall(date_format):
        pattern += _DATE_TOKENS[token] if token else re.escape(name_key(literal or other))
    return re.compile(pattern)
