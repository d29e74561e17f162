"""The language of an article: by its words, with the region that it declares; undecided rather than wrong."""

from __future__ import annotations

import datetime

import pytest

from generator.build import Options, build_site
from generator.ingest.article import Article, Fact
from generator.ingest.draft import plan_import
from generator.ingest.readers.language import language_of
from generator.load.loader import load
from generator.text.yaml.reader import read_yaml

ENGLISH = "The ferry to the island has been running again since May, the harbour office says."
TEXTS = {
    "en": ENGLISH,
    "ko": "자작섬으로 가는 여객선이 5월 3일부터 다시 다니고 있다고 항만 사무소가 밝혔다.",
    "ja": "自作島へ渡る船が五月三日からまた動いていると、港の役所が伝えた。",
    "zh-Hans": "港务局说,开往岛上的渡轮从五月三日起重新运行,每天四班,票价没有变。",
    "zh-Hant": "港務局說,開往島上的渡輪從五月三日起重新運行,每天四班,票價沒有變。",
    "ru": "Паром на остров снова ходит с третьего мая, сообщили в управлении порта в понедельник.",
    "uk": "Пором на острів знову ходить із третього травня, повідомило управління порту.",
    "bg": "Фериботът до острова отново се движи от трети май, съобщиха от пристанището.",
    "ar": "قال مكتب الميناء إن العبارة إلى الجزيرة عادت إلى العمل منذ الثالث من مايو.",
    "fa": "دفتر بندر اعلام کرد که کشتی مسافربری جزیره از سوم ماه مه دوباره کار می‌کند.",
    "ur": "بندرگاہ کے دفتر نے کہا ہے کہ جزیرے جانے والی کشتی تین مئی سے دوبارہ چل رہی ہے۔",
    "hi": "बंदरगाह कार्यालय ने कहा कि द्वीप के लिए नौका तीन मई से फिर चल रही है।",
    "el": "Το πλοίο για το νησί εκτελεί ξανά δρομολόγια από τις 3 Μαΐου, ανακοίνωσε το λιμεναρχείο.",
    "tr": "Liman dairesi, adaya giden feribotun üç Mayıs'tan beri yeniden çalıştığını açıkladı.",
    "vi": "Văn phòng cảng cho biết phà ra đảo đã hoạt động trở lại từ ngày 3 tháng 5.",
}


@pytest.mark.parametrize("language", TEXTS)
def test_the_words_tell_the_language(language: str):
    found = language_of(TEXTS[language])
    assert found == (Fact(language, "detected from the words"), (), ())


@pytest.mark.parametrize(
    ("text", "declared", "tag"),
    [
        (ENGLISH, "en_gb", "en-GB"),
        (ENGLISH, "EN", "en"),
        (ENGLISH, "en-EN", "en"),  # no such region
        (TEXTS["zh-Hant"], "zh-TW", "zh-TW"),
        (TEXTS["zh-Hant"], "zh", "zh-Hant"),
        (TEXTS["zh-Hant"], "zh-CN", "zh-Hant"),
        (TEXTS["zh-Hans"], "zh-cn", "zh-CN"),
        ("Svi ljudi rađaju se slobodni i jednaki", "bs", "bs"),  # could be Croatian, too
        ("Alle mennesker er født frie og med samme menneskeverd.", "nb-NO", "nb-NO"),
        ("ኤርትራ ሃገር እያ ዝኾነ ሰብ መሰል ኣለዎ", "ti", "ti"),  # unknown to the detector
    ],
)
def test_a_declared_language_is_kept_if_the_words_agree(text: str, declared: str, tag: str):
    assert language_of(text, declared, "html lang") == (Fact(tag, "html lang"), (), ())


@pytest.mark.parametrize("declared", ["en", "en-US", "kr", "ja"])
def test_the_words_count_more_than_a_wrong_declaration(declared: str):
    found = language_of(TEXTS["ko"], declared)
    assert found.language == Fact("ko", "detected from the words")
    assert found.remarks == (
        f"the text is in another language (ko) than the page declares (html lang: {declared})",
    )


@pytest.mark.parametrize("declared", ["", "x-default", "gb", "${lang}", "en;fr"])
def test_what_is_no_language_is_not_a_declaration(declared: str):
    assert language_of(TEXTS["ko"], declared) == (Fact("ko", "detected from the words"), (), ())


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Ships", "the words are too few, or like those of several languages"),
        ("", "the words are too few, or like those of several languages"),
        ("2026-05-04 https://coast.example/the-ferry-runs-again", "the words are too few"),
        ("ኤርትራ ሃገር እያ ዝኾነ ሰብ መሰል ኣለዎ", "so the words seem, but other languages are much like it"),
        (f"{ENGLISH}\n" * 20 + f"{TEXTS['ko']}\n" * 20, "parts of the text are in ko, others in en"),
        (
            "\n".join(f"{text}\n" * 2 for text in (ENGLISH, TEXTS["ru"], TEXTS["uk"])),
            "parts of the text are in ",
        ),
    ],
    ids=["one word", "nothing", "no words", "Tigrinya", "two languages", "three"],
)
def test_what_the_words_do_not_tell_is_undecided(text: str, reason: str):
    found = language_of(text)
    assert not found.language
    assert found.proposals[0].reason.startswith(reason)


def test_a_few_words_in_another_language_change_nothing():
    assert language_of(f"{ENGLISH}\n" * 20 + TEXTS["ko"]).language.value == "en"


@pytest.mark.parametrize(
    ("declared", "line"),
    [
        ("", "language: TODO  # the words are too few, or like those of several languages"),
        (
            "en",
            'language: TODO  # perhaps "en" (the words are too few, or like those of several languages; html lang: en)',
        ),
    ],
)
def test_an_undecided_language_is_a_todo_in_the_source_record(declared: str, line: str):
    article = Article(b"Ships", "Ships", proposals=language_of("Ships", declared).proposals)
    files = {"content/publishers.yml": b"{}\n"}
    plan = plan_import(article, "a.txt", files, load(files)[0], datetime.date(2026, 11, 21))
    path = f"content/sources/{plan.seed}.yml"
    record = plan.created[path].decode()
    assert line in record.splitlines()
    assert read_yaml(path, record)[1] == []
    found = build_site(files | plan.created, Options(for_editor=True)).diagnostics
    said = [(item.rule, item.message) for item in found if item.span.path == path]
    assert ("todo-left", "`language` is still TODO") in said
    assert {rule for rule, _ in said} == {"todo-left"}
