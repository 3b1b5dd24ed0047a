"""A dataset's line in the directory of public information (articles L322-6 and R322-7 of the CRPA).

It has words of its own: nothing of the dataset is copied into it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

# What is public of an entry, in the order of the CSV.
FIELDS = (
    "title",
    "subject",
    "created_on",
    "reuse_conditions",
    "fee",
    "updated_on",
    "update_subject",
)


@dataclass(frozen=True)
class Entry:
    """What an entry says, who wrote it and, once validated, who validated it.

    ``organization_id``: for whose directory; a dataset that moves takes no validation with it.
    """

    id: str
    organization_id: str
    title: str
    subject: str
    created_on: str
    reuse_conditions: str
    fee: str = ""
    updated_on: str = ""
    update_subject: str = ""
    proposed_at: str = ""
    proposed_by: str = ""
    validated_at: str = ""
    validated_by: str = ""

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Entry:
        """Return the entry that JSON holds."""
        return cls(**value)

    def public(self) -> dict[str, str]:
        """Return what everybody may read: never who wrote or validated it."""
        return {name: getattr(self, name) for name in FIELDS}

    def says_the_same(self, other: Entry | None) -> bool:
        """Tell whether another entry would read the same."""
        return other is not None and self.public() == other.public()
