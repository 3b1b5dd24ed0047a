"""Our way through a table, by columns, says what frictionless says row by row."""

from __future__ import annotations

import random
import warnings
from collections import Counter

import pytest
from frictionless import Checklist, Detector, Dialect, Schema, system
from frictionless.resources import TableResource

from ckanext.opendatalab.quality.checks import french, schema_fields
from tests import samples
from tests.quality.checks.tables import checked, column, schema

# These are the matter of the structure's check, or named more helpfully by us.
_ELSEWHERE = {"blank-row", "extra-cell", "missing-cell"}

_TEXTS = ["", " ", "a", "A", "abc", "abcdef", "é", "NA", "0", "1", "-1", "-2", "007", "1.0", "1,5"]
_TEXTS += ["12.50", "1e3", "NaN", "Infinity", "true", "TRUE", "oui", "2024-02-29", "2023-02-29"]
_TEXTS += ["29/02/2024", "2024-02", "2024", "12:30:00", "2024-01-01T00:00:00Z", "2.35, 48.85"]
_TEXTS += ["[1]", "{}", "null", "a@b.fr", "https://example.org/x", "urn:x", "W333216789", "9" * 30]
_TYPES = ["string", "integer", "number", "boolean", "date", "datetime", "time", "year", "yearmonth"]
_TYPES += ["geopoint", "array", "object", "any", "duration", "geojson"]


def frictionless(wanted, header, rows):
    """Return what frictionless itself says, by its kinds, with our checks among its own."""
    names = [field["name"] for field in wanted["fields"]]
    checks, _ = french.read(wanted.get("custom_checks"), names)
    resource = TableResource(
        data=[header, *rows],
        schema=Schema.from_descriptor(
            {key: wanted[key] for key in ("fields", "missingValues", "primaryKey") if key in wanted}
        ),
        detector=Detector(schema_sync=True),
        dialect=Dialect(header_case=False),
    )
    with warnings.catch_warnings(), system.use_context(onerror="ignore"):
        warnings.simplefilter("ignore")
        result = resource.validate(Checklist(checks=list(checks)), limit_errors=10_000)
    kinds = Counter(kind for (kind,) in result.flatten(["type"]))
    return {kind: count for kind, count in kinds.items() if kind not in _ELSEWHERE}


def ours(wanted, header, rows):
    """Return what we say, by frictionless' kinds."""
    kinds: Counter[str] = Counter()
    for fault in checked(wanted, header, *rows).faults:
        general = [k for k in ("type-error", "constraint-error") if fault.code.startswith(k)]
        kinds[general[0] if general else fault.code] += fault.count
    return dict(kinds)


@pytest.mark.parametrize("seed", range(40))
def test_any_table_is_judged_alike(seed):
    chance = random.Random(seed)
    wanted = _schema(chance)
    names = [field["name"] for field in wanted["fields"]]
    header = chance.sample(names, len(names)) + ["en plus"] * chance.randint(0, 1)
    texts = chance.sample(_TEXTS, chance.randint(2, len(_TEXTS)))
    # To frictionless no NaN is the same as another one.
    texts = [one for one in texts if one != "NaN" or "unique" not in str(wanted)] or ["a"]
    rows = [[chance.choice(texts) for _ in header] for _ in range(chance.randint(1, 200))]
    # A row whose cells are all empty is blank to frictionless even where "NA" stands for nothing.
    empty = {"", *wanted.get("missingValues", ())}
    rows = [row for row in rows if not set(row) <= empty]
    assert ours(wanted, header, rows) == frictionless(wanted, header, rows)


def _schema(chance):
    fields = []
    for number in range(chance.randint(1, 6)):
        type_ = chance.choice(_TYPES)
        constraints = {}
        if chance.random() < 0.4:
            constraints["required"] = True
        if chance.random() < 0.2 and type_ not in ("array", "object", "geojson"):
            constraints["unique"] = True
        if type_ == "string" and chance.random() < 0.6:
            constraints |= chance.choice(
                [
                    {"pattern": "[a-z]*|W\\d+"},
                    {"minLength": 2},
                    {"maxLength": 3},
                    {"enum": ["a", "A"]},
                ]
            )
        if type_ in ("integer", "number") and chance.random() < 0.6:
            constraints |= chance.choice([{"minimum": 0}, {"maximum": "1"}, {"enum": [1, 7]}])
        more = {"constraints": constraints} if constraints else {}
        if type_ == "string" and not constraints:
            more["format"] = chance.choice(["default", "email", "uri", "uuid"])
        if type_ == "boolean" and chance.random() < 0.5:
            more |= {"trueValues": ["oui", "1"], "falseValues": ["non", "0"]}
        if type_ == "number" and chance.random() < 0.3:
            more["decimalChar"] = ","
        fields.append(column(f"c{number}", type_, **more))
    more = {"missingValues": ["", "NA"]} if chance.random() < 0.3 else {}
    return schema(*fields, **more)


@pytest.mark.parametrize("name", ["scdl-subventions", "scdl-deliberations"])
def test_rows_with_faults_everywhere_are_judged_alike_by_french_schemas(name):
    wanted = samples.read_schema(f"{name}/schema.json")
    header = [field["name"] for field in wanted["fields"]]
    chance = random.Random(name)
    numbers = ["", "1", "2", "3", "40", "x"]
    texts = ["73282932000074", "73282932000075", "2024-01-02", "2023-01-02", "2023/2024", *numbers]
    rows = [[chance.choice(texts) for _ in header] for _ in range(300)]
    assert ours(wanted, header, rows) == frictionless(wanted, header, rows)


def test_every_demand_of_the_official_schemas_is_understood():
    left_out = {
        name: schema_fields.read(samples.read_schema(name)).left_out
        for name in samples.every_schema()
    }
    assert not any(left_out.values()), left_out
