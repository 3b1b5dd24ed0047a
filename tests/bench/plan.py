"""What is measured, and how slow the extension may make it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from tests.bench import values
from tests.bench.measure import Measure
from tests.bench.portals import Answer, Portal

_SEARCH_PAGES = (
    "/dataset/",
    "/dataset/?q=eau",
    "/dataset/?q=voirie+arbres&sort=metadata_modified+desc",
    "/dataset/?page=3",
    "/dataset/?organization=bench-collectivite-03",
    "/dataset/?tags=budget",
)
_QUERIES = ("*:*", "eau", "voirie arbres", "service", "conseil municipal", "relevé")

REINDEX = Measure(
    "reindex", "full reindex, each dataset", 1.15, lambda portal, _: portal.get("/"), least=60
)


def measures(count: int) -> list[Measure]:
    """All but the reindex; updates come last, for they leave the other portal's index behind."""

    def name(turn: int) -> str:
        return values.name(turn * 37 % count)

    def show(portal: Portal, turn: int) -> Answer:
        return portal.get(f"/api/3/action/package_show?id={name(turn)}")

    def search(rows: int) -> Any:
        def ask(portal: Portal, turn: int) -> Answer:
            words = _QUERIES[turn % len(_QUERIES)] if rows < 100 else "*:*"
            query = urlencode({"q": words, "rows": rows})
            return portal.get(f"/api/3/action/package_search?{query}")

        return ask

    def page(paths: Sequence[str]) -> Any:
        return lambda portal, turn: portal.get(paths[turn % len(paths)])

    def dataset_page(portal: Portal, turn: int) -> Answer:
        return portal.get(f"/dataset/{name(turn)}")

    def update(portal: Portal, turn: int) -> Answer:
        # Twins of each pair: each portal saves datasets of its own.
        number = (turn * 2 + (portal.name == "on")) % count
        data = portal.action("package_show", id=values.name(number))
        kept = data["notes"].split(" Relecture n°")[0]
        data["notes"] = f"{kept} Relecture n° {portal.next_number()}."
        return portal.post("/api/3/action/package_update", data)

    return [
        Measure("show", "`package_show`", 1.10, show, share=3),
        Measure("search", "`package_search`, 20 rows", 1.10, search(20), share=2),
        Measure("search_all", "`package_search`, 1,000 rows", 1.05, search(1000), share=0.5),
        Measure("dataset_page", "dataset page", 1.15, dataset_page),
        Measure("search_page", "search page", 1.15, page(_SEARCH_PAGES)),
        Measure("home", "home", 1.05, page(["/"])),
        Measure("update", "`package_update`", 1.25, update),
    ]


def trace(portal: Portal, key: str, times: int, ids: Sequence[str]) -> dict[str, Any]:
    """The statements and the profile of one request of the measure ``key``."""
    request: dict[str, Any] = {"times": times}
    if key == "update":
        data = portal.action("package_show", id=values.name(portal.name == "on"))
        request |= {
            "path": "/api/3/action/package_update",
            "body": json.dumps(data),
            "changing": "notes",
            "token": portal.token,
        }
    elif key == "reindex":
        request |= {
            "path": "/-bench/reindex",
            "body": json.dumps({"ids": ids[:10], "commit": False}),
        }
    else:
        request["path"] = {
            "show": f"/api/3/action/package_show?id={values.name(4)}",
            "search": "/api/3/action/package_search?rows=20",
            "search_all": "/api/3/action/package_search?rows=1000",
            "dataset_page": f"/dataset/{values.name(4)}",
            "search_page": "/dataset/",
            "home": "/",
        }[key]
    return json.loads(portal.post("/-bench/trace", request).body)
