"""Legal files, their history, organisation profiles, public information, adoption of the gate.

Revision ID: 003_legal
Revises: 002_roles
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "003_legal"
down_revision = "002_roles"
branch_labels = None
depends_on = None

PUBLIC_COLUMNS = (
    "legal_outcome",
    "legal_grounds",
    "legal_access_right",
    "legal_statement",
    "legal_obligation",
)
REFUSE = """
CREATE OR REPLACE FUNCTION opendatalab_log_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('opendatalab.maintenance', true) IS DISTINCT FROM 'on' THEN
        RAISE EXCEPTION '% only grows', TG_TABLE_NAME
            USING HINT = 'Rows are changed or deleted by maintenance only.';
    END IF;
    RETURN NULL;
END
$$
"""
TRIGGER = """
CREATE TRIGGER opendatalab_legal_history_only_grows
BEFORE UPDATE OR DELETE OR TRUNCATE ON opendatalab_legal_history
FOR EACH STATEMENT EXECUTE FUNCTION opendatalab_log_refuse()
"""


def upgrade():
    for name in PUBLIC_COLUMNS:
        op.add_column("opendatalab_status", sa.Column(name, sa.UnicodeText))
    op.create_table(
        "opendatalab_legal_file",
        sa.Column("package_id", sa.UnicodeText, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("answers", JSONB, nullable=False),
        sa.Column("notes", JSONB, nullable=False),
        sa.Column("attestations", JSONB, nullable=False),
        sa.Column("evidence", JSONB, nullable=False),
        sa.Column("opinion", JSONB),
        sa.Column("validation", JSONB),
        sa.Column("template", sa.UnicodeText),
        sa.Column("copied_from", sa.UnicodeText),
        sa.Column("proposed_verdict", sa.UnicodeText),
        sa.Column("complete", sa.Boolean, nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.UnicodeText),
    )
    op.create_table(
        "opendatalab_legal_history",
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=True),
        sa.Column("package_id", sa.UnicodeText, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.UnicodeText),
        sa.Column("actor_name", sa.UnicodeText, nullable=False),
        sa.Column("kind", sa.UnicodeText, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("ruleset_version", sa.UnicodeText, nullable=False),
        sa.Column("data", JSONB, nullable=False),
    )
    op.create_index(
        "opendatalab_legal_history_of_package", "opendatalab_legal_history", ["package_id", "id"]
    )
    op.execute(REFUSE)
    op.execute(TRIGGER)
    op.create_table(
        "opendatalab_legal_template",
        sa.Column("organization_id", sa.UnicodeText, primary_key=True),
        sa.Column("template", sa.UnicodeText, primary_key=True),
        sa.Column("validation", JSONB, nullable=False),
    )
    op.create_table(
        "opendatalab_organization_profile",
        sa.Column("organization_id", sa.UnicodeText, primary_key=True),
        sa.Column("type", sa.UnicodeText),
        sa.Column("siren", sa.UnicodeText),
        sa.Column("population", sa.Integer),
        sa.Column("staff", sa.Float),
        sa.Column("validator_id", sa.UnicodeText),
        sa.Column("authority", sa.UnicodeText),
        sa.Column("publishes_obligation", sa.Boolean, nullable=False),
    )
    op.create_table(
        "opendatalab_public_information",
        sa.Column("package_id", sa.UnicodeText, primary_key=True),
        sa.Column("proposed", JSONB),
        sa.Column("validated", JSONB),
    )
    op.create_table(
        "opendatalab_adoption",
        sa.Column("organization_id", sa.UnicodeText, primary_key=True),
        sa.Column("mode", sa.UnicodeText, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.UnicodeText),
    )


def downgrade():
    op.drop_table("opendatalab_adoption")
    op.drop_table("opendatalab_public_information")
    op.drop_table("opendatalab_organization_profile")
    op.drop_table("opendatalab_legal_template")
    op.drop_table("opendatalab_legal_history")
    op.drop_table("opendatalab_legal_file")
    for name in PUBLIC_COLUMNS:
        op.drop_column("opendatalab_status", name)
