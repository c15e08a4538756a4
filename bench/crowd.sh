#!/usr/bin/env bash
# crowd.sh SOCKET PID [COUNT]: COUNT containers at once on one engine, whose daemon is PID: how long start, list and stop take, what statistics
# of all of them cost the engine in processor time, and what memory a container takes beside its own processes.
# SOCKET is for example unix:///run/gantry.sock; the engine needs the image busybox.
set -euo pipefail
export DOCKER_HOST=${1:?usage: crowd.sh SOCKET PID [COUNT]}
pid=${2:?usage: crowd.sh SOCKET PID [COUNT]} count=${3:-100}

timed() { # timed NAME COMMAND…
  local name=$1 begin=${EPOCHREALTIME/./}; shift
  "$@" >/dev/null
  printf '%-28s %8d ms\n' "$name" $(((${EPOCHREALTIME/./} - begin) / 1000))
}

tree() { # ids of a process and all below it
  local child
  echo "$1"
  for child in $(cat "/proc/$1"/task/*/children 2>/dev/null); do tree "$child"; done
}

ticks() { # processor time of the daemon and what it started, in ms
  local id sum=0
  for id in $(tree "$pid"); do sum=$((sum + $(awk '{ print $14 + $15 }' "/proc/$id/stat" 2>/dev/null || echo 0))); done
  echo $((sum * 1000 / $(getconf CLK_TCK)))
}

helpers() { # kilobytes (PSS) of the shims of the containers
  local sum=0 id
  for id in $(pgrep -f 'gantry.* shim |containerd-shim' || true); do
    [ "$(readlink "/proc/$id/ns/net")" = "$(readlink "/proc/$pid/ns/net")" ] || continue
    sum=$((sum + $(awk '/^Pss:/ { print $2 }' "/proc/$id/smaps_rollup" 2>/dev/null || echo 0)))
  done
  echo $sum
}

start() { seq "$count" | xargs -P8 -I% docker run -d --label crowd busybox sleep 3600; }
stop() { docker rm -f $(docker ps -aq --filter label=crowd); }

timed "start $count" start
timed "list $count" docker ps -a
printf '%-28s %8d kB\n' 'shim of a container (PSS)' $(($(helpers) / count))
before=$(ticks)
timeout 10 docker stats >/dev/null || true
printf '%-28s %8d ms in 10 s\n' "statistics of $count" $(($(ticks) - before))
timed "remove $count" stop
