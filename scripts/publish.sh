#!/usr/bin/env bash
# Makes one archive for each system: the program with the .NET runtime, the CPU libraries, weights and presets, ready to run.
# Usage: scripts/publish.sh [-o FOLDER] [RID...]     (linux-x64, win-x64, osx-arm64; without one: this system's)
# The folder (artifacts/archives) gets the archives and SHA256SUMS, the sums of all archives in it.
set -euo pipefail
folder="$(dirname "$0")/../artifacts/archives"
if [ "${1:-}" = -o ]; then
    folder="${2:?-o needs a folder}"
    shift 2
fi
mkdir -p "$folder"
folder="$(cd "$folder" && pwd)"
cd "$(dirname "$0")/.."
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
if [ $# -eq 0 ]; then
    case "$(uname -s)" in
        Linux) set -- linux-x64 ;;
        Darwin) set -- osx-arm64 ;;
        *) set -- win-x64 ;;
    esac
fi
version="$(dotnet msbuild src/TadSr.Cli -getProperty:Version)"
sum() {
    if command -v sha256sum >/dev/null; then sha256sum "$@"; else shasum -a 256 "$@"; fi
}
for system in "$@"; do
    name="tadsr-$version-$system"
    rm -rf "${folder:?}/$name" "$folder/$name.tar.gz"
    dotnet publish -c Release -r "$system" --self-contained -o "$folder/$name" src/TadSr.Cli
    tar -C "$folder" -czf "$folder/$name.tar.gz" "$name"
    rm -rf "${folder:?}/$name"
done
cd "$folder"
sum tadsr-*.tar.gz >SHA256SUMS
cat SHA256SUMS
