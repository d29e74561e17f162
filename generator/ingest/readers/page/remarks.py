"""Says what a person should look at in the text taken from a web page: paywalls, error pages, several articles."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.ingest.readers.page.stated import Stated, Tree, as_list

_SHORT = 250  # code points of a text that can hardly be an article
_NOT_LONG = 1_500  # code points of a text that may be the beginning of one, or a message
_END = 3  # paragraphs at the end
_NOTICE = 400  # code points of a paragraph that may be a notice
_SHOWN = 60
_MANY_ARTICLES = 3

_PAYWALL = re.compile(
    r"paywall|regwall|meteredcontent|subscriber-only|premium-?(?:content|teaser|wall)|tp-(?:modal|container)",
    re.I,
)
_FOR_SUBSCRIBERS = re.compile(
    r"subscribers? only|(?:subscribe|log in|sign in|register) to (?:continue|read)|to continue reading|"
    r"(?:für|nur) abonnenten|réservée? aux abonnés|solo para suscriptores|riservato agli abbonati|"
    r"exclusivo para assinantes|для подписчиков|"
    r"会員限定|有料会員|구독자 전용|유료 회원|订阅后|訂閱後",
    re.I,
)
_NEWSLETTER = re.compile(
    r"newsletter|sign up (?:for|to)|subscribe (?:to|now|here)|donat(?:e|ion)|support (?:our|us|independent)|patreon|"
    r"spende(?:n|t|nkonto)|abonnier|unterstützen sie|inscrivez-vous|abonnez-vous|faire un don|soutenez|suscr[ií]b|"
    r"haz una donación|apóyanos|iscriviti|dona ora|assine|doe agora|подпишитесь|подписывайтесь|пожертв|поддержите|"
    r"підпишіться|підтримайте|구독|후원|購読|メルマガ|寄付|订阅|訂閱|捐款|اشترك|تبرع",
    re.I,
)
_COOKIES = re.compile(r"cookies?|куки|쿠키|クッキー", re.I)
_CONSENT = re.compile(
    r"accept|agree|consent|continu|verwende|utilis|we use|browsing|zustimm|akzept|accord|acept|accett|aceit|соглас|"
    r"동의|同意",
    re.I,
)
_ERROR = re.compile(
    r"just a moment|access (?:to this page has been )?denied|attention required|are you (?:a )?(?:human|robot)|captcha|"
    r"checking your browser|verify(?:ing)? (?:that )?you are (?:a )?human|(?:enable|requires?) javascript|"
    r"javascript (?:is )?(?:disabled|required|deaktiviert)|page (?:can(?:no|')t be |not )found|unusual traffic|"
    r"\b(?:403|404|500|502|503)\b.{0,30}(?:error|not found|forbidden|unavailable)|(?:error|fehler|erreur)\s[45]0\d\b|"
    r"(?:temporarily|service) unavailable",
    re.I,
)


def remarks_on(text: str, tree: Tree, stated: Stated, titles: list[str], url: str) -> Iterator[str]:
    """Yield what a person should look at, each a phrase. ``titles`` are what the page calls itself."""
    size = len(" ".join(text.split()))
    paragraphs = [" ".join(part.split()) for part in text.split("\n\n") if part.strip()]
    is_error = size < _NOT_LONG and any(_ERROR.search(part) for part in (*titles, *paragraphs))
    if is_error:
        yield "the page may be an error message or a check for robots, not an article"
    elif size < _SHORT:
        yield f"only {size} characters; the page may be behind a paywall"
    elif _is_not_free(stated):
        yield "behind a paywall, as the page says; the end may be missing"
    elif size < _NOT_LONG and _seems_not_free(tree):
        yield f"only {size} characters; the page may be behind a paywall"
    if _has_several_articles(tree, stated):
        yield "several articles on one page"
    for part in paragraphs[-_END:]:
        if len(part) < _NOTICE and _NEWSLETTER.search(part):
            yield f"newsletter or donation text at the end: “{_shortened(part)}”"
            break
    ends = (*paragraphs[:_END], *paragraphs[-_END:])
    notices = [
        part for part in paragraphs if _COOKIES.search(part) and (part in ends or _CONSENT.search(part))
    ]
    is_about_cookies = len(notices) > 2 or any(_COOKIES.search(title) for title in titles)
    if notices and not is_about_cookies and len(notices[0]) < _NOTICE:
        yield f"a notice about cookies in the text: “{_shortened(notices[0])}”"
    root = tree.getroottree().getroot()
    if root.get("amp") is not None or root.get("⚡") is not None:
        yield "the short version of the page for telephones (AMP)"
    if re.search(r"/print/?$|[?&]print(?:able)?=|/druckversion", url, re.I):
        yield "the version of the page for printing"


def _shortened(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN].rstrip()}..."


def _is_not_free(stated: Stated) -> bool:
    """Tell whether the page states that its article, or a part of it, cannot be read for free."""
    items = [*stated.articles, *(part for item in stated.articles for part in as_list(item.get("hasPart")))]
    said = [
        value
        for item in items
        if isinstance(item, dict)
        for value in as_list(item.get("isAccessibleForFree"))
    ]
    tier = [value for _, value in stated.values(("article:content_tier",))]
    return any(str(value).lower().rpartition("/")[2] == "false" for value in said) or bool(
        {"locked", "metered"} & set(tier)
    )


def _seems_not_free(tree: Tree) -> bool:
    """Tell whether something on the page is marked as a paywall, or asks to subscribe."""
    marked = any(_PAYWALL.search(part.get("class") or "") for part in tree.iter("div", "section", "aside"))
    return marked or _FOR_SUBSCRIBERS.search(" ".join("".join(tree.itertext()).split())) is not None


def _has_several_articles(tree: Tree, stated: Stated) -> bool:
    """Tell whether a page is a list of articles: none of them is most of it, and it does not say that it is one."""
    if (stated.articles and len(stated.articles) == 1) or "article" in dict(
        stated.values(("og:type",))
    ).values():
        return False
    sizes = [
        len(" ".join(item.text_content().split()))
        for item in tree.iter("article")
        if item.find(".//h1") is not None or item.find(".//h2") is not None or item.find(".//h3") is not None
    ]
    return len(sizes) >= _MANY_ARTICLES and 2 * max(sizes) < sum(sizes)
