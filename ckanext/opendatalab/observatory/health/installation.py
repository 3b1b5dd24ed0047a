"""Checks of what is installed and configured: no service is asked."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckanext.scheming import helpers as scheming_helpers
from packaging.requirements import Requirement

import ckanext.opendatalab
from ckanext.opendatalab import config
from ckanext.opendatalab.common import labels
from ckanext.opendatalab.fields.compose import compose
from ckanext.opendatalab.fields.schema import known_presets, overlay
from ckanext.opendatalab.observatory.health.report import Finding

DISTRIBUTION = "ckanext-opendatalab"
CKAN_VERSIONS = ("2.11", "2.12")
SCHEMA_PLUGINS = ("opendatalab_datasets", "scheming_datasets")
LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")


def packages() -> Iterator[Finding]:
    """CKAN and the Python packages that ours needs, at versions it works with."""
    wrong: list[str] = []
    for line in requires(DISTRIBUTION) or []:
        requirement = Requirement(line)
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": ""}):
            continue
        try:
            installed = version(requirement.name)
        except PackageNotFoundError:
            wrong.append(tk._("{package}: not installed").format(package=requirement))
            continue
        if not requirement.specifier.contains(installed, prereleases=True):
            wrong.append(
                tk._("{package}: {version} is installed").format(
                    package=requirement, version=installed
                )
            )
    if wrong:
        yield Finding(
            "packages",
            "error",
            tk._("Python packages are missing or have the wrong version: {list}").format(
                list="; ".join(wrong)
            ),
            f"pip install --upgrade {DISTRIBUTION}",
        )
    if not tk.ckan.__version__.startswith(CKAN_VERSIONS):
        yield Finding(
            "packages",
            "warning",
            tk._("CKAN {version} is not one of the versions this was tested with: {list}").format(
                version=tk.ckan.__version__, list=", ".join(CKAN_VERSIONS)
            ),
            tk._("Read the support matrix in README.rst before you rely on it."),
        )
    elif not wrong:
        yield Finding(
            "packages",
            "ok",
            tk._("CKAN {version}, {name} {ours}, and what they need").format(
                version=tk.ckan.__version__, name=DISTRIBUTION, ours=version(DISTRIBUTION)
            ),
        )


def plugins() -> Iterator[Finding]:
    """The plugins that ours works with, and their order."""
    listed: list[str] = tk.config["ckan.plugins"]
    before = config.plugins_to_move(listed)
    if before:
        yield Finding(
            "plugins",
            "error",
            tk._("opendatalab comes after {list}, whose templates replace ours").format(
                list=", ".join(before)
            ),
            tk._("In ckan.plugins, put opendatalab first."),
        )
    other = labels.instead_of_ours()
    if other:
        told = tk._(
            "{plugin} comes before opendatalab_reviewers, so that reviewers do not find in searches"
            " what they have to decide about"
        )
        yield Finding(
            "plugins",
            "warning",
            told.format(plugin=other),
            tk._("In ckan.plugins, put opendatalab_reviewers before it: its labels stay."),
        )
    if not any(name in listed for name in SCHEMA_PLUGINS):
        yield Finding(
            "plugins",
            "error",
            tk._("No plugin gives datasets a schema, so the fields are neither shown nor saved"),
            tk._("Add opendatalab_datasets to ckan.plugins, after opendatalab."),
        )
    elif not before and not other:
        yield Finding("plugins", "ok", tk._("In order: {list}").format(list=", ".join(listed)))


def templates() -> Iterator[Finding]:
    """Templates of ours that another plugin or the administrator's theme replaces."""
    folder = Path(str(ckanext.opendatalab.__path__[0]), "templates")
    ours = [str(path.relative_to(folder)) for path in folder.rglob("*.html")]
    replaced: list[str] = []
    for other in map(Path, tk.config["computed_template_paths"]):
        if other == folder:
            break
        # A template that extends the next one with this tag is an addition, not a replacement.
        replaced += [
            str(other / name)
            for name in ours
            if (other / name).is_file()
            and "ckan_extends" not in (other / name).read_text(encoding="utf-8", errors="replace")
        ]
    if replaced:
        yield Finding(
            "templates",
            "warning",
            tk._("These templates replace ours: {list}").format(list=", ".join(replaced)),
            tk._("Start each with {tag}, or put its plugin after opendatalab.").format(
                tag="{% ckan_extends %}"
            ),
        )
    else:
        yield Finding("templates", "ok", tk._("No template of ours is replaced"))


def options() -> Iterator[Finding]:
    """Options that nothing reads, and addresses that cannot be right."""
    found: list[Finding] = []
    for key in sorted(k for k in tk.config if k.startswith(config.PREFIX)):
        if not config.is_declared(key):
            found.append(
                Finding(
                    "config",
                    "warning",
                    tk._("{key} is not an option, so it has no effect").format(key=key),
                    tk._("Look for its right name in docs/configuration.md."),
                )
            )
    site = urlsplit(tk.config["ckan.site_url"])
    if site.scheme == "http" and site.hostname not in LOCAL_HOSTS:
        found.append(
            Finding(
                "config",
                "warning",
                tk._("ckan.site_url begins with http: passwords travel in clear"),
                tk._("Serve the portal over https and write its https address there."),
            )
        )
    if not (tk.config.get("ckan.site_title") or "").strip():
        found.append(
            Finding(
                "config",
                "warning",
                tk._("ckan.site_title is empty"),
                tk._("Write your portal's name there: catalogues that harvest it show it."),
            )
        )
    found.extend(_licences())
    yield from found
    if not found:
        yield Finding("config", "ok", tk._("Every option is known and plausible"))


def _licences() -> Iterator[Finding]:
    address = tk.config.get("licenses_group_url") or ""
    parts = urlsplit(address)
    if parts.scheme != "file":
        return  # nothing set, or a web address: reading it is CKAN's business at start-up
    try:
        entries = json.loads(Path(url2pathname(parts.path)).read_text(encoding="utf-8"))
        readable = isinstance(entries, (list, dict)) and bool(entries)
        reason = tk._("it is empty")
    except (OSError, ValueError) as error:
        readable, reason = False, str(error)
    if not readable:
        yield Finding(
            "config",
            "error",
            tk._("licenses_group_url: {address} cannot be read: {reason}").format(
                address=address, reason=reason
            ),
            tk._("Remove the option to use our licence list, or write a valid JSON file."),
        )


def schema() -> Iterator[Finding]:
    """Which of our fields each dataset type lacks."""
    if not any(map(p.plugin_loaded, SCHEMA_PLUGINS)):
        return  # the plugins' check says it
    for dataset_type in config.dataset_types():
        present = scheming_helpers.scheming_get_dataset_schema(dataset_type, expanded=False)
        if present is None:
            yield Finding(
                "schema",
                "error",
                tk._("No schema has the dataset type {type}").format(type=dataset_type),
                tk._("Correct opendatalab.dataset_types or scheming.dataset_schemas."),
            )
            continue
        composition = compose(present, overlay(), known_presets(), config.form_pages())
        lacking = [d.field for d in composition.report if d.outcome == "added"]
        if lacking:
            yield Finding(
                "schema",
                "warning",
                tk._("Datasets of type {type} lack: {list}").format(
                    type=dataset_type, list=", ".join(lacking)
                ),
                tk._("Paste the lines of the command: {command}").format(
                    command="ckan opendatalab schema export"
                ),
            )
        else:
            yield Finding(
                "schema",
                "ok",
                tk._("Datasets of type {type} have every field").format(type=dataset_type),
            )


def dcat() -> Iterator[Finding]:
    """Whether the catalogue can be harvested, by a profile that knows our fields."""
    if not p.plugin_loaded("dcat"):
        yield Finding(
            "dcat",
            "warning",
            tk._("The plugin dcat is not loaded: data.gouv.fr and data.europa.eu get nothing"),
            tk._("Add dcat to ckan.plugins, after opendatalab."),
        )
        return
    # Its default, when unset, is the profile we need.
    profiles = (tk.config.get("ckanext.dcat.rdf.profiles") or "euro_dcat_ap_3").split()
    if "euro_dcat_ap_3" in profiles:
        yield Finding(
            "dcat",
            "ok",
            tk._("The catalogue is given as {list}").format(list=" ".join(profiles)),
        )
    else:
        yield Finding(
            "dcat",
            "warning",
            tk._("ckanext.dcat.rdf.profiles is {list}: several of our fields are left out").format(
                list=" ".join(profiles)
            ),
            tk._("Write euro_dcat_ap_3 there."),
        )


def storage() -> Iterator[Finding]:
    """Whether files can be stored."""
    path = tk.config.get("ckan.storage_path")
    if not path:
        yield Finding(
            "storage",
            "warning",
            tk._("ckan.storage_path is empty: nobody can upload a file"),
            tk._("Write there a folder that CKAN's user may write to."),
        )
    elif not os.access(path, os.W_OK | os.X_OK):
        yield Finding(
            "storage",
            "error",
            tk._("The folder {path} does not exist or may not be written to").format(path=path),
            tk._("Create it and give it to CKAN's user."),
        )
    else:
        yield Finding("storage", "ok", tk._("Files go to {path}").format(path=path))
