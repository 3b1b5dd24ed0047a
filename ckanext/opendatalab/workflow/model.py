"""Tables of the workflow."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

__all__ = ["Absence", "Adoption", "Comment", "KeptDefinition", "Workflow"]


class Adoption(tk.BaseModel):
    """How strictly one organisation's publications are checked: off, warn, block or govern.

    The row whose id is empty holds for every organisation that has none.  No foreign key: an
    organisation's purge must not be refused, and the row goes with it by hand.  The rest counts
    where the mode is govern: ``definition`` is the code of the one for new datasets.
    """

    __tablename__ = "opendatalab_adoption"

    organization_id = sa.Column(sa.UnicodeText, primary_key=True)
    mode = sa.Column(sa.UnicodeText, nullable=False)
    since = sa.Column(sa.DateTime(timezone=True), nullable=False)
    changed_by = sa.Column(sa.UnicodeText)
    definition = sa.Column(sa.UnicodeText)
    editing = sa.Column(sa.UnicodeText)
    single_agent = sa.Column(sa.Boolean, nullable=False, server_default=sa.false())
    objection_days = sa.Column(sa.Integer)


class Workflow(tk.BaseModel):
    """Where a governed dataset stands.  One row for each; none: nobody governs it.

    ``kind`` and ``badge`` are those of the state, for queries.  ``awaits``: who is awaited now.
    ``authors``: users who wrote what is to be decided.  ``reminded``: keys of the reminders that
    were sent.  ``kept``: what the public wording of a record without files replaced.
    ``to_index``: whether the index may not show this yet.  No foreign keys, as everywhere.
    """

    __tablename__ = "opendatalab_workflow"

    package_id = sa.Column(sa.UnicodeText, primary_key=True)
    definition = sa.Column(sa.UnicodeText, nullable=False)
    definition_version = sa.Column(sa.Integer, nullable=False)
    state = sa.Column(sa.UnicodeText, nullable=False)
    kind = sa.Column(sa.UnicodeText, nullable=False)
    badge = sa.Column(sa.UnicodeText, nullable=False)
    version = sa.Column(sa.Integer, nullable=False)
    entered_at = sa.Column(sa.DateTime(timezone=True), nullable=False)
    decided_at = sa.Column(sa.DateTime(timezone=True))
    due_on = sa.Column(sa.Date)
    assignee_id = sa.Column(sa.UnicodeText)
    awaits = sa.Column(ARRAY(sa.UnicodeText), nullable=False)
    submitted_by = sa.Column(sa.UnicodeText)
    authors = sa.Column(ARRAY(sa.UnicodeText), nullable=False)
    publish_at = sa.Column(sa.DateTime(timezone=True))
    expires_at = sa.Column(sa.DateTime(timezone=True))
    reexamine_on = sa.Column(sa.Date)
    reason_due_on = sa.Column(sa.Date)
    adopted_at = sa.Column(sa.DateTime(timezone=True))
    reminded = sa.Column(ARRAY(sa.UnicodeText), nullable=False)
    kept = sa.Column(JSONB, nullable=False)
    to_index = sa.Column(sa.Boolean, nullable=False)

    __table_args__ = (
        sa.Index(
            "opendatalab_workflow_assignee",
            assignee_id,
            postgresql_where=assignee_id.isnot(None),
        ),
        sa.Index("opendatalab_workflow_awaits", awaits, postgresql_using="gin"),
    )


class KeptDefinition(tk.BaseModel):
    """A definition as datasets started with it, whatever its file says since."""

    __tablename__ = "opendatalab_workflow_definition"

    code = sa.Column(sa.UnicodeText, primary_key=True)
    version = sa.Column(sa.Integer, primary_key=True)
    fingerprint = sa.Column(sa.UnicodeText, nullable=False)
    data = sa.Column(JSONB, nullable=False)


class Comment(tk.BaseModel):
    """What somebody wrote to the others about a dataset, perhaps about one field of its form."""

    __tablename__ = "opendatalab_comment"

    id = sa.Column(sa.BigInteger, primary_key=True, autoincrement=True)
    package_id = sa.Column(sa.UnicodeText, nullable=False)
    at = sa.Column(sa.DateTime(timezone=True), nullable=False)
    author_id = sa.Column(sa.UnicodeText)
    author_name = sa.Column(sa.UnicodeText, nullable=False)
    field = sa.Column(sa.UnicodeText)
    text = sa.Column(sa.UnicodeText, nullable=False)
    settled_at = sa.Column(sa.DateTime(timezone=True))
    settled_by = sa.Column(sa.UnicodeText)

    __table_args__ = (sa.Index("opendatalab_comment_of_package", package_id, id),)


class Absence(tk.BaseModel):
    """Who looks after somebody's tasks while she is away; it gives nobody a right."""

    __tablename__ = "opendatalab_absence"

    user_id = sa.Column(sa.UnicodeText, primary_key=True)
    delegate_id = sa.Column(sa.UnicodeText, nullable=False)
    from_on = sa.Column(sa.Date, nullable=False)
    until_on = sa.Column(sa.Date, nullable=False)
