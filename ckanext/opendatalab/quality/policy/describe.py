"""What the policy, its findings and waivers say, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from babel import dates

from ckanext.opendatalab.common import clock, language, roles
from ckanext.opendatalab.quality import criteria
from ckanext.opendatalab.quality.policy import rules, store
from ckanext.opendatalab.quality.policy.judged import Judged
from ckanext.opendatalab.quality.policy.known import check_name
from ckanext.opendatalab.quality.policy.rules import Finding
from ckanext.opendatalab.quality.running import asking

ADMINISTRATOR = "administrator"
SYSADMIN = "sysadmin"
MOST_TOLD = 50


def page(package: model.Package) -> str:
    """Return the address of the page where quality is settled."""
    return f"/dataset/{package.name}/quality"


def dataset(reference: str) -> dict[str, str]:
    """Return what pages need of a dataset, whose reader may have no access to it beside her role.

    :raises ckan.plugins.toolkit.ObjectNotFound: there is no such dataset
    """
    package = asking.package({"id": reference})
    if package is None:
        raise tk.ObjectNotFound(tk._("Dataset not found"))
    return {"id": package.id, "name": package.name, "title": package.title or package.name}


def mode(code: str) -> str:
    """Return what a mode is called."""
    return {
        "off": tk._("Nothing is asked for"),
        "warn": tk._("Advise"),
        "block": tk._("Hold back"),
    }.get(code, code)


def mode_explanation(code: str) -> str:
    """Return in plain words what a mode does."""
    return {
        "off": tk._("Quality is measured and shown; nobody is told to settle anything."),
        "warn": tk._(
            "Those who work on a dataset are told what should be settled. It can be published all"
            " the same."
        ),
        "block": tk._(
            "A dataset is not published as long as something of this remains to be settled, unless"
            " an exception is granted. What is public already stays public and can be edited."
        ),
    }.get(code, "")


def message(finding: Finding) -> str:
    """Return what a finding means and what to do about it."""
    known = finding.facts
    if finding.code == "criterion":
        words = criteria.words(finding.key, language.reader())
        told = tk._("Asked for here: {criterion}. {fix}")
        return told.format(criterion=words["label"], fix=words["fix"])
    if finding.code == "outage" and not finding.key:
        return tk._(
            "The portal could not judge the quality of this dataset. It is not your doing, and"
            " does not hold the publication back."
        )
    values: dict[str, Any] = dict(known)
    if "check" in known:
        values["check"] = check_name(str(known["check"]))
    if "since" in known:
        values["since"] = _moment(known["since"])
    return {
        "score": tk._(
            "The description has {score} points out of 100 and at least {minimum} are asked for:"
            " the page “Quality” says what would add most."
        ),
        "file": tk._(
            "The file “{file}” does not pass this check: {check}. The page “Quality” says where"
            " the faults are. Correct the file and replace it."
        ),
        "pending": tk._(
            "Wait: the file “{file}” is to be checked, asked for on {since}. The page “Quality”"
            " shows the result as soon as it is there."
        ),
        "stale": tk._(
            "The result for the file “{file}” is of an older content: ask for a new check on the"
            " page “Quality”."
        ),
        "unchecked": tk._(
            "The file “{file}” was never checked: ask for a check on the page “Quality”."
        ),
        "outage": tk._(
            "The portal could not check the file “{file}”. It is not your doing, and does not hold"
            " the publication back."
        ),
        "waiting_too_long": tk._(
            "The check of the file “{file}”, asked for on {since}, was not made: tell the"
            " administrators of the portal. It does not hold the publication back."
        ),
    }[finding.code].format(**values)


def _moment(value: Any) -> str:
    """Return a moment in words, also where nobody asks over the web."""
    local = value.astimezone(tk.h.get_display_timezone())
    spoken = language.reader().partition("@")[0]
    return f"{dates.format_date(local.date(), 'long', locale=spoken)}, {local:%H:%M}"


def findings(package: model.Package, judged: Judged) -> list[dict[str, Any]]:
    """Return findings as ``opendatalab_quality_findings`` gives them, the first of very many."""
    stands = judged.blocking
    return [
        {
            "code": one.code,
            "key": one.key,
            "message": message(one),
            "page": page(package),
            "blocks": one in stands,
        }
        for one in judged.findings[:MOST_TOLD]
    ]


def policy(found: store.Policy, organization: model.Group | None) -> dict[str, Any]:
    """Return a policy as the actions give it."""
    return {
        "organization_id": organization.id if organization else None,
        "mode": found.mode,
        "label": mode(found.mode),
        "explanation": mode_explanation(found.mode),
        "minimum_score": found.minimum_score,
        "mandatory": sorted(found.mandatory),
        "tolerated": sorted(found.tolerated),
        "own": sorted(found.own),
        "mails_since": found.mails_since.isoformat() if found.mails_since else None,
    }


def waivers(found: Iterable[store.Waiver], running: store.Waiver | None) -> list[dict[str, Any]]:
    """Return waivers as the actions give them."""
    return [waiver(one, running is not None and one.id == running.id) for one in found]


def waiver(one: store.Waiver, runs: bool) -> dict[str, Any]:
    """Return a waiver as the actions give it.  ``runs``: whether it counts today."""
    person = model.User.get(one.actor_id) if one.actor_id else None
    return {
        "id": one.id,
        "at": one.at.isoformat(),
        "actor": one.actor_name,
        "actor_title": (person.fullname or person.name) if person else one.actor_name,
        "role": one.role,
        "role_label": role(one.role),
        "reason": one.reason,
        "expires_on": one.expires_on.isoformat(),
        "ended_at": one.ended_at.isoformat() if one.ended_at else None,
        "running": runs,
    }


def role(code: str) -> str:
    """Return what the role is called in which somebody decides."""
    if code == ADMINISTRATOR:
        return tk._("Administrator of the organization")
    if code == SYSADMIN:
        return tk._("Administrator of the portal")
    return roles.label(code)


def latest_day() -> str:
    """Return the last day that may be chosen, as a control for dates has it."""
    return (clock.today() + rules.LONGEST_WAIVER).isoformat()
