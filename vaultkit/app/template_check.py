"""What is wrong with templates, as far as reading them tells; none is run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256

from vaultkit.app.snapshot import Snapshot
from vaultkit.app.templates import Template, iter_templates, library_of, read_template, state_of
from vaultkit.model.config import Language
from vaultkit.model.diagnostic import Diagnostic
from vaultkit.model.paths import VaultPath
from vaultkit.pages.core_template import iter_unknown
from vaultkit.pages.sandbox import iter_faults

__all__ = ["check_template", "check_templates", "template_row"]


def check_templates(
    snapshot: Snapshot, language: Language, environ: Mapping[str, str]
) -> tuple[Diagnostic, ...]:
    """The findings of all templates, by template, then by line. Raises DiskError."""
    return tuple(
        found
        for template in iter_templates(snapshot, language)
        for found in check_template(snapshot, template, language, environ)
    )


def check_template(
    snapshot: Snapshot, template: Template, language: Language, environ: Mapping[str, str]
) -> tuple[Diagnostic, ...]:
    """The findings of a template, by line; of one of the vault also that it is not trusted."""
    data = read_template(snapshot, template)
    path = template.path or VaultPath(template.place.name)
    codes = snapshot.config.ignored_codes
    found = _iter_found(template, path, data, language)
    untrusted = state_of(snapshot, template, data, environ) == "untrusted"
    remark = [Diagnostic("template-untrusted", path)] if untrusted else []
    return tuple(each for each in (*remark, *found) if each.code not in codes)


def _iter_found(
    template: Template, path: VaultPath, data: bytes, language: Language
) -> Iterator[Diagnostic]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        yield Diagnostic("template-refused", path, line, 1, args={"reason": "not valid UTF-8"})
        return
    if template.form == "obsidian":
        for inside, at in iter_unknown(text):
            line = text.count("\n", 0, at) + 1
            column = at - text.rfind("\n", 0, at)
            args = {"variable": "{{" + inside + "}}"}
            yield Diagnostic("template-variable-unknown", path, line, column, args=args)
        return
    library = None if template.path else library_of(language)
    for fault in iter_faults(text.replace("\r\n", "\n"), library=library):
        yield Diagnostic(fault.code, path, fault.line, 1, args=fault.args)


def template_row(
    snapshot: Snapshot,
    template: Template,
    environ: Mapping[str, str],
    uses: Mapping[Template, tuple[str, ...]],
) -> Mapping[str, object]:
    """A template as ``templates list --json`` tells of it; ``uses`` are those of all."""
    data = read_template(snapshot, template)
    return {
        "name": template.name,
        "form": template.form,
        "state": state_of(snapshot, template, data, environ),
        "path": template.path,
        "used_for": uses.get(template, ()),
        "sha256": sha256(data).hexdigest(),
    }
