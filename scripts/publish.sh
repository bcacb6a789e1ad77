#!/usr/bin/env bash
# Makes one archive for each system: the program with the .NET runtime, the CPU libraries, weights and presets, ready to run.
# Usage: scripts/publish.sh [RID...]     (linux-x64, win-x64, osx-arm64; without one: this system's)
# The archives and their SHA-256 sums are written into artifacts/archives.
set -euo pipefail
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
archives="artifacts/archives"
mkdir -p "$archives"
sum() {
    if command -v sha256sum >/dev/null; then sha256sum "$@"; else shasum -a 256 "$@"; fi
}
for system in "$@"; do
    name="tadsr-$version-$system"
    rm -rf "$archives/$name" "$archives/$name.tar.gz"
    dotnet publish -c Release -r "$system" --self-contained -o "$archives/$name" src/TadSr.Cli
    tar -C "$archives" -czf "$archives/$name.tar.gz" "$name"
    rm -rf "${archives:?}/$name"
done
(cd "$archives" && sum ./*.tar.gz | sed 's|\./||' >SHA256SUMS && cat SHA256SUMS)
