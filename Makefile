# Two commands do everything on a fresh machine: `make run` and `make test`.
PYTHON ?= python3
BIN := .venv/bin
export PYTHONUTF8 := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: run test check bench screenshots release-check environment lock format clean

run: environment  ## open the window on a copy of the sample project (headless: do its main job)
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ] || [ "$$(uname)" = Darwin ]; then \
		$(BIN)/annotator demo --window; \
	else \
		echo "There is no display here, so the main job runs without a window."; \
		$(BIN)/annotator demo; \
	fi

test: check  ## lint, types, import contracts, all tests offscreen
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -n 2 --dist loadgroup

check: environment
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: environment  ## speed against plain Qt and plain SQLite, as ratios of one run
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m benchmarks

screenshots: environment  ## the pictures of the README, from the sample project
	$(BIN)/python -m annotator.gui.screenshots resources/help/pictures

release-check: environment  ## the wheel in an empty place, then both commands on a bare Debian 12
	$(BIN)/python .setup/release_check.py

environment:
	@$(PYTHON) .setup/bootstrap.py

lock: environment  ## resolve pyproject.toml anew
	$(BIN)/python .setup/lock.py

format: environment
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf .venv dist build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
