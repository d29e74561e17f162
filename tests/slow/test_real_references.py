"""A bibliography of 2,720 real articles, whose licence does not allow a copy here, is read as pybtex reads it.

It is that of TUGboat, in the source package of pybtex on PyPI.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from pybtex.database import parse_string

from generator.ingest.references.any_format import read_references
from generator.ingest.references.values import read_date

pytestmark = pytest.mark.slow
_WORD = re.compile(r"[^\W\d_]{4,}")


@pytest.fixture(scope="module")
def tugboat(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("pybtex")
    options = ["--quiet", "--no-deps", "--no-binary", ":all:", "--no-build-isolation", "--dest", folder]
    done = subprocess.run([sys.executable, "-m", "pip", "download", *options, "pybtex==0.26.1"], timeout=300)
    if done.returncode:
        pytest.skip("PyPI cannot be reached")
    (archive,) = Path(folder).glob("pybtex-*.tar.gz")
    with tarfile.open(archive) as files:
        file = files.extractfile("pybtex-0.26.1/examples/tugboat/tugboat.bib")
        assert file
        return file.read().decode("utf-8")


def test_titles_names_and_dates_are_those_that_pybtex_reads(tugboat: str):
    read = {reference.key: reference for reference in read_references(tugboat.encode(), "tugboat.bib")}
    entries = parse_string(tugboat, "bibtex").entries
    assert len(read) == len(entries) == 2_720
    for key, entry in entries.items():
        reference = read[key]
        assert not reference.problem
        assert read_date(reference.published), (key, reference.published)
        # Accents aside, the words of a title are there: no macro has taken one with it.
        plain = re.sub(r"\\[A-Za-z]+|\\.|[{}]", " ", entry.fields["title"])
        missing = [word for word in _WORD.findall(plain) if word not in reference.title]
        assert not missing or not reference.title.isascii(), (key, reference.title, missing)
        assert len(reference.authors) == len(entry.persons.get("author", [])), key
