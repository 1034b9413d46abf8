# Everything starts here. `make map`: the main job on the sample dispatches. `make test`: all tests.
PYTHON ?= python3
VENV := .venv
BIN := $(if $(filter Windows_NT,$(OS)),$(VENV)/Scripts,$(VENV)/bin)

.PHONY: map test check install clean

map: $(VENV)/installed
	$(BIN)/incident-mapper map seeds -o incidents.html --geojson incidents.geojson --overwrite

test: $(VENV)/tested
	$(BIN)/python -m pytest

check: $(VENV)/tested  ## style, types, import directions
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

$(VENV)/installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/tested: $(VENV)/installed package.json
	$(BIN)/python -m pip install --quiet --editable . --group dev
	if command -v npm >/dev/null; then npm install --silent --no-package-lock --no-audit --no-fund; fi
	@touch $@

clean:
	rm -rf $(VENV) build dist
