#!/usr/bin/env bash
# Runs the tests that 'dotnet test' skips because they take minutes or much memory.
# Usage: scripts/slow.sh
# Ends with one line 'N passed, N failed'; exit code 0 when none failed and at least one passed.
set -uo pipefail
export TADSR_SLOW=1
. "$(dirname "$0")/run_tests.sh"
run_tests 'Kind=Slow' tests/TadSr.Tests tests/TadSr.Cli.Tests
