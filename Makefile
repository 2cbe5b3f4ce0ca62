PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
# tests mostly wait: two halves run side by side, each on engines of its own and told when it is over;
# what measures times, and the browsers, run after them, alone
ALONE := $(addprefix tests/faults/test_,engines_away.py nothing_is_lost.py poison.py processes.py) \
  tests/integration/gateway/test_hostile_queries.py tests/integration/clients/test_typescript.py tests/e2e
RIGHT := tests/faults $(addprefix tests/integration/,alerts clients enrich gateway ingest search stories)
LEFT := tests/unit tests/contract tests/house $(filter-out $(RIGHT),$(wildcard tests/integration/*))
SIDE_BY_SIDE := --jobs=2 --keep-going $(if $(filter output-sync,$(.FEATURES)),--output-sync)

.DEFAULT_GOAL := help
.PHONY: help install demo test test-left test-right soak lint lint-deploy schemas bench clients docs release clean

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
	@echo "two halves run side by side: ten minutes, and each is shown when it is over"
	$(MAKE) $(SIDE_BY_SIDE) test-left test-right
	$(BIN)/python -m pytest $(ALONE)

test-left: HALF := $(LEFT)
test-right: HALF := $(RIGHT)
test-left test-right: install
	$(BIN)/python -m pytest $(HALF) $(addprefix --ignore=,$(ALONE))

soak: install ## faults for an hour: each on its own, long outages, more seeds
	NASHRA_SOAK=1 NASHRA_TEST_ARTICLES=10000 $(BIN)/python -m pytest -s tests/faults

lint: install ## format, lint, types, imports, dead code
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/vulture

lint-deploy: install ## compose file and chart through the real programs; needs Go, 20 min once
	deploy/lint-deploy

schemas: install ## write the JSON Schema of every topic
	$(BIN)/python -m services.contracts.schema

bench: install ## measure; writes benchmarks/README.md
	$(BIN)/python -m benchmarks

clients: install ## write the types of the clients from OpenAPI, and compile; needs node and npm
	cd clients/typescript && npm ci --ignore-scripts --no-audit --no-fund
	$(BIN)/python clients/generate.py
	cd clients/typescript && npm run --silent build

docs: install ## write docs/reference and the chart's topics from the code
	$(BIN)/python docs/generate.py
	$(BIN)/python deploy/helm/generate.py

release: install ## wheel, sdist, SBOM and checksums of this commit in dist/VERSION
	deploy/release

clean: ## remove the environment and caches
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
