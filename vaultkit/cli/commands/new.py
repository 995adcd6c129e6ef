"""``vaultkit new``: a note from a template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from vaultkit.app.snapshot import Snapshot
from vaultkit.cli.ask import ask
from vaultkit.cli.command import Command, dry_run_option, flag, object_option
from vaultkit.cli.diagnostics import say_findings
from vaultkit.cli.opening import open_for_writing, open_snapshot
from vaultkit.cli.place import place_of
from vaultkit.cli.request import request_of
from vaultkit.cli.show import print_json, print_line, print_words, visible
from vaultkit.language.catalog import Catalog
from vaultkit.model.errors import ConflictError, UsageError

if TYPE_CHECKING:
    from vaultkit.app.new_note import NewNote, Place
    from vaultkit.model.diagnostic import Diagnostic
    from vaultkit.model.plan import FileEdit, Plan

__all__ = ["WHY_NOT", "command_of"]

_OF_MEETINGS = (
    *("type", "with", "duration", "until", "platform", "link", "fallback", "series", "goal"),
    *("agenda", "create_contacts", "from"),
)
_OF_OTHERS = ("email", "phone", "org", "role", "alias")
_TEMPLATED = ("contact", "topic", "meeting", "series", "daily")
_NO_MEETINGS = ("contact", "topic", "series", "daily")
_ONLY_OF_MEETINGS = ("--{option} is an option of meetings", "vaultkit new meeting ... takes it")
_NOT_OF_MEETINGS = ("--{option} is no option of meetings", "vaultkit new --help says which are")
_NO_TEMPLATED = (
    "--template is of no use here: '{what}' is a template already",
    "write vaultkit new meeting --template ..., or contact, topic, series, daily",
)
WHY_NOT = (*_ONLY_OF_MEETINGS, *_NOT_OF_MEETINGS, *_NO_TEMPLATED)
"""What is said of an option that a note does not take."""
_TYPES = ["one-on-one", "group", "webinar", "conference", "social"]


class _Wanted(NamedTuple):
    """What would be written, the note that was asked for first."""

    notes: tuple[NewNote, ...]
    edits: tuple[FileEdit, ...] = ()
    refused: tuple[Diagnostic, ...] = ()
    warnings: tuple[tuple[str, Mapping[str, str]], ...] = ()

    @property
    def plan(self) -> Plan:
        """All of it, and nothing where a neighbour cannot be edited."""
        plan_of = import_module("vaultkit.app.new_note").plan_of
        plan: Plan = plan_of(() if self.refused else self.notes, () if self.refused else self.edits)
        return plan


def command_of(words: Catalog) -> click.Command:
    """The command in a language."""
    return Command(
        "new",
        words=words,
        callback=_new,
        params=[
            click.Argument(["what"], metavar="WHAT"),
            click.Argument(["title"], metavar="[TITLE]", required=False),
            *_options(words),
            *_meeting_options(words),
            click.Option(
                ["-i", "--interactive"],
                is_flag=True,
                help=words.text("Ask at the terminal for what is not given, and show the note."),
            ),
            dry_run_option(words),
            object_option(words),
        ],
        help=words.text(
            "Make a note from a template. WHAT is contact, topic, meeting, series, daily or the "
            "name of a template: one of the vault's own folder of templates, else one that comes "
            "with vaultkit. A note that is there is never overwritten. Options from --type on "
            "are those of meetings."
        ),
        examples=(
            'vaultkit new contact "Ana Silva" --email ana@example.org',
            "vaultkit new daily",
            'vaultkit new meeting "Partner sync" --with "Ana Silva" --at "2026-12-08 15:00"',
            "vaultkit new meeting --from meeting.toml --dry-run",
            "vaultkit new contact -i",
        ),
    )


def _options(words: Catalog) -> list[click.Option]:
    return [
        _text("--at", "WHEN", words.text("Day, or day and time: 2026-12-08 15:00. Else today.")),
        _text("--folder", "DIR", words.text("The folder in the vault. Else its settings say it.")),
        _text(
            "--template",
            "NAME",
            words.text(
                "Make a contact, topic, meeting, series or daily note of this template: its name, "
                "or its path in the vault."
            ),
        ),
        _texts("--topic", "NOTE", words.text("A topic; may be repeated.")),
        _text("--tz", "ZONE", words.text("The time zone, such as Europe/Stockholm.")),
        _text("--email", "ADDRESS", words.text("Of a contact.")),
        _text("--phone", "NUMBER", words.text("Of a contact.")),
        _text("--org", "NAME", words.text("Of a contact: where they work.")),
        _text("--role", "TEXT", words.text("Of a contact: what they do there.")),
        _texts("--alias", "NAME", words.text("Another name; may be repeated.")),
    ]


def _meeting_options(words: Catalog) -> list[click.Option]:
    return [
        click.Option(
            ["--type"],
            type=click.Choice(_TYPES),
            help=words.text("The kind of meeting; a group's where it is not given."),
        ),
        _texts(
            "--with",
            "WHO",
            words.text(
                "Who comes: NAME[:ROLE[:REPLY]]. A contact's name, a word of it, an alias or an "
                "e-mail address; may be repeated."
            ),
        ),
        flag("--create-contacts", words.text("Make notes of those who have none.")),
        _text("--duration", "TIME", words.text("How long it takes: 45m, 1h30m, 3d.")),
        _text("--until", "DAY", words.text("The last day of a meeting of several days.")),
        _text("--platform", "NAME", words.text("zoom, teams, meet, webex, slack or another.")),
        _text("--link", "URL", words.text("Where to join.")),
        _texts("--fallback", "TEXT", words.text("Another channel: a link, a phone number.")),
        _text("--series", "NOTE", words.text("The note of the series it belongs to.")),
        _text("--goal", "TEXT", words.text("What it is for.")),
        _texts("--agenda", "ITEM", words.text("TEXT[:MINUTES[:OWNER]]; may be repeated.")),
        _text("--from", "FILE", words.text("Take all this from a file of TOML or JSON.")),
    ]


def _text(name: str, metavar: str, help: str) -> click.Option:
    return click.Option([name], metavar=metavar, help=help)


def _texts(name: str, metavar: str, help: str) -> click.Option:
    return click.Option([name], metavar=metavar, multiple=True, help=help)


@click.pass_context
def _new(
    ctx: click.Context,
    /,
    what: str,
    title: str | None,
    dry_run: bool,
    as_json: bool,
    **options: Any,
) -> int:
    given = {name: value for name, value in options.items() if value not in (None, (), False)}
    given.pop("interactive", None)
    words = request_of(ctx).words
    place = place_of(ctx)
    shown: Plan | None = None
    if options["interactive"]:
        given = _given_in_file(given)
        title = title or given.get("title", "")
        title, given, shown = _interview(ctx, what, title, given, place, as_json=as_json)
        if dry_run or (shown and not ask(words.text("Write this?"), words)):
            print_words(words.text("nothing was written"))
            return 0
    _check_options(what, title, given)
    with open_for_writing(ctx) as index:
        wanted = _planned(Snapshot(index), what, title or "", given, place)
        plan = wanted.plan
        if shown is not None and plan != shown:
            raise ConflictError(
                "the vault changed while you answered: nothing was written",
                hint="give the command once more",
            )
        if dry_run and not as_json:
            import_module("vaultkit.cli.writing").show_plan(index, plan)
        elif not dry_run and plan:
            import_module("vaultkit.app.writing").write(index, plan)
    if as_json:
        print_json(_form(wanted))
    elif not dry_run and not wanted.refused:
        _say_made(wanted, words)
    if shown is None or wanted.refused:
        _say_remarks(wanted, words)
    return 1 if wanted.refused else 0


def _interview(
    ctx: click.Context,
    what: str,
    title: str,
    given: Mapping[str, Any],
    place: Place,
    *,
    as_json: bool,
) -> tuple[str, dict[str, Any], Plan]:
    """Title and options with what a person answered, and the plan of which they saw all.

    The vault is not locked meanwhile: a person may think for as long as they like.
    """
    prompting = import_module("vaultkit.cli.prompting")
    prompting.refuse_no_terminal()
    if as_json:
        raise UsageError(
            "--interactive speaks to a person, and --json to a program",
            hint="leave one of them out",
        )
    words = request_of(ctx).words
    snapshot = open_snapshot(ctx)

    def tried(name: str, values: Mapping[str, Any]) -> _Wanted:
        _check_options(what, name, values)
        return _planned(snapshot, what, name, values, place)

    print_words(words.text("An empty answer leaves it out; Ctrl-C ends, and nothing is written."))
    if not title and what != "daily":
        text = words.text("What is the note to be called?")
        title = prompting.asked_title(text, words=words, tried=lambda name: tried(name, given))
    tried(title, given)
    is_meeting = _choice().is_meeting(snapshot, what)
    asked_of = "meeting" if is_meeting else what
    questions = prompting.questions_of(asked_of, words)
    values = prompting.asked(
        questions, given, words=words, tried=lambda values: tried(title, values)
    )
    wanted = tried(title, values)
    import_module("vaultkit.cli.writing").show_plan(snapshot.index, wanted.plan)
    if not wanted.refused:
        _say_remarks(wanted, words)
    return title, values, wanted.plan


def _given_in_file(given: Mapping[str, Any]) -> dict[str, Any]:
    """The options with those of the file that they name."""
    if "from" not in given:
        return dict(given)
    module = import_module("vaultkit.app.meeting_file")
    found: Mapping[str, Any] = module.read_meeting_file(Path(given["from"]))
    return {**found, **{name: value for name, value in given.items() if name != "from"}}


def _say_remarks(wanted: _Wanted, words: Catalog) -> None:
    for message, values in wanted.warnings:
        print_words(visible(words.text(message, **values)))
    if wanted.refused:
        say_findings(wanted.refused, words)
        print_words(words.text("no note is made: the meetings beside it could not be linked"))
        return
    for note in wanted.notes:
        say_findings(note.diagnostics, words)


def _say_made(wanted: _Wanted, words: Catalog) -> None:
    for note in wanted.notes:
        template = note.template
        message = "{path} is there already"
        if not note.existed:
            message = "made {file} (template {path})"
            if template.path is None:
                message = "made {file} (vaultkit's template {template})"
        values = {"template": template.name, "path": template.path or ""}
        if note.existed:
            values["path"] = note.path
        values = {name: visible(value) for name, value in values.items()}
        print_line(words.text(message, file=visible(note.path), **values))
    for edit in wanted.edits:
        print_line(words.text("linked {file}", file=visible(edit.path)))


def _check_options(what: str, title: str | None, given: Mapping[str, Any]) -> None:
    if what in _NO_MEETINGS:
        _refuse(given, _OF_MEETINGS, _ONLY_OF_MEETINGS)
    if "template" in given and what not in _TEMPLATED:
        message, hint = _NO_TEMPLATED
        raise UsageError(message, values={"what": what}, hint=hint)
    if title is None and what != "daily" and "from" not in given:
        raise UsageError("TITLE is missing", hint="what is the note to be called?")


def _refuse(given: Mapping[str, Any], wrong: Sequence[str], why: tuple[str, str]) -> None:
    found = next((name for name in given if name in wrong), None)
    if found is not None:
        message, hint = why
        raise UsageError(message, values={"option": found.replace("_", "-")}, hint=hint)


def _planned(
    snapshot: Snapshot, what: str, title: str, given: Mapping[str, Any], place: Place
) -> _Wanted:
    choice = _choice()
    if choice.is_meeting(snapshot, what):
        _refuse(given, _OF_OTHERS, _NOT_OF_MEETINGS)
        made = _meeting(snapshot, what, title, given, place)
    else:
        _refuse(given, _OF_MEETINGS, _ONLY_OF_MEETINGS)
        plan_plain = import_module("vaultkit.app.new_plain").plan_plain
        plain = plan_plain(snapshot, what, title, given, place)
        made = _Wanted((plain.note,), warnings=plain.warnings)
    first = made.notes[0]
    settings = (
        *choice.unused_settings(snapshot, what),
        *(() if "template" in given or first.existed else _passed_by(snapshot, what, given, first)),
    )
    remarks = (remark for note in made.notes for remark in note.remarks)
    return made._replace(warnings=(*settings, *made.warnings, *remarks))


def _passed_by(
    snapshot: Snapshot, what: str, given: Mapping[str, Any], note: NewNote
) -> tuple[tuple[str, Mapping[str, str]], ...]:
    type = given.get("type", "group")
    found: tuple[tuple[str, Mapping[str, str]], ...] = _choice().passed_by(
        snapshot, what, type if isinstance(type, str) else "", note.template
    )
    return found


def _choice() -> Any:
    return import_module("vaultkit.app.template_choice")


def _meeting(
    snapshot: Snapshot, what: str, title: str, given: Mapping[str, Any], place: Place
) -> _Wanted:
    files = import_module("vaultkit.app.meeting_file")
    values = {name: value for name, value in _given_in_file(given).items() if name in files.KEYS}
    values["title"] = title or values.get("title", "")
    if not values["title"]:
        raise UsageError("TITLE is missing", hint="what is the note to be called?")
    named = _choice().meeting_type_of(what)
    if named in _TYPES:
        values.setdefault("type", named)
    request = files.request_from(values)._replace(what=what)
    made = import_module("vaultkit.app.new_meeting").plan_meeting(snapshot, request, place)
    return _Wanted((made.meeting, *made.contacts), made.edits, made.refused, made.warnings)


def _form(wanted: _Wanted) -> dict[str, object]:
    first, *others = wanted.notes
    return {
        "path": first.path,
        "template": first.template.name,
        "existed": first.existed,
        "contacts": [note.path for note in others],
        "linked": [edit.path for edit in wanted.edits],
        "refused": [*map(import_module("vaultkit.app.forms").diagnostic_form, wanted.refused)],
        "warnings": [message.format_map(values) for message, values in wanted.warnings],
        "text": first.text,
    }
