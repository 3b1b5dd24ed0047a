"""Who may change a dataset that is public or approved, and what follows from it.  Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from ckanext.opendatalab.workflow.engine.definition import Definition, State
from ckanext.opendatalab.workflow.engine.facts import Who

Mode = Literal["direct", "locked"]
Outcome = Literal["live", "ask_approver", "refused"]
Why = Literal["", "ask_approver", "locked", "approved", "not_editor", "file_on_record"]
Change = Literal[
    "licence",
    "legal",
    "structure",
    "same_columns",
    "rows",
    "view",
    "collaborator",
    "other",
]

DIRECT: Mode = "direct"
LOCKED: Mode = "locked"
MODES: tuple[Mode, ...] = (DIRECT, LOCKED)

# What was examined before it was published, and would need it again.
_EXAMINED: frozenset[Change] = frozenset({"licence", "legal", "structure"})
_NEW_CONTENT: frozenset[Change] = frozenset({"same_columns"})
_FILES: frozenset[Change] = frozenset({"structure", "same_columns", "rows"})
# Fields of the dataset whose change is more than a better description.
FIELDS: Mapping[str, Change] = {
    "license_id": "licence",
    "license_inherited_from": "licence",
    "license_homologation_reference": "licence",
    "license_fee": "licence",
    "license_fee_basis": "licence",
    "access_rights": "legal",
    "publication_text": "legal",
    "hvd_category": "legal",
    "applicable_legislation": "legal",
    "owner_org": "structure",
}


@dataclass(frozen=True)
class Answer:
    """``roles``: whom to ask instead.  ``reexamine``: the change opens a re-examination.

    ``log``: it is written into the history, as is every change of what is public.
    """

    outcome: Outcome
    why: Why = ""
    roles: tuple[str, ...] = ()
    reexamine: bool = False
    log: bool = False


@dataclass(frozen=True)
class File:
    """``address``: what tells one content from another; ``columns``: ``None`` if it has none.

    ``about``: its description, in any form that tells one from another.
    """

    address: str
    columns: tuple[str, ...] | None = None
    about: str = ""


def mode(value: object) -> Mode:
    """Return a stored mode; what is none of them counts as the strictest.

    Where nothing is stored, :data:`DIRECT` is meant.
    """
    return DIRECT if value == DIRECT else LOCKED


def approvers(definition: Definition) -> tuple[str, ...]:
    """Return who may make a dataset with files public: the last to say yes before it is."""
    found: dict[str, None] = {}
    for step in definition.transitions.values():
        target = definition.states[step.target]
        online = target.public and target.files
        if (online or target.badge == "approved") and "four_eyes" in step.guards:
            found.update(dict.fromkeys(step.by))
    return tuple(found)


def kinds(
    before: Mapping[str, object],
    after: Mapping[str, object],
    files_before: Mapping[str, File],
    files_after: Mapping[str, File],
) -> frozenset[Change]:
    """Return what differs between two versions of a dataset; files by their id.

    A file that comes, goes, or has other columns is a change of structure, and so is another
    content of which nobody knows the columns.
    """
    fields = {
        name for name in {*before, *after} if (before.get(name) or "") != (after.get(name) or "")
    }
    found: set[Change] = {FIELDS.get(name, "other") for name in fields}
    if set(files_before) != set(files_after):
        found.add("structure")
    for key in set(files_before) & set(files_after):
        old, new = files_before[key], files_after[key]
        if old.columns != new.columns:
            found.add("structure")
        elif old.address != new.address:
            found.add("structure" if old.columns is None else "same_columns")
        if old.about != new.about:
            found.add("other")
    return frozenset(found)


def answer(
    definition: Definition, state: State, who: Who, organisation: Mode, changes: Iterable[Change]
) -> Answer:
    """Return whether somebody may make changes at once, and what follows.

    Whoever may change the dataset in CKAN at all; what she changes is judged as a whole.  An
    approver is one who may do so too: she looks at it as she does it, hence a re-examination.
    """
    found = frozenset(changes)
    roles = approvers(definition)
    if not who.editor:
        return Answer("refused", "not_editor")
    if not found or not (state.public or state.badge == "approved"):
        return Answer("live")
    if state.public and not state.files and found & _FILES:
        return Answer("refused", "file_on_record", roles)
    approver = who.sysadmin or bool(who.roles.intersection(roles))
    if not state.public:
        # What comes online later is what was approved: no file slips in meanwhile.
        return Answer("live", log=True) if approver else Answer("refused", "approved", roles)
    if approver:
        return Answer("live", reexamine=bool(found & _EXAMINED), log=True)
    if found == _NEW_CONTENT:
        return Answer("live", log=True)
    if not state.files:
        # Its words were validated one by one for the public.
        return Answer("ask_approver", "ask_approver", roles)
    if organisation == LOCKED:
        return Answer("refused", "locked", roles)
    if found & _EXAMINED:
        return Answer("ask_approver", "ask_approver", roles)
    return Answer("live", reexamine="other" in found, log=True)
