"""Keeps a report, and the file of a dry run, for an hour: to reload the page, to confirm.

In Redis, which CKAN needs anyway: nothing lies about on the disk, and it forgets by itself.
"""

from __future__ import annotations

import base64
import json
import secrets
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib.redis import connect_to_redis

SECONDS = 3600


def keep(user: str, report: dict[str, Any], content: bytes | None) -> str:
    """Keep a report for its author and return the token that finds it."""
    token = secrets.token_urlsafe(24)
    kept = {
        "user": user,
        "report": report,
        "content": base64.b64encode(content).decode() if content is not None else None,
    }
    connect_to_redis().set(_key(token), json.dumps(kept), ex=SECONDS)
    return token


def find(token: str, user: str, organization: str) -> tuple[dict[str, Any], bytes | None] | None:
    """Return the report and the file kept under ``token``, None when gone or somebody else's."""
    raw = connect_to_redis().get(_key(token))
    if raw is None:
        return None
    kept = json.loads(raw)
    if kept["user"] != user or kept["report"]["organization"] != organization:
        return None
    content = base64.b64decode(kept["content"]) if kept["content"] is not None else None
    return kept["report"], content


def forget_file(token: str, user: str, organization: str) -> bytes | None:
    """Return the kept file once: whoever presses a button twice imports once."""
    found = find(token, user, organization)
    if found is None or found[1] is None:
        return None
    report, content = found
    redis = connect_to_redis()
    kept = {"user": user, "report": report, "content": None}
    # GETSET gives the file to one of two requests that arrive together.
    before = redis.getset(_key(token), json.dumps(kept))
    redis.expire(_key(token), SECONDS)
    if before is None or json.loads(before)["content"] is None:
        return None
    return content


def _key(token: str) -> str:
    return f"opendatalab:{tk.config['ckan.site_id']}:inventory:{token[:64]}"
