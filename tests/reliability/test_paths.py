"""Names that come out of notes and settings never lead out of the vault."""

from __future__ import annotations

import hmac
import json
import unicodedata
from hashlib import sha256
from pathlib import Path

import pytest

from tests.cli.support import NETWORK, Done, make_vault, vaultkit
from vaultkit.cli.group import COMMANDS
from vaultkit.disk.entry import Change, Entry, Version, entry_bytes, parse_entry
from vaultkit.disk.journal import Journal, iter_kept
from vaultkit.disk.recover import recover
from vaultkit.model.paths import VaultPath
from vaultkit.model.plan import FileMove

EVIL = (
    *("..", "../up", "../../../../tmp/vaultkit-up", "a/../../up", "/tmp/vaultkit-abs", "//host/x"),
    *("C:\\Windows\\x", "\\\\host\\share", "..\\..\\up", "a:stream", "~/x", "$HOME/x", "./.", "."),
    *("CON", "nul", "COM1", "LPT9.txt", "aux.md", "con/x"),
    *("nul\0byte", "line\nbreak", "tab\there", "bell\x07", "escape\x1b[31m"),
    *("\u202egpj.md", "\u2066x\u2069", "\u200b", "\ufeffx", "\u2028x"),
    *("dots...", "blank ", " blank", "...", ". .", "-rf", "--help", "{{7*7}}", "a|b", "<x>", "?*"),
    *("я" * 300, "a" * 5000, "\ud800".encode("utf-8", "surrogatepass").decode("latin-1")),
    *(".obsidian/plugins/x", ".git/hooks/x", ".vaultkit/x", "_index/../../up"),
)


def around(root: Path) -> dict[str, bytes]:
    """Every file below the vault's parent that does not lie in the vault."""
    return {
        str(place): place.read_bytes()
        for place in root.parent.rglob("*")
        if place.is_file() and root not in place.parents
    }


def hidden(root: Path) -> set[str]:
    return {
        place.relative_to(root).as_posix()
        for place in root.rglob("*")
        if any(part.startswith(".") for part in place.relative_to(root).parts)
        and ".vaultkit" not in place.parts
    }


def pages(root: Path, folder: str = "_index") -> list[str]:
    return sorted(place.relative_to(root).as_posix() for place in (root / folder).rglob("*"))


def assert_portable(path: str) -> None:
    """Any system can hold a file of this name, and it means nothing else anywhere."""
    for name in path.split("/"):
        assert len(name.encode()) <= 255
        assert not name.startswith(".")
        assert name == name.rstrip(". ")
        assert not set(name) & set('\\:*?"<>|'), name
        assert not {unicodedata.category(letter) for letter in name} & {"Cc", "Cf", "Zl", "Zp"}
        assert name.partition(".")[0].casefold() not in {"con", "prn", "aux", "nul", "com1", "lpt9"}


def yaml(text: str) -> str:
    return json.dumps(text, ensure_ascii=True)


def test_titles_aliases_tags_and_links_make_no_page_elsewhere(tmp_path: Path) -> None:
    root = tmp_path / "deep" / "er" / "vault"
    make_vault(root, NETWORK)
    for number, name in enumerate(EVIL):
        head = f"---\ntitle: {yaml(name)}\naliases: [{yaml(name)}]\ntags: [{yaml(name)}]\n"
        people = f"kind: meeting\ndate: 2026-01-01\nattendees: [{yaml(name)}]\n---\n"
        body = f"# {name}\n\n[[{name}]] [x](<{name}>) ![[{name}]] #{name}\n\n- [ ] x @{name}\n"
        data = (head + people + body).encode("utf-8", "replace")
        for folder, kind in (("Topics", "topic"), ("Contacts", "contact"), ("Meetings", "meeting")):
            text = data.replace(b"kind: meeting", f"kind: {kind}".encode())
            make_vault(root, {f"{folder}/n{number}.md": text})
    before, unseen = around(root), hidden(root)
    done = vaultkit("build", "--yes", folder=root)
    assert done.code in (0, 1), done
    assert around(root) == before
    assert hidden(root) == unseen
    assert len(pages(root)) > 20
    for path in pages(root):
        assert_portable(path)


@pytest.mark.parametrize("name", EVIL, ids=ascii)
def test_a_pages_folder_of_the_settings_stays_inside(tmp_path: Path, name: str) -> None:
    root = make_vault(tmp_path / "deep" / "er" / "vault", NETWORK)
    (root / "vaultkit.toml").write_text(
        f"[pages]\nfolder = {yaml(name)}\n", encoding="utf-8", errors="replace"
    )
    before, unseen = around(root), hidden(root)
    done = vaultkit("build", "--yes", folder=root)
    assert done.code in (0, 1, 2, 3), done
    assert "in vaultkit itself" not in done.err
    assert around(root) == before
    assert hidden(root) == unseen


@pytest.mark.skipif("rename" not in COMMANDS, reason="there is no such command yet")
@pytest.mark.parametrize("name", EVIL, ids=ascii)
def test_a_new_name_stays_inside(tmp_path: Path, name: str) -> None:
    root = make_vault(tmp_path / "deep" / "er" / "vault", NETWORK)
    before, unseen = around(root), hidden(root)
    done: Done = vaultkit("rename", "--", "Networking", name.replace("\0", "?"), folder=root)
    assert done.code in (0, 1, 2, 3), done
    assert "in vaultkit itself" not in done.err
    assert around(root) == before
    assert hidden(root) == unseen


@pytest.mark.parametrize("name", [name for name in EVIL if "/" in name or "\\" in name], ids=ascii)
def test_an_answer_is_named_by_the_user_and_a_note_is_looked_for_in_the_vault(
    tmp_path: Path, name: str
) -> None:
    root = make_vault(tmp_path / "vault", NETWORK)
    for command in ("links", "backlinks", "facts"):
        done = vaultkit(command, "--", name, folder=root)
        assert done.code in (0, 2), done


# --- journals


KEY = "0123456789abcdef" * 2
STATE = ".vaultkit/machine"


def entry_of(root: Path, *, change: str = "Note.md", move: tuple[str, str] = ("a", "b")) -> Entry:
    new = Version(sha256(b"new").hexdigest(), b"new")
    return Entry(
        when="2026-01-01T00:00:00+00:00",
        command="x",
        root=root.stat().st_ino,
        undoes=None,
        folders=(),
        changes=(Change(VaultPath(change), "x", None, new),),
        moves=(FileMove(VaultPath(move[0]), VaultPath(move[1]), None, "x"),),
    )


@pytest.mark.parametrize("path", ["../up.md", "/etc/x", "a/../../x", "a//b", "nul\0"])
@pytest.mark.parametrize("place", ["change", "move from", "move to"])
def test_an_entry_of_a_journal_that_climbs_is_none_even_rightly_signed(
    tmp_path: Path, path: str, place: str
) -> None:
    mark = "MARK.md"
    parts = {"change": {"change": mark}, "move from": {"move": (mark, "b")}}
    entry = entry_of(tmp_path, **parts.get(place, {"move": ("a", mark)}))  # type: ignore[arg-type]
    plain = entry_bytes(entry, KEY)
    head = plain.split(b"\n", 3)[2].replace(b"MARK.md", json.dumps(path)[1:-1].encode())
    assert parse_entry(plain, KEY) == entry
    assert parse_entry(_signed(head, plain.split(b"\n", 3)[3]), KEY) is None


def _signed(head: bytes, blobs: bytes) -> bytes:
    signature = hmac.new(KEY.encode(), head, sha256).hexdigest().encode()
    return b"vaultkit journal 2\n" + signature + b"\n" + head + b"\n" + blobs


def test_a_strangers_entry_is_never_acted_on(tmp_path: Path) -> None:
    root = make_vault(tmp_path / "vault", {"Note.md": "mine\n"})
    folder = root / STATE / "journal"
    folder.mkdir(parents=True)
    (folder / "00000001.begun").write_bytes(
        entry_bytes(entry_of(root, move=("Stolen.md", "Note.md")), "f" * 32)
    )
    journal = Journal(root, STATE, KEY)
    assert list(iter_kept(journal)) == []
    found = recover(journal)
    assert (found.taken_back, found.left, found.rescued) == ((), (), ())
    assert sorted(place.name for place in root.iterdir()) == [".vaultkit", "Note.md"]
    assert (root / "Note.md").read_bytes() == b"mine\n"
