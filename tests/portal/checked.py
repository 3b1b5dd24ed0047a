"""What is known inside of the quality of a dataset: cells, hints, a reason, what is asked for."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import ckan.model as model
import sqlalchemy as sa
from ckan.tests import helpers

from ckanext.opendatalab.common import clock
from ckanext.opendatalab.quality import assess, store
from ckanext.opendatalab.quality.checks import report
from ckanext.opendatalab.quality.checks.report import Check, Fault, Place, Report
from ckanext.opendatalab.quality.model import QualityWaiver
from ckanext.opendatalab.quality.policy import store as policies

NAMES = ("cell", "hint", "exception")


def plant(package_id: str) -> dict[str, str]:
    """Have the first file of a dataset checked, and somebody answer for the dataset.

    Return the words of that which are for those who work on it.
    """
    words = {name: _word(name) for name in NAMES}
    dataset = helpers.call_action("package_show", id=package_id)
    if dataset["resources"]:
        _check(dataset["resources"][0], words)
    else:
        del words["cell"], words["hint"]
    model.Session.execute(
        sa.insert(QualityWaiver.__table__).values(
            package_id=package_id,
            actor_name="zz",
            role="administrator",
            reason=f"Motif {words['exception']}",
            expires_on=clock.today(),
        )
    )
    model.Session.commit()
    assess.again(package_id)
    model.Session.commit()
    return words


def decide(organization_id: str) -> str:
    """Have an organisation tolerate a fault; return its code."""
    word = _word("tolerated")
    policies.save(organization_id, None, {"tolerated": [word]})
    model.Session.commit()
    return word


def _check(resource: dict[str, Any], words: dict[str, str]) -> None:
    found = Report(
        (
            Check("structure", "pass"),
            Check(
                "content",
                "warning",
                (Fault("french_dates", "warning", 1, (Place(2, 1, "Jour"),), (words["cell"],)),),
            ),
            Check(
                "personal",
                "warning",
                (Fault("personal_email", "warning", 1, (Place(2, 1, words["hint"]),)),),
            ),
        ),
        rows=1,
        columns=("Jour",),
    )
    key = assess.key_of(resource)
    store.want(
        resource["id"],
        resource["package_id"],
        key,
        requested_at=None,
        checked=key,
        checker=report.CHECKER,
        outcome=found.outcome(),
        report=report.to_public(found),
        cells=report.to_internal(found),
    )


def _word(of: str) -> str:
    return f"zq{of}" + "".join(chr(ord("g") + int(one, 16)) for one in uuid4().hex[:10])
