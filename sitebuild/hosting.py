"""How a good static host answers a request for a file of the site: a function, no sockets."""

import os
import re
from dataclasses import dataclass, replace
from http import HTTPStatus
from pathlib import Path
from urllib.parse import unquote

CONTENT_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".mjs": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".whl": "application/octet-stream",  # as a zip, some browsers would save it under another name
    ".woff2": "font/woff2",
    ".xml": "application/xml",
    ".zip": "application/zip",
}

SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; "
        "connect-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "manifest-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Access-Control-Allow-Origin": "*",
}
"""What goes with every answer, and its policy into every page. All files are public, so scripts of
any origin may read them: a sandboxed frame, which has no origin, needs that, and so does a notebook
that installs the wheel."""

FRAMED_BY_OURSELVES = "frame-ancestors 'self'"
"""What the policy of most pages has besides. Only a header can say it: in a page it is ignored."""

LOST = "/404.html"

ENCODINGS = {"br": ".br", "gzip": ".gz"}
"""The copies we keep beside the files, best first: name in HTTP, suffix on disk."""

FRAMED_BY_ANYBODY = re.compile(r"/widgets/|/404\.html$")
FINGERPRINTED = re.compile(r"/(?:assets|runtime|python)/[0-9a-f]{10,}/")
UNSAFE = re.compile(r"[\0/\\:]|^\.{0,2}$")
"""What no part of a path may hold, or be."""


@dataclass(frozen=True)
class Answer:
    """What goes back to the client."""

    status: HTTPStatus
    headers: dict[str, str]
    body: bytes = b""


def answer(root: Path, target: str, accept: str = "", known: str = "") -> Answer:
    """Answer a GET request.

    Args:
        root: The folder of the site.
        target: The path asked for, percent-encoded, and maybe a query.
        accept: The request's Accept-Encoding header.
        known: The request's If-None-Match header.

    Returns:
        The file with 200, or nothing with 304 if the client has it; 301 to a folder's
        own address, which ends in a slash; 404 with the site's `404.html`. The security
        headers are among its headers.
    """
    path, _, query = target.partition("?")
    given = _found(root, path, query, accept, known)
    shown = path if given.status != HTTPStatus.NOT_FOUND else LOST
    headers = {**given.headers, **security_headers(shown), "Cache-Control": cache_control(shown)}
    return replace(given, headers=headers)


def _found(root: Path, path: str, query: str, accept: str, known: str) -> Answer:
    file = find(root, path)
    if file is not None and file.is_dir():
        # Relative, so that it holds below any sub-folder and can lead to no other host.
        place = f"./{path.rpartition('/')[2]}/" + (f"?{query}" if query else "")
        return Answer(HTTPStatus.MOVED_PERMANENTLY, {"Location": place})
    if file is not None:
        return _content(file, accept, known)
    page = root / LOST[1:]
    shown = _content(page, accept, "") if page.is_file() else Answer(HTTPStatus.NOT_FOUND, {})
    return replace(shown, status=HTTPStatus.NOT_FOUND)


def find(root: Path, path: str) -> Path | None:
    """Return what a percent-encoded path means below the root.

    Returns:
        A file; a folder, if only the slash at the end is missing; or None, also for every
        path that would lead out of the root.
    """
    parts = [unquote(part) for part in path.removeprefix("/").split("/")]
    if parts[-1] == "":
        parts[-1] = "index.html"
    if any(UNSAFE.search(part) for part in parts):
        return None
    try:
        file = root.joinpath(*parts).resolve()
        return file if file.is_relative_to(root.resolve()) and file.exists() else None
    except OSError:  # a name longer than the file system allows
        return None


def security_headers(path: str) -> dict[str, str]:
    """Return what says who may do what with an address.

    Widgets' pages may be framed by anybody, and so may the page that says that there is no such
    widget, so their policy does not speak of frames at all: even
    `frame-ancestors *` would shut out slides opened from a disk, and sandboxed pages. All others
    may be framed by pages of the site alone.

    >>> security_headers("/about/")["Content-Security-Policy"].rpartition("; ")[2]
    "frame-ancestors 'self'"
    >>> security_headers("/below/widgets/simulator/") == SECURITY_HEADERS
    True
    """
    if FRAMED_BY_ANYBODY.search(path):
        return SECURITY_HEADERS
    policy = f"{SECURITY_HEADERS['Content-Security-Policy']}; {FRAMED_BY_OURSELVES}"
    return {**SECURITY_HEADERS, "Content-Security-Policy": policy}


def cache_control(path: str) -> str:
    """Return how long an address may be kept: for ever if its content is in its name.

    >>> cache_control("/below/assets/0123456789ab/page.css")
    'public, max-age=31536000, immutable'
    >>> cache_control("/widgets/simulator/")
    'no-cache'
    """
    if FINGERPRINTED.search(path):
        return "public, max-age=31536000, immutable"
    return "no-cache"


def accepted(header: str) -> list[str]:
    """Return which of our encodings an Accept-Encoding header allows, best first.

    >>> accepted("gzip, deflate, br;q=0.8")
    ['br', 'gzip']
    >>> accepted("*, br;q=0")
    ['gzip']
    """
    allowed: dict[str, bool] = {}
    for item in header.lower().replace(" ", "").split(","):
        name, _, weight = item.partition(";q=")
        allowed[name] = not re.fullmatch(r"0(\.0*)?", weight)
    return [name for name in ENCODINGS if allowed.get(name, allowed.get("*", False))]


def _content(file: Path, accept: str, known: str) -> Answer:
    """Return a file in the best form that the client takes, or 304 if it has that already."""
    copies = {name: file.with_name(file.name + suffix) for name, suffix in ENCODINGS.items()}
    copies = {name: copy for name, copy in copies.items() if copy.is_file()}
    encoding = next((name for name in accepted(accept) if name in copies), "")
    with copies.get(encoding, file).open("rb") as opened:
        stat = os.fstat(opened.fileno())
        body = opened.read()
    tag = f'"{stat.st_mtime_ns:x}-{stat.st_size:x}{encoding and "-"}{encoding}"'
    headers = {"ETag": tag}
    if copies:
        headers["Vary"] = "Accept-Encoding"
    if known.strip() == "*" or tag in re.findall(r'"[^"]*"', known):
        return Answer(HTTPStatus.NOT_MODIFIED, headers)
    headers["Content-Type"] = CONTENT_TYPES.get(file.suffix, "application/octet-stream")
    if encoding:
        headers["Content-Encoding"] = encoding
    return Answer(HTTPStatus.OK, headers, body)
