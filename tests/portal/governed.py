"""A governed organisation with a dataset in every state that there is; words in each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import ckan.model as model
import sqlalchemy as sa
from ckan.tests import factories, helpers

from ckanext.opendatalab.common import clock, reindex
from ckanext.opendatalab.workflow.engine import register
from ckanext.opendatalab.workflow.governance import definitions, start, step, store
from ckanext.opendatalab.workflow.model import Comment
from tests.governance import world
from tests.legal import world as legal
from tests.portal import checked, markers

# What became of each dataset under the longest path, step by step; ``*`` is not a step of it.
_PUBLISHED = ("submit", "legal_settled", "endorse", "approve", "publish", "*follow")
LIVES: dict[str, tuple[str, ...]] = {
    "identified": (),
    "draft": (),
    "legal_review": _PUBLISHED[:1],
    "in_review": _PUBLISHED[:2],
    "director_review": _PUBLISHED[:3],
    "to_correct": (*_PUBLISHED[:2], "return"),
    "approved": (*_PUBLISHED[:3], "*approve later"),
    "published": _PUBLISHED,
    "not_open": ("close",),
    "record_only": ("close", "*word", "publish_record"),
    "withdrawn": (*_PUBLISHED, "withdraw"),
    "withdrawn at once": (*_PUBLISHED, "withdraw_now"),
    "expired": (*_PUBLISHED, "*expire"),
    "reopened": (*_PUBLISHED, "withdraw", "reopen"),
    "deleted": (*_PUBLISHED, "withdraw", "*delete"),
    "purged": (*_PUBLISHED, "withdraw", "*delete", "*purge"),
}
# Those with a file, a view and rows: each is looked at on its own pages.
RICH = ("director_review", "published", "withdrawn at once", "deleted", "purged")
OTHER_PATHS = ("simple", "standard")
# Who looks, and what she is: ``of``: a member or a role of ours, elsewhere for the last.
INSIDERS = ("editor", "administrator", "sysadmin")
ROLES = ("project_lead", "legal_officer", "general_director", "elected_official")
OUTSIDERS = ("anonymous", "outsider", "elsewhere")


@dataclass
class Planted:
    """One dataset.  ``words``: what it says; ``inside``: what was written about it."""

    kind: str
    path: str
    state: str
    ids: dict[str, str]
    words: dict[str, str]
    inside: dict[str, str] = field(default_factory=dict)

    @property
    def public(self) -> bool:
        return self.kind == "published"


@dataclass
class Governed:
    """``beginnings``: how all words of a sort begin; ``headers``: how each person asks."""

    organization: dict[str, Any]
    group: dict[str, Any]
    people: dict[str, dict[str, Any]]
    headers: dict[str, dict[str, str]]
    beginnings: dict[str, str]
    planted: list[Planted] = field(default_factory=list)

    def of(self, kind: str) -> Planted:
        return next(one for one in self.planted if one.kind == kind)


def made() -> Governed:
    organization = factories.Organization()
    elsewhere = factories.Organization()
    people = {
        "outsider": factories.UserWithToken(),
        "elsewhere": markers.person(elsewhere, capacity="editor", role="project_lead"),
        "member": markers.person(organization, capacity="member"),
        "editor": markers.person(organization, capacity="editor"),
        "administrator": markers.person(organization, capacity="admin"),
        "sysadmin": factories.SysadminWithToken(),
        **{role: markers.person(organization, role=role) for role in ROLES},
    }
    for one in (organization, elsewhere):
        world.govern(one["id"], definition="full")
    headers = {name: {"Authorization": one["token"]} for name, one in people.items()}
    found = Governed(
        organization,
        factories.Group(user=people["editor"]),
        people,
        {"anonymous": {}, **headers},
        # Not as other tests call theirs: lists are cut after so many.
        {name: markers.word(f"of {name}") for name in ("title", "tag", "format")},
    )
    for kind, steps in LIVES.items():
        found.planted.append(_lived(found, kind, steps))
    found.planted += _on_other_paths(found)
    model.Session.commit()
    reindex.reindex(*(one.ids["id"] for one in found.planted if one.kind != "purged"))
    return found


def _lived(world_: Governed, kind: str, steps: tuple[str, ...]) -> Planted:
    planted = _described(world_, kind, "full")
    if kind in RICH:
        _fill(world_, planted)
    census = kind == "identified"
    _begin(world_, planted, census=census)
    _comment(planted)
    planted.inside |= checked.plant(planted.ids["id"])
    for name in steps:
        _make(world_, planted, name)
    instance = store.load(planted.ids["id"])
    planted.state = instance.state.code if instance else "purged"
    expected = {"withdrawn at once": "withdrawn", "expired": "withdrawn", "reopened": "draft"}
    expected |= {"deleted": "withdrawn", "purged": planted.state}
    assert planted.state == expected.get(kind, kind)
    return planted


def _described(world_: Governed, kind: str, path: str) -> Planted:
    """Create a dataset as the editor does."""
    ordinary = ("title", "notes", "author", "provenance", "resource", "description", "address")
    words = {name: markers.word(name) for name in ordinary}
    for name in ("tag", "format"):
        words[name] = world_.beginnings[name] + markers.word(f"own {name}")
    dataset = world.call(
        world_.people["editor"],
        "package_create",
        name=words["address"],
        title=f"{world_.beginnings['title']} {words['title']}",
        notes=f"Notes {words['notes']}",
        author=words["author"],
        provenance=f"Provenance {words['provenance']}",
        tags=[{"name": words["tag"]}],
        owner_org=world_.organization["id"],
        groups=[{"name": world_.group["name"]}],
        private=True,
        resources=[] if kind in (*RICH, "record_only") else [_file(words)],
    )
    ids = {"id": dataset["id"], "dataset": dataset["name"]}
    if dataset["resources"]:
        ids["resource"] = words["resource id"] = dataset["resources"][0]["id"]
    words["id"] = dataset["id"]
    return Planted(kind, path, "", ids, words)


def _file(words: dict[str, str]) -> dict[str, str]:
    return {
        "name": words["resource"],
        "description": f"zq {words['description']}",
        "format": words["format"],
        "url": f"https://example.org/{words['resource']}",
    }


def _fill(world_: Governed, planted: Planted) -> None:
    """Give a dataset an uploaded file, a view and rows."""
    editor, ids, words = world_.people["editor"], planted.ids, planted.words
    words |= {name: markers.word(name) for name in ("content", "row", "view", "alias", "file")}
    given = {key: value for key, value in _file(words).items() if key != "url"}
    content, name = f"nom\n{words['content']}\n", f"{words['file']}.csv"
    uploaded = legal.upload(editor, {"id": ids["id"]}, content, name, **given)
    ids["resource"] = words["resource id"] = uploaded["id"]
    given = {"resource_id": uploaded["id"], "view_type": "text_view", "title": words["view"]}
    ids["view"] = world.call(editor, "resource_view_create", **given)["id"]
    ids["alias"] = words["alias"]
    helpers.call_action(
        "datastore_create",
        context={"user": world_.people["sysadmin"]["name"]},
        resource_id=uploaded["id"],
        force=True,
        aliases=[words["alias"]],
        fields=[{"id": "nom", "type": "text"}],
        records=[{"nom": words["row"]}],
    )


def _begin(world_: Governed, planted: Planted, *, census: bool) -> None:
    with start.census() if census else nullcontext():
        if census or store.load(planted.ids["id"]) is None:
            world.begin(planted.ids["id"], world_.people["editor"])


def _comment(planted: Planted) -> None:
    planted.inside |= {name: markers.word(name) for name in ("comment", "reason", "message")}
    model.Session.execute(
        sa.insert(Comment.__table__).values(
            package_id=planted.ids["id"],
            at=clock.now(),
            author_name="zz",
            text=f"Remarque {planted.inside['comment']}",
        )
    )
    model.Session.commit()


def _make(world_: Governed, planted: Planted, name: str) -> None:
    """Make a step as the administrator of the portal, who passes over what is not settled."""
    sysadmin, on = world_.people["sysadmin"], {"id": planted.ids["id"]}
    if name == "*follow":
        for follower in ("outsider", "member", "elsewhere"):
            world.call(world_.people[follower], "follow_dataset", **on)
    elif name == "*word":
        words = {"title": "Titre public", "subject": "Phrase publique."}
        given = {"created_on": "2020-01-01", "reuse_conditions": "Aucune", **words, **on}
        world.call(world_.people["editor"], "opendatalab_information_propose", **given)
        world.call(world_.people["legal_officer"], "opendatalab_information_validate", **on)
    elif name == "*expire":
        instance = store.load(planted.ids["id"])
        assert instance is not None
        store.save(replace(instance, expires_at=clock.now() - timedelta(hours=1)))
        model.Session.commit()
        step.advance(planted.ids["id"])
    elif name == "*delete":
        world.call(world_.people["editor"], "package_delete", **on)
    elif name == "*purge":
        world.call(sysadmin, "dataset_purge", **on)
    else:
        said = {one: f"Motif {planted.inside[one]} suffisant." for one in ("reason", "message")}
        if name == "*approve later":
            name, said["publish_at"] = "approve", (clock.now() + timedelta(days=9)).isoformat()
        world.step(sysadmin, {"id": planted.ids["id"]}, name, **said)


def _on_other_paths(world_: Governed) -> Iterator[Planted]:
    """Give a dataset in every state that is not public of the other paths."""
    for path in OTHER_PATHS:
        definition = register.presets()[path]
        definitions.keep(definition)
        for state in definition.states.values():
            if state.public:
                continue
            planted = _described(world_, f"{path} {state.code}", path)
            _begin(world_, planted, census=False)
            instance = store.load(planted.ids["id"])
            assert instance is not None
            store.save(replace(instance, definition=definition, state=state))
            planted.state = state.code
            yield planted
