from __future__ import annotations

import re
from pathlib import Path

import pytest

from vaultkit.markdown.decode import decode
from vaultkit.markdown.read import read
from vaultkit.model.diagnostic import SPECS, DiagnosticSpec
from vaultkit.model.paths import VaultPath

PAGE = Path(__file__).parents[2] / "docs/diagnostics.md"
SECTIONS = {
    part.partition("\n")[0]: part.partition("\n")[2]
    for part in re.split(r"^### ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
}
EXAMPLES = {
    code: example[1]
    for code, text in SECTIONS.items()
    if (example := re.search(r"^```markdown\n(.*?)^```$", text, re.DOTALL | re.MULTILINE))
}


def test_every_code_has_a_section_in_the_order_of_the_list() -> None:
    assert list(SECTIONS) == list(SPECS)


@pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)
def test_a_section_names_severity_and_rule(spec: DiagnosticSpec) -> None:
    first = f"**{spec.severity}**" + (f" · {spec.rule}" if spec.rule else "")
    assert SECTIONS[spec.code].split("\n")[1] == first


@pytest.mark.parametrize("code", EXAMPLES)
def test_an_example_gives_its_diagnostic(code: str) -> None:
    note = read(decode(VaultPath("Example.md"), EXAMPLES[code].encode()))
    assert code in [found.code for found in note.diagnostics]
