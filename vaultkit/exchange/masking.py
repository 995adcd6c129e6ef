"""What may not leave a vault unasked, blotted out: for pages, logs and exports."""

from __future__ import annotations

import re

from vaultkit.exchange.codes import LABELLED_SECRET, SECRET_KEYS, is_secret_key
from vaultkit.exchange.invite import plain_invite
from vaultkit.model.joining import JoinLink

__all__ = ["MASK", "masked_link", "masked_text"]

MASK = "***"

_KEYS = "|".join(sorted((*SECRET_KEYS, "k"), key=len, reverse=True))
_VALUE = r"(?:(?!%(?:25)?26)[^&\s\"'<>#\\|;])+"
_IN_LINK = re.compile(
    # Plain, as an HTML entity, or encoded once or twice in a link that wraps another.
    rf"(?P<before>[?&#;]|%(?:25)?(?:3F|26|23))(?P<key>{_KEYS})(?P<is>=|%(?:25)?3D){_VALUE}",
    re.IGNORECASE,
)
_HOST_LINK = re.compile(
    r"(?P<before>zoom[\w.-]{0,30}(?:/|%(?:25)?2F)(?:s|wc)(?:/|%(?:25)?2F))\d{9,12}(?P<rest>/start)?"
    r"(?=$|\W|%)",
    re.IGNORECASE,
)
_HOST_PATH = re.compile(r"(?:/|%(?:25)?2F)s(?:/|%(?:25)?2F)$", re.IGNORECASE)
# ``+16465550101,,81234567890#,,,,*482913#``: what a telephone dials after the number.
_DIALLED = re.compile(r"(?<=\d),{1,4}[\d,]{4,20}#[\d,*#]{1,30}")


def masked_text(text: str) -> str:
    """The text with passcodes, PINs, tokens in links and host links blotted out.

    Links that wrap others are looked into, and HTML is read as people see it. What looks like a
    passcode by its label counts as one: rather a word too many than a code too few. Everything
    else stays as it is.
    """
    # Beside lines of its own an escape of a text that was escaped twice stays as it is.
    unescaped = text.replace("\\n", "\n")
    codes = {code for seen in (text, plain_invite(text), unescaped) for code in _codes(seen)}
    text = _IN_LINK.sub(_without_value, text)
    text = _HOST_LINK.sub(_without_owner, text)
    text = _DIALLED.sub(f",,{MASK}", text)
    text = LABELLED_SECRET.sub(_without_code, text)
    return _everywhere(codes, text)


def masked_link(link: JoinLink) -> JoinLink:
    """The same with every secret blotted out; ``secrets`` still names them."""
    return link._replace(
        url=link.url and masked_text(link.url),
        passcode=link.passcode and MASK,
        recording_url=link.recording_url and masked_text(link.recording_url),
        fallback_urls=tuple(map(masked_text, link.fallback_urls)),
    )


def _without_value(found: re.Match[str]) -> str:
    if not is_secret_key(found["key"], found.string[max(0, found.start() - 300) : found.start()]):
        return found[0]
    return f"{found['before']}{found['key']}{found['is']}{MASK}"


def _without_owner(found: re.Match[str]) -> str:
    begins = found["rest"] or _HOST_PATH.search(found["before"])
    return f"{found['before']}{MASK}" if begins else found[0]


def _codes(text: str) -> set[str]:
    return {code for found in LABELLED_SECRET.finditer(text) if (code := _find_code(found))}


def _find_code(found: re.Match[str]) -> str | None:
    """The code after a label, None where plain words follow it."""
    code = found["code"].strip(".,;:\"'`()«»“”\u202a\u202c").partition("<")[0]
    if len(code) < 3 or MASK in code or "://" in code or not any(map(str.isalnum, code)):
        return None
    telling = any(map(str.isdecimal, code)) or (found["says"] and not found["line"])
    return code if telling else None


def _without_code(found: re.Match[str]) -> str:
    code = _find_code(found)
    if code is None:
        return found[0]
    start = found.start("code") - found.start()
    dialled = re.sub(r"\d+", MASK, found["dialled"] or "")
    return found[0][:start] + found["code"].replace(code, MASK) + dialled


def _everywhere(codes: set[str], text: str) -> str:
    """Codes also where no label stands right before them; words that could be any are left."""
    telling = [code for code in codes if len(code) > 3 and not code.isalpha()]
    if not telling:
        return text
    known = "|".join(map(re.escape, sorted(telling, key=lambda code: (-len(code), code))[:100]))
    return re.sub(rf"(?<!\w)(?:{known})(?!\w)", MASK, text)
