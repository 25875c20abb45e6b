# Learn Deep Learning with NumPy: every action of the project. `make` alone lists them.
PYTHON ?= python3
ARGS   ?=
LESSONS ?= notebooks
VENV   := .venv
BIN    := $(VENV)/bin
RUN    := $(BIN)/python notebooks/tools/run.py
LOCK   := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11
LOCKED := --require-hashes -r

# uv sets up in seconds; the standard venv and pip do the same where it is not installed.
ifneq ($(shell command -v uv 2>/dev/null),)
CREATE  = uv venv --quiet --allow-existing --no-python-downloads --python $(PYTHON) $(VENV)
INSTALL = uv pip install --quiet --python $(BIN)/python
else
CREATE  = $(PYTHON) -m venv $(VENV)
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check
endif

FAILED = { echo "Setting up failed, for the reason above. It needs the network and 1 GB of disk ($$(df -Pm . | \
	awk 'END {print $$4}') MB are free). Try again, and if that fails too, remove $(VENV) first."; exit 1; }

# In a container one is root, which JupyterLab otherwise refuses.
AS_ROOT = $(if $(filter 0,$(shell id -u)),--allow-root)

# What the book and its tests take from npm, as their lock file says.
NPM := build/npm/node_modules/.package-lock.json

# One BLAS thread for each of pytest's two workers: more only makes them wait for each other.
ONE_THREAD := OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1
PYTEST = $(ONE_THREAD) $(BIN)/python -m pytest -n 2

# What neither executes a notebook, nor opens a browser; LONG is left out: thousands of calls, or much of MNIST.
LONG := toolkit/test_build_mnist toolkit/test_datasets toolkit/test_fuzz toolkit/test_images \
	models/test_augmentation models/test_checks models/test_search \
	exercises/test_choose_settings exercises/test_epoch exercises/test_epoch_right exercises/test_odd_answers
QUICK := tests/test_imports.py tests/toolkit tests/models tests/exercises tests/notebooks/test_structure.py \
	$(LONG:%=--ignore=tests/%.py)

.DEFAULT_GOAL := help
.PHONY: help setup capstone lab digit grade sweep test matrix quick fuzz mutants claims notebooks book pictures data weights bench lint lock contributor clean

help:  ## list these targets
	@echo "Learn Deep Learning with NumPy: momentum, accuracy and the MNIST capstone"
	@awk -F ':.*##' '/^[a-z-]+:.*##/ {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(VENV)/.learner  ## create .venv with what a learner needs (nothing to do when it is up to date)

capstone: $(VENV)/.learner  ## train on MNIST headless; make capstone ARGS="-p epochs 5" passes parameters on
	@exec $(RUN) 06_capstone_mlp $(ARGS)

lab: $(VENV)/.learner  ## open the course in JupyterLab; LESSONS=folder opens a copy of notebooks/
	@[ -w "$(LESSONS)" ] || { echo "$(LESSONS) is no folder that you may write in: nothing would be saved. Open a copy:"; echo \
		'  cp -R "$(CURDIR)/notebooks" "$$HOME/lessons" && chmod -R u+w "$$HOME/lessons" && make lab LESSONS="$$HOME/lessons"'; \
		exit 1; }
	@echo "Opening the course in your browser. To stop: save, then press Control-C here twice."
	@cd "$(LESSONS)" && JUPYTER_CONFIG_PATH="$(CURDIR)/notebooks/tools/jupyter$${JUPYTER_CONFIG_PATH:+:$$JUPYTER_CONFIG_PATH}" \
		exec "$(CURDIR)/$(BIN)/jupyter" lab --ip=127.0.0.1 --log-level=WARN $(AS_ROOT) \
		--LabApp.default_url=/lab/tree/00_start_here.ipynb $(ARGS)

digit: $(VENV)/.learner  ## write a digit in the browser and see how a CNN reads it, without JupyterLab
	@exec $(BIN)/python -m course.playground $(ARGS)

grade: $(VENV)/.learner  ## grade a folder of exercise notebooks: make grade SUBMISSIONS=folder
	@exec $(BIN)/python notebooks/tools/grade.py $(if $(SUBMISSIONS),"$(SUBMISSIONS)") $(ARGS)

sweep: $(VENV)/.learner $(if $(SCHEDULER),$(VENV)/.contributor)  ## search settings on all cores; SCHEDULER=tcp://host:8786 on a Dask cluster
	@exec $(BIN)/python notebooks/tools/sweep.py $(ARGS)

test: $(VENV)/.contributor  ## run every test and every notebook, before handing in (a quarter of an hour on two quiet cores)
	$(PYTEST) --dist loadfile --no-loadscope-reorder --nbval --nbval-current-env --nbval-cell-timeout 300 $(ARGS)

quick: $(VENV)/.contributor  ## test toolkit, models, exercises and layout, while working (about a minute; executes no notebook)
	$(PYTEST) --dist worksteal $(QUICK) $(ARGS)

fuzz: $(VENV)/.contributor  ## call the toolkit's functions with thousands of odd arguments (about 10 minutes)
	$(PYTEST) tests/toolkit/test_fuzz.py --hypothesis-profile=fuzz $(ARGS)

mutants: $(VENV)/.contributor  ## put faults into the code, one at a time, and look for a test that fails for each (about a quarter of an hour)
	$(ONE_THREAD) PYTHONPATH=notebooks/tools $(BIN)/python tests/mutants.py $(ARGS)

matrix: $(VENV)/.contributor $(NPM)  ## run the tests as other machines would (hours); ARGS=--help names the cases, ARGS=offline runs one
	@PYTHONPATH=notebooks/tools exec $(BIN)/python tests/matrix.py $(ARGS)

claims: $(VENV)/.contributor  ## measure what the lessons claim on other seeds and settings (about 10 minutes)
	$(ONE_THREAD) PYTHONPATH=tests $(BIN)/python -m claims.run $(ARGS)

notebooks: $(VENV)/.contributor  ## execute all notebooks in place, in order
	@exec $(RUN) --in-place $(ARGS)

book: $(VENV)/.contributor $(NPM)  ## build the course as a web book in build/book, without running it
	@$(BIN)/python notebooks/book/build.py

pictures: $(VENV)/.contributor  ## copy the README's pictures out of the notebooks, and film its digit
	@$(BIN)/python notebooks/tools/pictures.py
	@$(BIN)/python notebooks/tools/film.py

data: $(VENV)/.learner  ## rebuild data/mnist.npz from the original IDX files
	@$(BIN)/python data/build_mnist.py $(ARGS)

weights: $(VENV)/.contributor  ## train the CNN that make digit reads with (about 10 minutes)
	@$(BIN)/python notebooks/tools/digit_model.py

bench: $(VENV)/.contributor  ## time the models beside scikit-learn and PyTorch (about half an hour)
	@$(BIN)/python tests/benchmarks/bench.py $(ARGS)

lint: $(VENV)/.contributor  ## check style, format and types, notebooks too
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

lock: $(VENV)/.contributor  ## compile the pinned requirements from pyproject.toml
	$(LOCK) $(ARGS) --group build pyproject.toml -o requirements.txt
	$(LOCK) $(ARGS) --group build --extra dev --extra cluster -c requirements.txt pyproject.toml -o tests/requirements.txt
	$(LOCK) $(ARGS) --group peer -c tests/requirements.txt -o tests/torch.txt

contributor: $(VENV)/.contributor  ## add the test tools, Dask, and the checks before each commit
	@! git rev-parse --git-dir >/dev/null 2>&1 || $(BIN)/pre-commit install >/dev/null
	@echo "Ready: make test, make lint; .github/CONTRIBUTING.md says what is where."

clean:  ## remove build/ and caches (.venv stays)
	rm -rf build .pytest_cache .ruff_cache .mypy_cache .hypothesis nnlib.egg-info
	find nnlib notebooks tests data -name __pycache__ -o -name .ipynb_checkpoints | xargs rm -rf

$(BIN)/python:
	@command -v $(PYTHON) >/dev/null \
		|| { echo "No $(PYTHON) here: install Python 3.11 or newer, or name one with make PYTHON=..."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "$$($(PYTHON) --version 2>&1) is too old: Python 3.11 or newer is needed; name one with make PYTHON=..."; exit 1; }
	@command -v uv >/dev/null || $(PYTHON) -c 'import venv, ensurepip' 2>/dev/null \
		|| { echo "$(PYTHON) has no venv module: install it (Debian, Ubuntu: apt install python3-venv)"; exit 1; }
	@$(CREATE) || { rm -rf $(VENV); $(FAILED); }

$(VENV)/.learner: requirements.txt pyproject.toml | $(BIN)/python
	@echo "Setting up .venv: JupyterLab, NumPy and friends (about 40 s with pip, 3 s with uv) ..."
	@$(INSTALL) $(LOCKED) requirements.txt && $(INSTALL) --no-build-isolation --no-deps -e . || $(FAILED)
	@mkdir -p $(VENV)/etc/jupyter/labconfig
	@echo '{"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": true}}' \
		> $(VENV)/etc/jupyter/labconfig/page_config.json  # else JupyterLab asks whether to fetch news
	@echo 'import sys; sys.modules["rfc3987_syntax"] = None' \
		> $$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/quick_start.pth  # see below
	@touch $@

# quick_start.pth, which each start of Python reads, hides a module that Jupyter's libraries import if they can:
# it takes 3 s to build a grammar of international web addresses, and no notebook has one to check.

$(VENV)/.contributor: tests/requirements.txt $(VENV)/.learner
	@echo "Adding the test tools ..."
	@$(INSTALL) $(LOCKED) tests/requirements.txt || $(FAILED)
	@touch $@

$(NPM): notebooks/book/package-lock.json
	@command -v npm >/dev/null || { echo "No npm here, which fetches MathJax for the book: install Node.js"; exit 1; }
	@mkdir -p build/npm && cp notebooks/book/package*.json build/npm
	@cd build/npm && npm ci --silent --ignore-scripts --no-audit --no-fund
	@touch $@
