"""The legal part of the demonstration's content (content/legal/*.yaml), checked."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

Entry = dict[str, Any]
Known = Collection[str]

# What a step may do: the end of the name of an action of the legal room.
STEPS = ("answer", "use_template", "duplicate", "give_opinion", "validate", "attest", "prove")


class ContentError(ValueError):
    """A content file says something that the loader cannot use."""


@dataclass(frozen=True)
class Law:
    """Organisations' profiles and modes; the validation of templates; each dataset's analysis.

    ``analyses``: by dataset, what is done, in order, and by whom.  ``directory``: by dataset, its
    line in the *répertoire des informations publiques*.
    """

    organizations: Mapping[str, Entry] = field(default_factory=dict)
    templates: tuple[Entry, ...] = ()
    analyses: Mapping[str, list[Entry]] = field(default_factory=dict)
    directory: Mapping[str, Entry] = field(default_factory=dict)

    def only(self, datasets: Known, organizations: Known, accounts: Known) -> Law:
        """The same for these only; an analysis goes if one of its people is not there."""
        return Law(
            {
                name: entry
                for name, entry in self.organizations.items()
                if name in organizations and _validator(entry) in {"", *accounts}
            },
            tuple(
                {**entry, "organizations": kept}
                for entry in self.templates
                if entry["by"] in accounts
                and (kept := [name for name in entry["organizations"] if name in organizations])
            ),
            {
                name: steps
                for name, steps in self.analyses.items()
                if name in datasets
                and all(
                    step["by"] in accounts and step.get("source", name) in datasets
                    for step in steps
                )
            },
            {
                name: entry
                for name, entry in self.directory.items()
                if name in datasets
                and all(entry[key] in accounts for key in ("by", "validated_by") if key in entry)
            },
        )


def parse(
    files: Mapping[str, Mapping[str, Any]], datasets: Known, organizations: Known, accounts: Known
) -> Law:
    """Return the content of the files, by name.

    :raises ContentError: names the file, the entry and what is expected
    """
    profiles: dict[str, Entry] = {}
    templates: list[Entry] = []
    analyses: dict[str, list[Entry]] = {}
    directory: dict[str, Entry] = {}
    for file, content in files.items():
        for name, entry in content.get("organizations", {}).items():
            _known(file, "organization", name, organizations)
            if _validator(entry):
                _known(f"{file}: {name}", "account", _validator(entry), accounts)
            profiles[name] = entry
        for entry in content.get("templates", []):
            _known(f"{file}: templates", "account", entry["by"], accounts)
            for name in entry["organizations"]:
                _known(f"{file}: templates", "organization", name, organizations)
            templates.append(entry)
        for name, steps in content.get("analyses", {}).items():
            _known(file, "dataset", name, datasets)
            _check_steps(f"{file}: {name}", steps, datasets, accounts)
            analyses[name] = steps
        for name, entry in content.get("directory", {}).items():
            _known(file, "dataset", name, datasets)
            for key in ("by", "validated_by"):
                if key in entry:
                    _known(f"{file}: {name}", "account", entry[key], accounts)
            directory[name] = entry
    return Law(profiles, tuple(templates), analyses, directory)


def _check_steps(where: str, steps: list[Entry], datasets: Known, accounts: Known) -> None:
    for number, step in enumerate(steps, 1):
        spot = f"{where}: step {number}"
        if step.get("do") not in STEPS:
            raise ContentError(f"{spot}: do is one of {', '.join(STEPS)}")
        _known(spot, "account", step.get("by", ""), accounts)
        if step["do"] == "duplicate":
            _known(spot, "dataset", step.get("source", ""), datasets)


def _known(where: str, kind: str, name: str, known: Known) -> None:
    if name not in known:
        raise ContentError(f"{where}: no such {kind}: {name!r}")


def _validator(entry: Entry) -> str:
    return entry.get("profile", {}).get("validator", "")
