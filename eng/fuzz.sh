#!/usr/bin/env bash
# Fuzzes the reading of models, guided by coverage: eng/fuzz.sh tensors|configuration|zip SECONDS
# Needs AFL++ (Debian's afl++). What it finds is in artifacts/fuzz/TARGET; its exit code is 1 if anything crashed or hung.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
readonly target=${1:?tensors, configuration or zip} seconds=${2:?how many seconds}
readonly built=artifacts/fuzz/built corpus=artifacts/fuzz/corpus found=artifacts/fuzz/$target
rm -rf "$built" "$corpus" "$found"
dotnet tool restore
# Real copies: of a hard link the library in the build's own folders would be instrumented too.
dotnet publish test/Microsoft.ML.Acn.Fuzz -c Release --nologo -v quiet -o "$built" -p:CreateHardLinksForPublishFilesIfPossible=false
# The corpus comes from the library as it is; only then is it instrumented.
dotnet "$built/Microsoft.ML.Acn.Fuzz.dll" corpus "$corpus"
dotnet tool run sharpfuzz "$built/Microsoft.ML.Acn.dll" Microsoft.ML.Acn.Persistence Microsoft.ML.Acn.Interop
# The program is no native one, which is what the first two would have AFL complain about; loading may take 2 s, instrumented more.
AFL_SKIP_BIN_CHECK=1 AFL_SKIP_CPUFREQ=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_NO_UI=1 OMP_NUM_THREADS=1 \
    afl-fuzz -i "$corpus/$target" -o "$found" -t 20000 -m none -V "$seconds" -- dotnet "$built/Microsoft.ML.Acn.Fuzz.dll" "$target" "$corpus/zip/text.zip"
grep -E '^(execs_done|execs_per_sec|corpus_count|corpus_found|saved_crashes|saved_hangs|bitmap_cvg)' "$found/default/fuzzer_stats"
[ -z "$(find "$found/default/crashes" "$found/default/hangs" -name 'id*' -print -quit)" ]
