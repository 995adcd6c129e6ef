"""``vaultkit calendar import``: events to notes, again and again, without a double."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.cli.support import ROOT, bytes_of, make_vault, vaultkit
from vaultkit.app.calendar_notes import moment_text
from vaultkit.markdown.decode import decode
from vaultkit.markdown.read import read
from vaultkit.model.paths import VaultPath

SAMPLES = sorted((ROOT / "tests/exchange/data/ics").glob("*.ics"))

EMPTY = {"vaultkit.toml": 'language = "en"\n'}
ANA = "---\nkind: contact\nemail: ana@example.org\ntz: Europe/Lisbon\n---\n# Ana Silva\n"


def event(*lines: str, method: str = "PUBLISH", uid: str = "sync@example.org") -> str:
    own = [f"UID:{uid}", "DTSTART;TZID=Europe/Moscow:20261124T170000", "SUMMARY:Sync"]
    names = {line.partition(":")[0].partition(";")[0] for line in lines}
    kept = [line for line in own if line.partition(":")[0].partition(";")[0] not in names]
    body = "\n".join([*kept, *lines])
    return f"BEGIN:VCALENDAR\nMETHOD:{method}\nBEGIN:VEVENT\n{body}\nEND:VEVENT\nEND:VCALENDAR\n"


def imported(folder: Path, *arguments: str, code: int = 0) -> list[dict[str, Any]]:
    done = vaultkit("calendar", "import", *arguments, "--json", folder=folder)
    assert (done.code, done.err) == (code, ""), done
    *lines, told = map(json.loads, done.out.splitlines())
    assert told["total"] == len(lines) == told["imported"] + told["named"]
    return lines


def import_texts(vault: Path, *texts: str, code: int = 0) -> list[dict[str, Any]]:
    """The texts as files of one import, from beside the vault."""
    make_vault(vault.parent / "in", {f"{n}.ics": text for n, text in enumerate(texts)})
    files = [str(vault.parent / "in" / f"{n}.ics") for n in range(len(texts))]
    return imported(vault, *files, code=code)


def notes_of(vault: Path) -> dict[str, str]:
    return {path: data.decode() for path, data in bytes_of(vault).items() if path.endswith(".md")}


def properties(vault: Path, path: str) -> Mapping[str, Any]:
    return read(decode(VaultPath(path), (vault / path).read_bytes())).properties


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    return make_vault(tmp_path / "vault", EMPTY)


# --- the samples


def runs_of(order: str) -> list[list[str]]:
    if order == "back":
        return [[str(file) for file in SAMPLES[::-1]]]
    return [[str(file)] for file in SAMPLES]


@pytest.fixture(scope="module")
def sample_runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """sample-vault with the samples: one after the other, and backwards in a single run."""
    found = {}
    for name in ("forth", "back"):
        found[name] = tmp_path_factory.mktemp(name) / "vault"
        left_out = shutil.ignore_patterns(".vaultkit")
        shutil.copytree(ROOT / "sample-vault", found[name], ignore=left_out)
        for files in runs_of(name):
            vaultkit("calendar", "import", *files, folder=found[name])
    return found


@pytest.mark.parametrize("order", ["forth", "back"])
def test_a_second_import_of_the_samples_writes_nothing_and_text_in_between_stays(
    sample_runs: dict[str, Path], tmp_path: Path, order: str
) -> None:
    root = tmp_path / "vault"
    shutil.copytree(sample_runs[order], root)
    new = set(bytes_of(root)) - set(bytes_of(ROOT / "sample-vault"))
    assert len([path for path in new if path.endswith(".md")]) == 50
    for path in new:
        data = (root / path).read_bytes()
        (root / path).write_bytes(data.replace(b"\n\n## ", "\n\nМоё. Mine.\n\n## ".encode(), 1))
    edited = bytes_of(root)
    assert sum("Моё. Mine.".encode() in data for data in edited.values()) == 50
    for files in runs_of("forth" if order == "back" else "back"):
        vaultkit("calendar", "import", *files, folder=root)
    assert bytes_of(root) == edited


def test_the_order_of_the_samples_does_not_matter_to_any_time(
    sample_runs: dict[str, Path],
) -> None:
    def told(root: Path) -> dict[tuple[object, object], tuple[object, ...]]:
        found = {}
        for path in notes_of(root):
            kept = properties(root, path)
            if "ical_uid" in kept:
                key = kept["ical_uid"], kept.get("recurrence_id")
                names = ("sequence", "series", "previous", "next", "status")
                start = moment_text(kept["start"])
                found[key] = (start, *(kept.get(name) for name in names))
        return found

    forth, back = (told(root) for root in sample_runs.values())
    assert len(forth) == 50
    assert forth == back


@pytest.mark.parametrize("order", ["backwards", 1, 2])
def test_the_samples_one_at_a_time_give_the_same_bytes_in_any_order(
    sample_runs: dict[str, Path], tmp_path: Path, order: str | int
) -> None:
    files = list(SAMPLES[::-1])
    if isinstance(order, int):
        random.Random(order).shuffle(files)
    assert files != SAMPLES
    root = tmp_path / "vault"
    shutil.copytree(ROOT / "sample-vault", root, ignore=shutil.ignore_patterns(".vaultkit"))
    for file in files:
        vaultkit("calendar", "import", str(file), folder=root)
    assert notes_of(root) == notes_of(sample_runs["forth"])


def test_the_samples_have_their_instants(sample_runs: dict[str, Path]) -> None:
    root = sample_runs["forth"]
    starts = {
        path: str(properties(root, path).get("start"))
        for path in notes_of(root)
        if "ical_uid" in properties(root, path)
    }
    assert starts["2026-11-11 Partner network sync (moved).md"] == "2026-11-11T10:00+01:00"
    assert starts["2026-12-02 Webex meeting - joint webinar planning.md"] == (
        "2026-12-02T14:00+01:00"
    )
    assert starts["2026-11-27 Зона в виде подписи.md"] == "2026-11-27T10:00+03:00"
    assert starts["2026-12-04 Floating - morning review.md"] == "2026-12-04T08:00"
    assert starts["2026-11-10 Across the DST change.md"] == "2026-11-10T09:00-05:00"
    all_day = properties(root, "2026-11-27 Онлайн-конференция «Гибридные форматы».md")
    assert (all_day["start"], all_day["end"], all_day.get("time")) == (
        *("2026-11-27", "2026-11-28"),
        None,
    )


# --- a new note


def test_a_meeting_is_made_of_its_template_with_its_facts(vault: Path) -> None:
    make_vault(vault, {"Contacts/Ana Silva.md": ANA})
    text = event(
        "DTEND;TZID=Europe/Moscow:20261124T180000",
        "ORGANIZER;CN=Ben Okoro:mailto:ben@example.org",
        "ATTENDEE;PARTSTAT=ACCEPTED;CN=A. Silva:mailto:Ana@Example.org",
        "ATTENDEE;CUTYPE=ROOM;CN=Room Birch:mailto:birch@example.org",
        "LOCATION:https://us02web.zoom.us/j/81234567890?pwd=c2VjcmV0",
        "DESCRIPTION:Bring *slides*\\nJoin Zoom Meeting\\nMeeting ID: 812 3456 7890\\n"
        "Passcode: 482913",
        "SEQUENCE:2",
        "LAST-MODIFIED:20261101T100000Z",
    )
    (line,) = import_texts(vault, text)
    assert (line["outcome"], line["notes"]) == ("new", ["2026-11-24 Sync.md"])
    told = properties(vault, "2026-11-24 Sync.md")
    assert {key: value for key, value in told.items() if value} == {
        "kind": "meeting",
        "meeting_type": "one-on-one",
        **({"status": "planned"} if "status" in told else {}),
        "date": "2026-11-24",
        "time": "17:00",
        "tz": "Europe/Moscow",
        "platform": "Zoom",
        "join": "https://us02web.zoom.us/j/81234567890?pwd=c2VjcmV0",
        "attendees": ["[[Ana Silva]]", "Ben Okoro"],
        "recording": "none",
        "ical_uid": "sync@example.org",
        "sequence": 2,
        "start": "2026-11-24T17:00+03:00",
        "end": "2026-11-24T18:00+03:00",
        "duration": 60,
        "meeting_id": "81234567890",
        "passcode": "482913",
        "secrets": ["passcode", "pwd"],
        "room": "Room Birch",
        "replies": [
            "A. Silva <Ana@example.org>: accepted",
            "Ben Okoro <ben@example.org>: organiser",
        ],
        "organiser": "Ben Okoro",
        "ical_modified": "2026-11-01T10:00:00Z",
    }
    body = (vault / "2026-11-24 Sync.md").read_text(encoding="utf-8")
    assert "- [[Ana Silva]] · accepted · 14:00 (Europe/Lisbon)\n- Ben Okoro · organiser" in body
    assert "> Bring \\*slides\\*" in body
    assert "482913" not in body.split("---\n", 2)[2]
    assert "c2VjcmV0" not in body.split("---\n", 2)[2]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_secrets_of_fallback_links_stand_in_the_properties_alone(
    tmp_path: Path, language: str
) -> None:
    vault = make_vault(tmp_path / "vault", {"vaultkit.toml": f'language = "{language}"\n'})
    teams = "https://teams.microsoft.com/meet/21234567890123?p=AbCdEfGhIjKlMnOpQr"
    zoom = "https://us02web.zoom.us/j/81234567890?pwd=c2VjcmV0"
    import_texts(
        vault,
        event(
            "LOCATION:https://meet.google.com/abc-defg-hij",
            f"DESCRIPTION:Or {teams}\\nor {zoom}",
            "SEQUENCE:0",
        ),
    )
    path = "2026-11-24 Sync.md"
    assert properties(vault, path)["fallback"] == [teams, zoom]
    body = notes_of(vault)[path].split("---\n", 2)[2]
    assert "- <https://teams.microsoft.com/meet/21234567890123?p=***>\n" in body
    assert "- <https://us02web.zoom.us/j/81234567890?pwd=***>\n" in body
    assert "AbCdEfGhIjKlMnOpQr" not in body
    assert "c2VjcmV0" not in body


def test_contacts_are_made_only_where_that_is_asked_for(vault: Path) -> None:
    text = event(
        "ATTENDEE;CN=Ana Silva:mailto:ana@example.org", "SEQUENCE:1", "DTSTAMP:20261101T100000Z"
    )
    import_texts(vault, text)
    assert "Ana Silva.md" not in notes_of(vault)
    lines = imported(vault, str(vault.parent / "in" / "0.ics"), "--create-contacts")
    assert [line["outcome"] for line in lines] == ["update"]
    assert properties(vault, "Ana Silva.md")["email"] == "ana@example.org"
    assert properties(vault, "2026-11-24 Sync.md")["attendees"] == ["[[Ana Silva]]"]
    before = bytes_of(vault)
    imported(vault, str(vault.parent / "in" / "0.ics"), "--create-contacts")
    assert bytes_of(vault) == before


def test_a_series_and_its_instances_are_linked(vault: Path) -> None:
    import_texts(vault, event("RRULE:FREQ=WEEKLY;COUNT=3"))
    names = [f"{day} Sync" for day in ("2026-11-24", "2026-12-01", "2026-12-08")]
    links = [None, *(f"[[{name}]]" for name in names), None]
    for n, name in enumerate(names, start=1):
        told = properties(vault, f"{name}.md")
        assert told["series"] == "[[Sync]]"
        assert (told.get("previous"), told.get("next")) == (links[n - 1], links[n + 1])
    assert properties(vault, "Sync.md")["rrule"] == ["FREQ=WEEKLY;COUNT=3"]


def test_a_series_beside_a_note_of_its_name_takes_no_links_from_it(vault: Path) -> None:
    make_vault(vault, {"Sync.md": "# Mine\n"})
    import_texts(vault, event("RRULE:FREQ=WEEKLY;COUNT=2"))
    assert notes_of(vault)["Sync.md"] == "# Mine\n"
    assert properties(vault, "2026-11-24 Sync.md")["series"] == "[[Sync 2]]"


@pytest.mark.parametrize("summary", ["", "../../etc/passwd", "...", "[[x]] #y | ^z", "a\\nb\\n---"])
def test_any_title_gives_a_note_in_the_vault(vault: Path, summary: str) -> None:
    (line,) = import_texts(vault, event(f"SUMMARY:{summary}"))
    (path,) = line["notes"]
    assert (vault / path).is_file()
    before = bytes_of(vault)
    import_texts(vault, event(f"SUMMARY:{summary}"))
    assert bytes_of(vault) == before


ODD = {
    "the first day": event("DTSTART:00010101T000000Z"),
    "the last hour": event("DTSTART;TZID=America/New_York:99991231T235959"),
    "the last day": event("DTSTART;VALUE=DATE:99991231"),
    "people who look like replies": event(
        'ATTENDEE;CN="x<y>: accepted, +3":mailto:a@example.org',
        'ATTENDEE;PARTSTAT="a value";CN="Имя: declined":mailto:b@example.org',
        'ATTENDEE;CN="<!-- vaultkit:end attendance -->":mailto:c@example.org',
    ),
    "words that end regions and properties": event(
        "DESCRIPTION:<!-- vaultkit:end invitation -->\\n---\\n# H\\n```\\n%%\\n$$",
        "LOCATION:---",
        "CATEGORIES:a\\,b,- x,{y: z},[[Ana]]",
        "ATTACH:javascript:alert(1)",
    ),
    "texts that are none to YAML": event("SUMMARY:null", "LOCATION:*anchor", uid="2026-11-24"),
    "an instance with a rule": event("RRULE:FREQ=YEARLY", "RECURRENCE-ID:20261124T140000Z"),
}


@pytest.mark.parametrize("name", ODD)
def test_odd_events_become_sound_notes_that_a_second_import_leaves(vault: Path, name: str) -> None:
    (line,) = import_texts(vault, ODD[name])
    (path,) = line["notes"]
    note = read(decode(VaultPath(path), (vault / path).read_bytes()))
    assert (note.error, [each.code for each in note.diagnostics]) == (False, [])
    assert {each.name for each in note.regions} <= {"attendance", "invitation"}
    before = bytes_of(vault)
    assert import_texts(vault, ODD[name])[0]["outcome"] == "unchanged"
    assert bytes_of(vault) == before


MINE = """---
kind: meeting
date: 2026-11-24
time: "17:00"
tz: Europe/Moscow
join: https://example.org/mine
---
# {title}

Mine.
"""


@pytest.mark.parametrize(
    ("path", "title", "is_adopted"),
    [
        ("Mine.md", "Sync", True),
        ("M/2026-11-24 Sync.md", "Another title", True),
        ("Mine.md", "sync", True),
        ("Mine.md", "Another", False),
    ],
)
def test_a_note_that_a_person_made_of_the_meeting_is_taken(
    vault: Path, path: str, title: str, is_adopted: bool
) -> None:
    make_vault(vault, {path: MINE.format(title=title)})
    stamp = "DTSTAMP:20261101T100000Z"
    text = event("SEQUENCE:2", stamp, "LOCATION:https://zoom.us/j/81234567890")
    (line,) = import_texts(vault, text)
    if not is_adopted:
        assert line["notes"] == ["2026-11-24 Sync.md"]
        return
    assert (line["outcome"], line["notes"]) == ("update", [path])
    told = properties(vault, path)
    assert (told["join"], told["ical_uid"], told["sequence"]) == (
        *("https://example.org/mine", "sync@example.org", 2),
    )
    after = notes_of(vault)
    assert after[path].endswith(MINE.format(title=title).split("---\n")[2])
    assert import_texts(vault, text)[0]["notes"] == [path]
    assert notes_of(vault) == after


def test_two_notes_that_may_be_meant_are_left_alone(vault: Path) -> None:
    own = {f"{name}.md": MINE.format(title="Sync") for name in ("One", "Two")}
    make_vault(vault, own)
    (line,) = import_texts(vault, event("DTSTAMP:20261101T100000Z"))
    assert line["notes"] == ["2026-11-24 Sync.md"]
    assert {path: notes_of(vault)[path] for path in own} == own


# --- the same meeting again


def edit(vault: Path, path: str, old: str, new: str) -> None:
    text = (vault / path).read_text(encoding="utf-8")
    assert old in text
    (vault / path).write_text(text.replace(old, new, 1), encoding="utf-8")


def body_of(text: str) -> str:
    """The note's own text: without properties and regions."""
    return text.split("---\n", 2)[2].partition("<!-- vaultkit:begin")[0]


def test_a_change_moves_the_meeting_and_leaves_every_word(vault: Path) -> None:
    people = "ATTENDEE;CN=Ana:mailto:ana@example.org"
    import_texts(vault, event("SEQUENCE:1", people, "DESCRIPTION:Old words"))
    path = "2026-11-24 Sync.md"
    edit(vault, path, "### Notes", "### Notes\n\nМоё слово, [[Ana]].")
    edit(vault, path, "attendees: [Ana]", 'attendees: [Ana, "[[Ben]]"] # mine\nmood: good')
    before = notes_of(vault)[path]
    moved = event(
        *("SEQUENCE:2", "DTSTART;TZID=Europe/Moscow:20261125T090000", "SUMMARY:Sync, moved"),
        *("ATTENDEE;CN=Cleo:mailto:cleo@example.org", "DESCRIPTION:New words"),
    )
    (line,) = import_texts(vault, moved)
    assert (line["outcome"], line["notes"]) == ("update", [path])
    after = notes_of(vault)[path]
    assert body_of(after) == body_of(before)
    told = properties(vault, path)
    assert (told["start"], told["date"], told["time"]) == (
        *("2026-11-25T09:00+03:00", "2026-11-25", "09:00"),
    )
    assert told["attendees"] == ["[[Ben]]", "Cleo"]
    assert (told["summary"], told["mood"], told["sequence"]) == ("Sync, moved", "good", 2)
    assert "# mine" in after
    assert "> New words" in after
    assert "Old words" not in after


VERSIONS = {
    "lower sequence": ("SEQUENCE:1", "older-than-note"),
    "same sequence, earlier change": ("LAST-MODIFIED:20261101T000000Z", "older-than-note"),
    "same sequence, later change": ("LAST-MODIFIED:20261103T000000Z", None),
    "higher sequence, earlier change": (
        "SEQUENCE:3\nLAST-MODIFIED:20261101T000000Z",
        None,
    ),
}


@pytest.mark.parametrize("name", VERSIONS)
def test_the_newer_version_holds_in_either_order(vault: Path, tmp_path: Path, name: str) -> None:
    lines, reason = VERSIONS[name]
    first = event("SEQUENCE:2", "LAST-MODIFIED:20261102T000000Z", "LOCATION:Here")
    stamped = lines if "SEQUENCE" in lines else f"SEQUENCE:2\n{lines}"
    stamped = stamped if "LAST-MODIFIED" in lines else f"{lines}\nLAST-MODIFIED:20261103T000000Z"
    other = event(*stamped.split("\n"), "LOCATION:There")
    held = "Here" if reason else "There"
    import_texts(vault, first)
    (line,) = import_texts(vault, other)
    assert line["reason"] == reason
    assert properties(vault, "2026-11-24 Sync.md")["room"] == held
    back = make_vault(tmp_path / "back", EMPTY)
    import_texts(back, other)
    import_texts(back, first)
    assert properties(back, "2026-11-24 Sync.md")["room"] == held


def test_a_meeting_called_off_keeps_its_note(vault: Path) -> None:
    import_texts(vault, event("SEQUENCE:0", "LOCATION:Here"))
    path = "2026-11-24 Sync.md"
    before = notes_of(vault)[path]
    off = event("SEQUENCE:1", "STATUS:CANCELLED", "SUMMARY:Canceled: Sync", method="CANCEL")
    (line,) = import_texts(vault, off)
    assert line["outcome"] == "cancelled"
    told = properties(vault, path)
    assert (told["status"], told["room"], told["sequence"]) == ("cancelled", "Here", 1)
    assert body_of(notes_of(vault)[path]) == body_of(before)
    again = bytes_of(vault)
    assert import_texts(vault, off)[0]["outcome"] == "unchanged"
    assert import_texts(vault, event("SEQUENCE:0"))[0]["reason"] == "older-than-note"
    assert bytes_of(vault) == again
    import_texts(vault, event("SEQUENCE:2"))
    assert properties(vault, path).get("status") in ("planned", None)


@pytest.mark.parametrize("stamp", ["DTSTAMP:20261101T100000Z", "LOCATION:Here"])
def test_what_a_person_called_off_stays_so_until_the_calendar_changes(
    vault: Path, stamp: str
) -> None:
    import_texts(vault, event("SEQUENCE:1", stamp))
    path = "2026-11-24 Sync.md"
    vaultkit("property", "set", path, "status", "cancelled", folder=vault)
    before = bytes_of(vault)
    import_texts(vault, event("SEQUENCE:1", stamp))
    assert bytes_of(vault) == before


ANNA = "ATTENDEE;CN=Ana Silva:mailto:ana@example.org"
INVITED = (
    *("SEQUENCE:0", "DTSTAMP:20261101T100000Z", "DTEND;TZID=Europe/Moscow:20261124T180000"),
    *("LOCATION:Room 5", "DESCRIPTION:Bring slides", ANNA),
    "ATTENDEE;CN=Ben Okoro:mailto:ben@example.org",
)
OFF = (
    *("SEQUENCE:1", "DTSTAMP:20261102T100000Z", "SUMMARY:Отменено: Sync"),
    *("DTSTART:20261124T140000Z", ANNA),
)
EXCEPTION = ("RECURRENCE-ID:20261124T140000Z",)
WEEKLY = ("RRULE:FREQ=WEEKLY;COUNT=3",)


@pytest.mark.parametrize(
    ("invited", "off", "names"),
    [
        (INVITED, OFF, {"2026-11-24 Sync.md"}),
        (INVITED, (*OFF[1:], "SEQUENCE:0"), {"2026-11-24 Sync.md"}),
        ((*INVITED[1:], "SEQUENCE:2"), OFF, {"2026-11-24 Sync.md"}),
        (
            (*INVITED, *WEEKLY),
            (*OFF, *WEEKLY),
            {"Sync.md", *(f"{day} Sync.md" for day in ("2026-11-24", "2026-12-01", "2026-12-08"))},
        ),
        (
            (*INVITED, *WEEKLY),
            OFF,
            {"Sync.md", *(f"{day} Sync.md" for day in ("2026-11-24", "2026-12-01", "2026-12-08"))},
        ),
        (
            (*INVITED, *WEEKLY),
            (*OFF, *EXCEPTION),
            {"Sync.md", *(f"{day} Sync.md" for day in ("2026-11-24", "2026-12-01", "2026-12-08"))},
        ),
    ],
    ids=["older", "of one number", "newer", "a series", "a series without its rule", "an instance"],
)
def test_a_cancellation_before_its_invitation_gives_the_same_bytes(
    vault: Path, tmp_path: Path, invited: tuple[str, ...], off: tuple[str, ...], names: set[str]
) -> None:
    texts = event(*invited, method="REQUEST"), event(*off, method="CANCEL")
    other = make_vault(tmp_path / "other", EMPTY)
    for each in texts:
        import_texts(vault, each)
    for each in (*texts[::-1], texts[1]):
        import_texts(other, each)
    assert set(notes_of(vault)) == names
    assert notes_of(other) == notes_of(vault)
    again = bytes_of(other)
    for each in texts:
        import_texts(other, each)
    assert bytes_of(other) == again


def test_a_cancellation_before_its_invitation_still_holds(vault: Path) -> None:
    off = event("SEQUENCE:1", "SUMMARY:Отменено: Sync", method="CANCEL")
    import_texts(vault, off)
    assert "ical_cancel" in properties(vault, "2026-11-24 Sync.md")
    assert import_texts(vault, event("SEQUENCE:0"))[0]["outcome"] == "update"
    told = properties(vault, "2026-11-24 Sync.md")
    assert (told["status"], told["sequence"], told["tz"]) == ("cancelled", 1, "Europe/Moscow")
    assert "ical_cancel" not in told
    assert import_texts(vault, event("SEQUENCE:0"))[0]["reason"] == "older-than-note"


def test_an_invitation_after_its_cancellation_leaves_what_a_person_wrote(vault: Path) -> None:
    import_texts(vault, event(*OFF, method="CANCEL"))
    path = "2026-11-24 Sync.md"
    text = notes_of(vault)[path].replace("\n\n## ", "\n\nMine. Моё.\n\n## ", 1)
    make_vault(vault, {path: text.replace("sequence:", "mood: calm\nsequence:")})
    body = body_of(notes_of(vault)[path])
    import_texts(vault, event(*INVITED, method="REQUEST"))
    told = properties(vault, path)
    assert (told["mood"], told["room"], told["sequence"]) == ("calm", "Room 5", 1)
    assert (told["status"], told["tz"]) == ("cancelled", "Europe/Moscow")
    assert told["attendees"] == ["Ana Silva", "Ben Okoro"]
    after = body_of(notes_of(vault)[path])
    assert "Mine. Моё." in body
    assert after.startswith(body.partition("<!-- vaultkit:begin")[0])
    assert "> Bring slides" in notes_of(vault)[path]


def test_an_instance_that_its_series_lost_is_called_off(vault: Path) -> None:
    rule = "RRULE:FREQ=WEEKLY;COUNT=3"
    import_texts(vault, event(rule, "SEQUENCE:0"))
    import_texts(vault, event(rule, "SEQUENCE:1", "EXDATE;TZID=Europe/Moscow:20261201T170000"))
    status = {
        path: properties(vault, path).get("status") == "cancelled" for path in notes_of(vault)
    }
    assert [path for path, is_off in status.items() if is_off] == ["2026-12-01 Sync.md"]
    assert properties(vault, "2026-12-08 Sync.md")["previous"] == "[[2026-12-01 Sync]]"


def test_a_series_moved_to_another_hour_keeps_its_notes(vault: Path) -> None:
    rule = "RRULE:FREQ=DAILY;COUNT=3"
    import_texts(vault, event(rule, "SEQUENCE:0"))
    edit(vault, "2026-11-25 Sync.md", "### Notes\n", "### Notes\n\nMine.\n")
    moved = event(rule, "SEQUENCE:1", "DTSTART;TZID=Europe/Moscow:20261124T190000")
    (line,) = import_texts(vault, moved)
    assert line["outcome"] == "update"
    assert len(notes_of(vault)) == 4
    told = properties(vault, "2026-11-25 Sync.md")
    assert (told["recurrence_id"], told["start"], told.get("status")) == (
        *("2026-11-25T16:00:00Z", "2026-11-25T19:00+03:00"),
        told.get("status") if told.get("status") != "cancelled" else None,
    )
    assert told["previous"] == "[[2026-11-24 Sync]]"
    assert "Mine." in notes_of(vault)["2026-11-25 Sync.md"]
    before = bytes_of(vault)
    import_texts(vault, moved)
    assert bytes_of(vault) == before


def test_a_secret_in_a_title_stands_in_the_properties_alone(vault: Path) -> None:
    import_texts(vault, event("SUMMARY:Call https://zoom.us/j/123456789?pwd=TopSecret"))
    ((path, text),) = notes_of(vault).items()
    assert properties(vault, path)["join"] == "https://zoom.us/j/123456789?pwd=TopSecret"
    assert "TopSecret" not in path
    assert text.count("TopSecret") == 1
    assert "Call" in path


@pytest.mark.parametrize(
    ("year", "typed", "status"),
    [("2020", "done", "done"), ("2020", "planned", "cancelled"), ("2099", "done", "cancelled")],
)
def test_a_meeting_that_has_been_stays_so_when_its_series_is_called_off(
    vault: Path, year: str, typed: str, status: str
) -> None:
    times = (f"DTSTART:{year}0106T100000Z", f"DTEND:{year}0106T110000Z")
    series = (*times, "RRULE:FREQ=WEEKLY;COUNT=2")
    import_texts(vault, event(*series, "SEQUENCE:0"))
    path = f"{year}-01-06 Sync.md"
    assert vaultkit("property", "set", path, "status", typed, folder=vault).code == 0
    for _ in range(2):
        import_texts(vault, event(*series, "SEQUENCE:1", method="CANCEL"))
        assert properties(vault, path)["status"] == status
        assert properties(vault, f"{year}-01-13 Sync.md")["status"] == "cancelled"


def test_a_series_called_off_calls_off_all_its_instances(vault: Path) -> None:
    import_texts(vault, event("RRULE:FREQ=WEEKLY;COUNT=2", "SEQUENCE:0"))
    import_texts(vault, event("SEQUENCE:1", method="CANCEL"))
    assert all(properties(vault, path)["status"] == "cancelled" for path in notes_of(vault))


def test_a_reply_changes_only_that_reply(vault: Path) -> None:
    asked = event(
        *("SEQUENCE:0", "DTSTAMP:20261101T000000Z", "DESCRIPTION:Words"),
        "ATTENDEE;CN=Ana:mailto:ana@example.org",
        "ATTENDEE;CN=Ben:mailto:ben@example.org",
        method="REQUEST",
    )
    import_texts(vault, asked)
    path = "2026-11-24 Sync.md"
    before = notes_of(vault)[path].splitlines()
    answer = "ATTENDEE;PARTSTAT=DECLINED:mailto:ANA@example.org"
    reply = event("SUMMARY:Something else", "DTSTART:20270101T000000Z", answer, method="REPLY")
    (line,) = import_texts(vault, reply)
    assert (line["outcome"], line["notes"]) == ("reply", [path])
    after = notes_of(vault)[path].splitlines()
    changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert len(changed) == 3
    assert "Ana <ana@example.org>: declined" in changed[0][1]
    assert "Ben <ben@example.org>: needs-action" in changed[0][1]
    assert "vaultkit:begin attendance" in changed[1][1]
    assert changed[2] == ("- Ana · no answer yet", "- Ana · declined")
    again = bytes_of(vault)
    import_texts(vault, reply, asked)
    import_texts(vault, asked, reply)
    assert bytes_of(vault) == again


def test_a_region_that_a_person_edited_is_left_and_named(vault: Path) -> None:
    import_texts(vault, event("SEQUENCE:0", "DESCRIPTION:Old"))
    path = "2026-11-24 Sync.md"
    edit(vault, path, "> Old", "> Old, and mine")
    make_vault(vault.parent / "in", {"0.ics": event("SEQUENCE:1", "DESCRIPTION:New")})
    done = vaultkit("calendar", "import", str(vault.parent / "in" / "0.ics"), folder=vault)
    assert done.code == 1
    assert "invitation" in done.err
    assert "> Old, and mine" in notes_of(vault)[path]
    assert properties(vault, path)["sequence"] == 1


def test_a_note_that_cannot_be_edited_is_left_whole(vault: Path) -> None:
    import_texts(vault, event("SEQUENCE:0"))
    path = "2026-11-24 Sync.md"
    edit(vault, path, "### Notes\n", "### Notes\n\n<<<<<<< HEAD\nMine\n")
    before = bytes_of(vault)
    make_vault(vault.parent / "in", {"0.ics": event("SEQUENCE:1", "LOCATION:There")})
    done = vaultkit("calendar", "import", str(vault.parent / "in" / "0.ics"), folder=vault)
    assert done.code == 1
    assert path in done.err
    assert bytes_of(vault) == before


# --- the command


def test_a_dry_run_shows_the_diff_and_writes_nothing(vault: Path) -> None:
    make_vault(vault.parent / "in", {"0.ics": event()})
    before = bytes_of(vault)
    done = vaultkit(
        "calendar", "import", str(vault.parent / "in" / "0.ics"), "--dry-run", folder=vault
    )
    assert (done.code, bytes_of(vault)) == (0, before)
    assert done.out.startswith("--- /dev/null\n+++ b/2026-11-24 Sync.md\n")
    assert "+ical_uid: sync@example.org" in done.out


def test_one_undo_takes_a_whole_import_back(vault: Path) -> None:
    before = bytes_of(vault)
    import_texts(vault, event("RRULE:FREQ=WEEKLY;COUNT=3"), event(uid="other@example.org"))
    assert len(notes_of(vault)) == 5
    assert vaultkit("undo", folder=vault).code == 0
    assert bytes_of(vault) == before


def test_a_meeting_that_ends_before_it_begins_gets_a_note_without_an_end(vault: Path) -> None:
    text = event(
        "DTEND;TZID=Europe/Moscow:20261124T160000", "SEQUENCE:0", "DTSTAMP:20261101T100000Z"
    )
    (line,) = import_texts(vault, text, code=1)
    assert (line["outcome"], line["reason"]) == ("new", "end-before-start")
    told = properties(vault, "2026-11-24 Sync.md")
    assert told["start"] == "2026-11-24T17:00+03:00"
    assert (told.get("end"), told.get("duration")) == (None, None)
    before = bytes_of(vault)
    assert import_texts(vault, text, code=1)[0]["outcome"] == "unchanged"
    assert bytes_of(vault) == before


def test_the_calendar_can_be_named(vault: Path) -> None:
    make_vault(vault.parent / "in", {"0.ics": event()})
    imported(vault, str(vault.parent / "in" / "0.ics"), "--calendar", "Work")
    assert properties(vault, "2026-11-24 Sync.md")["calendar"] == "Work"


def test_days_can_be_chosen(vault: Path) -> None:
    make_vault(vault.parent / "in", {"0.ics": event("RRULE:FREQ=DAILY;COUNT=9")})
    days = ("--from", "2026-11-26", "--to", "2026-11-27")
    imported(vault, str(vault.parent / "in" / "0.ics"), *days)
    assert sorted(notes_of(vault)) == ["2026-11-26 Sync.md", "2026-11-27 Sync.md", "Sync.md"]
    imported(vault, str(vault.parent / "in" / "0.ics"))
    told = properties(vault, "2026-11-27 Sync.md")
    assert (told["previous"], told["next"]) == ("[[2026-11-26 Sync]]", "[[2026-11-28 Sync]]")
    assert all(properties(vault, path).get("status") != "cancelled" for path in notes_of(vault))


def test_an_obsidian_template_of_meetings_is_filled_as_well(vault: Path) -> None:
    template = "---\nkind: meeting\n---\n# {{title}}\n\nOwn form.\n"
    make_vault(vault, {"T/meeting.md": template, "vaultkit.toml": '[templates]\nfolder = "T"\n'})
    (line,) = import_texts(vault, event())
    text = notes_of(vault)[line["notes"][0]]
    assert "Own form." in text
    assert "ical_uid: sync@example.org" in text


def test_what_is_said_in_russian(vault: Path) -> None:
    make_vault(vault.parent / "in", {"0.ics": event()})
    done = vaultkit(
        *("calendar", "import", str(vault.parent / "in" / "0.ics")),
        folder=vault,
        environ={"LANG": "ru_RU"},
    )
    assert done.err.endswith("1 новая заметка, 0 заметок изменено\n")
