"""Where each dataset stands on its path, its definitions, comments, absences, what is governed.

Revision ID: 004_workflow
Revises: 003_legal
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "004_workflow"
down_revision = "003_legal"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("opendatalab_adoption", sa.Column("definition", sa.UnicodeText))
    op.add_column("opendatalab_adoption", sa.Column("editing", sa.UnicodeText))
    op.add_column(
        "opendatalab_adoption",
        sa.Column("single_agent", sa.Boolean, nullable=False, server_default=sa.false()),
    )
    op.add_column("opendatalab_adoption", sa.Column("objection_days", sa.Integer))
    op.create_table(
        "opendatalab_workflow",
        sa.Column("package_id", sa.UnicodeText, primary_key=True),
        sa.Column("definition", sa.UnicodeText, nullable=False),
        sa.Column("definition_version", sa.Integer, nullable=False),
        sa.Column("state", sa.UnicodeText, nullable=False),
        sa.Column("kind", sa.UnicodeText, nullable=False),
        sa.Column("badge", sa.UnicodeText, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.Column("due_on", sa.Date),
        sa.Column("assignee_id", sa.UnicodeText),
        sa.Column("awaits", ARRAY(sa.UnicodeText), nullable=False),
        sa.Column("submitted_by", sa.UnicodeText),
        sa.Column("authors", ARRAY(sa.UnicodeText), nullable=False),
        sa.Column("publish_at", sa.DateTime(timezone=True)),
        sa.Column("expires_at", sa.DateTime(timezone=True)),
        sa.Column("reexamine_on", sa.Date),
        sa.Column("reason_due_on", sa.Date),
        sa.Column("adopted_at", sa.DateTime(timezone=True)),
        sa.Column("reminded", ARRAY(sa.UnicodeText), nullable=False),
        sa.Column("kept", JSONB, nullable=False),
        sa.Column("to_index", sa.Boolean, nullable=False),
    )
    op.create_index(
        "opendatalab_workflow_assignee",
        "opendatalab_workflow",
        ["assignee_id"],
        postgresql_where=sa.text("assignee_id IS NOT NULL"),
    )
    op.create_index(
        "opendatalab_workflow_awaits", "opendatalab_workflow", ["awaits"], postgresql_using="gin"
    )
    op.create_table(
        "opendatalab_workflow_definition",
        sa.Column("code", sa.UnicodeText, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("fingerprint", sa.UnicodeText, nullable=False),
        sa.Column("data", JSONB, nullable=False),
    )
    op.create_table(
        "opendatalab_comment",
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=True),
        sa.Column("package_id", sa.UnicodeText, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author_id", sa.UnicodeText),
        sa.Column("author_name", sa.UnicodeText, nullable=False),
        sa.Column("field", sa.UnicodeText),
        sa.Column("text", sa.UnicodeText, nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True)),
        sa.Column("settled_by", sa.UnicodeText),
    )
    op.create_index("opendatalab_comment_of_package", "opendatalab_comment", ["package_id", "id"])
    op.create_table(
        "opendatalab_absence",
        sa.Column("user_id", sa.UnicodeText, primary_key=True),
        sa.Column("delegate_id", sa.UnicodeText, nullable=False),
        sa.Column("from_on", sa.Date, nullable=False),
        sa.Column("until_on", sa.Date, nullable=False),
    )


def downgrade():
    op.drop_table("opendatalab_absence")
    op.drop_table("opendatalab_comment")
    op.drop_table("opendatalab_workflow_definition")
    op.drop_table("opendatalab_workflow")
    for name in ("objection_days", "single_agent", "editing", "definition"):
        op.drop_column("opendatalab_adoption", name)
