"""``vaultkit.toml``, the environment and flags, made one ``Config``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from vaultkit.app.toml import dotted, line_of, lines_of, parse_toml, read_text
from vaultkit.language.catalog import language_of_locale
from vaultkit.model.config import DEFAULT_KINDS, TEMPLATE_USES, Config, KindRule
from vaultkit.model.diagnostic import SPECS, Diagnostic
from vaultkit.model.errors import ConfigError
from vaultkit.model.links import KINDS, Kind
from vaultkit.model.paths import VaultPath, name_key

__all__ = ["CONFIG_NAME", "KEYS", "read_config"]

CONFIG_NAME = VaultPath("vaultkit.toml")

_RULE_PARTS = ("values", "tags", "folders")
_NO_OVERRIDES: Mapping[str, object] = MappingProxyType({})

# --- values


class _BadValueError(Exception):
    """What the value has to be: a template with ``{key}`` and the other values in it."""

    def __init__(self, template: str, **values: str) -> None:
        super().__init__(template)
        self.template = template
        self.values = values


def _one_of(*choices: str) -> Callable[[object], str]:
    def parse(value: object) -> str:
        if isinstance(value, str) and value in choices:
            return value
        raise _BadValueError("{key} must be one of: {choices}", choices=", ".join(choices))

    return parse


def _parse_folder(value: object) -> str:
    text = value.removesuffix("/") if isinstance(value, str) else ""
    try:
        path = VaultPath(text)
    except ValueError:
        raise _BadValueError(
            "{key} must be a folder inside the vault, such as 'Notes/Index'"
        ) from None
    if any(segment.startswith(".") for segment in path.split("/")):
        raise _BadValueError("{key} must not be hidden: leave out the leading dot")
    if re.search(r'[\\:*?"<>|\x00-\x1f\x7f]', path):
        raise _BadValueError('{key} must hold none of \\ : * ? " < > | and no control character')
    return path


def _parse_name(value: object) -> str:
    if isinstance(value, str):
        return value.strip().removeprefix("[[").removesuffix("]]").partition("|")[0].strip()
    raise _BadValueError("{key} must be the name of a note")


def _parse_template(value: object) -> str:
    if isinstance(value, str) and value.isprintable():
        return value.strip()
    raise _BadValueError("{key} must be the name of a template, or its path in the vault")


def _parse_count(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 1_000_000:
        return value
    raise _BadValueError("{key} must be a whole number from 1 to 1000000")


def _parse_switch(value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise _BadValueError("{key} must be true or false")


def _parse_texts(value: object) -> tuple[str, ...]:
    if isinstance(value, list | tuple) and all(isinstance(text, str) and text for text in value):
        return tuple(dict.fromkeys(value))
    raise _BadValueError('{key} must be a list of texts: ["...", "..."]')


def _parse_pattern(value: object) -> str:
    if isinstance(value, str) and "{{title}}" in value.replace(" ", ""):
        return value
    raise _BadValueError("{key} must hold {title}", title="{{title}}")


def _parse_codes(value: object) -> frozenset[str]:
    codes = _parse_texts(value)
    for code in codes:
        if code not in SPECS:
            raise _unknown_code(code)
    return frozenset(codes)


def _unknown_code(code: str) -> _BadValueError:
    nearest = _near(code, SPECS, least=0.6)
    if nearest:
        template = "{key} holds '{code}', which is no diagnostic; did you mean '{proposal}'?"
        return _BadValueError(template, code=code, proposal=nearest[0])
    return _BadValueError("{key} holds '{code}', which is no diagnostic", code=code)


def _near(text: str, known: Iterable[str], *, least: float) -> list[str]:
    """The nearest of the names, if it is that near."""
    # Only a slip of the pen loads difflib.
    near: list[str] = import_module("difflib").get_close_matches(text, known, 1, least)
    return near


# --- keys


class _Key(NamedTuple):
    """One key: the field of ``Config`` it fills, and how its text in the environment is read."""

    field: str
    parse: Callable[[object], Any]
    of_text: Callable[[str], object]


def _language_of_text(text: str) -> object:
    return language_of_locale(text) or text


def _switch_of_text(text: str) -> object:
    return {"true": True, "1": True, "false": False, "0": False}.get(text.strip().lower(), text)


def _count_of_text(text: str) -> object:
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text.strip()) else text


def _texts_of_text(text: str) -> object:
    return [part.strip() for part in text.split(",") if part.strip()]


KEYS: Mapping[str, _Key] = {
    "language": _Key("language", _one_of("auto", "en", "ru"), _language_of_text),
    "me": _Key("me", _parse_name, str),
    "pages.folder": _Key("pages_folder", _parse_folder, str),
    "pages.backlinks": _Key("backlinks", _one_of("page", "region", "off"), str),
    "pages.max_entries": _Key("max_entries", _parse_count, _count_of_text),
    "templates.folder": _Key("templates_folder", _parse_folder, str),
    "tasks.style": _Key("tasks_style", _one_of("emoji", "dataview"), str),
    "new.name": _Key("new_name", _parse_pattern, str),
    "vault.exclude": _Key("exclude", _parse_texts, _texts_of_text),
    "vault.follow_symlinks": _Key("follow_symlinks", _parse_switch, _switch_of_text),
    "check.ignore": _Key("ignored_codes", _parse_codes, _texts_of_text),
}
"""Every key but ``kinds.<kind>.values``, ``.tags``, ``.folders``, ``new.folder.<kind>`` and
``templates.<use>``, as it is written dotted."""

_KIND_KEYS: Mapping[str, tuple[Kind, str]] = {
    f"kinds.{kind}.{part}": (kind, part) for kind in KINDS for part in _RULE_PARTS
}

_FOLDER_KEYS: Mapping[str, Kind] = {f"new.folder.{kind}": kind for kind in KINDS}

_TEMPLATE_KEYS: Mapping[str, str] = {f"templates.{use}": use for use in TEMPLATE_USES}

_NAMES = (*KEYS, *_KIND_KEYS, *_FOLDER_KEYS, *_TEMPLATE_KEYS)


def read_config(
    root: Path, *, environ: Mapping[str, str], overrides: Mapping[str, object] = _NO_OVERRIDES
) -> tuple[Config, tuple[Diagnostic, ...]]:
    """The vault's configuration, and a diagnostic for each key that means nothing.

    ``overrides`` (flags, by dotted key) win over ``environ`` (``VAULTKIT_PAGES_FOLDER`` for
    ``pages.folder``; lists parted by commas), these over the file, that over the defaults. A vault
    without the file has the defaults.

    Raises ConfigError, with file and line where it is the file, for what cannot be read: bad TOML,
    a bad value, a file that is not UTF-8 or over 16 KB.
    """
    place = str(root / CONFIG_NAME)
    text = read_text(root, CONFIG_NAME)
    lines = lines_of(text)
    found = _Found({}, {}, {}, {}, [])
    for path, value in _iter_values(parse_toml(text, place)):
        line = line_of(path, lines)
        try:
            _take(found, dotted(path), value, line)
        except _BadValueError as bad:
            raise _bad_value(dotted(path), bad, f"{place}:{line}") from None
    for key, known in KEYS.items():
        variable = "VAULTKIT_" + key.upper().replace(".", "_")
        where: str | None = variable
        try:
            if variable in environ:
                found.fields[known.field] = known.parse(known.of_text(environ[variable]))
            where = None
            if key in overrides:
                found.fields[known.field] = known.parse(overrides[key])
        except _BadValueError as bad:
            raise _bad_value(key, bad, where) from None
    config = Config(
        kinds=_kinds_of(found.rules),
        new_folders=found.folders,
        templates=found.templates,
        **found.fields,
    )
    return config, tuple(found.unknown)


_Rules = Mapping[tuple[Kind, str], tuple[str, ...]]
"""The vault's own words, by kind and ``values``, ``tags`` or ``folders``."""


class _Found(NamedTuple):
    """What the file gave so far: fields of ``Config``, words and folders for kinds, templates for
    notes, keys nobody knows."""

    fields: dict[str, Any]
    rules: dict[tuple[Kind, str], tuple[str, ...]]
    folders: dict[Kind, str]
    templates: dict[str, str]
    unknown: list[Diagnostic]


def _iter_values(table: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], object]]:
    """Key paths with their values, in the file's order; a table of ours is entered."""
    for key, value in table.items():
        yield from _iter_below((key,), value)


def _iter_below(path: tuple[str, ...], value: object) -> Iterator[tuple[tuple[str, ...], object]]:
    if isinstance(value, dict) and _is_table(dotted(path)):  # at most two deep
        for key, below in value.items():
            yield from _iter_below((*path, key), below)
    else:
        yield path, value


def _is_table(key: str) -> bool:
    return any(known.startswith(f"{key}.") for known in _NAMES)


def _take(found: _Found, key: str, value: object, line: int) -> None:
    if key in KEYS:
        found.fields[KEYS[key].field] = KEYS[key].parse(value)
    elif key in _KIND_KEYS:
        kind, part = _KIND_KEYS[key]
        found.rules[kind, part] = _parse_words(kind, part, value, found.rules)
    elif key in _FOLDER_KEYS:
        found.folders[_FOLDER_KEYS[key]] = _parse_folder(value)
    elif key in _TEMPLATE_KEYS:
        found.templates[_TEMPLATE_KEYS[key]] = _parse_template(value)
    elif _is_table(key):
        raise _BadValueError("{key} must be a table: write [{key}] on a line of its own")
    else:
        args = {"key": key, "proposal": _proposal_of(key)}
        found.unknown.append(Diagnostic("config-unknown-key", CONFIG_NAME, line, 1, args=args))


def _proposal_of(key: str) -> str:
    """The key that was meant, or an empty text."""
    last = key.strip('"').rpartition(".")[2]
    # First a key of ours in the wrong table or in none, then a slip of the pen.
    nearest = [name for name in KEYS if name.rpartition(".")[2] == last]
    if len(nearest) != 1:
        nearest = _near(key, _names_at(key.count(".")), least=0.7)
    return nearest[0] if nearest else ""


def _names_at(depth: int) -> tuple[str, ...]:
    """The names of keys and tables with so many dots."""
    names = (".".join(key.split(".")[: depth + 1]) for key in _NAMES)
    return tuple(dict.fromkeys(name for name in names if name.count(".") == depth))


def _bad_value(key: str, bad: _BadValueError, where: str | None) -> ConfigError:
    return ConfigError(
        bad.template,
        where=where,
        hint="mend the value, or leave it out",
        values={"key": key, **bad.values},
    )


# --- kinds


def _parse_words(kind: Kind, part: str, value: object, rules: _Rules) -> tuple[str, ...]:
    strip = {"tags": "#", "folders": "/", "values": ""}[part]
    words = tuple(word.strip(strip) if strip else word for word in _parse_texts(value))
    if not all(words):
        raise _BadValueError("{key} holds an empty text")
    for (other, other_part), others in rules.items():
        if other != kind and other_part == part:
            for word in words:
                if name_key(word) in map(name_key, others):
                    template = "{key} holds '{word}', which is given to '{other}' already"
                    raise _BadValueError(template, word=word, other=other)
    return words


def _kinds_of(rules: _Rules) -> Mapping[Kind, KindRule]:
    """The defaults with the vault's own words added; a word given to one kind leaves the others."""
    if not rules:
        return DEFAULT_KINDS
    return {
        kind: KindRule(**{part: _words_of(kind, part, rules) for part in _RULE_PARTS})
        for kind in KINDS
    }


def _words_of(kind: Kind, part: str, rules: _Rules) -> tuple[str, ...]:
    default: tuple[str, ...] = getattr(DEFAULT_KINDS[kind], part)
    given = {
        name_key(word) for (_, other), words in rules.items() if other == part for word in words
    }
    return (
        *(word for word in default if name_key(word) not in given),
        *rules.get((kind, part), ()),
    )
