"""What templates ask about the legal analysis of a dataset."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.common import current_user

from ckanext.opendatalab import config
from ckanext.opendatalab.legal import public_helpers
from ckanext.opendatalab.legal.public_helpers import *  # noqa: F403 - what its __all__ names

__all__ = ["opendatalab_may_read_verdict"]
__all__ += public_helpers.__all__


def opendatalab_may_read_verdict(pkg: dict[str, Any]) -> bool:
    """Return whether the reader has a page about the legal analysis of a dataset.

    Anonymous visitors never have, and cost nothing.
    """
    if not current_user.is_authenticated or pkg.get("type") not in config.dataset_types():
        return False
    return bool(tk.h.check_access("opendatalab_legal_show", {"id": pkg["id"]}))
