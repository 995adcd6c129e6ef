"""Arguments, the choice of the vault, exit codes, languages and errors."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.cli.support import (
    NETWORK,
    ROOT,
    make_vault,
    process_environment,
    vaultkit,
    vaultkit_process,
)
from vaultkit.cli.group import COMMANDS

# --- help


@pytest.mark.parametrize("language", ["C", "ru_RU.UTF-8"])
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(
    tmp_path: Path, command: str, language: str
) -> None:
    done = vaultkit(command, "--help", folder=tmp_path, environ={"LANG": language})
    assert (done.code, done.err) == (0, "")
    assert f"\n  vaultkit {command}" in done.out.replace("vaultkit --vault ~/Notes", "vaultkit")
    assert "--vault DIR" in done.out
    words = ("Usage:", "Options:", "Examples:") if language == "C" else ("Вызов:", "Параметры:")
    assert all(word in done.out for word in words)


def test_the_help_names_every_command_once(tmp_path: Path) -> None:
    listed = vaultkit("--help", folder=tmp_path).out.partition("Commands:\n")[2]
    assert [line.split()[0] for line in listed.splitlines() if line[2:3].strip()] == list(COMMANDS)


def test_every_command_is_a_module_of_its_own() -> None:
    modules = {place.stem for place in (ROOT / "vaultkit" / "cli" / "commands").glob("*.py")}
    assert modules == {*COMMANDS, "__init__"}


SUBCOMMANDS = [f"property {name}" for name in ("get", "set", "add", "remove", "rename")]


@pytest.mark.parametrize("language", ["C", "ru_RU.UTF-8"])
@pytest.mark.parametrize("command", SUBCOMMANDS)
def test_every_command_of_a_group_has_help_with_an_example(
    tmp_path: Path, command: str, language: str
) -> None:
    done = vaultkit(*command.split(), "--help", folder=tmp_path, environ={"LANG": language})
    assert (done.code, done.err) == (0, "")
    assert f"\n  vaultkit {command} " in done.out
    assert "--vault DIR" in done.out
    assert "--json" in done.out
    assert ("--dry-run" in done.out) is not command.endswith("get")


def test_a_group_names_its_commands_and_the_nearest_one(tmp_path: Path) -> None:
    done = vaultkit("property", folder=tmp_path)
    assert (done.code, done.out) == (2, "")
    listed = done.err.partition("Commands:\n")[2].partition("\n\n")[0]
    assert [f"property {line.split()[0]}" for line in listed.splitlines()] == SUBCOMMANDS
    done = vaultkit("property", "ad", folder=tmp_path)
    assert done.code == 2
    assert done.err.startswith("vaultkit: there is no command 'ad'; did you mean 'add'?")


@pytest.mark.parametrize(
    "command",
    sorted({*COMMANDS} - {"build", "init", "clean", "region", "property", "templates", "meetings"}),
)
def test_every_reading_command_takes_json(tmp_path: Path, command: str) -> None:
    assert "--json" in vaultkit(command, "--help", folder=tmp_path).out


def test_without_a_command_the_help_is_said(tmp_path: Path) -> None:
    done = vaultkit(folder=tmp_path)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("Usage: vaultkit")


@pytest.mark.parametrize("arguments", [["--help"], ["--version"]])
def test_help_loads_nothing_heavy(tmp_path: Path, arguments: list[str]) -> None:
    heavy = (
        *("networkx", "jinja2", "watchdog", "babel", "rich"),
        *("pyromark", "frontmatter", "markdown_it", "yaml12"),
    )
    code = (
        "import os, sys, pathlib\n"
        "from vaultkit.cli.main import run\n"
        f"run({arguments!r}, environ=os.environ, folder=pathlib.Path())\n"
        f"print(*[name for name in {heavy!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=process_environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == "\n"


@pytest.mark.parametrize("line", ["facts --json", "links Аня", "tags", "unresolved", "graph"])
def test_a_reading_command_loads_only_what_it_needs(tmp_path: Path, line: str) -> None:
    make_vault(tmp_path)
    code = (
        "import os, sys, pathlib\n"
        "from vaultkit.cli.main import run\n"
        f"run({line.split()!r}, environ=os.environ, folder=pathlib.Path())\n"
        "print(*[name for name in ('networkx', 'jinja2', 'watchdog', 'babel', 'rich') "
        "if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=process_environment({"PYTHONIOENCODING": "utf-8"}),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stderr == "\n"


@pytest.mark.parametrize("what", ["meeting", "contact"])
def test_a_new_note_loads_only_what_it_needs(tmp_path: Path, what: str) -> None:
    make_vault(tmp_path)
    needless = (
        *("networkx", "watchdog", "babel", "rich", "vaultkit.app.new_told"),
        *("vaultkit.app.new_series", "vaultkit.people.agenda", "vaultkit.people.actions"),
        *("vaultkit.people.day_words", "vaultkit.exchange.platforms", "vaultkit.app.template_run"),
        "vaultkit.markdown.property_edit",
    )
    arguments = ["new", what, "x", "--dry-run"]
    code = (
        "import os, sys, pathlib\n"
        "from vaultkit.cli.main import run\n"
        f"run({arguments!r}, environ=os.environ, folder=pathlib.Path())\n"
        f"print(*[name for name in {needless!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=process_environment({"PYTHONIOENCODING": "utf-8"}),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stderr == "\n"


# --- which vault

HERE: list[tuple[list[str], Mapping[str, str], str, str]] = [
    ([], {}, "one", "one"),
    ([], {}, "one/deep/er", "one"),
    (["--vault", "../two"], {}, "one", "two"),
    ([], {"VAULTKIT_VAULT": "two"}, ".", "two"),
    (["--vault", "one"], {"VAULTKIT_VAULT": "two"}, ".", "one"),
    (["--vault", "plain"], {}, ".", "plain"),
    ([], {}, "three", "three"),
    ([], {}, "four", "four"),
]


@pytest.mark.parametrize(("options", "environ", "folder", "found"), HERE)
@pytest.mark.parametrize("place", ["before", "after"])
def test_the_vault_is_found(
    tmp_path: Path,
    options: list[str],
    environ: Mapping[str, str],
    folder: str,
    found: str,
    place: str,
) -> None:
    for name, marker in [("one", "vaultkit.toml"), ("two", "vaultkit.toml"), ("plain", "x.txt")]:
        make_vault(tmp_path / name, {f"In {name}.md": "", marker: "", "deep/er/x.txt": ""})
    make_vault(tmp_path / "three", {"In three.md": "", ".obsidian/app.json": "{}"})
    make_vault(tmp_path / "four", {"In four.md": "", ".vaultkit/x": ""})
    line = [*options, "orphans"] if place == "before" else ["orphans", *options]
    done = vaultkit(*line, folder=tmp_path / folder, environ=environ)
    assert done.out == f"In {found}.md\tother\n"


def test_the_option_of_the_command_goes_over_that_of_the_group(tmp_path: Path) -> None:
    for name in ("one", "two"):
        make_vault(tmp_path / name, {f"In {name}.md": ""})
    done = vaultkit("--vault", "one", "orphans", "--vault", "two", folder=tmp_path)
    assert done.out == "In two.md\tother\n"


# --- exit codes 2 and 3

USAGE = [
    ("orphans", "vaultkit: no vault in ", "vaultkit init"),
    ("--vault nowhere orphans", "vaultkit: --vault names no folder: nowhere", "holds the notes"),
    ("lniks", "vaultkit: there is no command 'lniks'; did you mean 'links'?", "see: vaultkit"),
    ("xyzzy", "vaultkit: there is no command 'xyzzy'\n", "see: vaultkit --help"),
    ("links", "vaultkit: NOTE is missing", "see: vaultkit links --help"),
    ("links A --jsn", "vaultkit: there is no option --jsn", "see: vaultkit links --help"),
    ("graph --measure fame", "--measure takes one of: linked, brokers", "see: vaultkit graph"),
    ("graph --depth x", "--depth takes a whole number", "see: vaultkit graph --help"),
    ("graph --depth 101", "--depth takes a whole number from 0 to 100\n", "vaultkit graph --help"),
    ("build --jobs 0", "--jobs takes a whole number of 1 or more\n", "see: vaultkit build --help"),
    ("graph --measure linked --format dot", "--measure goes neither", "--json"),
    ("graph --json --format dot", "--json and --format ask for two formats", "leave out"),
    (
        "graph --measure communities --kind contact",
        "--kind does not go with --measure communities",
        "always of topics",
    ),
    ("graph --depth 3", "--depth needs --around NOTE", "name the note"),
    ("graph --measure linked --depth 2", "--depth needs --around NOTE", "name the note"),
    ("graph --force", "--force needs -o FILE", "nothing is written"),
    ("graph --dry-run", "--dry-run needs -o FILE", "nothing is written"),
]


@pytest.mark.parametrize(("line", "message", "advice"), USAGE, ids=[row[0] for row in USAGE])
def test_a_request_that_cannot_be_understood_is_2(
    tmp_path: Path, line: str, message: str, advice: str
) -> None:
    done = vaultkit(*line.split(), folder=tmp_path)
    assert (done.code, done.out) == (2, "")
    assert message in done.err
    assert advice in done.err


TWINS: Mapping[str, str] = {
    "vaultkit.toml": "",
    "A/Клуб.md": "",
    "B/клуб.md": "",
    "One.md": "---\naliases: [Same]\n---\n",
    "Two.md": "---\naliases: [same]\n---\n",
    "Meetings/Weekly sync.md": "",
    "pic.png": "",
}

NOTES = [
    ("Клуб", 2, "'Клуб' may be any of 2 notes", ["A/Клуб.md", "B/клуб.md"]),
    ("SAME", 2, "'SAME' may be any of 2 notes", ["One.md", "Two.md"]),
    ("Wekly sinc", 2, "no note answers to 'Wekly sinc'", ["Weekly sync"]),
    ("Nothing like it", 2, "no note answers to 'Nothing like it'", []),
    ("", 2, "no note answers to ''", []),
    ("not UTF-8 \udcff", 2, r"no note answers to 'not UTF-8 \udcff'", []),
    ("pic.png", 2, "pic.png is no note", []),
    ("../One.md", 2, "no note answers to '../One.md'", []),
    ("A/Клуб.md", 0, "", []),
    ("a/клуб", 0, "", []),
    ("ONE", 0, "", []),
    (" weekly sync ", 0, "", []),
]


@pytest.mark.parametrize(("note", "code", "message", "candidates"), NOTES)
def test_a_note_is_found_or_its_candidates_are_named(
    tmp_path: Path, note: str, code: int, message: str, candidates: list[str]
) -> None:
    done = vaultkit("links", note, folder=make_vault(tmp_path, TWINS))
    assert done.code == code
    assert message in done.err
    if code:
        lines = done.err.partition("did you mean:\n")[2].splitlines()
        assert [line.strip() for line in lines] == candidates


def test_a_bad_configuration_is_3_with_file_and_line(tmp_path: Path) -> None:
    done = vaultkit("tags", folder=make_vault(tmp_path, {"vaultkit.toml": "\nlanguage = 5\n"}))
    assert (done.code, done.out) == (3, "")
    assert f"({tmp_path / 'vaultkit.toml'}:2)" in done.err


def test_an_output_that_cannot_be_written_is_3(tmp_path: Path) -> None:
    done = vaultkit("graph", "-o", "no/such/folder.json", folder=make_vault(tmp_path))
    assert done.code == 3
    assert "no/such/folder.json" in done.err


def test_an_error_of_ours_is_3_without_a_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("by {braces}")

    monkeypatch.setattr("vaultkit.cli.opening.open_index", broken)
    vault = make_vault(tmp_path)
    done = vaultkit("tags", folder=vault)
    assert (done.code, done.out) == (3, "")
    assert "an error in vaultkit itself: ZeroDivisionError: by {braces}" in done.err
    assert "Traceback" not in done.err
    assert "Traceback" in vaultkit("--debug", "tags", folder=vault).err


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (
            OSError(errno.EIO, "Input/output error"),
            "vaultkit: something outside of the vault cannot be read or written: "
            "Input/output error\n  see whether the drive is well\n",
        ),
        (
            OSError(errno.EIO, "Input/output error", "/some/where"),
            "vaultkit: Input/output error (/some/where)\n",
        ),
        (
            ModuleNotFoundError("No module named 'babel.core'"),
            "vaultkit: a part of vaultkit cannot be loaded: No module named 'babel.core'\n"
            "  see whether the drive is well, or install vaultkit again\n",
        ),
    ],
    ids=["no place", "a place", "no module"],
)
def test_a_drive_that_fails_outside_of_the_vault_is_told_as_such(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, told: str
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("vaultkit.cli.opening.open_index", broken)
    done = vaultkit("tags", folder=make_vault(tmp_path))
    assert (done.code, done.out, done.err) == (3, "", told)


def test_ctrl_c_is_130(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("vaultkit.cli.opening.open_index", interrupted)
    done = vaultkit("tags", folder=make_vault(tmp_path))
    assert (done.code, done.out, done.err.strip()) == (130, "", "")


@pytest.mark.skipif(os.name == "nt", reason="a Unix pipe")
def test_a_reader_that_leaves_is_no_error(tmp_path: Path) -> None:
    make_vault(tmp_path, {"vaultkit.toml": "", **{f"{n:04}.md": "x" * 99 for n in range(900)}})
    with subprocess.Popen(
        [sys.executable, "-m", "vaultkit", "facts", "--json"],
        cwd=tmp_path,
        env=process_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(30) == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("line", ["--help", "facts --json", "unresolved"])
def test_a_full_disk_behind_stdout_is_3(tmp_path: Path, line: str) -> None:
    # More than a buffer takes, so that it shows while the command runs, too.
    many = "\n".join(f"[[Nobody {number}]]" for number in range(2000))
    make_vault(tmp_path, {"vaultkit.toml": "", "many.md": many})
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "vaultkit", *line.split()],
            cwd=tmp_path,
            env=process_environment(),
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 3
    assert done.stderr.count(b"\n") == 1
    assert done.stderr.startswith(b"vaultkit: ")
    assert done.stderr.endswith(b"(stdout)\n")


@pytest.mark.skipif(os.name == "nt", reason="a Unix signal")
def test_a_real_interrupt_says_nothing(tmp_path: Path) -> None:
    pipe = tmp_path / "vaultkit.toml"
    pipe.write_text("")
    code = (
        "import os, signal, sys\n"
        # A shell that starts the tests in the background has interrupts ignored.
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "import vaultkit.cli.opening as opening\n"
        "opening.open_index = lambda *a, **k: os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.argv = ['vaultkit', 'tags']\n"
        "from vaultkit.cli.main import main\n"
        "main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=process_environment(),
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr.strip()) == (130, b"", b"")
    assert signal.SIGINT == 2


# --- languages and encodings

LANGUAGES = [
    ({}, "every note"),
    ({"LANG": "ru_RU.UTF-8"}, "у каждой"),
    ({"LANG": "ru_RU.UTF-8", "LC_ALL": "C"}, "every note"),
    ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "ru_RU"}, "у каждой"),
    ({"LANG": "de_DE.UTF-8"}, "every note"),
    ({"LANG": "en_US.UTF-8", "VAULTKIT_LANGUAGE": "ru"}, "у каждой"),
    ({"LANG": "ru_RU.UTF-8", "VAULTKIT_LANGUAGE": "en"}, "every note"),
    ({"LANG": "ru_RU.UTF-8", "VAULTKIT_LANGUAGE": "auto"}, "у каждой"),
    ({"VAULTKIT_LANGUAGE": "ru_RU.UTF-8"}, "у каждой"),
    ({"VAULTKIT_LANGUAGE": "ru-RU"}, "у каждой"),
    ({"VAULTKIT_LANGUAGE": "RU"}, "у каждой"),
    ({"LANG": "ru_RU.UTF-8", "VAULTKIT_LANGUAGE": "en_GB.UTF-8"}, "every note"),
    ({"LANG": "rue_UA.UTF-8"}, "every note"),
]


@pytest.mark.parametrize(("environ", "said"), LANGUAGES)
def test_the_environment_chooses_the_language(
    tmp_path: Path, environ: Mapping[str, str], said: str
) -> None:
    vault = make_vault(tmp_path, {"vaultkit.toml": ""})
    assert vaultkit("orphans", folder=vault, environ=environ).err.startswith(said)


RUSSIAN = [
    ("check", "предупреждение link-unresolved: "),
    ("links Nemo", "vaultkit: имени «Nemo» не отвечает ни одна заметка"),
    ("graph --measure fame", "--measure может быть: linked"),
    ("lniks", "нет команды «lniks»; может быть, «links»?"),
    ("build --dry-run", "страницы: записать "),
]


@pytest.mark.parametrize(("line", "said"), RUSSIAN)
def test_russian_is_spoken(tmp_path: Path, line: str, said: str) -> None:
    environ = {"LANG": "ru_RU.UTF-8"}
    done = vaultkit(*line.split(), folder=make_vault(tmp_path), environ=environ)
    assert said in done.out + done.err


@pytest.mark.parametrize(
    "environ",
    [
        {"LANG": "C"},
        {"LC_ALL": "POSIX"},
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "cp1251", "LANG": "ru_RU.CP1251"},
    ],
)
def test_output_is_utf8_whatever_the_locale(tmp_path: Path, environ: Mapping[str, str]) -> None:
    make_vault(tmp_path)
    done = vaultkit_process("orphans", folder=tmp_path, environ=environ)
    assert done.stdout.decode() in (
        "Notes/Lonely 孤独.md\tother\n",
        "Notes/Lonely 孤独.md\tдругое\n",
    )
    assert done.returncode == 0


def test_colours_and_tables_are_only_for_a_terminal(tmp_path: Path) -> None:
    done = vaultkit("check", folder=make_vault(tmp_path, NETWORK))
    assert "\x1b" not in done.out + done.err
