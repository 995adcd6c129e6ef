"""``vaultkit templates``: which there are, what is wrong with them, which are trusted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from vaultkit.app.snapshot import Snapshot
from vaultkit.app.vault_language import vault_language
from vaultkit.cli.command import (
    Command,
    dry_run_option,
    flag,
    json_option,
    object_option,
    total_option,
)
from vaultkit.cli.command_group import command_group
from vaultkit.cli.diagnostics import print_findings, summary_of
from vaultkit.cli.errors import show_error
from vaultkit.cli.listing import Listing, headings, show_listing, style_of
from vaultkit.cli.opening import open_snapshot
from vaultkit.cli.request import request_of
from vaultkit.cli.show import print_json, print_line, print_text, print_words, visible
from vaultkit.language.catalog import Catalog
from vaultkit.model.config import TEMPLATE_USES
from vaultkit.model.errors import UsageError

if TYPE_CHECKING:
    from vaultkit.app.templates import Template

__all__ = ["command_of"]

_TYPES = sum(use.startswith("meeting-") for use in TEMPLATE_USES)


def command_of(words: Catalog) -> click.Command:
    """The command in a language."""
    return command_group(
        "templates",
        words=words,
        help=words.text(
            "Show the templates of notes, find what is wrong in them, and say which to trust. "
            "Those in the vault's own folder come before those that come with vaultkit."
        ),
        examples=(
            "vaultkit templates list",
            "vaultkit templates check",
            "vaultkit templates trust Invitation",
        ),
        commands=(_list_of(words), _show_of(words), _check_of(words), _trust_of(words)),
    )


def _list_of(words: Catalog) -> Command:
    return Command(
        "list",
        words=words,
        callback=_list,
        params=[json_option(words), total_option(words)],
        help=words.text("List the templates, the vault's own first, and what each is taken for."),
        examples=("vaultkit templates list", "vaultkit templates list --json"),
    )


def _show_of(words: Catalog) -> Command:
    return Command(
        "show",
        words=words,
        callback=_show,
        params=[_name(), object_option(words)],
        help=words.text("Show a template as it is; nothing in it is run."),
        examples=("vaultkit templates show meeting-group", "vaultkit templates show topic --json"),
    )


def _check_of(words: Catalog) -> Command:
    return Command(
        "check",
        words=words,
        callback=_check,
        params=[
            click.Argument(["name"], metavar="[NAME]", required=False),
            json_option(words),
        ],
        help=words.text(
            "Find what is wrong in a template, or in all: what cannot be read, and names that "
            "mean nothing. No template is run. Exit code 1 if anything is found."
        ),
        examples=("vaultkit templates check", "vaultkit templates check Invitation --json"),
    )


def _trust_of(words: Catalog) -> Command:
    return Command(
        "trust",
        words=words,
        callback=_trust,
        params=[
            _name(),
            flag("--revoke", words.text("Trust it no longer.")),
            dry_run_option(words),
            object_option(words),
        ],
        help=words.text(
            "Allow a template of the vault that ends in .md.j2 to be run, just as it is now. "
            "Place and digest are kept on this machine and not in the vault; a template that was "
            "edited has to be trusted again."
        ),
        examples=(
            "vaultkit templates trust Invitation",
            "vaultkit templates trust Invitation --revoke",
        ),
    )


def _name() -> click.Argument:
    return click.Argument(["name"], metavar="NAME")


@click.pass_context
def _list(ctx: click.Context, as_json: bool, total: bool) -> None:
    request = request_of(ctx)
    words, snapshot = request.words, open_snapshot(ctx)
    language = vault_language(snapshot)
    uses, problems = _choice().uses_of(snapshot, language)
    listed = [*_module().iter_templates(snapshot, language)]
    # A setting may name a note that lies elsewhere.
    listed += sorted(template for template in uses if template not in listed)
    rows = [
        _checks().template_row(snapshot, template, request.environ, uses) for template in listed
    ]

    def row(item: Mapping[str, Any]) -> tuple[str, ...]:
        state = _state(str(item["state"]), words)
        return str(item["name"]), state, _uses(item["used_for"]), str(item["path"] or "")

    listing = Listing(
        items=rows,
        form=lambda item: item,
        headings=headings(words, "Template", "State", "Taken for", "Path"),
        row=row,
        nothing=words.text("no templates"),
    )
    show_listing(listing, style_of(as_json=as_json, total=total))
    for problem in problems:
        show_error(problem, words)


def _uses(uses: Sequence[str]) -> str:
    """``meeting`` where it is every type of meeting."""
    types = [use for use in uses if use.startswith("meeting-")]
    others = [use for use in uses if use not in types]
    return ", ".join([*others, *(["meeting"] if len(types) == _TYPES else types)])


def _state(state: str, words: Catalog) -> str:
    match state:
        case "shipped":
            return words.text("comes with vaultkit")
        case "obsidian":
            return words.text("Obsidian's own form")
        case "trusted":
            return words.text("trusted")
    return words.text("not trusted")


@click.pass_context
def _show(ctx: click.Context, name: str, as_json: bool) -> None:
    snapshot = open_snapshot(ctx)
    template = _template(snapshot, name)
    text = _module().read_template(snapshot, template).decode("utf-8", "replace")
    if as_json:
        uses, _ = _choice().uses_of(snapshot, vault_language(snapshot))
        row = _checks().template_row(snapshot, template, request_of(ctx).environ, uses)
        print_json({**row, "text": text})
    else:
        # The text of a stranger may hold a terminal's escape sequences.
        print_text("".join(f"{visible(line)}\n" for line in text.splitlines()))


@click.pass_context
def _check(ctx: click.Context, name: str | None, as_json: bool) -> int:
    request = request_of(ctx)
    snapshot = open_snapshot(ctx)
    language = vault_language(snapshot)
    if name is None:
        found = _checks().check_templates(snapshot, language, request.environ)
    else:
        template = _template(snapshot, name)
        found = _checks().check_template(snapshot, template, language, request.environ)
    if as_json:
        form = import_module("vaultkit.app.forms").diagnostic_form
        for diagnostic in found:
            print_json(form(diagnostic))
    else:
        print_findings(found, request.words)
        print_words(summary_of(found, request.words))
    return int(any(diagnostic.severity != "info" for diagnostic in found))


@click.pass_context
def _trust(ctx: click.Context, name: str, revoke: bool, dry_run: bool, as_json: bool) -> None:
    request = request_of(ctx)
    words, snapshot = request.words, open_snapshot(ctx)
    template = _template(snapshot, name)
    if template.path is None or template.form != "jinja":
        raise UsageError(
            "'{name}' needs no trust",
            values={"name": template.name},
            hint="only templates of the vault that end in .md.j2 do",
        )
    data = _module().read_template(snapshot, template)
    digest = sha256(data).hexdigest()
    if not dry_run:
        trust = import_module("vaultkit.app.template_trust")
        if revoke:
            trust.revoke(snapshot.root, template.path, environ=request.environ)
        else:
            trust.trust(snapshot.root, template.path, digest=digest, environ=request.environ)
    if as_json:
        print_json({"path": template.path, "sha256": digest, "trusted": not revoke})
        return
    shown = visible(template.path)
    if revoke:
        print_line(words.text("{path} is trusted no longer", path=shown))
    else:
        print_line(
            words.text("{path} is trusted as it is now ({digest})", path=shown, digest=digest[:12])
        )
    if dry_run:
        print_words(words.text("nothing was kept"))


def _template(snapshot: Snapshot, name: str) -> Template:
    found: Template = _module().get_template(snapshot, name, vault_language(snapshot))
    return found


def _module() -> Any:
    return import_module("vaultkit.app.templates")


def _choice() -> Any:
    return import_module("vaultkit.app.template_choice")


def _checks() -> Any:
    """Reading Jinja loads jinja2."""
    return import_module("vaultkit.app.template_check")
