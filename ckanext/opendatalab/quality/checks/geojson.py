"""Whether JSON can be read, and whether GeoJSON (RFC 7946) has positions that are on Earth."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any

from ckanext.opendatalab.quality.checks.report import Check, Fault, Level, Place, outcome_of

NAME = "structure"
# Read as a whole, it takes about eight times its size in memory.
MOST_BYTES = 30_000_000
MOST_COLUMNS = 1000
SAMPLED = 5_000
SAMPLED_CELL = 1000
# How many brackets a geometry has around its positions.
_DEPTHS = {
    "Point": 0,
    "MultiPoint": 1,
    "LineString": 1,
    "MultiLineString": 2,
    "Polygon": 2,
    "MultiPolygon": 3,
}
_TYPES = frozenset({*_DEPTHS, "GeometryCollection", "Feature", "FeatureCollection"})
# Mainland France, with its seas.
_LONGITUDES = (-6.0, 10.0)
_LATITUDES = (41.0, 51.5)
_SHARE = 0.9
_WORLD_CRS = ("crs84", "4326")

Row = tuple[int, Sequence[str]]


@dataclass(frozen=True)
class Found:
    """``rows``: how many features, ``None`` where there are none to count; ``sample``: the texts of
    their properties, under ``header``; the first is number 1.
    """

    check: Check
    rows: int | None = None
    header: tuple[str, ...] = ()
    sample: tuple[Row, ...] = ()


def check(path: Path, geographic: bool) -> Found:
    """Return what is wrong with a JSON file; ``geographic``: it is said to be GeoJSON."""
    if path.stat().st_size > MOST_BYTES:
        numbers = {"megabytes": MOST_BYTES // 1_000_000}
        return Found(Check(NAME, "skipped", reason="json_too_large", numbers=numbers))
    content = path.read_bytes()
    warnings: list[Fault] = []
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _failed(Fault("json_encoding", "fail"))
    if content.startswith(codecs.BOM_UTF8):
        warnings.append(Fault("json_mark", "warning"))
    try:
        data = json.loads(content.decode("utf-8-sig"), parse_constant=_not_standard)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return _failed(Fault("json_encoding", "fail", places=(Place(row=line),)))
    except _NotStandardError:
        return _failed(Fault("json_not_a_number", "fail"))
    except json.JSONDecodeError as error:
        return _failed(Fault("json_broken", "fail", places=(Place(row=error.lineno),)))
    except RecursionError:
        return _failed(Fault("json_too_deep", "fail"))
    except ValueError:  # a number of thousands of digits
        return _failed(Fault("json_number_too_long", "fail"))
    if not geographic:
        return Found(Check(NAME, outcome_of(warnings), tuple(warnings)))
    return _geographic(data, warnings)


class _NotStandardError(ValueError):
    pass


def _not_standard(word: str) -> float:
    raise _NotStandardError(word)


def _failed(fault: Fault) -> Found:
    return Found(Check(NAME, "fail", (fault,)))


def _geographic(data: Any, faults: list[Fault]) -> Found:
    kind = data.get("type") if isinstance(data, dict) else None
    if not isinstance(kind, str) or kind not in _TYPES:
        return _failed(Fault("geojson_not", "fail"))
    if not _is_world(data.get("crs")):
        faults.append(Fault("geojson_crs", "warning"))
    features = data.get("features") if kind == "FeatureCollection" else [data]
    if not isinstance(features, list):
        return _failed(Fault("geojson_not", "fail"))
    if not features:
        faults.append(Fault("geojson_empty", "warning"))
        return Found(Check(NAME, outcome_of(faults), tuple(faults)), 0)
    survey = _Survey()
    for number, feature in enumerate(features, start=1):
        survey.add(number, feature)
    faults += survey.faults(len(features))
    header, sample = _properties(features)
    return Found(Check(NAME, outcome_of(faults), tuple(faults)), len(features), header, sample)


def _is_world(crs: Any) -> bool:
    if crs is None:
        return True
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    return isinstance(name, str) and any(known in name.lower() for known in _WORLD_CRS)


class _Survey:
    """Counts the features that are wrong, and the positions that look turned round."""

    def __init__(self) -> None:
        self._wrong: dict[str, tuple[int, int]] = {}  # how many, and the first
        self._bare = 0
        self._positions = 0
        self._turned = 0

    def add(self, number: int, feature: Any) -> None:
        geometry = feature
        if isinstance(feature, dict) and feature.get("type") == "Feature":
            geometry = feature.get("geometry")
        elif not isinstance(feature, dict) or feature.get("type") == "FeatureCollection":
            self._note("geojson_geometry", number)
            return
        if geometry is None:
            self._bare += 1
            return
        try:
            for x, y in _positions(geometry):
                self._positions += 1
                if not (-180 <= x <= 180 and -90 <= y <= 90):
                    projected = abs(x) > 1000 and abs(y) > 1000
                    self._note("geojson_projected" if projected else "geojson_bounds", number)
                    return
                if _in_france(y, x) and not _in_france(x, y):
                    self._turned += 1
        except _MalformedError:
            self._note("geojson_geometry", number)

    def faults(self, features: int) -> list[Fault]:
        found = [
            self._fault(code, "fail", count, first) for code, (count, first) in self._wrong.items()
        ]
        if self._bare == features:
            found.append(Fault("geojson_nowhere", "fail", features))
        elif self._bare:
            found.append(Fault("geojson_without_position", "warning", self._bare))
        if self._turned and self._turned >= _SHARE * self._positions:
            found.append(Fault("geojson_turned", "warning", self._turned))
        return found

    def _note(self, code: str, number: int) -> None:
        count, first = self._wrong.get(code, (0, number))
        self._wrong[code] = (count + 1, first)

    @staticmethod
    def _fault(code: str, level: Level, count: int, first: int) -> Fault:
        return Fault(code, level, count, numbers={"first": first})


class _MalformedError(Exception):
    pass


def _positions(geometry: Any) -> Iterator[tuple[float, float]]:
    """Yield longitude and latitude of each position.

    :raises _MalformedError: it is no geometry
    """
    pending: list[tuple[Any, int | None]] = [(geometry, None)]
    while pending:
        one, depth = pending.pop()
        if depth is None:
            kind = one.get("type") if isinstance(one, dict) else None
            if kind == "GeometryCollection" and isinstance(one.get("geometries"), list):
                pending += [(part, None) for part in one["geometries"]]
                continue
            if not isinstance(kind, str) or kind not in _DEPTHS or not one.get("coordinates"):
                raise _MalformedError
            pending.append((one["coordinates"], _DEPTHS[kind]))
        elif not isinstance(one, list):
            raise _MalformedError
        elif depth:
            pending += [(part, depth - 1) for part in one]
        else:
            yield _position(one)


def _position(numbers: list[Any]) -> tuple[float, float]:
    if len(numbers) < 2 or not all(type(one) in (int, float) for one in numbers[:2]):
        raise _MalformedError
    try:
        x, y = float(numbers[0]), float(numbers[1])
    except OverflowError as error:
        raise _MalformedError from error
    if not (isfinite(x) and isfinite(y)):
        raise _MalformedError
    return x, y


def _in_france(longitude: float, latitude: float) -> bool:
    return (
        _LONGITUDES[0] <= longitude <= _LONGITUDES[1] and _LATITUDES[0] <= latitude <= _LATITUDES[1]
    )


def _properties(features: list[Any]) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    """Return the properties of the first features as a table."""
    every: list[dict[str, Any]] = []
    for feature in features[:SAMPLED]:
        found = feature.get("properties") if isinstance(feature, dict) else None
        every.append(found if isinstance(found, dict) else {})
    header = tuple(dict.fromkeys(name for one in every for name in one))[:MOST_COLUMNS]
    rows = tuple(
        (number, [_text(one.get(name)) for name in header])
        for number, one in enumerate(every, start=1)
    )
    return header, rows


def _text(value: Any) -> str:
    """Return a property as a cell: numbers may be telephones; what is nested is left aside."""
    if isinstance(value, str):
        return value[:SAMPLED_CELL]
    return str(value) if isinstance(value, (int, float)) else ""
