"""Everything that counts when a step is to be made: the dataset, who looks, what is unmet."""

from __future__ import annotations

from dataclasses import dataclass, replace

import ckan.authz as authz
import ckan.model as model

from ckanext.opendatalab import config
from ckanext.opendatalab.common import clock, standing
from ckanext.opendatalab.common.standing import Standing
from ckanext.opendatalab.workflow import store as adoption_store
from ckanext.opendatalab.workflow.engine import calendar, machine
from ckanext.opendatalab.workflow.engine.definition import GUARDS, GuardCode
from ckanext.opendatalab.workflow.engine.facts import PORTAL, Awaited, Facts, Who
from ckanext.opendatalab.workflow.governance import guards
from ckanext.opendatalab.workflow.governance.instance import Instance
from ckanext.opendatalab.workflow.store import Adopted


@dataclass(frozen=True)
class Situation:
    """``said``: the sentences behind what is unmet, for whoever works on the dataset."""

    package: model.Package
    instance: Instance
    settings: Adopted
    standing: Standing
    facts: Facts
    said: guards.Said

    @property
    def awaited(self) -> Awaited | None:
        """What is awaited now, and of whom; of a public dataset: once it is due."""
        state = self.instance.state
        if state.public and not is_due(self.instance):
            return None
        return machine.awaited(self.instance.definition, self.facts)


def of(package: model.Package, instance: Instance, user: str | None) -> Situation:
    """Return the situation as a user (a name) sees it."""
    found = standing.on_dataset(user, package)
    person = model.User.get(user) if user else None
    who = Who(
        roles=found.roles,
        editor=found.editor,
        administrator=found.administrator,
        sysadmin=authz.is_sysadmin(user),
        author=person is not None and person.id in instance.authors,
    )
    return _situation(package, instance, found, who)


def of_portal(package: model.Package, instance: Instance) -> Situation:
    """Return the situation as the portal itself sees it, which makes the automatic steps."""
    return _situation(package, instance, standing.NOBODY, PORTAL)


def after(found: Situation, instance: Instance) -> Situation:
    """Return the situation of the same person once the dataset stands elsewhere."""
    who = found.facts.who
    return _situation(found.package, instance, found.standing, replace(who))


def settings_of(package: model.Package) -> Adopted:
    """Return what its organisation decided."""
    return adoption_store.adopted([package.owner_org])[package.owner_org]


def is_due(instance: Instance) -> bool:
    """Return whether a public dataset is to be examined again, or soon."""
    if instance.reason_due_on is not None:
        return True
    day = instance.reexamine_on
    return day is not None and (day - clock.today()).days <= calendar.Rhythm().reexamine_before


def rhythm() -> calendar.Rhythm:
    """Return how long before and after a day this portal reminds of it."""
    return calendar.Rhythm(config.remind_days_before(), config.escalate_days_after())


def _situation(package: model.Package, instance: Instance, found: Standing, who: Who) -> Situation:
    settings = settings_of(package)
    codes: set[GuardCode] = set(machine.needed(instance.definition, instance.state.code))
    said = guards.ask(package, instance, settings, codes)
    facts = Facts(
        state=instance.state.code,
        who=who,
        guards={code: tuple(one.code for one in blockers) for code, blockers in said.items()},
        has_files=guards.has_files(package),
        version=instance.version,
        single_agent=settings.single_agent,
    )
    return Situation(package, instance, settings, found, facts, said)


def asked_of(code: GuardCode) -> str:
    """Return who settles a condition, or nothing where it settles itself."""
    return GUARDS[code].asks
