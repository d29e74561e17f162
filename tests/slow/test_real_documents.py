"""Real documents and mails in 16 languages: no word is lost, and no value that is written as a fact is wrong.

They are in packages of Debian and PyPI; their licences do not allow a copy here.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tarfile
import warnings
from collections import Counter
from email import message_from_bytes, policy
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from lxml import etree

from generator.ingest.article import Article, ArticleError, Received
from generator.ingest.readers.any_file import read_article

# Title and language of documents, read by eye. The manuals of live-manual are partly in English.
FACTS = {
    "debian fonts-sil-awami-nastaliq": {"AwamiNastaliq-TypeSample.odt": ("Awami Nastaliq Type Sample", "ur")},
    "debian fonts-sil-harmattan": {
        "Harmattan-features.odt": ("Harmattan Features", "en-US"),
        "Harmattan-typesample.odt": ("Harmattan Type Sample", "ar"),
    },
    "debian fonts-sil-padauk": {"Padauk-typesample.odt": ("Padauk Type Sample", "my")},
    "debian hspell": {"niqqudless.odt": ("סוגיות בכתיב חסר הניקוד", "he")},
    "debian jverein": {"Briefbogen.odt": ("", "de-DE")},
    "debian libreoffice-dmaths": {"user_guide_pt.odt": ("", "pt"), "user_guide_et.odt": ("", "fr-FR")},
    "debian libzemberek-java-doc": {"zemberek.odt": ("", "tr-TR")},
    "debian live-manual-odf": {
        f"live-manual.{name}.odt": ("", language)
        for name, language in {"ca": "ca", "es": "es", "fr": "fr", "ja": "ja", "it": "", "pl": ""}.items()
    },
    "debian mailman3": {},
    "debian golang-github-gatherstars-com-jwz-dev": {},
    "pypi odfpy==1.4.1": {"api-for-odfpy.odt": ("Application Programmer's Interface", "en-GB")},
    "pypi python-docx==1.2.0": {},
}
TIME_LIMIT = 300  # seconds for a download
MAX_FILES = 150
NOT_SHOWN = (
    "annotation",
    "tracked-changes",
    "title",
    "desc",
    "binary-data",
    "object",
    "note-citation",
    "ruby-text",
    "del",
)


def fetch(package: str, folder: Path) -> None:
    """Fetch and unpack a package; skip the test where that is not possible."""
    kind, name = package.split()
    if kind == "debian":
        command = ["apt-get", "download", name]
    else:
        command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-binary", ":all:", name]
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is missing")
    subprocess.run(command, cwd=folder, capture_output=True, timeout=TIME_LIMIT, check=False)
    for archive in [*folder.glob("*.deb"), *folder.glob("*.tar.gz")]:
        if archive.suffix == ".deb":
            subprocess.run(["dpkg-deb", "-x", archive, folder], timeout=TIME_LIMIT, check=True)
        else:
            with tarfile.open(archive) as files:
                files.extractall(folder, filter="data")
        return
    pytest.skip(f"{package} cannot be fetched")


def words_of(path: Path) -> str:
    """Return all words of a document in the simplest way, or the plain text of a mail as Python's library reads it."""
    if path.suffix == ".eml":
        body = message_from_bytes(path.read_bytes(), policy=policy.default).get_body(("plain",))
        return str(body.get_content()) if body else ""
    with ZipFile(BytesIO(path.read_bytes())) as archive:
        part = "content.xml" if path.suffix == ".odt" else "word/document.xml"
        root = etree.fromstring(archive.read(part), etree.XMLParser(huge_tree=True, resolve_entities=False))
    for element in root.iter("{*}p", "{*}h", "{*}tab", "{*}line-break", "{*}br", "{*}s"):
        element.tail = f"\n{element.tail or ''}"
        element.text = f"\n{element.text or ''}"
    for name in NOT_SHOWN:
        for element in list(root.iter(f"{{*}}{name}")):
            element.clear(keep_tail=True)
    return "".join(next(root.iter("{*}body")).itertext())


def lost(path: Path, article: Article) -> int:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            expected = words_of(path)
        except (LookupError, ValueError, etree.XMLSyntaxError):
            return 0
    letters = [re.findall(r"[^\W\d_]", text.casefold()) for text in (expected, article.text)]
    return sum((Counter(letters[0]) - Counter(letters[1])).values())


@pytest.mark.parametrize("package", FACTS)
def test_no_word_of_real_documents_is_lost(package: str, tmp_path: Path):
    fetch(package, tmp_path)
    found, losses = {}, {}
    files = [path for path in tmp_path.rglob("*") if path.suffix in (".docx", ".odt", ".eml")]
    assert files
    for path in sorted(files)[:MAX_FILES]:
        try:
            article = read_article(path.read_bytes(), Received(path.name))
        except ArticleError:  # a template without text, or damaged on purpose
            continue
        found[path.name] = (article.title.value, article.language.value)
        hidden = sum(
            int(count) for remark in article.remarks for count in re.findall(r"hidden.*\((\d+) ", remark)
        )
        if (count := lost(path, article)) > hidden:
            losses[path.name] = count
    assert losses == {}
    assert {name: found[name] for name in FACTS[package]} == FACTS[package]
