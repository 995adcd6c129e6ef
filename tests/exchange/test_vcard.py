"""Reading and writing vCards: nothing lost, letters whole, and files that mean harm."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from vaultkit.exchange.card_fields import Facts, facts_of, ids_of, united
from vaultkit.exchange.phones import international
from vaultkit.exchange.photos import LARGEST_PHOTO, inlined, pictured
from vaultkit.exchange.vcard import (
    CardLimits,
    card_text,
    escaped,
    read_cards,
    split_fields,
    split_values,
    unescaped,
    vcards,
)
from vaultkit.model.card import Card, CardLine, FoundCard

SAMPLES = Path(__file__).parent / "data" / "contacts"


def read(*lines: str | bytes, version: str = "3.0") -> FoundCard:
    body = b"\r\n".join(line.encode() if isinstance(line, str) else line for line in lines)
    begin = f"BEGIN:VCARD\r\nVERSION:{version}\r\n".encode()
    (found,) = read_cards(begin + body + b"\r\nEND:VCARD\r\n")
    return found


def card(*lines: str | bytes, version: str = "3.0") -> Card:
    found = read(*lines, version=version)
    assert found.card is not None
    return found.card


def facts(*lines: str | bytes, version: str = "3.0", region: str = "") -> Facts:
    return facts_of(card(*lines, version=version), region=region)


def codes(found: FoundCard) -> list[str]:
    return [remark.code for remark in found.remarks]


PEOPLE: dict[str, list[Facts]] = {
    "apple-3.0.vcf": [
        Facts(
            name="Ana Silva",
            emails=("ana.silva@example.pt",),
            phones=("+351912000000",),
            org="Fundação Exemplo",
            role="Programme Director",
            birthday="--02-29",
            ids=("linkedin:ana-silva-example", "uid:AAAA-BBBB:ABPerson"),
            urls=("https://www.linkedin.com/in/ana-silva-example",),
            addresses=("Rua do Exemplo 10, 1000-001 Lisboa, Portugal",),
        )
    ],
    "google-3.0-en-ru.vcf": [
        Facts(
            name="Daniel Okafor",
            emails=("daniel.okafor@example.net",),
            phones=("+447700900123",),
            org="Northwind Example Ltd",
            role="Head of Partnerships",
            birthday="--04-12",
            met="2024-05-17",
            ids=("linkedin:daniel-okafor-example",),
            urls=("https://www.linkedin.com/in/daniel-okafor-example",),
            notes=("Met at the Lisbon summit; introduced by Marta\nLikes sailing",),
        ),
        Facts(
            name="Олег Саянов",
            emails=("oleg.sayanov@example.ru",),
            phones=("+74955550107",),
            org="Фонд «Мост»",
            role="Руководитель направления",
            birthday="1984-03-08",
        ),
    ],
    "modern-4.0.vcf": [
        Facts(
            name="Ирина Волкова",
            emails=("irina.volkova@example.com",),
            phones=("+74955550122",),
            org="Пример Медиа",
            role="Продюсер",
            tz="Europe/Moscow",
            langs=("ru",),
            birthday="--05-08",
            ids=("uid:0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0",),
        ),
        Facts(name="Founders' table", ids=("uid:bbbbbbbb-0000-4000-8000-000000000001",)),
    ],
    "outlook-2.1-ru.vcf": [
        Facts(
            name="Тимур Ахметов",
            emails=("timur@example.kz",),
            phones=("+77275550144",),
            org="Фонд «Заря»",
        )
    ],
}


@pytest.mark.parametrize("name", PEOPLE)
def test_the_samples_say_who_is_in_them(name: str) -> None:
    found = read_cards((SAMPLES / name).read_bytes())
    assert [codes(each) for each in found] == [[]] * len(found)
    cards = [each.card for each in found if each.card is not None]
    assert [facts_of(each, region="RU") for each in cards] == PEOPLE[name]


# --- lines


def test_a_letter_folded_in_its_middle_is_whole_again() -> None:
    name = "Анна 孤独 🦉".encode()
    for at in range(1, len(name)):
        assert card(b"FN:" + name[:at] + b"\r\n " + name[at:]).first("FN") == "Анна 孤独 🦉"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_any_line_end_and_byte_order_mark_will_do(end: str, encoding: str) -> None:
    text = end.join(["BEGIN:VCARD", "VERSION:3.0", "FN:Ян", "NOTE:a", " b", "END:VCARD", ""])
    (found,) = read_cards(text.encode(encoding))
    assert found.card == Card((CardLine("FN", "Ян"), CardLine("NOTE", "ab")))
    assert found.line == 1


def test_what_2_1_encodes_is_told_as_3_0_has_it() -> None:
    text = "Ахметов Тимур\r\nдиректор; и друг, да".encode("cp1251")
    coded = b"".join(b"=%02X" % byte for byte in text)
    found = card(
        b"NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=windows-1251:" + coded,
        "TEL;WORK;VOICE:+7 727 555 01 44",
        "N:Ах\\;метов;Тимур, мл.",
        "PHOTO;JPEG;BASE64:\r\n /9j/4AAQ\r\n SkZJ\r\n",
        version="2.1",
    )
    assert found.version == "3.0"
    assert found.lines == (
        CardLine("NOTE", "Ахметов Тимур\\nдиректор\\; и друг\\, да"),
        CardLine("TEL", "+7 727 555 01 44", (("TYPE", "WORK"), ("TYPE", "VOICE"))),
        CardLine("N", "Ах\\;метов;Тимур\\, мл."),
        CardLine("PHOTO", "/9j/4AAQSkZJ", (("ENCODING", "b"), ("TYPE", "JPEG"))),
    )


def test_soft_line_ends_of_quoted_printable_are_followed() -> None:
    found = card(
        b"FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=D0=90=D0=BD=",
        b"=D0=BD=D0=B0",
        b"ORG:a=",
        b"TITLE:b",
        version="2.1",
    )
    assert [line.value for line in found.lines] == ["Анна", "a=", "b"]


def test_bytes_that_are_no_utf_8_are_read_and_said() -> None:
    found = read("FN:Ян".encode("cp1251"))
    assert found.card is not None
    assert (found.card.first("FN"), codes(found)) == ("Ян", ["encoding-guessed"])
    assert codes(read("FN;CHARSET=KOI8-R:Ян".encode("koi8-r"))) == []


def test_signs_within_quotes_part_nothing() -> None:
    (line,) = card('TEL;TYPE="cell,voice";X-A="a;b:c":tel:+1;2').lines
    assert line == CardLine("TEL", "tel:+1;2", (("TYPE", '"cell,voice"'), ("X-A", '"a;b:c"')))
    assert (line.types, line.param("X-A")) == ({"cell", "voice"}, "a;b:c")


def test_every_line_is_kept_whatever_its_name() -> None:
    lines = ["FN:A", "item1.X-ODD_ONE;a=b:1;2", "item1.X-ABLabel:_$!<Friend>!$_", "X-A:", "X-A:"]
    assert [line.name for line in card(*lines).lines] == [
        *("FN", "X-ODD-ONE", "X-ABLABEL", "X-A", "X-A")
    ]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", ["no-cards"]),
        (b"hello", ["no-cards"]),
        (b"BEGIN:VCARD\nFN:a", ["not-closed"]),
        (b"BEGIN:VCARD\nFN:a\nBEGIN:VCARD\nFN:b\nEND:VCARD", ["not-closed"]),
        (b"BEGIN:VCARD\nFN:a\nwhat\nEND:VCARD", ["line-invalid"]),
        (b"BEGIN:VCARD\nEND:VCARD", ["card-empty"]),
        (b"BEGIN:VCARD\nFN:a\nAGENT:\nBEGIN:VCARD\nFN:b\nEND:VCARD\nEND:VCARD", ["inner-card"]),
        (b"BEGIN:VCARD\n" + b"X:1\n" * 2001 + b"END:VCARD", ["card-too-long"]),
    ],
)
def test_what_is_wrong_is_named(data: bytes, said: list[str]) -> None:
    assert codes(read_cards(data)[0]) == said


def test_too_large_and_too_many_is_refused() -> None:
    one = b"BEGIN:VCARD\nFN:a\nEND:VCARD\n"
    (found,) = read_cards(one, limits=CardLimits(size=len(one) - 1))
    assert (found.card, codes(found)) == (None, ["file-too-large"])
    found = read_cards(one * 4, limits=CardLimits(cards=2))
    assert [codes(each) for each in found] == [[], [], ["too-many-cards"]]
    assert found[2].card is None


BOMBS = {
    "parameters": b"TEL" + b";A" * 200_000 + b":1",
    "quotes": b'TEL;A="' + b'"' * 400_000 + b":1",
    "escapes": b"ORG:" + b"\\" * 400_000,
    "fields": b"ORG:" + b";" * 400_000,
    "blanks": b"FN:" + b" " * 400_000 + b"x",
    "digits": b"TEL:" + b"1" * 400_000,
    "signs": b"EMAIL:" + b"a@" * 200_000,
    "folds": b"NOTE:a" + b"\n b" * 200_000,
    "begins": b"BEGIN:VCARD\n" * 40_000,
    "agents": b"AGENT:\nBEGIN:VCARD\n" * 20_000,
    "lines": b"TEL:+15550100\n" * 30_000,
    "profiles": b"URL:https://linkedin.com" + b"/in/a" * 80_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_nothing_takes_longer_than_its_length_asks_for(name: str) -> None:
    begun = time.process_time()
    for found in read_cards(b"BEGIN:VCARD\nFN:x\n" + BOMBS[name] + b"\nEND:VCARD\n"):
        if found.card is not None:
            facts_of(found.card, region="RU")
            vcards([found.card])
    assert time.process_time() - begun < 5


@given(st.binary(max_size=400) | st.text('BEGINVCARD:;=,"\\\n ab.1').map(str.encode))
def test_any_bytes_will_do(data: bytes) -> None:
    for found in read_cards(b"BEGIN:VCARD\n" + data + b"\nEND:VCARD\n" + data):
        if found.card is not None:
            facts_of(pictured(found.card).card, region="RU")
            again = read_cards(vcards([found.card]))
            assert [each.card for each in again] == [found.card]


# --- values


@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=9),
        min_size=1,
        max_size=4,
    )
)
def test_fields_come_back_as_they_were(fields: list[str]) -> None:
    value = ";".join(map(escaped, fields))
    assert split_fields(value) == [field.strip() for field in fields]
    assert unescaped(escaped(fields[0])) == fields[0]
    listed = split_values(",".join(map(escaped, fields)))
    assert listed == [field.strip() for field in fields if field.strip()]


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("BDAY:1984-03-08", "1984-03-08"),
        ("BDAY:19840308", "1984-03-08"),
        ("BDAY:19840308T000000Z", "1984-03-08"),
        ("BDAY;VALUE=date:1984-03-08", "1984-03-08"),
        ("BDAY:--0412", "--04-12"),
        ("BDAY:--04-12", "--04-12"),
        ("BDAY;X-APPLE-OMIT-YEAR=1604:1604-02-29", "--02-29"),
        ("BDAY:--0230", ""),
        ("BDAY:1984-02-30", ""),
        ("BDAY:1984", ""),
        ("BDAY;VALUE=text:circa 1800", ""),
    ],
)
def test_birthdays_with_and_without_a_year(line: str, day: str) -> None:
    assert facts("FN:A", line).birthday == day


@pytest.mark.parametrize(
    ("lines", "ids"),
    [
        (["UID:urn:uuid:AB-1"], ("uid:AB-1",)),
        (["URL:https://www.linkedin.com/in/Ana-S/"], ("linkedin:ana-s",)),
        (["X-SOCIALPROFILE;type=linkedin:http://linkedin.com/in/ana-s?x=1"], ("linkedin:ana-s",)),
        (["URL:https://linkedin.com.example.net/in/ana"], ()),
        (["URL:https://www.linkedin.com/company/ana"], ()),
        (["URL:http://[::1"], ()),
        (["UID:a\\nb"], ()),
        (["X-HUBSPOT-ID:101", "X-VAULTKIT-ID:crm:7"], ("hubspot:101", "crm:7")),
    ],
)
def test_ids_are_what_stays_the_same(lines: list[str], ids: tuple[str, ...]) -> None:
    assert ids_of(card("FN:A", *lines)) == ids


def test_a_name_is_found_where_fn_is_missing() -> None:
    assert facts("N:Саянов;Олег;Петрович;;").name == "Олег Петрович Саянов"
    assert facts("ORG:Фонд;Отдел").name == "Фонд"
    assert facts("FN: Anna\\n Petrova ").name == "Anna Petrova"


def test_the_preferred_address_comes_first() -> None:
    three = facts("FN:A", "EMAIL:a@X.org", "EMAIL;TYPE=home,pref:b@x.org")
    assert three.emails == ("b@x.org", "a@x.org")
    four = facts("FN:A", "EMAIL;PREF=50:a@x.org", "EMAIL;PREF=1:b@x.org", "EMAIL:none")
    assert four.emails == ("b@x.org", "a@x.org")


@pytest.mark.parametrize(
    ("written", "region", "number"),
    [
        ("+44 7700 900123", "", "+447700900123"),
        ("8 (495) 555-01-07", "RU", "+74955550107"),
        ("8 (495) 555-01-07", "", None),
        ("tel:+7-495-555-01-22", "", "+74955550122"),
        ("+1 555 010 0000 ext. 12", "", "+15550100000;ext=12"),
        ("call me", "RU", None),
        ("1" * 100, "RU", None),
        ("12", "RU", None),
    ],
)
def test_numbers_are_brought_into_one_form(written: str, region: str, number: str | None) -> None:
    assert international(written, region) == number


def test_tellings_of_one_person_are_united_whatever_their_number() -> None:
    one = facts("FN:A B", "EMAIL:a@x.org", "TITLE:x", "NICKNAME:Al", "UID:1")
    other = facts("FN:B", "EMAIL:a@x.org", "EMAIL:b@x.org", "ORG:O", "UID:2")
    both = united([one, other])
    assert both.emails == ("a@x.org", "b@x.org")
    assert (both.name, both.org, both.role) == ("A B", "O", "x")
    assert (both.aliases, both.ids) == (("B", "Al"), ("uid:1", "uid:2"))
    assert united([]) == Facts()


# --- pictures

JPEG = "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAgGBgcGBQgHBwcJCQgK"


@pytest.mark.parametrize(
    "line",
    [
        f"PHOTO;ENCODING=b;TYPE=JPEG:{JPEG}",
        f"PHOTO:data:image/jpeg;base64,{JPEG}",
        f"PHOTO:data:image/jpeg;base64\\,{JPEG}",
    ],
)
def test_a_picture_is_taken_out_and_put_back(line: str) -> None:
    seen = pictured(card("FN:A", line))
    (photo,) = seen.photos
    assert (photo.suffix, seen.remarks) == (".jpg", ())
    kept = seen.card.all("PHOTO")[0]
    assert kept.value == f"sha256:{photo.digest}"
    assert inlined(kept, photo, "4.0").value == f"data:image/jpeg;base64,{JPEG}"
    back = inlined(kept, photo, "3.0")
    assert (back.value, back.param("ENCODING"), back.param("TYPE")) == (JPEG, "b", "JPEG")


@pytest.mark.parametrize(
    ("line", "said", "left"),
    [
        ("PHOTO;ENCODING=b:AAAA", ["photo-invalid"], 1),
        ("PHOTO;ENCODING=b:%%%", ["photo-invalid"], 1),
        ("PHOTO:data:image/svg+xml;base64,PHN2Zz4=", ["photo-invalid"], 1),
        ("PHOTO;ENCODING=b:" + "/9j/" * (LARGEST_PHOTO // 3 + 10), ["photo-too-large"], 1),
        ("PHOTO;VALUE=uri:https://example.org/a.jpg", [], 2),
    ],
)
def test_what_is_no_picture_is_named_and_no_address_is_fetched(
    line: str, said: list[str], left: int
) -> None:
    seen = pictured(card("FN:A", line))
    assert [remark.code for remark in seen.remarks] == said
    assert (len(seen.card.lines), seen.photos) == (left, ())


# --- writing

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"]), max_size=90)


@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_vobject_reads_what_is_written(texts: list[str]) -> None:
    lines = [CardLine("FN", "A"), CardLine("N", "A;;;;")]
    lines += [CardLine("NOTE", escaped(text)) for text in texts]
    data = vcards([Card(tuple(lines))])
    for row in data.split(b"\r\n"):
        assert len(row) <= 75
        row.decode()  # no letter is cut
    # vobject's own unfolding takes a form feed and its like for line ends; none are in TEXTS.
    seen: Any = vobject.readOne(data.decode(), allowQP=False)
    assert [note.value for note in seen.contents["note"]] == texts


def test_equal_cards_are_equal_text() -> None:
    assert card_text(card("FN:A", "X-B;c=d:e")) == (
        "BEGIN:VCARD\nVERSION:3.0\nFN:A\nX-B;C=d:e\nEND:VCARD\n"
    )
