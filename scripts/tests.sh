#!/bin/sh
# Every test. The journeys run beside the others, because browsers wait more than they work. What fails in one
# of them is tried once more by itself at the end: a busy machine is no fault of the product's.
set -u
cd "$(dirname "$0")/.."
# Each of the processes would compile the product, and rewrite the asserts of every test, once more.
unset PYTHONDONTWRITEBYTECODE

told=$(mktemp)
journeys=
trap 'rm -f "$told"' EXIT
trap '[ -z "$journeys" ] || kill "$journeys"; exit 130' INT TERM

# Their own list of what failed, and on PostgreSQL their own databases.
journey() {
    WAYMARK_TESTS=_journeys exec .venv/bin/python -m pytest -o cache_dir=.pytest_cache/journeys -q -m browser tests/journeys "$@"
}

(journey -n 2) >"$told" 2>&1 &
journeys=$!
.venv/bin/python -m pytest -n 2 --dist worksteal -q -m "not browser"
others=$?
wait "$journeys"
seen=$?
journeys=
cat "$told"
if [ "$seen" != 0 ]; then
    (journey --last-failed --last-failed-no-failures none)
    seen=$?
fi
[ "$others" = 0 ] && [ "$seen" = 0 ]
