"""What is known of the legal side of datasets and organisations.  Internal: nothing here is public
but what was validated of :class:`PublicInformation`.

No foreign keys: the purge of a dataset, an organisation or an account must not be refused.
"""

from __future__ import annotations

from datetime import datetime, timezone

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

__all__ = [
    "LegalFileRow",
    "LegalHistory",
    "LegalTemplate",
    "OrganizationProfile",
    "PublicInformation",
]


def _now() -> datetime:
    return datetime.now(timezone.utc)


class LegalFileRow(tk.BaseModel):
    """The legal file of one dataset as it is now; ``file.py`` says what the JSON holds.

    ``version`` grows by one at every change: whoever saves says which one she saw.
    ``proposed_verdict`` and ``complete`` repeat what the rules made of the answers, for lists.
    """

    __tablename__ = "opendatalab_legal_file"

    package_id = sa.Column(sa.UnicodeText, primary_key=True)
    version = sa.Column(sa.Integer, nullable=False, default=0)
    answers = sa.Column(JSONB, nullable=False)
    notes = sa.Column(JSONB, nullable=False)
    attestations = sa.Column(JSONB, nullable=False)
    evidence = sa.Column(JSONB, nullable=False)
    opinion = sa.Column(JSONB(none_as_null=True))
    validation = sa.Column(JSONB(none_as_null=True))
    template = sa.Column(sa.UnicodeText)
    copied_from = sa.Column(sa.UnicodeText)
    proposed_verdict = sa.Column(sa.UnicodeText)
    complete = sa.Column(sa.Boolean, nullable=False, default=False)
    updated_at = sa.Column(sa.DateTime(timezone=True), nullable=False, default=_now)
    updated_by = sa.Column(sa.UnicodeText)


class LegalHistory(tk.BaseModel):
    """Something that happened to a legal file.  Rows are only ever added: triggers refuse the rest.

    The name beside the id: it outlives the account.
    """

    __tablename__ = "opendatalab_legal_history"

    id = sa.Column(sa.BigInteger, primary_key=True, autoincrement=True)
    package_id = sa.Column(sa.UnicodeText, nullable=False)
    at = sa.Column(sa.DateTime(timezone=True), nullable=False, default=_now)
    actor_id = sa.Column(sa.UnicodeText)
    actor_name = sa.Column(sa.UnicodeText, nullable=False)
    kind = sa.Column(sa.UnicodeText, nullable=False)
    version = sa.Column(sa.Integer, nullable=False)
    ruleset_version = sa.Column(sa.UnicodeText, nullable=False)
    data = sa.Column(JSONB, nullable=False)

    __table_args__ = (sa.Index("opendatalab_legal_history_of_package", package_id, id),)


class LegalTemplate(tk.BaseModel):
    """The validation, for the datasets of one organisation, of an analysis prepared beforehand."""

    __tablename__ = "opendatalab_legal_template"

    organization_id = sa.Column(sa.UnicodeText, primary_key=True)
    template = sa.Column(sa.UnicodeText, primary_key=True)
    validation = sa.Column(JSONB, nullable=False)


class OrganizationProfile(tk.BaseModel):
    """What decides about an organisation's duties; ``staff``: full-time equivalents.

    ``validator_id``: who validates where there is no legal officer.  ``authority``: in whose name
    analyses are validated ("Le maire").
    """

    __tablename__ = "opendatalab_organization_profile"

    organization_id = sa.Column(sa.UnicodeText, primary_key=True)
    type = sa.Column(sa.UnicodeText)
    siren = sa.Column(sa.UnicodeText)
    population = sa.Column(sa.Integer)
    staff = sa.Column(sa.Float)
    validator_id = sa.Column(sa.UnicodeText)
    authority = sa.Column(sa.UnicodeText)
    publishes_obligation = sa.Column(sa.Boolean, nullable=False, default=False)


class PublicInformation(tk.BaseModel):
    """A dataset's line in the *répertoire des informations publiques* (articles L322-6, R322-7).

    ``validated`` is public; ``proposed`` waits for a validation.
    """

    __tablename__ = "opendatalab_public_information"

    package_id = sa.Column(sa.UnicodeText, primary_key=True)
    proposed = sa.Column(JSONB(none_as_null=True))
    validated = sa.Column(JSONB(none_as_null=True))
