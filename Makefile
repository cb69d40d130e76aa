# Two commands do everything: `make run` and `make test`. Each sets up the environment by itself.
PYTHON ?= python3
BIN := .venv/bin
CHINA := results/china

.PHONY: run test slow bench browser lint types smoke clean

run: .venv/ready
	$(BIN)/python solve.py run instances/china --out $(CHINA)

test: .venv/ready
	$(BIN)/python -m pytest -m "not slow and not browser and not optional" -n 2

slow: .venv/ready
	$(BIN)/python -m pytest -m slow

# Opens pages in headless Chromium, which has to be installed.
browser: .venv/ready
	$(BIN)/python -m pytest -m browser

bench: .venv/ready
	$(BIN)/python -m bench --size china

lint: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/ready
	$(BIN)/mypy

smoke: .venv/ready
	$(BIN)/python solve.py run instances/tiny --out results/smoke
	$(BIN)/python solve.py check instances/china

# The environment is made anew when the lock file changes; nothing else is ever fetched.
.venv/ready: requirements.lock
	$(PYTHON) -c 'import sys; sys.exit(0 if (3, 11) <= sys.version_info < (3, 14) else "Python 3.11 to 3.13 is needed: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	touch $@

clean:
	rm -rf .venv results
