"""A fetch of a test, and names that lead where the test says: no request leaves this machine."""

from __future__ import annotations

import socket

import ckan.plugins.toolkit as tk

from ckanext.opendatalab.common import http

REAL = socket.getaddrinfo


def allow(monkeypatch, *hosts):
    """Name servers in the configuration, as an administrator would."""
    monkeypatch.setitem(tk.config, "opendatalab.fetch_allowed_hosts", list(hosts))


def name(monkeypatch, **answers):
    """Have names lead to IP addresses: a list, or a function that is asked each time.

    The one seam that is not real: names of the outside have no meaning where tests run.  "_" is
    written for "." in names; all others have none, and IP addresses are what they are.
    """
    known = {host.replace("_", "."): ips for host, ips in answers.items()}
    looked_up = []

    def getaddrinfo(host, port, *args, **values):
        looked_up.append(host)
        if host in known:
            ips = known[host]() if callable(known[host]) else known[host]
            return [
                (
                    socket.AF_INET6 if ":" in ip else socket.AF_INET,
                    socket.SOCK_STREAM,
                    6,
                    "",
                    (ip, port, 0, 0) if ":" in ip else (ip, port),
                )
                for ip in ips
            ]
        if not host.replace(".", "").isdigit() and ":" not in host and host != "localhost":
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        return REAL(host, port, *args, **values)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return looked_up


def code(url, to=None, **values):
    """Return why a fetch fails; "" if it does not."""
    try:
        http.fetch(url, to, **values)
    except http.NotFetched as error:
        return error.code
    return ""
