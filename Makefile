# Every way to work on the project; `make help` lists them.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install --require-hashes --no-deps
# The project itself is linked, not downloaded: nothing to hash.
LINK := $(BIN)/python -m pip --disable-pip-version-check --quiet install --no-deps --no-build-isolation --editable .

.PHONY: help setup run test check format bench lock clean

help: ## list these targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

$(VENV)/.app: requirements.lock pyproject.toml
	@scripts/debian_packages.sh python
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

test: $(VENV)/.dev ## run all checks and tests
	$(BIN)/ruff format --check . && $(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest -n 2 --dist worksteal

check: test ## the same as test

format: $(VENV)/.dev ## format and sort the code
	$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

bench: $(VENV)/.dev ## compare our speed with peers in the same run
	$(BIN)/python -m benchmarks

lock: ## renew the lock files (needs uv)
	uv pip compile pyproject.toml --extra build --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q -U -o requirements.lock
	uv pip compile pyproject.toml --extra build --extra dev -c requirements.lock --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q -U -o requirements-dev.lock

clean: ## remove what can be made again
	rm -rf $(VENV) .pytest_cache .ruff_cache .mypy_cache build *.egg-info
