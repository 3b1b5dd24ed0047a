"""What is known of the quality of datasets and of their files.  No foreign keys: the purge of a
dataset, a resource or an organisation must not be refused, and the rows go with it by hand.
"""

from __future__ import annotations

from datetime import datetime, timezone

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

__all__ = [
    "CheckHistory",
    "FileCheck",
    "QualityHistory",
    "QualityPolicy",
    "QualityRow",
    "QualityWaiver",
    "TableSchema",
]


def _now() -> datetime:
    return datetime.now(timezone.utc)


class QualityRow(tk.BaseModel):
    """The metadata score of one dataset as it was last saved or checked.

    ``results``: criterion id to what :mod:`.scoring.score` says of it, without what depends on the
    day.  ``fingerprint``: of what was scored; ``criteria``: of the criteria and weights.
    ``turns_on``: the day from which ``score_then`` counts instead of ``score``.
    """

    __tablename__ = "opendatalab_quality"

    package_id = sa.Column(sa.UnicodeText, primary_key=True)
    organization_id = sa.Column(sa.UnicodeText)
    status = sa.Column(sa.UnicodeText, nullable=False)
    score = sa.Column(sa.Integer, nullable=False)
    results = sa.Column(JSONB, nullable=False)
    fingerprint = sa.Column(sa.UnicodeText, nullable=False)
    criteria = sa.Column(sa.UnicodeText, nullable=False)
    scored_at = sa.Column(sa.DateTime(timezone=True), nullable=False, default=_now)
    turns_on = sa.Column(sa.Date)
    score_then = sa.Column(sa.Integer)
    # The index was not brought in line yet.
    to_index = sa.Column(sa.Boolean, nullable=False, default=False)

    __table_args__ = (
        sa.Index("opendatalab_quality_of_organization", organization_id, score),
        sa.Index("opendatalab_quality_turns_on", turns_on),
    )


class QualityHistory(tk.BaseModel):
    """The score and status of a dataset at the end of one day; a row only where they changed."""

    __tablename__ = "opendatalab_quality_history"

    package_id = sa.Column(sa.UnicodeText, primary_key=True)
    day = sa.Column(sa.Date, primary_key=True)
    organization_id = sa.Column(sa.UnicodeText)
    score = sa.Column(sa.Integer, nullable=False)
    status = sa.Column(sa.UnicodeText, nullable=False)
    faults = sa.Column(sa.Integer, nullable=False, default=0)
    criteria = sa.Column(sa.UnicodeText, nullable=False)

    __table_args__ = (
        sa.Index("opendatalab_quality_history_by_organization", organization_id, day),
    )


class FileCheck(tk.BaseModel):
    """The current checks of one file, and whether they are asked for or under way.

    ``wanted``: the key of the content that the resource has now; ``checked``: the key of the
    content that ``report`` tells of.  ``claim``: who works on it, until ``claimed_until``.
    ``report``: what anybody may read who may read the dataset; ``cells``: cells of the file and
    hints at personal data, for the dataset's staff only.
    """

    __tablename__ = "opendatalab_file_check"

    resource_id = sa.Column(sa.UnicodeText, primary_key=True)
    package_id = sa.Column(sa.UnicodeText, nullable=False)
    wanted = sa.Column(sa.UnicodeText, nullable=False)
    requested_at = sa.Column(sa.DateTime(timezone=True))
    claim = sa.Column(sa.UnicodeText)
    claimed_until = sa.Column(sa.DateTime(timezone=True))
    attempts = sa.Column(sa.Integer, nullable=False, default=0)
    checked = sa.Column(sa.UnicodeText)
    checker = sa.Column(sa.UnicodeText)
    outcome = sa.Column(sa.UnicodeText)
    report = sa.Column(JSONB(none_as_null=True))
    cells = sa.Column(JSONB(none_as_null=True))
    # Of the bytes, and what the server said of them: unchanged bytes are not checked again.
    content = sa.Column(sa.UnicodeText)
    etag = sa.Column(sa.UnicodeText)
    last_modified = sa.Column(sa.UnicodeText)
    finished_at = sa.Column(sa.DateTime(timezone=True))
    link_failures = sa.Column(sa.Integer, nullable=False, default=0)
    next_check_at = sa.Column(sa.DateTime(timezone=True))

    __table_args__ = (
        sa.Index("opendatalab_file_check_of_package", package_id),
        sa.Index("opendatalab_file_check_next", next_check_at),
        sa.Index(
            "opendatalab_file_check_requested",
            requested_at,
            postgresql_where=requested_at.isnot(None),
        ),
    )


class CheckHistory(tk.BaseModel):
    """An earlier outcome of the checks of one file: no cell of it.  Bounded for each file."""

    __tablename__ = "opendatalab_check_history"

    id = sa.Column(sa.BigInteger, primary_key=True, autoincrement=True)
    resource_id = sa.Column(sa.UnicodeText, nullable=False)
    package_id = sa.Column(sa.UnicodeText, nullable=False)
    at = sa.Column(sa.DateTime(timezone=True), nullable=False, default=_now)
    outcome = sa.Column(sa.UnicodeText, nullable=False)
    checked = sa.Column(sa.UnicodeText, nullable=False)
    checker = sa.Column(sa.UnicodeText, nullable=False)
    # Check name to outcome and number of faults.
    summary = sa.Column(JSONB, nullable=False)

    __table_args__ = (
        sa.Index("opendatalab_check_history_of_resource", resource_id, id),
        sa.Index("opendatalab_check_history_of_package", package_id),
    )


class QualityPolicy(tk.BaseModel):
    """What an organisation, or the whole portal (``""``), asks for before publication.

    ``tolerated``: codes of faults that do not count.  ``mails_since``: when somebody switched the
    mails about late datasets on, having seen the list of the first ones.
    """

    __tablename__ = "opendatalab_quality_policy"

    organization_id = sa.Column(sa.UnicodeText, primary_key=True)
    mode = sa.Column(sa.UnicodeText)
    minimum_score = sa.Column(sa.Integer)
    mandatory = sa.Column(ARRAY(sa.UnicodeText))
    tolerated = sa.Column(ARRAY(sa.UnicodeText))
    mails_since = sa.Column(sa.DateTime(timezone=True))
    changed_at = sa.Column(sa.DateTime(timezone=True), nullable=False, default=_now)
    changed_by = sa.Column(sa.UnicodeText)


class QualityWaiver(tk.BaseModel):
    """Somebody's decision that a dataset is published below what is asked for, until a day."""

    __tablename__ = "opendatalab_quality_waiver"

    id = sa.Column(sa.BigInteger, primary_key=True, autoincrement=True)
    package_id = sa.Column(sa.UnicodeText, nullable=False)
    at = sa.Column(sa.DateTime(timezone=True), nullable=False, default=_now)
    actor_id = sa.Column(sa.UnicodeText)
    actor_name = sa.Column(sa.UnicodeText, nullable=False)
    role = sa.Column(sa.UnicodeText, nullable=False)
    reason = sa.Column(sa.UnicodeText, nullable=False)
    expires_on = sa.Column(sa.Date, nullable=False)
    ended_at = sa.Column(sa.DateTime(timezone=True))

    __table_args__ = (sa.Index("opendatalab_quality_waiver_of_package", package_id, id),)


class TableSchema(tk.BaseModel):
    """A schema file that was fetched once, or that somebody uploaded.

    ``id``: as in the index of official schemas, or ``own/<name>``.  ``organization_id``: whose own
    one it is; ``None``: anybody's.
    """

    __tablename__ = "opendatalab_table_schema"

    id = sa.Column(sa.UnicodeText, primary_key=True)
    version = sa.Column(sa.UnicodeText, nullable=False)
    title = sa.Column(sa.UnicodeText, nullable=False)
    kind = sa.Column(sa.UnicodeText, nullable=False)
    address = sa.Column(sa.UnicodeText)
    organization_id = sa.Column(sa.UnicodeText)
    content = sa.Column(JSONB(none_as_null=True))
    fingerprint = sa.Column(sa.UnicodeText)
    fetched_at = sa.Column(sa.DateTime(timezone=True))
    error = sa.Column(sa.UnicodeText)
    created_by = sa.Column(sa.UnicodeText)
