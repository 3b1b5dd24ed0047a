"""Says again what is public of an organisation's validated analyses, once its profile changed.

The duty to publish a dataset depends on the type, the population and the staff, and on whether the
organisation shows it at all.
"""

from __future__ import annotations

import logging

import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from redis.exceptions import RedisError

from ckanext.opendatalab.legal import publish, store, writing
from ckanext.opendatalab.legal.model import LegalFileRow

log = logging.getLogger(__name__)

AT_ONCE = 100

_files = LegalFileRow.__table__


def soon(organization_id: str) -> None:
    """Have the worker do it; to call after the commit.  Without Redis it is done here and now."""
    try:
        tk.enqueue_job(now, [organization_id], title="opendatalab: say what is public again")
    except (RedisError, OSError) as error:
        log.warning("No worker for what is public of %s: Redis said %s", organization_id, error)
        now(organization_id)


def now(organization_id: str) -> int:
    """Do it; return how many datasets were looked at.  Safe to run twice."""
    done = 0
    last = ""
    while True:
        packages = list(
            model.Session.scalars(
                sa.select(model.Package)
                .join(_files, _files.c.package_id == model.Package.id)
                .where(
                    model.Package.owner_org == organization_id,
                    model.Package.state == model.State.ACTIVE,
                    model.Package.id > last,
                    _files.c.validation.isnot(None),
                )
                .order_by(model.Package.id)
                .limit(AT_ONCE)
            )
        )
        if not packages:
            return done
        changed = [package.id for package in packages]
        with writing.transaction():
            for package in packages:
                store.lock(package.id)  # so that nobody validates in between
                publish.rewrite(package)
            model.Session.commit()
        writing.show_in_index(*changed)
        done += len(changed)
        last = changed[-1]
