"""One step of many datasets, each by itself: what one is refused does not hold up the others."""

from __future__ import annotations

import logging
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan import types

from ckanext.opendatalab.common.schema import validated
from ckanext.opendatalab.workflow.governance import finding, store, wording
from ckanext.opendatalab.workflow.tasks import bulk_rules, places, schema
from ckanext.opendatalab.workflow.tasks.places import Person

log = logging.getLogger(__name__)


def opendatalab_workflow_transition_bulk(
    context: types.Context, data_dict: dict[str, Any]
) -> dict[str, Any]:
    """Make one step of many datasets.

    Only steps that need no look at each: none that asks for a date, no emergency, and a
    publication only by whoever has the role for it.

    :param items: at most 100 times ``id`` and ``version`` (the one that you have seen)
    :param transition: the code of the step
    :param reason: one for all (required by some steps)
    :param dry_run: only say what would be refused beforehand (optional)
    :returns: ``results``, in the order of ``items``: ``id``, ``name``, ``title``, ``button``,
        ``target_label`` (empty where it is not for you to know), ``done`` and ``message``; of a
        dry run ``done`` says whether nothing speaks against it yet
    """
    tk.check_access("opendatalab_workflow_transition_bulk", context, data_dict)
    asked = validated(data_dict, schema.bulk())
    try:
        items = schema.items(data_dict.get("items"))
    except tk.Invalid as error:
        raise tk.ValidationError({"items": [error.error]}) from error
    user = finding.person(context)
    me = places.load([user.id])
    job = _Job(
        me[user.id],
        asked["transition"],
        asked.get("reason") or "",
        bool(asked.get("dry_run")),
    )
    return {"results": [job.run(item) for item in items]}


class _Job:
    """What is the same for all the datasets."""

    def __init__(self, me: Person, transition: str, reason: str, dry_run: bool) -> None:
        self.me = me
        self.transition = transition
        self.reason = reason
        self.dry_run = dry_run

    def run(self, item: Any) -> dict[str, Any]:
        """Return what came of one dataset; raises nothing."""
        known = dict.fromkeys(("id", "name", "title", "button", "target_label"), "")
        result: dict[str, Any] = {**known, "done": False}
        try:
            reference, version = schema.item(item)
            result["id"] = reference
            self._look(reference, result)
            if not self.dry_run:
                self._make(reference, version)
            return {**result, "done": True, "message": tk._("Done.")}
        except tk.Invalid as error:
            message = error.error
        except tk.ValidationError as error:
            message = _sentence(error)
        except tk.NotAuthorized as error:
            message = error.message or tk._("You may not do this.")
        except tk.ObjectNotFound as error:
            message = error.message or tk._("Dataset not found")
        except Exception:  # noqa: BLE001 - whatever breaks here, the others must still be done
            log.exception("A step of many datasets broke down at one of them")
            message = tk._(
                "This could not be done. Try again on the page of the dataset; if it fails there,"
                " tell the administrators of the portal."
            )
        model.Session.rollback()
        return {**result, "message": str(message)}

    def _look(self, reference: str, result: dict[str, Any]) -> None:
        """Fill in what she may know of the dataset; raise what speaks against the step."""
        package = finding.package({"id": reference})
        tk.check_access(
            "opendatalab_workflow_transition", {"user": self.me.name}, {"id": package.id}
        )
        result.update(id=package.id, name=package.name, title=package.title or package.name)
        instance = finding.governed(store.load(package.id))
        definition = instance.definition
        step = definition.transitions.get(self.transition)
        if step is None:
            raise _against("unknown_transition")
        if instance.state.code not in step.sources:
            raise _against("not_from_here")
        result["button"] = wording.button(step)
        result["target_label"] = wording.state(definition.states[step.target])
        held = self.me.on(package.owner_org, package.id)
        obstacle = bulk_rules.obstacle(definition, step, held, self.reason)
        if obstacle == "reason":
            raise _against("reason_missing")
        if obstacle == "role":
            raise _against("role", step.by)
        if obstacle is not None:
            raise tk.Invalid(
                tk._("This step is made dataset by dataset: make it on the page of the dataset.")
            )

    def _make(self, reference: str, version: int) -> None:
        tk.get_action("opendatalab_workflow_transition")(
            {"user": self.me.name},
            {
                "id": reference,
                "transition": self.transition,
                "version": version,
                "reason": self.reason,
            },
        )


def _against(code: str, actors: Any = ()) -> Exception:
    return tk.Invalid(wording.refusal(code, actors))


def _sentence(error: tk.ValidationError) -> str:
    """Return what is wrong as a text, without the names of fields."""
    told = [str(one) for each in error.error_dict.values() for one in _listed(each)]
    return " ".join(dict.fromkeys(told)) or tk._("You may not do this.")


def _listed(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [one for each in value.values() for one in _listed(each)]
    if isinstance(value, (list, tuple)):
        return [one for each in value for one in _listed(each)]
    return [value]
