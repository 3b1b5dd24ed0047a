"""A role for the whole portal is granted by leaving the organisation out, and only so."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
import pytest
from ckan.tests import factories, helpers

from ckanext.opendatalab.common import roles


@pytest.mark.usefixtures("used_portal")
@pytest.mark.parametrize("organization", [[], {}, 0, False, ["a"], {"id": "a"}])
def test_what_is_no_text_does_not_mean_the_whole_portal(organization):
    user = factories.User()
    with pytest.raises(tk.ValidationError) as refused:
        helpers.call_action(
            "opendatalab_role_grant", user=user["name"], role="dpo", organization=organization
        )
    assert "organization" in refused.value.error_dict
    assert roles.by_organization(user["name"]) == {}
