"""An index is made anew where another version of what reads notes or makes pages is installed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.cli.support import NETWORK, make_vault
from tests.store.kept import built, opening
from vaultkit.app.indexing import open_index
from vaultkit.app.versions import versions_in


def installed(folder: Path, *names: str) -> str:
    for name in names:
        (folder / name).mkdir(parents=True)
    return str(folder)


def test_packages_are_named_with_their_versions_however_they_are_installed(tmp_path: Path) -> None:
    site = installed(
        tmp_path / "lib/site-packages",
        *("pyromark-0.10.3.dist-info", "pyromark", "PyYAML-6.0.3.dist-info", "pytest-9.dist-info"),
    )
    system = installed(
        tmp_path / "lib/dist-packages", "Jinja2-3.1.6.egg-info", "python.frontmatter-1.dist-info"
    )
    elsewhere = installed(tmp_path / "notes", "babel-2.18.0.dist-info")
    missing = str(tmp_path / "missing/site-packages")
    assert versions_in([site, elsewhere, missing, system, site, "lib/python311.zip"]) == (
        *("Jinja2-3.1.6", "PyYAML-6.0.3", "pyromark-0.10.3", "python.frontmatter-1"),
    )


def test_what_reads_notes_here_has_a_version() -> None:
    assert {name.partition("-")[0].lower() for name in versions_in(sys.path)} >= {
        *("pyromark", "pyyaml", "babel", "jinja2"),
    }


def test_another_version_of_what_reads_makes_the_index_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = make_vault(tmp_path / "vault", NETWORK)
    built(vault)
    for versions, said in (("1.0", 1), ("1.0", 0), ("1.1", 1), ("1.1", 0)):
        place = tmp_path / versions / "site-packages"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"pyromark-{versions}.dist-info").mkdir(exist_ok=True)
        monkeypatch.setattr(sys, "path", [*_others(tmp_path), str(place)])
        index = open_index(vault, opening())
        index.store.close()
        assert len(index.said) == said


def _others(folder: Path) -> list[str]:
    return [place for place in sys.path if not place.startswith(str(folder))]
