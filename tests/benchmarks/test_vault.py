from __future__ import annotations

import unicodedata
from collections import Counter
from itertools import islice
from pathlib import Path

import pytest

from benchmarks.loads import LOADS
from benchmarks.roster import contacts_of
from benchmarks.vault import Size, iter_files, write_vault
from vaultkit import Vault

NOTES = 600


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("made") / "vault"
    write_vault(out, iter_files(Size(NOTES)))
    return out


@pytest.fixture(scope="module")
def vault(made: Path) -> Vault:
    return Vault.open(made)


def notes_of(size: Size) -> dict[str, bytes]:
    return {path: data for path, data in iter_files(size) if path.endswith(".md")}


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others() -> None:
    assert dict(iter_files(Size(200, seed=3))) == dict(iter_files(Size(200, seed=3)))
    assert dict(iter_files(Size(200, seed=3))) != dict(iter_files(Size(200, seed=4)))


def test_a_vault_has_as_many_notes_as_were_asked_for_and_no_path_twice() -> None:
    paths = [path for path, _ in iter_files(Size(NOTES)) if path.endswith(".md")]
    assert len(paths) == NOTES
    assert len({path.casefold() for path in paths}) == NOTES


def test_no_path_comes_twice_where_the_names_run_out() -> None:
    people = contacts_of(100_000)
    assert len({entry.path.casefold() for entry in people}) == 100_000


def test_the_mix_is_the_promised_one(vault: Vault) -> None:
    kinds = Counter(vault.kind(note.path) for note in vault.notes())
    assert kinds["topic"] == 0.05 * NOTES
    assert kinds["contact"] == 0.30 * NOTES
    assert kinds["meeting"] > 0.50 * NOTES
    assert kinds["daily"] == 0.08 * NOTES


def test_a_note_has_ten_links_and_two_kilobytes_on_average(vault: Vault, made: Path) -> None:
    notes = [note for note in vault.notes() if note.path.suffix == ".md"]
    assert sum(len(note.links) for note in notes) / NOTES == pytest.approx(10, abs=0.8)
    size = sum((made / note.path).stat().st_size for note in notes) / NOTES
    assert size == pytest.approx(2048, rel=0.1)


def test_links_stand_in_properties_text_tasks_and_under_headings(vault: Vault) -> None:
    links = [link for note in vault.notes() for link in note.links]
    assert {link.form for link in links} == {"property", "wiki", "markdown", "embed", "canvas"}
    relations = Counter(
        resolved.relation for note in vault.notes() for resolved in vault.links(note.path)
    )
    assert set(relations) >= {
        *("attendee", "organiser", "topic", "org", "introduced_by", "series", "previous"),
        *("task", "mention", "embed", "canvas", "related"),
    }


def test_faults_twins_and_missing_names_are_there_and_few(vault: Vault) -> None:
    found = Counter(each.code for each in vault.check())
    for code in ("frontmatter-invalid", "not-utf8", "link-unresolved", "link-ambiguous"):
        assert 0 < found[code] < NOTES // 2, code
    sources = [(vault.root / note.path).read_bytes() for note in vault.notes()]
    assert any(data.startswith(b"\xef\xbb\xbf") for data in sources)
    assert any(b"\r\n" in data for data in sources)
    assert any("/" in tag.name for tag in vault.tags())


def test_the_larger_variant_has_the_same_links_and_six_times_the_text() -> None:
    small, large = notes_of(Size(200)), notes_of(Size(200, kb=12))
    assert small.keys() == large.keys()
    assert sum(map(len, large.values())) / 200 == pytest.approx(12 * 1024, rel=0.1)
    links = {path: data.count(b"[[") for path, data in small.items()}
    assert links == {path: data.count(b"[[") for path, data in large.items()}


def test_a_note_costs_the_same_in_a_larger_vault() -> None:
    small, large = notes_of(Size(400)), notes_of(Size(3000))
    for count in (len, lambda data: data.count(b"[[")):
        means = [sum(map(count, notes.values())) / len(notes) for notes in (small, large)]
        assert means[0] == pytest.approx(means[1], rel=0.06)


@pytest.mark.parametrize("name", sorted(LOADS.keys() - {"long-note"}))
def test_a_load_gives_its_files_in_the_same_way_each_time(name: str) -> None:
    files = list(islice(LOADS[name].files(), 50))
    assert files == list(islice(LOADS[name].files(), 50))
    assert all(data.endswith(b"\n") for _, data in files)


def test_loads_hold_what_they_are_named_for() -> None:
    names = [path.rpartition("/")[2] for path, _ in LOADS["long-names"].files()]
    assert {len(name.encode()) for name in names} == {255}
    assert max(path.count("/") for path, _ in LOADS["deep"].files()) == 60
    keys = Counter(
        unicodedata.normalize("NFC", path).casefold() for path, _ in LOADS["collide"].files()
    )
    assert keys.total() == 10_000
    assert max(keys.values()) == 5000
    assert min(keys.values()) == 2
    assert sum(data.count(b"[[Awaited]]") for _, data in LOADS["waiting"].files()) == 5000
    assert sum(data.count(b"[[Hub]]") for _, data in LOADS["hub"].files()) == 100_000
    (_, index), *_ = LOADS["many-links"].files()
    assert index.count(b"[[") == 100_000
    tags = {word for _, data in LOADS["tags"].files() for word in data.split() if word[:1] == b"#"}
    assert len(tags - {b"#"}) == 10_000
    assert max(tag.count(b"/") for tag in tags) == 19
