from __future__ import annotations

import pytest

from vaultkit.markdown.decode import decode
from vaultkit.markdown.headings import find_heading_text
from vaultkit.markdown.link_text import edited_text, find_edits
from vaultkit.markdown.read import read
from vaultkit.model.paths import VaultPath


def edited(line: str, target: str | None = None, subpath: str | None = None) -> str | None:
    note = read(decode(VaultPath("A.md"), line.encode()))
    link = max(note.links, key=lambda each: len(each.original))
    edits = find_edits(link, link.original, target=target, subpath=subpath)
    return None if edits is None else edited_text(link.original, edits)


@pytest.mark.parametrize(
    ("line", "target", "subpath", "after"),
    [
        ("[[A]]", "B", None, "[[B]]"),
        ("![[ A # h | x ]]", "B", "i", "![[ B # i | x ]]"),
        ("[[A#h#i|x|y]]", None, "j#k", "[[A#j#k|x|y]]"),
        ("[[#h]]", None, "i", "[[#i]]"),
        ("[t [u](v)](A.md)", "B.md", None, "[u](B.md)"),
        ("[`]` t](A.md)", "B.md", None, "[`]` t](B.md)"),
        ("[t](\n  A.md\n  'title')", "B c.md", None, "[t](\n  B%20c.md\n  'title')"),
        ("[t](<A.md> (title))", "B c.md", None, "[t](<B c.md> (title))"),
        ("[t](<A\\>.md>)", "B>.md", None, "[t](<B%3E.md>)"),
        ("[t](A.md#h%20i)", "B.md", "j k", "[t](B.md#j%20k)"),
        ("[t](#h)", None, "i#j", "[t](#i#j)"),
        ("[t](x%20y/a%2Fb.md)", "x y/c.md", None, "[t](x%20y/c.md)"),
        ("[t](x\\_y/A&amp;.md)", "x_y/B.md", None, "[t](x\\_y/B.md)"),
        ("[t](A\\#b.md)", "B.md", None, None),
        ("[[A]]", "B#c", None, None),
        ("[[A]]", "B|c", None, None),
        ("[[A]]", "B]]", None, None),
        ("[[A]]", "", None, None),
        ("[[A#h]]", None, "^id", None),
        ("[t](A.md)", "", None, None),
        ("[t](A.md)", "a:b.md", None, "[t](a%3Ab.md)"),
        ("[t](A.md)", "//b.md", None, None),
    ],
)
def test_only_what_is_asked_for_changes(
    line: str, target: str | None, subpath: str | None, after: str | None
) -> None:
    assert edited(line, target, subpath) == after


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("# A b", "A b"),
        ("##  A  ## ", "A"),
        ("  # #A\n", "#A"),
        ("# A #b", "A #b"),
        ("A\n===", "A"),
        ("A\nb\n---", "A\nb"),
        ("# \n", ""),
        ("#\n", None),
        ("# Ё 🦉\r\n", "Ё 🦉"),
    ],
)
def test_the_text_of_a_heading_is_found(text: str, found: str | None) -> None:
    source = decode(VaultPath("A.md"), f"\ufeffё\n\n{text}".encode())
    (heading,) = read(source).headings
    span = find_heading_text(source, heading)
    assert (None if span is None else source.data[slice(*span)].decode()) == found
