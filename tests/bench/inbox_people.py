"""Makes the people of :mod:`.inbox`: ``python -m tests.bench.inbox_people INI``.

Standard output ends with one line of JSON.
"""

from __future__ import annotations

import json
import secrets
import sys
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan import types
from ckan.cli import load_config
from ckan.config.middleware import make_app

from ckanext.opendatalab.workflow.governance import definitions
from tests.bench import fill, values

PLACES = 10
LEAD, EDITOR = "bench-lead", "bench-editor"


def main() -> None:
    app = make_app(load_config(sys.argv[1]))
    with app._wsgi_app.test_request_context():
        definitions.keep(definitions.named("simple"))
        lead, editor = _user(LEAD), _user(EDITOR)
        organizations = [model.Group.get(values.organization(one)) for one in range(PLACES)]
        for one in filter(None, organizations):
            tk.get_action("opendatalab_role_grant")(
                _context(), {"user": lead.id, "role": "project_lead", "organization": one.id}
            )
            for user in (lead, editor):
                tk.get_action("organization_member_create")(
                    _context(), {"id": one.id, "username": user.name, "role": "editor"}
                )
        model.Session.query(model.ApiToken).filter_by(user_id=lead.id).delete()
        model.Session.commit()
        token = tk.get_action("api_token_create")(_context(), {"user": LEAD, "name": "bench"})
        found: dict[str, Any] = {
            "me": lead.id,
            "editor": editor.id,
            "organizations": [one.id for one in organizations if one],
            "token": token["token"],
        }
        sys.stdout.write(json.dumps(found) + "\n")


def _context() -> types.Context:
    return {"user": fill.USER, "ignore_auth": True}


def _user(name: str) -> model.User:
    found = model.User.get(name)
    if found is None:
        tk.get_action("user_create")(
            _context(),
            {"name": name, "email": f"{name}@example.org", "password": secrets.token_hex()},
        )
        found = model.User.get(name)
    assert found
    return found


if __name__ == "__main__":
    main()
