#!/usr/bin/env bash
# tally.sh SUITE SOURCE SOCKET[,NAMESPACE]: runs a suite, names on standard error what failed, and says what it came to: N passed, N failed, N skipped. What fails and is in
# SUITE.known fails with Docker's engine too, on a machine without the hub, and counts as skipped.
set -euo pipefail
suite=${1:?usage: tally.sh SUITE SOURCE SOCKET} here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
results=$("$here/$suite.sh" "$2" "$3" | awk 'FILENAME == ARGV[1] { sub(/ *#.*/, ""); known[$0]; next } { name = substr($0, index($0, " ") + 1) } $1 == "failed" && name in known { $1 = "skipped" } { print }' "$here/$suite.known" -)
sed -n 's/^failed /failed: /p' <<<"$results" >&2
awk '{ n[$1]++ } END { printf "%d passed, %d failed, %d skipped\n", n["passed"], n["failed"], n["skipped"] }' <<<"$results"
