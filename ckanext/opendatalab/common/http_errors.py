"""Why an address of another server gave no file, and what to do about it."""

from __future__ import annotations

import http.client
from collections.abc import Iterator

import ckan.plugins.toolkit as tk
import requests
import urllib3.exceptions


class NotFetched(Exception):  # noqa: N818 - reads as the outcome that it is
    """There is no answer.  ``code``: why, for :func:`say`; ``host``: which one was asked last."""

    def __init__(self, code: str, host: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.host = host


class Refused(NotFetched):
    """We do not go on: "address", "scheme", "credentials", "port", "private", "closed",
    "too_many_redirects", "too_large", "too_slow".
    """


class Unreachable(NotFetched):
    """The server does not answer as it should: "unknown_host", "no_connection", "timeout",
    "certificate", "dropped", "protocol", "encoding"; "proxy": ours does not.
    """


# What the libraries raise, the more special before what they are kinds of.
_CODES: tuple[tuple[type[BaseException], str], ...] = (
    (urllib3.exceptions.ProxyError, "proxy"),
    (requests.exceptions.ProxyError, "proxy"),
    (urllib3.exceptions.SSLError, "certificate"),
    (requests.exceptions.SSLError, "certificate"),
    (urllib3.exceptions.NewConnectionError, "no_connection"),
    (urllib3.exceptions.TimeoutError, "timeout"),
    (requests.Timeout, "timeout"),
    (TimeoutError, "timeout"),
    (urllib3.exceptions.IncompleteRead, "dropped"),
    (http.client.IncompleteRead, "dropped"),
    (http.client.RemoteDisconnected, "dropped"),
    (http.client.HTTPException, "protocol"),
    (urllib3.exceptions.InvalidHeader, "protocol"),
    (urllib3.exceptions.InvalidChunkLength, "protocol"),
)


def code_of(error: BaseException) -> str:
    """Return the code for what a library raised, wherever in it the reason is."""
    reasons = tuple(_reasons(error))
    for kind, code in _CODES:
        if any(isinstance(one, kind) for one in reasons):
            return code
    return "dropped"


def _reasons(error: BaseException) -> Iterator[BaseException]:
    yield error
    for inner in (*error.args, getattr(error, "reason", None)):
        if isinstance(inner, BaseException):
            yield from _reasons(inner)


def say(code: str) -> str:
    """Return a sentence for whoever gave the address, that says what to do."""
    return _sentences().get(code) or tk._("The file at this address cannot be fetched.")


def _sentences() -> dict[str, str]:
    return {
        "address": tk._("This is not a valid address. Copy it from your browser's address bar."),
        "scheme": tk._("The address must start with http:// or https://."),
        "closed": tk._(
            "This portal does not look at other servers. Upload the file, or ask an administrator"
            " of the portal to allow this one."
        ),
        "credentials": tk._(
            "The address contains a user name or a password. Remove it: everybody would read it."
        ),
        "port": tk._("The address names a port that no web server uses. Use the usual address."),
        "private": tk._(
            "The address leads into an internal network, which the public does not reach. Publish "
            "the file at a public address, or ask an administrator of the portal to allow this "
            "server."
        ),
        "too_many_redirects": tk._(
            "The server sends from one address to the next without end. Give the file's final "
            "address."
        ),
        "too_large": tk._("The file is too large to be fetched."),
        "too_slow": tk._("The server is too slow: the file did not arrive in time."),
        "unknown_host": tk._("No server has this name. Check the spelling of the address."),
        "no_connection": tk._("The server does not accept connections. Try again later."),
        "timeout": tk._("The server does not answer. Try again later."),
        "certificate": tk._(
            "The server's certificate is not valid. Tell whoever looks after that server."
        ),
        "dropped": tk._("The server ended the connection before the file was complete."),
        "protocol": tk._("The server's answer cannot be understood."),
        "encoding": tk._("The server compresses the file in a way that cannot be read."),
        "proxy": tk._("The portal's own way out does not work. Tell its administrator."),
    }
