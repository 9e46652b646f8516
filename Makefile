# Every way to work on the project; `make help` lists them.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install --require-hashes --no-deps
# The project itself is linked, not downloaded: nothing to hash.
LINK := $(BIN)/python -m pip --disable-pip-version-check --quiet install --no-deps --no-build-isolation --editable .

# Random tests take fixed numbers in `make test`; `make fuzz` takes new ones, ROUNDS times.
ROUNDS ?= 20
COMPILE := uv pip compile pyproject.toml --extra build --universal --python-version 3.11 \
	--fork-strategy fewest --generate-hashes --no-emit-index-url --no-header -q -U

.PHONY: help setup run test test-newest test-marked check fuzz format docs bench lock release clean

help: ## list these targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(VENV)/.app: requirements.lock pyproject.toml
	@scripts/debian_packages.sh python
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 oder neuer nötig / needed: make PYTHON=python3.12 …" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) -r requirements.lock
	$(LINK)
	@touch $@

$(VENV)/.dev: $(VENV)/.app requirements-dev.lock
	@scripts/debian_packages.sh tests
	$(PIP) -r requirements-dev.lock
	@touch $@

setup: $(VENV)/.app ## make .venv with the command .venv/bin/aktionsraum

run: $(VENV)/.app ## start the app on the embedded Dortmund
	$(BIN)/aktionsraum app

test: $(VENV)/.dev ## run all checks and tests; with CI set also those of test-newest
	$(BIN)/ruff format --check . && $(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest -n 2 --dist worksteal --cov --cov-report=
	@echo "Testabdeckung / coverage: $$($(BIN)/coverage report --format=total) %"
	@test -z "$$CI" || $(MAKE) --no-print-directory test-newest

test-newest: ## the tests marked `newest` on the newest Python found
	@newest=$$(scripts/newest_python.sh $(BIN)/python) || exit 0; \
		$(MAKE) --no-print-directory PYTHON=$$newest VENV=$(VENV)/newest test-marked

test-marked: $(VENV)/.dev
	$(BIN)/pytest -n 2 --dist worksteal -m newest

check: test ## the same as test

fuzz: $(VENV)/.dev ## run the random tests with new numbers; write each find down as an @example
	@for round in $$(seq $(ROUNDS)); do echo "round $$round"; \
		$(BIN)/pytest -n 2 -m hypothesis --hypothesis-profile=fuzz || found=1; done; exit $${found:-0}

format: $(VENV)/.dev ## format and sort the code
	$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

docs: $(VENV)/.dev ## build handbook and developers' pages into build/site
	$(BIN)/mkdocs build --strict

bench: $(VENV)/.dev ## compare our speed with peers in the same run
	$(BIN)/python -m benchmarks

lock: ## renew the lock files, one version for all Pythons (needs uv)
	$(COMPILE) -o requirements.lock
	$(COMPILE) --extra dev -c requirements.lock -o requirements-dev.lock
	scripts/check_wheels.sh

release: ## check, then build wheel and source archive with hashes into dist/ (docs/releasing.md)
	@test -z "$$(git status --porcelain)" || { echo "Erst alles eintragen / commit first" >&2; exit 1; }
	@$(MAKE) --no-print-directory test
	@scripts/release.sh $(abspath $(BIN))/python

clean: ## remove what can be made again
	rm -rf $(VENV) .coverage .pytest_cache .ruff_cache .mypy_cache build dist package/*.egg-info
