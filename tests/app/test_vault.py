"""``Vault``: its examples run, and importing vaultkit costs nothing."""

from __future__ import annotations

import doctest
import subprocess
import sys
from pathlib import Path

import pytest

import vaultkit
from vaultkit import Ambiguous, ConfigError, DiskError, UsageError, Vault, VaultPath
from vaultkit.app import vault as vault_module

ROOT = Path(__file__).parents[2]

EXAMPLE = {
    "Contacts/Anna.md": "# Anna\n\nworks with [[Kenji]] on [[Networking]] #vip\n",
    "Contacts/Kenji.md": "---\naliases: [Kenji-san]\n---\n[[Nobody yet]]\n",
    "Topics/Networking.md": "# Networking\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in EXAMPLE.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


EXAMPLES = [
    example
    for example in doctest.DocTestFinder().find(vault_module, globs={"Vault": Vault})
    if example.examples
]


@pytest.mark.parametrize("example", EXAMPLES, ids=[example.name for example in EXAMPLES])
def test_an_example_in_the_documentation_holds(example: doctest.DocTest, folder: Path) -> None:
    example.globs = {"Vault": Vault, "folder": folder}
    results = doctest.DocTestRunner(optionflags=doctest.IGNORE_EXCEPTION_DETAIL).run(
        example, clear_globs=False
    )
    assert results.attempted
    assert results.failed == 0


def test_most_methods_have_an_example() -> None:
    public = {name for name in vars(Vault) if not name.startswith("_")}
    shown = {example.name.rpartition(".")[2] for example in EXAMPLES}
    assert public - shown == {"root", "config", "reopen", "close", "snapshot", "opening"}


def test_every_public_name_can_be_had() -> None:
    for name in vaultkit.__all__:
        assert getattr(vaultkit, name) is not None
    assert {"Vault", "Note"} <= set(dir(vaultkit))
    assert vaultkit.VaultPath is VaultPath
    with pytest.raises(AttributeError, match="no attribute 'Volt'"):
        vaultkit.Volt  # noqa: B018


def test_every_core_value_of_a_plan_or_note_is_exported() -> None:
    assert {"Note", "Link", "ResolvedLink", "Diagnostic", "Plan", "Span"} <= set(vaultkit.__all__)
    assert Ambiguous.__module__ == "vaultkit.model.links"


@pytest.mark.parametrize(
    ("code", "free_of"),
    [
        ("import vaultkit", "vaultkit.model vaultkit.app networkx jinja2 watchdog click babel"),
        ("from vaultkit import Note, Plan", "vaultkit.app networkx jinja2 watchdog click babel"),
        ("from vaultkit import Vault", "networkx jinja2 watchdog click babel"),
        (
            "import pathlib; from vaultkit import Vault; v = Vault.open(pathlib.Path()); "
            "v.notes(); v.graph().nodes; v.tags()",
            "networkx jinja2 watchdog click babel",
        ),
    ],
)
def test_heavy_packages_wait_until_they_are_needed(folder: Path, code: str, free_of: str) -> None:
    script = f"{code}\nimport sys\nprint(*[n for n in {free_of.split()!r} if n in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "\n"


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DiskError, match="the vault cannot be read"):
        Vault.open(tmp_path / "nowhere")


def test_a_configuration_that_cannot_be_used_is_an_error(folder: Path) -> None:
    (folder / "vaultkit.toml").write_text("language = 1\n")
    with pytest.raises(ConfigError, match="language must be"):
        Vault.open(str(folder))


def test_candidates_come_with_the_error(folder: Path) -> None:
    (folder / "Anna.md").write_text("")
    with pytest.raises(UsageError) as caught:
        Vault.open(folder).note("anna")
    assert caught.value.candidates == ("Anna.md", "Contacts/Anna.md")


def test_measures_of_the_graph(folder: Path) -> None:
    graph = Vault.open(folder).graph()
    assert [each.id for each in graph.most_linked()] == ["Topics/Networking.md"]
    assert graph.communities() == ()
    assert graph.bridges().notes == ()
    assert [broker.id for broker in graph.brokers()] == ["Contacts/Anna.md"]
    way = graph.introduction_path("Contacts/Anna.md", "Contacts/Kenji.md")
    assert way is not None
    assert [step.how for step in way.steps] == ["linked"]
    assert [
        edge.line for edge in graph.path("Contacts/Kenji.md", "Topics/Networking.md") or ()
    ] == [
        3,
        3,
    ]
    assert [node.id for node in graph.around("Contacts/Anna.md", 0).nodes] == ["Contacts/Anna.md"]
    assert [node.kind for node in graph.filtered(["topic"]).nodes] == ["topic"]
