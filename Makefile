# Two commands are enough: `make demo` shows the whole thing at work, `make test` proves it.
# Both prepare what they need through `make setup`.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LIBRARIES := $(VENV)/.libraries
DAEMON := $(VENV)/.daemon
SOURCES := $(shell find intake_daemon parsers rules outbox fixtures/corpus fixtures/expected.json -type f -not -name '*.pyc')
SYSTEM_PACKAGES := tesseract-ocr tesseract-ocr-eng tesseract-ocr-spa tesseract-ocr-osd dovecot-imapd openssl
TEST_PACKAGES := postgresql poppler-utils
# One more than there are processors: many tests wait for a daemon more than they compute.
WORKERS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)

export OMP_THREAD_LIMIT := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help setup demo test check lint types soak bench docs clean

help: ## Show this list
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(DAEMON) ## Install system packages (through apt where allowed) and .venv with the daemon
	@scripts/system-packages $(SYSTEM_PACKAGES)

$(LIBRARIES): pyproject.toml constraints.txt
	@scripts/venv "$(PYTHON)" "$(VENV)"
	@touch $(LIBRARIES) $(DAEMON)

$(DAEMON): $(LIBRARIES) $(SOURCES)
	@$(BIN)/python -m pip install --quiet --no-deps --force-reinstall .
	@touch $(DAEMON)

demo: setup ## Run the main job on the fixtures: daemon, mailbox, fax drop, mail server, and show the outcome
	@$(BIN)/intake-daemon demo

test: setup ## Install what tests need and run the whole suite
	@scripts/system-packages $(SYSTEM_PACKAGES) $(TEST_PACKAGES)
	@$(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

check: setup lint types ## Lint and type check

lint:
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/lint-imports

types:
	@$(BIN)/mypy

soak: setup ## Long crash and load runs
	@$(BIN)/pytest -m soak

bench: setup ## Benchmarks, each against a peer in the same run
	@$(BIN)/python -m benchmarks.throughput

docs: setup ## Write the generated pages again
	@$(BIN)/python -m docs.generate

clean: ## Remove what the targets made
	@rm -rf $(VENV) demo-run build dist fixtures/build
