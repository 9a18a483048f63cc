# Everything a person or CI runs. `make help` lists it. Nothing is needed beforehand but Python 3.11+ with pip, and make.

PYTHON ?= python3
# Test processes: a number, or `auto` for one more than there are cores. WORKERS=0 runs everything in one process, as a
# debugger wants it.
WORKERS ?= auto

VENV := .venv
PY := $(VENV)/bin/python
PACKAGES := $(VENV)/packages-ready
PRAJA := $(VENV)/praja-ready
TOOLS := $(VENV)/tools-ready

# Another virtual environment may be active, and pip may be told to install for the user: neither concerns us.
unexport VIRTUAL_ENV PYTHONHOME
export PIP_USER := 0
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Compiled Python is kept, even where the shell says otherwise: the tests start Python a hundred times.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup test test-all check style chromium format periksa kamus pesan demo bench bench-nasional bench-payroll bench-attendance lock clean

help: ## list the commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1|\2/p' Makefile | awk -F'|' '{printf "%-22s%s\n", $$1, $$2}'

setup: $(PRAJA) $(TOOLS) ## create .venv with the locked packages (once; later calls return at once)
	@echo "$(VENV) is ready"

test: $(PRAJA) $(TOOLS) style chromium ## check everything, quickly
	@$(PY) -m pytest -n $(WORKERS) --maxprocesses=4 --dist=worksteal

test-all: export HYPOTHESIS_PROFILE := lama
test-all: export PRAJA_LAYAR := ya
test-all: $(PRAJA) $(TOOLS) style chromium ## the same with the slow tests, many more random examples, and screenshots
	@$(PY) -m pytest -n $(WORKERS) --maxprocesses=4 --dist=worksteal -m ''

check: style ## style, types and imports, without tests
	@$(PY) -m mypy

# The tests wait for this alone: types are checked beside them (tests/consistency/test_types.py).
style: $(PRAJA) $(TOOLS) ## style and imports only
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(VENV)/bin/lint-imports --no-logo

chromium: $(PRAJA) ## see to a Chromium for the browser tests (`make test` does)
	@.ci/chromium

format: $(PRAJA) $(TOOLS) ## put the code into its one layout
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .

periksa: $(PRAJA) ## validate all the law
	@$(VENV)/bin/praja hukum periksa

kamus: $(PRAJA) $(TOOLS) ## write the glossary and the table of columns anew, after the law has changed
	@$(PY) -m tests.integration.generated

pesan: $(PRAJA) $(TOOLS) ## collect the texts of the pages, and compile their English
	@$(PY) -m tests.integration.web.messages

# DEMO=besar settles 12,000 people instead of 1,250, and pays three past months instead of eleven; BULAN=5 pays five;
# SERVE=0 returns instead of serving.
demo: $(PRAJA) ## compute a month of an invented government, and serve its site on 127.0.0.1
	@$(VENV)/bin/praja demo $(if $(filter 0,$(SERVE)),--jangan-layani)

bench: $(PRAJA) $(TOOLS) ## run every benchmark
	@set -e; for script in benchmarks/[!_]*.py; do $(PY) -m "benchmarks.$$(basename "$$script" .py)"; done

bench-nasional: $(PRAJA) $(TOOLS) ## pay the whole country once
	@$(PY) -m benchmarks.nasional

bench-payroll: $(PRAJA) $(TOOLS) ## pay a month of 12,000 people, from the database to stored and printed slips
	@$(PY) -m benchmarks.penggajian
	@$(PY) -m benchmarks.slip

bench-attendance: $(PRAJA) $(TOOLS) ## take a month of taps of 12,000 people in, from files and from devices that send
	@$(PY) -m benchmarks.kehadiran

lock: $(PACKAGES) ## choose the newest packages that pyproject.toml admits, and lock them
	@$(PY) -m uv lock --upgrade --python $(PY)
	@$(PY) -m uv export --quiet --frozen --python $(PY) --only-group setup --no-header --output-file .ci/uv.txt > /dev/null

clean: ## remove .venv and what the tools left behind
	@rm -rf $(VENV) .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache build dist

# uv reads the lock; pip fetches, because pip already knows an office's mirror, proxy and certificates. Both refuse a
# file whose hash is not in the lock. A changed lock starts from an empty .venv, so nothing stale stays behind.
$(PACKAGES): uv.lock .ci/uv.txt
	@$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else \
	  "Praja needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Name another: make setup PYTHON=python3.12")'
	@echo "Setting up $(VENV): once, about half a minute"
	@$(PYTHON) -m venv --clear $(VENV)
	@$(PY) -m pip install -qq --no-compile --require-hashes -r .ci/uv.txt
	$(call install_locked,packages,--no-dev --no-emit-project)
	@echo "$(CURDIR)" > $@

# What checks Praja and tests it; the demo does without.
$(TOOLS): $(PACKAGES)
	$(call install_locked,tools,--only-group dev)
	@touch $@

$(PRAJA): $(PACKAGES) pyproject.toml
	@$(PY) -m uv pip install --quiet --offline --no-deps --python $(PY) --editable .
	@touch $@

# pip spends its time reading lists of files, on one core: two of them, each with half of the packages, take half as long.
define install_locked
@$(PY) -m uv export --quiet --frozen --python $(PY) $(2) --no-header --output-file $(VENV)/$(1).txt > /dev/null
@awk '/^[^ #]/ {half = 1 - half} {print > ("$(VENV)/$(1)-half" half ".txt")}' $(VENV)/$(1).txt
@+$(MAKE) --no-print-directory -j2 $(VENV)/$(1)-half0.installed $(VENV)/$(1)-half1.installed
endef

%.installed:
	@$(PY) -m pip install -qq --no-compile --no-deps --require-hashes -r $*.txt

# A copied or moved tree, or one whose Python is gone, is set up anew: a virtual environment knows its own place.
ifneq ($(shell test -x $(PY) && cat $(PACKAGES) 2>/dev/null),$(CURDIR))
.PHONY: $(PACKAGES)
endif
