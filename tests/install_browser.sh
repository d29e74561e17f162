#!/bin/sh
# Sees to a Chromium for the browser tests; says in one line what it found or does.
# Looks where the tests look: $CHROMIUM, the system's browsers, Playwright's own. Fails if there is none in the end.
set -u

found() {
    echo "Browser for the tests: $1"
    exit 0
}

playwright_chromium() {
    .venv/bin/python - <<'PYTHON' 2>/dev/null
from pathlib import Path
from playwright.sync_api import sync_playwright

with sync_playwright() as playwright:
    path = playwright.chromium.executable_path
print(path if Path(path).is_file() else "")
PYTHON
}

# What CHROMIUM names is meant; a wrong name is a mistake to fix, not a wish for another browser.
if [ -n "${CHROMIUM:-}" ]; then
    command -v "$CHROMIUM" >/dev/null && found "$CHROMIUM"
    echo "CHROMIUM is set to $CHROMIUM, which is not a program" >&2
    exit 1
fi

# Chromium without windows comes first: it does the same in three fifths of the processor time.
for name in chromium-headless-shell chromium chromium-browser google-chrome; do
    command -v "$name" >/dev/null && found "$(command -v "$name")"
done
own=$(playwright_chromium) && [ -n "$own" ] && found "$own"

with_deps=
log=$(mktemp) || exit 1
trap 'rm -f "$log"' EXIT
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "No browser for the tests yet: installing Chromium and a font with Hangul through apt-get (a minute or two) ..."
    apt-get update >"$log" 2>&1
    for name in chromium-headless-shell chromium; do # not every system has the first
        DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$name" fonts-noto-cjk \
            >>"$log" 2>&1 && command -v "$name" >/dev/null && exit 0
    done
    tail -n 5 "$log" >&2
    with_deps=--with-deps # the libraries that Playwright's Chromium needs, through apt-get as well
fi
echo "No browser for the tests yet: downloading Playwright's Chromium (about 150 MB) ..."
.venv/bin/playwright install $with_deps chromium >"$log" 2>&1 && exit 0
tail -n 5 "$log" >&2
echo "There is no browser for the tests: install Chromium or Chrome, or name one in CHROMIUM" >&2
exit 1
