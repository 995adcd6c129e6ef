"""``vaultkit calendar invite`` and ``vaultkit calendar cancel``."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vaultkit.app.meant import note_meant
from vaultkit.app.snapshot import Snapshot
from vaultkit.cli.answer import put_file
from vaultkit.cli.command import Command, dry_run_option, flag, note_argument, object_option
from vaultkit.cli.diagnostics import say_findings
from vaultkit.cli.extra import load
from vaultkit.cli.opening import open_for_writing
from vaultkit.cli.request import request_of
from vaultkit.cli.show import print_bytes, print_json, print_words, visible
from vaultkit.language.catalog import Catalog

if TYPE_CHECKING:
    from vaultkit.app.calendar_invite import Invitation

__all__ = ["invitations_of"]


def invitations_of(words: Catalog) -> tuple[Command, Command]:
    """The two commands in a language."""
    return (
        _command(
            words,
            "invite",
            "REQUEST",
            help=words.text(
                "Write an invitation to a meeting (METHOD:REQUEST), as a calendar file (.ics) and "
                "as a mail that carries it (.eml). Nothing is sent. The note keeps its UID and a "
                "number that goes up where the invitation says something new; the same note gives "
                "the same bytes."
            ),
            examples=(
                'vaultkit calendar invite "Partner sync" -o ~/invitations',
                "vaultkit calendar invite Meetings/2026-12-10.md --with-secrets > invitation.ics",
            ),
        ),
        _command(
            words,
            "cancel",
            "CANCEL",
            help=words.text(
                "Write the cancellation of a meeting (METHOD:CANCEL), as a calendar file (.ics) "
                "and as a mail that carries it (.eml), and mark its note as cancelled. Nothing is "
                "sent."
            ),
            examples=('vaultkit calendar cancel "Partner sync" -o ~/invitations',),
        ),
    )


def _command(
    words: Catalog, name: str, kind: str, *, help: str, examples: tuple[str, ...]
) -> Command:
    return Command(
        name,
        words=words,
        callback=partial(_invite, kind),
        params=[
            note_argument(),
            click.Option(
                ["-o", "--output"],
                metavar="FOLDER",
                help=words.text("Write both files into this folder instead of printing one."),
            ),
            click.Option(
                ["--format", "form"],
                type=click.Choice(["ics", "eml"]),
                default="ics",
                help=words.text("Which of the two is printed; ics."),
            ),
            click.Option(
                ["--organiser"],
                default="",
                metavar="WHO",
                help=words.text("Who invites: NAME <ADDRESS>. Else the note's organiser."),
            ),
            flag("--with-secrets", words.text("Leave passwords and tokens in links to join.")),
            flag("--force", words.text("Replace a file of the vault that holds something else.")),
            dry_run_option(words),
            object_option(words),
        ],
        help=help,
        examples=examples,
    )


@click.pass_context
def _invite(
    ctx: click.Context,
    kind: str,
    /,
    *,
    note: str,
    output: str | None,
    form: str,
    organiser: str,
    with_secrets: bool,
    force: bool,
    dry_run: bool,
    as_json: bool,
) -> int:
    inviting = load("vaultkit.app.calendar_invite")
    request = request_of(ctx)
    words = request.words
    with open_for_writing(ctx) as index:
        snapshot = Snapshot(index)
        path = note_meant(snapshot, note).path
        made: Invitation = inviting.plan_invitation(
            snapshot, path, kind, organiser=organiser, masked=not with_secrets
        )
        if made.plan.diagnostics:
            say_findings(made.plan.diagnostics, words)
            return 1
        files = {".ics": made.calendar, ".eml": made.mail}
        if output is not None:
            places = {str(Path(output) / (path.stem + end)): data for end, data in files.items()}
            put = partial(put_file, request, snapshot.root, force=force, dry_run=dry_run)
            fits = [put(place, data) for place, data in places.items()]
            if not all(fits):
                return 1
        if dry_run:
            import_module("vaultkit.cli.writing").show_plan(index, made.plan)
        elif made.plan:
            import_module("vaultkit.app.writing").write(index, made.plan)
    if as_json:
        print_json(_form(path, made, changed=bool(made.plan)))
    elif output is None and not dry_run:
        print_bytes(files[f".{form}"])
    _say(made, words)
    return 0


def _say(made: Invitation, words: Catalog) -> None:
    if made.without_address:
        names = visible(", ".join(made.without_address))
        print_words(words.text("without an e-mail address: {names}", names=names))
    if made.has_masked:
        print_words(
            words.text("passwords in its links are blotted out; --with-secrets leaves them")
        )


def _form(path: str, made: Invitation, *, changed: bool) -> dict[str, object]:
    return {
        "path": path,
        "uid": made.uid,
        "sequence": made.sequence,
        "changed": changed,
        "without_address": list(made.without_address),
        "ics": made.calendar.decode(),
        "eml": made.mail.decode("ascii"),
    }
