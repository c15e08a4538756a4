#!/usr/bin/env bash
# compare.sh A B [RUNS]: the same docker commands against two engines in turn, A B A B …, and the ratio of the medians (below 1: A is faster).
# A and B are sockets, for example unix:///run/gantry.sock. Both engines need the images busybox and debian:bookworm.
set -euo pipefail
a=${1:?usage: compare.sh A B [RUNS]} b=${2:?usage: compare.sh A B [RUNS]} runs=${3:-9}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

once() { # once ENGINE COMMAND: prints milliseconds
  local begin=${EPOCHREALTIME/./}
  DOCKER_HOST=$1 bash -c "$2" >/dev/null || { echo "$1: $2 failed" >&2; exit 1; }
  echo "scale=1; (${EPOCHREALTIME/./} - $begin) / 1000" | bc
}

compare() { # compare NAME COMMAND [BEFORE [AFTER]]
  local engine
  for engine in "$a" "$b"; do
    [ -z "${3:-}" ] || DOCKER_HOST=$engine bash -c "$3" >/dev/null
    once "$engine" "$2" >/dev/null
  done
  : >"$work/a"; : >"$work/b"
  for ((run = 0; run < runs; run++)); do
    once "$a" "$2" >>"$work/a"
    once "$b" "$2" >>"$work/b"
  done
  local x y
  x=$(median <"$work/a") y=$(median <"$work/b")
  printf '%-22s A %8s ms   B %8s ms   A/B %s\n' "$1" "$x" "$y" "$(echo "scale=2; $x / $y" | bc)"
  for engine in "$a" "$b"; do [ -z "${4:-}" ] || DOCKER_HOST=$engine bash -c "$4" >/dev/null 2>&1 || true; done
}

compare 'client alone' 'docker version'
compare 'run' 'docker run --rm busybox true'
compare 'run none' 'docker run --rm --network none busybox true'
compare 'run -p' 'docker run --rm -p 80 busybox true'
compare 'run debian' 'docker run --rm debian:bookworm true'
compare 'run -d, rm -f' 'docker rm -f $(docker run -d busybox sleep 99)'
compare 'exec' 'docker exec bench-exec true' 'docker run -d --name bench-exec busybox sleep 3600' 'docker rm -f bench-exec'
compare '20 runs by 8' 'seq 20 | xargs -P8 -I% docker run --rm busybox true'
compare 'logs 100k' 'docker logs bench-logs' 'docker run --name bench-logs busybox seq 1 100000' 'docker rm -f bench-logs'
compare 'save' "docker save debian:bookworm -o $work/saved.tar"
compare 'load' "docker load -q -i $work/load.tar" "docker save debian:bookworm -o $work/load.tar"
