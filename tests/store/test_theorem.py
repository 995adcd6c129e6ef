"""After any changes an incremental build equals a build from scratch, and so do all answers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import gettempdir
from typing import ClassVar

from tests.cli.support import NETWORK
from tests.store.machine import VaultMachine, machine_settings
from tests.store.pools import DECOMPOSED


class FromAnything(VaultMachine):
    """A vault of whatever notes come up."""


class OnDisk(VaultMachine):
    """A network of people, on a disk that gives the inode of a deleted file to the next."""

    start: ClassVar[Mapping[str, str | bytes]] = NETWORK
    base: ClassVar[Path | None] = Path(gettempdir())


class Collisions(VaultMachine):
    """Names and titles that are shared by case, by Unicode form and by folder."""

    start: ClassVar[Mapping[str, str | bytes]] = {
        "Plan.md": "# Plan\n\n[[plan]] [[Чай]] [[Notes/Plan]] #vip\n",
        "Notes/Plan.md": "# Plan\n\n[[Plan]] [[../plan]] [t](<../Чай.md>) #VIP\n",
        "notes/plan.md": "---\naliases: [Чай]\n---\n# plan\n\n[[PLAN]]\n",
        "Archive/PLAN.md": "[[Plan]]\n\n[[Plan]] [[Nobody]] [[nobody]]\n",
        "Темы/Чай.md": "---\ntitle: Plan\n---\n[[Plan]] #vip/tokyo\n",
        f"Темы/{DECOMPOSED}.md": "# Чай\n\n[[Чай]]\n",
        "Contacts/Анна.md": "# Анна\n\n[[Чай]]\n",
        "Контакты/анна.md": "# Анна\n\n- [ ] [[Анна]] 📅 2026-03-12\n",
        "Meetings/2026-03-12.md": "---\nattendees: ['[[Анна]]', '[[анна]]']\n---\n[[Чай]]\n",
    }


class LongAgo(Collisions):
    """Nothing changed a moment ago, so that times and inodes are believed."""

    ahead_s: ClassVar[int] = 3600


TestFromAnything = FromAnything.TestCase
TestFromAnything.settings = machine_settings(11)
TestOnDisk = OnDisk.TestCase
TestOnDisk.settings = machine_settings(8)
TestCollisions = Collisions.TestCase
TestCollisions.settings = machine_settings(7)
TestLongAgo = LongAgo.TestCase
TestLongAgo.settings = machine_settings(8)
