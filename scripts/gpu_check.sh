#!/usr/bin/env bash
# Checks a device with a built or published program; the machine needs no SDK: networks against the values of their published
# implementations, pictures enlarged on device and CPU, two steps of each training, with seconds and peak memory.
#   scripts/gpu_check.sh [LIBTORCH_DIR] [DEVICE]
# LIBTORCH_DIR is the folder of a libtorch, such as torch/lib of a PyTorch; without it, or with '', the program's own is taken.
# DEVICE is cuda, cuda:N or cpu; without it cuda. The program is TADSR_PROGRAM, else program/tadsr beside this script, where
# scripts/gpu_pack.sh puts it, else that of this checkout. Ends with one line 'N passed, N failed'; exit code 0 when nothing failed.
set -uo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
libtorch="${1:-}"
device="${2:-cuda}"
references="$here/references"
samples="$here/samples"
program="${TADSR_PROGRAM:-$here/program/tadsr}"
if [ ! -d "$references" ]; then
    references="$here/../tests/TadSr.Tests/References/networks"
    samples="$here/../samples/lr"
    program="${TADSR_PROGRAM:-$here/../artifacts/bin/TadSr.Cli/release/tadsr}"
fi
log="$(mktemp)"
trap 'rm -f "$log"; [ -z "${poll:-}" ] || kill "$poll" 2>/dev/null' EXIT
passed=0
failed=0

result() {
    if [ "$1" = 0 ]; then
        passed=$((passed + 1))
        echo "passed: $2"
    else
        failed=$((failed + 1))
        echo "FAILED: $2"
    fi
}

echo "processor: $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(nproc) cores"
if [ "$device" != cpu ]; then
    card="$(nvidia-smi --query-gpu=name,driver_version,memory.total --format=csv,noheader 2>&1)"
    result $? "card: ${card//$'\n'/; }"
    peak="$(mktemp)"
    echo 0 >"$peak"
    (while sleep 0.2; do
        now="$(nvidia-smi --query-gpu=memory.used --format=csv,noheader,nounits 2>/dev/null | sort -n | tail -n 1)"
        [ "${now:-0}" -gt "$(cat "$peak")" ] && echo "$now" >"$peak"
    done) &
    poll=$!
fi

arguments=(selftest --device "$device" --references "$references" -i "$samples")
[ -z "$libtorch" ] || arguments+=(--libtorch "$libtorch")
start=$SECONDS
"$program" "${arguments[@]}" 2>&1 | tee "$log" | sed '/^[0-9]* passed, [0-9]* failed$/d'
code=${PIPESTATUS[0]}
read -r checks_passed checks_failed < <(sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' "$log" | tail -n 1)
passed=$((passed + ${checks_passed:-0}))
failed=$((failed + ${checks_failed:-0}))
# A run that breaks off has no closing line.
if [ -z "${checks_passed:-}" ] || { [ "$code" != 0 ] && [ "${checks_failed:-0}" = 0 ]; }; then
    result 1 "the self-test ended with $code"
fi
if [ -n "$libtorch" ]; then
    loaded="$(sed -n 's/^passed: libtorch: \(.*\) (.*/\1/p' "$log")"
    asked="$(realpath -e "$libtorch/libtorch_cpu.so" 2>/dev/null || realpath -e "$libtorch/lib/libtorch_cpu.so" 2>/dev/null)"
    [ -n "$loaded" ] && [ "$(realpath -e "$loaded")" = "$asked" ]
    result $? "the libtorch of $libtorch is the one that was loaded"
fi
echo "seconds: $((SECONDS - start))"
[ -z "${poll:-}" ] || echo "peak memory of the card: $(cat "$peak") MiB"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
