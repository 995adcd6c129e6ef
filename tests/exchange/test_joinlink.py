"""Join links: every case of the two tables, and what must hold for any text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultkit.exchange.invite import plain_invite, text_of_html
from vaultkit.exchange.joinlink import join_link_of, parse_join_link
from vaultkit.exchange.masking import MASK, masked_link, masked_text
from vaultkit.exchange.platforms import FORMS, NAMES, PRINTS_CODES, PRINTS_PIN
from vaultkit.exchange.urls import find_meeting_link
from vaultkit.model.joining import JoinLink

DATA = Path(__file__).parent / "data"


def cases(name: str) -> list[Any]:
    return [
        pytest.param(case, id=case["id"])
        for case in json.loads((DATA / name).read_text(encoding="utf-8"))
    ]


SAMPLES = cases("join-links.json")
MORE = cases("join-links-more.json")


@pytest.mark.parametrize("case", [*SAMPLES, *MORE])
def test_an_invitation_says_how_to_join(case: dict[str, Any]) -> None:
    found = parse_join_link(case["text"], field=case["field"])._asdict()
    lists = {"dial_in": list(found["dial_in"]), "fallback_urls": list(found["fallback_urls"])}
    found |= {**lists, "secrets": list(found["secrets"])}
    assert {key: found[key] for key in case if key in found} == {
        key: case[key] for key in case if key in found
    }


def test_the_table_of_our_own_is_large_enough() -> None:
    assert len(SAMPLES) == 69
    assert len(MORE) >= 40


@pytest.mark.parametrize("case", [*SAMPLES, *MORE])
def test_no_secret_is_left_in_a_masked_text(case: dict[str, Any]) -> None:
    masked = masked_text(case["text"])
    link = parse_join_link(case["text"], field=case["field"])
    if link.passcode and len(link.passcode) > 3:
        assert link.passcode not in masked
    for url in (link.url, *link.fallback_urls):
        for key in link.secrets:
            value = (url or "").partition(f"{key}=")[2].split("&")[0]
            assert not value or value not in masked
    assert masked_text(masked) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("https://zoom.us/j/123456789?pwd=abc&x=1", "https://zoom.us/j/123456789?pwd=***&x=1"),
        ("https://zoom.us/j/123456789?x=1&amp;pwd=a.1", "https://zoom.us/j/123456789?x=1&amp;pwd=***"),
        ("https://zoom.us/s/93332221110?zak=q", "https://zoom.us/s/***?zak=***"),
        ("https://teams.microsoft.com/meet/1?p=abc", "https://teams.microsoft.com/meet/1?p=***"),
        ("https://shop.example/list?p=2", "https://shop.example/list?p=2"),
        ("//facetime.apple.com/join#v=1&p=Ab&k=G", "//facetime.apple.com/join#v=1&p=***&k=***"),
        ("?url=https%3A%2F%2Fzoom.us%3Fpwd%3DTG&d", "?url=https%3A%2F%2Fzoom.us%3Fpwd%3D***&d"),
        ("?url=http%3A%2F%2Fzoom.us%2Fs%2F93332221110&d", "?url=http%3A%2F%2Fzoom.us%2Fs%2F***&d"),
        ("+16465550101,,81234567890#,,,,*482913# US", "+16465550101,,*** US"),
        ("Passcode: 482913 (482913)", "Passcode: *** (***)"),
        ("Секретный код: hT5vQw, ИД 12", "Секретный код: ***, ИД 12"),
        ("PIN: 156 393 865#", "PIN: ***#"),
        ("Host key: 998877", "Host key: ***"),
        ("Ключ организатора — 998877, ИД 12", "Ключ организатора — ***, ИД 12"),
        ("Hi\n\\nPasscode: 482913\\nBye", "Hi\n\\nPasscode: ***\\nBye"),
        ("Agenda: budget, passes", "Agenda: budget, passes"),
    ],
)  # fmt: skip
def test_secrets_are_blotted_out_and_nothing_else(text: str, masked: str) -> None:
    assert masked_text(text) == masked


def test_a_masked_link_still_says_where_the_meeting_is() -> None:
    text = "https://zoom.us/j/81234567890?pwd=abc\nPasscode: 482913\nhttps://8x8.vc/a/b?jwt=eyJ0"
    link = masked_link(parse_join_link(text))
    assert link == JoinLink(
        platform="zoom",
        url="https://zoom.us/j/81234567890?pwd=***",
        meeting_id="81234567890",
        passcode=MASK,
        fallback_urls=("https://8x8.vc/a/b?jwt=***",),
        secrets=("jwt", "passcode", "pwd"),
    )


# --- several fields


def test_the_most_telling_field_has_the_link_and_the_others_the_rest() -> None:
    thread = (
        "https://teams.microsoft.com/l/meetup-join/19%3ameeting_QUJD%40thread.v2/0?context=%7b%7d"
    )
    new = "https://teams.microsoft.com/meet/21234567890123?p=AbC"
    told = f"Join: {new}\nMeeting ID: 212 345 678 901 23\nPasscode: Xy7Zk2Qp"
    link = join_link_of(
        [("url", thread), ("location", "Microsoft Teams Meeting"), ("description", told)]
    )
    assert (link.platform, link.url, link.fallback_urls) == ("teams", thread, (new,))
    assert (link.meeting_id, link.passcode) == ("21234567890123", "Xy7Zk2Qp")
    assert link.secrets == ("p", "passcode")


def test_codes_of_another_platform_stay_with_it() -> None:
    zoom = "https://zoom.us/j/93332221110\nPasscode: zz11"
    link = join_link_of([("url", "https://meet.google.com/abc-defg-hij"), ("description", zoom)])
    assert (link.url, link.passcode) == ("https://meet.google.com/abc-defg-hij", None)
    assert link.fallback_urls == ("https://zoom.us/j/93332221110",)


def test_nothing_at_all_is_an_empty_link() -> None:
    assert join_link_of([("description", "Bring cake"), ("location", "")]) == JoinLink()
    assert join_link_of([]) == JoinLink()


# --- any text


@given(st.text())
def test_any_text_can_be_read_and_masked(text: str) -> None:
    parse_join_link(text)
    masked_text(text)


PIECES = st.sampled_from(
    ["https://", "zoom.us", "/j/", "81234567890", "?pwd=a", "&amp;", "<a href=\"", "\">", "</a>",
     "<!--", "-->", "Passcode: ", "Meeting ID: ", " ", "\n ", "\r\n", "\\n", "(", ")", "@", ",",
     "%3F", "https://www.google.com/url?q=", "+46 8 555 010 99", "dial", "пароль ", "\u202a", "[",
     "https://eur03.safelinks.protection.outlook.com/?url=", "Zoom", "https://zoom.us/s/", "]"]
)  # fmt: skip


@given(st.lists(PIECES).map("".join))
def test_a_link_that_is_found_leads_to_a_host_of_the_table(text: str) -> None:
    link = parse_join_link(text)
    for url in (link.url, *link.fallback_urls):
        if url:
            found = find_meeting_link(url)
            assert found is not None
            assert found.url == url
    for url in (masked_text(url) for url in (link.url, *link.fallback_urls) if url):
        assert "pwd=a" not in url


@given(st.lists(PIECES).map("".join))
def test_reading_a_text_once_more_changes_nothing(text: str) -> None:
    found = parse_join_link(text)
    assert parse_join_link(text) == found
    assert found.url is None or found.platform is not None


@pytest.mark.parametrize(
    "piece",
    ["id" + " " * 500, "passcode ", "<a ", "<a href='", "<!--", "https://x.y/))", "+1 ", "1 ",
     "x" * 75 + "\n ", "<https://", "recording ", "a.b.", "&amp", "\n", "http://zoom.us/j/1?pwd=%26"],
)  # fmt: skip
def test_hostile_text_takes_no_more_than_linear_time(piece: str) -> None:
    text = "https://zoom.us/j/123456789 " + piece * (200_000 // len(piece))
    parse_join_link(text)  # Quadratic time would be minutes here.
    masked_text(text)


# --- HTML


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("a<br>b", "a\nb"),
        ("<p>a</p><p>b</p>", "\na\n\nb\n"),
        ("a<!-- <b>x</b> -->b", "ab"),
        ("<style>p { color: red }</style>a", "a"),
        ("1 &lt; 2 &amp;&amp; &#8364;", "1 < 2 && €"),
        ("<a href='https://e.example/?a=1&amp;b=2'>go</a>", "go <https://e.example/?a=1&b=2> "),
        ("<a href='mailto:a@e.example'>Anna</a>", "Anna"),
        ("a < b <c@e.example>", "a < b <c@e.example>"),
        ("<td>a</td><td>b</td>", " a b"),
    ],
)
def test_html_becomes_what_a_reader_sees(html: str, text: str) -> None:
    assert text_of_html(html) == text


def test_marks_that_nobody_sees_are_taken_out() -> None:
    assert plain_invite("\ufeff(SE) \u202a+46 8\u202c\u00a0505") == "(SE) +46 8 505"


# --- the table


def test_the_table_speaks_of_platforms_consistently() -> None:
    platforms = {form.platform for form in FORMS}
    assert set(NAMES) <= platforms
    assert platforms >= PRINTS_CODES
    assert platforms >= PRINTS_PIN
    assert all(host == host.lower() for form in FORMS for host in form.hosts)
