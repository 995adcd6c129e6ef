"""What a user's file gets wrong, as a value. ``SPECS`` is the one list of codes.

A code is stable: people put it into ``[check] ignore``. Each is explained in
``docs/diagnostics.md`` and has a folder of files that produce it under ``tests/diagnostics``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from vaultkit.model.paths import VaultPath
from vaultkit.model.source import Source, Span

__all__ = ["SPECS", "Diagnostic", "DiagnosticSpec", "Severity", "diagnose"]

Severity = Literal["error", "warning", "info"]


class DiagnosticSpec(NamedTuple):
    """One code. ``message`` and ``hint`` are English templates, also the keys of translations.

    ``nearest`` takes the hint's place where a near name is known (``args["proposal"]``).
    """

    code: str
    severity: Severity
    message: str
    hint: str
    rule: str | None = None
    nearest: str = ""


_NO_ARGS: Mapping[str, str] = {}  # no proxy: it goes to other processes and into the index


class Diagnostic(NamedTuple):
    """One finding. ``line`` and ``column`` are 1-based; 0 where the file as a whole is meant."""

    code: str
    path: VaultPath | None
    line: int = 0
    column: int = 0
    span: Span | None = None
    args: Mapping[str, str] = _NO_ARGS

    @property
    def spec(self) -> DiagnosticSpec:
        """The row of the table that the code names."""
        return SPECS[self.code]

    @property
    def severity(self) -> Severity:
        """How bad it is: ``info`` alone is no finding."""
        return self.spec.severity

    @property
    def rule(self) -> str | None:
        """The number of the reading rule behind it, where there is one."""
        return self.spec.rule

    @property
    def message(self) -> str:
        """What is wrong, in English."""
        return self.spec.message.format_map(self.args)

    @property
    def hint_template(self) -> str:
        """The hint before its ``{names}`` are filled."""
        if self.spec.nearest and self.args.get("proposal"):
            return self.spec.nearest
        return self.spec.hint

    @property
    def hint(self) -> str:
        """What to do about it, in English."""
        return self.hint_template.format_map(self.args)


def diagnose(code: str, source: Source, span: Span, **args: str) -> Diagnostic:
    """The diagnostic at a span of a source, with its line and column."""
    line, column = source.line_of(span.start), source.column_of(span.start)
    return Diagnostic(code, source.path, line, column, span, args)


_SPECS = (
    # --- bytes
    DiagnosticSpec(
        "not-utf8",
        "warning",
        "not valid UTF-8 from byte {offset} on",
        "save the file as UTF-8; each bad byte is read as '?' until then",
    ),
    DiagnosticSpec(
        "utf-16",
        "error",
        "the file is UTF-16, which Obsidian does not read",
        "save it as UTF-8; nothing in it is indexed until then",
    ),
    DiagnosticSpec(
        "nul-byte",
        "warning",
        "the file holds NUL bytes",
        "it may be damaged by a crash or a sync; restore it from a backup",
    ),
    DiagnosticSpec(
        "findings-cut",
        "info",
        "{count} more findings '{finding}' in this file are not listed",
        "mend the listed ones first",
    ),
    # --- frontmatter
    DiagnosticSpec(
        "frontmatter-invalid",
        "error",
        "the properties are not valid YAML: {reason}",
        "mend this line, or put the value in quotes; no property of the note is used until then",
        "FM-21",
    ),
    DiagnosticSpec(
        "frontmatter-duplicate-key",
        "error",
        "the property '{key}' stands twice, first on line {first}",
        "keep one of the two; no property of the note is used until then",
        "FM-20",
    ),
    DiagnosticSpec(
        "frontmatter-not-mapping",
        "error",
        "the block between the --- lines is no list of 'name: value' properties",
        "write properties there, or put a blank line before the first ---",
        "FM-22",
    ),
    DiagnosticSpec(
        "frontmatter-refused",
        "error",
        "the properties were not read: {reason}",
        "simplify them; vaultkit reads at most 64 KB, 32 levels and 32 aliases",
    ),
    DiagnosticSpec(
        "frontmatter-fence-blank",
        "info",
        "blanks follow the closing ---",
        "delete them; some programs do not see the end of the properties",
        "FM-01",
    ),
    DiagnosticSpec(
        "frontmatter-template-variable",
        "warning",
        "the template variable {variable} stands without quotes",
        "put it in quotes, or YAML reads the braces as a mapping",
        "FM-21",
    ),
    DiagnosticSpec(
        "tags-not-a-list",
        "warning",
        "'{value}' is one text, so it gives no tags",
        "write a list: [{proposal}]",
        "FM-11",
    ),
    DiagnosticSpec(
        "tag-invalid",
        "warning",
        "'{value}' is no tag and was left out",
        "a tag is a text without blanks that holds a letter; quote numbers and join words with -",
        "FM-12",
    ),
    DiagnosticSpec(
        "alias-invalid",
        "info",
        "'{value}' is no alias and was left out",
        "an alias is a text; put it in quotes",
        "FM-14",
    ),
    DiagnosticSpec(
        "property-deprecated",
        "info",
        "'{key}' has had no meaning since Obsidian 1.9",
        "rename it to '{proposal}' and make its value a list",
        "FM-13",
    ),
    DiagnosticSpec(
        "property-link-unquoted",
        "warning",
        "the link in '{key}' has no quotes, so YAML reads a list in a list",
        'write "[[{target}]]"',
        "FM-17",
    ),
    DiagnosticSpec(
        "property-phone-number",
        "warning",
        "'{key}' is read as the number {value}, and the + is lost",
        "put the phone number in quotes",
        "FM-08",
    ),
    DiagnosticSpec(
        "property-phone-unquoted",
        "warning",
        "'{key}' is read as the number {value}, not as a telephone number",
        "put it in quotes, with its + or 0 at the front",
        "FM-08",
    ),
    DiagnosticSpec(
        "frontmatter-uneditable",
        "error",
        "the properties cannot be edited safely: {reason}",
        "edit them by hand, or write them more simply; nothing is written until then",
    ),
    DiagnosticSpec(
        "property-missing",
        "error",
        "there is no property '{key}'",
        "vaultkit facts NOTE --json shows the properties there are",
        nearest="did you mean '{proposal}'?",
    ),
    DiagnosticSpec(
        "property-value-missing",
        "error",
        "the property '{key}' does not hold {value}",
        "vaultkit property get NOTE {key} shows what it holds",
    ),
    DiagnosticSpec(
        "property-taken",
        "error",
        "there is a property '{key}' already",
        "remove one of the two first, or choose another name",
    ),
    # --- body
    DiagnosticSpec(
        "action-refused",
        "error",
        "the task cannot be marked as done: {reason}",
        "mark it in your editor; nothing is written until then",
    ),
    DiagnosticSpec(
        "wikilink-empty-target",
        "warning",
        "{original} has no target before the |",
        "write the note's name before the |",
        "WL-12",
    ),
    DiagnosticSpec(
        "tag-swallows-quote",
        "warning",
        "the tag #{tag} takes the closing quotation mark with it",
        "put a blank between the tag and the mark",
        "TG-04",
    ),
    DiagnosticSpec(
        "task-cyrillic-x",
        "warning",
        "the checkbox holds a Cyrillic letter х",
        "write a Latin x; other programs take the task for an open one",
        "TK-01",
    ),
    DiagnosticSpec(
        "region-broken",
        "warning",
        "the vaultkit region '{name}' is {reason}",
        "mend its begin and end lines; all regions of this note are left alone until then",
    ),
    DiagnosticSpec(
        "region-edited",
        "warning",
        "the vaultkit region '{name}' was edited and is left as it is",
        "make it yours with 'vaultkit region release', or renew it with 'vaultkit region add"
        " --force'",
    ),
    DiagnosticSpec(
        "region-no-place",
        "warning",
        "the vaultkit region '{name}' cannot stand in this note",
        "close the code, the comment or the HTML that reaches to its end",
    ),
    DiagnosticSpec(
        "region-unwritten",
        "warning",
        "the regions of this note are not written: {reason}",
        "see that the note can be written; every build tries again",
    ),
    DiagnosticSpec(
        "canvas-invalid",
        "error",
        "the canvas cannot be read: {reason}",
        "open it in Obsidian or restore it; its links are not known until then",
        "CV-02",
    ),
    DiagnosticSpec(
        "base-invalid",
        "error",
        "the base cannot be read: {reason}",
        "mend its YAML",
        "BS-01",
    ),
    # --- meetings
    DiagnosticSpec(
        "meeting-no-agenda",
        "info",
        "the meeting is planned and has no agenda",
        "list under 'Agenda' what is to be talked about, who leads it and how long it takes",
    ),
    DiagnosticSpec(
        "meeting-agenda-too-long",
        "warning",
        "the agenda takes {planned} minutes, the meeting {duration}",
        "shorten the agenda, put something off, or plan for longer",
    ),
    DiagnosticSpec(
        "meeting-no-fallback",
        "info",
        "the meeting is planned online and has no fallback channel",
        "say under 'fallback' where to meet when the platform fails: a second link, a phone number",
    ),
    DiagnosticSpec(
        "meeting-recording-without-consent",
        "warning",
        "there is a recording, but not everyone's consent to it is noted",
        "note under 'Consent' what each said, or give 'recording' the state 'granted'",
    ),
    DiagnosticSpec(
        "meeting-action-incomplete",
        "info",
        "the action has {what}",
        "begin it with who does it, and end it with the day: [[Anna]]: the draft 📅 2026-12-01",
    ),
    # --- links
    DiagnosticSpec(
        "link-unresolved",
        "warning",
        "no file answers to {original}",
        "make the note, or mend the link",
        "RS-16",
        nearest="did you mean [[{proposal}]]?",
    ),
    DiagnosticSpec(
        "link-to-alias",
        "warning",
        "{original} names an alias, and Obsidian does not follow it",
        "write [[{proposal}]]",
        "RS-12",
    ),
    DiagnosticSpec(
        "link-ambiguous",
        "warning",
        "{original} fits {count} files; {winner} is taken",
        "write the folder too: {proposal}",
        "RS-06",
    ),
    DiagnosticSpec(
        "link-heading-missing",
        "warning",
        "{path} has no heading '{heading}'",
        "name one of its headings, or take the heading out of the link",
        "WL-04",
        nearest="did you mean #{proposal}?",
    ),
    DiagnosticSpec(
        "link-block-missing",
        "warning",
        "{path} has no block ^{block}",
        "put ^{block} at the end of the block that is meant, or take it out of the link",
        "WL-06",
    ),
    DiagnosticSpec(
        "link-begins-to-lead",
        "info",
        "{original} led nowhere and leads to {path} now",
        "change it if something else was meant",
        "NM-03",
    ),
    DiagnosticSpec(
        "rename-refused",
        "error",
        "nothing was renamed because of {original}: {reason}",
        "write this place otherwise, or choose another name; then rename again",
        "NM-03",
    ),
    DiagnosticSpec(
        "merge-refused",
        "error",
        "nothing was merged: {reason}",
        "write this place otherwise; then merge again",
    ),
    DiagnosticSpec(
        "setting-names-folder",
        "info",
        "the folder {folder}, which has another name now, stands in these settings",
        "change it there too",
    ),
    # --- files
    DiagnosticSpec(
        "name-twin",
        "warning",
        "the name differs from {other} only in case or Unicode form",
        "rename one of them; on other systems they are one file",
        "RS-13",
    ),
    DiagnosticSpec(
        "name-decomposed",
        "info",
        "the file's name is in decomposed Unicode form (NFD)",
        "rename it to {proposal}; links find it all the same",
        "RS-13",
    ),
    DiagnosticSpec(
        "name-unsafe",
        "info",
        "the file's name holds {what}",
        "rename it; links to it break, or other systems cannot store it",
        "NM-01",
    ),
    DiagnosticSpec(
        "name-undecodable",
        "warning",
        "the name of a file in {folder} is not UTF-8: {name}",
        "rename the file; it is left out until then",
    ),
    DiagnosticSpec(
        "file-unreadable",
        "error",
        "the file or folder cannot be read: {reason}",
        "see its permissions; it is left out until then",
    ),
    DiagnosticSpec(
        "file-special",
        "info",
        "neither a file nor a folder, so it is left out",
        "move it out of the vault",
    ),
    DiagnosticSpec(
        "symlink-left-out",
        "info",
        "a symbolic link that is not followed: {reason}",
        "set follow_symlinks in vaultkit.toml, or put a real file here",
    ),
    DiagnosticSpec(
        "sync-conflict",
        "warning",
        "a copy that a sync program left because two versions exist",
        "bring the two together, then delete this one; it is no note of its own",
    ),
    DiagnosticSpec(
        "cloud-placeholder",
        "error",
        "a placeholder of a file that has not been fetched",
        "have the cloud drive or git fetch the file itself; nothing is written into it until then",
    ),
    DiagnosticSpec(
        "conflict-marker",
        "error",
        "the mark {marker} of an unfinished merge begins the line",
        "finish the merge, or put a blank before the mark; the file is not edited until then",
    ),
    # --- vaultkit's own
    DiagnosticSpec(
        "config-unknown-key",
        "warning",
        "vaultkit.toml has no key '{key}'",
        "take it out; docs/configuration.md lists the keys there are",
        nearest="did you mean '{proposal}'?",
    ),
    DiagnosticSpec(
        "exclude-invalid",
        "warning",
        "the exclusion {filter} is no valid regular expression: {reason}",
        "mend it in vaultkit.toml or in Obsidian's excluded files; it excludes nothing until then",
        "RS-15",
    ),
    DiagnosticSpec(
        "page-edited",
        "info",
        "this index page was changed by hand, so it is kept as it is",
        "move your text to a note of your own and delete the page; the next build makes it anew",
    ),
    DiagnosticSpec(
        "page-name-taken",
        "warning",
        "an index page of this name would answer to links meant for {other}",
        "rename that note or its links; the page is not written until then",
    ),
    DiagnosticSpec(
        "page-place-taken",
        "warning",
        "something that vaultkit did not make lies where an index page belongs",
        "move it; the page is not written until then",
    ),
    DiagnosticSpec(
        "index-wrong",
        "error",
        "the index is wrong about {what}: it holds {held} and should hold {said}",
        "delete {file}, run: vaultkit build, and report this: it is a fault of vaultkit",
    ),
    DiagnosticSpec(
        "page-wrong",
        "error",
        "the index takes this page for right, but {what}",
        "delete {file}, run: vaultkit build, and report this: it is a fault of vaultkit",
    ),
    DiagnosticSpec(
        "region-wrong",
        "error",
        "the index takes the regions of this note for right, but {what}",
        "delete {file}, run: vaultkit build, and report this: it is a fault of vaultkit",
    ),
    DiagnosticSpec(
        "page-outdated",
        "info",
        "pages that are not as the notes say now: {count}",
        "run: vaultkit build",
    ),
    # --- templates of notes
    DiagnosticSpec(
        "template-syntax",
        "error",
        "no template can be read here: {reason}",
        "mend the line; docs/templates.md says what a template may hold",
    ),
    DiagnosticSpec(
        "template-unknown-name",
        "error",
        "templates have no name '{name}'",
        "docs/templates.md lists the names there are",
        nearest="did you mean '{proposal}'?",
    ),
    DiagnosticSpec(
        "template-refused",
        "error",
        "the template cannot be filled: {reason}",
        "docs/templates.md says what a template may use and take",
    ),
    DiagnosticSpec(
        "template-variable-unknown",
        "warning",
        "{variable} means nothing to Obsidian's templates and stays as it is",
        "they know title, date and time; more is possible in a template that ends in .md.j2",
        "TM-01",
    ),
    DiagnosticSpec(
        "template-untrusted",
        "info",
        "the template is not run until you trust it",
        "look at it, then: vaultkit templates trust NAME",
    ),
)

SPECS: Mapping[str, DiagnosticSpec] = {spec.code: spec for spec in _SPECS}
