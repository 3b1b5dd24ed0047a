"""Tables that every room shares."""

from __future__ import annotations

import uuid
from datetime import datetime, timezone

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

__all__ = ["LogEntry", "Mail", "Role", "Status"]


def _now() -> datetime:
    return datetime.now(timezone.utc)


class Status(tk.BaseModel):
    """The public conclusions about one dataset; the rooms' own tables hold how they came about.

    No foreign key: a dataset's purge must not be refused, and the row goes with it by hand.
    """

    __tablename__ = "opendatalab_status"

    package_id = sa.Column(sa.UnicodeText, primary_key=True)
    governance_state = sa.Column(sa.UnicodeText)
    legal_eligibility = sa.Column(sa.UnicodeText)
    legal_outcome = sa.Column(sa.UnicodeText)
    legal_grounds = sa.Column(sa.UnicodeText)
    legal_access_right = sa.Column(sa.UnicodeText)
    legal_statement = sa.Column(sa.UnicodeText)
    legal_obligation = sa.Column(sa.UnicodeText)
    quality_status = sa.Column(sa.UnicodeText)
    quality_score = sa.Column(sa.Integer)
    # From that day on the other two count, without anybody having to write them.
    quality_turns_on = sa.Column(sa.Date)
    quality_score_then = sa.Column(sa.Integer)
    quality_status_then = sa.Column(sa.UnicodeText)


class Role(tk.BaseModel):
    """One person's role in one organisation or, without organisation, in the whole portal.

    No foreign keys: who has a role in an organisation need not be a member of it, and neither a
    user's nor an organisation's end may be refused because of a row here.
    """

    __tablename__ = "opendatalab_role"

    id = sa.Column(sa.UnicodeText, primary_key=True, default=lambda: str(uuid.uuid4()))
    user_id = sa.Column(sa.UnicodeText, nullable=False)
    role = sa.Column(sa.UnicodeText, nullable=False)
    organization_id = sa.Column(sa.UnicodeText)
    granted_by = sa.Column(sa.UnicodeText)
    granted_at = sa.Column(sa.DateTime(timezone=True), nullable=False, default=_now)

    __table_args__ = (
        # Two indexes, because no two nulls are equal to PostgreSQL.
        sa.Index(
            "opendatalab_role_in_organization",
            user_id,
            role,
            organization_id,
            unique=True,
            postgresql_where=organization_id.isnot(None),
        ),
        sa.Index(
            "opendatalab_role_in_portal",
            user_id,
            role,
            unique=True,
            postgresql_where=organization_id.is_(None),
        ),
        sa.Index("opendatalab_role_holders", organization_id, role),
    )


class LogEntry(tk.BaseModel):
    """Something that somebody did.  Rows are only ever added: triggers refuse the rest.

    No foreign keys, and the name beside the id: it outlives the dataset, the organisation and the
    account that it tells of.
    """

    __tablename__ = "opendatalab_log"

    id = sa.Column(sa.BigInteger, primary_key=True, autoincrement=True)
    at = sa.Column(sa.DateTime(timezone=True), nullable=False, default=_now)
    actor_id = sa.Column(sa.UnicodeText)
    actor_name = sa.Column(sa.UnicodeText, nullable=False)
    organization_id = sa.Column(sa.UnicodeText)
    package_id = sa.Column(sa.UnicodeText)
    kind = sa.Column(sa.UnicodeText, nullable=False)
    reason = sa.Column(sa.UnicodeText)
    data = sa.Column(JSONB, nullable=False)

    __table_args__ = (
        sa.Index("opendatalab_log_of_organization", organization_id, id),
        sa.Index("opendatalab_log_of_package", package_id, id),
    )


class Mail(tk.BaseModel):
    """A mail to send to one recipient about one event, once.  Its body is nobody else's matter."""

    __tablename__ = "opendatalab_outbox"

    id = sa.Column(sa.BigInteger, primary_key=True, autoincrement=True)
    event = sa.Column(sa.UnicodeText, nullable=False)
    recipient = sa.Column(sa.UnicodeText, nullable=False)
    subject = sa.Column(sa.UnicodeText, nullable=False)
    body = sa.Column(sa.UnicodeText, nullable=False)
    created_at = sa.Column(sa.DateTime(timezone=True), nullable=False, default=_now)
    sent_at = sa.Column(sa.DateTime(timezone=True))
    attempts = sa.Column(sa.Integer, nullable=False, default=0)
    # Null once it is sent or given up.
    next_try_at = sa.Column(sa.DateTime(timezone=True), default=_now)
    last_error = sa.Column(sa.UnicodeText)

    __table_args__ = (
        sa.UniqueConstraint("event", "recipient", name="opendatalab_outbox_once"),
        sa.Index("opendatalab_outbox_next_try", next_try_at),
    )
