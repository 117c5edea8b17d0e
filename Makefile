# Samspill: everything a fresh clone needs, with nothing but Python 3.11+ and make.
SHELL := /bin/bash
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
BUILT := src/samspill_web/static/built/designsystemet.css
export UV_NO_MANAGED_PYTHON = 1
# Two test workers on two cores: threads of linear algebra would only wait for each other.
export OPENBLAS_NUM_THREADS = 1

.PHONY: all assets demo test test-long test-spark attack attack-ballots faults lint bench lock clean

all: $(READY)

$(READY): requirements-dev.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Samspill needs Python 3.11 or later. On Debian and Ubuntu: apt install python3.11 python3.11-venv"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "$(PYTHON) lacks the module venv. On Debian and Ubuntu: apt install $$($(PYTHON) -c 'import sys; print("python3.%d-venv" % sys.version_info[1])')"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# What browsers are sent: Designsystemet, htmx and the font, by npm (from PATH, else from the environment). Not in the repository.
assets: $(BUILT)

$(BUILT): frontend/package.json frontend/build.py frontend/hashes.json | $(READY)
	$(BIN)/python frontend/build.py

demo: $(READY) assets
	$(BIN)/samspill demo

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/pyright

# How pages look, what papers hold and how files are read does not depend on the database.
NO_DATABASE := --ignore=tests/web/look --ignore=tests/web/collection/paper --ignore-glob='*/test_look*.py' \
  --ignore=tests/web/collection/roster/test_files.py --ignore=tests/web/collection/roster/test_rows.py

# What keeps, sends and counts is tested on both databases with every change, the rest of the workspace with every integration.
ON_BOTH := tests/web/collection tests/web/kernel tests/web/projects/test_tenancy.py tests/web/projects/test_launching.py

test: $(READY) assets
	$(MAKE) --no-print-directory lint
	$(BIN)/python tests/browser.py
	$(BIN)/pytest -n 2
	@address=$$($(BIN)/python tests/postgres.py) && if [ -n "$$address" ]; then \
	  echo "The workspace on PostgreSQL:"; SAMSPILL_DATABASE_URL="$$address" $(BIN)/pytest -n 2 $(ON_BOTH) $(NO_DATABASE); fi

# What takes long and shows little that the tests above do not: every page in every language, in a browser; all of the workspace on
# PostgreSQL, but for the browser.
test-long: $(READY) assets
	$(BIN)/python tests/browser.py
	$(BIN)/pytest -n 2 -m long
	@address=$$($(BIN)/python tests/postgres.py) && if [ -n "$$address" ]; then \
	  echo "The workspace on PostgreSQL:"; SAMSPILL_DATABASE_URL="$$address" $(BIN)/pytest -n 2 tests/web $(NO_DATABASE); fi

# PySpark is large and needs Java 17: its tests have their own lock and target.
test-spark: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-spark.lock
	$(BIN)/pytest -m spark

# Every artefact of a thousand made-up organisations, attacked: most of an hour on two cores. `make attack ORGANISATIONS=50` is a taste.
ORGANISATIONS ?= 1000
attack: $(READY)
	POLARS_MAX_THREADS=1 $(BIN)/python tests/attack/attempts.py --organisations $(ORGANISATIONS)

# Kill −9 at every step, the line cut at every byte, the plug pulled, the disk full: most of an hour on two cores, as root.
# `make faults KILLS=50 LEAST=2000` is a taste.
KILLS ?= 1000
LEAST ?= 50000
faults: $(READY) assets
	$(BIN)/python tests/faults/killing.py --kills $(KILLS) --least $(LEAST)
	$(BIN)/python tests/faults/killing.py --kills $(KILLS) --least $(LEAST) --postgres
	$(BIN)/python tests/faults/cutting.py
	$(BIN)/python tests/faults/database.py
	$(BIN)/python tests/faults/disk.py

# The ballots attacked: waves of their own on both databases, servers as operators start them, copies after each answer; then every
# guard switched off. Needs the programmes of a PostgreSQL (initdb, pg_ctl, pg_waldump). `make attack-ballots BALLOT_PEOPLE=40` is a taste.
BALLOT_PEOPLE ?= 120
attack-ballots: $(READY) assets
	BALLOT_PEOPLE=$(BALLOT_PEOPLE) $(BIN)/pytest -q -p no:xdist $(addprefix tests/attack/ballots/attack_,linkage.py canaries.py guards.py guessing.py)

# The whole report, ratings files, and last the cube against queries by hand: that one takes minutes.
bench: $(READY)
	@status=0; for what in submit workspace report files gate steps ratings intervals reliability network outcomes srm cube; do echo "bench/$$what.py"; $(BIN)/python bench/$$what.py || status=1; done; exit $$status

# Makes the lock files anew from pyproject.toml; they hold versions and hashes, and no addresses.
lock:
	uv lock --upgrade
	uv export --quiet --no-header --no-annotate --no-emit-project --no-default-groups -o requirements.lock >/dev/null
	uv export --quiet --no-header --no-annotate --no-emit-project -o requirements-dev.lock >/dev/null
	uv export --quiet --no-header --no-annotate --no-emit-project --only-group spark -o requirements-spark.lock >/dev/null

clean:
	rm -rf $(VENV) demo .pytest_cache .mypy_cache .ruff_cache .hypothesis frontend/node_modules src/samspill_web/static/built
