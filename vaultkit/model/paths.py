"""Names of files in a vault, and the keys under which links look them up."""

from __future__ import annotations

import unicodedata

__all__ = ["VaultPath", "name_key"]


class VaultPath(str):
    """A vault-relative POSIX path, exactly as it is spelled on disk.

    Identity is the string: ``a.md`` and ``A.md`` are two files. It never is absolute, never
    climbs (``..``) and has no empty segment, so joining it to the vault's root stays inside.

    Raises ValueError for anything else.
    """

    __slots__ = ()

    def __new__(cls, text: str) -> VaultPath:  # noqa: D102 - the class says it
        if type(text) is cls:
            return text
        # Every link and file comes by here: looking for bad segments is faster than parting them.
        closed = f"/{text}/"
        if "//" in closed or "/./" in closed or "/../" in closed or "\0" in text:
            raise ValueError(f"not a path inside a vault: {text!r}")
        return super().__new__(cls, text)

    @property
    def name(self) -> str:
        """The last segment with its extension."""
        return self.rsplit("/", 1)[-1]

    @property
    def suffix(self) -> str:
        """The extension in lower case with its dot, or an empty string."""
        name = self.name
        dot = name.rfind(".")
        return name[dot:].lower() if dot > 0 else ""

    @property
    def stem(self) -> str:
        """The last segment without its extension."""
        name = self.name
        dot = name.rfind(".")
        return name[:dot] if dot > 0 else name

    @property
    def folder(self) -> str:
        """The folder it lies in, without a slash at the end; empty at the vault's root."""
        cut = self.rfind("/")
        return self[:cut] if cut > 0 else ""

    @property
    def key(self) -> str:
        """What links are compared with: ``name_key`` of the whole path."""
        return name_key(self)


def name_key(text: str) -> str:
    """The form in which names, links, tags and aliases are compared (RS-01, RS-13).

    NFC, lower case, NFC again, a no-break space as a blank. Accents are not folded: ё is not е.
    """
    if text.isascii():
        return text.lower()
    composed = unicodedata.normalize("NFC", text.replace("\u00a0", " "))
    return unicodedata.normalize("NFC", composed.lower())
