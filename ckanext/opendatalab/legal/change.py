"""What reading and changing a legal file begin with, and how two people at once get along."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import ckan.authz as authz
import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import types

from ckanext.opendatalab.common.text import clean
from ckanext.opendatalab.legal import access, said, store, wording
from ckanext.opendatalab.legal.access import Rights
from ckanext.opendatalab.legal.engine import register
from ckanext.opendatalab.legal.file import LegalFile

# Of what others changed in between, this many lines are told.
MOST_CHANGES = 50


def package(context: types.Context, data_dict: dict[str, Any]) -> model.Package:
    """Return the dataset that ``id`` names; sysadmins only find a deleted one.

    :raises ckan.plugins.toolkit.ObjectNotFound: there is none
    :raises ckan.plugins.toolkit.ValidationError: no ``id`` is given
    """
    found = find(tk.get_or_bust(data_dict, "id"))
    if found is None or (_deleted(found) and not _all_powerful(context)):
        raise tk.ObjectNotFound(tk._("Dataset not found"))
    return found


def writable(context: types.Context, data_dict: dict[str, Any]) -> model.Package:
    """Return the same for whoever wants to change its file: nobody does of a deleted dataset."""
    found = package(context, data_dict)
    if _deleted(found):
        raise tk.ObjectNotFound(tk._("Dataset not found"))
    return found


def find(reference: Any) -> model.Package | None:
    """Return the dataset with that id or name, deleted ones included."""
    if not isinstance(reference, str) or not clean(reference) or not reference.strip():
        return None
    return model.Package.get(reference.strip())


def rights(context: types.Context, dataset: model.Package) -> Rights:
    """Return what the caller may do; the portal's own code (``ignore_auth``) works everywhere."""
    found = access.on_dataset(context.get("user"), dataset)
    if context.get("ignore_auth") and not found.work:
        return Rights(True, True, found.sign_as, found.opinion)
    return found


@contextmanager
def locked(dataset: model.Package) -> Iterator[LegalFile]:
    """Give the file of a dataset, which nobody else changes inside; commit there.

    Whatever is raised inside leaves everything as it was.

    :raises ckan.plugins.toolkit.ObjectNotFound: the dataset went away in the meantime
    """
    package_id = dataset.id
    try:
        file = store.lock(package_id)
        there = model.Session.execute(
            sa.select(model.Package.state)
            .where(model.Package.id == package_id)
            .with_for_update(read=True, key_share=True)
        ).scalar()
        if there in (None, model.State.DELETED):
            raise tk.ObjectNotFound(tk._("Dataset not found"))
        yield file
    except Exception:
        model.Session.rollback()
        raise


def check_version(file: LegalFile, seen: int) -> None:
    """Refuse to write over what somebody did in between.

    :raises ckan.plugins.toolkit.ValidationError: under ``version`` who did something and when, the
        latest first; under ``changed`` each question that she answered, with its answer now; under
        ``changed_questions`` their codes; under ``current_version`` the version to go on from
    """
    if file.version == seen:
        return
    entries = [one for one in store.history(file.package_id, limit=500) if one.version > seen]
    told = [
        tk._("{person} changed this analysis on {when}: {what}.").format(
            person=entry.actor_name or tk._("The portal"),
            when=f"{entry.at.astimezone(tk.h.get_display_timezone()):%Y-%m-%d %H:%M}",
            what=wording.happened(entry.kind),
        )
        for entry in entries[:MOST_CHANGES]
    ]
    errors: dict[str, Any] = {
        "version": told or [tk._("This analysis changed since you opened it. Open it again.")],
        "current_version": [str(file.version)],
    }
    questions = _questions(entries)
    if questions:
        errors["changed"] = [_now(file, code) for code in questions]
        errors["changed_questions"] = questions
    raise tk.ValidationError(errors)


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """Return what changed, by question, with its value before and after."""
    codes = [*before, *(code for code in after if code not in before)]
    return {
        code: {"before": before.get(code), "after": after.get(code)}
        for code in codes
        if before.get(code) != after.get(code)
    }


def actor(context: types.Context) -> model.User | None:
    """Return who is at work; ``None`` is the portal itself."""
    name = context.get("user")
    return model.User.get(name) if name else None


def _questions(entries: list[Any]) -> list[str]:
    """Return the questions whose answer or note the entries of the history changed, in order."""
    changed = {
        code for one in entries for name in ("answers", "notes") for code in one.data.get(name, ())
    }
    return [code for code in register.load().questions if code in changed]


def _now(file: LegalFile, code: str) -> str:
    ruleset = register.load()
    return tk._("{question} – now: {answer}").format(
        question=said.text(ruleset, code),
        answer=said.stored(ruleset, code, file.answers.get(code)),
    )


def _deleted(found: model.Package) -> bool:
    return found.state == model.State.DELETED


def _all_powerful(context: types.Context) -> bool:
    return bool(context.get("ignore_auth")) or authz.is_sysadmin(context.get("user"))
