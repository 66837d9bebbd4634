# The two commands that everybody needs: make serve, make test. Both set up what they need in .venv, from locked
# versions with checksums.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Where the Python at hand has a pip, it fills the environment: giving that a pip of its own takes longer than building
# the graph. The locks name every package, so none is looked for beside them, and Python compiles what it loads.
OUTER_PIP := $(PYTHON) -m pip --python $(BIN)/python
INSTALL = $$(test -e $(BIN)/pip && echo $(BIN)/python -m pip || echo $(OUTER_PIP)) install \
	--quiet --disable-pip-version-check --no-deps --no-compile

# Packages are installed without bytecode: it is to be kept when it is first made, or each process would make it anew.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: serve test check format lock clean

serve: $(VENV)/.installed
	@exec $(BIN)/cdkg serve

# Most tests can share the machine with others; those marked "alone" put a service under load and must have it for
# themselves. Both runs use one graph, which is built once, and the second looks for tests only where there are such.
test: $(VENV)/.installed-dev
	@made=$$(mktemp -d) && trap 'rm -rf "$$made"' EXIT && export CDKG_TEST_STORES="$$made" && \
		$(BIN)/pytest -m "not alone" --numprocesses auto --maxprocesses 4 --dist loadfile && \
		$(BIN)/pytest -m alone $$(grep -l 'mark\.alone' tests/test_*.py)

# What .ci/run asks beside the tests: types and style.
check: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/.installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Needs uv (https://docs.astral.sh/uv/); run it after changing the dependencies in pyproject.toml.
LOCK := uv pip compile pyproject.toml --quiet --universal --generate-hashes --no-emit-index-url --no-header --extra build
lock:
	$(LOCK) -o requirements.lock
	$(LOCK) --extra dev -o requirements-dev.lock

clean:
	rm -rf $(VENV) var dist build

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed; name it with: make PYTHON=python3.12 …" >&2; exit 2; }
	@$(PYTHON) -m venv --without-pip $(VENV)
	@$(OUTER_PIP) --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip --default-pip >/dev/null

$(VENV)/.installed: $(BIN)/python requirements.lock pyproject.toml
	@echo "setting up $(VENV) …" >&2
	@$(INSTALL) --require-hashes -r requirements.lock
	@$(INSTALL) --no-build-isolation --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.lock
	@echo "setting up what the tests need …" >&2
	@$(INSTALL) --require-hashes -r requirements-dev.lock
	@touch $@
