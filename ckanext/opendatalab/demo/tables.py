"""Made-up tables for the demonstration: the same description and the same seed give the same rows.

A description says what kind of value each column holds (content/datasets/*.yaml).
Pure: no CKAN, no clock.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

Value = str | int | float | date | None
Words = Mapping[str, Sequence[Any]]


@dataclass(frozen=True)
class Place:
    """Where the points and addresses of a table lie."""

    commune: str
    postcode: str
    latitude: float
    longitude: float
    radius: float = 0.02


@dataclass
class Draw:
    """What a kind of column may look at to give one value."""

    random: random.Random
    index: int
    options: Mapping[str, Any]
    place: Place
    words: Words
    today: date
    row: dict[str, Value]

    def list(self, value: Any) -> Sequence[Any]:
        """``value`` itself, or the list of words.yaml that it names."""
        return self.words[value] if isinstance(value, str) else value


def luhn_key(digits: str) -> str:
    """The digit that makes ``digits`` pass the Luhn test of SIREN and SIRET numbers."""
    total = 0
    for position, digit in enumerate(reversed(digits)):
        number = int(digit) * (2 if position % 2 == 0 else 1)
        total += number - 9 if number > 9 else number
    return str(-total % 10)


def _sequence(value: Any, draw: Draw) -> Value:
    return str(value).format(draw.index + draw.options.get("start", 1))


def _constant(value: Any, draw: Draw) -> Value:
    return value


def _choice(value: Any, draw: Draw) -> Value:
    choices = draw.list(value)
    return draw.random.choices(choices, weights=draw.options.get("weights"))[0]


def _cycle(value: Any, draw: Draw) -> Value:
    choices = draw.list(value)
    return choices[draw.index // draw.options.get("every", 1) % len(choices)]


def _integer(value: Any, draw: Draw) -> Value:
    return draw.random.randint(value[0], value[1])


def _number(value: Any, draw: Draw) -> Value:
    return round(draw.random.uniform(value[0], value[1]), draw.options.get("decimals", 2))


def _amount(value: Any, draw: Draw) -> Value:
    """Many small amounts and a few large ones, around the median ``value``."""
    step = draw.options.get("step", 100)
    amount = draw.random.lognormvariate(0, draw.options.get("spread", 0.8)) * value
    return max(step, round(amount / step) * step)


def _boolean(value: Any, draw: Draw) -> Value:
    yes, no = draw.options.get("words", ("oui", "non"))
    return yes if draw.random.random() < value else no


def _date(value: Any, draw: Draw) -> Value:
    return draw.today + timedelta(days=draw.random.randint(value[0], value[1]))


def _day(value: Any, draw: Draw) -> Value:
    steps = draw.index // draw.options.get("every", 1)
    return draw.today + timedelta(days=value + steps * draw.options.get("step", 1))


def _time(value: Any, draw: Draw) -> Value:
    quarters = draw.random.randint(value[0] * 4, value[1] * 4)
    return f"{quarters // 4:02d}:{quarters % 4 * 15:02d}"


def _latitude(value: Any, draw: Draw) -> Value:
    spread = draw.random.gauss(0, draw.place.radius / 2)
    return round(draw.place.latitude + spread, 6)


def _longitude(value: Any, draw: Draw) -> Value:
    spread = draw.random.gauss(0, draw.place.radius / 1.4)
    return round(draw.place.longitude + spread, 6)


def _address(value: Any, draw: Draw) -> Value:
    return f"{draw.random.randint(1, 120)} {draw.random.choice(draw.list(value))}"


def _siret(value: Any, draw: Draw) -> Value:
    prefix = str(value)
    siren = prefix + "".join(str(draw.random.randint(0, 9)) for _ in range(8 - len(prefix)))
    siren += luhn_key(siren)
    return siren + "0001" + luhn_key(siren + "0001")


def _sum(value: Any, draw: Draw) -> Value:
    return round(sum(number for name in value if (number := _as_number(draw.row[name]))), 2)


class _Fillers(dict[str, Any]):
    """The row's own values, and one word at random from a list of words.yaml."""

    def __init__(self, draw: Draw) -> None:
        super().__init__(draw.row)
        self.draw = draw

    def __missing__(self, key: str) -> Any:
        return self.draw.random.choice(self.draw.words[key])


def _template(value: Any, draw: Draw) -> Value:
    return str(value).format_map(_Fillers(draw))


KINDS: dict[str, Callable[[Any, Draw], Value]] = {
    "sequence": _sequence,
    "constant": _constant,
    "choice": _choice,
    "cycle": _cycle,
    "integer": _integer,
    "number": _number,
    "amount": _amount,
    "boolean": _boolean,
    "date": _date,
    "day": _day,
    "time": _time,
    "latitude": _latitude,
    "longitude": _longitude,
    "address": _address,
    "siret": _siret,
    "sum": _sum,
    "template": _template,
}
DERIVED = ("sum", "template")
SEVERAL = "record"


def kind_of(column: Any) -> str:
    """The kind that a column's description names.

    :raises ValueError: it names none, or several
    """
    if not isinstance(column, Mapping):
        return "constant"
    kinds = [key for key in column if key in KINDS or key == SEVERAL]
    if len(kinds) != 1:
        expected = ", ".join([*KINDS, SEVERAL])
        raise ValueError(f"a column names one of {expected}; found {kinds or list(column)}")
    return kinds[0]


def names(columns: Mapping[str, Any]) -> list[str]:
    """The column names; a key such as ``code, label`` describes several columns at once."""
    return [name for key in columns for name in key.split(", ")]


def rows(
    table: Mapping[str, Any], *, seed: str, place: Place, words: Words, today: date
) -> list[dict[str, Value]]:
    """Return the rows of ``table``: ``{rows, columns, duplicates}``."""
    source = random.Random(seed)  # noqa: S311 - made-up data, not secrets
    columns: Mapping[str, Any] = table["columns"]
    made: list[dict[str, Value]] = []
    for index in range(table["rows"]):
        row: dict[str, Value] = dict.fromkeys(names(columns))
        for derived in (False, True):
            for key, column in columns.items():
                kind = kind_of(column)
                if (kind in DERIVED) == derived:
                    options = column if isinstance(column, Mapping) else {}
                    draw = Draw(source, index, options, place, words, today, row)
                    row.update(_values(key, kind, column, draw))
        made.append(row)
    made.extend(dict(row) for row in made[: table.get("duplicates", 0)])
    return made


def _values(key: str, kind: str, column: Any, draw: Draw) -> dict[str, Value]:
    if draw.random.random() < draw.options.get("empty", 0):
        return dict.fromkeys(key.split(", "))
    value = column[kind] if isinstance(column, Mapping) else column
    if kind != SEVERAL:
        return {key: KINDS[kind](value, draw)}
    records = draw.list(value)
    in_order = draw.options.get("in_order", False)
    every = draw.options.get("every", 1)
    record = (
        records[draw.index // every % len(records)] if in_order else draw.random.choice(records)
    )
    return dict(zip(key.split(", "), record, strict=True))


def _as_number(value: Value) -> float:
    return value if isinstance(value, int | float) else 0
