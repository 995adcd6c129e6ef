"""Every message that vaultkit's interface says, read from the source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from vaultkit.app.calendar_regions import REPLY_WORDS
from vaultkit.app.calendar_words import CALENDAR_WORDS, Outcome
from vaultkit.app.contacts_dedupe import DOUBLE_REASONS
from vaultkit.app.contacts_merge import MERGE_REASONS
from vaultkit.app.contacts_words import CONTACT_WORDS, ContactOutcome
from vaultkit.app.crm_words import CRM_WORDS, RowOutcome
from vaultkit.app.indexing import MADE_ANEW
from vaultkit.app.meeting_file import HINTS
from vaultkit.app.new_meeting import NO_SERIES, WARNINGS
from vaultkit.app.new_note import REMARKS
from vaultkit.app.new_told import LOST
from vaultkit.app.paranoid import PHRASES
from vaultkit.app.people_meant import NAME, NAME_OR_MAKE
from vaultkit.app.properties import PropertyType
from vaultkit.app.settings import NOT_KEPT
from vaultkit.app.template_choice import PASSED_BY, UNUSED
from vaultkit.cli.commands.new import WHY_NOT
from vaultkit.cli.group import COMMANDS
from vaultkit.cli.opening import COMPARING, READING
from vaultkit.language.brief_words import LACKS as BRIEF_LACKS
from vaultkit.markdown.property_block import REASONS
from vaultkit.markdown.task_edit import REASONS as TASK_REASONS
from vaultkit.model.diagnostic import SPECS
from vaultkit.model.links import KINDS
from vaultkit.people.meeting_check import LACKS

PACKAGE = Path(__file__).parents[2] / "vaultkit"


def interface_messages() -> set[str]:
    """The English texts; of plurals the form for one."""
    said = {
        text
        for room in ("app", "cli", "disk", "store", "language")
        for text in iter_said(PACKAGE / room)
    }
    specs = {
        text for spec in SPECS.values() for text in (spec.message, spec.hint, spec.nearest) if text
    }
    words = {*KINDS, *get_args(PropertyType), "error", "warning", "info"}
    specs |= {*CALENDAR_WORDS.values(), *get_args(Outcome), *REPLY_WORDS.values()}
    specs |= {*CONTACT_WORDS.values(), *get_args(ContactOutcome), *MERGE_REASONS}
    specs |= {*CRM_WORDS.values(), *get_args(RowOutcome)}
    specs |= {text for _, text in DOUBLE_REASONS.values()}
    return {
        *said,
        *specs,
        *words,
        *COMMANDS.values(),
        *REASONS.values(),
        MADE_ANEW,
        NOT_KEPT,
        READING,
        COMPARING,
        *PHRASES,
        *HINTS,
        *WARNINGS,
        *NO_SERIES,
        *LOST,
        *REMARKS,
        *UNUSED,
        PASSED_BY,
        *WHY_NOT,
        *BRIEF_LACKS.values(),
        NAME,
        NAME_OR_MAKE,
        *TASK_REASONS,
        *LACKS,
    }


def iter_said(room: Path) -> Iterator[str]:
    for module in sorted(room.rglob("*.py")):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                yield from texts_of_call(node)


def texts_of_call(call: ast.Call) -> Iterator[str]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name in ("text", "plural"):
        yield from literals(call.args[:1])
    elif name == "headings":
        yield from literals(call.args[1:])
    elif name.endswith("Error") and name[0].isupper():
        yield from literals(call.args[:1])
        yield from literals([word.value for word in call.keywords if word.arg == "hint"])


def literals(nodes: list[ast.expr]) -> Iterator[str]:
    return (
        node.value
        for node in nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
