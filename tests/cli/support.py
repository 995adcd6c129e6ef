"""Vaults from strings, and the command line run in this process or in a child."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from vaultkit.cli.main import run

ROOT = Path(__file__).parents[2]

PATIENCE_S = 120
"""How long a process may take that does one thing, on a machine that has much else to do."""

NETWORK: Mapping[str, str] = {
    "vaultkit.toml": 'language = "en"\n',
    "Contacts/Anna Petrova.md": (
        "---\naliases: [Аня]\ntags: [vip]\nmet: 2026-03-12\n---\n"
        "# Anna Petrova\n\nKnows [[Kenji Morikawa|Kenji]] and [[Nobody Yet]].\n"
    ),
    "Contacts/Kenji Morikawa.md": "# Kenji Morikawa\n\nLikes [[Networking]]. #vip/tokyo\n",
    "Topics/Networking.md": "# Networking\n\n## Related topics\n\n- [[Гибридные форматы]]\n",
    "Topics/Гибридные форматы.md": "# Гибридные форматы\n\nСм. [[networking#Nowhere]].\n",
    "Meetings/2026-03-12 Zoom call.md": (
        "---\nkind: meeting\ndate: 2026-03-12\n"
        'attendees: ["[[Anna Petrova]]", "[[Kenji Morikawa]]"]\n'
        'topics: ["[[Networking]]"]\n---\n# Zoom call\n\n- [ ] Send the notes @Anna\n'
    ),
    "Notes/Lonely 孤独.md": "Nothing links here. 🦉\n",
    "photo.png": "not really a picture",
}
"""Two contacts who met, two topics, a loose end of every kind."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a command left behind."""

    code: int
    out: str
    err: str


def make_vault(root: Path, files: Mapping[str, str | bytes] = NETWORK) -> Path:
    """The folder with these files in it."""
    for name, content in files.items():
        place = root / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


def vaultkit(
    *arguments: str, folder: Path, environ: Mapping[str, str] | None = None, typed: str = ""
) -> Done:
    """The command line, run in ``folder`` with nothing but this environment."""
    with CliRunner().isolation(input=typed) as (out, err, _):
        given = {**_at_home(), **(environ or {"LANG": "C"})}
        code = run(arguments, environ=given, folder=folder)
        sys.stdout.flush()
        sys.stderr.flush()
        return Done(code, out.getvalue().decode(), err.getvalue().decode())


def vaultkit_process(
    *arguments: str, folder: Path, environ: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """The command line as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "vaultkit", *arguments],
        cwd=folder,
        env=process_environment(environ),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=PATIENCE_S,
    )


def process_environment(environ: Mapping[str, str] | None = None) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    return {**kept, **_at_home(), **_modules(), "LANG": "C", **(environ or {})}


def _modules() -> dict[str, str]:
    """Where a child finds those of the tests; it lacks what is switched off in this process."""
    without = os.environ.get("VAULTKIT_TEST_WITHOUT", "")
    if not without:
        return {"PYTHONPATH": str(ROOT)}
    folders = (ROOT, ROOT / "tests/lacking")
    return {"PYTHONPATH": os.pathsep.join(map(str, folders)), "VAULTKIT_TEST_WITHOUT": without}


def _at_home() -> dict[str, str]:
    """Where a user's own state lies: never in the real home of whoever runs the tests."""
    return {"VAULTKIT_STATE_HOME": os.environ["VAULTKIT_STATE_HOME"]}


def bytes_of(root: Path) -> dict[str, bytes]:
    """Every file below a folder, hidden ones too, but for what vaultkit keeps beside a vault."""
    return {
        place.relative_to(root).as_posix(): place.read_bytes()
        for place in sorted(root.rglob("*"))
        if place.is_file() and ".vaultkit" not in place.parts
    }


pty_only = pytest.mark.skipif(os.name == "nt", reason="needs a pseudo terminal")


def at_terminal(
    *arguments: str, folder: Path, typed: str, environ: Mapping[str, str] | None = None
) -> tuple[int, str]:
    """The exit code and everything a person sees, with their answer typed in advance."""
    import pty

    ours, theirs = pty.openpty()
    os.write(ours, typed.encode())
    process = subprocess.Popen(
        [sys.executable, "-m", "vaultkit", *arguments],
        cwd=folder,
        env=process_environment({"TERM": "xterm-256color", "COLUMNS": "90", **(environ or {})}),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    seen = b""
    while True:
        try:
            chunk = os.read(ours, 65536)
        except OSError:  # Linux reports the closed terminal as an error
            break
        if not chunk:
            break
        seen += chunk
    os.close(ours)
    return process.wait(30), seen.decode()
