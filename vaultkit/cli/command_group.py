"""A command that has commands of its own: ``vaultkit`` itself, and such as ``property``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module

import click

from vaultkit.cli.command import help_option_of, vault_option, write_options
from vaultkit.language.catalog import Catalog

__all__ = ["CommandGroup", "command_group", "show_help_without_command"]


class CommandGroup(click.Group):
    """Commands in the order in which people meet them, each with the line that the help has."""

    def __init__(
        self,
        name: str,
        *,
        words: Catalog,
        callback: Callable[..., int | None],
        params: Sequence[click.Parameter],
        help: str,
        summaries: Mapping[str, str],
        commands: Sequence[click.Command] = (),
        examples: Sequence[str] = (),
    ) -> None:
        super().__init__(
            name,
            callback=callback,
            invoke_without_command=True,
            params=list(params),
            help=help,
            commands=commands,
        )
        self.words = words
        self.summaries = summaries
        self.examples = tuple(examples)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names in the order in which people meet them."""
        return list(self.summaries)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command named first, or a usage error that names the nearest one."""
        name = args[0]
        if name not in self.summaries and not name.startswith("-") and not ctx.resilient_parsing:
            near = import_module("difflib").get_close_matches(name, self.summaries)
            message = self.words.text("there is no command '{name}'", name=name)
            if near:
                question = self.words.text("did you mean '{proposal}'?", proposal=near[0])
                message = f"{message}; {question}"
            raise click.UsageError(message, ctx)
        return super().resolve_command(ctx, args)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """``--help``, described in the reader's language."""
        return help_option_of(super().get_help_option(ctx), self.words)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The first line of the help."""
        pieces = self.words.text("[OPTIONS] COMMAND [ARGS]...")
        formatter.write_usage(ctx.command_path, pieces, prefix=f"{self.words.text('Usage:')} ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Options, then commands."""
        write_options(self, ctx, formatter, self.words)
        with formatter.section(self.words.text("Commands")):
            formatter.write_dl([(name, text) for name, text in self.summaries.items()])

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The examples, each on a line of its own, never wrapped; nothing where there are none."""
        if self.examples:
            with formatter.section(self.words.text("Examples")):
                for example in self.examples:
                    formatter.write(f"{'':>{formatter.current_indent}}{example}\n")


def command_group(
    name: str,
    *,
    words: Catalog,
    help: str,
    examples: Sequence[str],
    commands: Sequence[click.Command],
) -> CommandGroup:
    """A group below ``vaultkit``; each command's line is the first sentence of its help."""
    return CommandGroup(
        name,
        words=words,
        callback=show_help_without_command,
        params=[vault_option(words)],
        help=help,
        summaries={str(each.name): each.get_short_help_str(100) for each in commands},
        commands=commands,
        examples=examples,
    )


@click.pass_context
def show_help_without_command(ctx: click.Context, /, **_: object) -> int | None:
    """Without a command the help is said, which is a usage error."""
    if ctx.invoked_subcommand is not None:
        return None
    click.echo(ctx.get_help(), err=True)
    return 2
