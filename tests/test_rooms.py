"""The walls that import-linter cannot see: laziness, imports in functions, who may write."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "vaultkit"
ROOMS = sorted(place.parent.name for place in PACKAGE.glob("*/__init__.py"))
MODULES = sorted(PACKAGE.rglob("*.py"))

HEAVY = ("networkx", "jinja2", "watchdog", "babel")
"""Packages that cost more to import than a small command takes."""

NOT_FOR_HELP = (
    *HEAVY,
    *("sqlite3", "yaml", "yaml12", "frontmatter", "pyromark", "rich", "tomllib", "hashlib"),
    *("json", "pathlib", "shutil", "dataclasses", "difflib", "traceback", "multiprocessing"),
)
"""What the help does without: it may take five times as long as an empty program, and click alone
takes four times as long."""

TO_BUILD = frozenset(
    """pyromark frontmatter jinja2 vaultkit.app.catching_up vaultkit.app.paging
    vaultkit.app.deriving vaultkit.app.joint_entries vaultkit.app.page_names
    vaultkit.pages.engine""".split()
)
"""What a build needs that has something to do."""

NOT_FOR_AN_EDIT = frozenset(
    """networkx multiprocessing concurrent.futures.process logging difflib
    vaultkit.app.region_plan vaultkit.markdown.region_edits vaultkit.app.topic_map""".split()
)
"""What one does without where a note changed, and no topic or region by it."""

NOT_FOR_A_LOOK = NOT_FOR_AN_EDIT.union(
    TO_BUILD,
    """babel yaml hashlib dataclasses email ctypes tempfile vaultkit.app.snapshot
    vaultkit.graph.resolve vaultkit.model.note vaultkit.model.plan vaultkit.model.views
    vaultkit.disk.apply""".split(),
)
"""What one does without that finds nothing to do."""

ON_DEMAND = {
    # Russian needs babel to read its catalog; English does without.
    ("language/catalog.py", "vaultkit.language.po"),
    # networkx comes with the measures; the formats and the ways along links do without.
    ("app/graphs.py", "vaultkit.graph.measures"),
    ("app/topic_map.py", "vaultkit.graph.measures"),
    ("app/vault_graph.py", "vaultkit.graph.measures"),
    ("app/ways.py", "vaultkit.graph.measures"),
    # Whatever reads notes is loaded only where something changed.
    ("app/indexing.py", "vaultkit.app.catching_up"),
    # A vault into whose notes nothing was ever written has no journal to look after.
    ("app/indexing.py", "vaultkit.app.recovering"),
    # The whole graph is joined for commands that ask for it; the lists of one note do without.
    ("app/snapshot.py", "vaultkit.graph.graph"),
    # Most changes leave the communities of topics as they are.
    ("app/paging.py", "vaultkit.app.topic_map"),
    # Most vaults have no regions to fill.
    ("app/build.py", "vaultkit.app.region_plan"),
    ("app/build.py", "vaultkit.app.region_writing"),
    # Only for many notes another process is started.
    ("app/workers.py", "vaultkit.app.processes"),
    # jinja2 comes with the pages, which a library that only reads does without.
    ("app/vault.py", "vaultkit.app.build"),
    ("app/vault.py", "vaultkit.app.check"),
}
"""Imports inside functions: (module, what it loads), each of a heavy leaf."""

OS_WRITERS = frozenset(
    """chmod chown fchmod fchown ftruncate link makedirs mkdir mkfifo remove removedirs rename
    renames replace rmdir symlink truncate unlink utime write""".split()
)
SHUTIL_WRITERS = frozenset({"copy", "copy2", "copyfile", "copytree", "move", "rmtree"})
PATH_WRITERS = frozenset(
    """chmod hardlink_to mkdir rename rmdir symlink_to touch unlink
    write_bytes write_text""".split()
)


def name_of(module: Path) -> str:
    return module.relative_to(PACKAGE).as_posix()


def tree_of(module: Path) -> ast.Module:
    return ast.parse(module.read_text(encoding="utf-8"), str(module))


def loaded_after(code: str) -> set[str]:
    """The top-level packages a fresh process has imported after running the code."""
    return {name.split(".")[0] for name in modules_after(code)}


def modules_after(code: str) -> set[str]:
    """All modules that it has imported then."""
    script = f"{code}\nimport sys\nprint(*sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "LANG": "C.UTF-8", "SYSTEMROOT": "C:\\Windows"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return set(done.stdout.splitlines()[-1].split())


# --- laziness


@pytest.mark.parametrize(
    "code",
    [
        "import vaultkit",
        "import vaultkit.cli",
        "import vaultkit.cli.main as m, os, pathlib\n"
        "assert m.run(['--help'], environ={'LANG': 'C'}, folder=pathlib.Path()) == 0",
        "import vaultkit.cli.main as m, os, pathlib\n"
        "assert m.run(['--version'], environ={'LANG': 'C'}, folder=pathlib.Path()) == 0",
    ],
    ids=["the package", "the command line's room", "--help", "--version"],
)
def test_heavy_packages_are_not_loaded_for(code: str) -> None:
    assert loaded_after(code).isdisjoint(HEAVY)


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["links", "--help"], []])
def test_the_help_loads_click_and_little_else(arguments: list[str]) -> None:
    code = f"import vaultkit.cli.main as m\nm.run({arguments}, environ={{'LANG': 'C'}}, folder='')"
    loaded = loaded_after(code) - loaded_after("")  # an environment may load some by itself
    assert "click" in loaded
    unwanted = HEAVY if "links" in arguments else NOT_FOR_HELP
    assert sorted(loaded & set(unwanted)) == []


def test_asking_for_backlinks_loads_nothing_heavy(tmp_path: Path) -> None:
    (tmp_path / "A.md").write_text("[[B]]", encoding="utf-8")
    (tmp_path / "B.md").write_text("", encoding="utf-8")
    code = (
        "import vaultkit.cli.main as m\n"
        f"arguments = ['backlinks', 'B', '--vault', {str(tmp_path)!r}]\n"
        "assert m.run(arguments, environ={'LANG': 'C'}, folder='') == 0"
    )
    assert loaded_after(code).isdisjoint(HEAVY)


def modules_of(vault: Path, *arguments: str) -> set[str]:
    """All modules that a command has imported, run later than any of the vault's files changed.

    Else they would be read again to be sure.
    """
    given = [*arguments, "--vault", str(vault)]
    environ = {"LANG": "C", "VAULTKIT_STATE_HOME": str(vault.parent / "state")}
    return modules_after(
        "import time; now = time.time_ns; time.time_ns = lambda: now() + 3600 * 10**9\n"
        "import vaultkit.cli.main as m\n"
        f"assert m.run({given!r}, environ={environ!r}, folder='') == 0"
    )


TO_READ = "vaultkit.markdown.read"


def test_a_build_loads_what_it_has_to_do_and_nothing_else(
    tmp_path: Path,
) -> None:
    vault = tmp_path / "Vault"
    vault.mkdir()
    (vault / "A.md").write_text("---\na: 1\n---\n[[B]] [[Б]] [[Nobody]]", encoding="utf-8")
    (vault / "B.md").write_text("- [ ] Do it 📅 2026-03-12", encoding="utf-8")
    (vault / "Б.md").write_text("", encoding="utf-8")
    assert modules_of(vault, "build").issuperset(TO_BUILD)
    assert modules_of(vault, "build") & NOT_FOR_A_LOOK == set()
    (vault / "A.md").write_text("[[Б]] [[New]] 2026-03-12 #tag", encoding="utf-8")
    loaded = modules_of(vault, "build")
    assert loaded.issuperset(TO_BUILD)
    assert loaded & NOT_FOR_AN_EDIT == set()


def test_a_new_note_of_a_template_that_ships_loads_nothing_that_reads_notes(
    tmp_path: Path,
) -> None:
    vault = tmp_path / "Vault"
    vault.mkdir()
    (vault / "A.md").write_text("[[B]]", encoding="utf-8")
    assert TO_READ in modules_of(vault, "build")
    made = modules_of(vault, "new", "meeting", "One", "--with", "B", "--create-contacts")
    assert "vaultkit.app.new_meeting" in made
    assert TO_READ not in made


def test_the_check_sees_what_is_loaded() -> None:
    assert "networkx" in loaded_after("import networkx")


def test_the_package_itself_loads_no_room() -> None:
    script = "import vaultkit, sys; print(*[n for n in sys.modules if n.startswith('vaultkit.')])"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_says_what_it_is_for_and_imports_nothing_by_itself(room: str) -> None:
    tree = tree_of(PACKAGE / room / "__init__.py")
    said = ast.get_docstring(tree) or ""
    assert "Start at" in said
    assert [type(node).__name__ for node in tree.body] == ["Expr"]


# --- imports in functions


def iter_late_imports(module: Path) -> Iterator[tuple[str, str]]:
    tree = tree_of(module)
    functions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
    for function in [node for node in ast.walk(tree) if isinstance(node, functions)]:
        for node in ast.walk(function):
            if isinstance(node, ast.ImportFrom):
                yield name_of(module), "." * node.level + (node.module or "")
            elif isinstance(node, ast.Import):
                yield from ((name_of(module), alias.name) for alias in node.names)


def test_imports_stand_at_the_top_but_for_heavy_leaves() -> None:
    late = {found for module in MODULES for found in iter_late_imports(module)}
    assert late - ON_DEMAND == set()


def test_every_allowed_late_import_is_needed() -> None:
    late = {found for module in MODULES for found in iter_late_imports(module)}
    assert ON_DEMAND - late == set()


# --- writing


def iter_writes(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and name of each call that can change a file system."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        function = node.func
        if isinstance(function, ast.Attribute):
            owner = function.value.id if isinstance(function.value, ast.Name) else ""
            known = {"os": OS_WRITERS, "shutil": SHUTIL_WRITERS}.get(owner, PATH_WRITERS)
            if function.attr in known:
                yield node.lineno, f"{owner}.{function.attr}"
            elif owner == "os" and function.attr == "open" and writes_by_flags(node):
                yield node.lineno, "os.open"
            elif function.attr == "open" and owner != "os" and writes_by_mode(node, 0, "r"):
                yield node.lineno, ".open"
        elif isinstance(function, ast.Name) and function.id == "open" and may_write(node):
            yield node.lineno, "open"


def writes_by_mode(call: ast.Call, position: int, unknown: str) -> bool:
    """``unknown`` is the mode to think of where it is not written out: many things have .open."""
    modes = [keyword.value for keyword in call.keywords if keyword.arg == "mode"]
    modes += call.args[position : position + 1]
    written = [str(mode.value) if isinstance(mode, ast.Constant) else unknown for mode in modes]
    return any(not set("wax+").isdisjoint(mode) for mode in written)


def may_write(call: ast.Call) -> bool:
    return writes_by_mode(call, 1, "w")


def writes_by_flags(call: ast.Call) -> bool:
    flags = {node.attr for node in ast.walk(call) if isinstance(node, ast.Attribute)}
    return not flags.isdisjoint({"O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC", "O_APPEND"})


@pytest.mark.parametrize(
    "code",
    [
        "open(x, 'w')",
        "open(x, mode='ab')",
        "open(x, how)",
        "Path(x).open('w')",
        "place.open(mode='r+')",
        "os.open(x, os.O_CREAT | os.O_WRONLY)",
        "os.replace(a, b)",
        "os.unlink(a)",
        "place.write_text('x')",
        "Path(x).write_bytes(b'')",
        "(root / x).mkdir()",
        "shutil.rmtree(x)",
    ],
)
def test_the_check_sees_a_write(code: str) -> None:
    assert [*iter_writes(ast.parse(code))]


@pytest.mark.parametrize(
    "code",
    [
        "open(x)",
        "open(x, 'rb')",
        "Path(x).open('rb')",
        "text.replace('a', 'b')",
        "Vault.open(path)",
        "out.write('x')",
    ],
)
def test_the_check_leaves_what_does_not_write(code: str) -> None:
    assert [*iter_writes(ast.parse(code))] == []


NOWHERE = {("cli/main.py", "os.open")}
"""stdout is pointed at the null device when its reader has gone."""


OWN_INDEX = {("store/store.py", "path.rename"), ("store/store.py", "path.unlink")}
"""An index that cannot be used goes; SQLite writes the new one."""


def test_only_the_disk_room_writes_files() -> None:
    writes = {
        (name_of(module), name)
        for module in MODULES
        if module.parent.name != "disk"
        for _, name in iter_writes(tree_of(module))
    }
    assert writes - NOWHERE - OWN_INDEX == set()
