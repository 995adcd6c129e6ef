"""The theorem with regions in the notes: they too are what a build from scratch would make them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.app.region_vault import EMPTY, VAULT
from tests.store.machine import HOW, PICK, VaultMachine, machine_settings
from tests.store.places import write

NAMES = (
    *("brief", "backlinks", "meetings", "actions", "tag:vip", "tag:тема", "tag:VIP/tokyo"),
    *("tag:a--b", "backlinks:auto", "invented", "invented:x"),
)
PAGES = (
    *('backlinks = "region"', 'backlinks = "region"', 'backlinks = "off"', 'backlinks = "page"'),
    'backlinks = "region"\nmax_entries = 2',
)
ME = ("", 'me = "Анна"\n')
LINKS = (
    *(b"{}", b'{"newLinkFormat": "relative"}', b'{"newLinkFormat": "absolute"}'),
    *(b'{"useMarkdownLinks": true}', b'{"useMarkdownLinks": true, "newLinkFormat": "relative"}'),
)


class WithRegions(VaultMachine):
    """A vault whose people keep regions, move them, edit them and break them."""

    start: ClassVar[Mapping[str, str | bytes]] = {
        path: text for path, text in VAULT.items() if path.endswith(".md")
    }

    @rule(pick=PICK, name=st.sampled_from(NAMES), at=st.sampled_from(("end", "middle")), how=HOW)
    def add_region(self, pick: int, name: str, at: str, how: str) -> None:
        def added(data: bytes) -> bytes:
            region = EMPTY.format(name).encode()
            if at == "end" or b"\n\n" not in data:
                return data + b"\n" + region
            before, after = data.split(b"\n\n", 1)
            return before + b"\n\n" + region + b"\n" + after

        self._edit(pick, added, how)

    @rule(pick=PICK, name=st.sampled_from(NAMES[:8]), do=st.sampled_from(("add", "remove")))
    def ask_for_region(self, pick: int, name: str, do: str) -> None:
        with self.change(), self.clock():
            note = self.picked(self.notes(), pick)
            if note is not None:
                path = note.relative_to(self.vault).as_posix()
                done = self.program(
                    "region", do, path, name, vault=self.vault, environ=self.environ
                )
                assert done.code in (0, 1, 2, 3), done

    @rule(pick=PICK, line=st.sampled_from((b"mine\n", b"", b"[[Plan]]\n", b"- [ ] x\n")), how=HOW)
    def edit_in_region(self, pick: int, line: bytes, how: str) -> None:
        self._edit(
            pick, lambda data: data.replace(b"<!-- vaultkit:end", line + b"<!-- vaultkit:end"), how
        )

    @rule(me=st.sampled_from(ME), pages=st.sampled_from(PAGES), how=HOW)
    def choose_settings(self, me: str, pages: str, how: str) -> None:
        with self.change():
            write(self.vault / "vaultkit.toml", f"{me}[pages]\n{pages}\n".encode(), how=how)

    @rule(settings=st.sampled_from(LINKS))
    def choose_links(self, settings: bytes) -> None:
        with self.change():
            write(self.vault / ".obsidian" / "app.json", settings)


class OnDisk(WithRegions):
    """Where times are as coarse as disks have them, and believed."""

    ahead_s: ClassVar[int] = 3600


TestWithRegions = WithRegions.TestCase
TestWithRegions.settings = machine_settings(4)
TestOnDisk = OnDisk.TestCase
TestOnDisk.settings = machine_settings(2)
