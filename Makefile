# Gigahall: set-up, run and tests. `make help` lists the targets.
#
# Everything Python lives in .venv, installed from hash-locked requirements by pip with the machine's own index settings.
# On Debian and its relatives missing system libraries are installed when root; otherwise the exact line is printed.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := install
.DELETE_ON_ERROR:
.NOTPARALLEL:
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO := scenes/superpod-gb300.gigahall

# What Qt, VTK and the window tests need from the system. libglib2.0-0 and its like are named …t64 on newer releases.
SYSTEM := python3-venv libegl1 libgl1 libopengl0 libglx-mesa0 libgl1-mesa-dri libglib2.0-0 libdbus-1-3 libfontconfig1 fontconfig \
  libfreetype6 libxkbcommon0 libxkbcommon-x11-0 libx11-6 libx11-xcb1 libxext6 libxrender1 libsm6 libice6 \
  libxcb1 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-render0 \
  libxcb-shape0 libxcb-shm0 libxcb-sync1 libxcb-util1 libxcb-xfixes0 libxcb-xkb1
SYSTEM_TEST := xvfb
SYSTEM_APP := binutils xz-utils

# One thread per process: the solvers are faster so, and tests run side by side.
export OPENBLAS_NUM_THREADS := 1
export OMP_NUM_THREADS := 1
export MKL_NUM_THREADS := 1

APT_LOG := .cache/apt.log

# (packages) installs those that are missing, or says how; does nothing where there is no apt.
define need_packages
	@if command -v apt-get >/dev/null && command -v dpkg-query >/dev/null; then \
	  have=" $$(dpkg-query -W -f='$${db:Status-Status}:$${Package}\n' | sed -n 's/^installed://p' | tr '\n' ' ') "; missing=; \
	  for p in $(1); do case "$$have" in *" $$p "*|*" $${p}t64 "*) ;; *) missing="$$missing $$p" ;; esac; done; \
	  if [ -n "$$missing" ]; then \
	    if [ "$$(id -u)" = 0 ]; then \
	      echo "Installing system packages:$$missing"; \
	      export DEBIAN_FRONTEND=noninteractive; apt-get update -qq; \
	      mkdir -p .cache; apt-get install -y -qq --no-install-recommends $$missing >$(APT_LOG) 2>&1 || { cat $(APT_LOG); exit 1; }; \
	    else \
	      echo "System packages are missing. Install them, then run make again:" >&2; \
	      echo "  sudo apt-get install -y --no-install-recommends$$missing" >&2; exit 1; \
	    fi; \
	  fi; \
	fi
endef

PIP = $(BIN)/python -m pip --disable-pip-version-check --no-input

.PHONY: install run test check bench sweep fuzz pages icons app app-check clean help lock system system-test

install: system $(VENV)/.warm ## install Gigahall into .venv and compile its solvers (the default)

system:
	$(call need_packages,$(SYSTEM))

system-test:
	$(call need_packages,$(SYSTEM) $(SYSTEM_TEST))

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Gigahall needs Python 3.11 or newer; choose one with make PYTHON=…" >&2; exit 1; }
	@[ -x $(BIN)/python ] || $(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }
	@touch $@

# The package itself is linked, not copied: edits under src/ count at once.
$(BIN)/gigahall: requirements.txt pyproject.toml | $(VENV)/.made
	@echo "Installing into $(VENV) (about 1 GB, once)"
	@$(PIP) install -q --require-hashes -r requirements.txt
	@$(PIP) install -q --no-deps --no-build-isolation -e .
	@touch $@

# Ahead: Python's own compiled modules, which some machines are told not to write, and the solvers' compiled loops.
# The first start and the first solve then take no longer than any other.
$(VENV)/.warm: $(shell find src/gigahall -name '*.py') | $(BIN)/gigahall
	@$(BIN)/python -m compileall -q src/gigahall
	@$(BIN)/gigahall warm
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(BIN)/gigahall | $(VENV)/.made
	@$(PIP) install -q --require-hashes -r requirements-dev.txt
	@touch $@

run: install ## open the demo scene; without a display solve, draw and report it into out/
	@if [ -n "$${DISPLAY:-}$${WAYLAND_DISPLAY:-}" ] || [ "$$(uname -s)" = Darwin ]; then \
	  exec $(BIN)/gigahall open $(DEMO); \
	else \
	  echo "No display: solving, drawing and reporting $(DEMO) instead of opening the window."; \
	  mkdir -p out; \
	  $(BIN)/gigahall solve $(DEMO) -o out/results.json; \
	  $(BIN)/gigahall render $(DEMO) -o out/hall.png; \
	  $(BIN)/gigahall report $(DEMO) -o out/report.pdf; \
	  echo "Written: out/results.json, out/hall.png, out/report.pdf"; \
	fi

# One worker per core; files stay together, window tests share one worker (tests/conftest.py).
test: check ## lint, types, layers, then all tests
	@$(BIN)/python -m pytest -q -n $${PYTEST_WORKERS:-2} --dist loadgroup $(TESTS)

check: system-test $(VENV)/.dev ## ruff, mypy and the layer contract
	@$(BIN)/ruff check
	@$(BIN)/mypy
	@$(BIN)/lint-imports --cache-dir .cache/import_linter

# Peers live beside our own environment and see it through a path file, so that both run on the same NumPy in one process.
.venv-bench/.made: tests/bench/requirements-peers.txt $(VENV)/.dev
	@rm -rf .venv-bench; $(PYTHON) -m venv .venv-bench
	@$(BIN)/python -c 'import site; print(site.getsitepackages()[0])' >"$$(.venv-bench/bin/python -c 'import site; print(site.getsitepackages()[0])')/gigahall.pth"
	@.venv-bench/bin/python -m pip --disable-pip-version-check --no-input install -q --no-deps --only-binary :all: --require-hashes -r $< || \
	  echo "The peers could not be installed: their columns stay empty" >&2
	@touch $@

bench: system-test $(VENV)/.dev .venv-bench/.made ## measure speed: a table on screen and out/bench.json
	@mkdir -p out
	@$(BIN)/python -m tests.bench -o out/bench.json

sweep: system-test $(VENV)/.dev ## switch off every element of the sample scenes in turn
	@mkdir -p out
	@$(BIN)/python -m tests.sweep -o out/sweep.json
	@$(BIN)/python -m tests.saturation -o out/saturation.json

pages: install ## write the pages that come from the program: command line, keys, man page, problem codes, result quantities
	@$(BIN)/python tools/write_pages.py
	@$(BIN)/python tools/problem_codes.py
	@$(BIN)/python tools/quantities.py

icons: install ## draw the program's icons anew
	@$(BIN)/python tools/app_icon.py

# Nothing is fetched: interpreter and packages are those of .venv. tools/app_parts.py says what is left out.
app: install $(VENV)/.dev ## build dist/gigahall, a folder with a Python of its own (Linux)
	$(call need_packages,$(SYSTEM_APP))
	@$(BIN)/python tools/build_app.py

app-check: app ## move the folder away and try it without Python on the PATH
	@$(BIN)/python -m pytest -q --timeout 3600 tests/app_folder.py

fuzz: system-test $(VENV)/.dev ## damaged files, random scenes, kills, full disks, a monkey, for MINUTES=10; FUZZERS="lists scenes" runs some
	@$(BIN)/python -m tests.fuzz $(FUZZERS) --minutes $(or $(MINUTES),10)

clean: ## remove .venv, caches and out/
	@rm -rf $(VENV) .venv-bench .cache build dist out out-fresh .hypothesis .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
	@find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | while IFS='|' read -r name what; do printf '  make %-10s %s\n' "$$name" "$$what"; done

# Needs uv on the PATH. One resolution for Python 3.11 and newer on every system; the run set is cut from the dev set.
lock: ## resolve the requirements anew
	@uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate \
	  $(LOCK_FLAGS) --extra dev --extra bench pyproject.toml -o requirements-dev.txt
	@uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate \
	  -c requirements-dev.txt --extra build pyproject.toml -o requirements.txt
	@for f in requirements.txt requirements-dev.txt; do \
	  sed -i '1i # Locked by make lock from pyproject.toml; install with pip --require-hashes.' $$f; done
