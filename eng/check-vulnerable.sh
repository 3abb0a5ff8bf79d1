#!/usr/bin/env bash
# Fails where a package that the solution restores, directly or not, has a published advisory.
# Says so where the source has no list of advisories: then nothing was checked.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
report=$(dotnet list AcnMlNet.sln package --vulnerable --include-transitive 2>&1) || { echo "$report"; exit 1; }
if grep -q 'has the following vulnerable packages' <<<"$report"; then
    echo "$report"
    exit 1
fi
# NU1905: the source gives no advisories. NU1900: they could not be fetched.
audit=$(dotnet restore AcnMlNet.sln --force --nologo -p:NuGetAudit=true -p:NuGetAuditMode=all -p:WarningsNotAsErrors=NU1905 2>&1)
if grep -qE 'NU190[05]' <<<"$audit"; then
    echo "NOT CHECKED: the package source gives no list of advisories."
    grep -m1 -oE 'NU190[05][^[]*' <<<"$audit"
    exit 0
fi
grep -q 'has no vulnerable packages' <<<"$report" || { echo "$report"; exit 1; }
echo "No package has a published advisory."
