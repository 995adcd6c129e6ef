#!/usr/bin/env python3
# -*- coding: utf-8 -*-
"""Everything a checkout needs, with nothing but Python: python3 dev.py demo | test | lint | env.

Makes ``.venv`` beside this file and installs vaultkit and its development tools there; makes it
anew when pyproject.toml or the Python changes. Standard library only, and written in the syntax
of Python 3.6, so that an old Python can still say what is missing.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile

NEEDED = (3, 11)
ROOT = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(ROOT, ".venv")
MARK = os.path.join(VENV, "made-by-dev-py")
BIN = os.path.join(VENV, "Scripts" if os.name == "nt" else "bin")
PYTHON = os.path.join(BIN, "python.exe" if os.name == "nt" else "python")
RECIPE = "4"  # counts up when what is installed below changes

USAGE = """usage: python3 dev.py COMMAND

  demo          build sample-vault in a temporary copy and show what came out
  test [ARGS]   run the tests; ARGS go to pytest
  lint          ruff, mypy and import-linter
  env           make .venv and print the path of its Python
"""


class Failed(Exception):
    """A step went wrong; the text says what to do."""


def main(arguments):
    if sys.version_info < NEEDED:
        say(too_old())
        return 3
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    command = arguments[0] if arguments else ""
    commands = {"demo": demo, "test": test, "lint": lint, "env": env}
    if command in ("-h", "--help", "help"):
        sys.stdout.write(USAGE)
        return 0
    if command not in commands or (len(arguments) > 1 and command != "test"):
        say(USAGE)
        return 2
    try:
        return commands[command](arguments[1:])
    except Failed as failed:
        say("dev.py: {}".format(failed))
        return 3
    except KeyboardInterrupt:
        return 130


def too_old():
    """What to do where this Python is too old, with one that will do where there is one."""
    text = "Python {}.{} or newer is needed; this is {} ({}).".format(
        NEEDED[0], NEEDED[1], sys.version.split()[0], sys.executable
    )
    if sys.version_info < (3,):
        return text
    for minor in range(19, NEEDED[1] - 1, -1):
        name = "python3.{}".format(minor)
        # A shim of a version manager has the name and yet may have nothing behind it.
        if shutil.which(name) and succeeds([name, "-c", ""]):
            return "{}\nRun instead: {} {}".format(text, name, " ".join(sys.argv))
    return text + "\nInstall one from https://www.python.org/downloads/ or your package manager."


# --- commands


def demo(arguments):
    make_environment()
    folder = tempfile.mkdtemp(prefix="vaultkit-demo-")
    vault = os.path.join(folder, "sample-vault")
    shutil.copytree(os.path.join(ROOT, "sample-vault"), vault)
    title("A copy of sample-vault")
    sys.stdout.write("{}\n{}\n".format(vault, inventory(vault)))

    title("vaultkit build")
    vaultkit(vault, "build", "--yes")

    title("The pages it wrote")
    pages = os.path.join(vault, "_index")
    for line in listing(pages):
        sys.stdout.write(line + "\n")

    title("_index/index-home.md")
    with open(os.path.join(pages, "index-home.md"), encoding="utf-8") as home:
        sys.stdout.write(home.read().strip() + "\n")

    title("Try next")
    program = os.path.join(BIN, "vaultkit")
    for words in (
        ["unresolved"],
        ["backlinks", "Онлайн-сообщества"],
        ["graph", "--measure", "brokers"],
        ["check"],
    ):
        line = [program] + words + ["--vault", vault]
        sys.stdout.write(" ".join(quoted(word) for word in line) + "\n")
    sys.stdout.write("or open {} in Obsidian; delete it when you are done.\n".format(vault))
    return 0


def test(arguments):
    make_environment()
    cores = os.cpu_count() or 1
    if not arguments and cores > 1:  # starting workers takes longer than a few tests do
        # One more than there are cores, since some tests only wait.
        arguments = ["-n", str(cores + 1), "--dist", "worksteal"]
    return call([PYTHON, "-m", "pytest"] + arguments)


def lint(arguments):
    make_environment()
    steps = (
        [PYTHON, "-m", "ruff", "check", "."],
        [PYTHON, "-m", "ruff", "format", "--check", "."],
        [PYTHON, "-m", "mypy"],
        [os.path.join(BIN, "lint-imports"), "--cache-dir", ".import_linter_cache"],
    )
    failed = 0
    for step in steps:
        sys.stdout.write("-- {}\n".format(" ".join([os.path.basename(step[0])] + step[1:])))
        sys.stdout.flush()
        failed += call(step) != 0
    return 1 if failed else 0


def env(arguments):
    make_environment()
    sys.stdout.write(PYTHON + "\n")
    return 0


# --- the environment


def make_environment():
    """``.venv`` with vaultkit and its tools in it, made or made anew only where that is needed."""
    wanted = stamp()
    if read(MARK) == wanted:
        return
    if os.path.isdir(VENV):
        if read(MARK) is None:
            raise Failed(".venv was not made by dev.py; move it away, then run this again")
        shutil.rmtree(VENV)
    say("dev.py: making .venv (a minute or so, the first time)")
    pip = make_venv(getattr(sys, "_base_executable", None) or sys.executable)
    install = ["install", "--quiet", "--disable-pip-version-check"]
    run(pip + install + ["pip>=22.3", "-e", ROOT + "[dev,calendar,contacts]"])
    write(MARK, wanted)


def make_venv(python):
    """Makes the bare environment and comes back with the command that is its pip."""
    os.makedirs(VENV)
    write(MARK, "")  # from here on it may be thrown away
    if succeeds([python, "-m", "venv", VENV]):
        return [PYTHON, "-m", "pip"]
    # Debian has venv and pip in packages of their own: without ensurepip, another pip will do.
    run([python, "-m", "venv", "--clear", "--without-pip", VENV])
    write(MARK, "")
    if not succeeds([python, "-m", "pip", "--python", PYTHON, "--version"]):
        shutil.rmtree(VENV)
        raise Failed(
            "this Python has neither ensurepip nor a pip of 22.3 or newer; install one"
            " (Debian, Ubuntu: apt install python3-venv), then run this again"
        )
    return [python, "-m", "pip", "--python", PYTHON]


def stamp():
    """What the environment depends on; equal text means that it can stay."""
    with open(os.path.join(ROOT, "pyproject.toml"), "rb") as file:
        project = hashlib.sha256(file.read()).hexdigest()
    return "\n".join([RECIPE, sys.version, sys.base_prefix, ROOT, project])


# --- running and showing


def clean_environment():
    """This process's environment without what would lead Python or pip elsewhere."""
    astray = ("PYTHONHOME", "PYTHONPATH", "PIP_USER", "PIP_TARGET", "PIP_PREFIX", "VIRTUAL_ENV")
    kept = {name: value for name, value in os.environ.items() if name not in astray}
    kept["PIP_NO_INPUT"] = "1"
    return kept


def call(command):
    """Runs in the checkout with this process's output; comes back with the exit code."""
    sys.stdout.flush()
    return subprocess.call(command, cwd=ROOT, env=clean_environment(), stdin=subprocess.DEVNULL)


def run(command):
    if call(command) != 0:
        raise Failed("this went wrong: {}".format(" ".join(command)))


def succeeds(command):
    done = subprocess.run(
        command,
        env=clean_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return done.returncode == 0


def vaultkit(vault, *arguments):
    sys.stdout.write("$ vaultkit {}\n".format(" ".join(arguments)))
    run([PYTHON, "-m", "vaultkit"] + list(arguments) + ["--vault", vault])


def inventory(vault):
    """How many files of which kind lie in a vault."""
    counts = {}
    for _, _, files in os.walk(vault):
        for name in files:
            suffix = os.path.splitext(name)[1] or name
            counts[suffix] = counts.get(suffix, 0) + 1
    return ", ".join("{} {}".format(counts[suffix], suffix) for suffix in sorted(counts))


def listing(pages):
    """The pages at the top by name; of each folder below its first few."""
    lines = []
    for folder, folders, files in os.walk(pages):
        folders.sort()
        files.sort()
        inner = os.path.relpath(folder, pages)
        if inner == ".":
            lines.extend("  " + name for name in files)
            continue
        lines.append("  {}/  {} pages".format(inner.replace(os.sep, "/"), len(files)))
        lines.extend("    " + name for name in files[:3])
        if len(files) > 3:
            lines.append("    ...")
    return lines


def quoted(word):
    """The word as every shell takes it, POSIX and Windows alike."""
    return '"{}"'.format(word) if " " in word else word


def title(text):
    sys.stdout.write("\n== {}\n\n".format(text))
    sys.stdout.flush()


def say(text):
    sys.stderr.write(text.rstrip("\n") + "\n")
    sys.stderr.flush()


def read(path):
    """The file's text, or None where there is none."""
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except (IOError, OSError):
        return None


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
