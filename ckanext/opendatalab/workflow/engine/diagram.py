"""A definition as a drawing (Mermaid) and as sentences, for the documentation.  Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from ckanext.opendatalab.workflow.engine.definition import Definition, Text, Transition

Naming = Callable[[str], str]
Way = Literal["onward", "online", "back", "closed"]
WAYS: tuple[Way, ...] = ("onward", "online", "back", "closed")


def mermaid(definition: Definition, language: str) -> str:
    """Return a state diagram; arrows say who makes the step."""
    lines = ["stateDiagram-v2", f"    [*] --> {definition.first}"]
    if definition.census != definition.first:
        lines.append(f"    [*] --> {definition.census}")
    for state in definition.states.values():
        lines.append(f"    {state.code} : {_one_label(state.label, language)}")
    for step in definition.transitions.values():
        said = _one_label(_name(step), language)
        lines += [f"    {source} --> {step.target} : {said}" for source in step.sources]
    return "\n".join(lines) + "\n"


def sentences(definition: Definition, language: str, role: Naming, guard: Naming) -> list[str]:
    """Return one line for each step: from where, what, to where, by whom, what must be settled.

    :param role: gives the name of a role; :param guard: of what must be settled
    """
    return [_sentence(definition, step, language, role, guard) for step in _steps(definition)]


def ways(definition: Definition) -> list[tuple[Way, list[Transition]]]:
    """Return the steps by where they lead: to the public, while there, back to work, out of it.

    Those that are awaited on the way come before what may be done in their place.
    """
    found: dict[Way, list[Transition]] = {way: [] for way in WAYS}
    for step in _steps(definition):
        found[_way(definition, step)].append(step)
    for steps in found.values():
        order = [step.sources[0] for step in steps]
        steps.sort(key=lambda step: (order.index(step.sources[0]), not _awaited(definition, step)))
    return [(way, steps) for way, steps in found.items() if steps]


def _way(definition: Definition, step: Transition) -> Way:
    kinds = {definition.states[code].kind for code in step.sources}
    target = definition.states[step.target]
    if target.kind == "closed":
        return "closed"
    if target.public:
        return "online" if kinds == {"public"} else "onward"
    order = list(definition.states)
    goes_back = kinds == {"review"} and order.index(step.target) < min(
        map(order.index, step.sources)
    )
    onward = target.kind == "review" or kinds == {"identified"}
    return "onward" if onward and not goes_back else "back"


def _awaited(definition: Definition, step: Transition) -> bool:
    return any(definition.awaited(code) == step for code in step.sources)


def _steps(definition: Definition) -> list[Transition]:
    order = list(definition.states)
    return sorted(definition.transitions.values(), key=lambda step: order.index(step.sources[0]))


def _sentence(
    definition: Definition, step: Transition, language: str, role: Naming, guard: Naming
) -> str:
    sources = " / ".join(_in(definition.states[code].label, language) for code in step.sources)
    target = _in(definition.states[step.target].label, language)
    line = f"{sources} → {_in(_name(step), language)} → {target}"
    if step.by:
        line += f" ({', '.join(role(code) for code in step.by)})"
    if step.guards:
        line += f" [{'; '.join(guard(code) for code in step.guards)}]"
    return line


def _name(step: Transition) -> Text:
    # The button of a step that nobody makes is what a sysadmin does in its place.
    return step.done if step.automatic else step.button


def _in(text: Text, language: str) -> str:
    return text.get(language) or text["en"]


def _one_label(text: Text, language: str) -> str:
    # A colon ends a label in Mermaid.
    return _in(text, language).replace("\u00a0:", ":").replace(":", ",")
