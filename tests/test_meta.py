"""What the site says of itself to other machines, and the address that it says it of."""

from urllib.robotparser import RobotFileParser
from xml.etree.ElementTree import fromstring

import pytest

from sitebuild import cli
from sitebuild.bootstrap import Venv
from sitebuild.meta import EXAMPLE, card, robots, site_root, sitemap
from sitebuild.node import Toolchain
from sitebuild.options import parse

ADDRESS = "https://someone.example/r1/"
PATHS = ["index.html", "glossary/index.html", "widgets/a&b/index.html", "licences.txt"]


def test_the_site_map_lists_every_page_by_its_absolute_address():
    namespace = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    root = fromstring(sitemap(ADDRESS, PATHS))
    assert root.tag == f"{namespace}urlset"
    assert [place.text for place in root.iter(f"{namespace}loc")] == [
        "https://someone.example/r1/",
        "https://someone.example/r1/glossary/",
        "https://someone.example/r1/widgets/a%26b/",
        "https://someone.example/r1/licences.txt",
    ]


def test_robots_may_read_everything_and_are_shown_the_site_map_of_a_known_address():
    for address in (None, ADDRESS):
        parser = RobotFileParser()
        parser.parse(robots(address).splitlines())
        assert parser.can_fetch("anybody", "/widgets/simulator/")
        assert parser.site_maps() == ([f"{ADDRESS}sitemap.xml"] if address else None)
        assert EXAMPLE not in robots(address)


def test_a_card_has_absolute_addresses_where_the_address_is_known():
    made = card("widgets/simulator/index.html", "Title", "Words", "posters/a.png", "Alt", ADDRESS)
    said = dict(made.properties)
    assert said["og:url"] == "https://someone.example/r1/widgets/simulator/"
    assert said["og:image"] == "https://someone.example/r1/posters/a.png"
    assert (said["og:type"], said["og:image:alt"]) == ("article", "Alt")
    assert (said["og:image:width"], said["og:image:height"]) == ("1200", "630")
    assert dict(made.names)["twitter:card"] == "summary_large_image"


def test_a_card_has_relative_addresses_and_none_of_its_own_where_it_is_not():
    made = card("widgets/simulator/index.html", "Title", "Words", "posters/a.png", "Alt", None)
    said = dict(made.properties)
    assert said["og:image"] == "../../posters/a.png"
    assert "og:url" not in said
    assert card("index.html", "", "", "posters/a.png", "", None).image == "posters/a.png"


def test_the_front_page_is_a_website():
    assert dict(card("index.html", "", "", "", "", None).properties)["og:type"] == "website"


@pytest.mark.parametrize(
    ("address", "root"),
    [(None, "/"), ("https://a.example/", "/"), ("https://a.example/b/c/", "/b/c/")],
)
def test_links_of_the_404_page_begin_where_the_site_begins(address, root):
    assert site_root(address) == root


# --- build.py --address ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("https://a.example", "https://a.example/"),
        ("https://a.example/", "https://a.example/"),
        ("http://localhost:8000/r1", "http://localhost:8000/r1/"),
        ("https://a.example/é/b c//", "https://a.example/%C3%A9/b%20c/"),
        ("https://a.example/b%20c/", "https://a.example/b%20c/"),
    ],
)
def test_an_address_ends_in_a_slash(given, address):
    assert parse(["--address", given]).address == address
    assert parse([]).address is None


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ("a.example/r1", "must begin with https:// or http://"),
        ("ftp://a.example/", "must begin with https:// or http://"),
        ("https:///r1", "must begin with https:// or http://"),
        ("https://a.example/?page=1", "must not have a query"),
        ("https://a.example/#top", "must not have a query or a fragment"),
        ("https://a.example/?", "must not have a query"),
        ("https://me@a.example/", "must not name a user"),
        ("https://a.example:port/", "is no address"),
        ("https://[a/", "is no address"),
    ],
)
def test_an_address_that_no_site_can_have_is_refused(given, complaint, capsys):
    with pytest.raises(SystemExit) as stopped:
        parse(["--address", given])
    assert stopped.value.code == 2
    assert complaint in capsys.readouterr().err


@pytest.mark.parametrize("mode", ["--check", "--test"])
def test_an_address_goes_with_a_build(mode, capsys):
    with pytest.raises(SystemExit):
        parse([mode, "--address", ADDRESS])
    assert "--address goes with a build" in capsys.readouterr().err


def test_what_is_built_is_told_the_address(monkeypatch, tmp_path):
    told = []
    monkeypatch.setattr("sitebuild.site.build_site", lambda **given: told.append(given["address"]))
    monkeypatch.setattr(Venv, "enter", lambda *_: None)
    monkeypatch.setattr(Venv, "install", lambda *_: None)
    monkeypatch.setattr(Toolchain, "install", lambda *_: None)
    monkeypatch.setattr(cli, "find_toolchain", lambda *_: Toolchain(tmp_path, tmp_path, ()))
    assert cli.main(["--address", "https://someone.example/r1"]) == 0
    assert cli.main([]) == 0
    assert told == [ADDRESS, None]
