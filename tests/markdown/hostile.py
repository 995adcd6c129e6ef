"""Inputs that harm readers, and the child process that reads them one by one.

Run as a module it reads every input and prints, for each, the processor seconds it took and its
name; if the process dies, the last line names the input before the one that killed it.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator

from vaultkit.markdown.decode import decode
from vaultkit.markdown.read import read
from vaultkit.model.paths import VaultPath

MEGABYTE = 1_000_000
YAML_BYTES = 64_000


def frontmatter(yaml: str) -> bytes:
    return f"---\n{yaml}\n---\n[[А]]\n".encode()


def repeated(unit: str, size: int = MEGABYTE) -> bytes:
    return (unit * (size // len(unit.encode()) + 1)).encode()[:size]


def alias_bomb(levels: int, width: int) -> str:
    first = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    return first + "\n".join(
        f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * width)}]"
        for level in range(1, levels)
    )


def iter_inputs() -> Iterator[tuple[str, str, bytes]]:
    """(name, path, bytes)"""
    for name, data in {
        "empty": b"",
        "not-utf8": b"\xff\xfe\xfa caf\xe9 [[\xd0]] #\xd1\x82\xd0",
        "utf16-le": "# Заметка [[А]]".encode("utf-16"),
        "utf16-be": b"\xfe\xff" + "# Заметка".encode("utf-16-be"),
        "bom": b"\xef\xbb\xbf---\na: 1\n---\n[[A]]",
        "nul": b"\0" * MEGABYTE,
        "cr-only": b"---\ra: 1\r---\r# H\r[[A]] ^id\r",
        "one-line": repeated("Слово [[А]] #тег ^x %% "),
        "random-bytes": bytes((i * 7919 + (i >> 3)) % 256 for i in range(MEGABYTE)),
    }.items():
        yield name, "a.md", data
    for unit in (
        *("[", "[[", "[[a", "[[a|", "[[|", "![", "![[", "]", "]]", "[a](", "[a](b", "[[a]]"),
        *("[a][b]", "[a]: b\n", ">", "> ", ">#a", "> [!a] ", "- ", "* a\n", "- [ ] a\n", "1. "),
        *("`", "``a", "```\n", "~~~", "$", "$a$5", "$$", "%%", "%%a ", "\n%%\n", "^", "^a\n", "^["),
        *("*", "**a", "_a_", "~~", "<", "<!--", "<!-- -->a", "<!-- a --> b\n", "<a ", "&amp;", "&"),
        *(
            "#",
            "# a\n",
            "#a",
            "#a ",
            "\\",
            "\\#",
            "\\[#a",
            "|",
            "|a",
            "|a\n",
            "\t",
            "\n",
            "\r",
            "a\r",
        ),
        *(
            "[^a]",
            "[^a]: ",
            "---\n",
            "===\n",
            "a\n===\n",
            "a\n    b\n",
            "\ufeff",
            "ё",
            "😀",
            "\u200d",
        ),
        *(
            "<!-- vaultkit:begin a 00000000 -->\n",
            "<!-- vaultkit:end a -->\n",
            "x ",
            "- [х] а\n",
            "#ё» ",
            "- [х] [[|б]] ",
        ),
    ):
        yield f"repeated {unit!r}", "a.md", repeated(unit)
    yield "brackets", "a.md", b"[" * 10_000 + b"]" * 10_000
    yield "quotes", "a.md", b">" * 10_000 + b" [[A]]"
    yield "table", "a.md", b"|a" * 1000 + b"\n" + b"|-" * 1000 + b"\n" + b"|\n" * 1000
    yield "wide-table", "a.md", b"|a" * 9000 + b"\n" + b"|-" * 9000 + b"\n" + b"|a\n" * 9000
    yield "nested-list", "a.md", b"".join(b"  " * i + b"- a\n" for i in range(950))
    yield "two-columns", "a.md", repeated("- [[a|b]] `c` #d **e** [f](g.md) $h$ ^i\n")
    yield (
        "links-in-a-region",
        "a.md",
        (
            b"".join(
                b"<!-- vaultkit:begin r:%d 00000000 -->\n[[a]]\n<!-- vaultkit:end r:%d -->\n"
                % (i, i)
                for i in range(9000)
            )
        ),
    )
    for unit in (
        "? ",
        ": ",
        "- ",
        "- ? ",
        "? - ",
        "[",
        "{",
        "[? ",
        "{a: ",
        "&a ",
        "!a ",
        "-\t",
        "?\t",
    ):
        text = unit * (YAML_BYTES // len(unit))
        yield f"yaml {unit!r}", "a.md", frontmatter(text)
        yield f"yaml a: {unit!r}", "a.md", frontmatter("a: " + text[: YAML_BYTES - 3])
        yield f"yaml line {unit!r}", "a.md", frontmatter((unit.strip() + "\n") * 9000)
        yield f"base {unit!r}", "a.base", text.encode()
    for name, yaml in {
        "broken": "a: [1, 2\nb: 3",
        "twice": "a: 1\na: 2",
        "twice-nested": "a:\n  b: 1\n  b: 2",
        "self": "a: &a [*a]",
        "self-mapping": "a: &a\n  b: *a",
        "bomb": alias_bomb(9, 9),
        "bomb-of-threes": alias_bomb(11, 3),
        "long-bomb": f"a: &a {'x' * 50_000}\n"
        "b: &b [*a, *a, *a]\nc: &c [*b, *b, *b]\nd: [*c, *c, *c]",
        "merges": "a: &a {b: 1}\n" + "".join(f"c{i}:\n  <<: *a\n" for i in range(400)),
        "deep-flow": "a: " + "[" * 200 + "]" * 200,
        "deep-block": "".join(" " * i + "a:\n" for i in range(340)),
        "too-long": "a: " + "x" * 70_000,
        "many-keys": "".join(f"ключ{i}: [[{i}]]\n" for i in range(3000)),
        "many-links": "a:\n" + "".join(f'  - "[[{i}]]"\n' for i in range(4000)),
        "escaped-links": "a:\n" + "".join(f'  - "\\u005b[{i}]]"\n' for i in range(3000)),
        "escaped-tags": "tags:\n" + "".join(f'  - "\\u0061{i}"\n' for i in range(3000)),
        "numbers": f"a: {'9' * 5000}\nb: .inf\nc: .nan\nd: 1e999999999\ne: -{'9' * 400}.5",
        "odd-keys": "2026: x\n? [1, 2]\n: y",
        "tagged": "a: !!binary aGk=\nb: !foo x\n",
        "braces": "a: {{date}}\nb: {{{{{{x}}}}}}",
        "phones": "".join(f"phone{i}: +7900000{i:04}\n" for i in range(2500)),
        "comments": "# x\n" * 15_000 + "a: 1",
    }.items():
        yield f"yaml {name}", "a.md", frontmatter(yaml)
    for name, data in {
        "deep-lists": b"[" * 200_000,
        "deep-nodes": b'{"nodes":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        "list": b"[]",
        "nodes-text": b'{"nodes": "x"}',
        "odd-nodes": b'{"nodes": [1, null, {"type": "file"}, {"type": "file", "file": 5}]}',
        "digits": b'{"nodes": ' + b"9" * 10_000 + b"}",
        "surrogate": b'{"nodes": [{"type": "file", "file": "\\ud800.md"}]}',
        "same-file": (
            b'{"nodes": [' + b",".join([b'{"type":"file","file":"A.md","x":0}'] * 25_000) + b"]}"
        ),
        "not-utf8": b'{"nodes": [{"type": "file", "file": "\xff.md"}]}',
    }.items():
        yield f"canvas {name}", "a.canvas", data


def main() -> None:
    for name, path, data in iter_inputs():
        started = time.process_time()
        note = read(decode(VaultPath(path), data))
        for diagnostic in note.diagnostics:
            assert diagnostic.message
            assert diagnostic.hint
        sys.stdout.write(f"{time.process_time() - started:.3f} {name}\n")
        sys.stdout.flush()
    sys.stdout.write("done\n")


if __name__ == "__main__":
    main()
