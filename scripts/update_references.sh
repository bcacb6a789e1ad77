#!/usr/bin/env bash
# Renews the committed reference cases from a folder and writes their manifest. Without an argument it only writes the
# manifest for what lies there. Prints the size of each part and by how much it changed.
# Copied are, where the folder has
#   networks, diffusion, training, checkpoints, degradation, metrics, images, faults: everything except official/, whose pictures
#     are for research only
#   baselines: the cases, key lists and real weights' results of the networks that are read (rrdb, srvgg, general-x4v3),
#     and of official/ the input and the result of general-x4v3 (MIT)
# Usage: scripts/update_references.sh [FOLDER]
set -euo pipefail
target="$(cd "$(dirname "$0")/.." && pwd)/tests/TadSr.Tests/References"
most=35000000
if [ $# -gt 1 ]; then
    echo "usage: $0 [FOLDER]" >&2
    exit 2
fi

# copy PART CONDITION...: replaces a part by the files that meet the conditions of find.
copy() {
    local part="$1"
    shift
    rm -rf "${target:?}/$part"
    mkdir -p "$target/$part"
    (cd "$source/$part" && find . -type f "$@" -print0 | tar --null --no-recursion -T - -cf -) | (cd "$target/$part" && tar --no-same-permissions -xf -)
}

# sizes: bytes of each part of a manifest.
sizes() {
    awk -F '\t' '{ split($3, path, "/"); sum[path[1]] += $2 } END { for (part in sum) print part "\t" sum[part] }' "$1" | LC_ALL=C sort
}

if [ $# -eq 1 ]; then
    source="$(cd "$1" && pwd)"
    for part in networks diffusion training checkpoints degradation metrics images faults; do
        copy "$part" ! -path './official/*'
    done
    copy baselines '(' -path ./INDEX.md -o -path ./detection.tsv \
        -o -path './rrdb_*' -o -path './srvgg_*' -o -path './real_general*' -o -path './keys_rrdb_*' -o -path './keys_srvgg_*' \
        -o -path ./official/input.png -o -path ./official/realesr-general-x4v3.png ')'
    chmod -R u+w "$target"
fi
cd "$target"
before="$(sizes MANIFEST.tsv)"
find . -type f ! -path ./MANIFEST.tsv -printf '%P\n' | LC_ALL=C sort | while IFS= read -r file; do
    printf '%s\t%s\t%s\n' "$(sha256sum <"$file" | cut -d' ' -f1)" "$(stat -c %s "$file")" "$file"
done >MANIFEST.tsv
sizes MANIFEST.tsv | join -t "$(printf '\t')" -a 1 -a 2 -e 0 -o 0,1.2,2.2 - <(echo "$before") |
    awk -F '\t' '{ printf "%-12s %9d bytes (%+d)\n", $1, $2, $2 - $3 }'
total="$(cut -f2 MANIFEST.tsv | awk '{ sum += $1 } END { print sum }')"
echo "$(wc -l <MANIFEST.tsv) files, $total bytes"
if [ "$total" -gt "$most" ]; then
    echo "error: more than $((most / 1000000)) MB; leave cases out" >&2
    exit 1
fi
