"""click's command with help in the reader's language, examples, and the options all share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

import click

from vaultkit.cli.request import VAULT_KEY
from vaultkit.language.catalog import Catalog
from vaultkit.model.errors import DamagedError, StoreError

__all__ = [
    "Command",
    "dry_run_option",
    "flag",
    "json_option",
    "note_argument",
    "object_option",
    "sort_option",
    "total_option",
    "vault_option",
]


class Command(click.Command):
    """A command that takes ``--vault`` and ends its help with examples."""

    def __init__(
        self,
        name: str,
        *,
        words: Catalog,
        callback: Callable[..., int | None],
        params: Sequence[click.Parameter],
        help: str,
        examples: Sequence[str],
    ) -> None:
        super().__init__(
            name,
            callback=callback,
            params=[*params, vault_option(words)],
            help=help,
            options_metavar=words.text("[OPTIONS]"),
        )
        self.words = words
        self.examples = tuple(examples)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; once again where the index is at fault.

        A damaged one is made anew. Where it cannot be used at all, the run goes on without.
        """
        try:
            return self._invoke_on_sound_index(ctx)
        except StoreError as error:
            import_module("vaultkit.cli.opening").do_without_index(ctx, error)
            return super().invoke(ctx)

    def _invoke_on_sound_index(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except DamagedError as error:
            import_module("vaultkit.cli.opening").throw_index_away(ctx, error)
            return super().invoke(ctx)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """``--help``, described in the reader's language."""
        return help_option_of(super().get_help_option(ctx), self.words)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The first line of the help."""
        pieces = " ".join(self.collect_usage_pieces(ctx))
        prefix = self.words.text("Usage:")
        formatter.write_usage(ctx.command_path, pieces, prefix=f"{prefix} ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options under a heading in the reader's language."""
        write_options(self, ctx, formatter, self.words)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The examples, each on a line of its own, never wrapped."""
        write_examples(self.examples, formatter, self.words)


def write_examples(examples: Sequence[str], formatter: click.HelpFormatter, words: Catalog) -> None:
    """Command lines that show how a command is used."""
    with formatter.section(words.text("Examples")):
        for example in examples:
            formatter.write(f"{'':>{formatter.current_indent}}{example}\n")


def help_option_of(option: click.Option | None, words: Catalog) -> click.Option | None:
    """click's own help option with its one sentence translated."""
    if option is not None:
        option.help = words.text("Show this help.")
    return option


def write_options(
    command: click.Command, ctx: click.Context, formatter: click.HelpFormatter, words: Catalog
) -> None:
    """The list of options of any command."""
    records = [
        record
        for param in command.get_params(ctx)
        if isinstance(param, click.Option) and (record := param.get_help_record(ctx)) is not None
    ]
    with formatter.section(words.text("Options")):
        formatter.write_dl(records)


def vault_option(words: Catalog) -> click.Option:
    """``--vault DIR``, which the group and every command take; the last one given holds."""
    return click.Option(
        ["--vault"],
        metavar="DIR",
        expose_value=False,
        callback=_keep_vault,
        help=words.text("The vault's folder. Else VAULTKIT_VAULT, else the nearest vault above."),
    )


def _keep_vault(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    if value is not None:
        ctx.meta[VAULT_KEY] = value


def flag(name: str, help: str) -> click.Option:
    """An option that is given or not."""
    return click.Option([name], is_flag=True, help=help)


def json_option(words: Catalog) -> click.Option:
    """``--json`` of a command that lists."""
    return click.Option(
        ["--json", "as_json"],
        is_flag=True,
        help=words.text("Print JSON, one object a line, for programs."),
    )


def object_option(words: Catalog) -> click.Option:
    """``--json`` of a command that has one answer."""
    return click.Option(
        ["--json", "as_json"],
        is_flag=True,
        help=words.text("Print one JSON object, for programs."),
    )


def total_option(words: Catalog) -> click.Option:
    """``--total`` of a command that lists, as in Obsidian's own command line."""
    return flag("--total", words.text("Print only how many there are."))


def note_argument() -> click.Argument:
    """NOTE: a path, a name or an alias."""
    return click.Argument(["note"], metavar="NOTE")


def sort_option(words: Catalog) -> click.Option:
    """``--sort name|count``, as in Obsidian's own command line."""
    return click.Option(
        ["--sort"],
        type=click.Choice(["name", "count"]),
        default="name",
        help=words.text("Sort by name (as it is) or by count, the largest first."),
    )


def dry_run_option(words: Catalog) -> click.Option:
    """``--dry-run`` of a command that writes."""
    return flag("--dry-run", words.text("Show what would change as a diff; write nothing."))
