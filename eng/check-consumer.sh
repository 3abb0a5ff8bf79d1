#!/usr/bin/env bash
# Packs the library and uses the package as a stranger would: in a project outside of this repository, with an empty home
# folder, an empty package cache and no environment variables of ours, and not as root.
#   eng/check-consumer.sh [folder with a package that was packed already]
set -euo pipefail

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cp -r "$repository/eng/consumer" "$work/project"
packed=$work/project/packed
if [ $# -gt 0 ]; then
    mkdir "$packed" && cp "$1"/Microsoft.ML.Acn.*.nupkg "$packed/"
else
    dotnet pack "$repository/src/Microsoft.ML.Acn" -c Release -o "$packed" --nologo --verbosity quiet
fi
version=$(basename "$packed"/Microsoft.ML.Acn.*.nupkg .nupkg | sed 's/^Microsoft\.ML\.Acn\.//')
mkdir "$work/home"

# Root would hide a wrong file mode; whoever else runs this is no root already.
as_stranger=(env -i "HOME=$work/home" "PATH=$PATH" "TMPDIR=$work/tmp" DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false)
mkdir "$work/tmp"
if [ "$(id -u)" = 0 ]; then
    chown -R nobody "$work"
    as_stranger=(runuser -u nobody -- "${as_stranger[@]}")
fi

consume() {
    (cd "$work/project" && "${as_stranger[@]}" dotnet "$@")
}

# expect PATTERN ARGUMENTS: what `dotnet ARGUMENTS` has to print.
expect() {
    local pattern=$1 printed
    shift
    printed=$(consume "$@" 2>&1) || { printf '%s\n' "$printed" "check-consumer: exit code of $*" >&2; exit 1; }
    printf '%s\n' "$printed"
    grep -q "$pattern" <<<"$printed" || { echo "check-consumer: expected '$pattern'" >&2; exit 1; }
}

# Three processes of a program: one saves a model, another loads it, and a third decodes pictures.
expect_all() {
    rm -f "$work/tmp/model.zip"
    expect '^saved: [1-9]' "$1" fit "$work/tmp/model.zip"
    expect '^predicted: animal, tool$' "$1" predict "$work/tmp/model.zip"
    expect '^pictures: accuracy 1\.00$' "$1" pictures
}

# A package source may lack a lower bound that TorchSharp states and give the next version: NU1603, not of our making.
options=(--nologo --verbosity quiet "-p:AcnVersion=$version" -p:NoWarn=NU1603)

consume restore "${options[@]:1}"
cached=$(find "$work/home/.nuget/packages/torchsharp" -name libLibTorchSharp.so)
published_sum=$(sha256sum "$cached")
consume build -c Release "${options[@]}"
expect_all bin/Release/net10.0/Consumer.dll

consume publish -c Release "${options[@]}" -r linux-x64 --self-contained false -o "$work/published"
expect_all "$work/published/Consumer.dll"
[ "$published_sum" = "$(sha256sum "$cached")" ] || { echo "check-consumer: the package cache was written to" >&2; exit 1; }
rm -rf "$work/published" "$work/project/bin" "$work/project/obj"

# Without a backend the message names the package.
consume build -c Release "${options[@]}" -p:WithoutBackend=true
expect '^backend: .*libtorch-cpu-linux-x64' bin/Release/net10.0/Consumer.dll fit "$work/tmp/model.zip"
echo "check-consumer: the package works in a project of its own"
