"""``vaultkit new meeting --series``: neighbours, numbers, and what is carried over."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.cli.support import bytes_of, make_vault, vaultkit

FIRST = (
    "---\r\nkind: meeting\r\ndate: 2026-11-10 # a Tuesday\r\nseries: '[[Partners]]'\r\n"
    "number: 1\r\nnext: '[[2026-12-08 Sync]]'\r\n---\r\n# Sync\r\n\r\n"
    "## Agenda\r\n\r\n- [>] The hall — [[Anna Petrova]], 10 min\r\n- [ ] Budget\r\n\r\n"
    "## Technical check\r\n\r\n- [ ] Camera works\r\n\r\n## Parked\r\n\r\n- Who pays? ^pay\r\n"
    "- [x] Settled\r\n\r\n## Actions\r\n\r\n- [ ] \r\n"
    "- [ ] [[Anna Petrova]]: the *list* 📅 2026-11-20 ^list\r\n    - [ ] by name\r\n"
    "- [x] invite\r\n- [-] call off\r\n- [ ] minutes\r\n"
)
SECOND = (
    "---\nkind: meeting\ndate: 2026-12-08\nseries: [[[Partners]]]\nnumber: '2'\n"
    "previous: ['[[2026-11-10 Sync]]']\n---\n# Sync\n"
)
THIRD = "---\nkind: meeting\ndate: 2027-01-12\nseries: '[[Partners]]'\nnumber: 3\n---\n"
SERIES: Mapping[str, str] = {
    "vaultkit.toml": 'language = "en"\n',
    "Contacts/Anna Petrova.md": "---\ntz: Europe/Moscow\n---\n",
    "Partners.md": "---\nkind: index\naliases: [The partners]\n---\n",
    "M/2026-11-10 Sync.md": FIRST,
    "M/2026-12-08 Sync.md": SECOND.replace("[[[Partners]]]", "'[[Partners]]'"),
    "M/2027-01-12 Sync.md": THIRD,
    "M/2026-11-11 Other.md": "---\nkind: meeting\ndate: 2026-11-11\nnumber: 9\n---\n[[Partners]]\n",
}
TYPES = ("one-on-one", "group", "webinar", "conference", "social")
CARRIED = (
    "- [[2026-11-10 Sync#^list|Anna Petrova: the list]], due 2026-11-20\n"
    "- [[2026-11-10 Sync#Actions|minutes]]\n"
    "- [[2026-11-10 Sync#Agenda|The hall]] (put off)\n"
    "- [[2026-11-10 Sync#^pay|Who pays?]] (put off)\n"
)


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    return make_vault(tmp_path / "vault", SERIES)


def text_of(vault: Path, name: str) -> str:
    return (vault / name).read_bytes().decode()


def new(vault: Path, at: str, *more: str, title: str = "New", series: str = "Partners") -> str:
    done = vaultkit(
        *("new", "meeting", title, "--at", at, "--folder", "M", "--series", series, *more),
        folder=vault,
    )
    assert done.code == 0, done.err
    return done.out


def test_a_meeting_between_others_is_linked_both_ways_and_numbered_and_undone_as_one(
    vault: Path,
) -> None:
    before = bytes_of(vault)
    assert new(vault, "2026-11-24", series="the partners") == (
        "made M/2026-11-24 New.md (vaultkit's template meeting-group)\n"
        "linked M/2026-11-10 Sync.md\nlinked M/2026-12-08 Sync.md\nlinked M/2027-01-12 Sync.md\n"
    )
    text = text_of(vault, "M/2026-11-24 New.md")
    assert 'series: "[[Partners]]"\nnumber: 2\n' in text
    assert 'previous: "[[2026-11-10 Sync]]"\nnext: "[[2026-12-08 Sync]]"\n' in text
    assert text_of(vault, "M/2026-11-10 Sync.md") == FIRST.replace(
        "'[[2026-12-08 Sync]]'", "'[[2026-11-24 New]]'"
    )
    assert text_of(vault, "M/2026-12-08 Sync.md") == SERIES["M/2026-12-08 Sync.md"].replace(
        "number: '2'", "number: '3'"
    ).replace("['[[2026-11-10 Sync]]']", "['[[2026-11-24 New]]']")
    assert text_of(vault, "M/2027-01-12 Sync.md") == THIRD.replace("number: 3", "number: 4")
    assert bytes_of(vault)["M/2026-11-11 Other.md"] == before["M/2026-11-11 Other.md"]
    assert vaultkit("check", folder=vault).code == 0
    assert vaultkit("undo", folder=vault).code == 0
    assert bytes_of(vault) == before


def test_the_last_meeting_of_a_series_has_no_next_one_and_the_first_no_previous(
    vault: Path,
) -> None:
    new(vault, "2027-02-09", title="Last")
    last = text_of(vault, "M/2027-02-09 Last.md")
    assert ("number: 4\n" in last, "\nnext:" in last) == (True, False)
    third = text_of(vault, "M/2027-01-12 Sync.md")
    assert third == THIRD.replace("number: 3\n", "number: 3\nnext: '[[2027-02-09 Last]]'\n")
    new(vault, "2026-10-01", title="Before")
    before = text_of(vault, "M/2026-10-01 Before.md")
    assert ("number: 1\n" in before, "\nprevious:" in before) == (True, False)
    assert "previous: '[[2026-10-01 Before]]'\r\n" in text_of(vault, "M/2026-11-10 Sync.md")
    assert "number: 5\n" in text_of(vault, "M/2027-02-09 Last.md")


@pytest.mark.parametrize("kind", TYPES)
def test_what_was_left_open_is_carried_over_by_link_and_makes_no_second_task(
    vault: Path, kind: str
) -> None:
    tasks = 0
    for line in vaultkit("facts", "--json", folder=vault).out.splitlines():
        tasks += len(json.loads(line)["tasks"])
    new(vault, "2026-11-24", "--type", kind)
    text = text_of(vault, "M/2026-11-24 New.md")
    assert f"### From last time\n\n{CARRIED}\n### Technical check\n" in text
    out = vaultkit("facts", "--json", folder=vault).out
    facts = [json.loads(row) for row in out.splitlines()]
    (made,) = [row for row in facts if row["path"] == "M/2026-11-24 New.md"]
    links = [link for link in made["links"] if link["heading"] or link["block"]]
    assert [link["subpath_ok"] for link in links] == [True] * 4
    assert {link["resolved"] for link in links} == {"M/2026-11-10 Sync.md"}
    assert not any("Anna" in text or text == "minutes" for _, text, _ in made["tasks"])
    others = sum(len(row["tasks"]) for row in facts if row is not made)
    assert others == tasks


def test_in_russian_too_and_with_links_as_the_vault_asks_for(vault: Path) -> None:
    (vault / "vaultkit.toml").write_text('language = "ru"\n')
    (vault / ".obsidian").mkdir()
    (vault / ".obsidian/app.json").write_text(json.dumps({"useMarkdownLinks": True}))
    new(vault, "2026-11-24")
    text = text_of(vault, "M/2026-11-24 New.md")
    assert (
        "### С прошлой встречи\n\n"
        "- [Anna Petrova: the list](2026-11-10%20Sync.md#%5Elist), срок 2026-11-20\n"
    ) in text
    assert "- [The hall](2026-11-10%20Sync.md#Agenda) (отложено)\n" in text
    assert 'previous: "[[2026-11-10 Sync]]"\n' in text
    assert vaultkit("check", folder=vault).code == 0


def test_what_is_still_open_goes_on_from_meeting_to_meeting_and_what_is_done_does_not(
    vault: Path,
) -> None:
    new(vault, "2026-11-24")
    place = vault / "M/2026-11-10 Sync.md"
    place.write_bytes(place.read_bytes().replace(b"- [ ] minutes", b"- [x] minutes"))
    new(vault, "2026-12-01", title="After")
    text = text_of(vault, "M/2026-12-01 After.md")
    assert (
        "### From last time\n\n"
        "- [[2026-11-10 Sync#^list|Anna Petrova: the list]], due 2026-11-20\n"
        "- [[2026-11-10 Sync#Agenda|The hall]] (put off)\n"
        "- [[2026-11-10 Sync#^pay|Who pays?]] (put off)\n\n"
    ) in text


def test_meetings_may_wait_for_the_note_of_their_series(tmp_path: Path) -> None:
    vault = make_vault(tmp_path / "v", {"vaultkit.toml": 'language = "en"\n'})
    new(vault, "2026-11-10 15:00", series="Partners")
    new(vault, "2026-11-10 10:00", series="Partners", title="Early")
    assert 'next: "[[2026-11-10 New]]"\n' in text_of(vault, "M/2026-11-10 Early.md")
    later = text_of(vault, "M/2026-11-10 New.md")
    assert ("number: 2\n" in later, 'previous: "[[2026-11-10 Early]]"\n' in later) == (True, True)


def test_a_neighbour_that_leads_out_of_the_series_is_left_so_and_told(vault: Path) -> None:
    place = vault / "M/2026-11-10 Sync.md"
    place.write_bytes(place.read_bytes().replace(b"2026-12-08 Sync", b"2026-11-11 Other"))
    before = bytes_of(vault)
    done = vaultkit(
        *("new", "meeting", "New", "--at", "2026-11-24", "--series", "Partners"), folder=vault
    )
    assert done.code == 0
    assert (
        "M/2026-11-10 Sync.md: its property 'next' leads to M/2026-11-11 Other.md, "
        "which is not in the series, and is left so"
    ) in done.err
    assert bytes_of(vault)["M/2026-11-10 Sync.md"] == before["M/2026-11-10 Sync.md"]


HELD = {
    "a day": ("2026-11-24", "'2026-11-24'"),
    "a note to come": ("'[[Budget plan]]'", "'[[Budget plan]]'"),
    "words around a link": ("'[[2026-12-08 Sync]], late'", "'[[2026-12-08 Sync]], late'"),
    "a link among others": ("['[[2026-12-08 Sync]]', '[[Nobody]]']", "'[[Nobody]]'"),
    "a mapping": ("{at: noon}", "'noon'"),
}
"""What a person wrote, and what is said to be kept."""


@pytest.mark.parametrize(("held", "said"), HELD.values(), ids=HELD)
def test_what_a_neighbour_s_property_says_is_left_so_and_told(
    vault: Path, held: str, said: str
) -> None:
    place = vault / "M/2026-11-10 Sync.md"
    data = place.read_bytes().replace(b"'[[2026-12-08 Sync]]'", held.encode())
    assert data != place.read_bytes()
    place.write_bytes(data)
    command = ("new", "meeting", "New", "--at", "2026-11-24", "--series", "Partners")
    done = vaultkit(*command, folder=vault)
    assert done.code == 0
    assert (
        f"M/2026-11-10 Sync.md: its property 'next' says {said}, "
        "which is no meeting of the series, and is left so"
    ) in done.err
    assert place.read_bytes() == data


@pytest.mark.parametrize("held", ["", "''", "[]", "[null, ' ']", "'[[2026-11-24 New]]'"])
def test_a_neighbour_s_property_that_is_empty_or_waits_for_the_new_meeting_is_set(
    vault: Path, held: str
) -> None:
    place = vault / "M/2026-11-10 Sync.md"
    place.write_bytes(place.read_bytes().replace(b"'[[2026-12-08 Sync]]'", held.encode()))
    done = vaultkit(
        *("new", "meeting", "New", "--at", "2026-11-24", "--series", "Partners"), folder=vault
    )
    assert (done.code, "is left so" in done.err) == (0, False)
    assert "[[2026-11-24 New]]" in text_of(vault, "M/2026-11-10 Sync.md")


def test_where_a_neighbour_cannot_be_edited_nothing_is_written(vault: Path) -> None:
    # Another property shows this one's value, and would show the new one.
    place = vault / "M/2026-12-08 Sync.md"
    data = place.read_bytes().replace(b"previous: [", b"previous: &p [")
    place.write_bytes(data.replace(b"\n---\n#", b"\nx: *p\n---\n#"))
    before = bytes_of(vault)
    command = ("new", "meeting", "New", "--at", "2026-11-24", "--series", "Partners")
    done = vaultkit(*command, folder=vault)
    assert (done.code, done.out) == (1, "")
    assert "M/2026-12-08 Sync.md:" in done.err
    assert "no note is made" in done.err
    assert bytes_of(vault) == before
    done = vaultkit(*command, "--json", folder=vault)
    assert done.code == 1
    assert json.loads(done.out)["refused"][0]["path"] == "M/2026-12-08 Sync.md"


def test_a_dry_run_shows_what_becomes_of_the_neighbours(vault: Path) -> None:
    before = bytes_of(vault)
    done = vaultkit(
        *("new", "meeting", "New", "--at", "2026-11-24", "--series", "Partners", "--dry-run"),
        folder=vault,
    )
    assert "+next: '[[2026-11-24 New]]'" in done.out
    assert "-number: 3\n+number: 4\n" in done.out
    assert bytes_of(vault) == before


def test_a_slip_in_a_series_is_told_with_the_one_that_is_near(vault: Path) -> None:
    given = ("new", "meeting", "New", "--dry-run", "--json", "--series")
    waits = "no note answers to '{}': its link leads nowhere yet"
    for name, said in (
        ("Partnrs", [waits.format("Partnrs"), "did you mean the series 'Partners'?"]),
        ("Quite another", [waits.format("Quite another")]),
        ("Partners", []),
    ):
        found = json.loads(vaultkit(*given, name, folder=vault).out)
        assert found["warnings"] == said


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Anna Petrova", "'Contacts/Anna Petrova.md' is a contact, not a series"),
        ("Talk", "'Topics/Talk.md' is a topic, not a series"),
    ],
)
def test_a_contact_or_a_topic_is_no_series(vault: Path, name: str, said: str) -> None:
    make_vault(vault, {"Topics/Talk.md": ""})
    before = bytes_of(vault)
    done = vaultkit("new", "meeting", "New", "--series", name, folder=vault)
    assert done.code == 2
    assert said in done.err
    assert bytes_of(vault) == before


@pytest.mark.parametrize("name", ["meetings", "actions", "brief"])
def test_a_region_that_shows_nothing_of_a_series_is_refused(vault: Path, name: str) -> None:
    before = bytes_of(vault)
    done = vaultkit("region", "add", "Partners", name, "--dry-run", folder=vault)
    assert done.code == 2
    assert f"a region '{name}' shows nothing of a series" in done.err
    assert bytes_of(vault) == before
    done = vaultkit("region", "add", "Partners", "backlinks", folder=vault)
    assert "2026-12-08 Sync" in text_of(vault, "Partners.md")


def carried_in(vault: Path, name: str) -> list[str]:
    below = text_of(vault, name).partition("### From last time\n\n")[2]
    return below.partition("\n\n")[0].splitlines()


def test_what_was_put_off_goes_on_until_it_is_settled_where_it_stands(tmp_path: Path) -> None:
    vault = make_vault(tmp_path / "v", {"vaultkit.toml": 'language = "en"\n'})
    new(vault, "2026-12-01", title="First")
    first = vault / "M/2026-12-01 First.md"
    parked = first.read_bytes().replace(b"### Parked\n\n- \n", b"### Parked\n\n- New logo\n")
    first.write_bytes(parked)
    line = "- [[2026-12-01 First#Parked|New logo]] (put off)"
    for day in ("2026-12-08", "2026-12-15", "2026-12-22"):
        new(vault, day)
        assert carried_in(vault, f"M/{day} New.md") == [line]
    first.write_bytes(parked.replace(b"- New logo", b"- [x] New logo"))
    new(vault, "2026-12-29")
    assert "From last time" not in text_of(vault, "M/2026-12-29 New.md")


def of_series(day: str, *lines: str) -> str:
    return f"---\nkind: meeting\ndate: {day}\nseries: '[[Partners]]'\n---\n" + "".join(
        f"{line}\n" for line in lines
    )


def test_open_actions_of_earlier_meetings_go_on_though_the_last_does_not_name_them(
    tmp_path: Path,
) -> None:
    notes = {
        "vaultkit.toml": 'language = "en"\n',
        "Partners.md": "",
        "M/2026-10-01 S.md": of_series("2026-10-01", "- [ ] price", "## Parked", "- Logo"),
        "M/2026-11-01 S.md": of_series("2026-11-01", "- [ ] letter", "- [x] done"),
        "M/2026-12-01 S.md": of_series("2026-12-01", "- [ ] Price", "## Parked", "- logo"),
        "M/2027-02-01 S.md": of_series("2027-02-01", "- [ ] later"),
    }
    vault = make_vault(tmp_path / "v", notes)
    new(vault, "2027-01-01")
    assert carried_in(vault, "M/2027-01-01 New.md") == [
        "- [[2026-12-01 S|Price]]",
        "- [[2026-11-01 S|letter]]",
        "- [[2026-12-01 S#Parked|logo]] (put off)",
    ]


def test_ten_meetings_are_asked_and_it_is_told_where_older_ones_left_something(
    tmp_path: Path,
) -> None:
    days = [f"2026-01-{day:02}" for day in range(1, 13)]
    notes = {f"M/{day} S.md": of_series(day) for day in days}
    for day in (days[0], days[2]):
        notes[f"M/{day} S.md"] = of_series(day, f"- [ ] of {day}")
    vault = make_vault(tmp_path / "v", {"vaultkit.toml": 'language = "en"\n', **notes})
    command = ("new", "meeting", "New", "--at", "2026-02-01", "--series", "Partners")
    done = vaultkit(*command, "--folder", "M", folder=vault)
    assert carried_in(vault, "M/2026-02-01 New.md") == [f"- [[{days[2]} S|of {days[2]}]]"]
    assert f"what M/{days[0]} S.md and meetings before it left open is not carried over" in done.err


def test_what_is_carried_stays_a_wikilink_and_says_whose_it_is(tmp_path: Path) -> None:
    notes = {
        "vaultkit.toml": 'language = "en"\n',
        "Contacts/Oleg Lee.md": "# Oleg Lee\n",
        "M/2026-11-01 S.md": of_series(
            "2026-11-01",
            *("[[Oleg Lee]]", "- [ ] half done [owner:: Oleg Lee]", "- [ ] sheet [v2] a|b ^x1"),
            *("- [ ] see C# and #5 [owner:: Nobody]", "- [ ] ☂"),
        ),
    }
    vault = make_vault(tmp_path / "v", notes)
    new(vault, "2026-12-01")
    assert carried_in(vault, "M/2026-12-01 New.md") == [
        "- [[2026-11-01 S|Oleg Lee: half done]]",
        "- [[2026-11-01 S#^x1|sheet (v2) a/b]]",
        "- [[2026-11-01 S|Nobody: see C and 5]]",
        "- [[2026-11-01 S|☂]]",
    ]
