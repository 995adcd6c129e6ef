"""Errors as people read them: what, where, and what to do, on stderr."""

from __future__ import annotations

from collections.abc import Mapping

import click

from vaultkit.cli.show import print_words, visible
from vaultkit.language.catalog import Catalog
from vaultkit.model.errors import UsageError, VaultkitError

__all__ = ["error_line", "show_error", "show_usage_error", "translated_phrases"]

_PHRASES = frozenset(("reason", "what"))
"""Arguments that may be phrases of vaultkit's own, so translated; the others are the user's."""


def show_error(error: VaultkitError, words: Catalog) -> None:
    """``vaultkit: what (where)``, then what to do, then what may have been meant."""
    what, hint = _texts(error, words)
    where = f" ({error.where})" if error.where else ""
    print_words(f"vaultkit: {visible(what)}{visible(where)}")
    if hint:
        print_words(f"  {visible(hint)}")
    if isinstance(error, UsageError) and error.candidates:
        print_words(f"  {words.text('did you mean:')}")
        for candidate in error.candidates:
            print_words(f"    {visible(candidate)}")


def error_line(error: VaultkitError, words: Catalog) -> str:
    """What, where and what to do in one line, to stand within a sentence."""
    what, hint = _texts(error, words)
    line = f"{error.where}: {what}" if error.where else what
    return visible(f"{line} ({hint})" if hint else line)


def translated_phrases(args: Mapping[str, str], words: Catalog) -> dict[str, str]:
    """The arguments of a message, those that are phrases in the reader's language."""
    return {
        name: words.phrase(value) if name in _PHRASES else value for name, value in args.items()
    }


def _texts(error: VaultkitError, words: Catalog) -> tuple[str, str]:
    """What went wrong and what to do about it, if anything, in the reader's language."""
    values = translated_phrases(error.values or {}, words)
    what = (
        _clauses(error.message_template, values, words) if values else words.phrase(error.message)
    )
    if not (error.hint and error.hint_template):
        return what, ""
    hint = words.text(error.hint_template, **values) if values else words.phrase(error.hint)
    return what, hint


def _clauses(template: str, values: Mapping[str, str], words: Catalog) -> str:
    """A message in one piece, or clause by clause where it was put together of several."""
    whole = words.text(template, **values)
    if "; " not in template or whole != template.format_map(values):
        return whole
    return "; ".join(words.text(clause, **values) for clause in template.split("; "))


def show_usage_error(error: click.ClickException, words: Catalog) -> None:
    """What click could not make sense of, and where the help is."""
    print_words(f"vaultkit: {visible(_usage_message(error, words))}")
    ctx = error.ctx if isinstance(error, click.UsageError) else None
    command = ctx.command_path if ctx is not None else "vaultkit"
    print_words(f"  {words.text('see: {command} --help', command=command)}")


def _usage_message(error: click.ClickException, words: Catalog) -> str:
    match error:
        case click.NoSuchOption():
            text = words.text("there is no option {option}", option=error.option_name)
            near = error.possibilities or ()
            if near:
                question = words.text("did you mean '{proposal}'?", proposal=near[0])
                return f"{text}; {question}"
            return text
        case click.MissingParameter() if error.param is not None:
            return words.text("{name} is missing", name=_shown(error.param))
        case click.BadParameter() if error.param is not None:
            return _bad_value(error, error.param, words)
        case _:
            return error.format_message().rstrip(".")


def _bad_value(error: click.BadParameter, param: click.Parameter, words: Catalog) -> str:
    name = _shown(param)
    if isinstance(param.type, click.Choice):
        choices = ", ".join(str(choice) for choice in param.type.choices)
        return words.text("{name} takes one of: {choices}", name=name, choices=choices)
    if isinstance(param.type, click.types.IntParamType):
        return _bad_number(name, param.type, words)
    return f"{name}: {error.message.rstrip('.')}"


def _bad_number(name: str, kind: click.types.IntParamType, words: Catalog) -> str:
    least = kind.min if isinstance(kind, click.IntRange) else None
    most = kind.max if isinstance(kind, click.IntRange) else None
    if least is None or most is None:
        if least is None:
            return words.text("{name} takes a whole number", name=name)
        return words.text("{name} takes a whole number of {least} or more", name=name, least=least)
    told = "{name} takes a whole number from {least} to {most}"
    return words.text(told, name=name, least=least, most=most)


def _shown(param: click.Parameter) -> str:
    if isinstance(param, click.Option):
        return max(param.opts, key=len)
    return param.human_readable_name
