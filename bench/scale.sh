#!/usr/bin/env bash
# scale.sh A B [RUNS]: what many containers cost two engines, in turn, with the ratio A/B (below 1: A is cheaper).
# A and B are sockets, for example unix:///run/gantry.sock, on this machine. Both engines need the image busybox. Processor time is that of the
# process behind the socket and its children that live, which with dockerd is containerd, but no shim.
set -euo pipefail
a=${1:?usage: scale.sh A B [RUNS]} b=${2:?usage: scale.sh A B [RUNS]} runs=${3:-5}
label=bench-scale-$$
work=$(mktemp -d)
trap 'rm -rf "$work"; for engine in "$a" "$b"; do clear_up "$engine"; done' EXIT

clear_up() { DOCKER_HOST=$1 bash -c "docker ps -aq --filter label=$label | xargs -r docker rm -f" >/dev/null 2>&1 || true; }

median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

ratio() { # ratio NAME UNIT: compares the medians of the two lists
  local x y
  x=$(median <"$work/a") y=$(median <"$work/b")
  printf '%-34s A %8s %-3s B %8s %-3s A/B %s\n' "$1" "$x" "$2" "$y" "$2" "$(echo "scale=2; $x / $y" | bc)"
}

wall() { # wall ENGINE COMMAND: prints milliseconds
  local begin=${EPOCHREALTIME/./}
  DOCKER_HOST=$1 bash -c "$2" >/dev/null
  echo "scale=1; (${EPOCHREALTIME/./} - $begin) / 1000" | bc
}

server() { # the process that listens on a socket (SO_PEERCRED of unix(7))
  python3 -c 'import socket, struct, sys
s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1].removeprefix("unix://"))
print(struct.unpack("3i", s.getsockopt(socket.SOL_SOCKET, 17, 12))[0])' "$1"
}

ticks() { # ticks PID: processor time of a process and its living children, in hundredths of a second
  local process sum=0
  for process in "$1" $(pgrep -P "$1" -x containerd || true); do
    sum=$((sum + $(sed 's/.*) //' "/proc/$process/stat" | awk '{ print $12 + $13 }')))
  done
  echo "$sum"
}

processor() { # processor ENGINE COMMAND: prints the daemon's milliseconds of processor time
  local pid begin
  pid=$(server "$1") begin=$(ticks "$(server "$1")")
  DOCKER_HOST=$1 bash -c "$2" >/dev/null 2>&1 || true
  echo $((($(ticks "$pid") - begin) * 10))
}

each() { # each MEASURE COMMAND: fills both lists, in turn
  : >"$work/a"; : >"$work/b"
  for ((run = 0; run < runs; run++)); do
    "$1" "$a" "$2" >>"$work/a"
    "$1" "$b" "$2" >>"$work/b"
  done
}

both() { for engine in "$a" "$b"; do DOCKER_HOST=$engine bash -c "$1" >/dev/null; done; }

both "docker run --label $label --name $label-log busybox seq 1 100000"
each wall "docker logs $label-log"
ratio 'logs of 100,000 lines' ms

head -c 8388608 /dev/urandom >"$work/data"
both "docker create --label $label --name $label-copy busybox true"
each wall "docker cp $work/data $label-copy:/data"
ratio 'cp of 8 MB' ms

both "seq 498 | xargs -P4 -I% docker create --label $label busybox true"
each wall 'docker ps -a'
ratio 'ps -a of 500 containers' ms
clear_up "$a"; clear_up "$b"

both "seq 100 | xargs -P4 -I% docker run -d --network none --label $label busybox sleep 3600"
each processor 'timeout 10 docker stats'
ratio 'stats of 100 containers for 10 s' ms
clear_up "$a"; clear_up "$b"

DOCKER_HOST=$a bash -c "seq 300 | xargs -P4 -I% docker run -d --label $label busybox sleep 3600" >/dev/null
printf '%-34s A %8s\n' 'running at once, of 300' "$(DOCKER_HOST=$a docker ps -q --filter "label=$label" | wc -l)"
