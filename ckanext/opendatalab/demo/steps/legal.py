"""What the law needs to know of the organisations, and the analyses of their datasets.

Every step is an action by one of the people, with her rights.  A file that was begun goes on from
where it is: each step makes one version of it, and what people did since stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ckanext.opendatalab.demo import store
from ckanext.opendatalab.demo.content import Content, identity
from ckanext.opendatalab.demo.law import Entry
from ckanext.opendatalab.demo.portal import administrator, call_as
from ckanext.opendatalab.demo.steps import Event, Outcome, Wish
from ckanext.opendatalab.legal.engine import register

PROFILE = "legal profile"
TEMPLATE = "analysis type"
ANALYSIS = "analysis"
DIRECTORY = "directory"


def total(content: Content) -> int:
    law = content.law
    parts = (law.organizations, law.templates, law.analyses, law.directory)
    return sum(len(part) for part in parts)


def load(content: Content, wish: Wish) -> Iterator[Event]:
    yield from _profiles(content)
    yield from _templates(content)
    yield from _analyses(content)
    yield from _directory(content)


def clear(content: Content) -> Iterator[Event]:
    """Nothing by itself: analyses go with their datasets, the rest with the organisations.

    The history of an analysis stays, as it does everywhere: it only grows.
    """
    yield from ()


def _profiles(content: Content) -> Iterator[Event]:
    known = store.with_profile()
    who = administrator(content)
    for name, entry in content.law.organizations.items():
        id_ = identity("group", name)
        outcome: Outcome = "unchanged"
        if id_ not in known:
            profile = dict(entry["profile"])
            siren = content.organizations[name]["siren"]
            call_as(who, "opendatalab_profile_update", organization=id_, siren=siren, **profile)
            outcome = "created"
        yield Event(PROFILE, name, outcome)


def _templates(content: Content) -> Iterator[Event]:
    known = store.validated_templates()
    for entry in content.law.templates:
        outcome: Outcome = "unchanged"
        for code in entry["codes"]:
            missing = [
                id_
                for name in entry["organizations"]
                if (id_ := identity("group", name), code) not in known
            ]
            if missing:
                call_as(
                    entry["by"],
                    "opendatalab_legal_validate_template",
                    template=code,
                    organizations=missing,
                    delegation=entry["delegation"],
                )
                outcome = "created"
        yield Event(TEMPLATE, " ".join(entry["organizations"]), outcome)


def _analyses(content: Content) -> Iterator[Event]:
    versions = store.legal_versions([identity("package", name) for name in content.law.analyses])
    for name, steps in content.law.analyses.items():
        id_ = identity("package", name)
        done = versions.get(id_, 0)
        for version, step in enumerate(steps[done:], done):
            _act(id_, version, step)
        if done == 0:
            outcome: Outcome = "created"
        else:
            outcome = "repaired" if done < len(steps) else "unchanged"
        yield Event(ANALYSIS, name, outcome)


def _act(id_: str, version: int, step: Entry) -> None:
    data: dict[str, Any] = {key: value for key, value in step.items() if key not in ("by", "do")}
    if "source" in data:
        data["source"] = identity("package", data["source"])
    if "template" in data:
        statements = register.templates()[data["template"]].confirm
        data["confirmed"] = list(range(len(statements)))
    call_as(step["by"], f"opendatalab_legal_{step['do']}", id=id_, version=version, **data)


def _directory(content: Content) -> Iterator[Event]:
    known = store.in_directory()
    for name, entry in content.law.directory.items():
        id_ = identity("package", name)
        outcome: Outcome = "unchanged"
        if id_ not in known:
            said = {key: value for key, value in entry.items() if key not in ("by", "validated_by")}
            call_as(entry["by"], "opendatalab_information_propose", id=id_, **said)
            if "validated_by" in entry:
                call_as(entry["validated_by"], "opendatalab_information_validate", id=id_)
            outcome = "created"
        yield Event(DIRECTORY, name, outcome)
