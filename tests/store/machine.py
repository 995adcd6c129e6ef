"""The theorem as a machine: whatever happens to a vault, an index that remembers is never wrong.

A vault is changed in every way people and programs do; now and then it is built, and compared
with a copy of itself that vaultkit has never seen.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import ClassVar
from unittest import mock

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from tests.cli.support import make_vault
from tests.store.fresh import (
    NOTE_QUESTIONS,
    QUESTIONS,
    VAULTKIT,
    Program,
    assert_same_build,
    assert_same_tree,
    build,
    is_made,
    outside_regions,
    put_fresh,
)
from tests.store.kept import opening
from tests.store.places import (
    copy_over,
    folders_of,
    iter_files,
    move,
    remove,
    shift_time,
    stamps_of,
    swap,
    temporary_folder,
    tree_of,
    tweaked,
    write,
)
from tests.store.pools import (
    CONFIGS,
    ENVIRONS,
    FOLDERS,
    LINES,
    NAMES,
    OTHERS,
    PROPERTIES,
    SETTINGS,
    TEXTS,
    WRECKS,
)
from vaultkit.app.paranoid import prove
from vaultkit.model.errors import ConfigError

MOST_NOTES = 25
SETTINGS_AT_FIRST = b"[pages]\nmax_entries = 3\n"

HOW = st.sampled_from(("in place", "in place", "atomic", "same time", "past", "future"))
PICK = st.integers(0, 99)


def machine_settings(examples: int, steps: int = 50) -> settings:
    """For a machine: so many vaults in a short run, in proportion more in the long profile."""
    profile = settings.default
    share = 1 if profile is None else profile.max_examples / 100
    return settings(
        max_examples=int(examples * share),
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


class VaultMachine(RuleBasedStateMachine):
    """A vault in the hands of people; the program has to keep up with them."""

    make_program: ClassVar[Callable[[], Program]] = staticmethod(lambda: VAULTKIT)
    start: ClassVar[Mapping[str, str | bytes]] = {}
    base: ClassVar[Path | None] = None
    """Where the vault lies; in memory where that can be."""
    ahead_s: ClassVar[int] = 0
    """By how much the program's clock is ahead: then no file has changed a moment ago, and times
    are all that tells files apart."""

    def __init__(self) -> None:
        super().__init__()
        self.program = self.make_program()
        self.folder = temporary_folder(self.base)
        self.vault = self.folder / "vault"
        self.vault.mkdir()
        self.outside = self.folder / "outside.md"
        self.outside.write_text("# Снаружи\n\n[[Plan]] #vip\n")
        make_vault(self.vault, {**self.start, "vaultkit.toml": SETTINGS_AT_FIRST})
        self.environ: Mapping[str, str] = {}
        self.saved: dict[str, tuple[bytes, int]] = {}
        self.away: list[str] = []
        self.linked = False
        self.changes = 0
        self.asked = 0
        self.pace = 3

    @initialize(
        pace=st.sampled_from((1, 2, 4, 6)),
        notes=st.lists(
            st.tuples(st.sampled_from(FOLDERS), st.sampled_from(NAMES), TEXTS), max_size=10
        ),
    )
    def begin(self, pace: int, notes: list[tuple[str, str, bytes]]) -> None:
        self.pace = pace
        for folder, name, text in notes:
            write(self.vault / folder / f"{name}.md", text)
        self.build_and_compare()

    # --- looking

    def notes(self) -> list[str]:
        """The files of people: all that are visible and no page, the settings left out."""
        return [
            path
            for path in iter_files(self.vault, hidden=False)
            if path != "vaultkit.toml" and not is_made(self._bytes_of(path))
        ]

    def pages(self) -> list[str]:
        return [path for path in iter_files(self.vault) if is_made(self._bytes_of(path))]

    def _bytes_of(self, path: str) -> bytes:
        with suppress(OSError):
            return (self.vault / path).read_bytes()
        return b""

    def picked(self, paths: list[str], pick: int) -> Path | None:
        return self.vault / paths[pick % len(paths)] if paths else None

    # --- after each change

    @contextmanager
    def change(self) -> Iterator[None]:
        """A change of the vault. Every so many of them it is built and compared."""
        if self.ahead_s:
            _wait_for_another_time(self.folder)
        yield
        self.changes += 1
        if self.changes % self.pace == 0:
            self.build_and_compare()

    @contextmanager
    def clock(self) -> Iterator[None]:
        if not self.ahead_s:
            yield
            return
        with (
            mock.patch.object(time, "time", _later(time.time, self.ahead_s)),
            mock.patch.object(time, "time_ns", _later(time.time_ns, self.ahead_s * 10**9)),
        ):
            yield

    def build_and_compare(self) -> None:
        before = tree_of(self.vault)
        with self.clock():
            built = build(self.program, self.vault, self.environ)
        people = {
            path: outside_regions(path, data) for path, data in before.items() if not is_made(data)
        }
        assert_same_tree(
            {path: outside_regions(path, built.tree.get(path, b"gone")) for path in people}, people
        )
        copy = put_fresh(self.folder / "fresh" / "vault", before)
        fresh = build(VAULTKIT, copy, self.environ)
        assert_same_build(built, fresh)
        if built.code == 3:
            self.mend()
            self.build_and_compare()
            return
        self.asked += 1
        self.ask_and_compare(QUESTIONS[0], copy)
        self.ask_and_compare(QUESTIONS[1 + self.asked % (len(QUESTIONS) - 1)], copy)
        for note in self.notes()[self.asked % 5 :: 5][:1]:
            self.ask_and_compare((*NOTE_QUESTIONS[self.asked % 2], note), copy)
        if self.asked % 4 == 0:
            self.build_again()

    def mend(self) -> None:
        """As people do when told so: good settings, and a real folder for the pages."""
        write(self.vault / "vaultkit.toml", SETTINGS_AT_FIRST)
        pages = self.vault / "_index"
        if pages.is_symlink():
            pages.unlink()
            move(self.folder / "linked" / "_index", pages)

    def ask_and_compare(self, words: Sequence[str], copy: Path) -> None:
        with self.clock():
            answer = self.program(*words, vault=self.vault, environ=self.environ)
        wanted = VAULTKIT(*words, vault=copy, environ=self.environ)
        assert (answer.code, answer.out) == (wanted.code, wanted.out), f"{words}"

    def build_again(self) -> None:
        """A build right after a build writes nothing, and asking writes nothing either."""
        stamps = stamps_of(self.vault)
        with self.clock():
            done = self.program("build", "--json", vault=self.vault, environ=self.environ)
        assert done.code == 3 or '"written": 0' in done.out, done
        assert stamps_of(self.vault) == stamps

    def teardown(self) -> None:
        try:
            self.build_and_compare()
            copy = self.folder / "fresh" / "vault"
            for words in QUESTIONS:
                self.ask_and_compare(words, copy)
        finally:
            shutil.rmtree(self.folder)

    # --- notes

    @rule(folder=st.sampled_from(FOLDERS), name=st.sampled_from(NAMES), text=TEXTS, how=HOW)
    def write_note(self, folder: str, name: str, text: bytes, how: str) -> None:
        with self.change():
            if len(self.notes()) < MOST_NOTES:
                write(self.vault / folder / f"{name}.md", text, how=how)

    @rule(pick=PICK, text=TEXTS, how=HOW)
    def rewrite_note(self, pick: int, text: bytes, how: str) -> None:
        self._edit(pick, lambda _: text, how)

    @rule(pick=PICK, at=PICK, line=st.sampled_from(LINES), how=HOW)
    def edit_line(self, pick: int, at: int, line: str, how: str) -> None:
        def edited(data: bytes) -> bytes:
            lines = data.split(b"\n")
            lines[at % len(lines)] = line.encode()
            return b"\n".join(lines)

        self._edit(pick, edited, how)

    @rule(pick=PICK, line=st.sampled_from(LINES), how=HOW)
    def append_line(self, pick: int, line: str, how: str) -> None:
        self._edit(pick, lambda data: data + line.encode() + b"\n", how)

    @rule(pick=PICK, at=PICK)
    def drop_line(self, pick: int, at: int) -> None:
        def cut(data: bytes) -> bytes:
            lines = data.split(b"\n")
            del lines[at % len(lines)]
            return b"\n".join(lines)

        self._edit(pick, cut, "in place")

    @rule(pick=PICK, line=st.sampled_from(PROPERTIES), how=HOW)
    def set_property(self, pick: int, line: str, how: str) -> None:
        def with_property(data: bytes) -> bytes:
            key = line.partition(":")[0].encode() + b":"
            if not data.startswith(b"---\n"):
                return b"---\n" + line.encode() + b"\n---\n" + data
            front, fence, body = data[4:].partition(b"---\n")
            kept = [one for one in front.split(b"\n") if one and not one.startswith(key)]
            return b"---\n" + b"\n".join((*kept, line.encode(), b"")) + fence + body

        self._edit(pick, with_property, how)

    @rule(pick=PICK, at=st.integers(0, 999), how=st.sampled_from(("same time", "in place")))
    def change_one_letter(self, pick: int, at: int, how: str) -> None:
        self._edit(pick, lambda data: tweaked(data, at), how)

    @rule(pick=PICK, data=st.sampled_from(WRECKS), how=HOW)
    def wreck_note(self, pick: int, data: bytes, how: str) -> None:
        self._edit(pick, lambda _: data, how)

    @rule(pick=PICK, how=st.sampled_from(("crlf", "bom", "lf")))
    def change_line_ends(self, pick: int, how: str) -> None:
        def changed(data: bytes) -> bytes:
            bare = data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")
            if how == "crlf":
                return bare.replace(b"\n", b"\r\n")
            return b"\xef\xbb\xbf" + bare if how == "bom" else bare

        self._edit(pick, changed, "in place")

    @rule(pick=PICK, seconds=st.sampled_from((-(10**8), -1, 0, 1, 10**8)))
    def shift_time(self, pick: int, seconds: int) -> None:
        with self.change():
            note = self.picked(self.notes(), pick)
            if note is not None:
                shift_time(note, seconds)

    def _edit(self, pick: int, edit: Callable[[bytes], bytes], how: str) -> None:
        with self.change():
            note = self.picked(self.notes(), pick)
            if note is not None:
                write(note, edit(self._bytes_of(note.relative_to(self.vault).as_posix())), how=how)

    # --- what is known of it

    @precondition(lambda self: self.program is VAULTKIT)  # what others leave behind is not right
    @rule()
    def ask_whether_all_is_right(self) -> None:
        """At any moment between two builds; what waits for the next one is no fault."""
        environ = {**opening().environ, **self.environ}
        with self.clock(), suppress(ConfigError):
            found = prove(self.vault, opening()._replace(environ=environ)).diagnostics
            assert {each.code for each in found} <= {"page-outdated"}, found

    # --- names and places

    @rule(pick=PICK)
    def delete_note(self, pick: int) -> None:
        with self.change():
            note = self.picked(self.notes(), pick)
            if note is not None:
                remove(note)

    @rule(pick=PICK, name=st.sampled_from(NAMES))
    def rename_note(self, pick: int, name: str) -> None:
        with self.change():
            note = self.picked(self.notes(), pick)
            if note is not None:
                move(note, note.with_name(name + note.suffix))

    @rule(pick=PICK, folder=st.sampled_from(FOLDERS))
    def move_note(self, pick: int, folder: str) -> None:
        with self.change():
            note = self.picked(self.notes(), pick)
            if note is not None:
                move(note, self.vault / folder / note.name)

    @rule(pick=PICK)
    def change_case_of_name(self, pick: int) -> None:
        with self.change():
            note = self.picked(self.notes(), pick)
            if note is not None:
                move(note, note.with_name(note.stem.swapcase() + note.suffix))

    @rule(pick=PICK, other=PICK)
    def swap_notes(self, pick: int, other: int) -> None:
        with self.change():
            notes = self.notes()
            one, two = self.picked(notes, pick), self.picked(notes, other)
            if one is not None and two is not None and one != two:
                swap(one, two)

    @rule(pick=PICK, other=PICK)
    def bring_back_over(self, pick: int, other: int) -> None:
        with self.change():
            notes = self.notes()
            one, two = self.picked(notes, pick), self.picked(notes, other)
            if one is not None and two is not None:
                copy_over(one, two)

    @rule(pick=PICK, name=st.sampled_from((*FOLDERS[1:], "Старое")))
    def rename_folder(self, pick: int, name: str) -> None:
        with self.change():
            folder = self.picked(folders_of(self.vault), pick)
            target = self.vault / name
            if folder is not None and not target.exists():
                move(folder, target)

    @rule(pick=PICK)
    def take_folder_away(self, pick: int) -> None:
        with self.change():
            folder = self.picked(folders_of(self.vault), pick)
            if folder is not None:
                path = folder.relative_to(self.vault).as_posix()
                move(folder, self.folder / "away" / path.replace("/", "%"))
                self.away.append(path)

    @precondition(lambda self: self.away)
    @rule()
    def bring_folder_back(self) -> None:
        with self.change():
            if self.away:
                path = self.away.pop()
                move(self.folder / "away" / path.replace("/", "%"), self.vault / path)

    # --- other files

    @rule(folder=st.sampled_from(FOLDERS), name=st.sampled_from(sorted(OTHERS)), pick=PICK, how=HOW)
    def write_other(self, folder: str, name: str, pick: int, how: str) -> None:
        with self.change():
            contents = OTHERS[name]
            write(self.vault / folder / name, contents[pick % len(contents)], how=how)

    @rule(pick=PICK, name=st.sampled_from(NAMES[:10]), far=st.booleans())
    def link_note(self, pick: int, name: str, far: bool) -> None:
        with self.change(), suppress(OSError):
            note = self.picked(self.notes(), pick)
            place = self.vault / "Notes" / f"{name}.md"
            place.parent.mkdir(exist_ok=True)
            if far:
                self.linked = True
                place.symlink_to(self.outside)
            elif note is not None:
                place.symlink_to(os.path.relpath(note, place.parent))

    @precondition(lambda self: self.linked)
    @rule(line=st.sampled_from(LINES), how=HOW)
    def edit_outside(self, line: str, how: str) -> None:
        with self.change():
            write(self.outside, f"# Снаружи\n\n{line}\n".encode(), how=how)

    @rule(
        folder=st.sampled_from(("Archive", "Notes", "Notes/Deep", "_index", "_index/tags")),
        marker=st.sampled_from((".obsidian/app.json", "vaultkit.toml")),
    )
    def toggle_vault_inside(self, folder: str, marker: str) -> None:
        with self.change(), suppress(OSError):
            place = self.vault / folder / marker
            if not place.exists():
                write(place, b"{}" if marker.endswith(".json") else b"")
            else:
                remove(place if place.parent == self.vault / folder else place.parent)

    @rule(folder=st.sampled_from(("Archive", "Notes", "_index", "_index/tags")))
    def toggle_linked_folder(self, folder: str) -> None:
        """A folder goes elsewhere and a link leads to it, or it comes back in the link's place."""
        with self.change(), suppress(OSError):
            place, elsewhere = self.vault / folder, self.folder / "linked" / folder
            if not place.is_symlink():
                elsewhere.parent.mkdir(parents=True, exist_ok=True)
                place.rename(elsewhere)
                place.symlink_to(elsewhere)
            elif elsewhere.is_dir():
                place.unlink()
                elsewhere.rename(place)

    # --- settings

    @rule(config=CONFIGS, how=HOW)
    def configure(self, config: bytes, how: str) -> None:
        with self.change():
            write(self.vault / "vaultkit.toml", config, how=how)

    @rule(setting=st.sampled_from(SETTINGS), there=st.booleans())
    def set_obsidian(self, setting: tuple[str, bytes], there: bool) -> None:
        with self.change():
            path, data = setting
            if there:
                write(self.vault / path, data)
            else:
                (self.vault / path).unlink(missing_ok=True)

    @rule(environ=st.sampled_from(ENVIRONS))
    def set_environment(self, environ: Mapping[str, str]) -> None:
        with self.change():
            self.environ = environ

    # --- pages

    @rule(
        pick=PICK,
        edit=st.sampled_from(("text", "letter", "property", "destination", "crlf", "unmark")),
        how=HOW,
    )
    def edit_page(self, pick: int, edit: str, how: str) -> None:
        with self.change():
            page = self.picked(self.pages(), pick)
            if page is not None:
                data = page.read_bytes()
                write(page, _edited_page(data, edit, pick), how=how)

    @rule(pick=PICK, which=st.sampled_from(("one", "folder", "all")))
    def delete_pages(self, pick: int, which: str) -> None:
        with self.change():
            page = self.picked(self.pages(), pick)
            if page is not None and which != "one":
                remove(page.parent if which == "folder" and page.parent != self.vault else page)
            elif page is not None:
                page.unlink()
            if which == "all":
                remove(self.vault / "_index")

    @rule(pick=PICK, other=PICK, how=st.sampled_from(("copy", "move", "case")))
    def misplace_page(self, pick: int, other: int, how: str) -> None:
        with self.change():
            pages = self.pages()
            one, two = self.picked(pages, pick), self.picked(pages, other)
            if one is None or two is None:
                return
            if how == "copy":
                copy_over(one, two)
            elif how == "move":
                move(one, self.vault / "Notes" / one.name)
            else:
                target = one.with_name(one.stem.swapcase() + ".md")
                if not target.exists():
                    move(one, target)

    @rule(
        name=st.sampled_from(("Mine.md", "index-home.md", "tags/tag-vip.md", "x.png", "tags")),
        what=st.sampled_from(("note", "page", "folder", "link")),
    )
    def put_into_pages_folder(self, name: str, what: str) -> None:
        with self.change(), suppress(OSError):
            place = self.vault / "_index" / name
            place.parent.mkdir(parents=True, exist_ok=True)
            match what:
                case "note":
                    place.write_text("# Моё\n\n[[Plan]] #vip\n")
                case "page":
                    place.write_text('---\ngenerated: vaultkit\ndigest: "12345678"\n---\nMy.\n')
                case "folder":
                    place.mkdir()
                case _:
                    place.symlink_to("nowhere")

    @rule(pick=PICK, folder=st.sampled_from(FOLDERS), how=st.sampled_from(("note", "link")))
    def take_name_of_page(self, pick: int, folder: str, how: str) -> None:
        with self.change():
            page = self.picked(self.pages(), pick)
            if page is not None and how == "note":
                name = page.name.swapcase() if pick % 2 else page.name
                write(self.vault / folder / name.replace(".MD", ".md"), b"# Mine\n\n[[Plan]]\n")
            elif page is not None:
                write(self.vault / "Notes" / "Mine.md", f"[[{page.stem}]] #vip\n".encode())

    # --- times gone by

    @rule()
    def save(self) -> None:
        with self.change():
            self.saved = {
                path: (data, (self.vault / path).lstat().st_mtime_ns)
                for path, data in tree_of(self.vault).items()
                if not data.startswith(b"-> ")
            }

    @precondition(lambda self: self.saved)
    @rule(how=st.sampled_from(("all", "notes", "pages")))
    def roll_back(self, how: str) -> None:
        """As a backup does: the bytes and the times of then."""
        with self.change(), suppress(OSError):
            for path, (data, mtime_ns) in self.saved.items():
                if how != "all" and is_made(data) is not (how == "pages"):
                    continue
                place = self.vault / path
                write(place, data, how="atomic")
                os.utime(place, ns=(mtime_ns, mtime_ns))

    # --- vaultkit itself, between builds

    @rule(question=st.sampled_from((*QUESTIONS, *NOTE_QUESTIONS)), pick=PICK)
    def ask(self, question: tuple[str, ...], pick: int) -> None:
        """A question brings the index up to date, and no page."""
        stamps = stamps_of(self.vault)
        notes = self.notes()
        if question in NOTE_QUESTIONS and notes:
            question = (*question, notes[pick % len(notes)])
        with self.clock():
            self.program(*question, vault=self.vault, environ=self.environ)
        assert stamps_of(self.vault) == stamps

    @rule()
    def dry_run(self) -> None:
        stamps = stamps_of(self.vault)
        with self.clock():
            self.program("build", "--dry-run", vault=self.vault, environ=self.environ)
        assert stamps_of(self.vault) == stamps

    @rule()
    def forget(self) -> None:
        with self.change():
            remove(self.vault / ".vaultkit")

    @rule()
    def clean(self) -> None:
        with self.change():
            self.program("clean", vault=self.vault, environ=self.environ)
            assert not (self.vault / ".vaultkit").exists()


def _edited_page(data: bytes, edit: str, at: int) -> bytes:
    match edit:
        case "text":
            return data + "\nМоя строка.\n".encode()
        case "letter":
            return tweaked(data, at + 60)
        case "property":
            return data.replace(b"---\n", b"---\nmine: 1\n", 1)
        case "destination":
            return data.replace(b"](<../", b"](<../../", 1)
        case "crlf":
            return data.replace(b"\n", b"\r\n")
        case _:
            return data.replace(b"generated: vaultkit\n", b"", 1)


def _later(clock: Callable[[], float], by: int) -> Callable[[], float]:
    return lambda: clock() + by


def _wait_for_another_time(folder: Path) -> None:
    """Until files that are written now get another time than those written before."""
    probe = folder / "probe"
    probe.write_bytes(b"")
    before = probe.stat().st_ctime_ns
    while probe.stat().st_ctime_ns == before:
        probe.write_bytes(b"")
