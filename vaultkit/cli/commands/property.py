"""``vaultkit property``: one property of a note, read or edited."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack

import click

from vaultkit.app.meant import note_meant
from vaultkit.app.property_edit import (
    Property,
    edit_form,
    find_property,
    plan_add,
    plan_remove,
    plan_rename,
    plan_set,
    property_value_form,
)
from vaultkit.app.property_values import VALUE_TYPES, ValueType, text_of
from vaultkit.app.snapshot import Snapshot
from vaultkit.app.writing import write
from vaultkit.cli.command import Command, dry_run_option, note_argument, object_option
from vaultkit.cli.command_group import command_group
from vaultkit.cli.diagnostics import say_findings
from vaultkit.cli.opening import open_for_writing, open_snapshot
from vaultkit.cli.request import request_of
from vaultkit.cli.show import json_text, print_json, print_line, print_words, visible
from vaultkit.cli.writing import show_plan
from vaultkit.language.catalog import Catalog
from vaultkit.model.paths import VaultPath
from vaultkit.model.plan import Plan

__all__ = ["command_of"]

Planning = Callable[[Snapshot, VaultPath], Plan]


def command_of(words: Catalog) -> click.Command:
    """The command in a language."""
    return command_group(
        "property",
        words=words,
        help=words.text(
            "Read and edit a property of a note. Only the bytes of that property change: comments, "
            "order, quotes and line ends stay as they are, and what cannot be edited so is refused."
        ),
        examples=(
            'vaultkit property get "Anna Petrova" email',
            'vaultkit property add "Anna Petrova" tags vip',
            "vaultkit property set --help",
        ),
        commands=[_get(words), _set(words), _add(words), _remove(words), _rename(words)],
    )


def _get(words: Catalog) -> click.Command:
    return Command(
        "get",
        words=words,
        callback=_show,
        params=[note_argument(), _key(), object_option(words)],
        help=words.text("Print the value of a property, the entries of a list one a line."),
        examples=(
            'vaultkit property get "Anna Petrova" aliases',
            'vaultkit property get "Anna Petrova" met --json',
        ),
    )


def _set(words: Catalog) -> click.Command:
    kind = click.Option(
        ["--type", "kind"],
        type=click.Choice(VALUE_TYPES),
        help=words.text(
            "The value's type; without it, the one that the property has in the note, then in "
            "Obsidian's settings, else the one that the value looks like."
        ),
    )
    return Command(
        "set",
        words=words,
        callback=_set_value,
        params=[
            note_argument(),
            _key(),
            _values(),
            kind,
            dry_run_option(words),
            object_option(words),
        ],
        help=words.text(
            "Give a property a value; without VALUE it is emptied. A new property comes last. "
            "Put -- before a VALUE that begins with -."
        ),
        examples=(
            'vaultkit property set "Anna Petrova" met 2026-03-12',
            "vaultkit property set \"Anna Petrova\" company '[[Kumo Relay]]'",
            'vaultkit property set "Anna Petrova" phone "+7 916 000-00-00" --type text --dry-run',
        ),
    )


def _add(words: Catalog) -> click.Command:
    return Command(
        "add",
        words=words,
        callback=_add_values,
        params=[
            note_argument(),
            _key(),
            _values(required=True),
            dry_run_option(words),
            object_option(words),
        ],
        help=words.text(
            "Add entries to a list. A single value becomes the first entry, and what the list "
            "holds already is not added again."
        ),
        examples=(
            'vaultkit property add "Anna Petrova" tags vip host',
            "vaultkit property add \"2026-03-12 Zoom call\" attendees '[[Kenji Morikawa]]'",
        ),
    )


def _remove(words: Catalog) -> click.Command:
    return Command(
        "remove",
        words=words,
        callback=_remove_values,
        params=[note_argument(), _key(), _values(), dry_run_option(words), object_option(words)],
        help=words.text("Remove a property, or with VALUE only these entries of its list."),
        examples=(
            'vaultkit property remove "Anna Petrova" phone',
            'vaultkit property remove "Anna Petrova" tags vip --dry-run',
        ),
    )


def _rename(words: Catalog) -> click.Command:
    return Command(
        "rename",
        words=words,
        callback=_rename_key,
        params=[
            note_argument(),
            _key(),
            click.Argument(["new_key"], metavar="NEW"),
            dry_run_option(words),
            object_option(words),
        ],
        help=words.text("Give a property another name; its place and its value stay."),
        examples=('vaultkit property rename "Anna Petrova" tag tags',),
    )


def _key() -> click.Argument:
    return click.Argument(["key"], metavar="KEY")


def _values(*, required: bool = False) -> click.Argument:
    metavar = "VALUE..." if required else "[VALUE]..."
    return click.Argument(["values"], metavar=metavar, nargs=-1, required=required)


@click.pass_context
def _show(ctx: click.Context, note: str, key: str, as_json: bool) -> int:
    snapshot = open_snapshot(ctx)
    found = find_property(note_meant(snapshot, note), key)
    if not isinstance(found, Property):
        say_findings((found,), request_of(ctx).words)
        return 1
    if as_json:
        print_json(property_value_form(found))
        return 0
    for entry in found.value if isinstance(found.value, list) else (found.value,):
        print_line(json_text(entry) if isinstance(entry, dict | list) else visible(text_of(entry)))
    return 0


@click.pass_context
def _set_value(
    ctx: click.Context,
    *,
    note: str,
    key: str,
    values: Sequence[str],
    kind: ValueType | None,
    dry_run: bool,
    as_json: bool,
) -> int:
    return _edit(
        ctx,
        note,
        key,
        lambda snapshot, path: plan_set(snapshot, path, key, values, kind),
        dry_run=dry_run,
        as_json=as_json,
    )


@click.pass_context
def _add_values(
    ctx: click.Context, *, note: str, key: str, values: Sequence[str], dry_run: bool, as_json: bool
) -> int:
    return _edit(
        ctx,
        note,
        key,
        lambda snapshot, path: plan_add(snapshot, path, key, values),
        dry_run=dry_run,
        as_json=as_json,
    )


@click.pass_context
def _remove_values(
    ctx: click.Context, *, note: str, key: str, values: Sequence[str], dry_run: bool, as_json: bool
) -> int:
    return _edit(
        ctx,
        note,
        key,
        lambda snapshot, path: plan_remove(snapshot, path, key, values),
        dry_run=dry_run,
        as_json=as_json,
    )


@click.pass_context
def _rename_key(
    ctx: click.Context, *, note: str, key: str, new_key: str, dry_run: bool, as_json: bool
) -> int:
    return _edit(
        ctx,
        note,
        key,
        lambda snapshot, path: plan_rename(snapshot, path, key, new_key),
        dry_run=dry_run,
        as_json=as_json,
    )


def _edit(
    ctx: click.Context, note: str, key: str, planning: Planning, *, dry_run: bool, as_json: bool
) -> int:
    """Plans the edit and carries it out, or shows it; says what was refused."""
    words = request_of(ctx).words
    with ExitStack() as stack:
        if dry_run:
            snapshot = open_snapshot(ctx)
        else:
            snapshot = Snapshot(stack.enter_context(open_for_writing(ctx)))
        path = note_meant(snapshot, note).path
        plan = planning(snapshot, path)
        if dry_run and not as_json:
            show_plan(snapshot.index, plan)
        elif plan and not dry_run:
            write(snapshot.index, plan)
    if as_json:
        print_json(edit_form(path, key, plan))
    elif plan.diagnostics:
        say_findings(plan.diagnostics, words)
        print_words(words.text("nothing was written"))
    elif not dry_run:
        print_line(visible(_said(path, plan, words)))
    return int(bool(plan.diagnostics))


def _said(path: VaultPath, plan: Plan, words: Catalog) -> str:
    if plan:
        return words.text("{path} changed", path=path)
    return words.text("{path} is so already", path=path)
