#!/usr/bin/env bash
# names.sh ENGINE [CONTAINERS [RATE [SECONDS]]]: queries of many containers at once for each other's names, RATE a second together.
# Prints what was asked and lost, the latency's median and 99th percentile as one client sees it that sits in all of them, and the memory of the
# daemon whose process DAEMON names, if that is set.
# ENGINE is a socket, for example unix:///run/gantry.sock; it needs the image busybox, this machine python3.
set -euo pipefail
export DOCKER_HOST=${1:?usage: names.sh ENGINE [CONTAINERS [RATE [SECONDS]]]}
containers=${2:-20} rate=${3:-20000} seconds=${4:-10}
names=()
for ((i = 0; i < containers; i++)); do names+=("bench-names-$i"); done
clean() { docker rm -f "${names[@]}" >/dev/null 2>&1 || true; docker network rm bench-names >/dev/null 2>&1 || true; }
trap clean EXIT

docker network create bench-names >/dev/null
for name in "${names[@]}"; do docker run -d --name "$name" --network bench-names busybox sleep 3600 >/dev/null; done
memory() { [ -z "${DAEMON:-}" ] || awk '/^(Pss|Private_Dirty):/ { printf "%s %d kB  ", $1, $2 }' "/proc/$DAEMON/smaps_rollup"; }
ask() { python3 "$(dirname "$0")/names.py" "$1" "$2" $(docker inspect -f '{{.State.Pid}}/{{slice .Name 1}}' "${names[@]}"); }

ask 2000 2 >/dev/null
echo "before: $(memory)"
ask "$rate" "$seconds"
echo "after:  $(memory)"
