"""What a definition must keep, whoever wrote it: nothing leaks and nobody gets stuck.  Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ckanext.opendatalab.workflow.engine.definition import (
    EDITOR,
    Definition,
    State,
    Transition,
    reachable,
)

# The key, its value and what is expected there.
Fault = tuple[str, Any, str]


def faults(definition: Definition) -> Iterator[Fault]:
    """Give everything that is wrong with a definition whose values fit one by one."""
    if not any(state.public and state.files for state in definition.states.values()):
        yield "states", list(definition.states), "one of kind public that may have files"
    for start, kinds in (("first", ("working",)), ("census", ("identified", "working"))):
        code = getattr(definition, start)
        if definition.states[code].kind not in kinds:
            yield start, code, f"a state of kind {' or '.join(kinds)}"
    for state in definition.states.values():
        yield from _state(definition, state)
    for transition in definition.transitions.values():
        yield from _attributes(definition, transition)
        yield from _emergency(definition, transition)
        yield from _guards(definition, transition)
    yield from _paths(definition)


def _state(definition: Definition, state: State) -> Iterator[Fault]:
    key = f"states.{state.code}"
    if not state.next and state.kind != "closed":
        yield f"{key}.next", None, "the transition that is awaited there"
    awaited = definition.awaited(state.code)
    if awaited is not None:
        if state.code not in awaited.sources:
            yield f"{key}.next", state.next, "a transition that leaves this state"
        if awaited.next is None:
            words = f"transitions.{state.next}.words.next"
            yield words, None, "a wording, since a state awaits this transition"
    if not state.files and not state.public:
        yield f"{key}.files", False, "true: only a public state may rule files out"
    if state.files == (state.badge == "not_open") and state.public:
        yield f"{key}.badge", state.badge, "not_open without files, published with files"
    if state.objection_days is not None and state.kind != "review":
        yield f"{key}.objection_days", state.objection_days, "none but in a review state"
    if state.public and not any(one.emergency for one in definition.leaving(state.code)):
        yield key, state.kind, "an emergency transition that leaves this public state"


def _attributes(definition: Definition, transition: Transition) -> Iterator[Fault]:
    key = f"transitions.{transition.code}"
    target = definition.states[transition.target]
    if transition.automatic:
        if not transition.guards:
            yield f"{key}.by", [], "somebody, or guards for the portal to do it by itself"
        if transition.reason != "none" or transition.date != "none":
            yield key, transition.code, "neither reason nor date: the portal does it by itself"
        if "four_eyes" in transition.guards:
            yield f"{key}.guards", "four_eyes", "none that depends on who acts: nobody does"
    elif transition.reason != "required" and not transition.emergency:
        leaves = any(definition.states[code].kind != "closed" for code in transition.sources)
        if target.badge == "to_correct" or (target.kind == "closed" and leaves):
            yield f"{key}.reason", transition.reason, "required: it returns or closes a dataset"
    if transition.reason == "afterwards" and not transition.emergency:
        yield f"{key}.reason", "afterwards", "that in an emergency only"
    if "objection_window" in transition.guards:
        for code in transition.sources:
            if definition.states[code].objection_days is None:
                yield f"{key}.guards", "objection_window", f"objection_days in the state {code}"
    if transition.date != "none" and target.kind != "review":
        yield f"{key}.date", transition.date, "none but on the way to a review state"


def _guards(definition: Definition, transition: Transition) -> Iterator[Fault]:
    target = definition.states[transition.target]
    if not target.public:
        return
    needed = ("legal",) if target.files else ("no_files", "public_reason")
    for guard in needed:
        if guard not in transition.guards:
            key = f"transitions.{transition.code}.guards"
            yield key, list(transition.guards), f"{guard} among them: {target.code} is public"


def _emergency(definition: Definition, transition: Transition) -> Iterator[Fault]:
    if not transition.emergency:
        return
    key = f"transitions.{transition.code}"
    target = definition.states[transition.target]
    if target.public:
        yield f"{key}.to", target.code, "a state that is not public: it is an emergency"
    if transition.guards:
        yield f"{key}.guards", list(transition.guards), "none: it is an emergency"
    if EDITOR not in transition.by:
        yield f"{key}.by", list(transition.by), f"{EDITOR} among them: it is an emergency"
    if transition.reason != "afterwards":
        yield f"{key}.reason", transition.reason, "afterwards: it is an emergency"


def _paths(definition: Definition) -> Iterator[Fault]:
    steps = tuple(definition.transitions.values())
    states = definition.states.values()
    starts = (definition.first, definition.census)
    found = reachable(starts, steps)
    for state in states:
        if state.code not in found:
            expected = f"a way there from {' or '.join(dict.fromkeys(starts))}"
            yield f"states.{state.code}", state.code, expected
    for state in states:
        online = (definition.states[code] for code in reachable([state.code], steps))
        if not any(one.public and one.files for one in online):
            yield f"states.{state.code}", state.code, "a way from there to a public state"
    alone = reachable(starts, [one for one in steps if "four_eyes" not in one.guards])
    for state in states:
        if state.public and state.code in alone:
            yield f"states.{state.code}", state.code, "four_eyes on every way there"
    for code in definition.states:
        circle = _circle(code, [one for one in steps if one.automatic])
        if circle:
            yield f"states.{code}", code, "no circle of steps that the portal makes by itself"


def _circle(state: str, automatic: Sequence[Transition]) -> bool:
    targets = [one.target for one in automatic if state in one.sources]
    return state in reachable(targets, automatic)
