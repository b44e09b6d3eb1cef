# The chores of this project. `make demo` and `make test` need python3 (3.11 or newer) and nothing else.
PYTHON ?= python3
UV ?= uv
VENV := .venv
BIN := $(VENV)/bin
PIP := PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/python -m pip install --quiet

.PHONY: demo run test check quick format bench faults screenshots second-readers lock clean help

help:            ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 16

demo: $(VENV)/.run ## see what Newsdesk answers about the two seed articles
	@$(BIN)/newsdesk demo

run: $(VENV)/.run ## the server, with what the environment configures
	@$(BIN)/newsdesk serve

test: $(VENV)/.dev ## all tests
	$(BIN)/python -m pytest -n 2

check: $(VENV)/.dev ## what CI runs: format, lint, types, layers, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n 2

quick: $(VENV)/.dev ## while you work: format, lint, types, layers, the fast unit tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q -n 2 tests/unit/desk tests/unit/digests tests/unit/language tests/unit/slack tests/unit/views \
	    --ignore tests/unit/views/test_properties.py

format: $(VENV)/.dev ## put the code into shape
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/.dev ## figures: search, analysis, acknowledgement, memory
	$(BIN)/python -m tests.benchmarks

faults: $(VENV)/.dev ## digests, inbox and intake under kills and faults, readers under broken inputs: the long form
	$(BIN)/python -m tests.faults --runs 250
	$(BIN)/python -m tests.faults --mutations 100000

screenshots: $(VENV)/.dev ## the README's pictures, from the real page (needs chromium)
	$(BIN)/python -m tests.browser.screenshots

second-readers: $(VENV)/.dev ## the cases of figures against two other readers of numbers (not parts of the project)
	@$(PIP) --target $(VENV)/second-readers quantulum3==0.10.0 text2num==3.1.0
	PYTHONPATH=$(VENV)/second-readers $(BIN)/python -m tests.nlp.second_readers

lock:            ## pin again after a change to pyproject.toml (needs uv)
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	    --group install pyproject.toml --output-file requirements.lock
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	    --group dev --constraints requirements.lock pyproject.toml --output-file requirements-dev.lock

clean:           ## forget the virtual environment and the local data
	rm -rf $(VENV) data

# The stamps make a second run start at once; a changed lock or pyproject.toml installs again.
$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit("Newsdesk needs Python 3.11 or newer, this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else 0'
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.run: requirements.lock pyproject.toml | $(VENV)/.made
	@echo "Setting up (once, about a minute) …"
	@$(PIP) --require-hashes --requirement requirements.lock
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run
	@echo "Setting up the tests (once) …"
	@$(PIP) --require-hashes --requirement requirements-dev.lock
	@touch $@
