"""From the time on the wall to the instant, whatever a calendar calls its zone.

The ladder: IANA's name, Windows's, Outlook's label, ``tzone://``, the file's own VTIMEZONE, the
calendar's X-WR-TIMEZONE, the zone given; the last ones with a remark.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from vaultkit.exchange.components import Component
from vaultkit.exchange.observances import Observed, parse_observances
from vaultkit.model.calendar import Moment, Remark

__all__ = ["Zone", "Zones", "find_iana", "moment_in"]

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_+-]{0,30}(?:/[A-Za-z0-9_+-]{1,30}){0,2}")
_LABEL = re.compile(r"\((?:UTC|GMT)(?:\s*(?P<sign>[+-])\s*(?P<h>\d{1,2}):?(?P<m>\d{2})?)?\)\s*(.*)")
_UTC_NAMES = frozenset({"utc", "gmt", "z", "etc/utc", "etc/gmt", "tzone://microsoft/utc", "zulu"})
_TZONE = "tzone://microsoft/"

_LABELS = {
    "eastern time (us & canada)": "America/New_York",
    "central time (us & canada)": "America/Chicago",
    "mountain time (us & canada)": "America/Denver",
    "pacific time (us & canada)": "America/Los_Angeles",
    "atlantic time (canada)": "America/Halifax",
    "newfoundland": "America/St_Johns",
    "alaska": "America/Anchorage",
    "hawaii": "Pacific/Honolulu",
    "arizona": "America/Phoenix",
    "brasilia": "America/Sao_Paulo",
    "ekaterinburg": "Asia/Yekaterinburg",
    "astana": "Asia/Almaty",
    "coordinated universal time": "UTC",
    "chennai": "Asia/Kolkata",
    "beijing": "Asia/Shanghai",
    "москва": "Europe/Moscow",
    "калининград": "Europe/Kaliningrad",
    "самара": "Europe/Samara",
    "ижевск": "Europe/Samara",
    "волгоград": "Europe/Volgograd",
    "саратов": "Europe/Saratov",
    "екатеринбург": "Asia/Yekaterinburg",
    "омск": "Asia/Omsk",
    "новосибирск": "Asia/Novosibirsk",
    "томск": "Asia/Tomsk",
    "красноярск": "Asia/Krasnoyarsk",
    "иркутск": "Asia/Irkutsk",
    "якутск": "Asia/Yakutsk",
    "владивосток": "Asia/Vladivostok",
    "магадан": "Asia/Magadan",
    "анадырь": "Asia/Kamchatka",
    "петропавловск-камчатский": "Asia/Kamchatka",
    "минск": "Europe/Minsk",
    "киев": "Europe/Kyiv",
    "алматы": "Asia/Almaty",
    "ташкент": "Asia/Tashkent",
    "тбилиси": "Asia/Tbilisi",
    "ереван": "Asia/Yerevan",
    "баку": "Asia/Baku",
}
"""Cities and regions in Outlook's labels that IANA's names do not hold."""


class Zone(NamedTuple):
    """A zone and what it is called; without rules the time floats."""

    name: str
    rules: tzinfo | Observed
    remark: Remark | None = None


class Zones:
    """What a calendar's zones mean. Each is looked up once."""

    def __init__(self, own: Sequence[Component], *, calendar: str | None, default: str) -> None:
        """``own`` are its VTIMEZONEs, ``calendar`` its X-WR-TIMEZONE, ``default`` an IANA name."""
        self._own = {_tzid_of(component): component for component in own}
        self.of_calendar = None if calendar is None else find_iana(calendar)
        self._default = default
        self._known: dict[str, Zone] = {}

    def get(self, tzid: str) -> Zone:
        """The zone of this name; one that nobody knows is the calendar's or the default one."""
        zone = self._known.get(tzid)
        if zone is None:
            zone = self._known[tzid] = self._found(tzid.strip())
        return zone

    def _found(self, tzid: str) -> Zone:
        name = find_iana(tzid)
        if name is not None:
            return Zone(name, ZoneInfo(name))
        own = self._own.get(tzid)
        observed = None if own is None else parse_observances(own)
        if own is not None and observed is not None:
            located = _located(own) or find_equal(observed)
            return Zone(located, ZoneInfo(located)) if located else Zone(tzid, observed)
        values = {"zone": tzid[:200]}
        fixed = _fixed_offset(tzid)
        if fixed is not None:
            return Zone(_name_of_offset(fixed), fixed, Remark("zone-guessed", values))
        taken = self.of_calendar or self._default
        return Zone(taken, ZoneInfo(taken), Remark("zone-unknown", {**values, "taken": taken}))

    def moment(self, local: datetime, tzid: str | None) -> tuple[Moment, Remark | None]:
        """A time on the wall of a zone, and what is doubtful about it; without a zone it floats.

        RFC 5545 3.3.5: of a time that comes twice the first is meant; one that is left out is
        counted on from before the gap.
        """
        if tzid is None:
            return Moment(local), None
        zone = self.get(tzid)
        return moment_in(zone, local), zone.remark or _doubt(zone, local)

    def instant(self, utc: datetime) -> Moment:
        """An instant, on the wall of the calendar's own zone if it has one."""
        if self.of_calendar is None:
            return Moment(utc, "UTC", utc.replace(tzinfo=UTC))
        there = utc.replace(tzinfo=UTC).astimezone(ZoneInfo(self.of_calendar))
        return Moment(there.replace(tzinfo=None, fold=0), self.of_calendar, utc.replace(tzinfo=UTC))


def moment_in(zone: Zone, local: datetime) -> Moment:
    """The moment at which the clocks of a zone show this."""
    if isinstance(zone.rules, Observed):
        offset = zone.rules.offset_at(local)
        return Moment(local, zone.name, _shifted(local, -offset).replace(tzinfo=UTC))
    try:
        utc = local.replace(tzinfo=zone.rules).astimezone(UTC)
    except OverflowError:  # the first and the last day there are
        utc = local.replace(tzinfo=UTC)
    return Moment(local, zone.name, utc)


def _doubt(zone: Zone, local: datetime) -> Remark | None:
    """Whether clocks never show this time, or twice."""
    if isinstance(zone.rules, Observed):
        return None
    first, second = (local.replace(tzinfo=zone.rules, fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return None
    try:
        shown = first.astimezone(UTC).astimezone(zone.rules).replace(tzinfo=None)
    except OverflowError:
        return None
    values = {"time": local.isoformat(" "), "zone": zone.name}
    return Remark("time-twice" if shown == local else "time-left-out", values)


def _shifted(moment: datetime, by: timedelta) -> datetime:
    try:
        return moment + by
    except OverflowError:
        return moment


# --- names


def find_iana(tzid: str) -> str | None:
    """The IANA name that a zone's name stands for, None where none is known."""
    name = tzid.strip().strip('"')
    if name.lower() in _UTC_NAMES:
        return "UTC"
    if name.lower().startswith(_TZONE):
        name = name[len(_TZONE) :]
    for candidate in (name, WINDOWS_TO_OLSON.get(name), *_tails(name)):
        if candidate is not None and _exists(candidate):
            return candidate
    return _by_label(name)


def _tails(name: str) -> list[str]:
    """``/mozilla.org/20050126_1/Europe/Stockholm`` ends in a name of IANA's."""
    parts = name.strip("/").split("/")
    return ["/".join(parts[-n:]) for n in (3, 2) if len(parts) > n]


def _exists(name: str) -> bool:
    if not _NAME.fullmatch(name):
        return False
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _by_label(label: str) -> str | None:
    """Outlook's ``(UTC+03:00) Moscow, St. Petersburg``: by the first city that is known.

    The offset has to be the zone's own in winter or in summer: there are several Londons.
    """
    found = _LABEL.match(label)
    if found is None:
        return None
    offset = _offset_of(found)
    cities = [city.strip() for city in re.split(r"[,;]", found[4]) if city.strip()]
    known = [_LABELS.get(city.lower()) for city in [found[4].strip(), *cities]]
    by_city = {name.rpartition("/")[2]: name for name in sorted(available_timezones())}
    known += [by_city.get(city.replace(" ", "_")) for city in cities]
    return next((name for name in known if name and _keeps(name, offset)), None)


def _keeps(name: str, offset: timedelta) -> bool:
    rules = ZoneInfo(name)
    return offset in {rules.utcoffset(datetime(2024, month, 1)) for month in (1, 7)}


def _offset_of(found: re.Match[str]) -> timedelta:
    offset = timedelta(hours=int(found["h"] or 0), minutes=int(found["m"] or 0))
    return -offset if found["sign"] == "-" else offset


def _fixed_offset(label: str) -> timezone | None:
    found = _LABEL.match(label)
    if found is None or _offset_of(found) >= timedelta(hours=24):
        return None
    offset = _offset_of(found)
    return timezone(offset) if abs(offset) < timedelta(hours=24) else None


def _name_of_offset(zone: timezone) -> str:
    return str(zone)


def find_equal(observed: Observed) -> str | None:
    """The IANA zone whose clocks show the same over the years that a VTIMEZONE speaks of."""
    first = max(2015, *(each.first.year for each in observed.observances))
    days = [datetime(year, month, 15, 12) for year in range(first, first + 4) for month in _MONTHS]
    changes = [
        day + timedelta(days=n) for day in days if day.month in (3, 10) for n in range(-14, 17)
    ]
    moments = [*days, *changes] if first < 9990 else []
    wanted = [observed.offset_at(local) for local in moments]
    for name in dict.fromkeys((*_COMMON, *WINDOWS_TO_OLSON.values())):
        rules = ZoneInfo(name)
        if moments and all(
            rules.utcoffset(local) == offset for local, offset in zip(moments, wanted, strict=True)
        ):
            return name
    return None


_MONTHS = range(1, 13)
_COMMON = ("Europe/London", "Europe/Berlin", "Europe/Moscow", "America/New_York", "America/Chicago")
"""Of several that are equal the one most people live in."""


def _tzid_of(component: Component) -> str:
    return next((each.text.strip() for each in component.properties() if each.name == "TZID"), "")


def _located(component: Component) -> str | None:
    """The IANA zone that a VTIMEZONE says it is."""
    for each in component.properties():
        if each.name in ("X-LIC-LOCATION", "TZURL"):
            name = each.text.strip().removesuffix(".ics")
            found = next((n for n in (name, *_tails(name)) if _exists(n)), None)
            if found is not None:
                return found
    return None
