#!/bin/sh
# Pins every package by hash. First all sets together, then each set held to that: locking them one by one
# lets the sets drift apart. The files name packages and hashes, and no address.
set -eu
cd "$(dirname "$0")/../requirements"
all=$(mktemp)
trap 'rm -f "$all"' EXIT
compile() {
    uv pip compile --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header "$@"
}
compile run.in scale.in dev.in --output-file "$all" >/dev/null
for set in run scale dev; do
    compile "$set.in" --constraints "$all" --no-annotate --output-file "$set.txt" >/dev/null
done
