"""What the index keeps. It holds nothing that the vault does not say, so it can always be remade.

A change here raises ``VERSION``, and indexes of another version are made anew from the notes:
there are no migrations.
"""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["EMPTY_DIGEST", "INDEXES", "SUMS", "TABLES", "VERSION"]

VERSION = 15

TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;

-- What the last look at each folder saw: {name: (size, mtime, ctime, inode)}, packed. Rows of
-- `seen` go over it, so that one changed file does not rewrite the list of its folder.
CREATE TABLE listings (folder TEXT PRIMARY KEY, size INT NOT NULL, files BLOB NOT NULL);
CREATE TABLE seen (
    folder TEXT, name TEXT, size INT, mtime INT, ctime INT, inode INT,
    PRIMARY KEY (folder, name)
) WITHOUT ROWID;
-- Files whose times lay too near to the look at them: their bytes are read again next time.
CREATE TABLE racy (path TEXT PRIMARY KEY) WITHOUT ROWID;

CREATE TABLE files (
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL,
    name TEXT NOT NULL,     -- key of the last segment, with its extension
    role INT NOT NULL,      -- rows.Role
    excluded INT NOT NULL,
    digest BLOB NOT NULL    -- SHA-256 of the bytes; empty of attachments
);
CREATE TABLE notes (
    id INTEGER PRIMARY KEY, -- that of the file
    kind TEXT NOT NULL,
    title TEXT NOT NULL,    -- what pages call it, if no other note has the same title,
    second TEXT NOT NULL,   -- what then, if no other note is called so,
    shown TEXT NOT NULL,    -- and what in the end
    title_key TEXT NOT NULL,
    second_key TEXT NOT NULL,
    error INT NOT NULL,
    script INT NOT NULL,    -- Cyrillic letters less Latin ones
    links INT NOT NULL,     -- that count: not in regions, not from or to excluded files
    waiting INT NOT NULL    -- links that lead nowhere, but for those in regions
);
CREATE TABLE records (id INTEGER PRIMARY KEY, record BLOB NOT NULL);

-- Every way in which any link spells its target, once.
CREATE TABLE targets (
    id INTEGER PRIMARY KEY,
    text TEXT NOT NULL,
    key TEXT NOT NULL,      -- of its last segment
    missing TEXT NOT NULL   -- what equal unresolved links share
);
CREATE TABLE links (
    source INT NOT NULL, n INT NOT NULL,
    target INT NOT NULL,
    dest INT,               -- the file it leads to
    relation INT NOT NULL,
    flags INT NOT NULL,     -- rows.LinkFlag
    PRIMARY KEY (source, n)
) WITHOUT ROWID;
CREATE TABLE tags (
    key TEXT, path TEXT, note INT NOT NULL, name TEXT NOT NULL, own INT NOT NULL,
    PRIMARY KEY (key, path)
) WITHOUT ROWID;
CREATE TABLE aliases (key TEXT, note INT, name TEXT NOT NULL, PRIMARY KEY (key, note))
    WITHOUT ROWID;
-- The regions in notes by name; an empty name where the markers of a note do not match.
CREATE TABLE regions (note INT, name TEXT, PRIMARY KEY (note, name)) WITHOUT ROWID;

-- Notes that vanished or became empty since vaultkit wrote last.
CREATE TABLE losses (path TEXT PRIMARY KEY, digest BLOB NOT NULL) WITHOUT ROWID;

-- What changed since the pages were made: `own` a note's facts or where its links lead, `title` a
-- key that a title had or has, `name` a key of file names that came or went, `page` the path of a
-- page's file.
CREATE TABLE marks (what TEXT, key, PRIMARY KEY (what, key)) WITHOUT ROWID;

-- What each note gives to pages when they were made last, packed.
CREATE TABLE shares (
    id INTEGER PRIMARY KEY,
    steps TEXT NOT NULL,    -- by which mentions in the note stand in lists
    share BLOB NOT NULL
);
-- Who was at a meeting and what it was about.
CREATE TABLE gatherings (note INT, meeting INT, PRIMARY KEY (note, meeting)) WITHOUT ROWID;
-- Names that fit several files: by last segment, and by the whole of it.
CREATE TABLE choices (
    last TEXT, key TEXT, path TEXT, note INT NOT NULL, PRIMARY KEY (last, key, path)
) WITHOUT ROWID;
-- The lists on pages. An entry stands at its steps; `value` is what is shown of it, packed.
CREATE TABLE entries (
    list TEXT, steps TEXT, subject, n INT, value BLOB NOT NULL,
    PRIMARY KEY (list, steps, subject, n)
) WITHOUT ROWID;

-- How much there is, kept by triggers: who asks need not count. Of notes only those that are not
-- excluded; `empty` are files without a byte, `subjects` those of which a list says anything.
CREATE TABLE file_sums (
    role INT, excluded INT, empty INT, files INT NOT NULL, PRIMARY KEY (role, excluded, empty)
) WITHOUT ROWID;
CREATE TABLE note_sums (
    kind TEXT PRIMARY KEY, notes INT NOT NULL, links INT NOT NULL, waiting INT NOT NULL,
    script INT NOT NULL
) WITHOUT ROWID;
CREATE TABLE list_sums (
    list TEXT PRIMARY KEY, entries INT NOT NULL, subjects INT NOT NULL
) WITHOUT ROWID;

-- The pages that the vault should have.
CREATE TABLE pages (
    identity TEXT PRIMARY KEY,
    head TEXT NOT NULL,     -- the page that it belongs to: itself, or that of which it is a part
    folder TEXT NOT NULL,   -- below the pages folder
    wanted TEXT NOT NULL,   -- the name it asks for,
    rank INT NOT NULL,      -- and how strongly
    stem TEXT NOT NULL,     -- key of that name
    path TEXT NOT NULL,     -- where it lies
    basis BLOB NOT NULL,    -- digest of what it shows besides entries; empty until it is made
    name TEXT NOT NULL      -- key of the name it has there
) WITHOUT ROWID;
-- How the long lists were divided into pages when these were made last, packed, for so many entries
-- on a page. What changed since is in `stale`.
CREATE TABLE divisions (
    head TEXT, list TEXT, most INT NOT NULL, parts BLOB NOT NULL,
    PRIMARY KEY (head, list)
) WITHOUT ROWID;
-- Pages to look at again (`steps` of the entries that changed; empty for the head alone), and files
-- in the places of pages that are not as they should be.
CREATE TABLE stale (head TEXT, steps TEXT, PRIMARY KEY (head, steps)) WITHOUT ROWID;
CREATE TABLE unsettled (path TEXT PRIMARY KEY) WITHOUT ROWID;
-- Regions that may not show what they should, or may have to come, or were left as they are.
CREATE TABLE stale_regions (note INT, name TEXT, PRIMARY KEY (note, name)) WITHOUT ROWID;
-- Those of them that were left on purpose when they were looked at last: for as long as their
-- notes stay as they are, there is nothing to be done about them.
CREATE TABLE left_regions (note INT, name TEXT, PRIMARY KEY (note, name)) WITHOUT ROWID;
"""

INDEXES = """
CREATE UNIQUE INDEX files_path ON files (path);
CREATE INDEX files_name ON files (name);
CREATE INDEX files_shown ON files (name, path) WHERE role NOT IN (2, 3);
CREATE INDEX notes_title ON notes (title_key);
CREATE INDEX notes_second ON notes (second_key);
CREATE INDEX notes_kind ON notes (kind);
CREATE UNIQUE INDEX targets_text ON targets (text);
CREATE INDEX targets_key ON targets (key);
CREATE INDEX targets_missing ON targets (missing);
CREATE INDEX links_target ON links (target);
CREATE INDEX links_dest ON links (dest, source, n);
CREATE INDEX tags_note ON tags (note);
CREATE INDEX aliases_note ON aliases (note);
CREATE INDEX regions_name ON regions (name);
CREATE INDEX losses_digest ON losses (digest);
CREATE INDEX shares_steps ON shares (steps);
CREATE INDEX gatherings_meeting ON gatherings (meeting);
CREATE INDEX choices_note ON choices (note);
CREATE INDEX choices_key ON choices (key, path);
CREATE INDEX entries_subject ON entries (subject, list);
CREATE INDEX pages_head ON pages (head);
CREATE INDEX pages_stem ON pages (stem);
CREATE INDEX pages_path ON pages (path);
CREATE INDEX pages_name ON pages (name);
"""


EMPTY_DIGEST = "x'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'"
"""The SHA-256 of nothing, in SQL."""


def _added(table: str, keys: str, sums: str, values: str) -> str:
    """A statement that adds values to a row of sums, which may not be there yet."""
    more = ", ".join(f"{name} = {name} + excluded.{name}" for name in sums.split(", "))
    return (
        f"INSERT INTO {table} ({keys}, {sums}) {values} ON CONFLICT ({keys}) DO UPDATE SET {more};"
    )


def _of_file(row: str, sign: str) -> str:
    values = f"VALUES ({row}.role, {row}.excluded, {row}.digest = {EMPTY_DIGEST}, {sign}1)"
    return _added("file_sums", "role, excluded, empty", "files", values)


def _of_note(row: str, sign: str) -> str:
    values = (
        f"SELECT {row}.kind, {sign}1, {sign}{row}.links, {sign}{row}.waiting, {sign}{row}.script"
        f" FROM files WHERE id = {row}.id AND NOT files.excluded"
    )
    return _added("note_sums", "kind", "notes, links, waiting, script", values)


def _of_exclusion() -> str:
    sign = "(OLD.excluded - NEW.excluded)"
    values = (
        f"SELECT kind, {sign}, {sign} * links, {sign} * waiting, {sign} * script"
        " FROM notes WHERE id = NEW.id"
    )
    return _added("note_sums", "kind", "notes, links, waiting, script", values)


def _of_entry(row: str, sign: str) -> str:
    values = f"VALUES ({row}.list, {sign}1, {sign}({row}.n = 0))"
    return _added("list_sums", "list", "entries, subjects", values)


def _kept(table: str, changing: str, of: Callable[[str, str], str]) -> str:
    """The triggers that keep the sums over a table; ``changing`` are the columns that count."""
    events = {
        "INSERT": of("NEW", "+"),
        "DELETE": of("OLD", "-"),
        f"UPDATE OF {changing}": of("OLD", "-") + of("NEW", "+"),
    }
    return "".join(
        f"CREATE TRIGGER {table}_{event.partition(' ')[0]} AFTER {event} ON {table}"
        f" BEGIN {does} END;"
        for event, does in events.items()
    )


SUMS = (
    "INSERT INTO file_sums"
    f" SELECT role, excluded, digest = {EMPTY_DIGEST}, count(*) FROM files GROUP BY 1, 2, 3;"
    "INSERT INTO note_sums"
    " SELECT kind, count(*), sum(links), sum(waiting), sum(script)"
    " FROM notes JOIN files USING (id) WHERE NOT excluded GROUP BY kind;"
    "INSERT INTO list_sums SELECT list, count(*), sum(n = 0) FROM entries GROUP BY list;"
    + _kept("files", "role, excluded, digest", _of_file)
    + _kept("notes", "kind, links, waiting, script", _of_note)
    + _kept("entries", "list, n", _of_entry)
    + "CREATE TRIGGER notes_excluded AFTER UPDATE OF excluded ON files"
    f" BEGIN {_of_exclusion()} END;"
)
"""The sums over what is there, and what keeps them from then on."""
