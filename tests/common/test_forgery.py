"""No other site sends our forms in the name of who is logged in here."""

from __future__ import annotations

import pytest
from flask import g
from flask_wtf.csrf import CSRFError

from ckanext.opendatalab import rooms
from ckanext.opendatalab.common import forgery


def test_every_page_of_ours_checks_its_forms_itself():
    for _ in range(2):  # CKAN asks more than once
        for blueprint in rooms.blueprints():
            assert blueprint.before_request_funcs[None].count(forgery.check) == 1


@pytest.mark.usefixtures("with_plugins")
def test_a_form_without_the_token_is_refused_even_where_core_exempts_the_page(app, monkeypatch):
    monkeypatch.setitem(app.flask_app.config, "WTF_CSRF_ENABLED", True)
    with app.flask_app.test_request_context("/dataset/any/legal", method="POST"):
        g.login_via_auth_header = False
        with pytest.raises(CSRFError):
            forgery.check()
        g.login_via_auth_header = True
        forgery.check()
    with app.flask_app.test_request_context("/dataset/any/legal"):
        forgery.check()
