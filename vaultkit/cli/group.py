"""The commands by name. A command's module is loaded when the command is asked for."""

from __future__ import annotations

import errno
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

from vaultkit.cli.command import flag, vault_option
from vaultkit.cli.command_group import CommandGroup, show_help_without_command
from vaultkit.language.catalog import Catalog
from vaultkit.model.errors import VaultkitError, in_words

__all__ = ["COMMANDS", "Commands", "ReaderGoneError"]

_FULL = frozenset((errno.ENOSPC, errno.EFBIG, errno.EDQUOT))

COMMANDS: Mapping[str, str] = {
    "build": "Write the index pages.",
    "watch": "Keep the index pages as the notes are, until you stop it.",
    "facts": "Show everything that is read from notes.",
    "links": "List the links of a note.",
    "backlinks": "List the links that lead to a note.",
    "unresolved": "List links that lead nowhere.",
    "orphans": "List notes without any link, in or out.",
    "deadends": "List notes without a link out.",
    "tags": "List tags with the number of their notes.",
    "properties": "List properties with their types and the number of their notes.",
    "property": "Read and edit a property of a note.",
    "graph": "Write the graph, or measure it.",
    "path": "Find the shortest way from one note to another.",
    "region": "Keep lists of backlinks, meetings or actions, and briefs, in your notes.",
    "brief": "Show what to know before a meeting.",
    "actions": "List what is still to be done, and mark it as done.",
    "new": "Make a note from a template.",
    "templates": "Show, check and trust the templates of notes.",
    "check": "Find what is wrong in the vault's files.",
    "status": "Show what the index knows, and what changed since.",
    "rename": "Rename or move a note, a folder, a tag or a heading, and all links to it.",
    "doctor": "Show how safely notes can be written here.",
    "log": "List what was written into notes.",
    "undo": "Take back what was written into notes.",
    "joinlink": "Read from an invitation how to join the meeting.",
    "slots": "Find times at which contacts can meet.",
    "calendar": "Read calendar files and invitations.",
    "meetings": "Exchange meetings with HubSpot and Salesforce.",
    "contacts": "Exchange contacts with address books, merge them, find doubles.",
    "init": "Make a folder a vault of vaultkit.",
    "clean": "Take out everything that vaultkit made.",
}
"""Summaries stand here so that the list of commands loads none of them."""


class ReaderGoneError(Exception):
    """Whoever read our output has had enough of it."""


class Commands(CommandGroup):
    """The group of all commands."""

    def __init__(self, words: Catalog) -> None:
        super().__init__(
            "vaultkit",
            words=words,
            callback=show_help_without_command,
            help=words.text(
                "Read, connect and index an Obsidian-style vault of topics, contacts and meetings."
            ),
            params=[
                vault_option(words),
                flag("--debug", words.text("Show where in the program an error came from.")),
                click.Option(
                    ["--version"],
                    is_flag=True,
                    is_eager=True,
                    expose_value=False,
                    callback=_show_version,
                    help=words.text("Show the version."),
                ),
            ],
            summaries={name: words.text(text) for name, text in COMMANDS.items()},
        )

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, its module loaded now; None for an unknown name."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"vaultkit.cli.commands.{cmd_name}")
        command: click.Command = module.command_of(self.words)
        return command

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        """As click's. ``--help`` prints in here, so a reader may leave in here too."""
        try:
            return super().make_context(*args, **kwargs)
        except BrokenPipeError as error:
            raise ReaderGoneError from error

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; whatever goes wrong leaves as an error that has words for people."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.Abort, click.exceptions.Exit):
            raise
        except BrokenPipeError as error:
            raise ReaderGoneError from error
        except Exception as error:
            if ctx.params["debug"]:
                import_module("traceback").print_exc()
            if isinstance(error, VaultkitError) or _is_of_stdout(error):
                raise
            raise in_words(error) from error


def _is_of_stdout(error: Exception) -> bool:
    """Whether there is no room for what is printed: whatever else is written has a name."""
    return isinstance(error, OSError) and error.filename is None and error.errno in _FULL


def _show_version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        version = import_module("vaultkit").__version__
        click.echo(f"vaultkit {version}")
        ctx.exit()
