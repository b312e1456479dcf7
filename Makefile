# The quick check, without root and in under a minute on two cores: formatting, lint and types of
# Python and JavaScript, and the fast tests. Run it before every commit.
#
#     make check      all of it; `make format`, `make lint`, `make types` and `make test` are its parts
#     make fix        formats the files and applies the fixes that the linters know
#
# It needs the environment of the README (`pip install -e '.[test]'` in .venv) or tools on the path;
# the checks of JavaScript need Node with npm and are skipped, with a line that says so, without.
# It leaves out the tests of the model, engines, stores, SPARQL, analyses, formats, renderings,
# releases, the command line and the documents, and all that are slow, need a browser or another reader:
# `.ci/run` runs those. Run the tests of the folder that you change as well.

BIN := $(if $(wildcard .venv/bin/python),.venv/bin/,)
NODE := $(shell command -v npm 2> /dev/null)
# Tests that take seconds each, of what most changes touch.
FAST := tests/tables tests/checks tests/query tests/page tests/test_layers.py \
	tests/test_public_names.py

.PHONY: check format lint types test fix

check: format lint types test

format: node_modules/.package-lock.json
	$(BIN)ruff format --check --quiet .
	$(if $(NODE),npm run --silent format,@echo "JavaScript is not checked: npm is not installed")

lint: node_modules/.package-lock.json
	$(BIN)ruff check --quiet .
	$(if $(NODE),npm run --silent lint)

types: node_modules/.package-lock.json
	$(BIN)mypy
	$(if $(NODE),npm run --silent types)

test:
	$(BIN)pytest -q $(FAST)

fix:
	$(BIN)ruff format --quiet .
	$(BIN)ruff check --fix --quiet .
	$(if $(NODE),npx prettier --write --log-level warn . && npx eslint --fix .)

node_modules/.package-lock.json: package.json package-lock.json
	$(if $(NODE),npm ci --ignore-scripts --no-audit --no-fund --silent)
