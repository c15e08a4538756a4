#!/usr/bin/env bash
# Passes the tests: installs what they need from Debian, builds, and runs every test project.
# Ends with one line: N passed, N failed, N skipped.   ./test.sh PROJECT… runs only projects whose name contains a word.
set -u
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

need() { # need PROGRAM-OR-FILE PACKAGE
  command -v "$1" >/dev/null 2>&1 || [ -e "$1" ] || missing="$missing $2"
}
missing=""
need /bin/busybox busybox-static
need ip iproute2
need nft nftables
need /usr/lib/x86_64-linux-gnu/libnftables.so.1 libnftables1
need ps procps
need gcc gcc
need /usr/include/zlib.h zlib1g-dev
if [ -n "$missing" ]; then
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $missing >/dev/null || { echo "cannot install:$missing"; echo "0 passed, 1 failed"; exit 1; }
fi

passed=0 failed=0 skipped=0
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
for project in tests/*.Tests/*.csproj; do
  name=$(basename "$project" .csproj)
  if [ $# -gt 0 ]; then
    wanted=no
    for word in "$@"; do case $name in *"$word"*) wanted=yes;; esac; done
    [ $wanted = yes ] || continue
  fi
  [ -n "$(find "$(dirname "$project")" -name '*.cs' -not -path '*/obj/*' -print -quit)" ] || continue
  echo "== $name"
  if ! dotnet build "$project" --nologo -v q >"$results/build.log" 2>&1; then
    grep -E 'error|warning' "$results/build.log" | sort -u | head -20
    failed=$((failed + 1))
    continue
  fi
  dotnet test "$project" --no-build --nologo -v q --logger "trx;LogFileName=$name.trx" --results-directory "$results" -- xUnit.ParallelizeTestCollections=true >"$results/$name.log" 2>&1
  status=$?
  counters=$(grep -o '<Counters [^>]*>' "$results/$name.trx" 2>/dev/null | head -1)
  number() { echo "$counters" | sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p"; }
  p=$(number passed) f=$(number failed) total=$(number total)
  if [ -z "$counters" ] || [ "${total:-0}" = 0 ]; then
    tail -30 "$results/$name.log"
    echo "$name ran no test"
    failed=$((failed + 1))
    continue
  fi
  passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + total - p - f))
  if [ $status -ne 0 ]; then
    grep -vE '^\s*$' "$results/$name.log" | tail -60
    [ "$f" -gt 0 ] || failed=$((failed + 1))
  fi
done
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed -eq 0 ] && [ $passed -gt 0 ]
