# Every command that the README names. Needs make, Python 3.11 or newer, and a package index for `setup`.
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= $(shell command -v python3.11 || command -v python3)
PY := .venv/bin/python
PIP := $(PY) -m pip -qq --disable-pip-version-check
READY := .venv/.ready
SAMPLE := data/samples/messenger/reviews.csv

# the order of `check` is its meaning: the cheap checks come first
.NOTPARALLEL:

.PHONY: help setup run test check format lint types layers test-slow test-all soak bench models constraints clean

help: ## say what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

setup: $(READY) ## make .venv with everything in it (some minutes, 1.6 GB of disk)

$(READY): pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "No python3 was found: name one with make setup PYTHON=/path/to/python3.11" >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "$(PYTHON) is too old: Python 3.11 or newer is needed (make setup PYTHON=...)" >&2; exit 1; }
	@echo "Setting up .venv: some minutes and about 1.6 GB of disk the first time."
	@test -x $(PY) || "$(PYTHON)" -m venv .venv
	@echo "  1/2 torch (its CPU build where one is at hand)"
	@$(PIP) install torch==2.13.0 -c constraints.txt
	@echo "  2/2 feedback2req with what it needs, and the tools that check it"
	@$(PIP) install -e '.[dev]' -c constraints.txt
	@touch $(READY)
	@echo "Ready: .venv/bin/feedback2req"

run: setup ## analyse the sample of 482 reviews and write a report
	@.venv/bin/feedback2req run $(SAMPLE) --product "Signal Private Messenger" --out out/messenger
	@echo "Open out/messenger/report.html in a browser; backlog.md and backlog.xlsx beside it say the same."

test: setup ## the fast tests
	@$(PY) -m pytest

check: format lint types layers test-all ## all that has to pass: format, lint, types, layers, every test
	@echo "All checks passed."

format: setup
	@echo "format"; .venv/bin/ruff format --check --quiet . || { echo "Mend it with: .venv/bin/ruff format ." >&2; exit 1; }

lint: setup
	@echo "lint"; .venv/bin/ruff check --quiet .

types: setup
	@echo "types"; $(PY) -m mypy

layers: setup
	@echo "layers"; .venv/bin/lint-imports

test-slow: setup
	@$(PY) -m pytest -m slow

test-all: setup
	@echo "tests"; $(PY) -m pytest -m ''

bench: setup ## measure speed and sameness, and quality where FEEDBACK2REQ_DATA names the labelled sets
	@$(PY) -m benchmarks.same.run $(SAMPLE)
	@$(PY) -m benchmarks.speed.run $(SAMPLE)
	@$(PY) -m benchmarks.statements.speed $(SAMPLE)
	@$(PY) -m benchmarks.requirements.speed
	@$(PY) -m benchmarks.store.run
	@if [ -n "$$FEEDBACK2REQ_DATA" ]; then $(PY) -m benchmarks.themes.run; $(PY) -m benchmarks.statements.run; \
	$(PY) -m benchmarks.requirements.lint; $(PY) -m benchmarks.requirements.matching; \
	else echo "Quality was not measured: FEEDBACK2REQ_DATA is not set (see benchmarks/README.md)."; fi

soak: setup ## kill writers, the service and its worker at hundreds of random moments, and look at what is left (over an hour)
	@$(PY) -m pytest -m slow tests/soak --kills 200
	@$(PY) -m benchmarks.service.soak --kills 100

serve: setup ## answer support tools over HTTP, from a store in out/
	@mkdir -p out && .venv/bin/feedback2req store migrate --store sqlite:///out/feedback.db >/dev/null
	@.venv/bin/feedback2req serve --store sqlite:///out/feedback.db

models: setup ## rebuild the vendored weights from the packages they came in
	@$(PY) scripts/vendor_models.py

constraints: setup ## write constraints.txt from what is installed in .venv
	@{ sed -n '/^#/p' constraints.txt; \
	   $(PY) -m pip --disable-pip-version-check freeze --all --exclude-editable --exclude pip \
	   | sed -E 's/\+cpu$$//' | grep -E '^[A-Za-z0-9._-]+==' ; } > constraints.new
	@mv constraints.new constraints.txt
	@touch $(READY)
	@echo "constraints.txt: $$(grep -c == constraints.txt) versions"

clean: ## remove what was built and written, but not .venv
	@rm -rf out build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find src api tests benchmarks scripts -type d -name __pycache__ -prune -exec rm -rf {} +
	@echo "Clean. To start over, remove .venv too."
