"""Babel's extractors; everything else about the package is in ``setup.cfg``."""

from setuptools import setup

setup(
    message_extractors={
        "ckanext/opendatalab": [
            ("**.py", "python", None),
            ("**.js", "javascript", None),
            ("**/templates/**.html", "ckan", None),
        ],
    }
)
