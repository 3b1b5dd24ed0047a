"""A schema that somebody declared, with what is known of it here, and which one of several counts.
Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from ckanext.opendatalab.quality.checks.report import Check, Report
from ckanext.opendatalab.quality.schemas.index import OWN, Kind

RETRY_AFTER = timedelta(days=1)


@dataclass(frozen=True)
class Found:
    """A schema.  ``id``: as in the index, with ``@<version>`` unless it is the latest one;
    ``own/<name>``; the address of any other.

    ``content``: the schema itself, if it is kept here and was asked for; ``fingerprint``: of it,
    empty while it is not kept here; ``error``: why it could not be fetched, a code;
    ``organization_id``: whose own one it is.
    """

    id: str
    version: str
    title: str
    kind: Kind
    address: str
    content: Mapping[str, Any] | None = None
    fingerprint: str = ""
    documentation: str = ""
    validator: str = ""
    error: str = ""
    fetched_at: datetime | None = None
    organization_id: str | None = None
    official: bool = False

    @property
    def own(self) -> bool:
        """Whether it was uploaded here."""
        return self.id.startswith(OWN)

    @property
    def value(self) -> str:
        """What the record of a file that declares it holds."""
        if self.own:
            return self.id
        return self.documentation if self.official and "@" not in self.id else self.address

    def to_fetch(self, now: datetime) -> bool:
        """Whether its file is to be fetched: it never was, or failed a day ago or more."""
        if self.own or self.kind != "table" or self.fingerprint:
            return False
        return self.fetched_at is None or now - self.fetched_at >= RETRY_AFTER


def told(made: Report, found: Found | None) -> Report:
    """Return a report that says of a schema which could not be had that it could not: otherwise it
    would say that none is declared.
    """
    if found is None or found.kind != "table" or found.fingerprint:
        return made
    failed = Check("schema", "error", reason="schema_not_fetched")
    checks = tuple(failed if one.check == "schema" else one for one in made.checks)
    return replace(made, checks=checks)


def best(declared: Iterable[Found]) -> Found | None:
    """Return the one of several declared schemas that a file is checked by: rather a table than
    something else, rather one that is known than one that must be looked at first.
    """
    return min(declared, key=_rank, default=None)


def _rank(found: Found) -> int:
    if found.kind == "table":
        return 0 if found.official or found.fingerprint else 2
    return 1 if found.official else 3
