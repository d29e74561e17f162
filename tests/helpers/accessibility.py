"""What can be seen of a page by everyone: what a machine can check of WCAG 2.2, in each of the looks of a window."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

from tests.helpers.page_kinds import open_page

WIDE = {"width": 1360, "height": 900}
PHONE = {"width": 360, "height": 740}
NARROWEST: ViewportSize = {"width": 320, "height": 640}
LOOKS: dict[str, dict[str, Any]] = {
    "light, wide": {"color_scheme": "light", "viewport": WIDE},
    "dark, phone": {"color_scheme": "dark", "viewport": PHONE},
    "light, phone": {"color_scheme": "light", "viewport": PHONE},
    "dark, wide": {"color_scheme": "dark", "viewport": WIDE},
}

# All of axe's rules but those that are mere ideas; the size of targets (WCAG 2.5.8) is off unless asked for.
AXE_OPTIONS = {"resultTypes": ["violations"], "preload": False, "rules": {"target-size": {"enabled": True}}}

OPEN_DETAILS = """() => {
    const closed = document.querySelectorAll("article details:not([open])");
    for (const details of closed) details.open = true;
    return closed.length;
}"""

# Words that stand out of the window on the right, in no box that scrolls or hides them from the eye on purpose.
WORDS_OUT_OF_VIEW = """() => {
    const scrolls = (element) => {
        for (; element && element !== document.body; element = element.parentElement) {
            const style = getComputedStyle(element);
            if (style.overflowX !== "visible" || style.visibility === "hidden") return true;
        }
        return false;
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const out = [];
    while (walker.nextNode()) {
        const words = document.createRange();
        words.selectNodeContents(walker.currentNode);
        const right = Math.max(0, ...[...words.getClientRects()].map((line) => line.right));
        if (right > innerWidth + 1 && !scrolls(walker.currentNode.parentElement)) out.push(String(words).trim());
    }
    return out;
}"""

# Boxes whose words do not fit in: what hangs out of them is cut off.
CUT_WORDS = """() => [...document.querySelectorAll("body *")].filter((element) => {
    const style = getComputedStyle(element);
    const hides = (axis) => ["hidden", "clip"].includes(style["overflow" + axis]);
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return false;
    if (element.matches(".md-header__topic *, .md-header__topic") || style.clipPath !== "none") return false;
    if (![...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim())) return false;
    return (hides("X") && element.scrollWidth > element.clientWidth + 1)
        || (hides("Y") && element.scrollHeight > element.clientHeight + 1);
}).map((element) => `${element.tagName} ${element.className}: ${element.textContent.trim().slice(0, 60)}`)"""

# The spacing that WCAG 1.4.12 lets a reader choose, put in as no security policy minds.
SPACE_OUT = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`
        * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
        p { margin-bottom: 2em !important; }`);
    document.adoptedStyleSheets.push(sheet);
}"""

# Everything on the page that moves, or would.
MOVING = """() => {
    const moving = document.getAnimations().map((animation) => `runs: ${animation.effect.target.className}`);
    for (const element of [document.documentElement, ...document.body.querySelectorAll("*")]) {
        for (const part of ["", "::before", "::after"]) {
            const style = getComputedStyle(element, part);
            const still = style.animationName === "none" && style.scrollBehavior === "auto"
                && style.transitionDuration.split(", ").every((time) => time === "0s");
            if (!still) moving.push(`${element.tagName} ${element.className}${part}`);
        }
    }
    return [...new Set(moving)];
}"""

Found = dict[str, dict[str, list[str]]]  # problems by check and kind of page


def examine(page: Page, kinds: dict[str, str]) -> Found:
    """Open every kind of page once, with its details open. Gives what each check finds on it, by check and kind."""
    found: Found = defaultdict(dict)
    for kind, path in kinds.items():
        open_page(page, path)
        if page.evaluate(OPEN_DETAILS):
            found["details"][kind] = []
        found["axe"][kind] = violations(page)
        found["moving"][kind] = page.evaluate(MOVING)
        found["sideways"][kind] = sideways(page, NARROWEST)
        page.evaluate(SPACE_OUT)
        found["cut"][kind] = page.evaluate(CUT_WORDS) + page.evaluate(WORDS_OUT_OF_VIEW)
    return found


def listed(problems: dict[str, list[str]]) -> str:
    """Write down all problems, each with the kind of page that has it."""
    return "\n".join(f"{kind}: {problem}" for kind, found in problems.items() for problem in found)


def violations(page: Page) -> list[str]:
    """Let axe look at the page as it is."""
    found = Axe().run(page, options=AXE_OPTIONS).response["violations"]
    return [
        f"{rule['id']}: {node['target']}: "
        + "; ".join(check["message"] for check in [*node["any"], *node["all"], *node["none"]])
        for rule in found
        for node in rule["nodes"]
    ]


def sideways(page: Page, size: ViewportSize) -> list[str]:
    """Give what a reader would have to scroll sideways for in a window of this size."""
    before = page.viewport_size
    assert before
    page.set_viewport_size(size)
    beyond = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    out = (["the page"] if beyond > 0 else []) + page.evaluate(WORDS_OUT_OF_VIEW)
    page.set_viewport_size(before)
    return out
