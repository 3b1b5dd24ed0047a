"""The files of a dataset beside the questions about personal data.  Nothing read here is kept."""

from __future__ import annotations

from typing import Any

from ckanext.opendatalab.legal import columns, hint_words
from ckanext.opendatalab.legal.assessment import Assessment


def files(assessed: Assessment) -> list[dict[str, Any]]:
    """Return each file with its columns, ``None`` where they cannot be read here."""
    hints = columns.hints_of(assessed.package)
    return [
        {
            "key": key,
            "title": columns.title(assessed.package, key),
            "columns": None if names is None else list(names),
            "hints": [
                {"column": hint.column, "kind": hint.kind, "label": hint_words.label(hint.kind)}
                for hint in hints.get(key, ())
            ],
        }
        for key, names in assessed.columns.items()
    ]
