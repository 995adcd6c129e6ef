"""A log-log plot as SVG, written by hand. It has no background and is read on light and dark."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

__all__ = ["Line", "plot", "ticks"]

WIDTH, HEIGHT = 860, 520
LEFT, RIGHT, TOP, BOTTOM = 70, 600, 40, 460
COLOURS = ("#8a8a8a", "#2f81f7", "#e8710a", "#1f9d61", "#a45fe0", "#e0484d", "#0fa3a3", "#c08a00")
SHAPES = (
    "M-4-4h8v8h-8z",
    "M0-5l5 9h-10z",
    "M0-5l5 5-5 5-5-5z",
    "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0",
)


@dataclass(frozen=True, slots=True)
class Line:
    """Seconds by number of notes, with its growth where it is known."""

    label: str
    points: Mapping[int, float]
    growth: float | None = None


def plot(lines: Sequence[Line], title: str) -> str:
    """The picture of all lines with points above 0; one without any says so."""
    drawn = [line for line in lines if any(value > 0 for value in line.points.values())]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}" role="img" font-family="sans-serif" font-size="13">',
        f"<title>{escape(title)}</title>",
        # A grey with a contrast above 4 on white and on black: which lies below is not known here.
        "<style>text{fill:#767676}.grid{stroke:#808080;stroke-opacity:.25}"
        ".axis{stroke:#808080}.line{fill:none;stroke-width:2}</style>",
        f'<text x="{LEFT}" y="22" font-size="15">{escape(title)}</text>',
    ]
    if not drawn:
        return "\n".join([*parts, f'<text x="{LEFT}" y="80">nothing measured</text>', "</svg>", ""])
    x = _Axis.of([notes for line in drawn for notes in line.points], LEFT, RIGHT)
    y = _Axis.of([v for line in drawn for v in line.points.values() if v > 0], BOTTOM, TOP)
    parts += [*_grid(x, y)]
    # In the order in which they stand at the right, so that the legend reads along with them.
    for place, line in enumerate(sorted(drawn, key=_last, reverse=True)):
        parts += _drawn(line, lines.index(line), place, x, y)
    return "\n".join([*parts, "</svg>", ""])


def ticks(low: float, high: float) -> list[float]:
    """The powers of ten from the one at or below the least to the one at or above the greatest."""
    first, last = math.floor(math.log10(low) + 1e-9), math.ceil(math.log10(high) - 1e-9)
    return [10.0**power for power in range(first, max(last, first + 1) + 1)]


@dataclass(frozen=True, slots=True)
class _Axis:
    """Where a value stands between two pixels, by its logarithm."""

    ticks: tuple[float, ...]
    start: float
    end: float

    @classmethod
    def of(cls, values: Sequence[float], start: float, end: float) -> _Axis:
        return cls(tuple(ticks(min(values), max(values))), start, end)

    def place(self, value: float) -> float:
        low, high = math.log10(self.ticks[0]), math.log10(self.ticks[-1])
        part = (math.log10(value) - low) / (high - low)
        return round(self.start + part * (self.end - self.start), 1)


def _last(line: Line) -> float:
    return line.points[max(line.points)]


def _grid(x: _Axis, y: _Axis) -> list[str]:
    parts = []
    for tick in x.ticks:
        at = x.place(tick)
        parts.append(f'<line class="grid" x1="{at}" y1="{TOP}" x2="{at}" y2="{BOTTOM}"/>')
        parts.append(f'<text x="{at}" y="{BOTTOM + 20}" text-anchor="middle">{tick:,.0f}</text>')
    for tick in y.ticks:
        at = y.place(tick)
        parts.append(f'<line class="grid" x1="{LEFT}" y1="{at}" x2="{RIGHT}" y2="{at}"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{at + 4}" text-anchor="end">{tick:g} s</text>')
    middle = (LEFT + RIGHT) // 2
    return [
        *parts,
        f'<line class="axis" x1="{LEFT}" y1="{BOTTOM}" x2="{RIGHT}" y2="{BOTTOM}"/>',
        f'<line class="axis" x1="{LEFT}" y1="{TOP}" x2="{LEFT}" y2="{BOTTOM}"/>',
        f'<text x="{middle}" y="{BOTTOM + 42}" text-anchor="middle">notes</text>',
    ]


def _drawn(line: Line, number: int, place: int, x: _Axis, y: _Axis) -> list[str]:
    colour, shape = COLOURS[number % len(COLOURS)], SHAPES[number % len(SHAPES)]
    points = [(x.place(n), y.place(v)) for n, v in sorted(line.points.items()) if v > 0]
    path = " ".join(f"{across},{down}" for across, down in points)
    legend = TOP + 14 + 24 * place
    growth = f" ({line.growth:.2f})" if line.growth is not None else ""
    mark = f'<path d="{shape}" fill="{colour}" transform="translate'
    return [
        f'<polyline class="line" stroke="{colour}" points="{path}"/>',
        *(f'{mark}({across} {down})"/>' for across, down in points),
        f'<line stroke="{colour}" stroke-width="2" x1="{RIGHT + 18}" y1="{legend - 4}" '
        f'x2="{RIGHT + 42}" y2="{legend - 4}"/>',
        f'{mark}({RIGHT + 30} {legend - 4})"/>',
        f'<text x="{RIGHT + 50}" y="{legend}">{escape(line.label)}{growth}</text>',
    ]
