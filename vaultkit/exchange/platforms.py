"""The table of meeting platforms: which links join a meeting, and where their ids stand.

To add a platform, add its rows to ``FORMS``. A link is compared by its parsed host, whole or, where
the row's host begins with a dot, with anything before that dot; never by a piece of its text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Literal, NamedTuple

__all__ = ["FORMS", "NAMES", "PRINTS_CODES", "PRINTS_PIN", "Form", "LinkUse", "forms_of_host"]

LinkUse = Literal["join", "host", "recording"]
"""``host`` links begin a meeting as its owner; ``recording`` links show one that has been."""


class Form(NamedTuple):
    """One kind of link of one platform."""

    platform: str
    hosts: tuple[str, ...]
    path: re.Pattern[str]
    """Matches the whole path, without a slash at its end; ``id`` is the meeting's id if there."""
    id_keys: tuple[str, ...] = ()
    """Keys of the query that hold the id; the first that is there goes before the path's."""
    use: LinkUse = "join"
    schemes: tuple[str, ...] = ("https", "http")
    needs_id: bool = False
    """Whether the link joins nothing without one of its ``id_keys``."""
    in_fragment: bool = False
    """Whether it is the fragment that is compared, not the path."""


def _form(  # A row of the table below on one line.
    platform: str,
    hosts: str,
    path: str,
    *,
    keys: str = "",
    use: LinkUse = "join",
    schemes: str = "https http",
    needs_id: bool = False,
    in_fragment: bool = False,
) -> Form:
    return Form(
        platform,
        tuple(hosts.split()),
        re.compile(path, re.IGNORECASE),
        tuple(keys.split()),
        use,
        tuple(schemes.split()),
        needs_id,
        in_fragment,
    )


_ZOOM = (
    "zoom.us .zoom.us zoom.com .zoom.com zoomgov.com .zoomgov.com zoom-x.de .zoom-x.de "
    "zoom.com.cn .zoom.com.cn"
)
_ZOOM_ID = r"(?P<id>\d{9,12})"
_TEAMS = (
    "teams.microsoft.com teams.live.com teams.cloud.microsoft teams.microsoft.us "
    ".teams.microsoft.us"
)
_THREAD = r"/l/meetup-join/(?P<id>[^/]+)(?:/[^/]*)?"
_WEBEX = ".webex.com .webexgov.us"
_TELEMOST = (
    "telemost.yandex.ru telemost.yandex.com telemost.yandex.kz telemost.yandex.by "
    "telemost.yandex.uz telemost.360.yandex.ru telemost.360.yandex.com"
)
_ROOM = r"(?P<id>[^/]+)"
_KTALK = ".ktalk.ru talk.kontur.ru"
_NOT_KTALK = r"(?:login|logout|recordings?|help|download|settings|profile|calendar|api|static)"
_NOT_WHEREBY = (
    r"(?:information|user|users|pricing|blog|org|about|login|signup|sign-up|support|features|"
    r"embed|create|download|contact|faq|terms|privacy|jobs|press|status)"
)
_NOT_CHIME = r"(?:dialinnumbers|download|login|help|pricing|features|meetings)"

FORMS: tuple[Form, ...] = (
    # Zoom
    _form("zoom", _ZOOM, rf"/(?:j|w)/{_ZOOM_ID}(?:/[^/]*)?"),
    _form("zoom", _ZOOM, rf"/s/{_ZOOM_ID}(?:/[^/]*)?", use="host"),
    _form("zoom", _ZOOM, rf"/wc/(?:join/{_ZOOM_ID}|{_ZOOM_ID.replace('id', 'id2')}(?:/join)?)"),
    _form("zoom", _ZOOM, rf"/wc/{_ZOOM_ID}/start", use="host"),
    _form("zoom", _ZOOM, r"/my/[^/]+"),
    _form("zoom", _ZOOM, r"/rec(?:ording)?/(?:share|play|detail)/.+", use="recording"),
    _form("zoom", "events.zoom.us", r"/ejl/.+"),
    _form("zoom", _ZOOM, r"/join", keys="confno", schemes="zoommtg zoomus", needs_id=True),
    _form(
        "zoom", _ZOOM, r"/start", keys="confno", schemes="zoommtg zoomus", use="host", needs_id=True
    ),
    # Microsoft Teams
    _form("teams", _TEAMS, _THREAD, schemes="https http msteams"),
    _form("teams", _TEAMS, r"/meet/(?P<id>\d{9,16})", schemes="https http msteams"),
    _form("teams", _TEAMS, rf"{_THREAD}(?:\?.*)?", in_fragment=True),
    _form("teams", _TEAMS, r"/meet/(?P<id>\d{9,16})(?:\?.*)?", in_fragment=True),
    _form("teams", "web.microsoftstream.com", r"/video/.+", use="recording"),
    # Google Meet
    _form("meet", "meet.google.com", r"(?:/_meet)?/(?P<id>[a-z]{3}-?[a-z]{4}-?[a-z]{3})"),
    _form("meet", "meet.google.com", rf"(?:/_meet)?/lookup/{_ROOM}"),
    _form("meet", "stream.meet.google.com", rf"/stream/{_ROOM}"),
    _form("meet", "g.co", rf"/meet/{_ROOM}"),
    # Cisco Webex
    _form("webex", _WEBEX, r"/(?:[^/]+/)*[jge]\.php", keys="MTID", needs_id=True),
    _form("webex", _WEBEX, rf"/(?:[^/]+/)?(?:meet|join)/{_ROOM}"),
    _form("webex", _WEBEX, rf"/wbxmjs/joinservice/sites/[^/]+/meeting/[^/]+/{_ROOM}", keys="MTID"),
    _form(
        "webex",
        _WEBEX,
        rf"/webappng/sites/[^/]+/meeting/(?:download|info)/{_ROOM}",
        keys="MTID",
    ),
    _form("webex", _WEBEX, r"/m/(?P<id>[0-9a-f-]{32,36})"),
    _form("webex", _WEBEX, r"/(?:[^/]+/)*(?:ldr|lsr|nbrshared)\.php", use="recording"),
    _form("webex", _WEBEX, r"/recordingservice/.+", use="recording"),
    _form("webex", _WEBEX, r"/webappng/sites/[^/]+/recording/.+", use="recording"),
    # Slack huddles
    _form("slack", "app.slack.com .slack.com", r"/huddle/(?P<id>[A-Z0-9]+/[A-Z0-9]+)"),
    # Telemost, SaluteJazz, VK Calls, Kontur.Talk and others in Russian
    _form("yandex_telemost", _TELEMOST, r"/(?:j|live)/(?P<id>[\w-]+)"),
    _form("salute_jazz", "salutejazz.ru .salutejazz.ru", rf"/calls/{_ROOM}"),
    _form(
        "salute_jazz",
        "salutejazz.ru .salutejazz.ru jazz.sber.ru .jazz.sber.ru",
        r"/(?!(?:calls|login|download|help|about|rooms)$)(?P<id>[a-z0-9]{5,12})",
    ),
    _form("vk_calls", "vk.com .vk.com vk.ru .vk.ru vk.me", r"/call/join/(?P<id>[\w-]+)"),
    _form("vk_calls", "call.vk.com calls.vk.com", r"/join/(?P<id>[\w-]+)"),
    _form("kontur_talk", _KTALK, rf"/(?!{_NOT_KTALK}$)(?P<id>[\w-]+)"),
    _form("kontur_talk", _KTALK, r"/recordings?/.+", use="recording"),
    _form("mts_link", "mts-link.ru .mts-link.ru", r"/j/(?P<id>[^/]+/[^/]+)(?:/.*)?"),
    _form("dion", "dion.vc .dion.vc", rf"/event/{_ROOM}"),
    _form("mail_calls", "calls.mail.ru", rf"/room/{_ROOM}"),
    # GoTo
    _form("gotomeeting", "meet.goto.com", rf"/{_ROOM}"),
    _form("gotomeeting", "app.goto.com", rf"/meeting/{_ROOM}"),
    _form("gotomeeting", "gotomeeting.com .gotomeeting.com", r"/join/(?P<id>\d+)"),
    _form("gotomeeting", "gotomeet.me .gotomeet.me", rf"/{_ROOM}"),
    _form("gotowebinar", "attendee.gotowebinar.com", r"/join/(?P<id>\d+(?:/\d+)?)"),
    # Rooms in a browser
    _form("jitsi", "meet.jit.si beta.meet.jit.si", rf"/{_ROOM}"),
    _form("8x8", "8x8.vc", r"/(?P<id>[^/]+(?:/[^/]+)?)"),
    _form("whereby", "whereby.com .whereby.com appear.in", rf"/(?!{_NOT_WHEREBY}$){_ROOM}"),
    _form("around", "around.co .around.co", rf"/r/{_ROOM}"),
    _form("daily", ".daily.co", rf"/(?!(?:pricing|blog|docs)$){_ROOM}"),
    _form("cal_video", "app.cal.com cal.com", rf"/video/{_ROOM}"),
    _form("gather", "app.gather.town gather.town", r"/app/(?P<id>[^/]+/[^/]+)"),
    _form("livekit", "meet.livekit.io", rf"/rooms/{_ROOM}"),
    _form("riverside", "riverside.fm", rf"/studio/{_ROOM}"),
    _form("streamyard", "streamyard.com", r"/(?!(?:login|pricing)$)(?P<id>[a-z0-9]{8,12})"),
    _form("livestorm", "app.livestorm.co", r"/.+/live"),
    _form("butter", "app.butter.us", rf"/{_ROOM}(?:/{_ROOM.replace('id', 'id2')})?"),
    # Others
    _form("chime", "chime.aws .chime.aws", rf"/(?!{_NOT_CHIME}$)(?P<id>[\w.-]+)"),
    _form("chime", "app.chime.aws", rf"/meetings/{_ROOM}"),
    _form("discord", "discord.gg .discord.gg", rf"/{_ROOM}"),
    _form("discord", "discord.com .discord.com discordapp.com", rf"/invite/{_ROOM}"),
    _form("facetime", "facetime.apple.com", r"/join"),
    _form("skype_business", "meet.lync.com", r"/[^/]+/[^/]+/(?P<id>[^/]+)"),
    _form("skype", "join.skype.com", rf"/(?:invite/)?{_ROOM}"),
    _form("lark", "vc.larksuite.com", rf"/j/{_ROOM}"),
    _form("feishu", "vc.feishu.cn", rf"/j/{_ROOM}"),
    _form("tencent", "meeting.tencent.com voovmeeting.com .voovmeeting.com", rf"/(?:dm|p)/{_ROOM}"),
    _form("ringcentral", "v.ringcentral.com", rf"/join/{_ROOM}"),
    _form("ringcentral", "meetings.ringcentral.com .meetings.ringcentral.com", rf"/j/{_ROOM}"),
    _form("bluejeans", "bluejeans.com .bluejeans.com", r"/(?P<id>\d{6,})(?:/[^/]*)*"),
    _form("dialpad", "meetings.dialpad.com", rf"/(?:room/)?{_ROOM}"),
    _form("zoho", "meet.zoho.com meet.zoho.eu meet.zoho.in", rf"/{_ROOM}"),
    _form(
        "zoho",
        "meeting.zoho.com meeting.zoho.eu meeting.zoho.in",
        r"/(?:[^/]+/)?(?:join|meeting/join)(?:/[^/]*)?",
        keys="key meetingKey",
        needs_id=True,
    ),
    _form("vonage", "meetings.vonage.com", rf"/{_ROOM}"),
    _form("luma", "lu.ma luma.com", rf"/join/{_ROOM}"),
)


@lru_cache(1024)
def forms_of_host(host: str) -> tuple[Form, ...]:
    """The forms that links to a host may have, in the table's order."""
    # The links of a calendar lead to few hosts.
    return tuple(form for form in FORMS if any(_is_host(host, known) for known in form.hosts))


def _is_host(host: str, known: str) -> bool:
    return host.endswith(known) if known.startswith(".") else host == known


NAMES: Mapping[str, re.Pattern[str]] = {
    "zoom": re.compile(r"\bzoom\b|\bзум(?:е|а|у|ом)?\b", re.IGNORECASE),
    "teams": re.compile(r"\b(?:microsoft\s+|ms\s+)?teams\b|\bтимс(?:е|а|у|ом)?\b", re.IGNORECASE),
    "webex": re.compile(r"\bwebex\b|\bвебекс(?:е|а|у|ом)?\b", re.IGNORECASE),
    "gotomeeting": re.compile(r"\bgoto\s?meeting\b", re.IGNORECASE),
    "chime": re.compile(r"\bamazon\s+chime\b", re.IGNORECASE),
}
"""Platforms that are joined by an id and a passcode alone, by the words that name them."""

PRINTS_CODES = frozenset({*NAMES, "ringcentral", "bluejeans", "skype_business", "kontur_talk"})
"""Whose invitations print ids or passcodes below the link; a code elsewhere is not theirs."""

PRINTS_PIN = frozenset({"kontur_talk", "jitsi", "8x8", "yandex_telemost"})
"""Where a PIN is what people type to join; elsewhere it belongs to the telephone."""
