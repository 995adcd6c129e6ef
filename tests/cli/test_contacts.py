"""``vaultkit contacts``: address books in and out, and the contacts of a vault."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import vobject

from tests.cli.support import bytes_of, make_vault, vaultkit
from vaultkit.exchange.vcard import read_cards
from vaultkit.markdown.decode import decode
from vaultkit.markdown.read import read
from vaultkit.model.note import Note
from vaultkit.model.paths import VaultPath

SAMPLES = Path(__file__).parents[1] / "exchange" / "data" / "contacts"
NAMES = sorted(place.name for place in SAMPLES.iterdir())
EMPTY = {"vaultkit.toml": 'language = "ru"\n'}
KEYS = ["file", "line", "name", "outcome", "path", "reason", "remarks"]


def vcf(*lines: str, version: str = "3.0") -> str:
    return "\n".join(["BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""])


def imported(vault: Path, *arguments: str) -> tuple[int, list[dict[str, Any]], dict[str, int]]:
    done = vaultkit("contacts", "import", *arguments, "--json", folder=vault)
    assert done.err == ""
    *lines, told = map(json.loads, done.out.splitlines())
    assert all(list(line) == KEYS for line in lines)
    assert told["total"] == len(lines) == told["imported"] + told["named"]
    return done.code, lines, told


def import_text(vault: Path, text: str, *arguments: str) -> tuple[int, list[dict[str, Any]]]:
    place = vault.parent / "in.vcf"
    place.write_text(text, encoding="utf-8")
    code, lines, _ = imported(vault, str(place), *arguments)
    return code, lines


def note_at(vault: Path, path: str) -> Note:
    return read(decode(VaultPath(path), (vault / path).read_bytes()))


def exported(vault: Path, *arguments: str) -> bytes:
    done = vaultkit("contacts", "export", *arguments, folder=vault)
    assert (done.code, done.err) == (0, "")
    return done.out.encode()


def contents(vault: Path) -> dict[str, object]:
    """What the notes say, whatever the order of their properties; other files as they are."""
    return {
        name: (note_at(vault, name).properties, data.split(b"\n---\n", 1)[-1])
        if name.endswith(".md")
        else data
        for name, data in bytes_of(vault).items()
    }


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    return make_vault(tmp_path / "vault", EMPTY)


# --- import


def test_the_samples_become_contacts_and_a_second_import_writes_nothing(vault: Path) -> None:
    before = bytes_of(vault)
    code, lines, told = imported(vault, str(SAMPLES))
    assert (code, told) == (0, {"total": 12, "imported": 11, "named": 1, "files": 11})
    assert [line["reason"] for line in lines if line["outcome"] == "skipped"] == ["card-is-group"]
    daniel = note_at(vault, "Daniel Okafor.md")
    assert dict(daniel.properties) == {
        "kind": "contact",
        "aliases": [],
        "org": "Northwind Example Ltd",
        "role": "Head of Partnerships",
        "email": ["daniel.okafor@example.net", "d.okafor@example.org"],
        "phone": "+447700900123",
        "tz": None,
        "topics": [],
        "met": "2024-05-17",
        "birthday": "--04-12",
        "url": "https://www.linkedin.com/in/daniel-okafor-example",
        "note": [
            "Met at the Lisbon summit; introduced by Marta\nLikes sailing",
            "Met at Lisbon\nsummit",
        ],
        "external_ids": ["hubspot:101", "linkedin:daniel-okafor-example"],
        "vcard": "[[Daniel Okafor.vcf]]",
    }
    assert 'phone: "+447700900123"' in (vault / "Daniel Okafor.md").read_text(encoding="utf-8")
    ana = note_at(vault, "Ana Silva.md").properties
    assert (ana["photo"], ana["birthday"]) == ("[[Ana Silva.jpg]]", "--02-29")
    after = bytes_of(vault)
    assert after["Ana Silva.jpg"].startswith(b"\xff\xd8\xff")
    _, lines, told = imported(vault, str(SAMPLES))
    assert told["files"] == 0
    assert {line["outcome"] for line in lines} == {"unchanged", "skipped"}
    assert bytes_of(vault) == after
    assert vaultkit("check", folder=vault).code == 0
    assert vaultkit("undo", folder=vault).code == 0
    assert bytes_of(vault) == before


def test_the_order_of_the_files_means_nothing(tmp_path: Path) -> None:
    chosen = ("google-3.0-en-ru.vcf", "google-contacts.csv", "linkedin-Connections.csv")
    together, apart = [], []
    for number, order in enumerate([chosen, chosen[::-1], (*chosen[1:], chosen[0])]):
        one = make_vault(tmp_path / f"{number}", EMPTY)
        imported(one, *(str(SAMPLES / name) for name in order))
        together.append(bytes_of(one))
        two = make_vault(tmp_path / f"{number} apart", EMPTY)
        for name in order:
            imported(two, str(SAMPLES / name))
        apart.append(contents(two))
    assert all(each == together[0] for each in together)
    assert all(each == apart[0] for each in apart)
    assert apart[0] == contents(tmp_path / "0")


TYPED = """---
kind: contact
org: "[[Мост]]"   # as she said
phone: "+7 495 555-01-07"
email: [oleg@example.ru]
role:
---
# Олег Саянов

My own words.
"""


def test_what_a_person_typed_stays_and_differences_are_reported(vault: Path) -> None:
    make_vault(vault, {"People/Олег Саянов.md": TYPED})
    card = vcf(
        *("FN:Олег Саянов", "ORG:Фонд «Мост»", "TITLE:Руководитель", "TEL:8 (495) 555-01-07"),
        *("EMAIL:oleg@example.ru", "EMAIL:o.sayanov@example.ru"),
    )
    code, (line,) = import_text(vault, card)
    assert (code, line["outcome"], line["path"]) == (1, "update", "People/Олег Саянов.md")
    assert line["remarks"] == [
        {
            "code": "differs",
            "note": "People/Олег Саянов.md",
            "key": "org",
            "held": "Мост",
            "said": "Фонд «Мост»",
            "message": "People/Олег Саянов.md keeps its org: Мост; the card has Фонд «Мост»",
        }
    ]
    text = (vault / "People/Олег Саянов.md").read_text(encoding="utf-8")
    assert text == TYPED.replace("role:\n", "role: Руководитель\n").replace(
        "[oleg@example.ru]", "[oleg@example.ru, o.sayanov@example.ru]"
    ).replace("\n---\n#", '\nvcard: "[[Олег Саянов.vcf]]"\n---\n#')


@pytest.mark.parametrize(
    ("note", "lines"),
    [
        ("external_ids: ['uid:1']", ["FN:Other Name", "UID:1"]),
        ("external_ids: {uid: '1'}", ["FN:Other Name", "UID:1"]),
        ("emails: [ANN@example.org]", ["FN:Other Name", "EMAIL:ann@example.org"]),
        ("aliases: [Энн]", ["FN:энн"]),
        ("role: x", ["FN:Ann Lee"]),
    ],
    ids=["id in a list", "id by system", "address", "alias", "name"],
)
def test_who_has_a_note_is_found(vault: Path, note: str, lines: list[str]) -> None:
    make_vault(vault, {"Ann Lee.md": f"---\nkind: contact\n{note}\n---\n"})
    _, (line,) = import_text(vault, vcf(*lines))
    assert (line["outcome"], line["path"]) == ("update", "Ann Lee.md")


@pytest.mark.parametrize(("lines", "path"), [(["UID:1"], "A.md"), ([], "B.md")])
def test_an_id_decides_over_an_address_and_that_over_a_name(
    vault: Path, lines: list[str], path: str
) -> None:
    head = "---\nkind: contact\n"
    make_vault(
        vault,
        {
            "A.md": f"{head}external_ids: ['uid:1']\n---\n",
            "B.md": f"{head}email: b@example.org\n---\n",
            "C C.md": f"{head}---\n",
        },
    )
    _, (line,) = import_text(vault, vcf("FN:C C", "EMAIL:b@example.org", *lines))
    assert line["path"] == path


def test_a_name_alone_is_said_where_addresses_are_others(vault: Path) -> None:
    make_vault(vault, {"Ann Lee.md": "---\nkind: contact\nemail: ann@example.org\n---\n"})
    code, (line,) = import_text(vault, vcf("FN:Ann Lee", "EMAIL:other@example.org"))
    assert code == 1
    assert [remark["code"] for remark in line["remarks"]] == ["only-name", "differs"]
    assert note_at(vault, "Ann Lee.md").properties["email"] == "ann@example.org"


def test_several_that_may_be_meant_are_refused(vault: Path) -> None:
    one = "---\nkind: contact\nemail: us@example.org\n---\n"
    make_vault(vault, {"A.md": one, "B.md": one})
    before = bytes_of(vault)
    code, (line,) = import_text(vault, vcf("FN:C", "EMAIL:us@example.org"))
    assert (code, line["outcome"], line["reason"]) == (1, "refused", "several-notes")
    assert bytes_of(vault) == before


def test_a_note_of_another_kind_keeps_its_name(vault: Path) -> None:
    make_vault(vault, {"Topics/Ann Lee.md": "---\nkind: topic\n---\n"})
    code, (line,) = import_text(vault, vcf("FN:Ann Lee"))
    assert (code, line["outcome"], line["reason"]) == (1, "refused", "name-taken")
    assert line["remarks"][0]["path"] == "Topics/Ann Lee.md"


def test_what_an_import_wrote_follows_a_newer_card_and_a_persons_word_does_not(
    vault: Path,
) -> None:
    old = ("FN:Ann Lee", "UID:1", "TITLE:Clerk", "ORG:A", "REV:20260101T000000Z")
    new = ("FN:Ann Lee", "UID:1", "TITLE:Head", "ORG:B", "REV:20260201T000000Z")
    import_text(vault, vcf(*old))
    place = vault / "Ann Lee.md"
    place.write_text(place.read_text("utf-8").replace("org: A", "org: C"), encoding="utf-8")
    _, (line,) = import_text(vault, vcf(*new))
    assert note_at(vault, "Ann Lee.md").properties["role"] == "Head"
    assert note_at(vault, "Ann Lee.md").properties["org"] == "C"
    assert [(each["code"], each["said"]) for each in line["remarks"]] == [("differs", "B")]
    after = bytes_of(vault)
    assert after["Ann Lee.vcf"].count(b"BEGIN:VCARD") == 1
    _, (line,) = import_text(vault, vcf(*old))
    assert "older-card" in [each["code"] for each in line["remarks"]]
    assert bytes_of(vault) == after


def test_a_link_in_a_card_is_no_difference_from_what_it_became(vault: Path) -> None:
    card = vcf("FN:Ana Silva", "NOTE:Met at [[Lisbon|the summit]]")
    assert import_text(vault, card)[0] == 0
    code, (line,) = import_text(vault, card)
    assert (code, line["outcome"], line["remarks"]) == (0, "unchanged", [])


def test_what_a_person_emptied_is_not_filled_again(vault: Path) -> None:
    card = vcf("FN:Ann Lee", "TITLE:Clerk")
    import_text(vault, card)
    place = vault / "Ann Lee.md"
    place.write_text(place.read_text("utf-8").replace("role: Clerk", "role:"), encoding="utf-8")
    _, (line,) = import_text(vault, card)
    assert note_at(vault, "Ann Lee.md").properties["role"] is None
    assert line["remarks"][0]["held"] == "-"


def test_cards_of_one_person_by_several_names_come_together(vault: Path) -> None:
    make_vault(vault, {"Тимур Ахметов.md": "---\nkind: contact\naliases: [Timur A]\n---\n"})
    _, lines = import_text(vault, vcf("FN:Timur A", "TITLE:x") + vcf("FN:Тимур Ахметов", "ORG:O"))
    assert {line["path"] for line in lines} == {"Тимур Ахметов.md"}
    held = note_at(vault, "Тимур Ахметов.md").properties
    assert (held["role"], held["org"]) == ("x", "O")


@pytest.mark.parametrize("more", ["BEGIN:VCARD\nFN:x\n", "BEGIN:VCARD\nwhat\nEND:VCARD\n"])
def test_cards_that_somebody_damaged_are_not_written_over(vault: Path, more: str) -> None:
    import_text(vault, vcf("FN:Ann Lee"))
    place = vault / "Ann Lee.vcf"
    place.write_text(place.read_text() + more)
    before = bytes_of(vault)
    code, (line,) = import_text(vault, vcf("FN:Ann Lee", "TITLE:x"))
    assert (code, line["outcome"], line["reason"]) == (1, "refused", "cards-damaged")
    assert bytes_of(vault) == before


def test_cards_that_are_gone_are_kept_anew(vault: Path) -> None:
    card = vcf("FN:Ann Lee", "X-ODD:1")
    import_text(vault, card)
    before = bytes_of(vault)
    (vault / "Ann Lee.vcf").unlink()
    import_text(vault, card)
    assert bytes_of(vault) == before


HOSTILE = [
    "../../etc/cron.d/x",
    "{{ 7 * 7 }}",
    "---\\nkind: topic\\n---",
    "a: [b]",
    "[[Link]] #tag",
    "<% x %>",
    "CON",
    "x" * 400,
    "\u202egnp.exe",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_comes_out_inert(vault: Path, name: str) -> None:
    lines = (f"FN:{name}", f"TITLE:{name}", f"ORG:{name}", f"NICKNAME:{name}x", f"UID:{name}")
    _, (line,) = import_text(vault, vcf(*lines))
    assert line["outcome"] == "new"
    assert "/" not in line["path"]
    note = note_at(vault, line["path"])
    assert note.properties["kind"] == "contact"
    assert note.properties["role"] == " ".join(name.replace("\\n", "\n").split())
    assert {place.parent for place in vault.rglob("*.md")} == {vault}
    assert not note.links or {link.property for link in note.links} <= {
        "vcard",
        "role",
        "org",
        None,
    }
    before = bytes_of(vault)
    import_text(vault, vcf(*lines))
    assert bytes_of(vault) == before


def test_an_organisation_with_a_note_becomes_a_link(vault: Path) -> None:
    make_vault(vault, {"Orgs/Фонд.md": "---\nkind: organisation\n---\n"})
    card = vcf("FN:Ann Lee", "ORG:Фонд")
    import_text(vault, card)
    assert note_at(vault, "Ann Lee.md").properties["org"] == "[[Фонд]]"
    _, (line,) = import_text(vault, card)
    assert (line["outcome"], line["remarks"]) == ("unchanged", [])


@pytest.mark.parametrize(
    ("settings", "place"),
    [
        ("{}", "People/Ann Lee.vcf"),
        ('{"attachmentFolderPath": "/"}', "Ann Lee.vcf"),
        ('{"attachmentFolderPath": "Files/In"}', "Files/In/Ann Lee.vcf"),
        ('{"attachmentFolderPath": "./in"}', "People/in/Ann Lee.vcf"),
        ('{"attachmentFolderPath": "../out"}', "People/Ann Lee.vcf"),
        ('{"attachmentFolderPath": ".obsidian"}', "People/Ann Lee.vcf"),
    ],
)
def test_cards_lie_where_the_vault_keeps_attachments(
    vault: Path, settings: str, place: str
) -> None:
    make_vault(vault, {".obsidian/app.json": settings})
    import_text(vault, vcf("FN:Ann Lee"), "--folder", "People")
    assert (vault / place).is_file()
    assert note_at(vault, "People/Ann Lee.md").properties["vcard"] == "[[Ann Lee.vcf]]"


def test_a_taken_file_is_never_written_over(vault: Path) -> None:
    make_vault(vault, {"Ann Lee.vcf": "mine"})
    import_text(vault, vcf("FN:Ann Lee"))
    assert (vault / "Ann Lee.vcf").read_text() == "mine"
    assert note_at(vault, "Ann Lee.md").properties["vcard"] == "[[Ann Lee 1.vcf]]"


def test_a_note_that_cannot_be_edited_is_left_alone(vault: Path) -> None:
    broken = "---\nkind: contact\nemail: a@example.org\nrole: &x y\n---\n"
    make_vault(vault, {"A.md": broken})
    before = bytes_of(vault)
    code, (line,) = import_text(vault, vcf("FN:A", "EMAIL:a@example.org", "ORG:O"))
    assert (code, line["outcome"], line["reason"]) == (1, "refused", "note-uneditable")
    assert bytes_of(vault) == before


def test_a_dry_run_shows_the_diff_and_writes_nothing(vault: Path) -> None:
    before = bytes_of(vault)
    done = vaultkit("contacts", "import", str(SAMPLES), "--dry-run", folder=vault)
    assert done.code == 0
    assert "+++ b/Ana Silva.md\n" in done.out
    assert "Binary files /dev/null and b/Ana Silva.jpg differ\n" in done.out
    assert "12 cards: 11 imported, 1 not" in done.err
    assert bytes_of(vault) == before


def test_an_obsidian_template_is_filled_all_the_same(vault: Path) -> None:
    template = "---\nkind: contact\nphone:\nmet: '{{date}}'\n---\n# {{title}}\n"
    make_vault(vault, {"Templates/contact.md": template})
    make_vault(vault, {".obsidian/templates.json": '{"folder": "Templates"}'})
    import_text(vault, vcf("FN:Ann Lee", "TEL:+15550100123", "X-ABDATE:20240517"))
    held = note_at(vault, "Ann Lee.md").properties
    assert held["phone"] == "+15550100123"


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["nowhere.vcf"], 3, "cannot be read"),
        (["a.vcf", "--region", "Nowhere"], 2, "there is no country 'Nowhere'"),
        (["a.vcf", "--folder", "../out"], 2, "is no folder for notes"),
        ([], 2, "PATH..."),
    ],
)
def test_what_cannot_be_asked_is_said(
    vault: Path, arguments: list[str], code: int, said: str
) -> None:
    make_vault(vault, {"a.vcf": vcf("FN:A")})
    done = vaultkit("contacts", "import", *arguments, folder=vault)
    assert (done.code, done.out) == (code, "")
    assert said in done.err


def test_limits_can_be_raised(vault: Path) -> None:
    make_vault(vault, {"in/a.vcf": vcf("FN:A") * 3})
    _, lines, _ = imported(vault, "in", "--max-bytes", "10")
    assert [line["reason"] for line in lines] == ["file-too-large"]
    code, lines, _ = imported(vault, "in", "--max-cards", "2")
    assert (code, [line["reason"] for line in lines]) == (1, [None, None, "too-many-cards"])


def test_without_the_extra_it_is_said_how_to_get_it(
    vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [*sys.modules]:
        if name.startswith(("phonenumbers", "vaultkit.app.contacts_", "vaultkit.exchange.")):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "phonenumbers", None)
    done = vaultkit("contacts", "import", str(SAMPLES), folder=vault)
    assert (done.code, done.out) == (3, "")
    assert "pip install 'vaultkit[contacts]'" in done.err


def test_people_see_each_card_on_a_line_in_their_language(vault: Path) -> None:
    make_vault(vault, {"a.vcf": vcf("FN:Анна Ли", "KIND:group") + vcf("FN:Ян", "TEL:12")})
    done = vaultkit("contacts", "import", "a.vcf", folder=vault, environ={"LANG": "ru_RU"})
    assert done.out == (
        "a.vcf:1\tАнна Ли\tпропущен\t\tэто группа людей, а не человек\n"
        "a.vcf:6\tЯн\tновый\tЯн.md\tтелефон не читается: 12; может помочь --region\n"
    )
    assert done.err == "2 карточки: принято 1, не принято 1\n"


# --- export


def values(data: bytes) -> set[tuple[str, str]]:
    """Names and values of all lines, as they mean the same in any version."""
    told = set()
    for found in read_cards(data):
        assert found.card is not None
        for line in found.card.lines:
            value = line.value.removeprefix("tel:").casefold()
            if line.name == "PHOTO":
                value = value.rpartition(",")[2]
            if line.name == "BDAY":
                value = value.removeprefix("1604").replace("-", "")[-4:]
            told.add((line.name, value))
    return told


@pytest.mark.parametrize("form", ["vcard3", "vcard4"])
@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith(".vcf")])
def test_a_round_trip_loses_no_field(vault: Path, name: str, form: str) -> None:
    imported(vault, str(SAMPLES / name))
    out = exported(vault, "--format", form)
    cards = [each.card for each in read_cards((SAMPLES / name).read_bytes()) if each.card]
    people = [card for card in cards if card.first("KIND") != "group"]
    wanted = set()
    for card in people:
        for line in card.lines:
            value = line.value.removeprefix("tel:").casefold()
            if line.name == "BDAY":
                value = value.removeprefix("1604").replace("-", "")[-4:]
            wanted.add((line.name, value))
    assert values(out) == wanted
    assert exported(vault, "--format", form) == out
    seen = list(vobject.readComponents(out.decode(), allowQP=False))
    assert [card.fn.value for card in seen] == sorted(card.first("FN") for card in people)


@pytest.mark.parametrize("form", ["vcard3", "vcard4", "google"])
def test_what_is_exported_comes_in_again_as_the_same_contacts(tmp_path: Path, form: str) -> None:
    one, two = make_vault(tmp_path / "1", EMPTY), make_vault(tmp_path / "2", EMPTY)
    imported(one, str(SAMPLES))
    suffix = ".csv" if form == "google" else ".vcf"
    place = tmp_path / f"out{suffix}"
    place.write_bytes(exported(one, "--format", form))
    code, _, _ = imported(two, str(place))
    assert code == 0
    for name in ("Daniel Okafor.md", "Тимур Ахметов.md", "Олег Саянов.md", "Ирина Волкова.md"):
        first, second = (dict(note_at(each, name).properties) for each in (one, two))
        if form == "google":  # which knows neither days of meeting nor zones, and one note
            for gone in ("met", "tz", "lang", "external_ids", "note"):
                first.pop(gone, None)
                second.pop(gone, None)
        assert second == first


def test_what_the_note_says_otherwise_is_exported(vault: Path) -> None:
    lines = ("EMAIL;TYPE=home:a@example.org", "EMAIL:odd", "TITLE:x", "X-ODD:1", "URL:ftp://x")
    import_text(vault, vcf("FN:Ann Lee", *lines))
    place = vault / "Ann Lee.md"
    text = place.read_text("utf-8").replace("a@example.org", "new@example.org")
    text = text.replace("role: x", "role:").replace("# Ann Lee", "# Ann Lee-Wu")
    place.write_text(text + "url: not a property\n", "utf-8")
    out = exported(vault, "--format", "vcard3").decode()
    assert out.replace("\r\n", "\n") == vcf(
        *("FN:Ann Lee-Wu", "N:Lee-Wu;Ann;;;", "EMAIL:odd", "X-ODD:1", "URL:ftp://x"),
        "EMAIL:new@example.org",
    )


def test_a_note_without_cards_is_a_card(vault: Path) -> None:
    note = (
        "---\nkind: contact\naliases: [Аня, 'A; P']\norg: '[[Мост|Фонд «Мост»]]'\nrole: Head\n"
        "email: [a@example.org]\nphone: '+7 495 555-01-07'\ntz: Europe/Moscow\n"
        "birthday: --04-12\nlang: [ru, en]\nexternal_ids: ['hubspot:7']\ntags: [vip]\n---\n"
        "# Анна Петрова\n"
    )
    make_vault(vault, {"Анна Петрова.md": note, "B.md": "---\nkind: contact\n---\n"})
    out = exported(vault, "--tag", "#vip")
    assert out.decode().replace("\r\n", "\n") == vcf(
        *("FN:Анна Петрова", "N:Петрова;Анна;;;", "NICKNAME:Аня", "NICKNAME:A\\; P"),
        *("ORG:Фонд «Мост»", "TITLE:Head", "EMAIL:a@example.org", "TEL:+7 495 555-01-07"),
        *("TZ:Europe/Moscow", "BDAY:--0412", "LANG:ru", "LANG:en", "X-VAULTKIT-ID:hubspot:7"),
        version="4.0",
    )
    assert exported(vault, "Анна Петрова") == out
    assert b"7,\xd0\x90\xd0\xbd\xd0\xbd\xd0\xb0" in exported(vault, "--format", "hubspot")


def test_a_file_of_the_vault_is_replaced_only_when_asked(vault: Path) -> None:
    make_vault(vault, {"B.md": "---\nkind: contact\n---\n", "mine.vcf": "mine"})
    refused = vaultkit("contacts", "export", "-o", "mine.vcf", folder=vault)
    assert (refused.code, (vault / "mine.vcf").read_text()) == (1, "mine")
    shown = vaultkit("contacts", "export", "-o", "mine.vcf", "--force", "--dry-run", folder=vault)
    assert (shown.code, (vault / "mine.vcf").read_text()) == (0, "mine")
    assert "-mine\n" in shown.out
    assert "+FN:B\r\n" in shown.out
    done = vaultkit("contacts", "export", "--output", "mine.vcf", "--force", folder=vault)
    assert (done.code, done.out, done.err) == (0, "", "mine.vcf: 1 contact\n")
    assert (vault / "mine.vcf").read_bytes() == exported(vault)
    hidden = vaultkit("contacts", "export", "-o", ".obsidian/x.vcf", folder=vault)
    assert hidden.code == 2


# --- merge

ANNA = """---
kind: contact
email: anna@example.org
role: host
org: "[[Мост]]"
topics: ["[[Talks]]"]
---
# Anna Petrova

Met at [[Talks]]. ^first
"""
ANYA = """---
kind: contact
aliases: [Nyura]
email: anya@example.org
phone: "+15550100"
role: juggler
company: мост
met: 2024-05-17
cadence: {ideal: 30d}
topics: ["[[Trips]]"]
introduced_by: "[[Anna Petrova]]"
---
# Anya P

## Plans

- [ ] call [[Anna Petrova|her]] ^task
"""
LINKS = "[[Anya P]] [[Anya P#Plans|plans]] ![[Anya P#^task]] [x](<People/Anya P.md>)\n"
PAIR: Mapping[str, str] = {
    **EMPTY,
    "Anna Petrova.md": ANNA,
    "People/Anya P.md": ANYA,
    "n.md": LINKS,
    "c.canvas": '{"nodes":[{"id":"1","type":"file","file":"People/Anya P.md"}]}',
}


def test_a_merge_keeps_both_texts_and_leads_all_links_on(tmp_path: Path) -> None:
    vault = make_vault(tmp_path, PAIR)
    before = bytes_of(vault)
    shown = vaultkit("contacts", "merge", "Anna Petrova", "Anya P", "--dry-run", folder=vault)
    assert shown.code == 0
    assert "+++ /dev/null" in shown.out
    assert bytes_of(vault) == before
    done = vaultkit("contacts", "merge", "Anna Petrova", "Anya P", folder=vault)
    assert (done.code, done.err) == (0, "")
    assert done.out == (
        "People/Anya P.md is now part of Anna Petrova.md; written anew: 5 links in 2 notes; "
        "now in the text: role, cadence\n"
    )
    assert (vault / "n.md").read_text() == (
        "[[Anna Petrova]] [[Anna Petrova#Plans|plans]] ![[Anna Petrova#^task]] "
        "[x](<Anna Petrova.md>)\n"
    )
    assert '"file":"Anna Petrova.md"' in (vault / "c.canvas").read_text()
    assert not (vault / "People/Anya P.md").exists()
    note = note_at(vault, "Anna Petrova.md")
    assert dict(note.properties) == {
        "kind": "contact",
        "email": ["anna@example.org", "anya@example.org"],
        "role": "host",
        "org": "[[Мост]]",
        "topics": ["[[Talks]]", "[[Trips]]"],
        "phone": "+15550100",
        "met": "2024-05-17",
        "introduced_by": "[[Anna Petrova]]",
        "aliases": ["Anya P", "Nyura"],
    }
    text = (vault / "Anna Petrova.md").read_text(encoding="utf-8")
    assert text.endswith(
        "# Anna Petrova\n\nMet at [[Talks]]. ^first\n\n# Anya P\n\n## Plans\n\n"
        "- [ ] call [[Anna Petrova|her]] ^task\n\n"
        "> [!note] Из свойств заметки Anya P\n> - role: juggler\n> - cadence: ideal: 30d\n"
    )
    assert vaultkit("undo", folder=vault).code == 0
    assert bytes_of(vault) == before


@pytest.mark.parametrize(
    ("kept", "gone", "reason"),
    [
        ("a ^x\n", "b ^x\n", "has a block of this name too"),
        ("a[^1]\n\n[^1]: x\n", "b[^1]\n\n[^1]: y\n", "has a footnote of this name too"),
        ("```\nopen\n", "# b\n", "something is open"),
        ("<!-- open\n", "b\n", "something is open"),
    ],
)
def test_texts_that_would_read_otherwise_are_not_merged(
    tmp_path: Path, kept: str, gone: str, reason: str
) -> None:
    head = "---\nkind: contact\n---\n"
    vault = make_vault(tmp_path, {**EMPTY, "A.md": head + kept, "B.md": head + gone})
    before = bytes_of(vault)
    done = vaultkit("contacts", "merge", "A", "B", folder=vault)
    assert (done.code, done.out) == (1, "")
    assert "merge-refused" in done.err
    assert reason in done.err
    assert bytes_of(vault) == before


def test_generated_regions_go_and_edited_ones_are_the_persons(tmp_path: Path) -> None:
    vault = make_vault(tmp_path, PAIR)
    assert vaultkit("region", "add", "Anya P", "backlinks", folder=vault).code == 0
    assert vaultkit("contacts", "merge", "Anna Petrova", "Anya P", folder=vault).code == 0
    assert "vaultkit:begin" not in (vault / "Anna Petrova.md").read_text(encoding="utf-8")


def test_cards_of_both_stay_with_the_merged_contact(vault: Path) -> None:
    cards = vcf("FN:Ann Lee", "EMAIL:a@example.org", "X-A:1")
    cards += vcf("FN:A Lee", "EMAIL:b@example.org", "X-B:2")
    import_text(vault, cards)
    assert vaultkit("contacts", "merge", "Ann Lee", "A Lee", folder=vault).code == 0
    held = note_at(vault, "Ann Lee.md").properties
    assert held["vcard"] == ["[[Ann Lee.vcf]]", "[[A Lee.vcf]]"]
    out = exported(vault)
    assert b"X-A:1" in out
    assert b"X-B:2" in out
    after = bytes_of(vault)
    _, lines = import_text(vault, cards)
    assert [line["outcome"] for line in lines] == ["unchanged", "unchanged"]
    assert bytes_of(vault) == after


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (("Anna Petrova", "Anna Petrova"), "are one note"),
        (("Anna Petrova", "n"), "n.md is no contact"),
        (("Anna Petrova", "Nobody"), "no note answers to 'Nobody'"),
    ],
)
def test_only_two_contacts_are_merged(tmp_path: Path, names: tuple[str, str], said: str) -> None:
    vault = make_vault(tmp_path, PAIR)
    done = vaultkit("contacts", "merge", *names, folder=vault)
    assert done.code == 2
    assert said in done.err


# --- dedupe

DOUBLES = [
    ("Ann Lee", "external_ids: ['uid:1']", "B", "external_ids: ['uid:1']", "same-id"),
    ("Ann Lee", "email: A@example.org", "B", "emails: [a@example.org]", "same-email"),
    ("Ann Lee", "phone: '+15550100123'", "B", "tel: ['+1 555 0100 123']", "same-phone"),
    ("Ann Lee", "x: 1", "B", "aliases: ['Lee, ann']", "same-name"),
    ("Семён Ёлкин", "x: 1", "B", "aliases: [Семен Елкин]", "same-name"),
    ("Тимур Ахметов", "x: 1", "Timur Akhmetov", "x: 1", "alike-name"),
    ("Юлия Яковлева", "x: 1", "Yulia Yakovleva", "x: 1", "alike-name"),
    ("Daniel Okafor", "org: '[[North]]'", "D. Okafor", "org: North", "short-name"),
]


@pytest.mark.parametrize(("one", "first", "other", "second", "code"), DOUBLES)
def test_doubles_are_proposed_with_the_reason(
    vault: Path, one: str, first: str, other: str, second: str, code: str
) -> None:
    head = "---\nkind: contact\n"
    make_vault(
        vault, {f"{one}.md": f"{head}{first}\n---\n", f"{other}.md": f"{head}{second}\n---\n"}
    )
    before = bytes_of(vault)
    done = vaultkit("contacts", "dedupe", "--json", folder=vault)
    (found,) = map(json.loads, done.out.splitlines())
    assert {found["a"], found["b"]} == {f"{one}.md", f"{other}.md"}
    assert found["reasons"][0]["code"] == code
    assert bytes_of(vault) == before
    assert vaultkit("contacts", "dedupe", folder=vault).err == "1 pair may be one person\n"


@pytest.mark.parametrize(
    ("one", "other"),
    [("Anna A", "Anna B"), ("Anna", "Аня"), ("Ivan Petrov", "Igor Petrov"), ("P 988 N", "P 98 N")],
)
def test_others_are_no_doubles(vault: Path, one: str, other: str) -> None:
    make_vault(vault, {f"{name}.md": "---\nkind: contact\n---\n" for name in (one, other)})
    assert vaultkit("contacts", "dedupe", "--json", folder=vault).out == ""


def test_what_an_office_shares_is_no_reason(vault: Path) -> None:
    note = "---\nkind: contact\nemail: office@example.org\n---\n"
    make_vault(vault, {f"{name}.md": note for name in "ABCDEF"})
    assert vaultkit("contacts", "dedupe", folder=vault).out == ""
