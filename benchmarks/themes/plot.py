"""A small chart on two logarithmic axes, as SVG."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

_WIDTH, _HEIGHT, _LEFT, _TOP, _RIGHT, _BOTTOM = 640, 400, 60, 16, 130, 48
_COLOURS = ("#0b6e4f", "#b3541e", "#888888")


def lines_svg(series: Mapping[str, Sequence[tuple[float, float]]], *, x: str, y: str) -> str:
    """One line a series; the last one is dashed. All values are above 0."""
    points = [point for line in series.values() for point in line]
    (left, right), (low, high) = (_decades([p[axis] for p in points]) for axis in (0, 1))

    def at(px: float, py: float) -> tuple[float, float]:
        across = (math.log10(px) - left) / (right - left)
        up = (math.log10(py) - low) / (high - low)
        return (
            round(_LEFT + across * (_WIDTH - _LEFT - _RIGHT), 1),
            round(_HEIGHT - _BOTTOM - up * (_HEIGHT - _TOP - _BOTTOM), 1),
        )

    parts = []
    for power in range(left, right + 1):
        px, py = at(10**power, 10**low)
        parts.append(f'<line x1="{px}" y1="{_TOP}" x2="{px}" y2="{py}" stroke="#ddd"/>')
        parts.append(f'<text x="{px}" y="{py + 16}" text-anchor="middle">{10**power:,}</text>')
    for power in range(low, high + 1):
        px, py = at(10**left, 10**power)
        parts.append(f'<line x1="{px}" y1="{py}" x2="{_WIDTH - _RIGHT}" y2="{py}" stroke="#ddd"/>')
        parts.append(f'<text x="{px - 6}" y="{py + 4}" text-anchor="end">{10.0**power:g}</text>')
    for number, (name, line) in enumerate(series.items()):
        if line:
            parts += _line(name, [at(*p) for p in line], _COLOURS[number], dashed=number == len(series) - 1)
    parts.append(f'<text x="{(_LEFT + _WIDTH - _RIGHT) / 2}" y="{_HEIGHT - 10}" text-anchor="middle">{x}</text>')
    parts.append(
        f'<text x="14" y="{_HEIGHT / 2}" text-anchor="middle" transform="rotate(-90 14 {_HEIGHT / 2})">{y}</text>'
    )
    view = f'viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif" font-size="12"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {view}>'
    return "\n".join([head, f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>', *parts, "</svg>", ""])


def _line(name: str, points: Sequence[tuple[float, float]], colour: str, *, dashed: bool) -> list[str]:
    path, (last_x, last_y) = " ".join(f"{px},{py}" for px, py in points), points[-1]
    dash = ' stroke-dasharray="4 4"' if dashed else ""
    marks = [] if dashed else [f'<circle cx="{px}" cy="{py}" r="3" fill="{colour}"/>' for px, py in points]
    return [
        f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>',
        *marks,
        f'<text x="{last_x + 8}" y="{last_y + (16 if dashed else 4)}" fill="{colour}">{name}</text>',
    ]


def _decades(values: Sequence[float]) -> tuple[int, int]:
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return low, max(high, low + 1)
