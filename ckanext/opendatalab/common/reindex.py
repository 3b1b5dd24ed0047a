"""Brings the index in line with datasets whose computed fields changed."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.lib.search import commit, rebuild


def reindex(*package_ids: str) -> None:
    """Index datasets again, to call after the commit; their own dates stay as they are.

    By the list of ids: CKAN 2.11 takes a dataset asked for alone out of the index first, so that
    a search in between misses it.

    :raises ckan.lib.search.common.SearchIndexError: Solr refused or does not answer
    """
    rebuild(package_ids=list(package_ids), quiet=True)
    # As for core's own writes, Solr may be left to show it when it likes.
    if tk.config["ckan.search.solr_commit"]:
        commit()
