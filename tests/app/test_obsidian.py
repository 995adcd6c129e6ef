from __future__ import annotations

import json
from pathlib import Path

import pytest

from vaultkit.app.obsidian import read_settings
from vaultkit.model.config import ObsidianSettings


def put(root: Path, **files: object) -> None:
    (root / ".obsidian").mkdir()
    for name, value in files.items():
        place = root / ".obsidian" / f"{name.replace('_', '-')}.json"
        data = value if isinstance(value, bytes) else json.dumps(value).encode()
        place.write_bytes(data)


def test_a_folder_that_obsidian_never_opened_has_the_defaults(tmp_path: Path) -> None:
    assert read_settings(tmp_path) == ObsidianSettings()


def test_what_obsidian_wrote_is_read(tmp_path: Path) -> None:
    put(
        tmp_path,
        app={
            "userIgnoreFilters": ["Архив/", "/^x/"],
            "useMarkdownLinks": True,
            "newLinkFormat": "relative",
            "alwaysUpdateLinks": True,
        },
        templates={"folder": "Шаблоны/", "dateFormat": "DD.MM.YYYY"},
        daily_notes={"folder": "/Дневник", "format": "YYYY/MM/DD", "template": "x"},
    )
    assert read_settings(tmp_path) == ObsidianSettings(
        user_ignore_filters=("Архив/", "/^x/"),
        templates_folder="Шаблоны",
        daily_folder="Дневник",
        daily_format="YYYY/MM/DD",
        use_markdown_links=True,
        new_link_format="relative",
        daily_template="x",
        template_date_format="DD.MM.YYYY",
    )


@pytest.mark.parametrize(
    "broken",
    [b"", b"{", b"[]", b"null", b"3", b"\xff\xfe{\x00}\x00", b"[" * 100_000, b'{"folder": "\xff"}'],
)
def test_a_broken_file_gives_the_defaults_and_leaves_the_others(
    tmp_path: Path, broken: bytes
) -> None:
    put(tmp_path, app=broken, templates={"folder": "T"}, daily_notes=broken)
    assert read_settings(tmp_path) == ObsidianSettings(templates_folder="T")


def test_a_value_of_the_wrong_type_gives_its_default(tmp_path: Path) -> None:
    put(
        tmp_path,
        app={"userIgnoreFilters": [1, "", "a/"], "useMarkdownLinks": "yes", "newLinkFormat": "odd"},
        templates={"folder": ["T"]},
        daily_notes={"folder": None, "format": ""},
    )
    assert read_settings(tmp_path) == ObsidianSettings(user_ignore_filters=("a/",))


@pytest.mark.parametrize("key", ["format", "dateFormat", "date_format"])
def test_the_daily_format_has_had_three_names(tmp_path: Path, key: str) -> None:
    put(tmp_path, daily_notes={key: "DD-MM-YYYY"})
    assert read_settings(tmp_path).daily_format == "DD-MM-YYYY"


@pytest.mark.parametrize("folder", ["", "/"])
def test_the_root_as_template_folder_makes_no_note_a_template(tmp_path: Path, folder: str) -> None:
    put(tmp_path, templates={"folder": folder})
    assert read_settings(tmp_path).templates_folder is None


def test_a_bom_is_dropped(tmp_path: Path) -> None:
    put(tmp_path, templates=b'\xef\xbb\xbf{"folder": "T"}')
    assert read_settings(tmp_path).templates_folder == "T"


def test_a_settings_folder_that_is_a_file_is_no_error(tmp_path: Path) -> None:
    (tmp_path / ".obsidian").write_text("x")
    assert read_settings(tmp_path) == ObsidianSettings()


@pytest.mark.parametrize(
    ("app", "location", "folder"),
    [
        ({}, "root", None),
        ({"newFileLocation": "current"}, "current", None),
        ({"newFileLocation": "folder", "newFileFolderPath": "Входящие/"}, "folder", "Входящие"),
        ({"newFileLocation": "folder", "newFileFolderPath": "/"}, "folder", None),
        ({"newFileLocation": 5, "newFileFolderPath": []}, "root", None),
    ],
)
def test_where_new_notes_go_is_read(
    tmp_path: Path, app: dict[str, object], location: str, folder: str | None
) -> None:
    put(tmp_path, app=app)
    settings = read_settings(tmp_path)
    assert (settings.new_file_location, settings.new_file_folder) == (location, folder)
