"""What the reading commands print, as transcripts over one small vault."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.cli.support import NETWORK, bytes_of, make_vault, vaultkit

TRANSCRIPTS: list[tuple[str, str]] = [
    (
        "facts",
        "Contacts/Anna Petrova.md\tcontact\t2\t1\t1\t0\t3\n"
        "Contacts/Kenji Morikawa.md\tcontact\t1\t1\t1\t0\t0\n"
        "Meetings/2026-03-12 Zoom call.md\tmeeting\t3\t0\t1\t1\t4\n"
        "Notes/Lonely 孤独.md\tother\t0\t0\t0\t0\t0\n"
        "Topics/Networking.md\ttopic\t1\t0\t2\t0\t0\n"
        "Topics/Гибридные форматы.md\ttopic\t1\t0\t1\t0\t0\n",
    ),
    ("facts Аня", "Contacts/Anna Petrova.md\tcontact\t2\t1\t1\t0\t3\n"),
    (
        "links Аня",
        "8\t[[Kenji Morikawa|Kenji]]\tContacts/Kenji Morikawa.md\tmention\n"
        "8\t[[Nobody Yet]]\t(nowhere)\tmention\n",
    ),
    ("links Аня --total", "2\n"),
    (
        "backlinks networking",
        "Contacts/Kenji Morikawa.md\t3\tmention\tLikes [[Networking]]. #vip/tokyo\n"
        "Meetings/2026-03-12 Zoom call.md\t5\ttopic\t[[Networking]]\n"
        "Topics/Гибридные форматы.md\t3\tmention\tСм. [[networking#Nowhere]].\n",
    ),
    ("backlinks photo.png", ""),
    ("unresolved", "Nobody Yet\t1\tContacts/Anna Petrova.md:8\n"),
    ("orphans", "Notes/Lonely 孤独.md\tother\n"),
    ("deadends", "Notes/Lonely 孤独.md\tother\n"),
    ("tags", "#vip\t2\n#vip/tokyo\t1\n"),
    ("tags --tree", "#vip\t2\n  tokyo\t1\n"),
    ("tags --sort count", "#vip\t2\n#vip/tokyo\t1\n"),
    (
        "properties",
        "aliases\tlist\t1\nattendees\tlist\t1\ndate\tdate\t1\nkind\ttext\t1\nmet\tdate\t1\n"
        "tags\tlist\t1\ntopics\tlist\t1\n",
    ),
    (
        "path Аня Kenji",
        "Contacts/Anna Petrova.md\n  met at Meetings/2026-03-12 Zoom call.md\n"
        "Contacts/Kenji Morikawa.md\n",
    ),
    (
        "path Аня Kenji --links",
        "Contacts/Anna Petrova.md\n  mention, in Contacts/Anna Petrova.md:8\n"
        "Contacts/Kenji Morikawa.md\n",
    ),
    ("path Аня Lonely", ""),
    (
        "check",
        "Contacts/Anna Petrova.md:8:36: warning link-unresolved: "
        "no file answers to [[Nobody Yet]]\n"
        "    make the note, or mend the link\n"
        "Topics/Гибридные форматы.md:3:5: warning link-heading-missing: Topics/Networking.md has "
        "no heading 'Nowhere'\n"
        "    name one of its headings, or take the heading out of the link\n",
    ),
    (
        "graph --measure linked",
        "Topics/Networking.md\ttopic\t3\t3\nTopics/Гибридные форматы.md\ttopic\t1\t1\n",
    ),
    (
        "graph --measure communities",
        "Networking\t2\tTopics/Networking.md; Topics/Гибридные форматы.md\n",
    ),
]
NAMES = {"Kenji": "Contacts/Kenji Morikawa.md", "Lonely": "Notes/Lonely 孤独.md"}


def words_of(line: str) -> list[str]:
    return [NAMES.get(word, word) for word in line.split()]


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_vault(tmp_path_factory.mktemp("vault"))


@pytest.mark.parametrize(("line", "out"), TRANSCRIPTS, ids=[line for line, _ in TRANSCRIPTS])
def test_a_command_prints(vault: Path, line: str, out: str) -> None:
    done = vaultkit(*words_of(line), folder=vault)
    assert done.out == out
    assert done.code == (1 if line == "check" else 0)


EMPTY = [
    ("facts", "no notes"),
    ("unresolved", "every link leads somewhere"),
    ("orphans", "every note has a link"),
    ("deadends", "every note links to something"),
    ("tags", "no tags"),
    ("properties", "no properties"),
    ("graph --measure linked", "nothing found"),
    ("check", "0 errors, 0 warnings, 0 remarks"),
]


@pytest.mark.parametrize(("line", "said"), EMPTY)
def test_an_empty_list_is_no_error_and_said_on_stderr(tmp_path: Path, line: str, said: str) -> None:
    done = vaultkit(*line.split(), folder=make_vault(tmp_path, {"vaultkit.toml": ""}))
    assert (done.code, done.out, done.err) == (0, "", f"{said}\n")


@pytest.mark.parametrize("line", [line for line, _ in EMPTY])
def test_an_empty_list_is_no_json_at_all(tmp_path: Path, line: str) -> None:
    vault = make_vault(tmp_path, {"vaultkit.toml": ""})
    done = vaultkit(*line.split(), "--json", folder=vault)
    assert (done.code, done.out, done.err) == (0, "", "")


# --- JSON

KEYS = {
    "facts": "path kind title excluded error properties aliases tags headings blocks tasks links"
    " diagnostics",
    "links Аня": "path target display heading block embed resolved line original span relation"
    " form property in_comment region",
    "backlinks Networking": "path target display heading block embed resolved line original span"
    " relation form property in_comment region under text",
    "unresolved": "name spellings count links",
    "orphans": "path kind title",
    "deadends": "path kind title",
    "tags": "tag count own",
    "properties": "name types count",
    "check": "code severity path line column span message hint rule",
    "path Аня Kenji": "from to found over steps",
    "graph": "directed multigraph graph nodes edges",
    "graph --measure linked": "id title kind links notes",
    "graph --measure brokers": "id title kind score neighbours",
    "graph --measure communities": "name centre members ties",
}


@pytest.mark.parametrize(("line", "keys"), KEYS.items())
def test_json_has_these_keys_in_this_order(vault: Path, line: str, keys: str) -> None:
    done = vaultkit(*words_of(line), "--json", folder=vault)
    assert done.out.endswith("\n")
    for text in done.out.splitlines():
        assert [key for key in json.loads(text) if key != "subpath_ok"] == keys.split()


def test_json_is_utf8_and_unescaped(vault: Path) -> None:
    assert '"path": "Notes/Lonely 孤独.md"' in vaultkit("orphans", "--json", folder=vault).out


def test_facts_of_a_note_are_complete(vault: Path) -> None:
    done = vaultkit("facts", "Topics/Гибридные форматы.md", "--json", folder=vault)
    assert json.loads(done.out) == {
        "path": "Topics/Гибридные форматы.md",
        "kind": "topic",
        "title": "Гибридные форматы",
        "excluded": False,
        "error": False,
        "properties": {},
        "aliases": [],
        "tags": [],
        "headings": [[1, "Гибридные форматы"]],
        "blocks": [],
        "tasks": [],
        "links": [
            {
                "target": "networking",
                "display": "networking > Nowhere",
                "heading": "Nowhere",
                "block": None,
                "embed": False,
                "resolved": "Topics/Networking.md",
                "line": 3,
                "original": "[[networking#Nowhere]]",
                "span": [43, 65],
                "relation": "mention",
                "form": "wiki",
                "property": None,
                "in_comment": False,
                "region": None,
                "subpath_ok": False,
            }
        ],
        "diagnostics": [],
    }


def test_facts_come_in_path_order_each_once(vault: Path) -> None:
    done = vaultkit("facts", "networking", "Аня", "Anna Petrova", "--json", folder=vault)
    paths = [json.loads(line)["path"] for line in done.out.splitlines()]
    assert paths == ["Contacts/Anna Petrova.md", "Topics/Networking.md"]


def test_what_json_cannot_hold_is_text(tmp_path: Path) -> None:
    front = "---\n1: .nan\n2: [.inf, -.inf]\nnull: 2026-03-12\nsure: no\n---\n"
    vault = make_vault(tmp_path, {"vaultkit.toml": "", "A.md": front})
    done = vaultkit("facts", "--json", folder=vault)
    assert json.loads(done.out, parse_constant=pytest.fail)["properties"] == {
        "1": ".nan",
        "2": [".inf", "-.inf"],
        "null": "2026-03-12",
        "sure": "no",
    }


def test_every_key_of_a_finding_is_filled(vault: Path) -> None:
    first = json.loads(vaultkit("check", "--json", folder=vault).out.splitlines()[0])
    assert first == {
        "code": "link-unresolved",
        "severity": "warning",
        "path": "Contacts/Anna Petrova.md",
        "line": 8,
        "column": 36,
        "span": [105, 119],
        "message": "no file answers to [[Nobody Yet]]",
        "hint": "make the note, or mend the link",
        "rule": "RS-16",
    }


def test_the_graph_is_nodes_and_every_single_link(vault: Path) -> None:
    graph = json.loads(vaultkit("graph", folder=vault).out)
    assert [node["id"] for node in graph["nodes"]] == [
        "?Nobody Yet",
        "Contacts/Anna Petrova.md",
        "Contacts/Kenji Morikawa.md",
        "Meetings/2026-03-12 Zoom call.md",
        "Notes/Lonely 孤独.md",
        "Topics/Networking.md",
        "Topics/Гибридные форматы.md",
    ]
    assert graph["nodes"][0] == {
        "id": "?Nobody Yet",
        "kind": "other",
        "title": "Nobody Yet",
        "tags": [],
        "exists": False,
        "in": 1,
        "out": 0,
    }
    assert graph["edges"][0] == {
        "source": "Contacts/Anna Petrova.md",
        "target": "Contacts/Kenji Morikawa.md",
        "key": 0,
        "relation": "mention",
        "form": "wiki",
        "embed": False,
        "line": 8,
    }


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        ("--kind topic", ["Topics/Networking.md", "Topics/Гибридные форматы.md"]),
        ("--around Kenji --depth 0", ["Contacts/Kenji Morikawa.md"]),
        (
            "--around Kenji --depth 1 --kind contact --kind topic",
            ["Contacts/Anna Petrova.md", "Contacts/Kenji Morikawa.md", "Topics/Networking.md"],
        ),
    ],
)
def test_a_part_of_the_graph(vault: Path, options: str, ids: list[str]) -> None:
    graph = json.loads(vaultkit("graph", *words_of(options), folder=vault).out)
    assert [node["id"] for node in graph["nodes"]] == ids


@pytest.mark.parametrize(
    ("to", "start"),
    [
        ("graphml", "<?xml"),
        ("dot", "digraph"),
        ("mermaid", "flowchart"),
        ("canvas", "{"),
        ("json", "{"),
    ],
)
def test_the_graph_in_a_format(vault: Path, to: str, start: str) -> None:
    done = vaultkit("graph", "--format", to, folder=vault)
    assert done.code == 0
    assert done.out.startswith(start)
    assert done.out.endswith("\n")
    assert "Networking" in done.out


# --- nothing is written

READING = [*(line for line, _ in TRANSCRIPTS), *(f"{line} --json" for line in KEYS), "--help"]


def stamps_of(vault: Path) -> dict[Path, int]:
    """When each file and folder was changed, but for what vaultkit keeps beside the notes."""
    return {
        place: place.stat().st_mtime_ns
        for place in vault.rglob("*")
        if ".vaultkit" not in place.relative_to(vault).parts
    }


def test_reading_leaves_every_byte_as_it_was(tmp_path: Path) -> None:
    vault = make_vault(tmp_path)
    before = bytes_of(vault)
    stamps = stamps_of(vault)
    for line in [*READING, "build --dry-run", "clean --dry-run", "init --dry-run"]:
        assert vaultkit(*words_of(line), folder=vault).code in (0, 1), line
    assert bytes_of(vault) == before
    assert stamps_of(vault) == stamps


# --- what is left out


def test_an_excluded_note_is_read_and_found_but_not_listed(tmp_path: Path) -> None:
    files = {**NETWORK, ".obsidian/app.json": '{"userIgnoreFilters": ["Topics/", "/lone/"]}'}
    vault = make_vault(tmp_path, files)
    facts = [
        json.loads(line) for line in vaultkit("facts", "--json", folder=vault).out.splitlines()
    ]
    excluded = [each["path"] for each in facts if each["excluded"]]
    assert excluded == ["Topics/Networking.md", "Topics/Гибридные форматы.md"]
    assert vaultkit("links", "Networking", "--total", folder=vault).out == "1\n"
    graph = json.loads(vaultkit("graph", folder=vault).out)
    assert not [node for node in graph["nodes"] if node["id"].startswith("Topics/")]
    assert "heading-missing" not in vaultkit("check", folder=vault).out
    assert [each["resolved"] for each in facts[1]["links"]] == ["Topics/Networking.md"]


def test_a_filter_that_is_no_pattern_is_reported(tmp_path: Path) -> None:
    vault = make_vault(tmp_path, {".obsidian/app.json": '{"userIgnoreFilters": ["/(/"]}'})
    done = vaultkit("check", folder=vault)
    assert done.code == 1
    assert done.out.startswith("(vault): warning exclude-invalid: the exclusion /(/ is no valid")


def test_control_characters_of_a_name_are_spelled_out(tmp_path: Path) -> None:
    vault = make_vault(tmp_path, {"vaultkit.toml": "", "a\x1b[31m\u202eb.md": ""})
    assert vaultkit("orphans", folder=vault).out == "a\\x1b[31m\\u202eb.md\tother\n"


def test_path_from_a_meeting_to_its_topic_names_the_link(vault: Path) -> None:
    done = vaultkit("path", "2026-03-12 Zoom call", "Networking", folder=vault)
    assert "  topic, in Meetings/2026-03-12 Zoom call.md:5\n" in done.out


def test_path_between_contacts_that_nothing_joins_points_to_links(tmp_path: Path) -> None:
    files = {"Contacts/A.md": "", "Contacts/B.md": "", "Hub.md": "[[A]] [[B]]"}
    for path, text in {**files, "vaultkit.toml": 'language = "en"\n'}.items():
        place = tmp_path / path
        place.parent.mkdir(exist_ok=True)
        place.write_text(text, encoding="utf-8")
    done = vaultkit("path", "A", "B", folder=tmp_path)
    assert "--links follows every link" in done.err
    assert "Contacts/B.md" in vaultkit("path", "A", "B", "--links", folder=tmp_path).out


# --- status


def test_status_tells_what_the_index_knows(tmp_path: Path) -> None:
    vault = make_vault(tmp_path)
    done = vaultkit("status", folder=vault)
    assert (done.code, done.out) == (0, "")
    assert done.err == "there is no index yet; any command that reads the vault makes it\n"
    assert not (vault / ".vaultkit").exists()
    vaultkit("tags", folder=vault)
    lines = vaultkit("status", folder=vault).out.splitlines()
    assert lines[:3] == [
        "6 notes, 8 links, 8 files, 0 pages",
        "no index pages were made",
        "nothing changed since",
    ]
    assert re.fullmatch(r"last change taken in \d{4}-\d\d-\d\d \d\d:\d\d", lines[3])
    assert re.fullmatch(r"index: .+/\.vaultkit/[0-9a-f]{32}/index\.sqlite3, 0\.\d MB", lines[4])
    assert len(lines) == 5


def test_status_names_ten_of_the_files_that_changed(tmp_path: Path) -> None:
    vault = make_vault(tmp_path)
    vaultkit("build", folder=vault)
    (vault / "photo.png").unlink()
    (vault / "Topics/Networking.md").write_text("# Other\n", encoding="utf-8")
    make_vault(vault, {f"New {n:02}.md": "" for n in range(10)})
    lines = vaultkit("status", folder=vault).out.splitlines()
    assert lines[1:4] == [
        "some index pages or regions are to be made again",
        "changed since: 10 new, 1 changed, 1 gone",
        "    new      New 00.md",
    ]
    assert lines[12:14] == ["    new      New 09.md", "    and 2 more"]


def test_status_says_why_an_index_cannot_be_used(tmp_path: Path) -> None:
    vault = make_vault(tmp_path)
    vaultkit("tags", folder=vault)
    make_vault(vault, {"vaultkit.toml": 'language = "en"\n[vault]\nexclude = ["Notes/"]\n'})
    english, russian = (
        vaultkit("status", folder=vault, environ={"LANG": language}).out.splitlines()[0]
        for language in ("C", "ru_RU.UTF-8")
    )
    assert (
        english
        == "the next run makes the index anew: it was made of another vault, or with other settings"
    )
    assert russian == (
        "следующий запуск построит базу заново: "
        "она построена по другому хранилищу или с другими настройками"
    )
