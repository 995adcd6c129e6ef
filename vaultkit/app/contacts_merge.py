"""Two notes of one person made one: properties united, both texts kept, all links led on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from vaultkit.app.contacts_fields import FIELDS, held_key
from vaultkit.app.contacts_identity import contact_notes
from vaultkit.app.contacts_store import CARDS, PHOTO
from vaultkit.app.forms import JsonObject, diagnostic_form
from vaultkit.app.indexing import Index
from vaultkit.app.meant import note_meant
from vaultkit.app.rename_planning import change_of, plan_change
from vaultkit.app.snapshot import Snapshot, looked_up
from vaultkit.app.vault_language import vault_language
from vaultkit.disk.read import read_bytes
from vaultkit.language.catalog import catalog
from vaultkit.markdown.decode import decode
from vaultkit.markdown.editable import find_refusal
from vaultkit.markdown.frontmatter import read_frontmatter
from vaultkit.markdown.property_edit import Edit, Value, add_to_property, set_property
from vaultkit.markdown.read import read
from vaultkit.markdown.region_edits import DropRegion, ReleaseRegion, edit_regions
from vaultkit.markdown.yaml_scalars import Moment, Scalar
from vaultkit.model.diagnostic import Diagnostic, diagnose
from vaultkit.model.errors import UsageError
from vaultkit.model.note import Note
from vaultkit.model.paths import VaultPath, name_key
from vaultkit.model.plan import FileEdit, Plan, spliced
from vaultkit.model.source import Source, Span
from vaultkit.people.fields import parse_day, texts_of

__all__ = ["MERGE_REASONS", "Merge", "merge_form", "plan_merge"]

_REASON = "contacts merged"
_UNITED = (CARDS, PHOTO, "tags", "topics")
"""Properties beside those of people that hold several values where two notes have one each."""
_SAME_BLOCK = "the other note has a block of this name too, and links could mean either"
_SAME_FOOTNOTE = "the other note has a footnote of this name too"
_UNPROVED = "the texts do not stand side by side: something is open at the end of the first"
MERGE_REASONS = (_SAME_BLOCK, _SAME_FOOTNOTE, _UNPROVED)
"""Why two notes may not be made one."""


class Merge(NamedTuple):
    """A merge as it was planned. ``plan`` is empty where something stands in the way."""

    kept: VaultPath
    gone: VaultPath
    plan: Plan
    rewritten: int = 0
    """Links that are written anew."""
    notes: int = 0
    """Notes and canvases in which that is."""
    told: tuple[str, ...] = ()
    """Properties of the note that goes whose values now stand in the text."""
    refused: tuple[Diagnostic, ...] = ()


def plan_merge(index: Index, first: str, second: str) -> Merge:
    """The merge of the second contact into the first, whose name and place stay.

    Every link to the second leads to the first then, in its own style; the second's names become
    aliases. Costs what ``plan_change`` does. Raises UsageError where either is no contact, or both
    are one.
    """
    with looked_up(index) as snapshot:
        kept, gone = _contact_meant(snapshot, first), _contact_meant(snapshot, second)
        if kept.path == gone.path:
            raise UsageError(
                "'{first}' and '{second}' are one note: {path}",
                values={"first": first, "second": second, "path": kept.path},
                hint="give two notes",
            )
        renaming = plan_change(
            snapshot,
            change_of(snapshot, {gone.path: kept.path}),
            bearers=[kept.path, gone.path],
            subject="file",
            names=(gone.path, kept.path),
        )
        if renaming.refused:
            return Merge(kept.path, gone.path, Plan(), refused=renaming.refused)
        edits = {edit.path: edit for edit in renaming.plan.edits}
        here = _relinked(snapshot, kept.path, edits)
        there = _relinked(snapshot, gone.path, edits)
        joined = _joined(snapshot, here, there)
        if isinstance(joined, Diagnostic):
            return Merge(kept.path, gone.path, Plan(), refused=(joined,))
        data, told = joined
        others = [edit for path, edit in edits.items() if path not in (kept.path, gone.path)]
        plan = Plan(
            (
                *others,
                FileEdit(kept.path, here.digest, data, _REASON),
                FileEdit(gone.path, there.digest, None, _REASON),
            ),
            renaming.plan.diagnostics,
        )
        return Merge(kept.path, gone.path, plan, renaming.rewritten, renaming.notes, told)


def merge_form(merge: Merge) -> JsonObject:
    """What ``contacts merge --json`` prints; the same for a dry run."""
    return {
        "kept": merge.kept,
        "gone": merge.gone,
        "refused": bool(merge.refused),
        "rewritten": merge.rewritten,
        "notes": merge.notes,
        "told": list(merge.told),
        "edits": [edit.path for edit in merge.plan.edits],
        "diagnostics": [
            diagnostic_form(found) for found in (*merge.refused, *merge.plan.diagnostics)
        ],
    }


def _contact_meant(snapshot: Snapshot, text: str) -> Note:
    note = note_meant(snapshot, text)
    if all(note.path != each.path for each in contact_notes(snapshot)):
        raise UsageError(
            "{path} is no contact",
            values={"path": note.path},
            hint="give notes of people, with the property kind: contact",
        )
    return note


class _Relinked(NamedTuple):
    """A note with its links as they are afterwards."""

    source: Source
    digest: str
    """Of the bytes that the file has now."""


def _relinked(
    snapshot: Snapshot, path: VaultPath, edits: Mapping[VaultPath, FileEdit]
) -> _Relinked:
    edit = edits.get(path)
    if edit is not None:
        assert edit.data is not None
        assert edit.expected is not None
        return _Relinked(decode(path, edit.data), edit.expected)
    follow = snapshot.config.follow_symlinks
    source = decode(path, read_bytes(snapshot.root, path, follow_symlinks=follow))
    return _Relinked(source, source.digest)


def _joined(
    snapshot: Snapshot, here: _Relinked, there: _Relinked
) -> tuple[bytes, tuple[str, ...]] | Diagnostic:
    """The bytes of both notes in one, and the properties that are told of in the text."""
    one, two = here.source, _without_regions(there.source)
    refusal = find_refusal(one) or find_refusal(two) or _find_clash(one, two)
    if refusal is not None:
        return refusal
    united = _with_properties(one, two)
    if isinstance(united, Diagnostic):
        return united
    source, left = united
    language = vault_language(snapshot)
    text = _text_of(two)
    if left:
        words = catalog(language)
        title = words.text("From the properties of {name}", name=read(two).title)
        lines = (f"> - {key}: {_shown(value)}" for key, value in left.items())
        text = "\n".join(filter(None, (text, f"> [!note] {title}", *lines)))
        text = text.replace(f"\n> [!note] {title}", f"\n\n> [!note] {title}")
    data = _appended(source, text)
    return _find_breach(source, two, data) or (data, tuple(left))


def _without_regions(source: Source) -> Source:
    """The note without what vaultkit generated in it; a region that a person edited is theirs."""
    names = [region.name for region in read(source).regions]
    if not names:
        return source
    dropped = edit_regions(source, [DropRegion(name) for name in names])
    kept = [ReleaseRegion(edit.name) for edit, _ in dropped.refused]
    return decode(source.path, edit_regions(decode(source.path, dropped.data), kept).data)


def _find_clash(one: Source, two: Source) -> Diagnostic | None:
    """What bears one name in both texts, so that links or marks would mean the other."""
    first, second = read(one), read(two)
    blocks = {name_key(block.id) for block in first.blocks}
    for block in second.blocks:
        if name_key(block.id) in blocks:
            return _refusal(two, block.line, _SAME_BLOCK)
    labels = {name_key(footnote.id) for footnote in first.footnotes}
    for footnote in second.footnotes:
        if footnote.id and name_key(footnote.id) in labels:
            return _refusal(two, footnote.line, _SAME_FOOTNOTE)
    return None


def _refusal(source: Source, line: int, reason: str) -> Diagnostic:
    at = source.line_starts[max(line - 1, 0)]
    return diagnose("merge-refused", source, Span(at, at), reason=reason)


# --- properties


def _with_properties(one: Source, two: Source) -> tuple[Source, Mapping[str, Any]] | Diagnostic:
    """The first note with what the second adds, and what it says otherwise."""
    block = read_frontmatter(two)
    second = read(two)
    left: dict[str, Any] = {}
    for key, value in ({} if block is None else block.properties).items():
        if name_key(key) in ("aliases", "alias") or value in (None, "", [], {}):
            continue
        edit = _union(one, key, value)
        if isinstance(edit, Diagnostic):
            return edit
        if edit is None:
            left[key] = value
        else:
            one = decode(one.path, spliced(one.data, edit))
    first = read(one)
    known = {name_key(each) for each in (first.title, first.path.stem, *first.aliases)}
    names = dict.fromkeys((second.path.stem, second.title, *second.aliases))
    new = tuple(name for name in names if name_key(name) not in known)
    if new:
        edit = add_to_property(one, held_key(first, ("aliases", "alias")) or "aliases", new)
        if isinstance(edit, Diagnostic):
            return edit
        one = decode(one.path, spliced(one.data, edit))
    return one, left


def _union(one: Source, key: str, value: Any) -> Edit | None:
    """The edit that adds a property to a note; none where it is there; None where it cannot."""
    note = read(one)
    field = next((each for each in FIELDS if name_key(key) in map(name_key, each.names)), None)
    names = field.names if field else (key,)
    held_name = held_key(note, (key, *names)) or key
    held = note.properties.get(held_name)
    if held == value or _is_said(value, held):
        return ()
    meant = _value_of(value)
    if meant is None:
        return None
    if held in (None, "", [], {}):
        return set_property(one, held_name, meant)
    several = field.may_be_several if field else name_key(key) in _UNITED
    if not isinstance(held, dict) and (several or isinstance(held, list)):
        return add_to_property(one, held_name, meant if isinstance(meant, tuple) else (meant,))
    if isinstance(value, list) and isinstance(held, str) and held in value:
        return add_to_property(one, held_name, tuple(map(_scalar, value)))
    return None


def _is_said(value: Any, held: Any) -> bool:
    """Whether all texts of a value are among those held, where a link says what it shows. One
    that is a link itself leads somewhere, which no text does."""
    texts = value if isinstance(value, list) else [value]
    if not all(isinstance(text, str) and "[[" not in text for text in texts):
        return False
    return set(map(name_key, texts)) <= set(map(name_key, texts_of(held)))


def _value_of(value: Any) -> Value | None:
    """The value as an edit takes it; None for a mapping and for lists of more than texts."""
    if isinstance(value, dict):
        return None
    if not isinstance(value, list):
        return _scalar(value)
    plain = all(isinstance(each, str | int | float | bool) for each in value)
    return tuple(map(_scalar, value)) if plain else None


def _scalar(value: Any) -> Scalar:
    if isinstance(value, str):
        is_day = len(value) == 10 and value[4:5] == "-" and parse_day(value) is not None
        return Moment(value) if is_day else value
    scalar: Scalar = value
    return scalar


def _shown(value: Any) -> str:
    """A value in a line of text."""
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_shown(each)}" for key, each in value.items())
    if isinstance(value, list):
        return ", ".join(map(_shown, value))
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return " ".join(text.split())


# --- texts


def _text_of(source: Source) -> str:
    """The note's text without its properties, LF at line ends, no blank lines around it."""
    block = read_frontmatter(source)
    start = source.bom if block is None else block.end
    text = source.data[start:].decode("utf-8", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n").strip("\n").rstrip()


def _appended(source: Source, text: str) -> bytes:
    if not text:
        return source.data
    end = "\r\n" if source.newline == "crlf" else "\n"
    data = source.data.rstrip(b"\r\n")
    begin = f"{end}{end}" if data else ""
    return data + (begin + text.replace("\n", end) + end).encode()


def _find_breach(one: Source, two: Source, data: bytes) -> Diagnostic | None:
    """Whether both texts read together as each did alone."""
    first, second, both = read(one), read(two), read(decode(one.path, data))
    lost = Counter([*_facts(first), *_facts(second)]) - Counter(_facts(both))
    if not lost and not _is_open(one, first) and both.error == first.error:
        return None
    return _refusal(one, len(one.line_starts), _UNPROVED)


def _is_open(source: Source, note: Note) -> bool:
    """Whether a heading below the text would be none, in a fence that is not closed, say."""
    probed = read(decode(source.path, source.data + b"\n\n# x\n"))
    return len(probed.headings) == len(note.headings)


def _facts(note: Note) -> Iterator[str]:
    yield from (f"heading {each.level} {each.text}" for each in note.headings)
    yield from (f"task {each.text}" for each in note.tasks)
    yield from (f"link {each.original}" for each in _body_links(note))
    yield from (f"block {each.id}" for each in note.blocks)


def _body_links(note: Note) -> Iterable[Any]:
    return (link for link in note.links if link.property is None)
