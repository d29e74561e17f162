# All tasks of working on Seedbrief. They need Python 3.11 or newer and GNU make. `make` on its own lists them.

PYTHON ?= python3
BIN := .venv/bin

# Two stamp files: one for the pinned packages, one for Seedbrief itself, so that after an edit of pyproject.toml only the
# quick step runs again. A stamp is written last: after an interruption it is missing, and the next run starts over.
LOCKED := .venv/.locked
READY := .venv/.ready

# MkDocs 1 prints a banner about MkDocs 2 at every start; Seedbrief requires a version below 2.
export NO_MKDOCS_2_WARNING := 1

# Compiling Seedbrief and the tests at every start, in each process of the tests, takes longer than some tests.
unexport PYTHONDONTWRITEBYTECODE

LOCK := $(BIN)/uv --quiet --no-config pip compile pyproject.toml --group dev --all-extras --universal --python-version 3.11 \
	--generate-hashes --only-binary :all: --no-emit-index-url --custom-compile-command 'make lock'

# One worker more than there are cores, at most four. Tests that share something slow to make run in one, and go first
# (tests/conftest.py).
PYTEST := $(BIN)/pytest -n auto --maxprocesses 4 --dist loadgroup --no-loadscope-reorder

.NOTPARALLEL:
.PHONY: help serve docs site test test-all browser shots check bench bench-large format lock messages reference outlines clean

help:
	@echo 'make serve     serve the site on this machine, and rebuild it after every saved edit'
	@echo '               (on another port: make serve ADDR=127.0.0.1:8001)'
	@echo 'make docs      the same for the documentation, docs/'
	@echo 'make site      build the site into site/, and the documentation into site/docs/; any warning is an error'
	@echo 'make check     check style, types, layers, prose, reference and content'
	@echo 'make test      run the tests, some of them in a browser: about four minutes on two cores'
	@echo '               (only some of them: make test ARGS="-k quotes")'
	@echo 'make test-all  run the tests, then those that are slow by nature, and more examples of each property'
	@echo 'make format    format the Python files'
	@echo 'make lock      update requirements.lock after an edit of pyproject.toml'
	@echo '               (newest version of every package: make lock UPGRADE=1)'
	@echo 'make shots     take screenshots of every kind of page, light and dark, wide and narrow, into shots/'
	@echo '               (only those in README.md and docs/: make shots ARGS=--docs)'
	@echo 'make bench     measure speed, half an hour (with 10,000 briefs, and written to benchmarks/RESULTS.md,'
	@echo '               an hour: make bench-large)'
	@echo 'make reference update the reference of the documentation after an edit of the code that it describes'
	@echo 'make messages  update the translations in generator/translation/catalogs/ after an edit of words'
	@echo '               (to begin a new one: make messages NEW=it)'
	@echo 'make outlines  fetch the outlines of countries with npm, and make the file from which maps are drawn'
	@echo 'make clean     remove all files that these commands have made'
	@echo
	@echo 'Each command sets up .venv first if necessary. With another Python: make PYTHON=python3.12 serve'

serve: $(READY)
	@echo 'Serving the site at the URL below; press Ctrl+C to stop.'
	@$(BIN)/mkdocs serve $(if $(ADDR),--dev-addr $(ADDR)) $(ARGS)

site: $(READY)
	@echo 'Building the site into site/ ...'
	@$(BIN)/mkdocs build --strict $(ARGS)
	@echo 'Building the documentation into site/docs/ ...'
	@DOCS_URL=$(SITE_URL:%/=%)$(if $(SITE_URL),/docs/) $(BIN)/mkdocs build --strict -f docs/mkdocs.yml -d ../site/docs

docs: $(READY)
	@echo 'Serving the documentation at the URL below; press Ctrl+C to stop.'
	@$(BIN)/mkdocs serve -f docs/mkdocs.yml $(if $(ADDR),--dev-addr $(ADDR)) $(ARGS)

browser: $(READY)
	@sh tests/install_browser.sh || { test "$$CI" != true && echo 'Tests that need a browser will be skipped.'; }

test: browser
	@echo 'Running the tests ...'
	@$(PYTEST) -m 'not slow' $(ARGS)

test-all: test
	@echo 'Running the slow tests, and more examples of each property ...'
	@$(PYTEST) -m 'slow or hypothesis' --hypothesis-profile many $(ARGS)

shots: $(READY)
	@sh tests/install_browser.sh
	@$(BIN)/python -m tests.browser.shots $(ARGS)

check: $(READY)
	@echo 'Style (ruff) ...'
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check . || { echo 'To format the files: make format'; exit 1; }
	@echo 'Types (mypy) ...'
	@$(BIN)/mypy
	@echo 'Layers (import-linter) ...'
	@$(BIN)/lint-imports --no-logo
	@echo 'Prose (proselint, and scripts/prose.toml) ...'
	@$(BIN)/python -m scripts.check_prose
	@echo 'Reference (scripts.reference) ...'
	@$(BIN)/python -m scripts.reference --check
	@echo 'Content (seedbrief check) ...'
	@$(BIN)/seedbrief check
	@$(BIN)/seedbrief -C docs check

# Do nothing else on the machine meanwhile. The options of a benchmark: .venv/bin/python -m benchmarks.speed --help
bench: $(READY)
	@echo 'Finding quotations ...'
	@$(BIN)/python -m benchmarks.quotes
	@echo 'Resolving 1,000 and 10,000 briefs ...'
	@$(BIN)/python -m benchmarks.resolve
	@echo 'Generating, building and serving 1,000 rich and 1,000 short briefs ...'
	@$(BIN)/python -m benchmarks.speed $(ARGS)

bench-large: $(READY)
	@echo 'Generating, building and serving 1,000 and 10,000 briefs ...'
	@$(BIN)/python -m benchmarks.speed --sites rich-1000,short-1000,rich-10000 --write $(ARGS)
	@echo 'Searching 10,000 briefs ...'
	@$(BIN)/python -m benchmarks.search 10000

format: $(READY)
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format .

# Needs the packages only, not Seedbrief: it must also run when pyproject.toml requires more than the lock has.
lock: $(LOCKED)
	@echo 'Choosing versions for pyproject.toml ...'
	@cp requirements.lock .venv/requirements.new
	@$(LOCK) $(if $(UPGRADE),--upgrade) --output-file .venv/requirements.new
	@if cmp -s .venv/requirements.new requirements.lock; then echo 'requirements.lock is up to date.'; \
	else cp .venv/requirements.new requirements.lock; echo 'Wrote requirements.lock.'; fi

reference: $(READY)
	@$(BIN)/python -m scripts.reference

CATALOGS := generator/translation/catalogs

messages: $(READY)
	@$(BIN)/pybabel -q extract -F generator/translation/babel.cfg -k N_ -k Rule:2 --add-location file --sort-by-file \
		-c Translators: --project Seedbrief --copyright-holder "the Seedbrief contributors" \
		--msgid-bugs-address "" -o .venv/messages.pot .
	@for catalog in $(CATALOGS)/*.po $(if $(NEW),$(CATALOGS)/$(NEW).po); do \
		language=$$(basename $$catalog .po); \
		if test -f $$catalog; then what='update -N --ignore-pot-creation-date'; else what=init; fi; \
		$(BIN)/pybabel -q $$what --no-wrap -i .venv/messages.pot -o $$catalog -l $$language; done
	@echo 'Updated the catalogs. What is not translated in one stays in English.'

outlines: $(READY)
	@$(BIN)/python -m scripts.make_outlines $(ARGS)

clean:
	@echo 'Removing .venv, site and caches.'
	@rm -rf .venv .cache site shots dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# An environment does not work after it was moved to another folder, or after its Python was removed: make a new one.
ifneq ($(shell test -x $(BIN)/python && test "$$(cat $(LOCKED) 2>/dev/null)" = "$$(pwd -P)" && echo here),here)
.PHONY: $(LOCKED)
endif

$(LOCKED): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	echo 'Seedbrief needs Python 3.11 or newer; "$(PYTHON)" is' "$$($(PYTHON) --version 2>/dev/null || echo missing)."; \
	echo 'To use another Python: make PYTHON=python3.12 $(MAKECMDGOALS)'; exit 1; }
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
	echo 'pyproject.toml requires something that is not in requirements.lock: run make lock'; exit 1; }
	@touch $@
