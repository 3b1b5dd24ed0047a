"""A dataset that has everything, what is known of formats and licences, and its score."""

from __future__ import annotations

from datetime import date
from typing import Any

from ckanext.opendatalab.quality.scoring import criteria
from ckanext.opendatalab.quality.scoring.score import Result, Score, score
from ckanext.opendatalab.quality.scoring.situation import Facts, Format, Licence

TODAY = date(2026, 6, 1)
CRITERIA = criteria.load()
AUTHORITY = "http://publications.europa.eu/resource/authority"
ANNUAL = f"{AUTHORITY}/frequency/ANNUAL"
MONTHLY = f"{AUTHORITY}/frequency/MONTHLY"
IRREGULAR = f"{AUTHORITY}/frequency/IRREG"
UNKNOWN = f"{AUTHORITY}/frequency/UNKNOWN"

CSV = Format("CSV", True, True, True, True, True, True)
ODS = Format("ODS", True, True, True, True, True, True)
XLSX = Format("XLSX", True, True, True, True, False, True, True)
XLS = Format("XLS", False, True, True, True, False, True, True)
PDF = Format("PDF", True, False, False, True, False, False, True)
DOC = Format("DOC", european=True, french_closed=True)
API = Format("API", True, True)

FACTS = Facts(
    periods={ANNUAL: 366, MONTHLY: 31, IRREGULAR: None, UNKNOWN: None},
    formats={one.code.lower(): one for one in (CSV, ODS, XLSX, XLS, PDF, DOC, API)},
    licences={
        "lov2": Licence(open=True, free=True),
        "cc-by": Licence(open=True, free=True, european=True),
        "own": Licence(),
        "notspecified": Licence(given=False),
    },
    dataset_fields={name for one in CRITERIA.criteria for name in one.fields},
    resource_fields={name for one in CRITERIA.criteria for name in one.fields},
)


def a_file(**values: Any) -> dict[str, Any]:
    """Return a file that has everything."""
    return {
        "id": "a",
        "url": "https://data.example/abris.csv",
        "name": "Abris à vélos",
        "description": "Une ligne par abri",
        "format": "CSV",
        "conforms_to": ["https://schema.example/abris"],
        **values,
    }


def a_dataset(**values: Any) -> dict[str, Any]:
    """Return a dataset that has everything."""
    return {
        "title": "Abris à vélos",
        "notes": "Une ligne par abri à vélos de la commune. " * 4,
        "theme": [f"{AUTHORITY}/data-theme/TRAN"],
        "tags": [{"name": name} for name in ("vélo", "abri", "stationnement")],
        "spatial_coverage": [{"kind": "commune", "code": "01004"}],
        "temporal_coverage": [{"start": "2025-01-01"}],
        "license_id": "lov2",
        "contact": [{"name": "Équipe open data", "email": "opendata@valorne.example"}],
        "producing_service": "Voirie",
        "access_rights": f"{AUTHORITY}/access-right/PUBLIC",
        "provenance": "Relevé à pied",
        "frequency": ANNUAL,
        "modified": "2026-01-01",
        "legal_eligibility": "open",
        "resources": [a_file()],
        **values,
    }


GOOD = {"a": {"link": "pass", "format": "pass", "structure": "pass", "schema": "pass"}}


def scored(
    dataset: dict[str, Any] | None = None,
    checks: dict[str, dict[str, str]] | None = None,
    today: date = TODAY,
    facts: Facts = FACTS,
) -> Score:
    """Return the score, with every check passed unless said otherwise."""
    found = a_dataset() if dataset is None else dataset
    return score(CRITERIA, found, GOOD if checks is None else checks, today, facts)


def result(made: Score, criterion: str) -> Result:
    """Return how one criterion came out."""
    return next(one for one in made.results if one.id == criterion)


def outcome(
    criterion: str, dataset: dict[str, Any], checks: dict[str, dict[str, str]] | None = None
) -> str:
    """Return the outcome of one criterion."""
    return result(scored(dataset, checks), criterion).outcome
