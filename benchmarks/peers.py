"""Other programs on the same vault, asked the same: which links lead to a note?

Installs obsidiantools (PyPI) and foam-cli (npm) into a folder that goes in the end; needs the
network, npm and node. Neither keeps anything between calls, so again costs them what cold does.
obsidiantools stops at a note that is not UTF-8, so the vault here is made without those.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.edits import ten_link_notes
from benchmarks.figures import Figure
from benchmarks.measure import FailedRunError, run
from benchmarks.roster import Size
from benchmarks.rows import Bench, arguments_of, forget

__all__ = ["iter_peer_figures"]

OBSIDIANTOOLS = "obsidiantools==0.11.0"
FOAM = "foam-cli@0.46.0"
ASK = (
    "import sys; from pathlib import Path; from obsidiantools.api import Vault;"
    "print(len(Vault(Path(sys.argv[1])).connect().get_backlinks(sys.argv[2])))"
)


@dataclass(frozen=True, slots=True)
class Peer:
    """Another program: how it is installed into a folder, and asked about a note."""

    name: str
    install: Callable[[Path], None]
    command: Callable[[Path, Path, str], list[str | Path]]


def _install_obsidiantools(folder: Path) -> None:
    run([sys.executable, "-m", "venv", folder / "venv"])
    run([folder / "venv/bin/python", "-m", "pip", "install", "--quiet", OBSIDIANTOOLS])


def _install_foam(folder: Path) -> None:
    run(["npm", "install", "--silent", "--prefix", folder / "npm", FOAM])


PEERS = (
    Peer(
        "obsidiantools",
        _install_obsidiantools,
        lambda folder, vault, note: [
            *(folder / "venv/bin/python", "-W", "ignore", "-c", ASK),
            *(vault, Path(note).stem),
        ],
    ),
    Peer(
        "foam",
        _install_foam,
        lambda folder, vault, note: [
            *(folder / "npm/node_modules/.bin/foam", "links", "--path", note),
            *("--incoming", "--format", "json", "--workspace", vault),
        ],
    ),
)


def iter_peer_figures(bench: Bench, notes: int) -> Iterator[Figure]:
    """How many times longer each takes than vaultkit, which begins without an index, then has one.

    One run of each: they take minutes.
    """
    vault = bench.made(f"peers-{notes}-{bench.kb}", *arguments_of(Size(notes, kb=bench.kb)))
    _remove_other_than_utf8(vault)
    with tempfile.TemporaryDirectory(prefix="vaultkit-peers-") as made:
        folder = Path(made)
        for peer in PEERS:
            bench.say(f"{peer.name} {notes}")
            try:
                peer.install(folder)
                yield from _compared(bench, peer, folder, vault=vault, notes=notes)
            except (FailedRunError, OSError) as problem:
                for state in ("cold", "warm"):
                    yield Figure(f"{peer.name}-{state}", notes, missing=str(problem))


def _compared(
    bench: Bench, peer: Peer, folder: Path, *, vault: Path, notes: int
) -> Iterator[Figure]:
    """The first answers of both, then the second ones."""
    note = ten_link_notes(vault, 1)[0]
    # Nothing of theirs goes into the home of whoever measures.
    environ = {"HOME": str(folder), "PYTHONPATH": "", "FOAM_TELEMETRY": "0"}
    forget(vault)
    for state in ("cold", "warm"):
        ours = bench.vaultkit("backlinks", note, "--vault", vault)
        theirs = run(peer.command(folder, vault, note), timeout=bench.timeout, environ=environ)
        bench.say(f"{peer.name} {state}: {theirs.wall:.1f} s, ours {ours.wall:.2f} s")
        yield Figure(f"{peer.name}-{state}", notes, (theirs.wall / ours.wall,), seconds=theirs.wall)


def _remove_other_than_utf8(vault: Path) -> None:
    for place in vault.rglob("*.md"):
        try:
            place.read_bytes().decode()
        except UnicodeDecodeError:
            place.unlink()
