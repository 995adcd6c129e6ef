"""A command that has commands of its own: ``vaultkit region add``."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

import click

from vaultkit.cli.command import (
    Command,
    help_option_of,
    vault_option,
    write_examples,
    write_options,
)
from vaultkit.language.catalog import Catalog

__all__ = ["Subcommands", "no_such_command"]


class Subcommands(click.Group):
    """A group of commands that share a name. Without one of them it shows its help."""

    def __init__(
        self,
        name: str,
        *,
        words: Catalog,
        commands: Sequence[Command],
        help: str,
        examples: Sequence[str],
    ) -> None:
        super().__init__(
            name,
            commands=commands,
            callback=_show_help_without_command,
            invoke_without_command=True,
            help=help,
            params=[vault_option(words)],
        )
        self.words = words
        self.examples = tuple(examples)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names in the order in which they were given."""
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command named first, or a usage error that names the nearest one."""
        name = args[0]
        if name not in self.commands and not name.startswith("-") and not ctx.resilient_parsing:
            raise no_such_command(ctx, name, self.list_commands(ctx), self.words)
        return super().resolve_command(ctx, args)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """``--help``, described in the reader's language."""
        return help_option_of(super().get_help_option(ctx), self.words)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The first line of the help."""
        pieces = self.words.text("[OPTIONS] COMMAND [ARGS]...")
        formatter.write_usage(ctx.command_path, pieces, prefix=f"{self.words.text('Usage:')} ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Options, then commands with the first sentence of their help."""
        write_options(self, ctx, formatter, self.words)
        with formatter.section(self.words.text("Commands")):
            formatter.write_dl(
                [(name, _first_sentence(each.help)) for name, each in self.commands.items()]
            )

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The examples."""
        write_examples(self.examples, formatter, self.words)


def no_such_command(
    ctx: click.Context, name: str, known: Sequence[str], words: Catalog
) -> click.UsageError:
    """The error that says so, and what may have been meant."""
    near = import_module("difflib").get_close_matches(name, known)
    message = words.text("there is no command '{name}'", name=name)
    if near:
        question = words.text("did you mean '{proposal}'?", proposal=near[0])
        message = f"{message}; {question}"
    return click.UsageError(message, ctx)


def _first_sentence(help: str | None) -> str:
    """What a list of commands says of one."""
    text = help or ""
    end = text.find(". ")
    return text if end < 0 else text[: end + 1]


@click.pass_context
def _show_help_without_command(ctx: click.Context) -> int | None:
    if ctx.invoked_subcommand is not None:
        return None
    click.echo(ctx.get_help(), err=True)
    return 2
