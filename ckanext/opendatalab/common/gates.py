"""What may stand between a dataset and the public: each room's gate, asked by the workflow.

A gate only answers; ``workflow`` decides what to do with the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import ckan.model as model


@dataclass(frozen=True)
class Blocker:
    """One thing to settle.  ``message``: for whoever has a role on the dataset, in her language.

    ``gate`` and ``code`` name it; ``page``: the address where it is settled, if there is one.
    ``since_validated``: only a file or its columns changed since everything was validated.
    """

    gate: str
    code: str
    message: str
    page: str = ""
    since_validated: bool = False


@dataclass(frozen=True)
class Gate:
    """``blockers``: what stands between a dataset and its publication, as it is in the session.

    ``generic``: one sentence for everybody else, which tells nothing but whom to ask.
    ``of_arrivals``: whether a file that arrives in a dataset that is public is asked about too.
    ``asked_by``: whether an organisation (id) has it asked at all; left out: every one has.
    """

    name: str
    blockers: Callable[[model.Package], Sequence[Blocker]]
    generic: Callable[[model.Package], str]
    of_arrivals: bool = True
    asked_by: Callable[[str | None], bool] = lambda organization_id: True


class _Registered:
    gates: tuple[Gate, ...] = ()


def use(gates: Iterable[Gate]) -> None:
    """Ask these gates from now on."""
    _Registered.gates = tuple(gates)


def registered() -> tuple[Gate, ...]:
    """Return the gates, in the order in which they are asked."""
    return _Registered.gates


def blockers(package: model.Package, arrival: bool = False) -> list[Blocker]:
    """Return everything that stands between a dataset and its publication; nothing: it may go.

    :param arrival: of a file that arrives in a dataset that is public
    """
    asked = [gate for gate in registered() if gate.of_arrivals or not arrival]
    return [blocker for gate in asked for blocker in gate.blockers(package)]
