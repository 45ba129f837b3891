# launchkit: what a newcomer types. `make` alone prints this list.
# Every target that needs the environment makes it first; nothing is installed twice.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:

PYTHON ?= python3
# Only the home for looking around begins with example cases; one that you name is yours alone.
EXAMPLES := $(if $(LAUNCHKIT_HOME),,examples-opened)
LAUNCHKIT_HOME ?= .home
# Files in their order, which begins with the longest: by the number of tests, as the plugin would have it, those would come last.
TWO := -n 2 --dist loadgroup --no-loadscope-reorder
# Extra words for pytest: make test ARGS="tests/domain -k deadline"
ARGS ?=

export PYTHON
# A case file of an embezzlement must not phone home, whichever tool is started from here.
export DO_NOT_TRACK = 1
export PREFECT_SERVER_ANALYTICS_ENABLED = false
export PIP_DISABLE_PIP_VERSION_CHECK = 1

BIN := .venv/bin
READY := .venv/.installed
# The browser that the tests open pages in.
BROWSER := .venv/.browser
# The parts whose every branch is tested; the rest has the floor set in pyproject.toml.
EXACT := src/launchkit/domain/*,src/launchkit/desk/*,src/launchkit/library/*,src/launchkit/store/*

.PHONY: help run test check lint bench demo faults load browser schema docs install lock clean

# Prints this list.
help:
	@awk '/^# / { said = said (said ? "\n              " : "") substr($$0, 3) } \
	  /^[a-z]+:/ { name = $$1; sub(":", "", name); if (said) printf "  make %-8s %s\n", name, said } \
	  !/^# / { said = "" }' $(MAKEFILE_LIST)

# Starts everything on this machine, with the example cases opened, and prints the addresses.
run: $(READY) $(EXAMPLES)
	$(BIN)/launchkit --home $(LAUNCHKIT_HOME) up $(if $(EXAMPLES),--examples)

examples-opened: $(READY)
	@$(BIN)/python -m scripts.example_home $(LAUNCHKIT_HOME)

# Runs the tests, on two processes; a warning is an error.
test: $(READY) $(BROWSER)
	$(BIN)/python -m pytest $(TWO) $(ARGS)

# Runs all that decides whether a change is fit: format, lint, types, layers, tests, coverage.
check: lint $(BROWSER)
	$(BIN)/python -m pytest $(TWO) --cov --cov-report=term $(ARGS)
	$(BIN)/coverage report --include='$(EXACT)' --fail-under=100

# Looks at the source without running it: format, lint, types, layers.
lint: $(READY)
	@failed=0; for look in 'ruff format --check .' 'ruff check .' mypy lint-imports; do \
	  echo "$$look"; $(BIN)/$$look || failed=1; done; exit $$failed

# Measures: one JSON line for each figure.
bench: $(READY)
	$(BIN)/python -m bench

# Plays an opening, a relief and a take-over from start to end on a virtual clock, with their documents.
demo: $(READY)
	@for example in examples/*.yaml; do $(BIN)/launchkit rehearse --short $$example || exit 1; echo; done

# Breaks things on purpose for a long time: planted bugs, plays against a model of the rules, kills, torn writes.
faults: $(READY)
	$(BIN)/python -m tests.faults

# Walks all pages in a real browser: both languages, both themes, telephone and desk, every hostile string.
browser: $(READY) $(BROWSER)
	$(BIN)/python -m pytest tests/browser --whole $(ARGS)

# Has fifty users work for ten minutes on a server of their own, then looks for anything lost, doubled or unverified.
load: $(READY)
	$(BIN)/python -m tests.load

# Writes the JSON Schemas that editors complete checklists and case files with.
schema: $(READY)
	$(BIN)/python -c 'from pathlib import Path; from launchkit.library.schemas import write_schemas; write_schemas(Path("checklists"))'

# Writes the schemas and the reference pages, from the source.
docs: schema
	$(BIN)/python -m scripts.reference
	$(BIN)/python -m launchkit.cli.reference docs/reference/cli.md

# Makes the environment: system libraries, .venv, pinned packages, the project itself.
install: $(READY)

$(READY): requirements/dev.txt pyproject.toml scripts/system.sh
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo 'launchkit needs Python 3.11 or newer; "$(PYTHON)" is older or missing. Say which one to use: make install PYTHON=python3.12' >&2; exit 1; }
	@sh scripts/system.sh
	$(PYTHON) -m venv --clear .venv
	@# The file is the whole set: pip need not, and with extras cannot, work out the rest of it by digests.
	$(BIN)/python -m pip install --quiet --no-deps --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip check --quiet
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(BROWSER): $(READY)
	@sh scripts/system.sh tests
	@touch $@

# Pins the newest packages that pyproject.toml admits, with digests (needs uv on the path).
lock:
	uv pip compile pyproject.toml --universal --extra oidc --python-version 3.11 --upgrade --generate-hashes \
	  --no-emit-index-url --custom-compile-command "make lock" --quiet --output-file requirements/runtime.txt
	uv pip compile pyproject.toml --group dev --extra oidc --constraint requirements/runtime.txt --universal \
	  --python-version 3.11 --upgrade --generate-hashes --no-emit-index-url \
	  --custom-compile-command "make lock" --quiet --output-file requirements/dev.txt

# Removes the environment and what tools left behind; keeps the home.
clean:
	rm -rf .venv build dist htmlcov .coverage .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
