"""What the mapping is given and what it gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ckanext.opendatalab.observatory.inventory.messages import Message

Reading = Callable[[str], "str | None"]


@dataclass(frozen=True)
class Words:
    """One function per vocabulary: gives the code that a wording means, or None."""

    licence: Reading
    frequency: Reading
    language: Reading
    theme: Reading
    fee: Reading
    coverage_level: Reading
    place_level: Reading
    company: Reading


@dataclass
class Record:
    """A row as a dataset: what to save, where each field came from, and what there is to say."""

    number: int
    line: int
    title: str = ""
    identifier: str = ""
    dataset: dict[str, Any] = field(default_factory=dict[str, Any])
    columns: dict[str, str] = field(default_factory=dict[str, str])
    refusals: list[Message] = field(default_factory=list[Message])
    notes: list[Message] = field(default_factory=list[Message])
