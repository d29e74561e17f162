"""Sentences of real PDFs, chosen by eye from their pages, are found with their pages.

The files are in packages of Debian, whose licences differ, so none is part of this repository. To try them, name a
folder for 260 MB of packages: ``REAL_PDFS=FOLDER .venv/bin/pytest -m slow tests/slow/test_real_pdfs.py``
"""

from __future__ import annotations

import gzip
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

from generator.ingest.readers.pdf.reader import read_pdf
from generator.model.seed import Seed, make_seed
from generator.resolve.quote_matcher import Found, find_quote

FOLDER = os.environ.get("REAL_PDFS", "")
GUIDE = ("installation-guide-arm64", "usr/share/doc/installation-guide-arm64/{0}/install.{0}.pdf")
DOC = "usr/share/doc/texlive-doc/"

SENTENCES = {
    (
        "texlive-publishers-doc",
        f"{DOC}latex/revtex4-1/sample/aps/apssamp.pdf",
    ): {  # English, two columns, hyphenated
        "stand for required author-supplied arguments to commands.": "1",
        "Note that top-level section headings are automatically uppercased.": "1",
        "only take effect in two-column formatting.": "1",
        "the entire repertoire of commands in that package are available for your document; see the": "1-2",
        "When references are merged in this way, they are separated by a semicolon instead of the period": "2",
        "The effect is to move the punctuation, which normally comes after a citation": "2",
    },
    (GUIDE[0], GUIDE[1].format("de")): {  # German, hyphenated
        "wenn keine andere Installationsmethode verfügbar ist.": "21",
        "um eine normale Installation durchzuführen.": "21",
        "Auf Architekturen, die diesbezüglich nicht vollumfänglich getestet wurden, könnte dies": "21",
        "Sie können den Installer jedoch manuell anweisen, diese Funktionen zu nutzen.": "21",
        "Viele gängige Betriebssysteme benötigen eventuell eine komplette Neuinstallation, wenn kritische Fehler"
        " vorkommen": "22",
    },
    (GUIDE[0], GUIDE[1].format("ko")): {  # Korean, words divided between syllables
        "이러한 상황은 빠르게 개선되고 있지만, bookworm 릴리스 시점에서": "21",
        "ExpressCard 및 USB 장치와 같은 다양한 하드웨어에 폭넓게 대응하고 있습니다.": "21",
        "독점 펌웨어이기 때문에 메인 배포판에 들어 있지 않습니다.": "21",
        "공식 설치 이미지에 독점 펌웨어 패키지가 들어갈 수 있습니다.": "21",
        "칩 안에 펌웨어를 저장해 놓습니다.": "21",
    },
    (GUIDE[0], GUIDE[1].format("ja")): {  # Japanese
        "あるハードウェアメーカーは、どのようにドライバを書いたらよいかをまったく教えてくれません。": "20",
        "Linux では、単に動作しないという事になります。": "20",
        "もう一度戻ってくるかもしれませんね。": "20",
        "そのような標準 (あるいはデファクトスタンダード) に従うすべてのデバイスは": "20",
        "広く利用されるようになっている安価なストレージデバイスです。": "20",
    },
    ("texlive-lang-arabic", f"{DOC}xelatex/arabic-book/arabic-book.pdf"): {  # Arabic
        "أيضاً يدعم لغات أخرى كالانجليزية و الهندية والفارسية.": "5",
        "تم إعداده لكتابة كتاب باللغة العربية.": "5",
        "هذا القالب لا يعمل إلا باستخدام المحرك": "5",
        "هذا القالب يخدم أيضا خطوط أخرئ.": "5",
        "مكانة اللغة العربيّة وميزاتها.": "5",
    },
    ("texlive-lang-arabic", f"{DOC}latex/lshort-persian/lshort.pdf"): {  # Persian
        "با این وجود، تأثیر": "31",
        "به طور نرمال اولین خط یک پاراگراف دارای تورفتگی است، و فاصلۀ": "31",
        "یک خط جدید بدون شکستن پاراگراف شروع": "31",
        "بعلاوه از ایجاد یک شکست صفحه بعد از شکست خط جلوگیری": "31",
    },
}


@cache
def seed(package: str, path: str) -> Seed:
    folder = Path(FOLDER, package)
    if not folder.exists():
        Path(FOLDER).mkdir(parents=True, exist_ok=True)
        subprocess.run(["apt-get", "download", "-qq", package], cwd=FOLDER, check=True)
        archive = next(Path(FOLDER).glob(f"{package}_*.deb"))
        subprocess.run(["dpkg-deb", "-x", archive, folder], check=True)
    file = folder / path
    data = file.read_bytes() if file.exists() else gzip.decompress(Path(f"{file}.gz").read_bytes())
    article = read_pdf(data)
    return make_seed("a", "seeds/a.txt", article.data, article.text)


@pytest.mark.skipif(
    not (FOLDER and shutil.which("apt-get")), reason="REAL_PDFS names no folder, or not on Debian"
)
@pytest.mark.parametrize(
    ("package", "path", "words", "pages"),
    [(*file, words, pages) for file, sentences in SENTENCES.items() for words, pages in sentences.items()],
)
def test_a_sentence_is_found_with_its_page(package: str, path: str, words: str, pages: str) -> None:
    source = seed(package, path)
    found = find_quote(source, words)
    if isinstance(found, Found):
        assert source.pages(found.spans[0][0], found.spans[-1][1]) == pages
    else:  # it also occurs elsewhere, such as in a table of contents
        assert any(context.startswith(f"p. {pages}: ") for context in getattr(found, "contexts", ())), found
