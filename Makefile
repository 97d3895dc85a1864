# Waymark's commands. `make` lists them.

PORT ?= 8000
PYTHON = .venv/bin/python
GROWN = $(if $(DATABASE_URL)$(CACHE_URL)$(S3_BUCKET)$(filter redis,$(WAYMARK_TASKS)),scale)
DATA = $(or $(WAYMARK_DATA),var)
OURS = accounts assessments bench config portfolio reports scripts standards tests manage.py
TYPED = accounts assessments config portfolio reports standards
BENCHES = $(filter-out shared clients crash_facts demo_pages marking_rows cohort_% moves_% capture_%,$(basename $(notdir $(wildcard bench/*.py))))
TEMPLATES = $(shell find templates -name '*.html')
PRODUCTION = EMAIL_URL=smtp://mail.waymark.example DEBUG=0 WAYMARK_DEMO=0 HTTPS=1 SITE_URL=https://waymark.example ALLOWED_HOSTS=waymark.example \
	SECRET_KEY=check-only-for-no-person-q8Jt2vR6yLz0XnW4mKc7PdSf9HbUe3GaTi1Yo5

.DEFAULT_GOAL = help
.PHONY: help setup demo serve test test-setup check bench reset screenshots lock clean conformance

help: ## this list
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## /  make \1 \t/' | expand -t 20

setup: ## .venv and, where no password is needed, the system libraries
	@scripts/install.sh run $(GROWN)

demo: setup ## the site with made-up people, until Ctrl-C; PORT=8000
	@WAYMARK_DEMO=1 WAYMARK_PORT=$(PORT) $(PYTHON) manage.py prepare
	@exec env WAYMARK_DEMO=1 WAYMARK_PORT=$(PORT) $(PYTHON) -m config.supervisor

serve: setup ## the site for real people, with the settings of .env
	@$(PYTHON) manage.py prepare
	@exec $(PYTHON) -m config.supervisor

test-setup:
	@scripts/install.sh run scale dev

test: test-setup ## every test, in a real browser too
	@scripts/tests.sh

check: test-setup ## everything that reads code without running it
	$(PYTHON) -m ruff check $(OURS)
	$(PYTHON) -m ruff format --check $(OURS)
	.venv/bin/djade --check $(TEMPLATES)
	.venv/bin/djlint --lint --quiet templates
	WAYMARK_DEMO=1 $(PYTHON) -m mypy $(TYPED)
	WAYMARK_DEMO=1 .venv/bin/lint-imports --no-cache
	WAYMARK_DEMO=1 $(PYTHON) manage.py makemigrations --check --dry-run
	.venv/bin/bandit --quiet --configfile pyproject.toml --recursive $(TYPED)
	$(PRODUCTION) $(PYTHON) manage.py check --deploy --fail-level WARNING

bench: test-setup ## measurements; each ends with a line of figures
	@status=0; for name in $(BENCHES); do \
		echo "bench/$$name.py"; $(PYTHON) -m bench.$$name $(BENCH) || status=1; done; exit $$status

reset: ## forgets every person and file of this installation
	rm -rf $(DATA)/waymark.sqlite3 $(DATA)/waymark.sqlite3-wal $(DATA)/waymark.sqlite3-shm \
		$(DATA)/files $(DATA)/incoming $(DATA)/static

screenshots: test-setup ## docs/screens, from a demonstration of its own
	$(PYTHON) -m scripts.screenshots

lock: ## requirements/*.txt anew from requirements/*.in; needs uv
	scripts/lock.sh

clean: ## removes .venv and caches, keeps data
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -not -path './var/*' -prune -exec rm -rf {} +

conformance: test-setup ## judges a PDF against PDF/A-3a and PDF/UA-1: make conformance PDF=some.pdf
	@$(PYTHON) scripts/check_pdf.py $(PDF)
