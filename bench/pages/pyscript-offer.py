"""The site's page with PyScript: gives the page's scripts the function that answers."""

from pyscript import window

from widgets.runtime import answer

window.pythonAnswer = answer
