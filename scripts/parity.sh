#!/usr/bin/env bash
# Runs the parity tests on the reference cases of a folder: every file below it whose kind a test knows.
# Usage: scripts/parity.sh [FOLDER]     (without a folder: the committed cases)
# Ends with one line 'N passed, N failed'; exit code 0 when none failed and at least one passed.
set -uo pipefail
if [ $# -gt 1 ]; then
    echo "usage: $0 [FOLDER]" >&2
    exit 2
fi
if [ $# -eq 1 ]; then
    if [ ! -d "$1" ]; then
        echo "$1: no such folder" >&2
        exit 3
    fi
    TADSR_REFERENCES="$(cd "$1" && pwd)"
    export TADSR_REFERENCES
fi
. "$(dirname "$0")/run_tests.sh"
run_tests 'Kind=Parity' tests/TadSr.Tests
