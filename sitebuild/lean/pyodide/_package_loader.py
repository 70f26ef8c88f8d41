"""Of Pyodide's loader of packages, which pages never use, the places that a start asks for."""


class Place:
    """A path, as far as it is asked for its text."""

    def __init__(self, path):
        self.path = path

    def __str__(self):
        return self.path


SITE_PACKAGES = Place("/lib/site-packages")
DSO_DIR = Place("/usr/lib")


def init_loaded_packages():
    """Look for no packages: there are none but ours."""
