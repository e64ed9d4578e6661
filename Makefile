# Two commands do everything on a fresh machine: `make run` and `make test`.
PYTHON ?= python3
BIN := .venv/bin
export PYTHONUTF8 := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help run test check bench fuzz interop tasks screenshots release-check environment lock format clean

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: environment  ## open the window on a copy of the sample project (no display: do its main job)
	@$(BIN)/python .setup/run.py

test: check  ## lint, types, contracts, all tests offscreen (EXAMPLES=10: properties tried longer)
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -n 2 --dist loadgroup

check: environment  ## lint, types and import contracts only
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: environment  ## speed against plain Qt and plain SQLite, as ratios of one run
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m benchmarks

fuzz: environment  ## spoilt files for every reader (FORMATS="brat conll" SECONDS=20: only these)
	$(BIN)/python -m tests.fuzz $(if $(SECONDS),--seconds $(SECONDS)) $(FORMATS)

interop: environment  ## our files opened by the programs they are written for (FORMATS="conll spacy")
	$(BIN)/python -m tests.interop $(FORMATS)

tasks: environment  ## ten tasks of a newcomer in the real window, with their pictures
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m benchmarks.tasks

screenshots: environment  ## the pictures of the README, from the sample project
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m annotator.gui.screenshots resources/help/pictures

release-check: environment  ## the wheel in an empty place, then both commands on a bare Debian 12
	$(BIN)/python .setup/release_check.py

environment:  ## make or refresh .venv (the other commands do this themselves)
	@command -v $(PYTHON) >/dev/null || { \
		echo "set-up: there is no $(PYTHON) here; on Debian and Ubuntu: sudo apt-get install python3" >&2; \
		exit 1; }
	@$(PYTHON) .setup/bootstrap.py

lock: environment  ## resolve pyproject.toml anew (UPGRADE=1 takes the newest versions)
	$(BIN)/python .setup/lock.py $(if $(UPGRADE),--upgrade)

format: environment  ## put the code into its standard form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:  ## remove the environment and everything that was built
	rm -rf .venv dist build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
