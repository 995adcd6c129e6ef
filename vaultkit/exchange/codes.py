"""What invitations print to be typed: meeting ids, passcodes, telephone numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from vaultkit.exchange.urls import FoundUrl, query_pairs, unwrapped
from vaultkit.model.joining import JoinLink

__all__ = [
    "LABELLED_SECRET",
    "SECRET_KEYS",
    "Code",
    "is_secret_key",
    "iter_ids",
    "iter_passcodes",
    "iter_phones",
    "names_of_secrets",
    "recording_after_label",
]


class Code(NamedTuple):
    """Something to type, and where it stands in the text."""

    text: str
    start: int


# --- ids

# Blanks are counted: two unbounded runs of them beside each other would take quadratic time.
_BLANKS = r"[ \t*_`]{0,8}"
_ASIDE = r"(?:\s{0,4}\([^()\n]{0,40}\))?"
_SAYS = r"[\s*_]{0,8}(?:[:：=#№]|[–—-](?=\s)|\bis\b)?[\s*_]{0,8}"
_DIGITS = r"(?P<code>\d(?:[ -]{0,2}\d){7,15})(?![\w-])"
_ID = re.compile(
    rf"(?<![\w-])(?P<label>(?:(?:meeting|webinar|conference|event|room)\s{{1,4}}(?:id|number|no\.?)"
    r"|(?:идентификатор|ид|id|номер|код)\.?\s+"
    r"(?:конференции|собрания|вебинара|встречи|совещания|мероприятия|звонка)"
    rf"|access\s+code|id|ид)\.?){_ASIDE}{_SAYS}{_DIGITS}",
    re.IGNORECASE,
)
_NOT_BEFORE_ID = re.compile(
    r"(?:phone|audio|tenant|user|personal\s+link|video|телефон\w*|пользовател\w*)\s*$",
    re.IGNORECASE,
)
_ACCESS_CODE = re.compile(r"access\s+code", re.IGNORECASE)
_IDS_ARE_ACCESS_CODES = frozenset({"webex", "gotomeeting"})


def iter_ids(words: str, platform: str) -> list[Code]:
    """The ids that are printed with a label, spaces and hyphens removed, in order."""
    found: list[Code] = []
    for match in _ID.finditer(words):
        if _NOT_BEFORE_ID.search(words, max(0, match.start() - 40), match.start()):
            continue
        if _ACCESS_CODE.match(match["label"]) and platform not in _IDS_ARE_ACCESS_CODES:
            continue
        digits = "".join(filter(str.isdecimal, match["code"]))
        if 9 <= len(digits) <= 16:
            found.append(Code(digits, match.start("code")))
    return found


# --- passcodes

_PASS_LABEL = (
    r"(?:(?:meeting|webinar|event|zoom|teams|webex|session)\s+)?"
    r"(?:passcode|password|pass\s+code|access\s+code|pwd)"
    r"|(?:секретный\s+код|код\s+доступа|код-пароль|пароль)"
    r"(?:\s+(?:совещания|конференции|собрания|встречи|вебинара|мероприятия|доступа))?"
)
_PIN_LABEL = r"(?:пин|pin)(?:[\s-]*(?:код|code))?"
_PASS = re.compile(
    rf"(?<![\w-])(?:{_PASS_LABEL}|(?P<pin>{_PIN_LABEL})){_ASIDE}"
    rf"{_BLANKS}(?P<says>[:：=]|[–—-](?=\s)|\bis\b)?{_BLANKS}"
    r"(?P<line>\s{0,8}\n\s{0,8})?(?P<code>[^\s<>|]{1,100})",
    re.IGNORECASE,
)
_NOT_BEFORE_PASS = re.compile(
    r"(?:phone|numeric|audio|host|dial-?in|sip|h\.323|door|wi-?fi|recording|no|without|"
    r"телефон\w*|цифров\w+|организатора|двери|записи|без|wi-?fi)[\s:]*$",
    re.IGNORECASE,
)
_NO_CODE = frozenset(
    (
        *("none", "no", "not", "n/a", "na", "nil", "required", "optional", "needed", "protected"),
        *("is", "and", "or", "for", "to", "will", "the", "is:", "нет", "не", "без", "отсутствует"),
        *("требуется", "нужен", "будет", "и", "или", "для", "к", "от"),
    )
)
_AROUND = "\"'`*«»“”‘’"
_AFTER = ".,;:" + _AROUND


def iter_passcodes(words: str, *, pins: bool) -> list[Code]:
    """The passcodes that are printed with a label, in order; PINs only where ``pins``."""
    found: list[Code] = []
    for match in _PASS.finditer(words):
        if match["pin"] and not pins:
            continue
        if _NOT_BEFORE_PASS.search(words, max(0, match.start() - 30), match.start()):
            continue
        code = _trimmed(match["code"])
        if _is_passcode(code, match):
            found.append(Code(_spelt_out(code, words, match), match.start("code")))
    return found


def _trimmed(code: str) -> str:
    code = code.lstrip(_AROUND).rstrip(_AFTER)
    while code.endswith((")", "]")) and code.count(code[-1]) > code.count("(["[code[-1] == "]"]):
        code = code[:-1].rstrip(_AFTER)
    return code


def _is_passcode(code: str, match: re.Match[str]) -> bool:
    if len(code) < 3 or len(code) > 64 or code.lower() in _NO_CODE:
        return False
    has_digit = any(map(str.isdecimal, code))
    if match["line"]:
        # Words often follow a bare label's line; a code stands there alone.
        rest = match.string[match.end() :].partition("\n")[0].strip()
        return has_digit and not rest
    return has_digit if not match["says"] else True


_GROUPED = re.compile(r"\d{2,4}(?:[ -]\d{2,4})+(?![\w-])")


def _spelt_out(code: str, words: str, match: re.Match[str]) -> str:
    """A code of digits in groups, put together; any other as it is."""
    grouped = _GROUPED.match(words, match.start("code"))
    if grouped and code.isdecimal():
        digits = "".join(filter(str.isdecimal, grouped[0]))
        return digits if len(digits) >= 9 else code
    return code


# --- telephones

_PHONE = re.compile(r"(?<![\w+*#,])\+\d(?:[ \t().\u2011/-]{0,2}\d){6,14}(?!\d)")
_PHONE_AT_HOME = re.compile(
    r"(?<![\w+*#,-])(?:8|1)[ -]?\(?\d{3}\)?[ -]\d{3}[ -]\d{2}[ -]?\d{2}(?!\d)"
)
_DIALS = re.compile(
    r"\bdial\b|dial-?in|\bcall\s+in\b|by\s+phone|one[- ]tap|phone\s+numbers?|toll|\bpin\b|"
    r"from\s+a\s+mobile|audio|telephone|позвон|по\s+телефону|набер|дозвон|телефон\w*\s+номер|"
    r"номер\w*\s+телефон|по\s+месту|пин",
    re.IGNORECASE,
)
_BARE = re.compile(r"\+\d+")


def iter_phones(words: str) -> tuple[str, ...]:
    """Numbers to dial in, as printed, each once.

    They stand on a line that speaks of dialling, in the lines below it, or go on with ``,,`` and
    the meeting's id. A number meant for one tap only counts where there is no other.
    """
    printed: dict[str, str] = {}
    tapped: dict[str, str] = {}
    for number, rest in _numbers(words):
        digits = "".join(filter(str.isdecimal, number))
        one_tap = rest.startswith(",") and _BARE.fullmatch(number)
        (tapped if one_tap else printed).setdefault(digits, number)
    return tuple((printed or tapped).values())


def _numbers(words: str) -> Iterator[tuple[str, str]]:
    in_section = False
    for line in words.split("\n"):
        if not line.strip():
            continue
        speaks = _DIALS.search(line) is not None
        found = [*_PHONE.finditer(line)]
        if speaks or in_section:
            found += _PHONE_AT_HOME.finditer(line)
        for match in found:
            rest = line[match.end() :]
            if not line[: match.start()].endswith("tel:") and (
                speaks or in_section or rest.startswith(",,")
            ):
                yield match[0].strip(), rest
        in_section = speaks or (in_section and bool(found))


# --- recordings

_RECORDING = re.compile(
    r"(?:\brecording\b|\brecorded\b|\bзапись\b|\bвидеозапись\b)[^\n]{0,60}$", re.IGNORECASE
)


def recording_after_label(text: str, urls: Sequence[FoundUrl]) -> str | None:
    """The first link with a word for a recording before it on its line, or alone below one."""
    for url in urls:
        before = text[max(0, url.start - 120) : url.start]
        line = before.rstrip(" <\n") if before.strip(" <").endswith((":\n", "\n")) else before
        if _RECORDING.search(line.rpartition("\n")[2].rstrip("<")) and url.url.startswith("http"):
            return unwrapped(url.url)
    return None


# --- secrets

SECRET_KEYS = frozenset(
    (
        *("pwd", "psw", "pw", "pass", "passwd", "password", "passcode", "pin", "p"),
        *("tk", "zak", "jwt", "token", "access_token", "authkey", "roomkey"),
    )
)
"""Keys of links whose values let in whoever has them."""
_ONLY_AT = {
    "p": ("teams.microsoft.", "teams.live.com", "teams.cloud.microsoft", "facetime.apple.com"),
    "k": ("facetime.apple.com",),
}
"""Keys too short to mean the same everywhere."""

_HOST_LABEL = r"host\s+key|(?:ключ|код)\s+организатора"
"""Who has it takes the meeting over; nobody types it to come."""

LABELLED_SECRET = re.compile(
    rf"(?<![\w?&;#%-])(?:{_PASS_LABEL}|{_PIN_LABEL}|{_HOST_LABEL}){_ASIDE}{_BLANKS}"
    rf"(?P<says>[:：=]|[–—-](?=\s)|\bis\b)?{_BLANKS}(?P<line>\s{{0,8}}\n\s{{0,8}})?"
    # Groups of digits, or anything; Webex has one for telephones in brackets after it.
    r"(?P<code>[\u202a-\u202e]?\d{2,4}(?:[ \xa0]\d{2,4}){1,4}(?!\d)|[^\s<>|]{1,100})"
    r"(?P<dialled>\s{0,2}\(\d{4,12})?",
    re.IGNORECASE,
)


def names_of_secrets(found: JoinLink, *, host_link: bool) -> tuple[str, ...]:
    """The names for ``JoinLink.secrets``."""
    urls = [url for url in (found.url, found.recording_url, *found.fallback_urls) if url]
    names = {key for url in urls for key in _secret_keys_of(url)}
    if found.passcode:
        names.add("passcode")
    if host_link:
        names.add("host link")
    return tuple(sorted(names))


def _secret_keys_of(url: str) -> list[str]:
    """The keys of a link's query and fragment that are secrets, as written."""
    head, _, fragment = url.partition("#")
    pairs = query_pairs("&".join((head.partition("?")[2], *fragment.split("?"))))
    return [key for key, value in pairs if value and is_secret_key(key, head)]


def is_secret_key(key: str, before: str) -> bool:
    """Whether the value of this key lets people in; ``before`` is the link up to its query."""
    hosts = _ONLY_AT.get(key.lower())
    if hosts is not None:
        return any(host in before.lower() for host in hosts)
    return key.lower() in SECRET_KEYS
