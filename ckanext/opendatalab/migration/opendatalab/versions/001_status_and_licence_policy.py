"""Public status of a dataset, licence policy of an organisation.

Revision ID: 001_status
Revises:
"""

import sqlalchemy as sa
from alembic import op

revision = "001_status"
down_revision = None
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "opendatalab_status",
        sa.Column("package_id", sa.UnicodeText, primary_key=True),
        sa.Column("governance_state", sa.UnicodeText),
        sa.Column("legal_eligibility", sa.UnicodeText),
        sa.Column("quality_status", sa.UnicodeText),
        sa.Column("quality_score", sa.Integer),
    )
    op.create_table(
        "opendatalab_licence_policy",
        sa.Column("organization_id", sa.UnicodeText, primary_key=True),
        sa.Column("default_license_id", sa.UnicodeText),
        sa.Column("administration", sa.Boolean, nullable=False, server_default=sa.true()),
    )


def downgrade():
    op.drop_table("opendatalab_licence_policy")
    op.drop_table("opendatalab_status")
