"""The zip of the whole site: what is in it, and what the site says of it."""

import io
import os
import re
import stat
import zipfile
from pathlib import Path

import pytest

from sitebuild.archive import ARCHIVE_NAME, SiteArchive, in_megabytes

TOP = "r1-taken-apart/"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("index.html", "index.html.br", "index.html.gz", "a/b.zip", "a/b.zip.br"):
        path = tmp_path / "site" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode() * 100)
    return tmp_path / "site"


def opened(content: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(content))


def test_it_has_every_file_but_the_compressed_copies_below_one_folder(folder):
    archive = SiteArchive()
    size = archive.take(folder)
    assert size == len(archive.content)
    zipped = opened(archive.content)
    assert zipped.namelist() == [f"{TOP}a/b.zip", f"{TOP}index.html"]
    assert zipped.read(f"{TOP}index.html") == b"index.html" * 100
    assert size < 600  # packed


def test_what_comes_later_is_taken_in_later_and_nothing_twice(folder):
    archive = SiteArchive()
    first = archive.take(folder)
    (folder / "about.html").write_bytes(b"about")
    second = archive.take(folder)
    assert second > first
    assert opened(archive.content).namelist() == [
        *(f"{TOP}{name}" for name in ("a/b.zip", "index.html", "about.html"))
    ]
    assert archive.take(folder) == second


def test_the_same_files_give_the_same_bytes(folder):
    first, later = SiteArchive(), SiteArchive()
    first.take(folder)
    for path in folder.rglob("*"):
        os.utime(path, (1e9, 1e9))
        path.chmod(0o700)
    later.take(folder)
    assert first.content == later.content


def test_unpacked_everybody_may_read_it(folder):
    archive = SiteArchive()
    archive.take(folder)
    for entry in opened(archive.content).infolist():
        assert stat.S_IMODE(entry.external_attr >> 16) == 0o644
        assert entry.create_system == 3  # or the mode would not count


# --- the built site -------------------------------------------------------------------------


@pytest.mark.browser
def test_it_is_the_built_site(dist):
    names = {
        path.relative_to(dist).as_posix()
        for path in dist.rglob("*")
        if path.is_file() and path.suffix not in {".br", ".gz"}
    }
    with zipfile.ZipFile(dist / ARCHIVE_NAME) as zipped:
        assert set(zipped.namelist()) == {f"{TOP}{name}" for name in names - {ARCHIVE_NAME}}
        for name in zipped.namelist():
            assert zipped.read(name) == (dist / name.removeprefix(TOP)).read_bytes(), name


@pytest.mark.browser
def test_the_about_page_leads_to_it_and_tells_its_size(dist):
    html = (dist / "about/index.html").read_text("utf-8")
    link = rf'<a href="\.\./{re.escape(ARCHIVE_NAME)}">The whole site</a> is a zip of ([\d.]+ MB)'
    said = re.search(link, html)
    assert said
    size = (dist / ARCHIVE_NAME).stat().st_size
    # What is added after the size is known may carry it over one rounding.
    assert said[1] in {in_megabytes(size), in_megabytes(size - 50_000)}


@pytest.mark.browser
def test_it_has_no_compressed_copy(dist):
    assert not [path.name for path in dist.glob(f"{ARCHIVE_NAME}.*")]
