# Two commands matter: `make demo` and `make test`. Both set up everything from the hashed locks.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet

all: format test

.venv/run: requirements/run.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(PIP) --require-hashes --requirement requirements/run.txt
	PYTHONWARNINGS=ignore $(PIP) --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q app handlers blocks workers sandbox
	touch $@

.venv/dev: .venv/run requirements/dev.txt
	$(PIP) --require-hashes --requirement requirements/dev.txt
	touch $@

demo: .venv/run ## Start Airlock with a local Slack, CI and repository; open the URL it prints
	$(BIN)/airlock demo $(DEMO)

test: .venv/dev lint ## Lint, types, and every test
	@said=$$(mktemp); nice $(BIN)/mypy > $$said 2>&1 & types=$$!; \
		$(PYTEST) --forks 5 $(TESTS); tests=$$?; \
		wait $$types; types=$$?; cat $$said; rm $$said; exit $$((tests | types))

cover: .venv/dev ## Every test, with the branches that none of them takes
	$(PYTEST) --numprocesses 3 --dist loadfile --no-loadscope-reorder \
		--cov --cov-report=term:skip-covered --cov-fail-under=90 $(TESTS)

# Five for two cores, since many wait. What Python compiles is kept, or each process compiles it anew.
PYTEST := PYTHONDONTWRITEBYTECODE= $(BIN)/pytest

format: .venv/dev
	$(BIN)/ruff format --quiet .

lint: .venv/dev
	$(BIN)/ruff format --quiet --check .
	$(BIN)/ruff check --quiet .

types: .venv/dev
	$(BIN)/mypy

fix: .venv/dev ## Format and mend what can be mended by itself
	$(BIN)/ruff check --quiet --fix .
	$(BIN)/ruff format --quiet .

bench: .venv/dev ## Measure; never asserted in a test
	$(BIN)/python -m bench

chaos: .venv/dev ## Kill and break everything at random, then judge: CHAOS="--seed 7 --deploys 300 --minutes 10"
	$(BIN)/python -m tests.chaos $(CHAOS)

docs: .venv/dev ## Renew the pages that are made from the code
	$(BIN)/python -m app.review.verdict.handbook > docs/rules.md

lock: .venv/dev ## Renew the locks; names, versions and hashes only
	$(PIP) uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --extra install pyproject.toml --output-file requirements/run.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --extra install --extra dev --constraint requirements/run.txt pyproject.toml --output-file requirements/dev.txt

.PHONY: all demo test cover format lint types fix bench chaos docs lock
