"""The Nu HTML checker, where Java is at hand: what it objects to in built pages and style sheets.

It is the checker behind the W3C's validator. It reads what html-validate does not: content models
with MathML and SVG in them, which ARIA attribute goes with which role, and CSS.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sitebuild.errors import BuildError, last_words
from sitebuild.extras import install_extra
from sitebuild.node import Toolchain
from sitebuild.options import ROOT
from sitebuild.processes import run
from sitebuild.progress import Log

__all__ = ["KNOWN", "NuChecker", "find_nu", "java_version", "objections"]

MANIFEST = ROOT / "bench/tools/nu"
OLDEST_JAVA = 17

KNOWN: Mapping[str, str] = {
    r"Resource violates Content Security Policy \(meta tag\): "
    r"(external script|external stylesheet|image) '[^':]+' blocked by '(script|style|img)-src'"
    r" directive\.": (
        "A page that is read from a file has no origin, so that 'self' allows nothing. "
        "With a colon the address would be of another origin, and that is no false alarm."
    ),
    r"CSS: Unrecognized at-rule '@container'": "Newer than its CSS checker: CSS Containment 3.",
    r"CSS: 'container-type': Property 'container-type' doesn't exist\.": (
        "Newer than its CSS checker: CSS Containment 3."
    ),
    r"CSS: '(position-area|position-try-fallbacks)': Property '\1' doesn't exist\.": (
        "Newer than its CSS checker: CSS Anchor Positioning 1."
    ),
    r"CSS: 'animation-timeline': Property 'animation-timeline' doesn't exist\.": (
        "Newer than its CSS checker: Scroll-driven Animations 1."
    ),
    r"CSS: 'field-sizing': Property 'field-sizing' doesn't exist\.": (
        "Newer than its CSS checker: CSS Basic User Interface 4."
    ),
    r"CSS: '(paint-order|r|vector-effect)': Property '\1' doesn't exist\.": (
        "Its CSS checker knows these properties of SVG 2 only as attributes."
    ),
}
"""Messages that are no fault of the page, as patterns for the whole message, each with why."""


@dataclass(frozen=True)
class NuChecker:
    """A checker that can run.

    Attributes:
        java: the program that runs it.
        jar: the checker.
    """

    java: Path
    jar: Path

    def check(self, pages: Path) -> list[str]:
        """Check every page and style sheet below a folder.

        Returns:
            What is wrong, each with the places where it is. Nothing is left out but what `KNOWN`
            explains.

        Raises:
            BuildError: The checker itself failed.
        """
        # In two runs: one that takes both kinds tells lines of HTML one too small.
        pages_found = self._ask(sorted(pages.rglob("*.html")))
        styles_found = self._ask(sorted(pages.rglob("*.css")), "--css")
        return list(objections([*pages_found, *styles_found], pages))

    def _ask(self, files: list[Path], *flags: str) -> list[dict[str, object]]:
        """Return the checker's messages on some files, none of them if there are no files."""
        if not files:
            return []
        usual = ("--format", "json", "--stdout", "--exit-zero-always", "--asciiquotes")
        ran = run([self.java, "-jar", self.jar, *usual, "--skip-info-messages", *flags, *files])
        try:
            messages: list[dict[str, object]] = json.loads(ran.stdout)["messages"]
        except ValueError:
            raise BuildError(
                f"The Nu HTML checker failed:\n{last_words(ran.stdout + ran.stderr)}",
                "See whether `java -version` works. Without java on PATH the check is left out.",
            ) from None
        return messages


def find_nu(toolchain: Toolchain, log: Log) -> NuChecker | None:
    """Return the checker, fetched first if need be; None, and a line in the log, if it cannot run.

    Args:
        toolchain: whose npm fetches it, 31 MB; only where there is a Java to run it.
        log: told why it is left out, if it is.
    """
    found = shutil.which("java")
    java = Path(found) if found else None
    if java is None or java_version(java) < OLDEST_JAVA:
        log(f"Nu HTML checker: left out, since there is no Java {OLDEST_JAVA} or newer on PATH")
        return None
    try:
        modules = install_extra(MANIFEST, toolchain, log)
    except BuildError as error:
        log(f"Nu HTML checker: left out, since it could not be fetched. {error.cause}")
        return None
    return NuChecker(java, modules / "vnu-jar/build/dist/vnu.jar")


def java_version(java: Path) -> int:
    """Return a Java's feature version, such as 17; 0 for one that does not run, or is a stub."""
    try:
        ran = run([java, "-version"])
    except OSError:
        return 0
    told = re.search(r'version "(?:1\.)?(\d+)', ran.stderr + ran.stdout)
    return int(told[1]) if told and ran.returncode == 0 else 0


def objections(messages: Iterable[Mapping[str, object]], pages: Path) -> Iterator[str]:
    """Tell what the checker found, without what `KNOWN` explains.

    Args:
        messages: those of its JSON, with straight quotation marks.
        pages: the folder that it checked, to name files from.

    Yields:
        Each message once, with a line for each place that it is about.

    Example:
        >>> stray = {"type": "error", "url": "file:/site/index.html", "lastLine": 7,
        ...          "message": "Stray end tag 'div'.", "extract": "</p></div>"}
        >>> for objection in objections([stray], Path("/site")):
        ...     print(objection)
        Stray end tag 'div'.
            index.html:7  </p></div>
    """
    start = _plain(pages.as_uri()) + "/"
    places: dict[str, list[str]] = {}
    for message in messages:
        said = str(message["message"])
        if not any(re.fullmatch(pattern, said) for pattern in KNOWN):
            file = _plain(str(message.get("url", ""))).removeprefix(start)
            extract = " ".join(str(message.get("extract", "")).split())
            place = f"    {file}:{message.get('lastLine', '?')}  {extract}".rstrip()
            places.setdefault(said, []).append(place)
    for said, there in places.items():
        yield "\n".join([said, *there])


def _plain(uri: str) -> str:
    """A file's address with one slash, as Java writes it."""
    return uri.replace("file://", "file:", 1)
