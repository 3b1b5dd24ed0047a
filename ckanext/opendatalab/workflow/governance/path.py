"""The way of a dataset through its definition: what is behind it and what is ahead.  Pure."""

from __future__ import annotations

from typing import Literal

from ckanext.opendatalab.workflow.engine.definition import Definition, State

Place = Literal["done", "current", "ahead"]


def line(definition: Definition, state: str) -> tuple[tuple[State, Place], ...]:
    """Return the states on the way to the public, as seen from where a dataset is.

    Nothing where no way leads on: what is closed, and a record without files.
    """
    main = _onward(definition, definition.first)
    ahead = _onward(definition, state)
    meets = next((one for one in ahead if one in main), None)
    before = main[: main.index(meets)] if meets is not None else []
    codes: list[tuple[str, Place]] = []
    codes.extend((one, "done") for one in before)
    codes.extend((one, "current" if one == state else "ahead") for one in ahead)
    if len(codes) < 2:
        return ()
    return tuple((definition.states[code], place) for code, place in codes)


def _onward(definition: Definition, state: str) -> list[str]:
    """Return the states that follow one another when every awaited step is made."""
    found: list[str] = []
    while state not in found:
        found.append(state)
        step = definition.awaited(state)
        if definition.states[state].public or step is None:
            break
        state = step.target
    return found
