.PHONY: generate check test clean
PYTHON ?= python3

generate: .venv/ready
	.venv/bin/docgen generate

check: .venv/ready
	.venv/bin/docgen check

.venv/ready: pyproject.toml
	$(PYTHON) -m venv .venv
	.venv/bin/pip install --quiet --editable '.[dev]'
	touch $@

test: .venv/ready
	.venv/bin/pytest -q

clean:
	rm -rf .venv
