"""Notes as people and programs write them, in parts, so that a test knows every byte's place."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from hypothesis import assume
from hypothesis import strategies as st

Scalar = str | int | float | bool | None

WORDS = [
    *(
        "Anna",
        "Гибридный формат",
        "孤独",
        "🦉 owl",
        "C#",
        "a:b",
        "x - y",
        "naïve",
        "it's",
        "12 bed",
    ),
    *("https://example.org/a?b=1#c", "ООО «Ромашка», Москва", 'say "hi"', "back\\slash"),
]
"""Texts that stand without quotes in a line of their own."""
BARE = ["1", "-7", "3.50", "0x1F", "012", "1e3", "true", "False", "~", "null", "no", "12:30"]
DATES = ["2026-03-12", "2026-03-12T10:00:00", "2026-03-12T10:00"]
QUOTED = [
    '"[[Anna Petrova]]"',
    "'[[Темы/Клуб|Клуб]]'",
    '"no"',
    "'it''s'",
    '"a\\tb \\u263a"',
    '""',
    "''",
]
KEYS = [
    *("title", "tags", "aliases", "date", "Статус", "a b", "no-1", "x_y", "2026", "名", "🦉"),
    *('"quoted"', "'single'", '"with: colon"', "a:b"),
]
NEW_TEXTS = [
    *(
        "",
        "no",
        "Yes",
        "12:30",
        "[[Note]]",
        "[[Note|alias]]",
        "+7 916 000-00-00",
        "#x",
        "a: b",
        "- x",
    ),
    *("2026-03-12", "0123", "1e5", "null", "~", "y", "  lead", "trail ", "two\nlines\n", "tab\tin"),
    *(
        "{{date}}",
        "[x]",
        "{a}",
        "'q'",
        '"q"',
        "%a",
        "@b",
        "`c`",
        "!t",
        "&a",
        "*a",
        "|",
        ">",
        "?",
        "-",
    ),
    *(
        "\x07bell",
        "\u2028",
        "\u0085",
        "\ufeffbom",
        "\u202eرtl",
        "🦉",
        "👩‍👩‍👧",
        "\U0010ffff",
        "=",
        "<<",
    ),
    *(
        "Анна Петрова",
        "plain",
        "a, b",
        "key:",
        "x #y",
        "---",
        "...",
        "C:\\dir",
        "<%tp%>",
        "\r",
        "\0",
    ),
]


@dataclass(frozen=True)
class Part:
    """A property with its own lines: ``lines`` are whole, with their ends."""

    key: str
    lines: str


@dataclass(frozen=True)
class MadeNote:
    """A note: what stands before each property (comments, empty lines), and the properties."""

    head: str
    """A BOM and the first fence, or a BOM alone."""
    parts: tuple[tuple[str, Part], ...]
    tail: str
    """Comments and empty lines before the fence."""
    fence: str
    body: str

    @property
    def text(self) -> str:
        parts = "".join(before + part.lines for before, part in self.parts)
        return f"{self.head}{parts}{self.tail}{self.fence}{self.body}"

    @property
    def data(self) -> bytes:
        return self.text.encode()

    def around(self, at: int) -> tuple[bytes, bytes]:
        """All that stands before a property and after it."""
        before = self.head + "".join(a + part.lines for a, part in self.parts[:at])
        after = "".join(a + part.lines for a, part in self.parts[at + 1 :])
        before += self.parts[at][0]
        return before.encode(), f"{after}{self.tail}{self.fence}{self.body}".encode()


words = st.sampled_from(WORDS)
inline = st.one_of(words, st.sampled_from(QUOTED), st.sampled_from(BARE), st.sampled_from(DATES))
in_flow = st.one_of(
    st.sampled_from([word for word in WORDS if not set(word) & set(',[]{}:#?"')]),
    st.sampled_from(QUOTED),
    st.sampled_from(BARE[:-1]),
)
comment = st.sampled_from(["", "", "", " # note", "  # заметка: [x]", "\t# tab", " ", " #"])
between = st.lists(st.sampled_from(["", "# about", "#", "# a: b", "  ", "# --- #"]), max_size=2)


@st.composite
def values(draw: st.DrawFn, indent: str) -> list[str]:
    """What follows a name's colon, line by line; the first line stands beside the name."""
    kind = draw(
        st.sampled_from("inline inline inline empty flow block block lines text map".split())
    )
    deeper = indent + draw(st.sampled_from(["  ", "    ", " "]))
    note = draw(comment)
    if kind == "inline":
        return [draw(st.sampled_from([" ", "  "])) + draw(inline) + note]
    if kind == "empty":
        return [note]
    if kind == "flow":
        items = draw(st.lists(in_flow, max_size=4))
        pad = draw(st.sampled_from(["", " "]))
        comma = draw(st.sampled_from([", ", ",", " , "]))
        end = draw(st.sampled_from(["", ","])) if items else ""
        if draw(st.integers(0, 4)) == 0 and items:
            rows = [f"{deeper}{item}," + draw(comment) for item in items]
            return [" [", *rows, f"{indent} ]{note}"]
        return [f" [{pad}{comma.join(items)}{end}{pad}]{note}"]
    if kind == "block":
        dash = draw(st.sampled_from([indent, deeper]))
        gap = draw(st.sampled_from([" ", " ", "   "]))
        rows = [note]
        for item in draw(st.lists(inline, min_size=1, max_size=4)):
            rows += [f"{dash}{row}" for row in draw(st.sampled_from([[], [], ["# in"], [""]]))]
            rows.append(f"{dash}-{gap}{item}" + draw(comment))
        return rows
    if kind == "lines":
        quote = draw(st.sampled_from(["", '"', "'"]))
        return [f" {quote}several", f"{deeper}lines", f"{deeper}of it{quote}{note}"]
    if kind == "text":
        sign = draw(st.sampled_from(["|", ">", "|-", ">-", "|+", ">+"]))
        head = f" {sign}" + draw(st.sampled_from(["", " # note"]))
        return [
            head,
            f"{deeper}a: text",
            f"{deeper}  # of lines",
            *draw(st.just([]) | st.just([""])),
        ]
    if draw(st.booleans()):
        return [f" {{city: Paris, zip: '1'}}{note}"]
    return [note, f"{deeper}city: Paris # c", f"{deeper}list:", f"{deeper}- a", f"{deeper}more:"]


@st.composite
def made_notes(draw: st.DrawFn, least: int = 0) -> MadeNote:
    """Any of them that has at least so many properties."""
    style = draw(st.sampled_from(["\n", "\n", "\r\n", "\r", "mixed"]))

    def ended(lines: list[str]) -> str:
        ends = st.sampled_from(["\n", "\r\n", "\r"])
        return "".join(line + (draw(ends) if style == "mixed" else style) for line in lines)

    bom = draw(st.sampled_from(["", "", "\ufeff"]))
    body = ended(draw(st.lists(st.sampled_from(BODY), max_size=4))) + draw(
        st.sampled_from(["", "end"])
    )
    if not least and draw(st.integers(0, 9)) == 0:
        return MadeNote(bom, (), "", "", ended(["Begins here", ""]) + body)
    indent = draw(st.sampled_from(["", "", "", "", "  "]))
    parts = []
    for key in draw(st.lists(st.sampled_from(KEYS), min_size=least, max_size=5, unique=True)):
        first, *rest = draw(values(indent))
        colon = draw(st.sampled_from([":", ":", ":", " :"]))
        lines = ended([f"{indent}{key}{colon}{first}", *rest])
        parts.append((ended(draw(between)), Part(key.strip("\"'"), lines)))
    tail = ended(draw(between))
    pieces = [ended(["---"]), *(text for a, part in parts for text in (a, part.lines)), tail]
    written = [piece for piece in pieces if piece]
    # A CR and an LF that meet where pieces do would be one line's end.
    assume(all(not (a[-1] == "\r" and b[0] == "\n") for a, b in pairwise(written)))
    return MadeNote(bom + pieces[0], tuple(parts), tail, ended(["---"]), body)


BODY = [
    *("# Title", "", "Text with [[Link]] and #tag.", "---", "- [ ] task 📅", "```yaml", "a: 1"),
    *("> quote", "Конец", "| a | b |", "========", "<!-- note -->", "^block-id"),
]

texts = st.one_of(st.sampled_from(NEW_TEXTS), words, st.text(max_size=12))
scalars = st.one_of(
    texts,
    st.integers(-(10**15), 10**15),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.none(),
)
