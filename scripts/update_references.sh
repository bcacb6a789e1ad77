#!/usr/bin/env bash
# Renews the committed reference cases from a folder that holds networks/, diffusion/, training/, checkpoints/,
# degradation/, metrics/ and images/, and writes their manifest. metrics/official is left out: its pictures are for
# research only. Without an argument it only writes the manifest for what lies there.
# Usage: scripts/update_references.sh [FOLDER]
set -euo pipefail
target="$(cd "$(dirname "$0")/.." && pwd)/tests/TadSr.Tests/References"
if [ $# -gt 1 ]; then
    echo "usage: $0 [FOLDER]" >&2
    exit 2
fi
if [ $# -eq 1 ]; then
    source="$(cd "$1" && pwd)"
    for part in networks diffusion training checkpoints degradation metrics images; do
        rm -rf "${target:?}/$part"
        mkdir -p "$target/$part"
        (cd "$source/$part" && tar --exclude=./official -cf - .) | (cd "$target/$part" && tar --no-same-permissions -xf -)
    done
    chmod -R u+w "$target"
fi
cd "$target"
find . -type f ! -path ./MANIFEST.tsv -printf '%P\n' | LC_ALL=C sort | while IFS= read -r file; do
    printf '%s\t%s\t%s\n' "$(sha256sum <"$file" | cut -d' ' -f1)" "$(stat -c %s "$file")" "$file"
done >MANIFEST.tsv
total="$(cut -f2 MANIFEST.tsv | awk '{ sum += $1 } END { print sum }')"
echo "$(wc -l <MANIFEST.tsv) files, $total bytes"
if [ "$total" -gt 24000000 ]; then
    echo "error: more than 24 MB; leave cases out" >&2
    exit 1
fi
