"""What the actions about the policy and about waivers accept."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.opendatalab.common import clock
from ckanext.opendatalab.common.schema import name, unreadable
from ckanext.opendatalab.common.text import clean
from ckanext.opendatalab.quality.policy import known, rules

SHORTEST_REASON = 10
LONGEST_REASON = 2_000
MOST_CODES = 100

_CODE = re.compile(r"[a-z0-9][a-z0-9_.:-]{0,79}", re.ASCII)


def mode(value: Any) -> str | None:
    """Return a mode; nothing: as the whole portal."""
    if value in ("", None):
        return None
    if value not in rules.MODES:
        raise tk.Invalid(tk._("Choose one of the list."))
    return value


def points(value: Any) -> int | None:
    """Return a number of points; nothing: as the whole portal."""
    if value in ("", None):
        return None
    try:
        number = int(value)
    except (TypeError, ValueError, OverflowError):  # JSON has 1e999
        number = -1
    if isinstance(value, bool) or not 0 <= number <= 100 or number != float(value):
        raise tk.Invalid(tk._("Write a whole number from 0 to 100."))
    return number


def codes(is_known: Callable[[str], bool]) -> Callable[[Any], frozenset[str] | None]:
    """Return a validator for a list of codes, or a text of them; nothing: as the whole portal."""

    def check(value: Any) -> frozenset[str] | None:
        if value is None:
            return None
        given = re.split(r"[\s,;]+", value) if isinstance(value, str) else value
        if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
            raise tk.Invalid(tk._("Give a list of codes."))
        found = frozenset(one.strip() for one in given if one.strip())
        if len(found) > MOST_CODES:
            raise tk.Invalid(tk._("Give at most {number} codes.").format(number=MOST_CODES))
        for one in sorted(found):
            if not _CODE.fullmatch(one) or not is_known(one):
                shown = one.encode("utf-8", "replace").decode()[:80].replace("\0", "")
                told = tk._("The portal knows no “{code}”: choose from the list.")
                raise tk.Invalid(told.format(code=shown))
        return found

    return check


def reason(value: Any) -> str:
    """Return a reason that somebody else can understand later."""
    if not isinstance(value, str) or len(value.strip()) < SHORTEST_REASON:
        told = tk._("Write why, in at least {number} characters: it is kept with your name.")
        raise tk.Invalid(told.format(number=SHORTEST_REASON))
    if len(value) > LONGEST_REASON:
        raise tk.Invalid(tk._("Write at most {number} characters.").format(number=LONGEST_REASON))
    if not clean(value):
        raise tk.Invalid(unreadable())
    return value.strip()


def last_day(value: Any) -> date:
    """Return a day from today on, a year from now at most."""
    try:
        found = date.fromisoformat(value.strip()) if isinstance(value, str) else None
    except ValueError:
        found = None
    if found is None:
        raise tk.Invalid(tk._("Write a date as year-month-day, for example 2027-01-31."))
    today = clock.today()
    if not today <= found <= today + rules.LONGEST_WAIVER:
        raise tk.Invalid(tk._("Choose a day from today on, within a year."))
    return found


def organization(data_dict: Mapping[str, Any]) -> str | None:
    """Return the organisation that a request is about; nothing: the whole portal.

    :raises ckan.plugins.toolkit.ValidationError: an empty list is no way to say the whole portal
    """
    if data_dict.get("organization") in (None, ""):
        return None
    return read(data_dict, {"organization": name})["organization"]


def update(data_dict: Mapping[str, Any]) -> dict[str, Any]:
    """Return what somebody decides, by name; what was not sent is not there.

    :raises ckan.plugins.toolkit.ValidationError: what is wrong, by field
    """
    checks = {
        "mode": mode,
        "minimum_score": points,
        "mandatory": codes(known.is_criterion),
        "tolerated": codes(known.is_fault),
    }
    return read(data_dict, {one: checks[one] for one in checks if one in data_dict})


def waiver(data_dict: Mapping[str, Any]) -> dict[str, Any]:
    """Return why and until when somebody answers for a dataset.

    :raises ckan.plugins.toolkit.ValidationError: what is wrong, by field
    """
    return read(data_dict, {"reason": reason, "expires_on": last_day})


def read(data_dict: Mapping[str, Any], checks: Mapping[str, Callable[[Any], Any]]) -> Any:
    """Return the checked values.  CKAN's own way takes an empty list for no value.

    :raises ckan.plugins.toolkit.ValidationError: what is wrong, by field
    """
    values: dict[str, Any] = {}
    errors: dict[str, Any] = {}
    for field, check in checks.items():
        try:
            values[field] = check(data_dict.get(field))
        except tk.Invalid as error:
            errors[field] = [error.error]
    if errors:
        raise tk.ValidationError(errors)
    return values
