"""Tells people that somebody wrote about a dataset: who has to do something, and who wrote it."""

from __future__ import annotations

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.opendatalab.common import clock, outbox, standing
from ckanext.opendatalab.legal.notify import in_portal_language
from ckanext.opendatalab.workflow.governance import notify, recipients
from ckanext.opendatalab.workflow.governance.instance import Instance


def commented(package: model.Package, instance: Instance, author: model.User) -> None:
    """Put the mails about a comment into the caller's transaction.  Never commits.

    One for all that somebody writes about the same content on one day; never what was written, and
    only to those who may read it.
    """
    event = f"workflow_comment:{package.id}:{author.id}:{instance.version}:{clock.today()}"
    with in_portal_language():
        subject = tk._("Comments to read: {title}").format(title=notify.title(package))
        told = tk._("Somebody commented on this dataset.")
        facts = "\n".join(notify.heading(package))
    body = "\n\n".join([told, facts, notify.page(package.name)])
    for person in _concerned(package, instance):
        if person.id != author.id:
            outbox.add(event, person, subject, body)


def _concerned(package: model.Package, instance: Instance) -> list[model.User]:
    found = {one.id: one for one in recipients.awaited(package, instance, instance.awaits)}
    for user_id in filter(None, (*instance.authors, instance.submitted_by)):
        person = model.User.get(user_id)
        if person and person.state == model.State.ACTIVE:
            found[person.id] = person
    return [one for one in found.values() if standing.on_dataset(one.name, package).works]
