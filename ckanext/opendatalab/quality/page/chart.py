"""Where the line of a chart goes, from days and scores.  Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

WIDTH = 640
HEIGHT = 160
# Room for the scale on the left, for the days below.
LEFT = 36
RIGHT = 12
TOP = 10
BOTTOM = 24


@dataclass(frozen=True)
class Chart:
    """``line``: the points of a ``<polyline>``; ``dots``: one for each score; ``scale``: height and
    number of the lines that help reading.
    """

    line: str
    dots: tuple[tuple[float, float], ...]
    scale: tuple[tuple[float, int], ...]
    first: str
    last: str
    width: int = WIDTH
    height: int = HEIGHT


def draw(scores: Sequence[tuple[date, int]], steps: bool = True) -> Chart | None:
    """Return the line of these scores, oldest first; fewer than two days make no line.

    :param steps: a score holds until the next one; otherwise the line goes straight there
    """
    if len(scores) < 2:
        return None
    first, last = scores[0][0], scores[-1][0]
    span = max(1, (last - first).days)

    def at(day: date, score: int) -> tuple[float, float]:
        across = LEFT + (WIDTH - LEFT - RIGHT) * (day - first).days / span
        return round(across, 1), _height(score)

    dots = [at(day, score) for day, score in scores]
    points = [dots[0]]
    for before, dot in zip(dots, dots[1:], strict=False):
        if steps and before[1] != dot[1]:
            points.append((dot[0], before[1]))
        points.append(dot)
    return Chart(
        line=" ".join(f"{across},{down}" for across, down in points),
        dots=tuple(dots),
        scale=tuple((_height(score), score) for score in (0, 50, 100)),
        first=first.isoformat(),
        last=last.isoformat(),
    )


def _height(score: int) -> float:
    return round(TOP + (HEIGHT - TOP - BOTTOM) * (100 - score) / 100, 1)
