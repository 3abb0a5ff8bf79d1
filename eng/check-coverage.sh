#!/usr/bin/env bash
# Fails where the tests run fewer than a share of the library's lines.
# Usage: eng/check-coverage.sh FOLDER PERCENT, with what `dotnet test --collect "XPlat Code Coverage"` left in the folder.
set -euo pipefail
report=$(find "$1" -name coverage.cobertura.xml -print -quit)
[ -n "$report" ] || { echo "There is no coverage.cobertura.xml in $1." >&2; exit 1; }
root=$(grep -m1 '<coverage ' "$report")
covered=$(sed -n 's/.* lines-covered="\([0-9]*\)".*/\1/p' <<<"$root")
valid=$(sed -n 's/.* lines-valid="\([0-9]*\)".*/\1/p' <<<"$root")
awk -v covered="$covered" -v valid="$valid" -v floor="$2" 'BEGIN {
    share = 100 * covered / valid
    printf "%.1f %% of %d lines are run by the tests; at least %s %% are asked for.\n", share, valid, floor
    exit share >= floor ? 0 : 1
}'
