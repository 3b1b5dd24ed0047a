"""What is said about a write that a governed dataset does not undergo, and what to do instead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.opendatalab.common import gates
from ckanext.opendatalab.workflow.engine.editing import Answer
from ckanext.opendatalab.workflow.governance import describe, situation, wording
from ckanext.opendatalab.workflow.governance.instance import Instance
from ckanext.opendatalab.workflow.locking.refusal import PublicationRefused, Refusal, knows


def publish(package: model.Package, instance: Instance | None, user: str | None) -> Refusal:
    """It becomes public by steps; what is awaited is for whoever works on it."""
    what = tk._(
        "This dataset cannot be made public here. It is published by steps: submit it on its"
        " governance page."
    )
    details: tuple[str, ...] = ()
    if instance is not None and knows(user, package.owner_org):
        found = situation.of(package, instance, user)
        awaited = found.awaited
        if awaited is not None:
            actors = ", ".join(wording.actor(one) for one in awaited.actors)
            told = tk._("Awaited now: {step} ({people}).") if actors else "{step}."
            what += " " + told.format(step=wording.awaited(awaited.transition), people=actors)
            said = describe.unmet(awaited.unmet, found)
            details = tuple(one["message"] for each in said for one in each["messages"])
    return Refusal(
        package.name,
        package.title or package.name,
        what,
        tuple(dict.fromkeys(details)),
        True,
        (page(package),),
    )


def create(package: model.Package) -> Refusal:
    """A new one is private."""
    what = tk._(
        "In this organization a dataset is published by steps: save it as private first, then"
        " submit it on its governance page."
    )
    return Refusal("", package.title or package.name, what, (), False)


def unowned(package: model.Package) -> Refusal:
    """Somebody has to answer for it."""
    what = tk._("On this portal an organization answers for each dataset: choose one.")
    return _governance(package, what, with_page=False)


def close(package: model.Package) -> Refusal:
    """What is public is taken offline by a step, which says why."""
    what = tk._(
        "This dataset is public. To take it offline, use “Withdraw” or “Emergency withdrawal” on"
        " its governance page."
    )
    return _governance(package, what)


def delete(package: model.Package) -> Refusal:
    """What is public is withdrawn before it is deleted."""
    what = tk._(
        "This dataset is public and cannot be deleted. First use “Withdraw” or “Emergency"
        " withdrawal” on its governance page."
    )
    return _governance(package, what)


def leave_public(package: model.Package) -> Refusal:
    """What is public stays where it was approved."""
    what = tk._(
        "This dataset is public and cannot go to another organization. First use “Withdraw” on its"
        " governance page."
    )
    return _governance(package, what)


def leave(package: model.Package) -> Refusal:
    """Nobody moves it to where publishing takes less."""
    what = tk._(
        "This dataset cannot go to an organization where publishing takes fewer people. Ask the"
        " administrators of the portal."
    )
    return _governance(package, what)


def arrive_public(package: model.Package, approvers: Iterable[str]) -> Refusal:
    """What is public comes in only with somebody who could have published it there."""
    what = tk._(
        "This dataset is public, and the organization that would receive it publishes by steps."
        " Make it private first, or have it moved by somebody who may publish there: {roles}."
    )
    roles = ", ".join(wording.actor(one) for one in approvers)
    return _governance(package, what.format(roles=roles), with_page=False)


def left_alone(package: model.Package) -> Refusal:
    """An organisation does not end while its datasets are on their way."""
    what = tk._(
        "This dataset belongs to an organization that publishes by steps. Before the organization"
        " is deleted, move or delete the dataset."
    )
    return _governance(package, what)


def edit(package: model.Package, answer: Answer) -> Refusal:
    """What is public or approved changes only through those who may."""
    return _governance(package, wording.editing(answer.why, answer.roles))


def file(package: model.Package, blockers: Sequence[gates.Blocker], user: str | None) -> Refusal:
    """A file comes online only if nothing but its novelty stands in its way."""
    what = tk._("This dataset is public and cannot get this file or address yet.")
    if not knows(user, package.owner_org):
        names = {one.gate for one in blockers}
        said = [one.generic(package) for one in gates.registered() if one.name in names]
        return _governance(package, what, tuple(dict.fromkeys(said)))
    messages = tuple(dict.fromkeys(one.message for one in blockers))
    pages = tuple(dict.fromkeys(one.page for one in blockers if one.page))
    title = package.title or package.name
    return Refusal(package.name, title, what, messages, True, pages, "governance")


def refuse(*refusals: Refusal) -> PublicationRefused:
    """Return what to raise."""
    return PublicationRefused(refusals)


def page(package: model.Package) -> str:
    """Return the address of the page where a dataset makes its steps."""
    return f"/dataset/{package.name}/governance"


def _governance(
    package: model.Package, what: str, details: tuple[str, ...] = (), with_page: bool = True
) -> Refusal:
    pages = (page(package),) if with_page else ()
    title = package.title or package.name
    return Refusal(package.name, title, what, details, False, pages, "governance")
