"""Datasets whose files were checked, with results that are written down as the checks would."""

from __future__ import annotations

from typing import Any

import ckan.model as model
from bs4 import BeautifulSoup, Tag
from ckan.tests import factories

from ckanext.opendatalab.common import clock
from ckanext.opendatalab.quality import assess, store
from ckanext.opendatalab.quality.checks import report
from ckanext.opendatalab.quality.checks.report import Check, Fault, Place, Report
from tests.quality import world

HOSTILE = "<script>alert('x')</script>=1+1"
CELL = "cellule-secrete-12,5"
EMAIL = "jeanne.dupont@exemple.fr"

FOUND = Report(
    checks=(
        Check("format", "pass"),
        Check(
            "structure",
            "fail",
            (
                Fault(
                    "row_too_long",
                    "fail",
                    3,
                    (Place(3, 2, HOSTILE), Place(7)),
                    (CELL, "<b>autre</b>"),
                    {"columns": 2},
                ),
            ),
        ),
        Check(
            "personal",
            "warning",
            (Fault("personal_email", "warning", 2, (Place(None, 4, "courriel"),), (EMAIL,)),),
        ),
    ),
    rows=12,
    columns=("nom", HOSTILE),
    content="0" * 64,
)


class Reader:
    """Somebody at the pages; ``None`` is anonymous."""

    def __init__(self, app: Any, user: dict[str, Any] | None = None) -> None:
        self.app = app
        token = factories.APIToken(user=user["id"])["token"] if user else ""
        self.headers = {"Authorization": token} if token else {}

    def get(self, address: str, status: int = 200) -> Any:
        return self.app.get(address, headers=self.headers, status=status)

    def page(self, address: str, status: int = 200) -> Tag:
        return BeautifulSoup(self.get(address, status).body, "html.parser")

    def quality(self, dataset: dict[str, Any], language: str = "", status: int = 200) -> Tag:
        return self.page(f"{language}/dataset/{dataset['name']}/quality", status)


def words(of: Tag) -> str:
    return " ".join(of.get_text(" ").split())


def write(resource: dict[str, Any], found: Report = FOUND, checked: str = "") -> None:
    """Write down the result of a file's checks; ``checked``: of another content than today's."""
    key = assess.key_of(resource)
    store.want(
        resource["id"],
        resource["package_id"],
        key,
        requested_at=None,
        checked=checked or key,
        checker=report.CHECKER,
        outcome=found.outcome(),
        report=report.to_public(found),
        cells=report.to_internal(found),
        finished_at=clock.now(),
    )
    model.Session.commit()


def checked(organization: dict[str, Any], **values: Any) -> dict[str, Any]:
    """Return a public dataset with one file whose checks found :data:`FOUND`."""
    made = world.dataset(organization, world.GOOD_CSV, **{"private": False, **values})
    write(made["resources"][0])
    assess.again(made["id"])
    model.Session.commit()
    return world.show(made["id"])


def ask(resource: dict[str, Any]) -> None:
    """Ask for the check of a file, as its staff does."""
    store.change(resource["id"], requested_at=clock.now(), checked="another")
    model.Session.commit()
