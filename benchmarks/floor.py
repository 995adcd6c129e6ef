"""The floor: what no index of a vault's links can do without, on one core, and nothing besides.

It lists the files, reads every note, cuts the properties off by their fences, parses their YAML,
drains pyromark's events, takes the links from those events, and puts (source, target) into an
SQLite file in one transaction with an index on the target. It resolves nothing, keeps no place, no
heading, no tag, no task, and no link that stands in a property. Figures of the benchmark are ratios
to its time.

The file lies in a hidden folder of the vault while the program runs and goes with its end. It is
not forced to the platter and has no journal, since it could be made again.

    python benchmarks/floor.py VAULT
"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, suppress

import pyromark
import yaml12

# What vaultkit.markdown.events takes, written out: this file stands alone.
OPTIONS = (
    pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_TASKLISTS
    | pyromark.Options.ENABLE_WIKILINKS
    | pyromark.Options.ENABLE_MATH
    | pyromark.Options.ENABLE_FOOTNOTES
    | pyromark.Options.ENABLE_STRIKETHROUGH
)
OPENING = re.compile(r"---(?:\r\n|\n|\r)")
CLOSING = re.compile(r"(?<=[\r\n])---[ \t]*(?:\r\n|\n|\r|\Z)")
FOLDER = ".floor"
PAGES = "_index"
"""What vaultkit made lies here in a made vault. It is nobody's note, and the same floor is due to a
vault whether pages were made in it or not."""


def iter_notes(folder: str) -> Iterator[str]:
    """The path of every visible note below a folder; symbolic links are not followed."""
    below = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(".") or entry.name == PAGES:
                continue
            if entry.is_dir(follow_symlinks=False):
                below.append(entry.path)
            elif entry.name.endswith(".md") and entry.is_file(follow_symlinks=False):
                yield entry.path
    for path in below:
        yield from iter_notes(path)


def parts_of(text: str) -> tuple[str, str]:
    """The YAML between the fences, empty where there are none, and the body."""
    opening = OPENING.match(text)
    closing = CLOSING.search(text, opening.end()) if opening else None
    if opening is None or closing is None:
        return "", text
    return text[opening.end() : closing.start()], text[closing.end() :]


def iter_targets(body: str) -> Iterator[str]:
    """The target of each wikilink, inline link and embed, as it is written."""
    for event, _ in pyromark.events_with_range(body, options=OPTIONS):
        if event.__class__ is not dict or "Start" not in event:
            continue
        start = event["Start"]
        if start.__class__ is dict:
            link = start.get("Link") or start.get("Image")
            if link and (link["link_type"].__class__ is dict or link["link_type"] == "Inline"):
                yield link["dest_url"]


def iter_links(vault: str) -> Iterator[tuple[str, str]]:
    """(source, target) of every link in a body; the properties are parsed and let go."""
    cut = len(vault) + 1
    for path in iter_notes(vault):
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - the cheapest way there is
            data = file.read()
        yaml, body = parts_of(data.decode("utf-8-sig", "replace"))
        if yaml:
            with suppress(ValueError):
                yaml12.parse_yaml(yaml)
        source = path[cut:]
        for target in iter_targets(body):
            yield source, target


def index(vault: str) -> int:
    """Makes the file of links; comes back with their number."""
    folder = os.path.join(vault, FOLDER)  # noqa: PTH118
    shutil.rmtree(folder, ignore_errors=True)
    os.mkdir(folder)  # noqa: PTH102
    with closing(sqlite3.connect(os.path.join(folder, "links.sqlite3"))) as store:  # noqa: PTH118
        store.execute("PRAGMA journal_mode = OFF")
        store.execute("PRAGMA synchronous = OFF")
        with store:
            store.execute("CREATE TABLE link (source TEXT NOT NULL, target TEXT NOT NULL)")
            store.executemany("INSERT INTO link VALUES (?, ?)", iter_links(vault))
            store.execute("CREATE INDEX link_target ON link (target)")
        found = store.execute("SELECT count(*) FROM link").fetchone()[0]
    shutil.rmtree(folder)
    return int(found)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python benchmarks/floor.py VAULT")
    sys.stdout.write(f"{index(os.path.abspath(sys.argv[1]))} links\n")  # noqa: PTH100
