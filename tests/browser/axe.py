"""axe-core with its RGAA and WCAG 2.2 AA rules, on the whole page or on our regions only."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "RGAAv4"]
OUR_REGIONS = "[class*='opendatalab-']"


def violations(page: Page, region: str | None = None) -> dict[str, list[str]]:
    """Return the failing elements by rule; inside ``region`` (a CSS selector) when given."""
    options = {"runOnly": {"type": "tag", "values": TAGS}}
    context = {"include": [[region]]} if region else None
    results = Axe().run(page, context=context, options=options)
    return {
        rule["id"]: [" ".join(map(str, node["target"])) for node in rule["nodes"]]
        for rule in results.response["violations"]
    }


def rule_counts(page: Page) -> dict[str, int]:
    """Return how many elements of the page fail each rule."""
    return {rule: len(nodes) for rule, nodes in violations(page).items()}
