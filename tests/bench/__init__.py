"""``make bench``: what the extension costs, against the same portal without it.

``portals`` starts two portals over one database, ``fill`` gives them datasets, ``plan`` says what
to ask, ``measure`` asks both in turn, ``report`` says what came out.  No test asserts a timing.
"""
