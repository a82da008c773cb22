.PHONY: generate check verify test test-fast test-services test-clients growth hostile exports bench bench-sdk bench-server bench-peers bench-growth test-server world generators agreement stability names replays corpus compare score snippets mutation faults damage fuzz clean
PYTHON ?= python3
TESTS ?= tests
SEED ?= 1
BASE ?= HEAD
CORPORA ?=
SHAPES ?=
TRIALS ?=
FOLDERS ?=
SECONDS ?= 60
COUNT ?= 1000
# With it each process, of which tests and measurements start many, compiles all modules anew.
unexport PYTHONDONTWRITEBYTECODE
CLIENTS := $(HOME)/.cache/docgen/clients
GENERATORS := $(HOME)/.cache/docgen/generators

# It needs what docgen needs at run time, and no test tools: .venv/run takes seconds.
generate: .venv/run
	.venv/bin/docgen generate

check: .venv/ready
	.venv/bin/docgen check

verify: .venv/ready
	.venv/bin/docgen verify

test: .venv/ready
	.venv/bin/pytest -q $(TESTS)

test-fast: .venv/ready
	.venv/bin/pytest -q -n auto --dist worksteal -m 'not slow and not growth and not services and not clients' $(TESTS)

# Two real services: Debian's prometheus, and Synapse in an environment of its own.
test-services: .venv/ready .services/synapse/ready
	.venv/bin/pytest -q -s -m services tests/services

SYNAPSE ?= matrix-synapse==1.163.2

.services/synapse/ready:
	$(PYTHON) -m venv .services/synapse
	.services/synapse/bin/pip install --quiet '$(SYNAPSE)'
	touch $@

# Clients of four APIs, from PyPI in an environment of their own, against `docgen serve`.
test-clients: .venv/ready $(CLIENTS)/ready
	.venv/bin/pytest -q -s -m clients tests/clients

$(CLIENTS)/ready:
	$(PYTHON) -m venv $(CLIENTS)
	$(CLIENTS)/bin/pip install --quiet msgraph-sdk==1.65.0 python-gitlab==8.6.0 Mastodon.py==2.3.3 hvac==2.4.0
	touch $@

damage: .venv/ready
	COUNT=$(COUNT) .venv/bin/pytest -q tests/project/test_damaged_cache.py

fuzz: .venv/ready
	PYTHONPATH=tests/reading .venv/bin/python tests/benchmarks/fuzz.py $(SECONDS) $(SEED) $(if $(FOLDERS),--most $(FOLDERS))

growth: .venv/ready
	.venv/bin/pytest -q -m growth tests/reading/test_growth.py tests/inference/test_memory.py

hostile: .venv/ready
	.venv/bin/python tests/benchmarks/hostile.py $(SHAPES)

score: .venv/ready
	.venv/bin/python tests/benchmarks/score.py

bench: .venv/ready
	.venv/bin/python tests/benchmarks/bench.py

bench-sdk: .venv/ready
	.venv/bin/python tests/benchmarks/bench_sdk.py

bench-server: .venv/ready
	.venv/bin/python tests/benchmarks/bench_server.py

bench-peers: .venv/ready
	.venv/bin/python tests/benchmarks/bench_peers.py

.PHONY: bench-clients test-typed

bench-clients: .venv/ready
	.venv/bin/python tests/benchmarks/bench_clients.py

test-typed: .venv/ready
	.venv/bin/pytest -q -v tests/runtime/test_runtime_types.py tests/corpora/test_typed_scripts.py

bench-growth: .venv/ready
	.venv/bin/python tests/benchmarks/bench_growth.py

world: .venv/ready
	.venv/bin/python tests/benchmarks/world.py $(CORPORA)

# Tools that make Markdown from OpenAPI documents, from npm and PyPI; needs node and java.
generators: .venv/ready $(GENERATORS)/ready
	.venv/bin/python tests/benchmarks/generators.py $(GENERATORS) $(TRIALS)

$(GENERATORS)/ready:
	$(PYTHON) -m venv $(GENERATORS)
	$(GENERATORS)/bin/pip install --quiet openapi-generator-cli==7.26.0 openapi-markdown==0.4.3
	npm install --silent --no-fund --prefix $(GENERATORS) swagger-markdown@3.0.0 openapi-markdown@1.2.3 \
		openapi-to-md@1.1.1 swagger2md@1.0.16 widdershins@4.0.1 @scalar/openapi-to-markdown@0.3.56
	touch $@

stability: .venv/ready
	.venv/bin/python tests/benchmarks/stability.py $(CORPORA)

names: .venv/ready
	.venv/bin/python tests/benchmarks/names.py --seed $(SEED) $(CORPORA)

agreement: .venv/ready
	.venv/bin/python tests/benchmarks/agreement.py $(CORPORA) $(if $(DIALECT),--dialect $(DIALECT)) $(if $(LIST),--list $(LIST))

exports: .venv/ready
	.venv/bin/python tests/benchmarks/exports.py $(CORPORA)

test-server: .venv/ready
	.venv/bin/python tests/benchmarks/schemathesis_run.py

replays: .venv/ready
	.venv/bin/python tests/benchmarks/replays.py $(CORPORA)

corpus: .venv/ready
	.venv/bin/python tests/benchmarks/corpus.py

compare: .venv/ready
	.venv/bin/python tests/benchmarks/compare.py $(BASE)

snippets: .venv/ready
	.venv/bin/python tests/benchmarks/snippets.py

.venv/run: pyproject.toml
	@echo "installing docgen into .venv"
	@$(PYTHON) -m venv .venv
	@.venv/bin/pip install --quiet --disable-pip-version-check --editable .
	@touch $@

.venv/ready: .venv/run
	@echo "installing the tools of the tests into .venv"
	@.venv/bin/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

mutation: .venv/ready
	.venv/bin/python tests/benchmarks/mutation.py $(SEED) $(CORPORA)

faults: .venv/ready
	.venv/bin/python tests/benchmarks/faults.py $(SEED)

clean:
	rm -rf .venv

.PHONY: lsp-walk bench-lsp fixes fault-inputs

lsp-walk: .venv/ready
	EDITS=2000 .venv/bin/pytest -q tests/cli/test_lsp.py -k walk

bench-lsp: .venv/ready
	.venv/bin/python tests/benchmarks/bench_lsp.py

fixes: .venv/ready
	.venv/bin/python tests/benchmarks/fixes.py $(CORPORA)

.PHONY: docs pictures release repository

# site/, with every link and anchor checked.
docs: .docs/ready
	.docs/bin/zensical build --strict
	@echo "wrote site/index.html"

.docs/ready:
	@$(PYTHON) -m venv .docs
	@.docs/bin/pip install --quiet --disable-pip-version-check 'zensical>=0.0.73,<0.2'
	@touch $@

# The terminal session and the report of README.md; the latter needs chromium.
pictures: .venv/run
	.venv/bin/python tools/pictures.py

# Writes the address of the repository in pyproject.toml and docs/.
repository:
	@$(PYTHON) tools/repository.py "$(URL)"

# Builds and checks; uploads nothing.
release: .release/ready
	.release/bin/python tools/release.py

.release/ready:
	@$(PYTHON) -m venv .release
	@.release/bin/pip install --quiet --disable-pip-version-check 'build>=1.2' 'twine>=6'
	@touch $@

# What is made of each input of ../shared/faults, beside what is right.
fault-inputs: .venv/ready
	.venv/bin/python tests/corpora/shared_faults.py
