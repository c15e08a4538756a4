#!/usr/bin/env bash
# compare.sh SUITE SOURCE A B: a suite (docker-py or testcontainers-dotnet) against two engines, as SOCKET or SOCKET,NAMESPACE. Prints the tests that pass with B and not
# with A; fails when there are any.
set -euo pipefail
suite=${1:?usage: compare.sh SUITE SOURCE A B} source=${2:?usage: compare.sh SUITE SOURCE A B} a=${3:?usage: compare.sh SUITE SOURCE A B} b=${4:?usage: compare.sh SUITE SOURCE A B}
run=$(dirname "${BASH_SOURCE[0]}")/$suite.sh results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
"$run" "$source" "$a" | sed -n 's/^passed //p' | sort >"$results/a"
"$run" "$source" "$b" | sed -n 's/^passed //p' | sort >"$results/b"
comm -13 "$results/a" "$results/b" | tee "$results/missing"
echo "$(wc -l <"$results/a") pass with A, $(wc -l <"$results/b") with B, $(wc -l <"$results/missing") with B alone"
[ ! -s "$results/missing" ]
