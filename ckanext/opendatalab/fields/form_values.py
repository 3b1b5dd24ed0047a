"""Brings what a form field may hold (saved, typed, or sent by anybody) into one shape."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import ckan.plugins.toolkit as tk
from babel.dates import format_date

from ckanext.opendatalab.common import clock
from ckanext.opendatalab.fields.completeness import is_filled

__all__ = [
    "opendatalab_date",
    "opendatalab_groups",
    "opendatalab_input_type",
    "opendatalab_is_web_address",
    "opendatalab_list",
    "opendatalab_messages",
    "opendatalab_moment",
    "opendatalab_records",
    "opendatalab_text",
]


def opendatalab_text(value: Any) -> str:
    """Return ``value`` for a one-valued control; several values sent by hand become the first."""
    if isinstance(value, (list, tuple)):
        value = next((one for one in value if is_filled(one)), "")
    if value is None or isinstance(value, (dict, type(tk.missing))):
        return ""
    # Templates pass undefined values, whose text is empty.
    return str(value)


def opendatalab_list(value: Any) -> list[str]:
    """Return the values of a field that holds several, without blanks."""
    if isinstance(value, str):
        if value.startswith("["):
            try:
                return opendatalab_list(json.loads(value))
            except ValueError:
                pass
        value = value.splitlines()
    if not isinstance(value, (list, tuple)):
        return []
    return [str(one).strip() for one in value if is_filled(one)]


def opendatalab_records(value: Any) -> list[dict[str, Any]]:
    """Return the groups of a field with subfields, without blank ones."""
    if isinstance(value, str) and value.startswith("["):
        try:
            value = json.loads(value)
        except ValueError:
            return []
    if not isinstance(value, (list, tuple)):
        return []
    return [dict(one) for one in value if isinstance(one, Mapping) and is_filled(one)]


def opendatalab_groups(
    field: Mapping[str, Any], data: Mapping[str, Any], errors: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Return the groups that a form shows: those that exist, then a blank one to fill.

    Each has ``index``, ``blank``, and ``data`` and ``errors`` by the names of the form's controls.
    """
    name = field["field_name"]
    records = _typed(name, data) or opendatalab_records(data.get(name))
    once = bool(field.get("repeating_once"))
    if not (once and records):
        records.append({})
    problems = errors.get(name) if isinstance(errors, Mapping) else None
    groups: list[dict[str, Any]] = []
    for index, record in enumerate(records):
        prefix = f"{name}-{index}-"
        found = problems[index] if isinstance(problems, list) and index < len(problems) else {}
        groups.append(
            {
                "index": index,
                "blank": not record,
                "data": {prefix + key: value for key, value in record.items()},
                "errors": {prefix + key: value for key, value in found.items()}
                if isinstance(found, Mapping)
                else {},
            }
        )
    return groups


def opendatalab_messages(errors: Any) -> list[str]:
    """Return the sentences of a field's errors; those of its subfields stand beside them."""
    if isinstance(errors, str):
        return [errors] if errors else []
    if not isinstance(errors, (list, tuple)):
        return []
    return list(dict.fromkeys(one for one in errors if isinstance(one, str) and one))


def opendatalab_input_type(field: Mapping[str, Any], value: str) -> str:
    """Return the type of a text control.

    A browser empties a date control that holds anything but a whole date, and saving would then
    lose it: such a value ("2025", "31/03/2026") gets a plain text control.
    """
    wanted = field.get("form_input_type", "text")
    if wanted == "date" and value and not _is_whole_date(value):
        return "text"
    return wanted if wanted in ("date", "email", "number", "tel", "url") else "text"


def opendatalab_is_web_address(value: Any) -> bool:
    """Whether ``value`` may become a link: never a script or another scheme."""
    return bool(re.match(r"https?://[^\s]+$", str(value), re.IGNORECASE))


def opendatalab_date(value: Any) -> str:
    """Return a date in the reader's language; a year or month stays one; other text as it is.

    A moment with a time zone becomes the day that it belongs to where the portal stands, which
    ``render_datetime`` of CKAN does not do.
    """
    if not is_filled(value):
        return ""
    moment = _with_zone(value)
    if moment is not None:
        value = clock.day_of(moment)
    text = value.isoformat() if isinstance(value, (date, datetime)) else str(value)
    day = text[:10]
    pattern = {4: "y", 7: "MMMM y"}.get(len(day), "long")
    padded = {4: f"{day}-01-01", 7: f"{day}-01"}.get(len(day), day)
    try:
        parsed = date.fromisoformat(padded)
    except ValueError:
        return text
    language = (tk.h.lang() or "en").partition("_")[0].partition("@")[0]
    if parsed.day == 1 and pattern == "long" and language == "fr":
        pattern = "d'er' MMMM y"
    return format_date(parsed, pattern, locale=language)


def opendatalab_moment(value: Any) -> str:
    """Return a moment that has a time zone as day and time where the portal stands."""
    moment = _with_zone(value)
    if moment is None:
        return opendatalab_date(value)
    local = moment.astimezone(tk.h.get_display_timezone())
    return f"{opendatalab_date(local.date())}, {local:%H:%M}"


def _with_zone(value: Any) -> datetime | None:
    if isinstance(value, str) and len(value) > len("2027-01-15"):
        try:
            value = datetime.fromisoformat(value.replace("Z", "+00:00"))
        except ValueError:
            return None
    return value if isinstance(value, datetime) and value.tzinfo else None


def _is_whole_date(value: str) -> bool:
    try:
        return len(value) == 10 and bool(date.fromisoformat(value))
    except ValueError:
        return False


def _typed(name: str, data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The groups that a refused form sent, under the names of its controls, in their order."""
    found: dict[int, dict[str, Any]] = {}
    for key, value in data.items():
        match = re.fullmatch(rf"{re.escape(name)}-(\d{{1,3}})-(\w+)", str(key))
        if match:
            found.setdefault(int(match[1]), {})[match[2]] = opendatalab_text(value)
    return [found[index] for index in sorted(found) if is_filled(found[index])]
