"""Roles, append-only log, mails to send.

Revision ID: 002_roles
Revises: 001_status
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "002_roles"
down_revision = "001_status"
branch_labels = None
depends_on = None

# A statement trigger is the only one that TRUNCATE fires too. It guards against accidents and
# against this application, not against whoever owns the database.
REFUSE = """
CREATE OR REPLACE FUNCTION opendatalab_log_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('opendatalab.maintenance', true) IS DISTINCT FROM 'on' THEN
        RAISE EXCEPTION 'opendatalab_log only grows'
            USING HINT = 'Rows are changed or deleted by maintenance only.';
    END IF;
    RETURN NULL;
END
$$
"""
TRIGGER = """
CREATE TRIGGER opendatalab_log_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON opendatalab_log
FOR EACH STATEMENT EXECUTE FUNCTION opendatalab_log_refuse()
"""


def upgrade():
    op.create_table(
        "opendatalab_role",
        sa.Column("id", sa.UnicodeText, primary_key=True),
        sa.Column("user_id", sa.UnicodeText, nullable=False),
        sa.Column("role", sa.UnicodeText, nullable=False),
        sa.Column("organization_id", sa.UnicodeText),
        sa.Column("granted_by", sa.UnicodeText),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index(
        "opendatalab_role_in_organization",
        "opendatalab_role",
        ["user_id", "role", "organization_id"],
        unique=True,
        postgresql_where=sa.text("organization_id IS NOT NULL"),
    )
    op.create_index(
        "opendatalab_role_in_portal",
        "opendatalab_role",
        ["user_id", "role"],
        unique=True,
        postgresql_where=sa.text("organization_id IS NULL"),
    )
    op.create_index("opendatalab_role_holders", "opendatalab_role", ["organization_id", "role"])
    op.create_table(
        "opendatalab_log",
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.UnicodeText),
        sa.Column("actor_name", sa.UnicodeText, nullable=False),
        sa.Column("organization_id", sa.UnicodeText),
        sa.Column("package_id", sa.UnicodeText),
        sa.Column("kind", sa.UnicodeText, nullable=False),
        sa.Column("reason", sa.UnicodeText),
        sa.Column("data", JSONB, nullable=False),
    )
    op.create_index("opendatalab_log_of_organization", "opendatalab_log", ["organization_id", "id"])
    op.create_index("opendatalab_log_of_package", "opendatalab_log", ["package_id", "id"])
    op.execute(REFUSE)
    op.execute(TRIGGER)
    op.create_table(
        "opendatalab_outbox",
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=True),
        sa.Column("event", sa.UnicodeText, nullable=False),
        sa.Column("recipient", sa.UnicodeText, nullable=False),
        sa.Column("subject", sa.UnicodeText, nullable=False),
        sa.Column("body", sa.UnicodeText, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True)),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True)),
        sa.Column("last_error", sa.UnicodeText),
        sa.UniqueConstraint("event", "recipient", name="opendatalab_outbox_once"),
    )
    op.create_index("opendatalab_outbox_next_try", "opendatalab_outbox", ["next_try_at"])


def downgrade():
    op.drop_table("opendatalab_outbox")
    op.drop_table("opendatalab_log")
    op.execute("DROP FUNCTION opendatalab_log_refuse()")
    op.drop_table("opendatalab_role")
