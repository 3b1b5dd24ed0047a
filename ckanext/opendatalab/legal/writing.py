"""What the actions that sign, attest and prove end with."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan import types
from ckan.lib.search.common import SearchError, SearchIndexError

from ckanext.opendatalab.common import reindex
from ckanext.opendatalab.legal import assessment, change, describe, store
from ckanext.opendatalab.legal.assessment import Assessment
from ckanext.opendatalab.legal.file import LegalFile

log = logging.getLogger(__name__)


def signer(context: types.Context, package: model.Package) -> tuple[model.User, str]:
    """Return who signs and in which quality: always a person who was named, ``ignore_auth`` or not.

    :raises ckan.plugins.toolkit.NotAuthorized: nobody is, or she does not validate here
    """
    person = change.actor(context)
    quality = change.rights(context, package).sign_as
    if person is None or not quality:
        raise tk.NotAuthorized(who_signs())
    return person, quality


def who_signs() -> str:
    """Return in one sentence who validates the analysis of a dataset."""
    return tk._(
        "Only a legal officer of the organization, or the person it named where it has none,"
        " validates its legal analyses."
    )


def keep(
    before: Assessment, after: LegalFile, user: model.User | None, kind: str, **data: Any
) -> None:
    """Save a file whose answers did not change, and what happened.  Never commits."""
    store.save(after, before.current, user.id if user else None)
    store.record(after, user, kind, before.current.ruleset_version, **data)


@contextmanager
def transaction() -> Iterator[None]:
    """Keep nothing of what was written inside, if anything goes wrong before the commit."""
    try:
        yield
    except Exception:
        model.Session.rollback()
        raise


def show_in_index(*package_ids: str) -> None:
    """Index datasets whose public fields changed, after the commit.

    What is committed stays so where the index does not answer: CKAN's log says how to repair it.
    """
    if not package_ids:
        return
    try:
        reindex.reindex(*package_ids)
    except (SearchError, SearchIndexError):
        log.exception(
            "Search results are not up to date; run `ckan search-index rebuild` for: %s",
            ", ".join(package_ids),
        )


def shown(context: types.Context, package: model.Package) -> dict[str, Any]:
    """Return the file after a change, as ``opendatalab_legal_show`` does."""
    return describe.shown(assessment.of(package), change.rights(context, package))
