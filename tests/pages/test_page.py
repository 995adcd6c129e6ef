"""A page as a file, and what tells vaultkit's own text from a person's."""

from __future__ import annotations

import re
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultkit.markdown.digest import body_digest
from vaultkit.model.paths import VaultPath
from vaultkit.pages.page import PageState, bears_mark, page_of, page_state

PAGE = page_of(VaultPath("_index/a.md"), "\n# Темы\n\n\n\n- [Анна](<../Анна.md>) — #x\n\n\n")
TEXT = PAGE.data.decode()
OURS, EDITED, FOREIGN = PageState(True, False), PageState(True, True), PageState(False, False)


def test_a_page_is_its_mark_its_digest_and_its_text() -> None:
    body = "# Темы\n\n- [Анна](<../Анна.md>) — #x\n"
    expected = f'---\ngenerated: vaultkit\ndigest: "{body_digest(body)}"\n---\n{body}'
    assert expected == TEXT


@pytest.mark.parametrize(
    ("data", "state"),
    [
        (TEXT, OURS),
        (TEXT.replace("\n", "\r\n"), OURS),
        (TEXT.replace("\n", "\r"), OURS),
        ("\ufeff" + TEXT, OURS),
        (TEXT.replace('"', ""), OURS),
        (TEXT.replace('"', "'"), OURS),
        (TEXT.replace("../Анна.md", "../Люди/Аня.md"), OURS),
        (TEXT.replace("<../Анна.md>", "../Люди/Аня%20(1).md"), OURS),
        (TEXT.replace("[Анна]", "[Аня]"), EDITED),
        (TEXT + "моё\n", EDITED),
        (TEXT.rstrip("\n"), EDITED),
        (TEXT.replace("---\n#", "tags: [x]\n---\n#"), EDITED),
        (TEXT.replace('digest: "', 'digest: "0'), EDITED),
        ("---\ngenerated: vaultkit\n---\n", FOREIGN),
        (TEXT.replace("vaultkit\n", "vaultkit # mine\n"), FOREIGN),
        (TEXT.replace("generated:", '"generated":'), FOREIGN),
        ("---\ntitle: x\n---\n" + TEXT, FOREIGN),
        ("---\ngenerated: other\n---\n", FOREIGN),
        ("---\n---\n", FOREIGN),
        ("# моё\n", FOREIGN),
        ("generated: vaultkit\n", FOREIGN),
        ("---\ngenerated: vaultkit\n", FOREIGN),
        ("", FOREIGN),
        (b"\xff\xfe\x00---", FOREIGN),
        (TEXT.encode() + b"\xff", EDITED),
    ],
)
def test_the_bytes_say_whose_page_it_is(data: str | bytes, state: PageState) -> None:
    data = data.encode() if isinstance(data, str) else data
    assert page_state(data) == state
    assert bears_mark(data) is state.ours


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("[a](<b.md>)", "[a](<c d.md>)", True),
        ("[a](<b.md>)", "[a](c.md)", True),
        ("[a](<b.md>)", "[a](c(1).md)", True),
        ("![a](b)", "![a](c)", True),
        ("[a](b) [c](d)", "[a](x) [c](y)", True),
        (r"[a\\](<b>)", r"[a\\](<c>)", True),
        (r"\[a\](b)", r"\[a\](c)", False),
        ("[a](<b>)", "[c](<b>)", False),
        ("(b)", "(c)", False),
        ("a\r\nb\r", "a\nb\n", True),
        ("a", "a\n", False),
    ],
)
def test_the_digest_leaves_out_destinations_and_line_ends(one: str, other: str, same: bool) -> None:
    assert (body_digest(one) == body_digest(other)) is same


LINKS = st.lists(
    st.sampled_from(
        [
            "\\",
            "\\\\",
            "](",
            "[",
            "]",
            "(",
            ")",
            "<",
            ">",
            "<a>",
            "a",
            " ",
            "\n",
            "\r",
            "\u00a0",
            "[x](b)",
        ]
    ),
    max_size=12,
).map("".join)


@given(LINKS)
def test_the_digest_is_that_of_one_slow_pattern(text: str) -> None:
    """The rule in one piece: an even number of backslashes before the bracket, or none."""
    rule = r"(?<!\\)((?:\\\\)*\]\()(?:<[^<>\n]*>|(?:[^\s()<>]|\([^\s()<>]*\))*)(?=\))"
    blanked = re.sub(rule, r"\1", re.sub(r"\r\n?", "\n", text))
    assert body_digest(text) == sha256(blanked.encode()).hexdigest()[:8]


@given(st.lists(st.sampled_from(["a", "\n"]), max_size=40).map("".join))
def test_a_page_has_no_two_blank_lines(text: str) -> None:
    body = re.sub(r"\n{3,}", "\n\n", text).strip("\n") + "\n"
    assert page_of(VaultPath("a.md"), text).data.decode().split("---\n", 2)[2] == body


def test_the_digest_is_eight_hex_digits_of_sha256() -> None:
    assert body_digest("") == "e3b0c442"
