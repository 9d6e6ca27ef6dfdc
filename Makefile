SHELL := /bin/bash
.PHONY: setup demo test train bench bench-reading soak lock clean

setup:
	@.ci/setup test

# The real daemon on an office made in a temporary folder.
demo:
	@.ci/setup demo
	@.venv/bin/python -m tests.demo

test: setup
	@.ci/test -m "not soak"

bench:
	@.ci/setup bench
	@.venv/bin/python -m tests.bench

# What is read right and what is sure, on real letters (../shared/letters or $$SARABAN_LETTERS) and on made ones.
bench-reading:
	@.ci/setup bench-reading
	@.venv/bin/python -m tests.bench.reading

# The models that scans are read with, anew: hours. TRAIN="--office truth.json" learns from an office's own letters too.
train:
	@.ci/setup train
	@.venv/bin/python -m intake.training $(TRAIN)

soak: setup
	@.venv/bin/pytest -m soak

# The pins are kept where they still fit; remove the two files first to take the newest of everything.
COMPILE = build/uv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url
lock: export UV_CUSTOM_COMPILE_COMMAND = make lock
lock:
	@python3 -m venv build/uv
	@build/uv/bin/pip install --quiet uv
	@$(COMPILE) pyproject.toml --output-file requirements.txt >/dev/null
	@$(COMPILE) --group dev --constraint requirements.txt --output-file requirements-dev.txt >/dev/null

clean:
	@rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -prune -exec rm -rf {} +
