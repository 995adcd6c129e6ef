"""Regions in people's notes: kept right by every build, whatever changed, and nothing else."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path
from typing import NoReturn

import pytest

from tests.app.region_vault import CALL, EMPTY, VAULT, regions
from tests.cli.support import Done, make_vault, vaultkit
from tests.store.places import stamps_of, tree_of
from vaultkit.app import region_writing
from vaultkit.app.indexing import Index
from vaultkit.disk.faults import NOTHING_DONE, failure
from vaultkit.model.plan import Plan

EDITS = {
    "a link comes": ("Notes/Пусто.md", "# Пусто\n", "# Пусто\n\n[[Чай]]\n", {"Темы/Чай.md"}),
    "a link goes": ("Notes/Обзор.md", "[[Чай]]", "чай", {"Темы/Чай.md"}),
    "a heading changes": (
        *("Notes/Обзор.md", "## Люди", "## Народ"),
        {"Контакты/Анна.md", "Темы/Чай.md"},
    ),
    "a title changes": (
        *("Notes/Обзор.md", "# Обзор", "# Взгляд"),
        {"Контакты/Анна.md", "Темы/Чай.md", "Темы/Сеть.md", "Notes/Вид.md"},
    ),
    "a tag goes": ("Notes/Обзор.md", "#vip/tokyo", "#vip", {"Темы/Сеть.md"}),
    "a tag comes": (
        *("Notes/Пусто.md", "# Пусто\n", "# Пусто\n\n#VIP\n"),
        {"Темы/Сеть.md", "Notes/Вид.md"},
    ),
    "somebody joins": (
        *(CALL, "attendees: ['[[Анна]]']", "attendees: ['[[Анна]]', '[[Борис]]']"),
        set(),
    ),
    "somebody was not there": (CALL, "attendees: ['[[Анна]]']", "x: 1", {"Контакты/Анна.md"}),
    "another topic": (
        *(CALL, "[[Сеть]]", "[[Чай]]"),
        {"Темы/Сеть.md", "Темы/Чай.md"},
    ),
    "another day": (
        *(CALL, "attendees", "date: 2026-03-13\nattendees"),
        {"Контакты/Анна.md", "Темы/Сеть.md"},
    ),
    "a meeting gets a title": (
        *(CALL, "# Созвон", "# Разговор"),
        {"Контакты/Анна.md", "Темы/Сеть.md"},
    ),
    "a task is done": (
        *(CALL, "- [ ] [[Анна]]", "- [x] [[Анна]]"),
        {"Контакты/Анна.md", "Темы/Сеть.md", CALL},
    ),
    "a task is another's": (
        *(CALL, "- [ ] [[Анна]]", "- [ ] [[Борис]]"),
        {"Контакты/Анна.md", "Контакты/Борис.md", "Темы/Сеть.md", CALL},
    ),
    "a task is due later": (
        *(CALL, "2026-04-01", "2026-04-02"),
        {"Контакты/Анна.md", "Темы/Сеть.md", CALL},
    ),
    "a namesake comes": (
        *("Notes/Дом/Обзор.md", "", "# Другой\n"),
        {"Контакты/Анна.md", "Темы/Чай.md", "Темы/Сеть.md", "Notes/Вид.md"},
    ),
    "a topic is a contact now": (
        *("Темы/Сеть.md", "# Сеть\n", "---\nkind: contact\n---\n# Сеть\n"),
        {"Темы/Сеть.md"},
    ),
}
"""The edit, and the other notes in which a region shows something else then."""


def built(vault: Path, *options: str) -> Done:
    return vaultkit("build", "--yes", *options, folder=vault)


def notes_of(vault: Path) -> dict[str, bytes]:
    return {
        path: data
        for path, data in tree_of(vault).items()
        if not path.startswith("_index/") and path.endswith(".md")
    }


def assert_as_from_scratch(vault: Path) -> None:
    """An index that knows nothing finds nothing to write, and the one that is there neither."""
    before = stamps_of(vault)
    assert built(vault).code == 0
    assert stamps_of(vault) == before
    shutil.rmtree(vault / ".vaultkit")
    assert built(vault).code == 0
    assert stamps_of(vault) == before


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    return make_vault(tmp_path / "vault", VAULT)


@pytest.mark.parametrize(("path", "old", "new", "shown"), EDITS.values(), ids=EDITS)
def test_an_edit_renews_the_regions_that_it_concerns_and_no_other_note(
    vault: Path, path: str, old: str, new: str, shown: set[str]
) -> None:
    assert built(vault).code == 0
    before = notes_of(vault)
    place = vault / path
    text = place.read_text() if place.exists() else ""
    assert old in text
    place.parent.mkdir(exist_ok=True)
    place.write_text(text.replace(old, new, 1) if old else new)
    edited = {**before, path: place.read_bytes()}
    assert built(vault).code == 0
    after = notes_of(vault)
    assert {name for name, data in after.items() if edited[name] != data} == shown
    assert_as_from_scratch(vault)


def test_a_note_that_goes_goes_from_the_regions_too(vault: Path) -> None:
    built(vault)
    (vault / "Notes/Обзор.md").unlink()
    built(vault)
    for note in ("Контакты/Анна.md", "Темы/Чай.md", "Темы/Сеть.md"):
        assert "Обзор" not in (vault / note).read_text()
    assert_as_from_scratch(vault)


def test_a_second_namesake_that_goes_makes_links_short_again(vault: Path) -> None:
    built(vault)
    before = notes_of(vault)
    other = vault / "Notes/Дом/Обзор.md"
    other.parent.mkdir()
    other.write_text("# Другой\n")
    built(vault)
    assert "[[Notes/Обзор|Обзор]]" in (vault / "Темы/Чай.md").read_text()
    other.unlink()
    built(vault)
    assert notes_of(vault) == before


def test_a_note_called_as_a_file_is_linked_to_by_less_when_that_file_goes(tmp_path: Path) -> None:
    notes = {"A.md": "# A\n", "Plan.md": "x\n", "Notes/Plan.md.md": "[[A]]\n"}
    vault = make_vault(tmp_path, {"vaultkit.toml": 'language = "en"\n', **notes})
    vaultkit("build", "--yes", folder=vault)
    vaultkit("region", "add", "A", "backlinks", folder=vault)
    assert "[[Notes/Plan.md.md|Plan.md]]" in (vault / "A.md").read_text(encoding="utf-8")
    (vault / "Plan.md").unlink()
    vaultkit("build", folder=vault)
    assert "- [[Plan.md]]\n" in (vault / "A.md").read_text(encoding="utf-8")


def test_what_stands_in_regions_feeds_nothing(vault: Path, tmp_path: Path) -> None:
    """But for the notes themselves the vault is the same as one without any region."""
    assert built(vault).code == 0
    plain = make_vault(
        tmp_path / "plain" / "vault", {path: strip(text) for path, text in VAULT.items()}
    )
    assert built(plain).code == 0
    for folder in (vault, plain):
        assert (folder / "_index").is_dir()
    assert tree_of(vault / "_index") == tree_of(plain / "_index")
    for words in (("graph",), ("tags", "--json"), ("unresolved", "--json"), ("orphans", "--json")):
        assert vaultkit(*words, folder=vault).out == vaultkit(*words, folder=plain).out


def strip(text: str) -> str:
    return text.partition("\n<!-- vaultkit:begin")[0]


# --- backlinks in notes


def set_backlinks(vault: Path, place: str) -> None:
    (vault / "vaultkit.toml").write_text(f'language = "en"\n[pages]\nbacklinks = "{place}"\n')


def test_backlinks_stand_in_notes_and_go_again(vault: Path) -> None:
    make_vault(vault, {path: strip(text) for path, text in VAULT.items()})
    mine = EMPTY.format("backlinks")
    (vault / "Notes/Пусто.md").write_text(f"# Пусто\n\n{mine}")
    set_backlinks(vault, "off")
    built(vault)
    before = notes_of(vault)
    set_backlinks(vault, "region")
    done = built(vault)
    assert "4 of your notes will get a list of backlinks at their ends" in done.err
    assert "regions: 4 written, 0 removed, 0 kept" in done.out
    after = notes_of(vault)
    assert {path for path in after if after[path] != before[path]} == {
        *("Контакты/Анна.md", "Контакты/Борис.md", "Темы/Сеть.md", "Темы/Чай.md")
    }
    assert all(after[path].startswith(before[path]) for path in after)
    assert not (vault / "_index/backlinks").exists()
    assert_as_from_scratch(vault)
    set_backlinks(vault, "page")
    assert "regions: 0 written, 4 removed, 0 kept" in built(vault).out
    assert notes_of(vault) == before


def test_a_note_that_loses_its_last_backlink_loses_its_list(vault: Path) -> None:
    set_backlinks(vault, "region")
    built(vault)
    assert "backlinks:auto" in (vault / "Темы/Сеть.md").read_text()
    (vault / CALL).unlink()
    built(vault)
    assert "backlinks:auto" not in (vault / "Темы/Сеть.md").read_text()
    assert "No note links here" not in (vault / "Темы/Сеть.md").read_text()
    assert_as_from_scratch(vault)


def test_a_list_of_backlinks_that_a_person_cuts_out_comes_again(vault: Path) -> None:
    set_backlinks(vault, "region")
    built(vault)
    before = notes_of(vault)
    (vault / "Темы/Сеть.md").write_text(
        (vault / "Темы/Сеть.md").read_text().partition("\n<!-- vaultkit:begin backlinks:auto")[0]
    )
    built(vault)
    assert notes_of(vault) == before


def test_a_list_of_backlinks_that_a_person_asked_for_takes_the_place_of_the_other(
    vault: Path,
) -> None:
    set_backlinks(vault, "region")
    built(vault)
    note = vault / "Темы/Сеть.md"
    done = vaultkit("region", "add", "Сеть", "backlinks", folder=vault)
    assert (done.code, done.out) == (
        0,
        "Темы/Сеть.md: regions: 1 changed, 0 unchanged, 0 kept\n",
    )
    assert "backlinks:auto" not in note.read_text()
    assert "vaultkit:begin backlinks " in note.read_text()
    assert_as_from_scratch(vault)
    set_backlinks(vault, "off")
    built(vault)
    assert "vaultkit:begin backlinks " in note.read_text()


def test_an_edited_list_stays_and_is_named_by_every_build(vault: Path) -> None:
    built(vault)
    note = vault / "Темы/Чай.md"
    note.write_text(note.read_text().replace("[[Обзор]]", "[[Обзор]], важно"))
    (vault / "Notes/Пусто.md").write_text("[[Чай]]\n")
    kept = note.read_bytes()
    for _ in range(2):
        done = built(vault)
        assert done.code == 1
        assert "regions: 0 written, 0 removed, 1 kept" in done.out
        assert "Темы/Чай.md:5:1: warning region-edited" in done.err
        assert note.read_bytes() == kept
    done = vaultkit("region", "add", "Чай", "backlinks", "--force", folder=vault)
    assert (done.code, done.err) == (0, "")
    assert built(vault).code == 0
    assert_as_from_scratch(vault)


def test_broken_markers_are_named_and_other_notes_written(vault: Path) -> None:
    note = vault / "Темы/Чай.md"
    note.write_text(note.read_text().replace("<!-- vaultkit:end backlinks -->\n", ""))
    before = note.read_bytes()
    done = built(vault)
    assert done.code == 1
    assert "Темы/Чай.md" in done.err
    assert "region-broken" in done.err
    assert note.read_bytes() == before
    assert "[[Обзор]]" in (vault / "Контакты/Анна.md").read_text()


def test_a_note_that_cannot_be_written_holds_up_no_other(vault: Path) -> None:
    note = vault / "Темы/Чай.md"
    try:
        (vault / "Темы/Другое имя.md").hardlink_to(note)
    except OSError:
        pytest.skip("no hard links here")
    before = note.read_bytes()
    done = built(vault)
    assert done.code == 1
    assert "region-unwritten" in done.err
    assert note.read_bytes() == before
    assert "[[Обзор" in (vault / "Контакты/Анна.md").read_text()
    assert built(vault).code == 1


def test_a_read_only_note_is_left_and_named_and_the_others_written_by_few_plans(
    vault: Path,
) -> None:
    note = vault / "Темы/Чай.md"
    note.chmod(0o444)
    before = note.read_bytes()
    done = built(vault)
    assert done.code == 1
    assert "Темы/Чай.md" in done.err
    assert "read-only" in done.err
    assert note.read_bytes() == before
    assert "[[Обзор" in (vault / "Контакты/Анна.md").read_text()
    note.chmod(0o644)
    assert built(vault).code == 0
    assert_as_from_scratch(vault)


def test_where_the_drive_is_full_no_note_is_tried_on_its_own(
    vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[int] = []

    def full(_index: Index, plan: Plan) -> NoReturn:
        tried.append(len(plan.edits))
        path = plan.edits[-1].path
        raise failure(path, OSError(errno.ENOSPC, "full"), NOTHING_DONE) from OSError(
            errno.ENOSPC, "full"
        )

    monkeypatch.setattr(region_writing, "write", full)
    done = built(vault)
    assert done.code == 1
    assert len(tried) == 1
    assert tried[0] > 1
    assert done.err.count("region-unwritten") == tried[0]


def test_regions_in_templates_wait_for_the_notes_made_of_them(vault: Path) -> None:
    text = "# {{title}}\n" + regions("backlinks", "meetings")
    make_vault(vault, {"Templates/Contact.md": text, "Контакты/Вера.md": text})
    assert built(vault).code == 0
    assert (vault / "Templates/Contact.md").read_text() == text
    assert "No meetings here yet." in (vault / "Контакты/Вера.md").read_text()


def test_a_kind_of_another_version_is_left_alone(vault: Path) -> None:
    text = "# Х\n" + regions("invented", "tag:", "meetings:x").replace("tag: ", "tagged ")
    make_vault(vault, {"Notes/Х.md": text})
    assert built(vault).code == 0
    assert (vault / "Notes/Х.md").read_text() == text


def test_a_long_list_is_cut_and_leads_to_its_page(vault: Path) -> None:
    for n in range(5):
        (vault / f"Notes/N{n}.md").write_text("[[Анна]] #vip\n")
    built(vault)
    anna = (vault / "Контакты/Анна.md").read_text()
    assert "- [and 5 more](<../_index/backlinks/to-" in anna
    assert "- [and 4 more](<../_index/tags/tag-vip.md>)" in (vault / "Темы/Сеть.md").read_text()
    assert_as_from_scratch(vault)


LINKS = {
    '{"useMarkdownLinks": true}': "- [Обзор](Обзор.md) — [Люди](Обзор.md#Люди)",
    '{"useMarkdownLinks": true, "newLinkFormat": "relative"}': (
        "- [Обзор](../Notes/Обзор.md) — [Люди](../Notes/Обзор.md#Люди)"
    ),
    '{"newLinkFormat": "absolute"}': "- [[Notes/Обзор|Обзор]] — [[Notes/Обзор#Люди|Люди]]",
    '{"newLinkFormat": "relative"}': "- [[../Notes/Обзор|Обзор]] — [[../Notes/Обзор#Люди|Люди]]",
    "{}": "- [[Обзор]] — [[Обзор#Люди|Люди]]",
}


@pytest.mark.parametrize(("settings", "line"), LINKS.items())
def test_links_are_written_as_the_vault_asks(vault: Path, settings: str, line: str) -> None:
    make_vault(vault, {".obsidian/app.json": settings})
    built(vault)
    assert line in (vault / "Темы/Чай.md").read_text().splitlines()
    assert_as_from_scratch(vault)


def test_a_dry_run_shows_what_would_stand_in_notes_and_writes_nothing(vault: Path) -> None:
    before = stamps_of(vault)
    done = built(vault, "--dry-run")
    assert "+++ b/Темы/Чай.md" in done.out
    assert "+- [[Обзор]] — [[Обзор#Люди|Люди]]" in done.out
    assert stamps_of(vault) == before


def test_an_undone_build_is_done_again_by_the_next(vault: Path) -> None:
    before = notes_of(vault)
    built(vault)
    after = notes_of(vault)
    assert vaultkit("undo", folder=vault).code == 0
    assert notes_of(vault) == before
    built(vault)
    assert notes_of(vault) == after


# --- the commands


def test_a_region_comes_and_goes_by_command(vault: Path) -> None:
    before = notes_of(vault)
    note = vault / "Notes/Пусто.md"
    assert vaultkit("region", "add", "Пусто", "actions", "tag:#vip", folder=vault).code == 0
    assert "vaultkit:begin tag:vip " in note.read_text()
    listed = vaultkit("region", "list", "Пусто", folder=vault).out
    assert listed == "Notes/Пусто.md\t3\tactions\t\nNotes/Пусто.md\t9\ttag:vip\t\n"
    assert vaultkit("region", "list", "--total", folder=vault).out == "15\n"
    assert vaultkit("region", "remove", "Пусто", "actions", "tag:vip", folder=vault).code == 0
    assert notes_of(vault) == before


def test_clean_takes_regions_out_but_not_edited_ones(vault: Path) -> None:
    built(vault)
    note = vault / "Темы/Чай.md"
    note.write_text(note.read_text().replace("[[Обзор]]", "[[Обзор]], важно"))
    dry = vaultkit("clean", "--dry-run", folder=vault)
    assert "-<!-- vaultkit:begin meetings" in dry.out
    done = vaultkit("clean", folder=vault)
    assert done.code == 1
    assert done.out.startswith("12 regions removed, ")
    left = {path for path, data in notes_of(vault).items() if b"vaultkit:" in data}
    assert left == {"Темы/Чай.md"}
    assert (vault / "Контакты/Борис.md").read_text() == "# Борис\n"
    assert not (vault / ".vaultkit").exists()


USAGE = {
    ("add", "Никто", "meetings"): "no note answers",
    ("add", "Пусто", "nonsense"): "there is no region 'nonsense'",
    ("add", "Пусто", "tag:"): "there is no region 'tag:'",
    ("add", "Пусто", "backlinks:auto"): "there is no region",
    ("remove", "Пусто", "meetings"): "has no region 'meetings'",
    ("release", "Пусто", "meetings"): "has no region 'meetings'",
    ("add", "Пусто"): "NAME... is missing",
    ("lst",): "did you mean 'list'?",
}


@pytest.mark.parametrize(("words", "said"), USAGE.items())
def test_what_cannot_be_meant_is_a_usage_error(
    vault: Path, words: tuple[str, ...], said: str
) -> None:
    before = tree_of(vault)
    done = vaultkit("region", *words, folder=vault)
    assert done.code == 2
    assert said in done.err
    assert tree_of(vault) == before
