# Two commands are all there is to know: `make run` and `make test`.
.PHONY: run test test-any-day test-any-day-short check train corpus-report bench lock clean
PYTHON ?= python3
BIN := .venv/bin

.venv/.runtime: requirements.lock
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

.venv/.dev: requirements-dev.lock
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@ .venv/.runtime

run: .venv/.runtime
	$(BIN)/python -m bot run

check: .venv/.dev
	$(BIN)/ruff check .
	$(BIN)/mypy

test: check
	$(BIN)/python -m pytest -n 4 --dist loadscope --no-loadscope-reorder --durations 20 --durations-min 1

# The suites that know time, as if it were New Year's Eve, a leap day, the turn of the fiscal year …
test-any-day: .venv/.dev
	$(BIN)/python -m tests.any_day

test-any-day-short: .venv/.dev
	$(BIN)/python -m tests.any_day --short

# The learned model: its weights are committed; run this after a change to corpus/ or to what reads a text.
train: .venv/.dev
	$(BIN)/python -m corpus.train

corpus-report: .venv/.dev
	$(BIN)/python -m corpus.report

bench: .venv/.dev
	$(BIN)/python -m benchmarks

# Locks name versions and hashes only; an index address in them would tie the project to one host.
lock:
	$(PYTHON) -m venv .venv-lock && .venv-lock/bin/pip install --quiet uv
	.venv-lock/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-emit-find-links --no-header --no-annotate pyproject.toml -o requirements.lock
	.venv-lock/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-emit-find-links --no-header --no-annotate pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache
