#!/usr/bin/env bash
# Damages the reference pictures in many ways and has them read, in processes of their own: each must be a picture or a refusal
# in one line. The number of a file decides how it is damaged, so that a fault can be had again.
# Usage: scripts/mutate_pictures.sh [COUNT [FOLDER...]]     (default 20000; folders hold further sound files)
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_NOLOGO=1 TADSR_MUTATIONS="${1:-20000}"
shift || true
TADSR_MUTATION_SEEDS="$(IFS=:; echo "$*")"
export TADSR_MUTATION_SEEDS
dotnet build -c Release tests/TadSr.Cli.Tests >/dev/null
dotnet artifacts/bin/TadSr.Cli.Tests/release/TadSr.Cli.Tests.dll -class TadSr.Cli.Tests.MutationTests -showLiveOutput -noColor
