# Two commands are all a new machine needs: `make run` and `make test`.
PYTHON ?= python3
BIN := .venv/bin
DEMO := out/demonstration
SITE := out/demonstration-site
PORT ?= 8000
PIP := $(BIN)/python -m pip --disable-pip-version-check install -qq
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate

.PHONY: run brief test check faults postgresql format reference bench docs journeys peers release lock clean
.DEFAULT_GOAL := help

help:  ## list the commands
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:[^#]*## /|/' | awk -F'|' '{printf "make %-10s %s\n", $$1, $$2}'

run: .venv/run  ## set up, then open the demonstration site: four simulated groups, a sign-in for each role
	@mkdir -p out
	@$(BIN)/fourfold demo --folder $(SITE) --port $(PORT)

brief: .venv/run  ## set up, then print the brief of a demonstration group and write it as HTML and PDF
	@rm -rf $(DEMO) && mkdir -p out
	@$(BIN)/fourfold simulate $(DEMO)
	@$(BIN)/fourfold brief $(DEMO)/monday-group --html out/brief.html --pdf out/brief.pdf

test: .venv/develop  ## set up and run everything that needs no browser and no server
	@$(BIN)/python -m pytest -q -n auto

check: .venv/develop  ## format, lint, types, contracts, documents, tests
	@$(BIN)/ruff format --check --quiet . || { echo "run 'make format'"; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(MAKE) --no-print-directory docs
	@$(BIN)/python -m pytest -q -n auto

faults: .venv/develop  ## power cuts, kills, full disks, damaged backups: on whole sites (minutes)
	@$(BIN)/python -m pytest -q -m fault -n 2 tests

postgresql: .venv/develop  ## the site's tests on a PostgreSQL server of their own
	@tests/postgresql.sh $(BIN)/python -m pytest -q -n auto tests/web --ignore tests/web/test_matrix.py --ignore tests/web/test_look.py

format: .venv/develop  ## put every file into the house format
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

reference: .venv/develop  ## the long comparisons with known answers (minutes)
	@$(BIN)/python -m pytest -q -m "slow or reference"

bench: export OPENBLAS_NUM_THREADS = 1
bench: .venv/develop  ## measure speed and recovery, beside peers where they are installed (an hour)
	@for file in bench/[!d]*.py bench/dynamic.py; do echo "== $$file" && $(BIN)/python $$file || exit 1; done

journeys: .venv/journeys  ## what people see, in a real browser (Chromium)
	@command -v chromium >/dev/null || { echo "the journeys need Chromium; on Debian: apt-get install chromium"; exit 1; }
	@$(BIN)/python -m pytest -q -m journey -n 2 tests/journeys/test_every_page.py
	@$(BIN)/python -m pytest -q -m journey tests/journeys --ignore tests/journeys/test_every_page.py

peers: .venv/journeys .venv/npm/ready  ## what programs of others make of what we write: PSPP, LForms and fhirpath.js
	@command -v chromium >/dev/null || { echo "the peers need Chromium; on Debian: apt-get install chromium"; exit 1; }
	@$(BIN)/python -m pytest -q -m peer tests/peers

docs: .venv/develop  ## build the documents, warnings are errors
	@$(BIN)/sphinx-build -q -W --keep-going -b html docs docs/_build/html

release: check  ## build the wheel and the source archive into dist/
	@rm -rf dist && $(BIN)/python -m hatchling build

lock:  ## renew the locked requirements (needs uv)
	@$(LOCK) pyproject.toml --extra site --extra export --group build -o requirements/run.txt
	@$(LOCK) -c requirements/run.txt pyproject.toml --extra site --extra export --group develop -o requirements/develop.txt
	@$(LOCK) -c requirements/develop.txt pyproject.toml --extra site --extra export --group journeys -o requirements/journeys.txt

clean:  ## remove what was built
	rm -rf .venv out dist build docs/_build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

.venv/run: requirements/run.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Fourfold needs Python 3.11 or newer; set PYTHON=/path/to/python3.11")'
	@echo "Setting up (a minute or two, once)..."
	@$(PYTHON) -m venv .venv || { echo "python3 -m venv failed; on Debian: apt-get install python3-venv"; exit 1; }
	@$(PIP) --require-hashes -r requirements/run.txt
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

.venv/develop: .venv/run requirements/develop.txt
	@$(PIP) --require-hashes -r requirements/develop.txt
	@FOURFOLD_VOICES=.venv/voices.npz $(BIN)/fourfold audio-setup >/dev/null
	@touch $@

.venv/journeys: .venv/develop requirements/journeys.txt
	@$(PIP) --require-hashes -r requirements/journeys.txt
	@touch $@

# lforms is unpacked rather than installed: installing it brings a whole browser framework that no form needs.
.venv/npm/ready: tests/peers/package.json
	@command -v npm >/dev/null || { echo "the peers need Node.js 18 or newer and npm; on Debian: apt-get install nodejs npm"; exit 1; }
	@rm -rf .venv/npm && mkdir -p .venv/npm && cp tests/peers/package.json .venv/npm/
	@cd .venv/npm && npm install --silent --no-audit --no-fund --ignore-scripts
	@cd .venv/npm && npm pack --silent "lforms@$$(node -p "require('./package.json').config.lforms")" >/dev/null && tar xzf lforms-*.tgz && rm lforms-*.tgz
	@touch $@
