"""What is known of the quality of datasets and files, what is asked for, and schemas.

Revision ID: 005_quality
Revises: 004_workflow
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "005_quality"
down_revision = "004_workflow"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("opendatalab_status", sa.Column("quality_turns_on", sa.Date))
    op.add_column("opendatalab_status", sa.Column("quality_score_then", sa.Integer))
    op.add_column("opendatalab_status", sa.Column("quality_status_then", sa.UnicodeText))
    op.create_table(
        "opendatalab_quality",
        sa.Column("package_id", sa.UnicodeText, primary_key=True),
        sa.Column("organization_id", sa.UnicodeText),
        sa.Column("status", sa.UnicodeText, nullable=False),
        sa.Column("score", sa.Integer, nullable=False),
        sa.Column("results", JSONB, nullable=False),
        sa.Column("fingerprint", sa.UnicodeText, nullable=False),
        sa.Column("criteria", sa.UnicodeText, nullable=False),
        sa.Column("scored_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("turns_on", sa.Date),
        sa.Column("score_then", sa.Integer),
        sa.Column("to_index", sa.Boolean, nullable=False),
    )
    op.create_index(
        "opendatalab_quality_of_organization", "opendatalab_quality", ["organization_id", "score"]
    )
    op.create_index("opendatalab_quality_turns_on", "opendatalab_quality", ["turns_on"])
    op.create_table(
        "opendatalab_quality_history",
        sa.Column("package_id", sa.UnicodeText, primary_key=True),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("organization_id", sa.UnicodeText),
        sa.Column("score", sa.Integer, nullable=False),
        sa.Column("status", sa.UnicodeText, nullable=False),
        sa.Column("faults", sa.Integer, nullable=False),
        sa.Column("criteria", sa.UnicodeText, nullable=False),
    )
    op.create_index(
        "opendatalab_quality_history_by_organization",
        "opendatalab_quality_history",
        ["organization_id", "day"],
    )
    op.create_table(
        "opendatalab_file_check",
        sa.Column("resource_id", sa.UnicodeText, primary_key=True),
        sa.Column("package_id", sa.UnicodeText, nullable=False),
        sa.Column("wanted", sa.UnicodeText, nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True)),
        sa.Column("claim", sa.UnicodeText),
        sa.Column("claimed_until", sa.DateTime(timezone=True)),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("checked", sa.UnicodeText),
        sa.Column("checker", sa.UnicodeText),
        sa.Column("outcome", sa.UnicodeText),
        sa.Column("report", JSONB),
        sa.Column("cells", JSONB),
        sa.Column("content", sa.UnicodeText),
        sa.Column("etag", sa.UnicodeText),
        sa.Column("last_modified", sa.UnicodeText),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.Column("link_failures", sa.Integer, nullable=False),
        sa.Column("next_check_at", sa.DateTime(timezone=True)),
    )
    op.create_index("opendatalab_file_check_of_package", "opendatalab_file_check", ["package_id"])
    op.create_index("opendatalab_file_check_next", "opendatalab_file_check", ["next_check_at"])
    op.create_index(
        "opendatalab_file_check_requested",
        "opendatalab_file_check",
        ["requested_at"],
        postgresql_where=sa.text("requested_at IS NOT NULL"),
    )
    op.create_table(
        "opendatalab_check_history",
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=True),
        sa.Column("resource_id", sa.UnicodeText, nullable=False),
        sa.Column("package_id", sa.UnicodeText, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.UnicodeText, nullable=False),
        sa.Column("checked", sa.UnicodeText, nullable=False),
        sa.Column("checker", sa.UnicodeText, nullable=False),
        sa.Column("summary", JSONB, nullable=False),
    )
    op.create_index(
        "opendatalab_check_history_of_resource", "opendatalab_check_history", ["resource_id", "id"]
    )
    op.create_index(
        "opendatalab_check_history_of_package", "opendatalab_check_history", ["package_id"]
    )
    op.create_table(
        "opendatalab_quality_policy",
        sa.Column("organization_id", sa.UnicodeText, primary_key=True),
        sa.Column("mode", sa.UnicodeText),
        sa.Column("minimum_score", sa.Integer),
        sa.Column("mandatory", ARRAY(sa.UnicodeText)),
        sa.Column("tolerated", ARRAY(sa.UnicodeText)),
        sa.Column("mails_since", sa.DateTime(timezone=True)),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.UnicodeText),
    )
    op.create_table(
        "opendatalab_quality_waiver",
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=True),
        sa.Column("package_id", sa.UnicodeText, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.UnicodeText),
        sa.Column("actor_name", sa.UnicodeText, nullable=False),
        sa.Column("role", sa.UnicodeText, nullable=False),
        sa.Column("reason", sa.UnicodeText, nullable=False),
        sa.Column("expires_on", sa.Date, nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
    )
    op.create_index(
        "opendatalab_quality_waiver_of_package", "opendatalab_quality_waiver", ["package_id", "id"]
    )
    op.create_table(
        "opendatalab_table_schema",
        sa.Column("id", sa.UnicodeText, primary_key=True),
        sa.Column("version", sa.UnicodeText, nullable=False),
        sa.Column("title", sa.UnicodeText, nullable=False),
        sa.Column("kind", sa.UnicodeText, nullable=False),
        sa.Column("address", sa.UnicodeText),
        sa.Column("organization_id", sa.UnicodeText),
        sa.Column("content", JSONB),
        sa.Column("fingerprint", sa.UnicodeText),
        sa.Column("fetched_at", sa.DateTime(timezone=True)),
        sa.Column("error", sa.UnicodeText),
        sa.Column("created_by", sa.UnicodeText),
    )


def downgrade():
    op.drop_table("opendatalab_table_schema")
    op.drop_table("opendatalab_quality_waiver")
    op.drop_table("opendatalab_quality_policy")
    op.drop_table("opendatalab_check_history")
    op.drop_table("opendatalab_file_check")
    op.drop_table("opendatalab_quality_history")
    op.drop_table("opendatalab_quality")
    for name in ("quality_status_then", "quality_score_then", "quality_turns_on"):
        op.drop_column("opendatalab_status", name)
