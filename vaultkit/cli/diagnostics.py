"""Diagnostics for people: ``path:line:column: severity code: message``, the advice below."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from importlib import import_module

from vaultkit.cli.errors import translated_phrases
from vaultkit.cli.show import at_terminal, print_line, print_words, visible
from vaultkit.language.catalog import Catalog
from vaultkit.model.diagnostic import Diagnostic, Severity

__all__ = ["print_findings", "say_findings", "summary_of"]

_STYLES: Mapping[Severity, str] = {"error": "bold red", "warning": "yellow", "info": "cyan"}


def print_findings(diagnostics: Iterable[Diagnostic], words: Catalog) -> None:
    """Prints the findings as data, coloured for a person."""
    if not at_terminal(sys.stdout):
        for diagnostic in diagnostics:
            for line in _lines(diagnostic, words):
                print_line(line)
        return
    print_styled = import_module("vaultkit.cli.terminal").print_styled
    for diagnostic in diagnostics:
        head, hint = _lines(diagnostic, words)
        place, rest = _place(diagnostic, words), head.removeprefix(_place(diagnostic, words))
        severity = words.text(diagnostic.severity)
        after = rest.removeprefix(f" {severity}")
        styled = ((place, "bold"), (f" {severity}", _STYLES[diagnostic.severity]), (after, ""))
        print_styled(styled)
        print_styled(((hint, "dim"),))


def say_findings(diagnostics: Iterable[Diagnostic], words: Catalog) -> None:
    """Says the findings on stderr, beside a command's answer."""
    for diagnostic in diagnostics:
        for line in _lines(diagnostic, words):
            print_words(line)


def summary_of(diagnostics: Iterable[Diagnostic], words: Catalog) -> str:
    """The numbers of findings, such as ``2 errors, 1 warning, 0 notes``."""
    severities = [diagnostic.severity for diagnostic in diagnostics]
    return ", ".join(
        (
            words.plural("{n} error", "{n} errors", severities.count("error")),
            words.plural("{n} warning", "{n} warnings", severities.count("warning")),
            words.plural("{n} remark", "{n} remarks", severities.count("info")),
        )
    )


def _lines(diagnostic: Diagnostic, words: Catalog) -> tuple[str, str]:
    args = translated_phrases(diagnostic.args, words)
    message = words.text(diagnostic.spec.message, **args)
    hint = words.text(diagnostic.hint_template, **args)
    place = _place(diagnostic, words)
    severity = words.text(diagnostic.severity)
    head = f"{place} {severity} {diagnostic.code}: {visible(message)}"
    return head, f"    {visible(hint)}"


def _place(diagnostic: Diagnostic, words: Catalog) -> str:
    path = words.text("(vault)") if diagnostic.path is None else visible(diagnostic.path)
    if not diagnostic.line:
        return f"{path}:"
    return f"{path}:{diagnostic.line}:{diagnostic.column}:"
