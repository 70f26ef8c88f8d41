"""What the site says of itself to other machines: link cards, site map, robots.txt.

All of it wants absolute addresses, which only the command line knows (`build.py --address`).
Without one, a card's picture is named relative to its page, no page names a canonical address,
and the site map uses an example.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import quote, urlsplit
from xml.sax.saxutils import escape

__all__ = ["EXAMPLE", "Card", "card", "robots", "site_root", "sitemap"]

EXAMPLE: Final = "https://r1.example/"
"""The address in a site map whose site has none: no host has this name."""


@dataclass(frozen=True)
class Card:
    """What other sites show beside a link to a page: Open Graph and Twitter values.

    Attributes:
        title: of the page, without the site's name.
        description: one or two sentences.
        image: address of its poster.
        image_alt: what the poster shows, for those who cannot see it.
        image_width: of the poster, in pixels.
        image_height: of the poster, in pixels.
        kind: `website` for the front page, `article` for the others.
        address: the page's own, absolute; None while the site has none.
    """

    title: str
    description: str
    image: str
    image_alt: str
    image_width: int
    image_height: int
    kind: Literal["website", "article"]
    address: str | None

    @property
    def properties(self) -> tuple[tuple[str, str], ...]:
        """The pairs of `<meta property="…" content="…">`."""
        own = (("og:url", self.address),) if self.address else ()
        return (
            ("og:site_name", "R1, taken apart"),
            ("og:type", self.kind),
            ("og:title", self.title),
            ("og:description", self.description),
            *own,
            ("og:image", self.image),
            ("og:image:type", "image/png"),
            ("og:image:width", str(self.image_width)),
            ("og:image:height", str(self.image_height)),
            ("og:image:alt", self.image_alt),
            ("og:locale", "en_GB"),
        )

    @property
    def names(self) -> tuple[tuple[str, str], ...]:
        """The pairs of `<meta name="…" content="…">`; the rest Twitter reads from Open Graph."""
        return (("twitter:card", "summary_large_image"), ("twitter:image:alt", self.image_alt))


def card(
    path: str,
    title: str,
    description: str,
    image: str,
    image_alt: str,
    address: str | None,
    size: tuple[int, int] = (1200, 630),
) -> Card:
    """The card of a page.

    Args:
        path: of the page's file below the site's root.
        title: of the page.
        description: of the page.
        image: the poster's path below the site's root.
        image_alt: what the poster shows.
        address: the site's, with a slash at its end, or None.
        size: of the poster, in pixels.

    Example:
        >>> made = card("glossary/index.html", "Glossary", "Words.", "posters/a.png", "Bars.", None)
        >>> made.image, made.address, made.kind
        ('../posters/a.png', None, 'article')
        >>> card("index.html", "R1", "A paper.", "a.png", "Bars.", EXAMPLE).image
        'https://r1.example/a.png'
    """
    above = "../" * path.count("/") if address is None else address
    return Card(
        title=title,
        description=description,
        image=above + image,
        image_alt=image_alt,
        image_width=size[0],
        image_height=size[1],
        kind="website" if path == "index.html" else "article",
        address=None if address is None else page_address(address, path),
    )


def page_address(address: str, path: str) -> str:
    """The address of a page, as one links to it: a folder's page by its folder.

    Example:
        >>> page_address(EXAMPLE, "glossary/index.html"), page_address(EXAMPLE, "404.html")
        ('https://r1.example/glossary/', 'https://r1.example/404.html')
    """
    folder, _, name = path.rpartition("/")
    place = path if name != "index.html" else f"{folder}/" if folder else ""
    return address + quote(place)


def sitemap(address: str, paths: Sequence[str]) -> str:
    """The site map, an XML file.

    Args:
        address: the site's, with a slash at its end; `EXAMPLE` if it has none.
        paths: of the pages' files below the site's root; not the 404 page, nor what nothing
            links to.

    Example:
        >>> sitemap(EXAMPLE, ["index.html"]).splitlines()[2]
        '<url><loc>https://r1.example/</loc></url>'
    """
    lines = [f"<url><loc>{escape(page_address(address, path))}</loc></url>" for path in paths]
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
            *lines,
            "</urlset>\n",
        ]
    )


def robots(address: str | None) -> str:
    r"""robots.txt: everything may be read; where the site map lies, if the site has an address.

    It counts only at the root of a host; elsewhere it lies there and does no harm.

    Example:
        >>> robots(None)
        'User-agent: *\nAllow: /\n'
    """
    where = f"\nSitemap: {address}sitemap.xml\n" if address else ""
    return f"User-agent: *\nAllow: /\n{where}"


def site_root(address: str | None) -> str:
    """Where the site begins on its host: what the 404 page puts before its links.

    A host shows the 404 page for any address, however deep, so links relative to it lead anywhere.
    These begin at the host's root and go on with the path of the site's address. Without an
    address the site is taken to lie at the root.

    Example:
        >>> site_root(None), site_root("https://someone.example/r1/")
        ('/', '/r1/')
    """
    return urlsplit(address or EXAMPLE).path or "/"
