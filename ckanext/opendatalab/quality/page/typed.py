"""What a form that is not saved yet would make of a dataset: nothing is validated.  Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Sent = Mapping[str, Sequence[str]]
Field = Mapping[str, Any]

MOST_GROUPS = 100
NEW = "opendatalab-new"


def dataset(stored: Mapping[str, Any], fields: Iterable[Field], sent: Sent) -> dict[str, Any]:
    """Return the stored dataset (empty for a new one) with what is typed in these fields.

    A field of the page that was not sent is a box that is not ticked: it is empty.
    """
    return {"resources": [], **stored, **_values(fields, sent)}


def resource(
    stored: Mapping[str, Any], fields: Iterable[Field], sent: Sent, id: str
) -> dict[str, Any]:
    """Return the dataset with what is typed about one of its files, or about a new one."""
    values = _values(fields, sent)
    upload = _text(sent.get("upload", ()))
    if upload:  # the name of the file that was chosen
        values |= {"url": upload, "url_type": "upload"}
        extension = upload.rpartition(".")[2]
        if not values.get("format") and extension != upload:
            values["format"] = extension.upper()
    found = [dict(one) for one in stored.get("resources") or ()]
    for one in found:
        if id and one.get("id") == id:
            one.update(values)
            break
    else:
        if values.get("url"):
            found.append({"id": NEW, **values})
    return {**stored, "resources": found}


def _values(fields: Iterable[Field], sent: Sent) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field in fields:
        name = str(field["field_name"])
        if field.get("form_snippet", "") is None:
            continue  # not in the form: stays as it is stored
        if "repeating_subfields" in field:
            found[name] = _groups(name, sent)
        elif name not in sent and (languages := _by_language(name, sent)):
            found[name] = languages
        elif "output_validators" in field or len(sent.get(name, ())) > 1:
            found[name] = _list(sent.get(name, ()))
        else:
            found[name] = _text(sent.get(name, ()))
    return found


def _groups(name: str, sent: Sent) -> list[dict[str, str]]:
    groups: dict[int, dict[str, str]] = {}
    for key, values in sent.items():
        match = re.fullmatch(rf"{re.escape(name)}-([0-9]{{1,3}})-(\w+)", key)
        if match and _text(values):
            groups.setdefault(int(match[1]), {})[match[2]] = _text(values)
    return [groups[number] for number in sorted(groups)][:MOST_GROUPS]


def _by_language(name: str, sent: Sent) -> dict[str, str]:
    prefix = f"{name}-"
    return {
        key[len(prefix) :]: _text(value) for key, value in sent.items() if key.startswith(prefix)
    }


def _text(values: Sequence[str]) -> str:
    return next((one.strip() for one in values if one.strip()), "")


def _list(values: Sequence[str]) -> list[str]:
    lines = (line.strip() for one in values for line in one.splitlines())
    return [line for line in lines if line]
