#!/bin/bash
# All tests: one debug build serves the Swift suites and the end-to-end suite. Totals and the ten slowest at the end.
set -uo pipefail
cd "$(dirname "$0")/.."
log=.build/test-log
mkdir -p "$log"
flags=(--explicit-target-dependency-import-check error)
failed=0

echo "== check"
scripts/check-format.sh || failed=1
python3 Sources/Web/Console/i18n/check.py || failed=1

echo "== build"
if ! swift build --build-tests "${flags[@]}" 2>&1 | tee "$log/build.txt" | grep -E 'error|warning: unre|Build complete'; then
    tail -40 "$log/build.txt"
    exit 1
fi
grep -q 'Build complete' "$log/build.txt" || { tail -40 "$log/build.txt"; exit 1; }

echo "== swift"
# Tests that let a child process die run by themselves: waiting for children of two kinds in one process loses some.
# Few at a time, because many start servers, databases and threads of their own.
run_swift() { # run_swift LOG SECONDS ARGUMENTS…
    local out=$1 limit=$2
    shift 2
    timeout "$limit" swift test --skip-build "${flags[@]}" --experimental-maximum-parallelization-width 4 "$@" >"$out" 2>&1 || failed=1
    grep -E '✘|error:|recorded an issue' "$out" | head -60
    grep -qE 'Test run with' "$out" || { echo "The run ended early:"; tail -5 "$out"; failed=1; }
}
run_swift "$log/swift.txt" 1200 --skip CrashTests
run_swift "$log/swift-crash.txt" 300 --filter CrashTests
swift_count=$(cat "$log/swift.txt" "$log/swift-crash.txt" | sed -nE 's/.*Test run with ([0-9]+) tests?.*/\1/p' | awk '{n += $1} END {print n + 0}')
swift_line="Swift: ${swift_count:-0} tests"
grep -hE 'Test run with' "$log/swift.txt" "$log/swift-crash.txt"
floor=$(cat Tests/floor)
if [ "${swift_count:-0}" -lt "$floor" ]; then
    echo "Only ${swift_count:-0} Swift tests ran; the floor is $floor (Tests/floor)." && failed=1
fi

echo "== end to end"
# Two workers, each with servers of its own; a file stays with one worker, because its tests may share a server.
timeout 2700 .deps/clients/bin/python -m pytest Tests/EndToEnd -q -n 2 --dist loadfile --durations=10 -p no:cacheprovider 2>&1 | tee "$log/e2e.txt"
[ "${PIPESTATUS[0]}" -eq 0 ] || failed=1

echo "== ten slowest Swift tests"
sed -nE 's/.*Test "?([^"]+)"? (passed|failed) after ([0-9.]+) seconds.*/\3 s  \1/p' "$log/swift.txt" | sort -rn | head -10
echo "== totals"
echo "$swift_line"
tail -1 "$log/e2e.txt"
exit $failed
