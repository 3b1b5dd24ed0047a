"""What nobody types by hand but a client may send is refused, without breaking down."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
import pytest
from ckan.tests import factories, helpers

pytestmark = pytest.mark.usefixtures("used_portal")

REFUSED = (tk.ValidationError, tk.ObjectNotFound, tk.NotAuthorized)


@pytest.mark.parametrize("unreadable", ["half \ud800", "a\0b"])
@pytest.mark.parametrize(
    ("action", "field"),
    [
        ("opendatalab_legal_show", "id"),
        ("opendatalab_legal_answer", "id"),
        ("opendatalab_legal_register", "organization"),
        ("opendatalab_information_list", "organization"),
        ("opendatalab_profile_update", "organization"),
        ("opendatalab_adoption_show", "organization"),
        ("opendatalab_role_list", "user"),
        ("opendatalab_log_list", "package_id"),
        ("opendatalab_log_list", "kind"),
    ],
)
def test_a_name_that_the_database_cannot_hold_is_refused(action, field, unreadable):
    context = {"user": factories.Sysadmin()["name"], "ignore_auth": False}
    with pytest.raises(REFUSED):
        helpers.call_action(action, context, **{field: unreadable})


def test_a_reason_that_the_database_cannot_hold_is_refused():
    context = {"user": factories.Sysadmin()["name"], "ignore_auth": False}
    organization = factories.Organization()
    for reason in ("half \ud800", "a\0b"):
        with pytest.raises(tk.ValidationError) as refused:
            helpers.call_action(
                "opendatalab_adoption_update",
                context,
                organization=organization["id"],
                mode="warn",
                reason=reason,
            )
        assert list(refused.value.error_dict) == ["reason"]


def test_an_empty_list_is_no_value():
    context = {"user": factories.Sysadmin()["name"], "ignore_auth": False}
    assert helpers.call_action("opendatalab_log_list", context, before=[], kind="nothing") == []
    with pytest.raises(tk.ValidationError) as refused:
        helpers.call_action("opendatalab_role_grant", context, user=[], role="dpo")
    assert list(refused.value.error_dict) == ["user"]
