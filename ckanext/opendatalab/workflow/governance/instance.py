"""Where one governed dataset stands, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from ckanext.opendatalab.workflow.engine.calendar import Dates
from ckanext.opendatalab.workflow.engine.definition import Definition, State, Transition


@dataclass(frozen=True)
class Instance:
    """``version``: raised by every change; whoever acts says which one she saw.

    ``awaits``: actors who have something to do now (:data:`.definition.ACTORS`), none where nothing
    is awaited.  ``authors``: ids of the users who wrote what is to be decided.  ``kept``: the words
    of the work, aside while the dataset is a public record without files (:mod:`.record`).
    ``to_index``: the index may not show this yet.  :class:`..model.Workflow` says the rest.
    """

    package_id: str
    definition: Definition
    state: State
    entered_at: datetime
    version: int = 1
    decided_at: datetime | None = None
    due_on: date | None = None
    assignee_id: str | None = None
    awaits: tuple[str, ...] = ()
    submitted_by: str | None = None
    authors: tuple[str, ...] = ()
    publish_at: datetime | None = None
    expires_at: datetime | None = None
    reexamine_on: date | None = None
    reason_due_on: date | None = None
    adopted_at: datetime | None = None
    reminded: tuple[str, ...] = ()
    kept: Mapping[str, Any] = field(default_factory=dict[str, Any])
    to_index: bool = False

    @property
    def public(self) -> bool:
        return self.state.public

    @property
    def awaited(self) -> Transition | None:
        """The transition that its state waits for."""
        return self.definition.awaited(self.state.code)

    @property
    def dates(self) -> Dates:
        return Dates(
            due_on=self.due_on,
            decided_at=self.decided_at,
            publish_at=self.publish_at,
            expires_at=self.expires_at,
            reexamine_on=self.reexamine_on,
            reason_due_on=self.reason_due_on,
        )
