"""What is taken from a web page as a fact, and what is only proposed; what its text keeps apart; what is remarked."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from generator.ingest.article import Article, ArticleError, Fact, Received
from generator.ingest.readers.web_page import read_page
from generator.ingest.suggestions import find_publisher
from generator.model.content import Publisher

URL = "https://www.coast-news.example/2026/05/ferry-runs-again"
TITLE = "Ferry to Birch Island runs again"
SENTENCES = (
    "The ferry to the island has been running again since May, the harbour office says.",
    "It makes four trips a day, and a ticket costs forty crowns as it did before the storm.",
    "Nobody knows how many people travel, but the keeper of records counted ninety last week.",
    "A second boat was ordered in the spring and will be delivered before the winter comes.",
)
BODY = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
LAST = "<p>This is what the harbour office said about the ferry on Monday in the afternoon.</p>"
LONG = BODY + "".join(
    f"<p>In the {word} month {sentence.lower()}</p>" for word in ("last", "next") for sentence in SENTENCES
)


def read(
    head: str = "", body: str = BODY, heading: str = f"<h1>{TITLE}</h1>", url: str = URL, html: str = ""
) -> Article:
    page = f"<html {html}><head>{head}</head><body><article>{heading}{body}</article></body></html>"
    return read_page(page.encode(), Received(url=url))


def meta(**fields: str) -> str:
    return "".join(
        f'<meta property="{name.replace("__", ":")}" content="{value}">' for name, value in fields.items()
    )


def linked_data(**fields: object) -> str:
    item = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": TITLE} | fields
    return f'<script type="application/ld+json">{json.dumps(item)}</script>'


def proposed(article: Article, field: str) -> list[tuple[str, str]]:
    return [(item.value, item.reason) for item in article.proposals if item.field == field]


# Titles


@pytest.mark.parametrize(
    "stated",
    [
        TITLE,
        f"{TITLE} - Coast News",
        f"{TITLE} | Coast News",
        f"{TITLE} – coast-news.example",
        f"Coast News: {TITLE}",
        f"{TITLE} - World - Coast News",
        f"{TITLE} | CoastNews.example",
        f"{TITLE} - Ada Marsh and Tom van der Reed",
        "Ferry&amp;nbsp;to Birch Island &lt;em&gt;runs&lt;/em&gt; again",
    ],
)
@pytest.mark.parametrize("heading", [f"<h1>{TITLE}</h1>", f"<h2> {TITLE} </h2>"])
def test_the_name_of_the_site_is_no_part_of_a_title(stated: str, heading: str):
    head = meta(og__title=stated, og__site_name="Coast News", author="Ada Marsh and Tom van der Reed")
    assert read(head, heading=heading).title == Fact(TITLE, "og:title")


@pytest.mark.parametrize(
    ("stated", "title"),
    [
        (f"{TITLE} - Coast News", TITLE),
        (f"Coast News | {TITLE}", TITLE),
        (f"Coast News: {TITLE}", TITLE),
        (f"{TITLE} (Coast News)", ""),
        (f"{TITLE}, Coast News", ""),
        (f"{TITLE} ‖ Harbours", ""),
        ("Ferries: a long story - and a short one", "Ferries: a long story - and a short one"),
        ("Tickets for &amp;#163;4", "Tickets for £4"),
        (f"{TITLE} | Harbours", ""),  # the site? a section?
        ("ferry-runs-again-2026", ""),
        ("coast-news.example", ""),
        ("Coast News", ""),
        ("Ferry to Birch Island runs ...", ""),
    ],
)
def test_a_title_that_the_page_does_not_show_is_a_fact_only_if_it_is_clear(stated: str, title: str):
    article = read(meta(og__title=stated, og__site_name="Coast News"), heading="")
    assert article.title.value == title


def test_a_heading_alone_is_only_proposed_but_it_is_in_the_text():
    article = read()
    assert not article.title
    assert proposed(article, "title") == [(TITLE, "the page's largest heading")]
    assert article.text.startswith(f"{TITLE}\n\nThe ferry")


@pytest.mark.parametrize("place", ["before", "in", "twice", "small"])
def test_the_headline_is_in_the_text_once_as_its_first_line(place: str):
    heading = f"<h1>{TITLE}</h1>"
    pages = {
        "before": f"<header>{heading}</header><article>{BODY}</article>",
        "in": f"<article>{heading}{BODY}</article>",
        "twice": f"{heading}<article><h2>{TITLE}</h2>{BODY}</article>",
        "small": f"<article><h3>{TITLE}</h3>{BODY}</article>",
    }
    page = f"<html><head>{meta(og__title=TITLE)}</head><body>{pages[place]}</body></html>"
    text = read_page(page.encode()).text
    assert text.startswith(f"{TITLE}\n\nThe ferry")
    assert text.count(TITLE) == 1


# Authors


@pytest.mark.parametrize(
    ("stated", "names"),
    [
        ("Ada Marsh", ["Ada Marsh"]),
        ("By Ada Marsh", ["Ada Marsh"]),
        ("Ada Marsh and Tom van der Reed", ["Ada Marsh", "Tom van der Reed"]),
        ("Ada Marsh, Tom Reed and Jo O'Neill", ["Ada Marsh", "Tom Reed", "Jo O'Neill"]),
        ("Ada Marsh (ada@coast.example)", ["Ada Marsh"]),
        ("홍길동 기자", ["홍길동"]),
        ("홍길동·김영희 기자", ["홍길동", "김영희"]),
        ("记者 王小明", ["王小明"]),
        ("Алла Морская", ["Алла Морская"]),
        ("ليلى البحرية", ["ليلى البحرية"]),
        ("Ada Marsh, New York", []),  # a second author, or a place?
        ("Ada Marsh, Staff Writer", []),
        ("Coast News", []),
        ("Coast News Staff", []),
        ("Birch Island Harbour Foundation", []),
        ("https://facebook.example/ada.marsh", []),
        ("ada.marsh@coast.example", []),
        ("admin", []),
        ("Photo: Ada Marsh", []),
        ("Ada Marsh 4 May 2026", []),
        ("Gull Images", []),
        ("Enviado Especial", []),
        ("Специальный Корреспондент", []),
        ("هيئة التحرير", []),
        ("编辑部", []),
        ("新华社", []),
        ("연합뉴스", []),
        ("山田 太郎", []),  # one person, or two?
    ],
)
def test_only_what_surely_are_names_of_persons_are_authors(stated: str, names: list[str]):
    head = meta(og__site_name="Coast News") + linked_data(author={"@type": "Person", "name": stated})
    assert [author.value for author in read(head).authors] == names


def test_an_organisation_is_only_proposed_as_an_author():
    article = read(linked_data(author={"@type": "Organization", "name": "Gull Press"}))
    assert not article.authors
    assert proposed(article, "authors") == [("Gull Press", "stated as JSON-LD author, an organisation")]


@pytest.mark.parametrize(
    ("byline", "is_fact"), [("<p class='byline'>By Ada Marsh</p>", True), ("<p>Ada Marsh</p>", False)]
)
def test_an_author_in_a_meta_field_must_be_in_a_byline_too(byline: str, is_fact: bool):
    article = read('<meta name="author" content="Ada Marsh">', byline + BODY)
    assert [author.value for author in article.authors] == ["Ada Marsh"] * is_fact
    assert proposed(article, "authors") == [("Ada Marsh", "stated as author")] * (not is_fact)


# Publishers


def test_names_of_one_site_are_one_publisher():
    head = meta(og__site_name="Coast News") + linked_data(
        publisher={"name": "Coast Broadcasting Corporation"}
    )
    article = read(head)
    assert article.site_name == Fact("Coast News", "og:site_name")
    assert article.other_site_names == ("Coast Broadcasting Corporation",)
    by_host = {
        "a": Publisher(label="The Coast", url="https://coast-news.example/"),
        "b": Publisher(label="Coastline"),
    }
    assert find_publisher(article, by_host)[0].value == "a"
    assert find_publisher(article, {"b": Publisher(label="coast broadcasting corporation")})[0].value == "b"
    mobile = read("", url="https://m.coast-news.example/1")
    assert find_publisher(mobile, by_host)[0].value == "a"


PRESS = {
    "ilbo": Publisher(label="Chosun Ilbo", url="https://www.chosun.example"),
    "time": Publisher(label="Time", url="https://news.portal.example"),
    "kbs": Publisher(label="KBS", url="https://news.kbs.co.kr"),
    "biz": Publisher(label="Chosun Biz"),
    "asia-japan": Publisher(label="Asia Times Japan", url="https://asia.example"),
    "asia-korea": Publisher(label="Asia Times Korea", url="https://asia.example"),
}


@pytest.mark.parametrize(
    ("url", "name", "publisher", "candidates"),
    [
        ("https://www.chosun.example/1", "Chosun", "ilbo", []),
        ("https://biz.chosun.example/1", "Chosun Biz", "biz", []),
        ("https://sports.chosun.example/1", "Sports Chosun", "", ["ilbo", "Sports Chosun"]),
        ("https://news.portal.example/1", "The New York Times", "", ["time", "The New York Times"]),
        ("https://news.portal.example/1", "Newsis", "", ["time", "Newsis"]),
        ("https://news.portal.example/1", "TIME Magazine", "time", []),
        ("https://news.kbs.co.kr/1", "KBS NEWS", "kbs", []),
        ("https://news.kbs.co.kr/1", "", "kbs", []),
        ("https://news.co.kr/1", "Co News", "", []),
        ("https://asia.example/1", "Asia Times", "", ["asia-japan", "asia-korea", "Asia Times"]),
    ],
)
def test_a_host_says_whose_an_article_is_only_with_a_name(
    url: str, name: str, publisher: str, candidates: list[str]
):
    article = replace(read("", url=url), site_name=Fact(name, "og:site_name") if name else Fact())
    article = replace(article, other_site_names=())
    found, proposals = find_publisher(article, PRESS)
    assert (found.value, [item.value for item in proposals]) == (publisher, candidates)


@pytest.mark.parametrize(
    ("name", "publisher", "expected"),
    [
        ("World", "Coast News", "Coast News"),  # the section is not the site
        ("Coast News | All about the coast", "", "Coast News"),
        ("www.coast-news.example", "Coast News", "Coast News"),
        ("@coastnews", "Coast News", "Coast News"),
        ("", "", ""),
    ],
)
def test_of_several_names_the_one_that_the_host_confirms_is_the_publisher(
    name: str, publisher: str, expected: str
):
    head = meta(og__site_name=name) + linked_data(publisher={"@type": "Organization", "name": publisher})
    assert read(head).site_name.value == expected


# Dates


@pytest.mark.parametrize(
    ("head", "day"),
    [
        (linked_data(datePublished="2026-05-04T23:30:00-05:00"), "2026-05-04"),
        (linked_data(datePublished="2026-05-04", dateModified="2026-05-09"), "2026-05-04"),
        (meta(article__published_time="2026-05-04T08:00Z"), "2026-05-04"),
        ('<meta name="citation_publication_date" content="2026/05/04">', "2026-05-04"),
        ('<meta name="pubdate" content="Mon, 04 May 2026 08:00:00 GMT">', "2026-05-04"),
        (linked_data(dateModified="2026-05-04"), ""),
        (meta(article__modified_time="2026-05-04"), ""),
        (linked_data(comment={"@type": "Comment", "datePublished": "2026-05-04"}), ""),
        (linked_data(datePublished="1970-01-01"), ""),
        (linked_data(datePublished="2999-01-01"), ""),
        (linked_data(datePublished="2019-05-04"), ""),  # the URL says 2026
        (linked_data(datePublished="2026-05-04") + meta(article__published_time="2026-05-20"), ""),
        (linked_data(datePublished="04/05/2026"), ""),
    ],
)
def test_only_a_plausible_date_of_publication_is_a_fact(head: str, day: str):
    assert read(head).published.value == day


@pytest.mark.parametrize(
    ("path", "is_fact"),
    [
        ("2026/05/04", True),
        ("2026/5/3", False),
        ("2025-12-30", True),
        ("20", True),
        ("202605/4", True),
        ("a-200226.html", True),
    ],
)
def test_a_date_in_the_url_must_be_the_date_of_publication(path: str, is_fact: bool):
    day = "2025-12-30" if path.startswith("2025") else "2026-05-04"
    article = read(linked_data(datePublished=f"{day}T01:00Z"), url=f"https://coast-news.example/{path}/ferry")
    assert bool(article.published) == is_fact


def test_the_date_of_another_item_of_the_page_is_not_that_of_the_article():
    date = '<meta itemprop="datePublished" content="2026-05-01">'
    review = f'<div itemscope itemtype="https://schema.org/Review">{date}</div>'
    assert not read("", BODY + review).published
    own = '<time itemprop="datePublished" datetime="2026-05-04">4 May</time>'
    assert read("", own + BODY + review).published == Fact("2026-05-04", "microdata datePublished")


def test_of_several_articles_in_the_data_the_one_of_the_page_counts():
    others = linked_data(
        headline="Gulls", url=f"{URL}-2", datePublished="2026-05-01", author={"name": "Tom Reed"}
    )
    own = linked_data(url=URL, datePublished="2026-05-04")
    article = read(others + own)
    assert (article.published.value, article.authors) == ("2026-05-04", ())
    assert not read(
        linked_data(headline="Gulls", datePublished="2026-05-01") + linked_data(headline="Rats")
    ).published


@pytest.mark.parametrize("heading", [f"<h1>{TITLE}</h1>", ""])
@pytest.mark.parametrize("url", [{}, {"url": f"{URL}-2"}])
def test_the_data_of_another_article_are_not_those_of_the_page(heading: str, url: dict[str, str]):
    other = {
        "headline": "Gulls",
        "author": {"@type": "Person", "name": "Tom Reed"},
        "publisher": "Gull Times",
    }
    article = read(
        meta(og__title=TITLE) + linked_data(**other, **url, datePublished="2026-05-04"), heading=heading
    )
    assert article.title.value == TITLE
    assert (article.authors, article.published, article.site_name) == ((), Fact(), Fact())


@pytest.mark.parametrize(("url", "is_own"), [(URL, True), (f"{URL}-2", False)])
def test_only_the_date_of_the_page_itself_is_that_of_its_article(url: str, is_own: bool):
    article = read(linked_data(**{"@type": "WebPage"}, url=url, datePublished="2026-05-04"))
    assert bool(article.published) == is_own


def test_a_program_is_no_publisher():
    assert not read(meta(application__name="Page Maker").replace(":", "-")).site_name


def test_ids_in_linked_data_are_followed():
    graph = {
        "@graph": [
            {"@type": "Person", "@id": "#ada", "name": "Ada Marsh"},
            {"@type": "Organization", "@id": "#coast", "name": "Coast News"},
            {
                "@type": ["Article"],
                "headline": TITLE,
                "author": {"@id": "#ada"},
                "publisher": {"@id": "#coast"},
            },
        ]
    }
    article = read(f'<script type="application/ld+json">{json.dumps(graph)}</script>')
    assert article.authors == (Fact("Ada Marsh", "JSON-LD author"),)
    assert article.site_name == Fact("Coast News", "JSON-LD publisher")


# URLs


@pytest.mark.parametrize(
    ("canonical", "url"),
    [
        (URL, URL),
        ("/2026/05/short", "https://www.coast-news.example/2026/05/short"),
        ("https://www.coast-news.example/", "https://m.coast-news.example/a"),  # the home page
        ("https://elsewhere.example/a", "https://m.coast-news.example/a"),
    ],
)
def test_the_canonical_url_is_taken_if_it_can_be_that_of_the_page(canonical: str, url: str):
    head = f'<link rel="canonical" href="{canonical}">'
    assert read(head, url="https://m.coast-news.example/a").url.value.replace(
        "m.coast", "www.coast"
    ) == url.replace("m.coast", "www.coast")


@pytest.mark.parametrize("host", ["localhost:8000", "192.168.0.1", "preview.local"])
def test_a_canonical_url_that_only_its_makers_can_open_is_not_taken(host: str):
    assert not read(f'<link rel="canonical" href="http://{host}/ferry">', url="").url


# Text


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("in 2019<sup>1</sup> it", "in 2019¹ it"),
        ("in 2019<sup><a href='#1'>12</a></sup> it", "in 2019¹² it"),
        ("in 2019<sup><a href='#1'>[1]</a></sup> it", "in 2019[1] it"),
        ("the word<sup><a href='#a'>a</a></sup> it", "the word[a] it"),
        ("the 19<sup>th</sup> of", "the 19th of"),
        ("10<sup>-6</sup> m<sup>2</sup>", "10⁻⁶ m²"),
        ("H<sub>2</sub>O and CO<sub>2</sub>", "H₂O and CO₂"),
        ("<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp>字<rt>じ</rt></ruby>です", "漢字です"),
        ("one<br>two", "one\ntwo"),
        ("one<br/><br/>two", "one\n\ntwo"),
        ("one <wbr>two thr<wbr>ee fo&shy;ur five&nbsp;six se&#8203;ven", "one two three four five six seven"),
        ("<div>one</div><div>two</div>", "one\n\ntwo"),
        (
            "seen <span hidden>one</span><b style='display:none'>two</b> <i class='sr-only'>three</i>words",
            "seen words",
        ),
        ("seen <span aria-hidden='true'>#</span><noscript>four</noscript>words", "seen words"),
        ("Tom &amp; Ada &lt;3 &#163;4", "Tom & Ada <3 £4"),
        ("<blockquote class='pull-quote'>again since May</blockquote>said", "said"),
        ("<figure><img src='a.png'><figcaption>A boat. Photo: Ada</figcaption></figure>said", "said"),
    ],
)
def test_what_markup_keeps_apart_is_not_joined(markup: str, words: str):
    marked = f"<div><div>Here it begins: {markup} and here it ends, with the words of the harbour office.</div></div>"
    text = read("", BODY + marked).text
    between = text.partition("begins:")[2].partition("and here it ends")[0]
    assert between.strip() == words


def test_a_table_of_data_has_a_line_for_each_row():
    table = (
        "<table><tr><th>Year<th>Tonnes</tr><tr><td>2019<sup>1</sup><td>300</tr><tr><td>2020<td></tr></table>"
    )
    assert "\n\nYear\tTonnes\n2019¹\t300\n2020\t\n\n" in read("", BODY + table + LAST).text + "\n"


def test_a_table_for_layout_leaves_no_bars():
    page = f"<html><body><table><tr><td><h1>{TITLE}</h1>{BODY}</td><td><p>Menu</p></td></tr></table></body></html>"
    text = read_page(page.encode()).text
    assert "The ferry" in text
    assert "|" not in text


def test_a_page_that_a_script_shows_later_is_read():
    page = f'<html><body style="display: none"><article>{BODY}</article></body></html>'
    assert "The ferry" in read_page(page.encode()).text


# Remarks


@pytest.mark.parametrize("title", ["Home", "Untitled document", "404 Not Found", "首页", "Home | Coast News"])
def test_a_placeholder_is_no_title(title: str):
    head = f'<meta property="og:title" content="{title}"><meta property="og:site_name" content="Coast News">'
    assert not read(head, heading=f"<h1>{title}</h1>").title


@pytest.mark.parametrize(
    ("head", "body", "remark"),
    [
        (
            "",
            "<p>The ferry runs again, the harbour office says, and it makes four trips a day.</p>",
            "only 110 characters; the page may be",
        ),
        (linked_data(isAccessibleForFree=False), LONG, "behind a paywall, as the page says"),
        (
            linked_data(hasPart={"isAccessibleForFree": "False"}),
            LONG,
            "behind a paywall, as the page says",
        ),
        ("", f"{BODY}<div class='article__paywall'>Log in</div>", "the page may be behind a paywall"),
        (
            "",
            f"{BODY}<p>Sign up for our newsletter.</p>",
            "newsletter or donation text at the end: “Sign up for",
        ),
        (
            "",
            f"<p>We use cookies. Accept all cookies?</p>{BODY}",
            "a notice about cookies in the text: “We use cookies",
        ),
        (
            "<title>Just a moment...</title>",
            "<p>Enable cookies to continue to the page of the coast.</p>",
            "an error message or a check for robots",
        ),
        (
            "",
            "<p>Access denied. You do not have permission to see this page on this server.</p>",
            "an error message",
        ),
    ],
)
def test_what_a_person_should_look_at_is_remarked(head: str, body: str, remark: str):
    assert any(remark in said for said in read(head, body).remarks)


def test_a_page_of_several_articles_is_remarked():
    words = zip(("Ferry", "Train", "Bus", "Horse"), SENTENCES, strict=True)
    teasers = "".join(f"<article><h2>{word} runs</h2><p>{text}</p></article>" for word, text in words)
    article = read_page(f"<html><body>{teasers}</body></html>".encode())
    assert "several articles on one page" in article.remarks


def test_an_ordinary_article_has_no_remarks():
    assert (
        read(meta(og__title=TITLE) + linked_data(isAccessibleForFree=True), LONG, html='lang="en"').remarks
        == ()
    )


def test_amp_is_remarked():
    assert any("AMP" in remark for remark in read("", LONG, html="amp").remarks)


def test_a_page_with_quotation_marks_out_of_place_is_read():
    scripts = "<script>" + 'for(i=0;i<n.length;++i){a["b"]=n[i]+"c"};' * 200 + "</script>"
    assert "The ferry" in read(scripts).text


def test_a_page_without_an_article_is_not_read():
    with pytest.raises(ArticleError, match="no article text found"):
        read("", "<script>let a = 1</script>", heading="")
