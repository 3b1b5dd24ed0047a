"""Several people at the same time."""

from __future__ import annotations

import threading

import ckan.model as model
import ckan.plugins.toolkit as tk


def at_once(*calls):
    """Run calls (user, action, data) in threads that start together; return what came of each."""
    barrier = threading.Barrier(len(calls))
    outcomes = [None] * len(calls)

    def run(place, user, action, data):
        barrier.wait(timeout=30)
        try:
            outcomes[place] = tk.get_action(action)({"user": user["name"]}, data)
        except Exception as error:  # noqa: BLE001 - whatever it is, the test looks at it
            outcomes[place] = error
        finally:
            model.Session.remove()

    threads = [
        threading.Thread(target=run, args=(place, *call)) for place, call in enumerate(calls)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    model.Session.rollback()
    model.Session.expire_all()
    return outcomes
