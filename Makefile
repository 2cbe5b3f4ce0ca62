PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help install demo test soak lint lint-deploy schemas bench docs clean

help: ## print this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

.venv/installed: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

install: .venv/installed ## create .venv from exact, hashed pins

demo: install ## start everything with our sample press; PORT=8000
	$(BIN)/nashra up --press --port $(PORT)

test: install ## every test; starts and stops all it needs
	tests/e2e/install-chromium
	$(BIN)/python -m pytest

soak: install ## faults for an hour: each on its own, long outages, more seeds
	NASHRA_SOAK=1 NASHRA_TEST_ARTICLES=10000 $(BIN)/python -m pytest -s tests/faults

lint: install ## format, lint, types, imports
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

lint-deploy: install ## docker-compose.yml through the real docker compose
	deploy/lint-deploy

schemas: install ## write the JSON Schema of every topic
	$(BIN)/python -m services.contracts.schema

bench: install ## measure; writes benchmarks/README.md
	$(BIN)/python -m benchmarks

docs: install ## write docs/reference from the code
	$(BIN)/python docs/generate.py

clean: ## remove the environment and caches
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
