"""What may be done with a dataset now, by whom, and what is still to settle first.  Pure.

The same answers feed the buttons, the API and the enforcement.
"""

from __future__ import annotations

from ckanext.opendatalab.workflow.engine.definition import (
    ADMINISTRATOR,
    EDITOR,
    GUARDS,
    Definition,
    GuardCode,
    Transition,
)
from ckanext.opendatalab.workflow.engine.facts import (
    NOT_CHECKED,
    Awaited,
    Decision,
    Facts,
    Option,
    Refusal,
    Unmet,
    Who,
)


def options(definition: Definition, facts: Facts) -> tuple[Option, ...]:
    """Return every transition from where the dataset is, as ``facts.who`` sees it.

    What the portal does by itself is none for anybody, save for a sysadmin who will not wait.
    """
    return tuple(
        _option(step, facts)
        for step in definition.leaving(facts.state)
        if not step.automatic or (facts.who.sysadmin and not step.timed)
    )


def decide(
    definition: Definition,
    facts: Facts,
    transition: str,
    reason: str = "",
    version: int | None = None,
    with_date: bool = False,
) -> Decision | Refusal:
    """Return what a transition brings about, or why it is refused.

    :param version: the one that whoever acts has seen; an emergency does not wait for it
    :param with_date: whether a date of publication was given
    """
    step = definition.transitions.get(transition)
    if step is None:
        return Refusal("unknown_transition")
    if not step.emergency and version != facts.version:
        return Refusal("stale")
    if facts.state not in step.sources or (step.timed and not facts.who.portal):
        return Refusal("not_from_here")
    option = _option(step, facts)
    if not (option.allowed or option.override):
        return Refusal("role" if option.roles else "unmet", option.roles, option.unmet)
    if option.needs_reason and not reason.strip():
        return Refusal("reason_missing", unmet=option.unmet)
    if step.date == "required" and not with_date:
        return Refusal("date_missing")
    if step.date == "none" and with_date:
        return Refusal("date_not_asked")
    return Decision(
        transition=step,
        source=facts.state,
        target=step.target,
        reason=reason.strip(),
        override=option.override,
        passed_over=option.unmet,
        alone=_same_person(step, facts) and facts.single_agent and not option.override,
    )


def advance(definition: Definition, facts: Facts) -> Decision | None:
    """Return the step that the portal makes by itself now; ask again after it, until ``None``."""
    for step in definition.leaving(facts.state):
        if step.automatic and not _unmet(step, facts):
            return Decision(step, facts.state, step.target)
    return None


def awaited(definition: Definition, facts: Facts) -> Awaited | None:
    """Return the next action and who is awaited, whoever looks; ``None``: nothing is.

    Whoever settles what is unmet comes before whoever makes the step.
    """
    step = definition.awaited(facts.state)
    if step is None:
        return None
    unmet = tuple(one for one in _unmet(step, facts) if not GUARDS[one.guard].personal)
    asked = tuple(dict.fromkeys(GUARDS[one.guard].asks for one in unmet if GUARDS[one.guard].asks))
    return Awaited(step, asked or step.by, unmet)


def needed(definition: Definition, state: str) -> tuple[GuardCode, ...]:
    """Return the guards that must be asked in a state: those that only the portal knows."""
    asked = {code for step in definition.leaving(state) for code in step.guards}
    return tuple(code for code in GUARDS if code in asked and code not in _KNOWN)


# What the facts themselves tell.
_KNOWN = ("four_eyes", "has_files", "no_files")


def _option(step: Transition, facts: Facts) -> Option:
    unmet = _unmet(step, facts)
    permitted = _may(step, facts.who)
    if permitted and not unmet:
        return Option(step, True, needs_reason=step.reason == "required")
    override = facts.who.sysadmin and all(GUARDS[one.guard].overridable for one in unmet)
    if permitted or facts.who.sysadmin:
        return Option(step, False, unmet=unmet, needs_reason=override, override=override)
    return Option(step, False, roles=step.by or _settlers(step))


def _may(step: Transition, who: Who) -> bool:
    if step.automatic or who.portal:
        return step.automatic and who.portal
    return (
        bool(who.roles.intersection(step.by))
        or (who.editor and EDITOR in step.by)
        or (who.administrator and ADMINISTRATOR in step.by)
    )


def _settlers(step: Transition) -> tuple[str, ...]:
    return tuple(dict.fromkeys(GUARDS[code].asks for code in step.guards if GUARDS[code].asks))


def _unmet(step: Transition, facts: Facts) -> tuple[Unmet, ...]:
    asked = [Unmet(code, _reasons(code, step, facts)) for code in step.guards]
    return tuple(sorted((one for one in asked if one.reasons), key=_order))


def _order(unmet: Unmet) -> int:
    return list(GUARDS).index(unmet.guard)


def _reasons(code: GuardCode, step: Transition, facts: Facts) -> tuple[str, ...]:
    if code == "four_eyes":
        met = facts.single_agent or not _same_person(step, facts)
        return () if met else ("author",)
    if code == "has_files":
        return () if facts.has_files else ("missing",)
    if code == "no_files":
        return ("present",) if facts.has_files else ()
    return tuple(facts.guards.get(code, (NOT_CHECKED,)))


def _same_person(step: Transition, facts: Facts) -> bool:
    return "four_eyes" in step.guards and facts.four_eyes and facts.who.author
