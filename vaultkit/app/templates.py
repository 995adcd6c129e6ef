"""Templates of notes: those of the vault, then those that ship with vaultkit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Literal, NamedTuple

from vaultkit.app.nearest import NearestNames
from vaultkit.app.snapshot import Snapshot
from vaultkit.disk.read import read_bytes
from vaultkit.disk.trust import is_trusted
from vaultkit.model.config import DEFAULT_KINDS, Language
from vaultkit.model.errors import DiskError, UsageError
from vaultkit.model.paths import VaultPath, name_key
from vaultkit.pages.engine import templates_root
from vaultkit.store.files import files_below, folder_paths

__all__ = [
    "Template",
    "TemplateState",
    "find_among",
    "find_own",
    "find_shipped",
    "get_template",
    "iter_templates",
    "library_of",
    "own_templates",
    "read_template",
    "state_of",
    "template_form",
    "template_name",
]

_ENDINGS: Mapping[str, Literal["jinja", "obsidian"]] = {".md.j2": "jinja", ".md": "obsidian"}
_SHARED = "_"
"""What the templates that ship share begins so, and is none."""

TemplateState = Literal["shipped", "obsidian", "trusted", "untrusted"]


class Template(NamedTuple):
    """A template by the name it is asked for: its path in the template folder without ending."""

    name: str
    form: Literal["jinja", "obsidian"]
    path: VaultPath | None
    """Of the vault's own; None for one that ships."""
    place: Path


def library_of(language: Language) -> Path:
    """The folder of the templates of notes that ship in a language."""
    return templates_root() / "notes" / language


def iter_templates(snapshot: Snapshot, language: Language) -> Iterator[Template]:
    """Every template, the vault's own first, each group in order of the name.

    One that ships and bears the name of an own one is left out.
    """
    own = own_templates(snapshot)
    yield from own
    known = {name_key(template.name) for template in own}
    yield from (each for each in _iter_shipped(language) if name_key(each.name) not in known)


def get_template(
    snapshot: Snapshot, name: str, language: Language, *, also: Iterable[str] = ()
) -> Template:
    """The template of a name: an own one, else one that ships.

    Raises UsageError with near names where there is none (``also`` are such that are no
    template's), with the candidates where several own ones in different folders bear the name.
    """
    found = find_own(snapshot, name) or find_shipped(name, language)
    if found is not None:
        return found
    names = [template.name for template in iter_templates(snapshot, language)]
    # Who mistypes a name leaves out its folder.
    known = [*also, *names, *(each.rpartition("/")[2] for each in names)]
    raise UsageError(
        "there is no template '{name}'",
        values={"name": name},
        hint="vaultkit templates list shows those there are",
        candidates=NearestNames.of(known).near(name),
    )


def find_own(snapshot: Snapshot, name: str) -> Template | None:
    """The vault's own template of a name, or None. Raises UsageError where there are several."""
    return find_among(own_templates(snapshot), name)


def own_templates(snapshot: Snapshot) -> tuple[Template, ...]:
    """The templates of the vault's own folders, sorted."""
    return tuple(sorted(_iter_own(snapshot)))


def find_among(own: Sequence[Template], name: str) -> Template | None:
    """The template of a name, or None. Raises UsageError where there are several.

    A whole path in the folder comes before a name alone, Jinja before Obsidian's own form.
    """
    key = name_key(template_name(name))
    own = sorted(own, key=lambda each: (each.form != "jinja", each.name))
    exact = [each for each in own if key in (name_key(each.name), _path_key(each))]
    named = exact or [each for each in own if name_key(each.name.rpartition("/")[2]) == key]
    if len({template.name for template in named}) > 1:
        raise UsageError(
            "'{name}' may be any of {count} templates",
            values={"name": name, "count": str(len(named))},
            hint="give the whole path of one of them",
            candidates=tuple(template.name for template in named),
        )
    return named[0] if named else None


def find_shipped(name: str, language: Language) -> Template | None:
    """The template that ships under a name, or None."""
    key = name_key(template_name(name))
    return next((each for each in _iter_shipped(language) if each.name == key), None)


def read_template(snapshot: Snapshot, template: Template) -> bytes:
    """The template's bytes. Raises DiskError where it cannot be read."""
    if template.path is None:
        try:
            return template.place.read_bytes()
        except OSError as error:
            raise DiskError(error.strerror or str(error), where=str(template.place)) from error
    follow = snapshot.config.follow_symlinks
    return read_bytes(snapshot.root, template.path, follow_symlinks=follow)


def state_of(
    snapshot: Snapshot, template: Template, data: bytes, environ: Mapping[str, str]
) -> TemplateState:
    """Whether a template may be run as it is. Only Jinja of a vault has to be trusted."""
    if template.path is None:
        return "shipped"
    if template.form == "obsidian":
        return "obsidian"
    digest = sha256(data).hexdigest()
    known = is_trusted(snapshot.root, template.path, digest=digest, environ=environ)
    return "trusted" if known else "untrusted"


def template_form(path: str) -> Literal["jinja", "obsidian"] | None:
    """What kind of template a file is by its name's ending, None for no template."""
    return next((form for ending, form in _ENDINGS.items() if path.endswith(ending)), None)


def _iter_own(snapshot: Snapshot) -> Iterator[Template]:
    store, folders = snapshot.index.store, _folders_of(snapshot)
    starts = ((path, _start_below(path, folders)) for path in folder_paths(store))
    for folder in {path[: start - 1] for path, start in starts if start is not None}:
        for path in files_below(store, folder):
            form = template_form(path)
            if form is not None:
                name = template_name(path[len(folder) + 1 :])
                yield Template(name, form, VaultPath(path), snapshot.root / path)


def _iter_shipped(language: Language) -> Iterable[Template]:
    return (
        Template(template_name(place.name), "jinja", None, place)
        for place in sorted(library_of(language).glob("*.md.j2"))
        if not place.name.startswith(_SHARED)
    )


def _folders_of(snapshot: Snapshot) -> frozenset[str] | str:
    """The one folder that is set, else the names that such folders usually have."""
    folder = snapshot.config.templates_folder or snapshot.settings.templates_folder
    if folder:
        return name_key(folder)
    rule = snapshot.config.kinds.get("template", DEFAULT_KINDS["template"])
    return frozenset(map(name_key, rule.folders))


def _start_below(folder: str, folders: frozenset[str] | str) -> int | None:
    """Where in a path of this folder begins what lies below the folder of templates; None where
    it lies elsewhere."""
    segments = folder.split("/")
    if isinstance(folders, str):
        depth = folders.count("/") + 1
        if name_key("/".join(segments[:depth])) != folders:
            return None
    else:
        found = (at for at, each in enumerate(segments, 1) if name_key(each) in folders)
        depth = next(found, 0)
    return sum(len(segment) + 1 for segment in segments[:depth]) or None


def _path_key(template: Template) -> str:
    return name_key(template_name(template.path or ""))


def template_name(name: str) -> str:
    """A template's name without what its form is told by."""
    return next((name[: -len(end)] for end in _ENDINGS if name.lower().endswith(end)), name)
