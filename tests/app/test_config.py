from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultkit.app.config import read_config
from vaultkit.model.config import DEFAULT_KINDS, Config, Language
from vaultkit.model.diagnostic import Diagnostic
from vaultkit.model.errors import ConfigError


def config_of(root: Path, text: str, **environ: str) -> Config:
    config, unknown = read(root, text, **environ)
    assert unknown == ()
    return config


def read(root: Path, text: str, **environ: str) -> tuple[Config, tuple[Diagnostic, ...]]:
    (root / "vaultkit.toml").write_text(text, encoding="utf-8")
    return read_config(root, environ=environ)


def test_a_vault_without_the_file_has_the_defaults(tmp_path: Path) -> None:
    assert read_config(tmp_path, environ={}) == (Config(), ())


def test_an_empty_file_changes_nothing(tmp_path: Path) -> None:
    assert config_of(tmp_path, "") == Config()


def test_every_key_is_read(tmp_path: Path) -> None:
    config = config_of(
        tmp_path,
        """
        language = "ru"

        [pages]
        folder = "Указатели/vaultkit/"
        backlinks = "off"
        max_entries = 250

        [templates]
        folder = "Шаблоны"
        meeting = " Встречи/Созвон.md "
        meeting-social = ""

        [vault]
        exclude = ["Архив/", "/^Черновик/"]
        follow_symlinks = true

        [check]
        ignore = ["name-twin", "alias-invalid"]
        """,
    )
    assert config == Config(
        language="ru",
        pages_folder="Указатели/vaultkit",
        backlinks="off",
        max_entries=250,
        templates_folder="Шаблоны",
        templates={"meeting": "Встречи/Созвон.md", "meeting-social": ""},
        exclude=("Архив/", "/^Черновик/"),
        follow_symlinks=True,
        ignored_codes=frozenset({"name-twin", "alias-invalid"}),
    )


@pytest.mark.parametrize(
    "text",
    [
        'pages.folder = "x"',
        'pages = { folder = "x" }',
        '[pages]\r\nfolder = "x"\r\n',
        '\ufeff[pages]\nfolder = "x"',
        "[pages]\nfolder = '''x'''",
    ],
)
def test_toml_may_be_written_as_toml_allows(tmp_path: Path, text: str) -> None:
    (tmp_path / "vaultkit.toml").write_bytes(text.encode())
    assert read_config(tmp_path, environ={}) == (Config(pages_folder="x"), ())


def test_the_sample_vault_is_configured() -> None:
    root = Path(__file__).parents[2] / "sample-vault"
    config, unknown = read_config(root, environ={})
    assert (config.templates_folder, unknown) == ("Шаблоны", ())


def test_a_key_in_a_comment_is_none(tmp_path: Path) -> None:
    config, unknown = read(tmp_path, '# language = "ru"\n[pages]\n# [x] = 1\nfoldr = "x"')
    assert config == Config()
    assert [found.line for found in unknown] == [4]


_PIECES = (
    "[pages]",
    "[kinds.topic]",
    "[[vault]]",
    "pages.folder",
    "language",
    "values",
    "tags",
    "=",
    '"ru"',
    "'x'",
    "[",
    "]",
    "{",
    "}",
    ",",
    "1",
    "true",
    ".",
    "#",
    "\n",
    "\r",
    " ",
    '"""',
    "ж",
)


@given(st.lists(st.sampled_from(_PIECES), max_size=25).map("".join))
def test_any_text_is_read_or_refused_with_its_place(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    # Not the base itself: it lies above every other test, whose vault it would become.
    root = tmp_path_factory.getbasetemp() / "any-text"
    root.mkdir(exist_ok=True)
    (root / "vaultkit.toml").write_bytes(text.encode())
    where = str(root / "vaultkit.toml")
    try:
        read_config(root, environ={})
    except ConfigError as error:
        where = error.where or "nowhere"
    assert where.startswith(str(root / "vaultkit.toml"))


def test_names_folders_and_tasks_of_new_notes_are_read(tmp_path: Path) -> None:
    text = """
        [new]
        name = "{{date:YYYY}}/{{title}}"
        folder.meeting = "Meetings"
        folder.contact = "Контакты/"

        [tasks]
        style = "dataview"
        """
    assert config_of(tmp_path, text) == Config(
        new_name="{{date:YYYY}}/{{title}}",
        new_folders={"meeting": "Meetings", "contact": "Контакты"},
        tasks_style="dataview",
    )


# --- kinds


def test_words_of_a_kind_are_added_to_the_defaults(tmp_path: Path) -> None:
    config = config_of(
        tmp_path,
        '[kinds.meeting]\nvalues = ["Планёрка"]\ntags = ["#sync"]\nfolders = ["Работа/Звонки/"]',
    )
    rule, default = config.kinds["meeting"], DEFAULT_KINDS["meeting"]
    assert rule.values == (*default.values, "Планёрка")
    assert rule.tags == (*default.tags, "sync")
    assert rule.folders == (*default.folders, "Работа/Звонки")
    assert {kind: rule for kind, rule in config.kinds.items() if kind != "meeting"} == {
        kind: rule for kind, rule in DEFAULT_KINDS.items() if kind != "meeting"
    }


def test_a_word_given_to_one_kind_leaves_the_others(tmp_path: Path) -> None:
    config = config_of(tmp_path, '[kinds.topic]\nfolders = ["People", "Карты"]')
    assert config.kinds["topic"].folders[-2:] == ("People", "Карты")
    assert "people" not in config.kinds["contact"].folders
    assert "карты" not in config.kinds["index"].folders
    assert "people" in config.kinds["contact"].values


def test_a_word_cannot_be_given_to_two_kinds(tmp_path: Path) -> None:
    text = '[kinds.topic]\ntags = ["Idea"]\n[kinds.other]\ntags = ["idea"]'
    with pytest.raises(ConfigError, match="given to 'topic' already") as caught:
        read(tmp_path, text)
    assert caught.value.where == f"{tmp_path / 'vaultkit.toml'}:4"


# --- keys that mean nothing


@pytest.mark.parametrize(
    ("text", "key", "line", "proposal"),
    [
        ('languag = "ru"', "languag", 1, "did you mean 'language'?"),
        ('\n[pages]\n# x\nfoldr = "x"', "pages.foldr", 4, "did you mean 'pages.folder'?"),
        ("max_entries = 5", "max_entries", 1, "did you mean 'pages.max_entries'?"),
        ('[pages]\nlanguage = "ru"', "pages.language", 2, "did you mean 'language'?"),
        (
            '[kinds.meetings]\nvalues = ["x"]',
            "kinds.meetings",
            1,
            "did you mean 'kinds.meeting'?",
        ),
        (
            '[kinds.topic]\nvalue = ["x"]',
            "kinds.topic.value",
            2,
            "did you mean 'kinds.topic.values'?",
        ),
        ('a = 1\n"pages.folder" = "x"', '"pages.folder"', 2, "did you mean 'pages.folder'?"),
        (
            '[hooks]\ncommand = "rm"',
            "hooks",
            1,
            "take it out; docs/configuration.md lists the keys there are",
        ),
        ('[new]\nnames = "x"', "new.names", 2, "did you mean 'new.name'?"),
        (
            '[new.folder]\nmeetings = "x"',
            "new.folder.meetings",
            2,
            "did you mean 'new.folder.meeting'?",
        ),
        ('[template]\nfolder = "x"', "template", 1, "did you mean 'templates'?"),
        ('[templates]\nmeting = "x"', "templates.meting", 2, "did you mean 'templates.meeting'?"),
    ],
)
def test_an_unknown_key_is_reported_with_the_nearest_one(
    tmp_path: Path, text: str, key: str, line: int, proposal: str
) -> None:
    config, unknown = read(tmp_path, text)
    assert config == Config()
    found = unknown[-1]
    assert (found.code, found.path) == ("config-unknown-key", "vaultkit.toml")
    assert (found.args["key"], found.line, found.hint) == (key, line, proposal)


# --- what cannot be used


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ('\nlanguage = "de"', 2, "language must be one of: auto, en, ru"),
        ("language = 1", 1, "language must be"),
        ("[language]", 1, "language must be"),
        ('[pages]\nfolder = ""', 2, "must be a folder inside the vault"),
        ('[pages]\nfolder = "/_index"', 2, "must be a folder inside the vault"),
        ('[pages]\nfolder = "../out"', 2, "must be a folder inside the vault"),
        ('[pages]\nfolder = "a/./b"', 2, "must be a folder inside the vault"),
        ('[pages]\nfolder = "."', 2, "must be a folder inside the vault"),
        ('[pages]\nfolder = ".obsidian/x"', 2, "must not be hidden"),
        ('[pages]\nfolder = "a/.b"', 2, "must not be hidden"),
        ('[pages]\nfolder = "C:x"', 2, "must hold none of"),
        ("[pages]\nfolder = 'a\\b'", 2, "must hold none of"),
        ('[pages]\nbacklinks = "regions"', 2, "must be one of: page, region, off"),
        ("[pages]\nmax_entries = 0", 2, "must be a whole number"),
        ("[pages]\nmax_entries = true", 2, "must be a whole number"),
        ("[pages]\nmax_entries = 2.5", 2, "must be a whole number"),
        ("pages = 3", 1, "must be a table"),
        ("[[pages]]", 1, "must be a table"),
        ("[kinds]\nmeeting = []", 2, "must be a table"),
        ('[kinds.topic]\nvalues = "x"', 2, "must be a list of texts"),
        ('[kinds.topic]\ntags = ["#"]', 2, "empty text"),
        ('[vault]\nexclude = "Архив"', 2, "must be a list of texts"),
        ('[vault]\nexclude = [\n"a",\n1,\n]', 2, "must be a list of texts"),
        ('[vault]\nfollow_symlinks = "yes"', 2, "must be true or false"),
        ('[new]\nfolder = "Meetings"', 2, "must be a table"),
        ('[new.folder]\ntopic = "../out"', 2, "must be a folder inside the vault"),
        ("[templates]\nmeeting = 1", 2, "must be the name of a template"),
        ("[templates.meeting]\nx = 1", 1, "must be the name of a template"),
        ("[new]\nname = 5", 2, "must hold {{title}}"),
        ('[new]\nname = "{{date}}"', 2, "must hold {{title}}"),
        ("tasks = true", 1, "must be a table"),
        ("[tasks]\nstyle = []", 2, "must be one of: emoji, dataview"),
        ('[check]\nignore = ["name-twins"]', 2, "did you mean 'name-twin'"),
        ('[check]\nignore = ["qqq"]', 2, "no diagnostic"),
        ('language = "ru', 1, "not valid TOML"),
        ("a = 1\na = 2", 2, "not valid TOML"),
        ("a = 1\nb = [1,", 2, "not valid TOML"),
    ],
)
def test_a_bad_value_is_named_with_file_and_line(
    tmp_path: Path, text: str, line: int, message: str
) -> None:
    with pytest.raises(ConfigError, match=message) as caught:
        read(tmp_path, text)
    assert caught.value.where == f"{tmp_path / 'vaultkit.toml'}:{line}"
    assert caught.value.hint
    assert caught.value.exit_code == 3


def test_a_file_that_is_not_utf8_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "vaultkit.toml").write_bytes('a = 1\n# ключ\nb = "Тема"'.encode("cp1251"))
    with pytest.raises(ConfigError, match="not valid UTF-8") as caught:
        read_config(tmp_path, environ={})
    assert caught.value.where == f"{tmp_path / 'vaultkit.toml'}:2"


@pytest.mark.parametrize("text", ["a=" + "[" * 5000, "#" * 20_000])
def test_a_file_that_is_no_configuration_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigError):
        read(tmp_path, text)


def test_a_folder_in_the_files_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "vaultkit.toml").mkdir()
    with pytest.raises(ConfigError):
        read_config(tmp_path, environ={})


# --- flags over environment over file


def test_flags_win_over_the_environment_and_that_over_the_file(tmp_path: Path) -> None:
    (tmp_path / "vaultkit.toml").write_text(
        'language = "ru"\n[pages]\nfolder = "file"\nmax_entries = 10', encoding="utf-8"
    )
    config, _ = read_config(
        tmp_path,
        environ={"VAULTKIT_PAGES_FOLDER": "environ", "VAULTKIT_PAGES_MAX_ENTRIES": "20"},
        overrides={"pages.max_entries": 30},
    )
    assert (config.language, config.pages_folder, config.max_entries) == ("ru", "environ", 30)


def test_the_environment_has_a_variable_for_each_key(tmp_path: Path) -> None:
    config = config_of(
        tmp_path,
        "",
        VAULTKIT_LANGUAGE="en",
        VAULTKIT_PAGES_BACKLINKS="off",
        VAULTKIT_TEMPLATES_FOLDER="Шаблоны",
        VAULTKIT_VAULT_EXCLUDE="Архив/, /^x/",
        VAULTKIT_VAULT_FOLLOW_SYMLINKS="1",
        VAULTKIT_CHECK_IGNORE="name-twin",
        VAULTKIT_VAULT="/elsewhere",
        OTHER="x",
    )
    assert config == Config(
        language="en",
        backlinks="off",
        templates_folder="Шаблоны",
        exclude=("Архив/", "/^x/"),
        follow_symlinks=True,
        ignored_codes=frozenset({"name-twin"}),
    )


LOCALES: list[tuple[str, Language]] = [
    ("ru_RU.UTF-8", "ru"),
    ("ru_RU", "ru"),
    ("ru@variant", "ru"),
    ("en_GB.UTF-8", "en"),
    ("EN-us", "en"),
]


@pytest.mark.parametrize(("locale", "language"), LOCALES)
def test_a_locale_in_the_environment_is_a_language(
    tmp_path: Path, locale: str, language: Language
) -> None:
    assert config_of(tmp_path, "", VAULTKIT_LANGUAGE=locale) == Config(language=language)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("VAULTKIT_LANGUAGE", "de"),
        ("VAULTKIT_LANGUAGE", "rue_UA"),
        ("VAULTKIT_PAGES_MAX_ENTRIES", "many"),
        ("VAULTKIT_VAULT_FOLLOW_SYMLINKS", "perhaps"),
        ("VAULTKIT_PAGES_FOLDER", "../out"),
    ],
)
def test_a_bad_variable_is_named(tmp_path: Path, variable: str, value: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read_config(tmp_path, environ={variable: value})
    assert caught.value.where == variable


def test_a_bad_flag_is_no_fault_of_the_environment(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"pages\.folder must not be hidden") as caught:
        read_config(tmp_path, environ={}, overrides={"pages.folder": ".git"})
    assert caught.value.where is None


def test_a_key_in_a_comment_is_no_key(tmp_path: Path) -> None:
    (tmp_path / "vaultkit.toml").write_text('# language = "ru"\n# [pages]\n# folder = "x"\n')
    assert read_config(tmp_path, environ={}) == (Config(), ())
