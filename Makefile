# Everything that is done with Seedbrief, from a machine that has Python 3.11 or newer and GNU make.
# `make` on its own says what there is.

PYTHON ?= python3
BIN := .venv/bin

# Two stamps: one for the pinned packages, one for Seedbrief itself, so that an edit of pyproject.toml costs a second.
# A stamp is written last; after an interruption it is missing, and the next run starts over.
LOCKED := .venv/.locked
READY := .venv/.ready

# MkDocs 1 prints a banner about MkDocs 2 at every start; Seedbrief is pinned below 2.
export NO_MKDOCS_2_WARNING := 1

LOCK := $(BIN)/uv --quiet --no-config pip compile pyproject.toml --group dev --universal --python-version 3.11 \
	--generate-hashes --only-binary :all: --no-emit-index-url --custom-compile-command 'make lock'

.NOTPARALLEL:
.PHONY: help serve site test shots check bench bench-large format lock reference clean

help:
	@echo 'make serve    show the site on this machine, and again after every saved edit'
	@echo '              (another address: make serve ADDR=127.0.0.1:8001)'
	@echo 'make site     build the site into site/, failing on any warning'
	@echo 'make test     run all tests, with a browser (some of them: make test ARGS="-k quotes")'
	@echo 'make shots    take pictures of every kind of page, light and dark, wide and on a phone, into shots/'
	@echo '              (those that README.md shows: make shots ARGS=--readme)'
	@echo 'make check    check style, types, layers and content'
	@echo 'make bench    measure what has to be quick, as ratios, and write it to benchmarks/RESULTS.md'
	@echo '              (a quarter of an hour; with 10,000 briefs, hours: make bench-large)'
	@echo 'make format   put the Python files into the style that make check asks for'
	@echo 'make lock     write requirements.lock after an edit of pyproject.toml'
	@echo '              (newest versions of everything: make lock UPGRADE=1)'
	@echo 'make reference'
	@echo '              write docs/reference/fields.md after an edit of generator/model/content.py'
	@echo 'make clean    remove everything that make has made'
	@echo
	@echo 'Each sets up .venv first if need be. Another Python: make PYTHON=python3.12 serve'

serve: $(READY)
	@echo 'Serving the site; open the address below, press Ctrl+C to stop.'
	@$(BIN)/mkdocs serve $(if $(ADDR),--dev-addr $(ADDR)) $(ARGS)

site: $(READY)
	@echo 'Building the site into site/ ...'
	@$(BIN)/mkdocs build --strict $(ARGS)

test: $(READY)
	@sh tests/install_browser.sh || { test "$$CI" != true && echo 'Going on; tests that need a browser are skipped.'; }
	@echo 'Running the tests ...'
	@$(BIN)/pytest $(ARGS)

shots: $(READY)
	@sh tests/install_browser.sh
	@$(BIN)/python -m tests.browser.shots $(ARGS)

check: $(READY)
	@echo 'Style (ruff) ...'
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check . || { echo 'Mend the style with: make format'; exit 1; }
	@echo 'Types (mypy) ...'
	@$(BIN)/mypy
	@echo 'Layers (import-linter) ...'
	@$(BIN)/lint-imports --no-logo
	@echo 'Content (seedbrief check) ...'
	@$(BIN)/seedbrief check

# Leave the machine alone meanwhile. Each benchmark says what it takes: .venv/bin/python -m benchmarks.speed --help
bench: $(READY)
	@echo 'Finding quotations ...'
	@$(BIN)/python -m benchmarks.quotes
	@echo 'Resolving 1,000 and 10,000 briefs ...'
	@$(BIN)/python -m benchmarks.resolve
	@echo 'Generating, building and serving 1,000 briefs ...'
	@$(BIN)/python -m benchmarks.speed $(ARGS)

bench-large: $(READY)
	@echo 'Generating, building and serving 1,000 and 10,000 briefs ...'
	@$(BIN)/python -m benchmarks.speed --briefs 1000,10000 $(ARGS)
	@echo 'Searching 10,000 briefs ...'
	@$(BIN)/python -m benchmarks.search 10000

format: $(READY)
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format .

# Needs the packages only, not Seedbrief: it must run when pyproject.toml asks for more than the lock has.
lock: $(LOCKED)
	@echo 'Choosing versions for pyproject.toml ...'
	@cp requirements.lock .venv/requirements.new
	@$(LOCK) $(if $(UPGRADE),--upgrade) --output-file .venv/requirements.new
	@if cmp -s .venv/requirements.new requirements.lock; then echo 'requirements.lock is up to date.'; \
	else cp .venv/requirements.new requirements.lock; echo 'Wrote requirements.lock.'; fi

reference: $(READY)
	@$(BIN)/python -m generator.exports.field_reference > .venv/fields.md
	@mkdir -p docs/reference && mv .venv/fields.md docs/reference/fields.md
	@echo 'Wrote docs/reference/fields.md.'

clean:
	@echo 'Removing .venv, site and caches.'
	@rm -rf .venv .cache site shots dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# An environment that was moved here from another folder, or whose Python is gone, is of no use: make it anew.
ifneq ($(shell test -x $(BIN)/python && test "$$(cat $(LOCKED) 2>/dev/null)" = "$$(pwd -P)" && echo here),here)
.PHONY: $(LOCKED)
endif

$(LOCKED): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	echo 'Seedbrief needs Python 3.11 or newer; "$(PYTHON)" is' "$$($(PYTHON) --version 2>/dev/null || echo missing)."; \
	echo 'If you have a newer one, name it: make PYTHON=python3.12 $(MAKECMDGOALS)'; exit 1; }
	@echo 'Making .venv with' "$$($(PYTHON) --version) ..."
	@$(PYTHON) -m venv --clear .venv || { \
	echo 'Python could not make a virtual environment. On Debian and Ubuntu: apt-get install python3-venv'; exit 1; }
	@echo 'Installing the packages pinned in requirements.lock (about a minute the first time) ...'
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes --only-binary :all: \
		--requirement requirements.lock
	@pwd -P > $@

$(READY): $(LOCKED) pyproject.toml
	@echo 'Installing Seedbrief itself (editable) ...'
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-index --no-build-isolation --editable .
	@$(BIN)/python -m pip --disable-pip-version-check check > .venv/pip-check.txt || { cat .venv/pip-check.txt; \
	echo 'pyproject.toml asks for something that requirements.lock does not have: run make lock'; exit 1; }
	@touch $@
