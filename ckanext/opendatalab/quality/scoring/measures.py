"""How each criterion looks at a dataset or a file; ``criteria.yaml`` names these.  Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from ckanext.opendatalab.fields import freshness
from ckanext.opendatalab.fields.completeness import is_filled
from ckanext.opendatalab.quality.scoring.situation import (
    FAIL,
    NOT_APPLICABLE,
    NOT_MEASURED,
    PASS,
    Answer,
    Look,
    Measure,
    data_files,
    holds,
    met,
    records,
    several,
    text,
)


def filled(look: Look) -> Answer:
    """One of the fields says something; ``except``: values that say nothing."""
    refused = list(several(look.arguments.get("except", ())))
    return met(
        any(
            is_filled(value) and not (refused and holds({"it": value}, {"it": refused}))
            for value in look.values()
        )
    )


def described(look: Look) -> Answer:
    """One of the fields is longer than ``characters``."""
    most = max((_length(value) for value in look.values()), default=0)
    return met(most > int(look.arguments["characters"]))


def _length(value: Any) -> int:
    if isinstance(value, Mapping):  # by language
        return max((_length(one) for one in cast(Mapping[str, Any], value).values()), default=0)
    return len(text(value)) if isinstance(value, str) else 0


def keywords(look: Look) -> Answer:
    """There are at least ``number`` different keywords."""
    return met(len(keywords_of(look.record)) >= int(look.arguments["number"]))


def keywords_of(dataset: Mapping[str, Any]) -> set[str]:
    """Return the keywords of a dataset, as they are stored or as a form sends them."""
    if "tag_string" in dataset:
        written = text(dataset["tag_string"]).split(",")
    else:
        tags = dataset.get("tags")
        every = cast(list[Any], tags) if isinstance(tags, list) else []
        written = [
            text(cast(Mapping[str, Any], one).get("name"))
            if isinstance(one, Mapping)
            else text(one)
            for one in every
        ]
    return {word.strip().casefold() for word in written} - {""}


def group(look: Look) -> Answer:
    """One of the fields has a group with ``all`` of these parts and ``any`` of those; a field that
    is no group only has to be filled.
    """
    every = tuple(several(look.arguments.get("all", ())))
    some = tuple(several(look.arguments.get("any", ())))
    return met(any(_group(value, every, some) for value in look.values()))


def _group(value: Any, every: tuple[str, ...], some: tuple[str, ...]) -> bool:
    if not isinstance(value, list):
        return is_filled(value)
    return any(
        all(is_filled(one.get(name)) for name in every)
        and (not some or any(is_filled(one.get(name)) for name in some))
        for one in records(cast(Any, value))
    )


def has_file(look: Look) -> Answer:
    """There is at least one file or address of data."""
    return met(any(is_filled(one.get("url")) for one in data_files(look.dataset)))


def explained(look: Look) -> Answer:
    """One of the fields is filled, or one file is documentation."""
    files = records(look.dataset.get("resources"))
    return met(
        any(is_filled(value) for value in look.values())
        or len(data_files(look.dataset)) < len(files)
    )


def licence(look: Look) -> Answer:
    """There is a licence, and it is open.

    A lawful fee, and a licence that somebody else fixed, leave the publisher no choice.  As the
    rules on licences say it, a free licence and a fee contradict one another.
    """
    found = look.facts.licences.get(text(look.dataset.get("license_id")))
    if found is None or not found.given:
        return FAIL
    if text(look.dataset.get("license_fee")) == "yes":
        lawful = is_filled(look.dataset.get("license_fee_basis")) and not found.free
        return NOT_APPLICABLE if lawful else FAIL
    if not found.open and is_filled(look.dataset.get("license_inherited_from")):
        return NOT_APPLICABLE
    return met(found.open)


def up_to_date(look: Look) -> Answer:
    """The last update is not older than the frequency announces, a margin included."""
    period = look.facts.period_of(look.dataset)
    said = freshness.assess(look.dataset, period, look.today)
    if said.state == "late":
        return FAIL
    if said.state in ("fresh", "due"):
        late = freshness.late_from(said.expected, period) if said.expected and period else None
        return Answer("pass", late)
    if said.state == "unknown" and period:
        return NOT_MEASURED  # nobody knows when the data last changed
    return NOT_APPLICABLE


def check(look: Look) -> Answer:
    """The checks of the file named in ``checks`` found nothing that is wrong.

    Not every check is made of every file: those that were made count.
    """
    names = several(look.arguments["checks"])
    made = [look.checks[name] for name in names if name in look.checks]
    if "fail" in made:
        return FAIL
    judged = {outcome for outcome in made if outcome != "skipped"}
    if not judged:
        return NOT_APPLICABLE if made else NOT_MEASURED
    return PASS if judged <= {"pass", "warning"} else NOT_MEASURED


def format_known(look: Look) -> Answer:
    """The file says its format, and the portal knows it."""
    return met(look.facts.format_of(look.record) is not None)


def format_open(look: Look) -> Answer:
    """Anybody may implement the format of the file."""
    found = look.facts.format_of(look.record)
    return met(found is not None and found.open)


def format_machine(look: Look) -> Answer:
    """A program can use the content of the file as data."""
    found = look.facts.format_of(look.record)
    return met(found is not None and found.machine)


def schema_declared(look: Look) -> Answer:
    """A file with rows and columns says which schema they follow."""
    found = look.facts.format_of(look.record)
    if found is None or not found.tabular:
        return NOT_APPLICABLE
    return met(any(is_filled(value) for value in look.values()))


def file_described(look: Look) -> Answer:
    """The file has a name, which is not its file name, and a description."""
    name = text(look.record.get("name")).lower()
    file_name = text(look.record.get("url")).rstrip("/").rpartition("/")[2].lower()
    named = bool(name) and name not in (file_name, file_name.rpartition(".")[0])
    return met(named and is_filled(look.record.get("description")))


MEASURES: Mapping[str, Measure] = {
    "filled": filled,
    "described": described,
    "keywords": keywords,
    "group": group,
    "has_file": has_file,
    "explained": explained,
    "licence": licence,
    "up_to_date": up_to_date,
    "check": check,
    "format_known": format_known,
    "format_open": format_open,
    "format_machine": format_machine,
    "schema_declared": schema_declared,
    "file_described": file_described,
}

# What each must be told, and may be; an extension's measure takes whatever it is given.
REQUIRED: Mapping[str, frozenset[str]] = {
    "described": frozenset({"characters"}),
    "keywords": frozenset({"number"}),
    "check": frozenset({"checks"}),
}
OPTIONAL: Mapping[str, frozenset[str]] = {
    "filled": frozenset({"except"}),
    "group": frozenset({"all", "any"}),
}
