"""Where own schemas are in use."""

from __future__ import annotations

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.opendatalab.quality import assess
from ckanext.opendatalab.quality.schemas import store

MOST_NAMED = 5


def of(key: str) -> list[str]:
    """Return the ids of the datasets with a file that declares a schema."""
    found = (package for value, package in store.declared() if store.key_of(value) == key)
    return list(dict.fromkeys(found))


def outdate(key: str) -> None:
    """Have the files that declare a schema checked again by whoever looks for what is due: the
    schema is another one now.  Never commits.
    """
    for package_id in sorted(of(key)):  # always in the same order: nobody waits for each other
        assess.outdate(package_id)


def refusal(packages: list[str], user: str | None) -> str:
    """Return why a schema in use is not deleted: with the titles that the user may read."""
    named: list[str] = []
    for identifier in packages[: MOST_NAMED * 4]:
        package = model.Package.get(identifier)
        if package is not None and len(named) < MOST_NAMED and _may_read(user, identifier):
            named.append(package.title or package.name)
    others = len(packages) - len(named)
    parts = [tk._("“{title}”").format(title=title) for title in named]
    if others:
        parts.append(
            tk.ungettext("{number} other dataset", "{number} other datasets", others).format(
                number=others
            )
            if named
            else tk.ungettext("{number} dataset", "{number} datasets", others).format(number=others)
        )
    return tk._("Files still follow this schema: {where}. Change them first.").format(
        where=", ".join(parts)
    )


def _may_read(user: str | None, package_id: str) -> bool:
    try:
        return tk.check_access("package_show", {"user": user or ""}, {"id": package_id})
    except (tk.NotAuthorized, tk.ObjectNotFound):
        return False
