"""An organisation with datasets whose every internal field holds a word found nowhere else."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import ckan.plugins.toolkit as tk
from ckan.tests import factories, helpers

from tests.legal import world
from tests.portal import checked

ANSWERS = {
    "content": ["persons", "third_party"],
    "situation": ["already_online"],
    "Q01": "yes",
    "Q02": "administration",
    "Q03": "yes",
    "Q04": "no",
    "Q06": ["none"],
    "Q08": "none",
    "Q11": "direct",
    "Q12": "no",
    "Q13": "none",
    "Q14": "yes",
    "Q14_tests": ["none"],
    "Q15": "open_licence",
}
TREATMENT = "anonymisation.Q14.yes"
CONDITION = "inherited_licence.Q15.open_licence"
TESTS = {"singling_out": False, "linking": False, "inference": False}
# The people who look, and what they are to the organisation.
OUTSIDERS = ("anonymous", "stranger", "officer elsewhere", "member", "elected official")
# Those of them who read what the organisation asks for before publication.
INSIDE = ("member", "elected official")
TOLERATED = "organization tolerated"


@dataclass
class Planted:
    """One dataset and the word in each of its internal fields; ``quality``: of another room."""

    dataset: dict[str, Any]
    words: dict[str, str]
    quality: dict[str, str] = field(default_factory=dict)

    @property
    def resource(self) -> str:
        return self.dataset["resources"][0]["id"]


@dataclass
class World:
    """Everything planted; ``headers``: how each of the people asks."""

    organization: dict[str, Any]
    people: dict[str, dict[str, Any]]
    headers: dict[str, dict[str, str]]
    datasets: dict[str, Planted] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    title: str = field(default_factory=lambda: word("titre"))

    def all_words(self) -> dict[str, str]:
        """Every word, by the dataset and the field that hold it."""
        found = {f"organization {name}": word for name, word in self.words.items()}
        for kind, planted in self.datasets.items():
            every = {**planted.words, **planted.quality}
            found |= {f"{kind} {name}": word for name, word in every.items()}
        return found

    def room(self, name: str) -> str:
        """Return the room that a word, by its name in :meth:`all_words`, is of."""
        mine = name == TOLERATED or name.rpartition(" ")[2] in checked.NAMES
        return "quality" if mine else "legal"

    def found_in(self, text: str) -> list[str]:
        """Return the fields whose word is in a text."""
        return [name for name, word in self.all_words().items() if word in text]


def word(of: str) -> str:
    """Return a word of letters alone, which the index does not take apart."""
    number = "".join(chr(ord("g") + int(digit, 16)) for digit in uuid4().hex[:10])
    return f"zq{of.replace('_', '').replace(' ', '')}{number}"


def planted_world() -> World:
    """Return a new organisation, its people, and a public, a private and a deleted dataset."""
    organization, elsewhere = world.organization(), world.organization()
    people = {
        "stranger": factories.UserWithToken(),
        "officer elsewhere": person(elsewhere, role="legal_officer"),
        "member": person(organization, capacity="member"),
        "elected official": person(organization, role="elected_official"),
        "administrator": person(organization, capacity="admin"),
        "sysadmin": factories.SysadminWithToken(),
        "editor": person(organization, capacity="editor"),
        "legal officer": person(organization, role="legal_officer"),
        "dpo": person(organization, role="dpo"),
    }
    headers = {name: {"Authorization": one["token"]} for name, one in people.items()}
    made = World(organization, people, {"anonymous": {}, **headers})
    made.words["template delegation"] = word("template delegation")
    world.call(
        people["legal officer"],
        "opendatalab_legal_validate_template",
        template="facilities",
        organizations=[organization["id"]],
        delegation=made.words["template delegation"],
    )
    made.words["tolerated"] = checked.decide(organization["id"])
    for kind in ("public", "private", "deleted"):
        made.datasets[kind] = _plant(made, kind)
    public = made.datasets["public"].dataset["id"]
    for follower in ("stranger", "member", "administrator"):
        world.call(people[follower], "follow_dataset", id=public)
    world.call(people["editor"], "package_patch", id=public, notes="Une autre description.")
    return made


def _bring_there(editor: dict[str, Any], kind: str, dataset: str) -> None:
    """Give a dataset the state that it is called by, with activities on the way."""
    world.call(editor, "package_patch", id=dataset, notes="Une description.")
    if kind != "private":
        world.call(editor, "package_patch", id=dataset, private=False)
    if kind == "deleted":
        world.call(editor, "package_delete", id=dataset)


def person(organization: dict[str, Any], *, capacity: str = "", role: str = "") -> dict[str, Any]:
    user = factories.UserWithToken()
    if capacity:
        helpers.call_action(
            "organization_member_create",
            id=organization["id"],
            username=user["name"],
            role=capacity,
        )
    if role:
        helpers.call_action(
            "opendatalab_role_grant",
            user=user["name"],
            role=role,
            organization=organization["id"],
        )
    return user


def _plant(made: World, kind: str) -> Planted:
    """Return a validated dataset, with every field filled in by whoever may."""
    editor, officer, dpo = (made.people[name] for name in ("editor", "legal officer", "dpo"))
    words = {
        name: word(name)
        for name in (
            "answer_text",
            "answer_url",
            "answer_holder",
            "note",
            "method",
            "done_by",
            "treated_column",
            "reference",
            "evidence_url",
            "opinion",
            "reason",
            "reason_against_dpo",
            "delegation",
            "reopened",
            "proposed_title",
            "proposed_subject",
        )
    }
    dataset = world.call(
        editor,
        "package_create",
        name=factories.Dataset.stub().name,
        title=f"{made.title} {kind}",
        owner_org=made.organization["id"],
        private=True,
        resources=[{"name": "Fichier", "url": "https://example.org/fichier.csv"}],
    )
    on = {"id": dataset["id"]}

    def version() -> int:
        return world.call(editor, "opendatalab_legal_show", **on)["version"]

    def sign() -> None:
        world.call(
            officer,
            "opendatalab_legal_validate",
            version=version(),
            # The proposal of one, another verdict for the others.
            **({} if kind == "private" else {"verdict": "open_with_conditions"}),
            reason=f"Motif {words['reason']} suffisant",
            reason_against_dpo=f"Motif {words['reason_against_dpo']} suffisant",
            delegation=words["delegation"],
            **on,
        )

    world.call(
        editor,
        "opendatalab_legal_answer",
        version=version(),
        answers={
            **ANSWERS,
            "Q02_producer": words["answer_text"],
            "Q05": f"https://example.org/{words['answer_url']}",
            "Q15_holder": words["answer_holder"],
        },
        notes={"Q11": words["note"]},
        **on,
    )
    world.call(
        dpo,
        "opendatalab_legal_give_opinion",
        opinion="unfavourable",
        text=f"Avis {words['opinion']}",
        **on,
    )
    sign()
    world.call(
        officer,
        "opendatalab_legal_reopen",
        reason=f"Motif {words['reopened']} suffisant",
        **on,
    )
    sign()
    world.call(
        editor,
        "opendatalab_legal_attest",
        key=TREATMENT,
        method=words["method"],
        done_by=words["done_by"],
        done_on="2026-01-15",
        columns=[words["treated_column"]],
        tests=TESTS,
        **on,
    )
    world.call(
        editor,
        "opendatalab_legal_prove",
        key=CONDITION,
        reference=words["reference"],
        url=f"https://example.org/{words['evidence_url']}",
        **on,
    )
    world.call(
        editor,
        "opendatalab_information_propose",
        title=words["proposed_title"],
        subject=words["proposed_subject"],
        created_on="2020-01-01",
        reuse_conditions="Licence Ouverte",
        **on,
    )
    quality = checked.plant(dataset["id"])
    _bring_there(editor, kind, dataset["id"])
    return Planted(tk.get_action("package_show")({"ignore_auth": True}, on), words, quality)
