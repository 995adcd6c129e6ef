"""Writes the golden pages anew: ``python -m tests.pages.write_golden``. Read the diff after it."""

from __future__ import annotations

from pathlib import Path

from tests.pages.vault import NETWORK, pages

FOLDER = Path(__file__).parent / "golden"
LANGUAGES = ("en", "ru")


def golden_text(texts: dict[str, str]) -> str:
    """All pages in one text, each under its path."""
    return "".join(f"===== {path}\n{text}\n" for path, text in texts.items())


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for language in LANGUAGES:
        for name, files in (("network", NETWORK), ("empty", {})):
            text = golden_text(pages(files, language))
            (FOLDER / f"{name}.{language}.txt").write_text(text, encoding="utf-8", newline="\n")
