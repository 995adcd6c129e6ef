"""A template and values made the text of a note."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib import import_module
from typing import Any, NamedTuple

from vaultkit.app.snapshot import Snapshot
from vaultkit.app.templates import Template, library_of, read_template, state_of
from vaultkit.disk.compiled import CompiledCode, find_compiled_code
from vaultkit.model.config import Language
from vaultkit.model.diagnostic import SPECS
from vaultkit.model.errors import TemplateError
from vaultkit.model.template_names import TemplateFault, TemplateFaultError
from vaultkit.pages.core_template import CoreValues, fill_core
from vaultkit.pages.finish import AstrayError, finish
from vaultkit.pages.marks import Filled
from vaultkit.pages.sandbox import Shelf, fill_shipped

__all__ = ["Values", "note_text"]


class Values(NamedTuple):
    """What either form of template is filled with."""

    core: CoreValues
    jinja: Mapping[str, Any]


def note_text(
    snapshot: Snapshot,
    template: Template,
    values: Values,
    *,
    language: Language,
    environ: Mapping[str, str],
) -> str:
    """The note that the template makes, with the line ends of the template.

    Raises TemplateError, with file and line, where it cannot be filled or is not trusted.
    """
    data = read_template(snapshot, template)
    where = str(template.path or template.place)
    if state_of(snapshot, template, data, environ) == "untrusted":
        raise TemplateError(
            "the template is not run until you trust it",
            where=where,
            hint="look at it (vaultkit templates show '{name}'), then: "
            "vaultkit templates trust '{name}'",
            values={"name": template.name},
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TemplateError("not valid UTF-8", where=where, hint="save it as UTF-8") from error
    line_end = "\r\n" if "\r\n" in text else "\n"
    text = text.replace("\r\n", "\n")
    try:
        shelf = Shelf(library_of(language), _compiled(snapshot, environ))
        made = finish(_filled(template, text, values, shelf))
    except TemplateFaultError as error:
        raise _template_error(error.fault, where) from error
    except AstrayError as error:
        reason = "a value stands in a property's text of several lines; put it in quotes"
        line = error.line if template.form == "obsidian" else 0
        fault = TemplateFault("template-refused", line, {"reason": reason})
        raise _template_error(fault, where) from error
    if template.path is None:
        # What a template of ours leaves out leaves its blank lines behind.
        made = re.sub(r"\n{3,}", "\n\n", made).rstrip("\n") + "\n"
    return made.replace("\n", line_end) if line_end != "\n" else made


def _compiled(snapshot: Snapshot, environ: Mapping[str, str]) -> CompiledCode | None:
    """Where what the templates that ship are compiled to is kept, if anything may be."""
    is_kept = snapshot.index.settings.opening.kept
    return find_compiled_code(snapshot.root, environ=environ) if is_kept else None


def _filled(template: Template, text: str, values: Values, shelf: Shelf) -> Filled:
    if template.form == "obsidian":
        return fill_core(text, values.core)
    if template.path is None:
        return fill_shipped(template.place.name, values.jinja, shelf)
    filled: Filled = import_module("vaultkit.app.template_run").run_template(text, values.jinja)
    return filled


def _template_error(fault: TemplateFault, where: str) -> TemplateError:
    spec = SPECS[fault.code]
    hint = spec.nearest if spec.nearest and fault.args.get("proposal") else spec.hint
    place = f"{where}:{fault.line}" if fault.line else where
    return TemplateError(spec.message, where=place, hint=hint, values=fault.args)
