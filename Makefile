# `make` lists what can be made. Everything runs in .venv, which is made from requirements.lock.

PYTHON ?= python3
RUN := .venv/bin/python -m
ROOT_FLAG := $(if $(filter 0,$(shell id -u)),--allow-root) # a container has no other user

.PHONY: help report build test lint lab lock clean

help:
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-7s %s\n", $$1, $$2 }' Makefile

report: .venv/.ready ## Build the tables, run the notebooks, write the charts and the page
	@$(RUN) analysis report

build: .venv/.ready ## Build the tables only
	@$(RUN) analysis build

test: lint ## Check style and types, then run all tests on all cores
	@$(RUN) pytest -n logical --dist worksteal

lint: .venv/.ready ## Check style and types
	@$(RUN) ruff check --quiet
	@$(RUN) ruff format --check --quiet
	@$(RUN) mypy --no-error-summary

lab: .venv/.ready ## Open the notebooks in JupyterLab
	@$(RUN) jupyterlab --log-level=WARN $(ROOT_FLAG) --LabApp.default_url=/lab/tree/notebooks

lock: .venv/.ready ## Pin again what pyproject.toml asks for, hashes and all
	@UV_SYSTEM_CERTS=1 .venv/bin/uv pip compile pyproject.toml --quiet --group dev --group setup \
	  --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -o requirements.lock

clean: ## Remove what a rerun makes again; what is committed and .venv stay
	@rm -rf data/report
	@find data -type f ! -path 'data/tables/*.csv' ! -name manifest.json ! -name README.md \
	  ! -name 02-families.png ! -name 04-theme-profile.png -delete 2>/dev/null || true
	@rm -rf .mypy_cache .pytest_cache .ruff_cache .hypothesis
	@find analysis tests -name __pycache__ -exec rm -rf {} +

# The stamp is written last, so a set-up that was interrupted starts again. pip installs uv by hash,
# uv the rest: 20 s instead of 70. uv does not read pip's settings: it is handed pip's index and the
# machine's certificates, and where that is not enough pip does the work. jieba comes as source only;
# setuptools is installed first and --no-build-isolation keeps unpinned builders out. jieba is
# compiled here because Python 3.12 warns about its escapes on the first import. JupyterLab neither
# asks about news nor looks for updates: nothing here needs a network after set-up.
.venv/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys, pip, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "make: expected Python 3.11 or newer with pip and venv, got $(PYTHON)" \
	    "($$($(PYTHON) -V 2>&1)). Name another: make PYTHON=python3.12" >&2; exit 1; }
	@echo "Setting up .venv, once: about half a minute."
	@$(PYTHON) -m venv --clear --without-pip .venv
	@sed -nE '/^(uv|setuptools)==/,/[^\]$$/p' requirements.lock | \
	  $(PYTHON) -m pip --python .venv install -qq --require-hashes -r /dev/stdin
	@index=$$($(PYTHON) -m pip config list | sed -nE "s/.*\.index-url='(.*)'/\1/p" | head -n 1); \
	  UV_SYSTEM_CERTS=1 UV_DEFAULT_INDEX="$$index" .venv/bin/uv pip install --quiet --python .venv \
	    --require-hashes --no-build-isolation -r requirements.lock || { \
	  echo "uv could not: pip installs the same list, which takes some minutes."; \
	  $(PYTHON) -m pip --python .venv install -qq --require-hashes --no-build-isolation \
	    --use-pep517 -r requirements.lock; }
	@.venv/bin/uv pip install --quiet --offline --python .venv --no-deps --no-build-isolation -e .
	@.venv/bin/python -m jupyterlab.labextensions disable --level=sys_prefix \
	  @jupyterlab/apputils-extension:announcements 2>/dev/null
	@.venv/bin/python -W ignore -m compileall -q .venv/lib/python*/site-packages/jieba
	@touch $@
