"""What the demonstration is to show of the quality of data."""

from __future__ import annotations

from ckan import model

from ckanext.opendatalab.quality import status_rules
from ckanext.opendatalab.quality.model import FileCheck, QualityRow, TableSchema


def check_every_state_and_band_is_there():
    rows = model.Session.query(QualityRow).all()
    assert {row.status for row in rows} == set(status_rules.STATUSES)
    assert {status_rules.band(row.score) for row in rows} == {"good", "fair", "poor"}


def check_every_kind_of_fault_is_there():
    faults = {
        fault["code"]
        for row in model.Session.query(FileCheck)
        for check in (row.report or {}).get("checks", [])
        for fault in check["faults"]
    }
    assert len(faults) >= 12, sorted(faults)
    hinted = [row for row in model.Session.query(FileCheck) if (row.cells or {}).get("checks")]
    assert hinted


def check_nothing_is_left():
    """Schemas of the nation stay: they are nobody's of the demonstration."""
    own = model.Session.query(TableSchema).filter(TableSchema.organization_id.isnot(None))
    assert [one.id for one in own] == []
    assert [row.package_id for row in model.Session.query(QualityRow)] == []
    assert [row.resource_id for row in model.Session.query(FileCheck)] == []
