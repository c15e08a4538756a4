#!/usr/bin/env bash
# compose.sh A B THEIRS OURS [RUNS]: one project of ten services through Docker's Compose (THEIRS, a path to docker-compose) and gantry (OURS), in turn.
# A is the engine under test, B the reference; both are sockets (unix:///run/gantry.sock) and need the image busybox.
# Printed for up, up with nothing changed, and down: the median of each pair of client and engine, and its ratio to Docker's Compose on B.
set -euo pipefail
usage='usage: compose.sh A B THEIRS OURS [RUNS]'
a=${1:?$usage} b=${2:?$usage} theirs=${3:?$usage} ours=${4:?$usage} runs=${5:-7}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/bench"
cd "$work/bench"
{
  echo 'services:'
  for number in 0 1 2 3 4 5 6 7 8 9; do
    echo "  s$number:"
    echo '    {image: busybox, command: sleep 3600, stop_grace_period: 0s, networks: [front, back], volumes: ["data:/data"], environment: {A: b}'
    [ "$number" = 0 ] || echo "    , depends_on: [s$((number / 2))]"
    echo '    }'
  done
  echo 'networks: {front: {}, back: {}}'
  echo 'volumes: {data: {}}'
} >compose.yaml

median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

once() { # once ENGINE FILE COMMAND...: adds milliseconds to a file
  local begin=${EPOCHREALTIME/./}
  DOCKER_HOST=$1 "${@:3}" >/dev/null 2>"$work/error" || { cat "$work/error" >&2; exit 1; }
  echo "scale=1; (${EPOCHREALTIME/./} - $begin) / 1000" | bc >>"$work/$2"
}

round() { # round NAME ENGINE CLIENT...: up, up again, down
  once "$2" "$1.up" "${@:3}" up -d
  once "$2" "$1.unchanged" "${@:3}" up -d
  once "$2" "$1.down" "${@:3}" down -v
}

for ((run = 0; run <= runs; run++)); do
  round reference "$b" "$theirs"
  round ours-on-ours "$a" "$ours" compose
  round theirs-on-ours "$a" "$theirs"
  round ours-on-reference "$b" "$ours" compose
  # The first round warms caches.
  [ "$run" != 0 ] || rm -f "$work"/*.up "$work"/*.unchanged "$work"/*.down
done

for what in up unchanged down; do
  base=$(median <"$work/reference.$what")
  printf '%-10s docker-compose on B %8s ms' "$what" "$base"
  for pair in ours-on-ours theirs-on-ours ours-on-reference; do
    value=$(median <"$work/$pair.$what")
    printf '   %s %s ms (%s)' "$pair" "$value" "$(echo "scale=2; $value / $base" | bc)"
  done
  echo
done
