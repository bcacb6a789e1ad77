# Sourced by parity.sh and slow.sh.
# run_tests TRAIT PROJECT...: builds the projects in Release, runs their tests that have the trait, prints the sum.
run_tests() {
    local trait="$1" project name passed=0 failed=0 total bad skipped
    shift
    cd "$(dirname "${BASH_SOURCE[0]}")/.." || return 1
    # A waiting OpenMP thread that spins would take the core of a working one.
    export OMP_WAIT_POLICY=PASSIVE DOTNET_NOLOGO=1
    run_log="$(mktemp)"
    trap 'rm -f "$run_log"' EXIT
    for project in "$@"; do
        name="$(basename "$project")"
        if ! dotnet build -c Release "$project" >"$run_log" 2>&1; then
            grep -E 'error' "$run_log" | sort -u >&2
            failed=$((failed + 1))
            continue
        fi
        dotnet "artifacts/bin/$name/release/$name.dll" -trait "$trait" -noColor 2>&1 | tee "$run_log"
        if ! grep -q "^ *$name  *Total:" "$run_log"; then
            echo "$name ended before its summary" >&2
            failed=$((failed + 1))
            continue
        fi
        # "   TadSr.Tests  Total: 12, Errors: 0, Failed: 1, Skipped: 2, Not Run: 0, Time: 1.2s"; an empty run says Total: 0 alone.
        total="$(sed -nE "s/^ *$name  *Total: ([0-9]+).*/\1/p" "$run_log" | tail -1)"
        bad="$(sed -nE "s/^ *$name .*Errors: ([0-9]+), Failed: ([0-9]+).*/\1 + \2/p" "$run_log" | tail -1)"
        skipped="$(sed -nE "s/^ *$name .*Skipped: ([0-9]+), Not Run: ([0-9]+).*/\1 + \2/p" "$run_log" | tail -1)"
        failed=$((failed + ${bad:-0}))
        passed=$((passed + total - (${bad:-0}) - (${skipped:-0})))
    done
    echo "$passed passed, $failed failed"
    [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
}
