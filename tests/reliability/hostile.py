"""Vaults that mean harm, or that only look like it; made when they are needed.

Nothing of it lies in the repository: git and Windows could not hold the half of it.
"""

from __future__ import annotations

import json
import os
import socket
import stat
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

__all__ = ["VAULTS", "Ground", "make"]


class Ground(NamedTuple):
    """Where a vault is made."""

    root: Path
    outside: Path
    """A folder that nobody may write into; it holds ``secret.md`` and ``folder/secret.md``."""
    machine: str
    """The machine's id, as if the attacker had guessed it."""


Files = Mapping[str, str | bytes]
Maker = Callable[[Ground], None]


def make(name: str, ground: Ground) -> None:
    """The vault of this name: an honest one with the hostile thing in it."""
    put(ground.root, _HONEST)
    maker = VAULTS[name]
    if callable(maker):
        maker(ground)
    else:
        put(ground.root, maker)


def put(root: Path, files: Files) -> None:
    for name, content in files.items():
        place = root / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content if isinstance(content, bytes) else content.encode())


_HONEST: Files = {
    "vaultkit.toml": 'language = "en"\n',
    "Note.md": "---\ntags: [a]\n---\n# Note\n\nSee [[Other]], [[Nobody]] and #tag.\n",
    "Other.md": "# Other\n\n- [ ] Call [[Note]]\n",
    "Contacts/Anna.md": "---\nkind: contact\n---\n# Anna\n\nKnows [[Note]].\n",
}


# --- what only systems with such files can hold


def _link(path: str, target: Callable[[Ground], Path | str]) -> Maker:
    def made(ground: Ground) -> None:
        place = ground.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.unlink(missing_ok=True)
        place.symlink_to(target(ground))

    return made


def _own_link(path: str, target: Callable[[Ground], Path | str]) -> Maker:
    """A link where vaultkit keeps what it knows."""
    return lambda ground: _link(f".vaultkit/{ground.machine}/{path}", target)(ground)


def _pipe(path: str) -> Maker:
    def made(ground: Ground) -> None:
        place = ground.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.unlink(missing_ok=True)
        os.mkfifo(place)

    return made


def _socket(ground: Ground) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        here = Path.cwd()
        os.chdir(ground.root)  # the path of a socket has to be short
        try:
            made.bind("Socket.md")
        finally:
            os.chdir(here)


def _device(ground: Ground) -> None:
    try:
        os.mknod(ground.root / "Device.md", stat.S_IFCHR | 0o666, os.makedev(1, 5))
    except PermissionError:
        (ground.root / "Device.md").symlink_to("/dev/zero")


def _hard_link(path: str) -> Maker:
    def made(ground: Ground) -> None:
        place = ground.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.unlink(missing_ok=True)
        os.link(ground.outside / "secret.md", place)

    return made


def _mode(path: str, mode: int, files: Files | None = None) -> Maker:
    def made(ground: Ground) -> None:
        put(ground.root, files or {})
        (ground.root / path).chmod(mode)

    return made


def _named(name: bytes, data: bytes = b"# Odd\n\n[[Note]]\n") -> Maker:
    def made(ground: Ground) -> None:
        place = os.fsencode(ground.root) + b"/" + name
        Path(os.fsdecode(place)).parent.mkdir(exist_ok=True)
        fd = os.open(place, os.O_WRONLY | os.O_CREAT, 0o666)
        os.write(fd, data)
        os.close(fd)

    return made


def _folder(path: str) -> Maker:
    return lambda ground: (ground.root / path).mkdir(parents=True)


def _begun(path: str, to: str) -> Maker:
    """An entry of a journal that somebody else signed, as if a plan had been interrupted."""

    def made(ground: Ground) -> None:
        number = ground.root.stat().st_ino
        head = {
            "when": "2026-01-01T00:00:00+00:00",
            "command": "x",
            "root": number,
            "undoes": None,
            "folders": ["Contacts"],
            "changes": [],
            "moves": [[to, path, None, "x"]],
        }
        entry = b"vaultkit journal 1\n" + b"0" * 64 + b"\n" + json.dumps(head).encode() + b"\n"
        folder = f".vaultkit/{ground.machine}/journal"
        put(ground.root, {f"{folder}/00000001.begun": entry, f"{folder}/00000002.done": entry})

    return made


def _outside(ground: Ground) -> Path:
    return ground.outside


def _secret(ground: Ground) -> Path:
    return ground.outside / "secret.md"


_POSIX: Mapping[str, Maker] = {
    "a link to a file outside": _link("Link.md", _secret),
    "a link to a folder outside": _link("Linked", _outside),
    "a link to itself": _link("Loop.md", lambda _: "Loop.md"),
    "a link to the vault": _link("Contacts/Up", lambda ground: ground.root),
    "a link to nothing": _link("Dangling.md", lambda _: "nowhere.md"),
    "a link to the root": _link("Everything", lambda _: "/"),
    "the pages folder is a link outside": _link("_index", _outside),
    "a page is a link outside": _link("_index/index-topics.md", _secret),
    "the settings are a link outside": _link("vaultkit.toml", _secret),
    ".vaultkit is a link outside": _link(".vaultkit", _outside),
    "the state is a link outside": _own_link("", _outside),
    "the index is a link outside": _own_link("index.sqlite3", _secret),
    "the new index is a link outside": _own_link("index.sqlite3.new", _secret),
    "the lock is a link outside": _link(".vaultkit/lock", _secret),
    "the lock is a pipe": _pipe(".vaultkit/lock"),
    "the journal is a link outside": _own_link("journal", _outside),
    "what is put aside is a link outside": _own_link("aside", _outside),
    "what is recovered is a link outside": _own_link("recovered", _outside),
    ".gitignore is a link outside": _link(".vaultkit/.gitignore", _secret),
    "a hard link to a file outside": _hard_link("Hard.md"),
    "a page is a hard link to a file outside": _hard_link("_index/index-topics.md"),
    "a pipe": _pipe("Pipe.md"),
    "the settings are a pipe": _pipe("vaultkit.toml"),
    "Obsidian's settings are a pipe": _pipe(".obsidian/app.json"),
    "a page is a pipe": _pipe("_index/index-topics.md"),
    "the index is a pipe": lambda ground: _pipe(f".vaultkit/{ground.machine}/index.sqlite3")(
        ground
    ),
    "a socket": _socket,
    "a device": _device,
    "a note that may not be read": _mode("Note.md", 0),
    "a folder that may not be read": _mode("Contacts", 0),
    "a folder that may not be entered": _mode("Contacts", 0o444),
    "a folder that may not be written": _mode("Contacts", 0o555),
    "a vault that may not be written": _mode("", 0o555),
    "a pages folder that may not be written": _mode("_index", 0o555, {"_index/x.txt": ""}),
    "settings that may not be read": _mode("vaultkit.toml", 0),
    ".vaultkit may not be written": _mode(".vaultkit", 0o555, {".vaultkit/x": ""}),
    "a name that is no UTF-8": _named(b"caf\xe9.md"),
    "a folder's name that is no UTF-8": _named(b"\xff\xfe/a.md"),
    "a name with a line break": _named(b"two\nlines.md"),
    "a name with control characters": _named(b"\x1b[31mred\x07.md"),
    "a name that is read backwards": _named("\u202egpj.md".encode()),
    "a name of blanks": _named(b"   .md"),
    "names that end with dots": _named(b"dots... .md"),
    "names of Windows' devices": _named(b"CON.md"),
    "a name with a backslash": _named(rb"..\..\up.md"),
    "a name with a colon": _named(b"C:stream.md"),
    "a name of 255 bytes": _named("я".encode() * 126 + b".md"),
    "a name of a template": _named(b"{{7*7}}{% raw %}.md"),
    "a name of markup": _named(b"<img src=x onerror=alert(1)>.md"),
    "a name of an option": _named(b"--help.md"),
    "twins by case": _named(b"NOTE.md"),
    "twins by Unicode's forms": lambda ground: put(
        ground.root,
        {unicodedata.normalize(form, "Йод.md"): f"# {form}\n" for form in ("NFC", "NFD")},
    ),
    "folders sixty deep": lambda ground: put(ground.root, {"d/" * 60 + "deep.md": "[[Note]]"}),
    "a folder with a note's name": _folder("Folder.md"),
    "a folder where the settings belong": lambda ground: (
        (ground.root / "vaultkit.toml").unlink(),
        _folder("vaultkit.toml")(ground),
    )[1],
    "a folder where a page belongs": _folder("_index/index-topics.md"),
    "a folder where the index belongs": lambda ground: _folder(
        f".vaultkit/{ground.machine}/index.sqlite3"
    )(ground),
    "a folder where the lock belongs": _folder(".vaultkit/lock"),
    "a journal signed by a stranger": _begun("Note.md", "Stolen.md"),
    "a journal that climbs out": _begun("Note.md", "../outside/Stolen.md"),
    "a journal that moves a secret in": _begun("../outside/secret.md", "Note2.md"),
    "an index of a stranger": lambda ground: put(
        ground.root,
        {f".vaultkit/{ground.machine}/index.sqlite3": b"SQLite format 3\0" + b"x" * 9000},
    ),
}


# --- what any system can hold


def _config(text: str) -> Files:
    return {"vaultkit.toml": text}


_ANY: Mapping[str, Files] = {
    "a body that is no UTF-8": {"Bad.md": b"# \xff\xfe\xfa\n[[Note]]\n"},
    "UTF-16": {"Wide.md": "# Заметка\n[[Note]]".encode("utf-16")},
    "NUL bytes": {"Nul.md": b"a\0b [[No\0te]] #t\0ag\n"},
    "a byte order mark": {"Bom.md": b"\xef\xbb\xbf---\na: 1\n---\n[[Note]]\n"},
    "carriage returns only": {"Cr.md": b"# A\r\r[[Note]]\r- [ ] b\r"},
    "one line of a megabyte": {"Line.md": "[[Note]] " * 1000 + "word " * 200_000},
    "a hundred thousand brackets": {"Brackets.md": "[" * 50_000 + "]" * 50_000},
    "aliases in a circle": {
        "A.md": "---\naliases: [B]\n---\n[[B]]",
        "B.md": "---\naliases: [A]\n---\n[[A]]",
    },
    "embeds in a circle": {"E.md": "![[F]]", "F.md": "![[E]]", "G.md": "![[G]]"},
    "marks of a merge": {"Merge.md": "<<<<<<< HEAD\na\n=======\nb\n>>>>>>> x\n"},
    "copies of a sync": {"Note.sync-conflict-20260101-101010-ABCDEFG.md": "[[Note]]"},
    "a placeholder of a cloud": {".Note.md.icloud": b"bplist00", "Only.md.icloud": b"x"},
    "a billion laughs": {
        "Laughs.md": "---\na: &a [x]\n"
        + "".join(
            f"{c}: &{c} [{','.join(f'*{b}' for _ in range(9))}]\n"
            for b, c in ("ab", "bc", "cd", "de", "ef", "fg", "gh", "hi")
        )
        + "---\n"
    },
    "properties without end": {"Deep.md": "---\na: " + "[" * 30_000 + "\n---\n"},
    "keys without end": {"Keys.md": "---\n" + "? " * 20_000 + "\n---\n"},
    "dates that are none": {"Dates.md": "---\ndate: 2026-13-45\nat: 99:99\nn: 1e999999\n---\n"},
    "keys that are no words": {"On.md": "---\non: 1\n1: 2\n[a]: b\n? {c: d}\n: e\n---\n"},
    "templates in text": {
        "Tpl.md": "---\ntitle: '{{ 7*7 }}{% include x %}'\n---\n# {{ self }}\n#{{x}}"
    },
    "scripts in text": {
        "Xss.md": "# <script>alert(1)</script>\n[x](javascript:alert(1))\n![[<svg onload=x>]]"
    },
    "formulas": {"Csv.md": "# =cmd|' /C calc'!A0\n- [ ] +1+1 @Anna\n"},
    "links that climb": {
        "Climb.md": "[[../../../etc/passwd]] [[/etc/passwd]] [a](../../x.md)",
        "Climb 2.md": "[b](file:///etc/passwd) [[..\\..\\x]] ![[../outside/secret]]",
    },
    "a title that climbs": {
        "T.md": "---\ntitle: ../../../x\nkind: topic\naliases: ['../up', '/abs', 'CON']\n---\n",
    },
    "tags that climb": {"Tags.md": "#../../x #a/../../b #con #nul/x #.hidden/.x\n---\n"},
    "pages go up": _config('[pages]\nfolder = "../outside"\n'),
    "pages go to the root": _config('[pages]\nfolder = "/tmp/vaultkit-outside"\n'),
    "pages go into hidden folders": _config('[pages]\nfolder = ".obsidian/plugins"\n'),
    "pages go among the notes": _config('[pages]\nfolder = "Contacts"\n'),
    "pages go where a note lies": _config('[pages]\nfolder = "Note.md"\n'),
    "pages go to a device": _config('[pages]\nfolder = "CON"\n'),
    "pages go to odd names": _config('[pages]\nfolder = "a\\u0000b"\n'),
    "settings that are no TOML": {"vaultkit.toml": b"\xff\xfe = ["},
    "settings of other types": _config("language = 7\nexclude = 'x'\n[pages]\nfolder = [1]\n"),
    "settings nested deep": _config("a = " + "[" * 20_000 + "]" * 20_000),
    "patterns that never end": _config("exclude = ['/(a+)+$/', '**/**/**/**/*x', '[', '\\\\']\n"),
    "Obsidian's settings are no JSON": {".obsidian/app.json": "[" * 100_000},
    "Obsidian's settings of other types": {
        ".obsidian/app.json": '{"userIgnoreFilters": {"a": [1]}, "newLinkFormat": 5}'
    },
    "a canvas without end": {"Deep.canvas": "[" * 100_000},
    "a canvas of other types": {
        "Odd.canvas": '{"nodes": {"a": 1}, "edges": [[], 7, null, {"fromNode": []}]}'
    },
    "a canvas of numbers": {
        "Num.canvas": '{"nodes": [{"x": 1e400, "file": 7, "text": "\\ud800"}]}'
    },
    "a base that is none": {"Odd.base": "views: a: b\n  - x\n\ttab: [\n"},
    "pages of a stranger": {"_index/index-topics.md": "<!-- vaultkit:page x 0000 -->\nmine\n"},
    "regions that are broken": {
        "Reg.md": "<!-- vaultkit:begin a 00 -->\n" * 2 + "<!-- vaultkit:end -->\n",
    },
    "an index page of a person": {
        "_index/Mine.md": "# Mine\n[[Note]]\n",
        "_index/index.md": "# Mine\n",
    },
    "a thousand headings": {"Head.md": "".join(f"{'#' * (i % 7)} h{i}\n" for i in range(5000))},
    "a thousand properties": {
        "Props.md": "---\n" + "".join(f"k{i}: {i}\n" for i in range(3000)) + "---\n"
    },
    "lists nested deep": {"List.md": "".join("  " * i + "- [ ] x\n" for i in range(800))},
    "quotes nested deep": {"Quote.md": ">" * 20_000 + " [[Note]]\n"},
    "a table without end": {"Table.md": "|a" * 3000 + "|\n" + "|-" * 3000 + "|\n" + "|" * 3000},
    "code that never ends": {"Code.md": "```\n[[Note]]\n" + "`" * 20_000},
    "no letters at all": {
        "\u200b.md": "\u200b\ufeff\u2028\u2029 [[\u200b]] #\u200b",
        "😀.md": "[[😀]]",
    },
    "a calendar and a card": {
        "x.ics": "BEGIN:VCALENDAR\nUID:../../x",
        "x.vcf": "BEGIN:VCARD\nFN:../x",
    },
    "a git folder": {".git/config": "[core]\nfsmonitor = touch owned\n", ".git/HEAD": "x"},
    "nothing but folders": {"e/m/p/t/y/.keep": ""},
}

VAULTS: Mapping[str, Maker | Files] = {**_POSIX, **_ANY}
