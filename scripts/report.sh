#!/usr/bin/env bash
# Makes the table of docs/report again: table.md, table.csv and table.html.
#
#   scripts/report.sh DIR
#
# DIR holds the photographs in public and their damaged, reduced copies in public_lr/damaged, with the same names.
# The mix of two networks comes in as a folder of its pictures, as a method that this program does not know would.
# TADSR names the program; by default the Release build of this repository, which is made if it is not there.
set -euo pipefail
if [ $# -ne 1 ]; then
    echo "usage: $0 DIR" >&2
    exit 2
fi
root="$(cd "$(dirname "$0")/.." && pwd)"
program="${TADSR:-$root/artifacts/bin/TadSr.Cli/release/tadsr}"
if [ ! -x "$program" ]; then
    dotnet build -c Release -v quiet "$root/src/TadSr.Cli" >&2
fi
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
"$program" infer -w general --denoise 0.5 -i "$1/public_lr/damaged" -o "$folder/general-denoise-0.5"
"$program" benchmark --config "$root/docs/report/table.yaml" --data "$1" --model lite general wdn \
    --results "$folder/general-denoise-0.5" --bicubic -o "$folder/out"
cp "$folder/out/table.md" "$folder/out/table.csv" "$folder/out/table.html" "$root/docs/report/"
