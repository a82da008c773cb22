.PHONY: test clean
PYTHON ?= python3

.venv/ready: pyproject.toml
	$(PYTHON) -m venv .venv
	.venv/bin/pip install --quiet --editable '.[dev]'
	touch $@

test: .venv/ready
	.venv/bin/pytest -q

clean:
	rm -rf .venv
