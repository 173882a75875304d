# `make demo` and `make test` need python3 (3.11 or newer) and make, nothing else: they put all
# they install into .venv, with uv where it is there and with venv and pip where it isn't.

PYTHON ?= python3
JOBS ?= 2
# What `make demo` grades: nothing stands for all nine, which takes a minute or two; ASSIGNMENTS=hw1
# for one takes a quarter of a minute.
ASSIGNMENTS ?=

venv := .venv
bin := $(venv)/bin
uv := $(shell command -v uv 2>/dev/null)

# The console script, by way of the interpreter, so that no shebang can be too long.
gradlab := $(bin)/python -m autograder.cli

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help demo test lint build prove requirements clean

help: ## Show what there is to make
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-14s%s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo "  make ... PYTHON=python3.13    another interpreter"

demo: $(venv)/.run ## Grade a sample class in a scratch copy and say where the pages lie
	$(bin)/gradlab demo $(ASSIGNMENTS)

test: lint ## All that has to hold: style, types, built files, proof of the tests, tests
	$(bin)/gradlab build --check
	$(bin)/gradlab prove
	$(bin)/python -m pytest -n $(JOBS) --dist loadfile

lint: $(venv)/.test ## Style and types alone
	$(bin)/ruff check
	$(bin)/ruff format --check
	$(bin)/mypy

build: $(venv)/.run ## Build the notebooks and the release from the text notebooks
	$(bin)/gradlab build

prove: $(venv)/.run ## Prove that the checks reject every bug and accept every right solution
	$(bin)/gradlab prove

requirements: ## Resolve the hashed requirements, keeping versions unless UPGRADE=1 (needs uv)
	@test -n "$(uv)" || { echo "make requirements needs uv: https://docs.astral.sh/uv/" >&2; exit 1; }
	$(lock) --output-file requirements.txt
	$(lock) --extra test --constraint requirements.txt --output-file requirements-test.txt
	@! grep -nE '://|file:| @ ' requirements.txt requirements-test.txt \
	  || { echo "the lines above name an address; a requirement may not" >&2; exit 1; }

clean: ## Remove .venv and caches; a course's own files stay
	rm -rf $(venv) .hypothesis .mypy_cache .pytest_cache .ruff_cache build dist *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# One version for every Python from 3.11 on, and no address of whoever ran it.
lock = $(uv) pip compile pyproject.toml --quiet --no-config --universal --python-version 3.11 \
  --fork-strategy fewest --generate-hashes --no-annotate --no-emit-index-url \
  --no-emit-find-links --custom-compile-command "make requirements" $(if $(UPGRADE),--upgrade)

ifneq ($(uv),)
install = $(uv) pip install --quiet --python $(bin)/python
else
install = $(bin)/python -m pip --disable-pip-version-check install --quiet
endif

# The stamps: a second run installs nothing. While pip is at work .place is gone, so that an
# install that was interrupted starts again from an empty .venv.
$(venv)/.run: requirements.txt
$(venv)/.test: requirements-test.txt
$(venv)/.run $(venv)/.test: $(venv)/.place pyproject.toml
	@echo "Installing $(filter requirements%,$^) into $(venv): a minute or so, this once."
	@mv $(venv)/.place $(venv)/.busy
	@$(install) --require-hashes --requirement $(filter requirements%,$^)
	@$(install) --no-deps --no-build-isolation --editable .
	@mv $(venv)/.busy $(venv)/.place
	@touch $@

# A .venv that was copied, or whose python has gone, is of no use: it is made anew.
ifneq ($(shell $(bin)/python -c "" 2>/dev/null && cat $(venv)/.place 2>/dev/null),$(CURDIR))
.PHONY: $(venv)/.place
endif

$(venv)/.place:
	@rm -rf $(venv)
ifneq ($(uv),)
	@$(uv) venv --quiet --no-project --python "$(if $(filter file,$(origin PYTHON)),>=3.11,$(PYTHON))" $(venv)
else
	@command -v "$(PYTHON)" >/dev/null || { \
	  echo "There is no $(PYTHON) here; gradlab needs Python 3.11 or newer." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "$$($(PYTHON) --version) is too old: gradlab needs 3.11 or newer." >&2; \
	  echo "Name another one, for example: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "$(PYTHON) cannot make virtual environments: venv or ensurepip is missing." >&2; \
	  echo "On Debian and Ubuntu: sudo apt install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv $(venv)
endif
	@echo "$(CURDIR)" > $@
